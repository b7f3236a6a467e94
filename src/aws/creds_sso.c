/* creds_sso.c - IAM Identity Center: the token that 'aws sso login' left here. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/call.h"
#include "aws/creds_inside.h"
#include "base/file.h"
#include "base/mask.h"
#include "base/str.h"
#include "format/json.h"
#include "net/hash.h"

#define CACHE_MAX (256u << 10)

struct sso {
	const struct one *p;
	const char *session;	/* "" in the form without sso_session */
	const char *region, *url, *account, *role;
};

static bool renew_hint(const struct sso *o, struct err *err)
{
	if (*o->session)
		return err_hint(err, "run: aws sso login --sso-session %.64s", o->session);
	return err_hint(err, "run: aws sso login --profile %.64s", o->p->name);
}

static bool lacks(const struct sso *o, const char *what, struct err *err)
{
	err_set(err, ERR_LOGIN, "the profile '%.64s' signs in by IAM Identity Center and "
		"lacks %s", o->p->name, what);
	return err_hint(err, "run: aws configure sso --profile %.64s", o->p->name);
}

/* A profile that repeats what its session says must say the same. */
static bool agrees(const struct sso *o, const char *key, const char *value,
		   struct err *err)
{
	const char *own = json_str(o->p->values, key);

	if (!*own || str_eq(own, value))
		return true;
	err_set(err, ERR_LOGIN, "the profile '%.64s' and its sso-session '%.64s' differ "
		"in %s", o->p->name, o->session, key);
	return err_hint(err, "remove %s from the profile", key);
}

static bool read_session(const struct search *s, struct sso *o, struct err *err)
{
	const struct json *section = json_get(json_get(s->files.tree, "sso-session"),
					      o->session);

	if (!section) {
		err_set(err, ERR_LOGIN, "the sso-session '%.64s' of the profile '%.64s' "
			"does not exist", o->session, o->p->name);
		return err_hint(err, "run: aws configure sso --profile %.64s",
				o->p->name);
	}
	o->region = json_str(section, "sso_region");
	o->url = json_str(section, "sso_start_url");
	return agrees(o, "sso_region", o->region, err) &&
	       agrees(o, "sso_start_url", o->url, err);
}

static bool read_profile(const struct search *s, struct sso *o, struct err *err)
{
	if (*o->session && !read_session(s, o, err))
		return false;
	if (!*o->region)
		return lacks(o, "sso_region", err);
	if (!*o->url)
		return lacks(o, "sso_start_url", err);
	if (*o->account && *o->role)
		return true;
	lacks(o, *o->account ? "sso_role_name" : *o->role ? "sso_account_id" :
	      "sso_account_id and sso_role_name", err);
	return false;
}

/* The cache's file is named by the session, in the old form by the start URL. */
static struct json *read_cache(const struct sso *o, struct err *err)
{
	const char *name = *o->session ? o->session : o->url;
	struct buf path = BUF(8192), text = BUF(CACHE_MAX);
	char sum[HASH_SHA1_HEX];
	struct json *j = NULL;
	struct err why = ERR_INIT;

	hash_sha1_hex(sum, name, strlen(name));
	buf_fmt(&path, "%s/.aws/sso/cache/%s.json", profile_home(), sum);
	if (file_read(path.s, &text, NULL, &why))
		j = json_parse(text.s, text.len, path.s, &why);
	if (!j) {
		err_set(err, ERR_LOGIN, "the profile '%.64s' is not signed in to IAM "
			"Identity Center: %.250s", o->p->name, why.text);
		renew_hint(o, err);
	}
	buf_free(&text);
	buf_free(&path);
	return j;
}

static bool is_current(const struct sso *o, const struct json *cache, struct err *err)
{
	time_t ends = when_read_any(json_str(cache, "expiresAt"));

	if (*json_str(cache, "accessToken") && ends > when_wall())
		return true;
	err_set(err, ERR_LOGIN, "the sign-in to IAM Identity Center of the profile '%.64s' "
		"%s", o->p->name, ends > when_wall() ? "holds no token" : "is over");
	return renew_hint(o, err);
}

static bool ask_portal(struct search *s, const struct sso *o, const char *token,
		       struct creds *c, struct err *err)
{
	static const struct creds_names names = {
		"accessKeyId", "secretAccessKey", "sessionToken", "expiration"
	};
	struct json *params = json_object_new(), *reply = NULL;
	struct known *known = mask_learn(token, strlen(token));
	struct creds none;
	struct aws *a;
	bool ok;

	json_put_str(params, "roleName", o->role);
	json_put_str(params, "accountId", o->account);
	json_put_str(params, "accessToken", token);
	creds_settings(&none, c);
	snprintf(none.profile, sizeof(none.profile), "%s", s->files.name);
	a = aws_open(&none, o->region, s->stop, err);
	ok = a && aws_call(a, OP_SSO_GET_ROLE_CREDENTIALS, params, &reply, NULL, err);
	if (!ok)
		creds_about(err, "profile '%.64s', account '%.16s', role '%.64s'",
			    o->p->name, o->account, o->role);
	if (!ok && err->status == 401) {
		err->kind = ERR_LOGIN;
		renew_hint(o, err);
	} else if (!ok && err->status == 403) {
		err->kind = ERR_DENIED;
		err_hint(err, "an administrator must assign you this role in this "
			 "account, or sso_account_id and sso_role_name are wrong");
	}
	ok = ok && creds_put_answer(c, json_get(reply, "roleCredentials"), &names, err);
	aws_close(a);
	json_free(params);
	json_free(reply);
	mask_forget(known);
	return ok;
}

/* A token goes into a header: what could end it early is no token. */
static bool is_plain(const char *token)
{
	for (; *token; token++)
		if (*token <= ' ' || *token >= 0x7f)
			return false;
	return true;
}

enum found creds_sso(struct search *s, const struct one *p, struct creds *c,
		     struct err *err)
{
	struct sso o = {
		p, json_str(p->values, "sso_session"), json_str(p->values, "sso_region"),
		json_str(p->values, "sso_start_url"),
		json_str(p->values, "sso_account_id"), json_str(p->values, "sso_role_name"),
	};
	struct json *cache = NULL;
	bool ok;

	if (!*o.session && !*o.url)
		return NOT_HERE;
	ok = read_profile(s, &o, err);
	if (ok)
		cache = read_cache(&o, err);
	ok = cache && is_current(&o, cache, err);
	if (ok && !is_plain(json_str(cache, "accessToken"))) {
		ok = err_set(err, ERR_LOGIN, "the sign-in to IAM Identity Center of the "
			     "profile '%.64s' is unreadable", p->name);
		renew_hint(&o, err);
	}
	snprintf(c->source, sizeof(c->source), "IAM Identity Center, role '%.64s' in "
		 "account %.16s (profile '%.80s')", o.role, o.account, p->name);
	ok = ok && ask_portal(s, &o, json_str(cache, "accessToken"), c, err);
	json_free(cache);
	return ok ? FOUND : FAILED;
}
