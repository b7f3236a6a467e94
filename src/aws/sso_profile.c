/* sso_profile.c - the settings of IAM Identity Center in a profile; see sso_internal.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/sso_internal.h"
#include "base/str.h"
#include "format/json.h"
#include "net/hash.h"

bool sso_is_named(const struct json *values)
{
	return *json_str(values, "sso_session") || *json_str(values, "sso_start_url");
}

bool sso_sign_in_hint(const struct sso *o, struct err *err)
{
	snprintf(err->sso, sizeof(err->sso), "%s", o->profile);
	return err_hint(err, "run: accredit login --profile %.64s", o->profile);
}

bool sso_lacks(const struct sso *o, const char *what, struct err *err)
{
	err_set(err, ERR_LOGIN, "the profile '%.64s' signs in by IAM Identity Center and "
		"lacks %s", o->profile, what);
	return err_hint(err, "run: aws configure sso --profile %.64s", o->profile);
}

/* A profile may repeat the settings of its session, with the same values. */
static bool sso_profile_agrees(const struct sso *o, const struct json *values,
			       const char *key, const char *value, struct err *err)
{
	const char *own = json_str(values, key);

	if (!*own || str_eq(own, value))
		return true;
	err_set(err, ERR_LOGIN, "the profile '%.64s' and its sso-session '%.64s' differ "
		"in %s", o->profile, o->session, key);
	return err_hint(err, "remove %s from the profile", key);
}

bool sso_read(struct sso *o, const struct profile *files, const char *profile,
	      const struct json *values, struct err *err)
{
	const struct json *section;

	*o = (struct sso){
		.profile = profile, .session = json_str(values, "sso_session"),
		.region = json_str(values, "sso_region"),
		.url = json_str(values, "sso_start_url"),
		.account = json_str(values, "sso_account_id"),
		.role = json_str(values, "sso_role_name"), .scopes = "",
	};
	if (*o->session) {
		section = json_get(json_get(files->tree, "sso-session"), o->session);
		if (!section) {
			err_set(err, ERR_LOGIN,
				"the sso-session '%.64s' of the profile '%.64s' "
				"does not exist",
				o->session, o->profile);
			return err_hint(err, "run: aws configure sso --profile %.64s",
					o->profile);
		}
		o->region = json_str(section, "sso_region");
		o->url = json_str(section, "sso_start_url");
		o->scopes = json_str(section, "sso_registration_scopes");
		if (!sso_profile_agrees(o, values, "sso_region", o->region, err) ||
		    !sso_profile_agrees(o, values, "sso_start_url", o->url, err))
			return false;
	}
	if (!*o->region)
		return sso_lacks(o, "sso_region", err);
	return *o->url || sso_lacks(o, "sso_start_url", err);
}

void sso_cache_path(struct buf *path, const char *name)
{
	char sum[HASH_SHA1_HEX];

	hash_sha1_hex(sum, name, strlen(name));
	buf_fmt(path, "%s/.aws/sso/cache/%s.json", profile_home(), sum);
}

void sso_token_path(struct buf *path, const struct sso *o)
{
	sso_cache_path(path, *o->session ? o->session : o->url);
}
