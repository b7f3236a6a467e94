/* creds.c - see creds.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "aws/creds.h"
#include "aws/profile.h"
#include "base/str.h"
#include "format/json.h"

/* Sources of the SDKs' chain that have their turn before or after the keys. */
static const struct source {
	const char *key;	/* of the profile */
	const char *what;
	bool before_keys;
} sources[] = {
	{ "role_arn", "a role to assume (role_arn)", true },
	{ "web_identity_token_file", "a web identity token", true },
	{ "sso_session", "IAM Identity Center (sso_session)", true },
	{ "sso_start_url", "IAM Identity Center (sso_start_url)", true },
	{ "credential_process", "a program (credential_process)", false },
	{ "login_session", "a console sign-in (login_session)", false },
};

static const struct { const char *variable, *what; } outside[] = {
	{ "AWS_WEB_IDENTITY_TOKEN_FILE", "a web identity token" },
	{ "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "the container's credentials" },
	{ "AWS_CONTAINER_CREDENTIALS_FULL_URI", "the container's credentials" },
};

static const char export_hint[] = "run: eval \"$(aws configure export-credentials "
				  "--format env)\" in this shell, then accredit again";

static bool set_keys(struct creds *c, const char *id, const char *secret,
		     const char *token, struct err *err)
{
	if (strlen(id) >= sizeof(c->key_id) || strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(id)) {
		err_set(err, ERR_LOGIN, "the access key ID from the %s is not one",
			c->source);
		return err_hint(err, "copy it again: about 20 letters and digits");
	}
	if (strpbrk(secret, " \t\r\n") || strpbrk(token, " \t\r\n")) {
		err_set(err, ERR_LOGIN, "the secret or token from the %s holds a blank",
			c->source);
		return err_hint(err, "copy it again, in one piece");
	}
	snprintf(c->key_id, sizeof(c->key_id), "%s", id);
	secret_set(&c->secret, secret, strlen(secret));
	if (*token)
		secret_set(&c->token, token, strlen(token));
	return true;
}

static bool partial(struct err *err, const char *have, const char *lacks,
		    const char *where)
{
	err_set(err, ERR_LOGIN, "half an access key: %s is set and %s is not (%s)",
		have, lacks, where);
	return err_hint(err, "set both, or neither so that another source is used");
}

static bool from_environment(struct creds *c, struct err *err)
{
	const char *id = profile_env("AWS_ACCESS_KEY_ID");
	const char *secret = profile_env("AWS_SECRET_ACCESS_KEY");
	const char *token = profile_env("AWS_SESSION_TOKEN");
	const char *ends = profile_env("AWS_CREDENTIAL_EXPIRATION");
	struct tm tm = { 0 };

	if (!*secret)
		return partial(err, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
			       "environment");
	if (!*id)
		return partial(err, "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
			       "environment");
	if (!*token)
		token = profile_env("AWS_SECURITY_TOKEN");
	if (*ends && strptime(ends, "%Y-%m-%dT%H:%M:%S", &tm))
		c->expires = timegm(&tm);
	snprintf(c->source, sizeof(c->source), "environment");
	return set_keys(c, id, secret, token, err);
}

static bool not_yet(struct err *err, const char *what, const char *profile)
{
	if (*profile)
		err_set(err, ERR_LOGIN, "the profile '%s' gets its credentials from %s, "
			"which accredit cannot use yet", profile, what);
	else
		err_set(err, ERR_LOGIN, "the environment offers %s, which accredit "
			"cannot use yet", what);
	return err_hint(err, "%s", export_hint);
}

static bool is_other(const struct profile *p, bool before_keys, struct err *err)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++)
		if (sources[i].before_keys == before_keys &&
		    *json_str(p->values, sources[i].key)) {
			not_yet(err, sources[i].what, p->name);
			return true;
		}
	return false;
}

static bool nothing(const struct profile *p, struct err *err)
{
	for (size_t i = 0; i < sizeof(outside) / sizeof(*outside); i++)
		if (*profile_env(outside[i].variable))
			return not_yet(err, outside[i].what, "");
	if (p->values)
		err_set(err, ERR_LOGIN, "the profile '%s' of '%.200s' holds no "
			"credentials", p->name, p->credentials_file);
	else if (p->named)
		err_set(err, ERR_LOGIN, "there is no profile '%s' in '%.200s'",
			p->name, p->credentials_file);
	else
		err_set(err, ERR_LOGIN, "no AWS credentials were found");
	return err_hint(err, "run 'aws configure', or set AWS_PROFILE or "
			"AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; to try it "
			"without an account: accredit practice");
}

static bool from_profile(struct creds *c, const struct profile *p, struct err *err)
{
	const char *id = json_str(p->values, "aws_access_key_id");
	const char *secret = json_str(p->values, "aws_secret_access_key");
	const char *token = json_str(p->values, "aws_session_token");

	if (is_other(p, true, err))
		return false;
	snprintf(c->profile, sizeof(c->profile), "%s", p->name);
	snprintf(c->source, sizeof(c->source), "profile '%.80s' of %.200s", p->name,
		 p->credentials_file);
	if (*id && !*secret)
		return partial(err, "aws_access_key_id", "aws_secret_access_key",
			       c->source);
	if (*secret && !*id)
		return partial(err, "aws_secret_access_key", "aws_access_key_id",
			       c->source);
	if (!*id)
		return !is_other(p, false, err) && nothing(p, err);
	if (!*token)
		token = json_str(p->values, "aws_security_token");
	return set_keys(c, id, secret, token, err);
}

static void settings(struct creds *c, const struct profile *p)
{
	const char *region = profile_env("AWS_REGION");

	if (!*region)
		region = profile_setting(p, "AWS_DEFAULT_REGION", "region");
	snprintf(c->region, sizeof(c->region), "%s", region);
	snprintf(c->ca_bundle, sizeof(c->ca_bundle), "%s",
		 json_str(p->values, "ca_bundle"));
	snprintf(c->endpoint_url, sizeof(c->endpoint_url), "%s",
		 json_str(p->values, "endpoint_url"));
}

bool creds_find(struct creds *c, struct err *err)
{
	struct profile p;
	bool ok;

	*c = (struct creds){ 0 };
	if (!profile_load(&p, NULL, err))
		return false;
	settings(c, &p);
	if (*profile_env("AWS_ACCESS_KEY_ID") || *profile_env("AWS_SECRET_ACCESS_KEY"))
		ok = from_environment(c, err);
	else
		ok = from_profile(c, &p, err);
	profile_free(&p);
	if (!ok)
		creds_close(c);
	return ok;
}

void creds_close(struct creds *c)
{
	secret_close(&c->secret);
	secret_close(&c->token);
	c->key_id[0] = '\0';
}
