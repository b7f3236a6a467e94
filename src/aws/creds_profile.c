/* creds_profile.c - the providers that one profile can configure. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/creds_internal.h"
#include "base/str.h"
#include "format/json.h"

const char *creds_variable(const struct creds_search *s, const char *name)
{
	return s->depth == 1 && !s->given ? getenv(name) : NULL;
}

bool creds_profile_has(const struct named_profile *p, const char *key)
{
	return json_get(p->values, key) != NULL;
}

/*
 * One of the two is enough, as for the AWS CLI; the role of such a source profile is not
 * assumed.
 */
static bool creds_profile_has_keys(const struct named_profile *p)
{
	return creds_profile_has(p, "aws_access_key_id") ||
		creds_profile_has(p, "aws_secret_access_key");
}

/* Key ID and secret must be in the same file; the key ID decides whether there is a key. */
static enum found creds_profile_keys_of(const struct named_profile *p,
					const struct json *tree, const char *file,
					struct creds *c, struct err *err)
{
	const struct named_profile in = { p->name, profile_in(tree, p->name) };
	const char *id = json_str(in.values, "aws_access_key_id");
	const char *secret = json_str(in.values, "aws_secret_access_key");
	const char *token = creds_profile_has(&in, "aws_security_token") ?
		"aws_security_token" :
		"aws_session_token";

	if (!creds_profile_has(&in, "aws_access_key_id"))
		return NOT_HERE;
	snprintf(c->source, sizeof(c->source), "profile '%.80s' of %.200s", p->name, file);
	if (strchr(id, '\n'))	/* an indented secret continues the value */
		creds_check_key(id, secret, "", c->source, err);
	else if (!*secret)
		creds_half_key(err, "aws_access_key_id", "aws_secret_access_key",
			       c->source);
	else if (!*id)
		creds_half_key(err, "aws_secret_access_key", "aws_access_key_id",
			       c->source);
	if (!*id || !*secret || strchr(id, '\n'))
		return FAILED;
	return creds_set_key(c, id, secret, json_str(in.values, token), err) ? FOUND :
									       FAILED;
}

static enum found creds_profile_keys(struct creds_search *s, const struct named_profile *p,
				     struct creds *c, struct err *err)
{
	return creds_profile_keys_of(p, s->files.credentials, s->files.credentials_file, c,
				     err);
}

static enum found creds_profile_config_keys(struct creds_search *s,
					    const struct named_profile *p, struct creds *c,
					    struct err *err)
{
	return creds_profile_keys_of(p, s->files.config, s->files.config_file, c, err);
}

/* An account or a role is needed: a profile with a session alone is for bearer tokens. */
static enum found creds_profile_sso(struct creds_search *s, const struct named_profile *p,
				    struct creds *c, struct err *err)
{
	if (!creds_profile_has(p, "sso_account_id") &&
	    !creds_profile_has(p, "sso_role_name"))
		return NOT_HERE;
	if (*json_str(p->values, "sso_session") || *json_str(p->values, "sso_start_url"))
		return creds_sso(s, p, c, err);
	err_set(err, ERR_LOGIN, "the profile '%.64s' signs in by IAM Identity Center and "
		"lacks sso_start_url and sso_region, or sso_session", p->name);
	err_hint(err, "run: aws configure sso --profile %.64s", p->name);
	return FAILED;
}

/* In the order of enum creds_provider_id, from PROVIDER_ROLE on. */
creds_profile_provider *const creds_profile_providers[] = {
	creds_role,  creds_web,	    creds_profile_sso,	       creds_profile_keys,
	creds_login, creds_process, creds_profile_config_keys,
};

/*
 * Where a source profile has a key, its role is not assumed; the other providers keep their
 * order.
 */
enum found creds_from_source_profile(struct creds_search *s, const struct named_profile *p,
				     struct creds *c, struct err *err)
{
	enum found found = NOT_HERE;
	bool loop = s->depth == CREDS_DEPTH;

	/* A profile with a key can be its own source; no other profile may come twice. */
	for (size_t i = 0; i < s->depth && !loop; i++)
		loop = str_eq(s->chain[i], p->name) &&
			(i + 1 < s->depth || !creds_profile_has_keys(p));
	if (loop) {
		err_set(err, ERR_LOGIN,
			"source_profile is circular: '%.64s' leads back to '%.64s'",
			s->chain[s->depth - 1], p->name);
		err_hint(err,
			 "the last profile of the chain needs an access key, SSO or a "
			 "credential_source");
		return FAILED;
	}
	s->chain[s->depth++] = p->name;
	for (size_t i = creds_profile_has_keys(p); i < CREDS_PROFILE_PROVIDERS && !found;
	     i++)
		found = creds_profile_providers[i](s, p, c, err);
	s->depth--;
	return found;
}
