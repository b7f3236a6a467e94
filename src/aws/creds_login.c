/*
 * creds_login.c - the login provider (login_session): credentials that 'aws login' keeps in
 * its cache.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/call_internal.h"
#include "aws/creds_internal.h"
#include "aws/masked_call.h"
#include "aws/token_file.h"
#include "base/str.h"
#include "format/json.h"
#include "net/dpop.h"
#include "net/hash.h"

#define ENDS "accessToken.expiresAt"
#define EARLY_S 300		/* refreshed so long before they expire, as by the AWS CLI */
#define LIFE_S 900		/* the longest lifetime */
#define PROOF_MAX (16u << 10)

struct by_login {
	struct creds_search *s;
	const struct named_profile *p;
	const char *name;	/* login_session: the ARN of the user or role that signed in */
	const struct creds *settings;
};

static bool creds_login_hint(const struct named_profile *p, struct err *err)
{
	return err_hint(err, "run: aws login --profile %.64s", p->name);
}

/* --- refreshing ---------------------------------------------------------------------- */

/* Adds the DPoP proof, which is valid for the URL of this request alone. */
static bool creds_login_put_proof(struct aws *a, const char *key, struct json *params,
				  struct err *err)
{
	struct buf url = BUF(2048), proof = BUF(PROOF_MAX);
	struct endpoint endpoint;
	char id[DPOP_ID];
	bool ok;

	dpop_id(id);
	ok = aws_endpoint(a, "signin", &endpoint, err);
	if (ok) {
		buf_fmt(&url, "%s%s%s", endpoint.url, endpoint.path,
			aws_ops[OP_SIGNIN_CREATE_OAUTH2_TOKEN].path);
		ok = dpop_proof(&proof, &(struct dpop){ .key = key, .method = "POST",
				.url = url.s, .at = clock_wall(), .id = id }, err);
	}
	json_put_str(params, "DPoP", proof.s);
	buf_free(&url);
	buf_free(&proof);
	return ok;
}

/* The members that the reply changes; the account ID stays as it was at the sign-in. */
static struct json *creds_login_fresh_of(const struct json *old, const struct json *reply)
{
	static const char *const parts[] = { "accessKeyId", "secretAccessKey",
					     "sessionToken", NULL };
	struct json *key = json_copy(json_get(old, "accessToken"));
	struct json *fresh = json_object_new();
	long seconds = strtol(json_str(reply, "expiresIn"), NULL, 10);
	char ends[24];

	clock_iso(ends, clock_wall() + (seconds > 0 && seconds <= LIFE_S ? seconds : LIFE_S));
	for (const char *const *part = parts; *part; part++)
		json_put_str(key, *part, json_str(json_get(reply, "accessToken"), *part));
	json_put_str(key, "expiresAt", ends);
	json_put(fresh, "accessToken", key);
	if (*json_str(reply, "refreshToken"))
		json_put_str(fresh, "refreshToken", json_str(reply, "refreshToken"));
	return fresh;
}

static struct json *creds_login_ask(void *with, const struct json *old, struct err *err)
{
	const struct by_login *l = with;
	struct json *params = json_object_new(), *reply = NULL, *fresh = NULL;
	const char *region = json_str(old, "signInRegion");
	struct aws *a;

	/* Older versions of 'aws login' do not record the Region of the sign-in. */
	if (!*region)
		region = creds_sts_region(l->settings, l->name);
	a = aws_open(l->settings, region, l->s->stop, err);
	json_put_str(params, "clientId", json_str(old, "clientId"));
	json_put_str(params, "refreshToken", json_str(old, "refreshToken"));
	json_put_str(params, "grantType", "refresh_token");
	if (a && creds_login_put_proof(a, json_str(old, "dpopKey"), params, err) &&
	    aws_call_masked(a, OP_SIGNIN_CREATE_OAUTH2_TOKEN, params, &reply, err))
		fresh = creds_login_fresh_of(old, reply);
	aws_close(a);
	json_free(params);
	json_free(reply);
	return fresh;
}

/* --- why not ------------------------------------------------------------------------- */

static const struct { const char *code, *says; } refusals[] = {
	{ "TOKEN_EXPIRED", "is over" },
	{ "invalid_grant", "is over" },
	{ "USER_CREDENTIALS_CHANGED", "is no longer valid: the password or the user was "
	  "changed" },
};

/* Explains a final refusal. Other errors (network, disk) keep their text. */
static bool creds_login_explain(const struct by_login *l, struct err *err)
{
	char code[sizeof(err->code)];

	memcpy(code, err->code, sizeof(code));
	if (!err->kind)
		snprintf(code, sizeof(code), "TOKEN_EXPIRED");
	if (str_eq(code, "INSUFFICIENT_PERMISSIONS")) {
		err->kind = ERR_DENIED;
		return err_hint(err, "an administrator must allow signin:CreateOAuth2Token "
				"for the user or role that signed in (AWS's policy "
				"SignInLocalDevelopmentAccess does)");
	}
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (str_eq(code, refusals[i].code)) {
			err_set(err, ERR_LOGIN, "the console's sign-in (aws login) of the "
				"profile '%.64s' %s", l->p->name, refusals[i].says);
			return creds_login_hint(l->p, err);
		}
	return creds_prefix_error(err, "profile '%.64s', console's sign-in", l->p->name);
}

static bool creds_login_is_whole(const struct by_login *l, const struct json *token,
				 struct err *err)
{
	static const char *const needed[] = {
		"accessToken.accessKeyId", "accessToken.secretAccessKey",
		"accessToken.sessionToken", ENDS, "refreshToken", "clientId", "dpopKey", NULL
	};

	for (const char *const *name = needed; *name; name++) {
		const char *text = json_text(json_path(token, *name));

		if (text && *text)
			continue;
		err_set(err, ERR_LOGIN,
			"the cache of 'aws login' for the profile '%.64s' has no %s",
			l->p->name, *name);
		return creds_login_hint(l->p, err);
	}
	return true;
}

static bool creds_login_is_current(struct by_login *l, struct json **token, struct err *err)
{
	struct token_refresh t = { .ends = ENDS,
				   .early = EARLY_S,
				   .ask = creds_login_ask,
				   .with = l,
				   .stop = l->s->stop };
	struct buf path = BUF(8192);
	bool missing = false, ok;
	const char *folder;
	char sum[HASH_HEX];

	/* The name of the file is the SHA-256 of login_session. */
	folder = profile_env("AWS_LOGIN_CACHE_DIRECTORY");
	hash_sha256_hex(sum, l->name, strlen(l->name));
	if (str_eq(folder, "~") || str_starts(folder, "~/"))
		buf_fmt(&path, "%s%s/%s.json", profile_home(), folder + 1, sum);
	else if (*folder)
		buf_fmt(&path, "%s/%s.json", folder, sum);
	else
		buf_fmt(&path, "%s/.aws/login/cache/%s.json", profile_home(), sum);
	t.path = path.s;
	*token = token_file_read(path.s, &missing, err);
	if (*token) {
		ok = creds_login_is_whole(l, *token, err);
	} else {
		struct err why = *err;

		err_set(err, ERR_LOGIN,
			"the profile '%.64s' is not signed in by 'aws login'%s%.250s",
			l->p->name, missing ? "" : ": ", missing ? "" : why.text);
		ok = creds_login_hint(l->p, err);
	}
	if (ok && !token_refresh(&t, token, err) && !token_left(*token, ENDS))
		ok = creds_login_explain(l, err);
	if (ok)
		*err = (struct err)ERR_INIT;
	buf_free(&path);
	return ok;
}

enum found creds_login(struct creds_search *s, const struct named_profile *p,
		       struct creds *c, struct err *err)
{
	static const struct creds_member_names names = { "accessKeyId", "secretAccessKey",
							 "sessionToken", "expiresAt" };
	struct creds none;
	struct by_login l = { s, p, json_str(p->values, "login_session"), &none };
	struct json *token = NULL;
	bool ok;

	if (!*l.name)
		return NOT_HERE;
	creds_copy_settings(&none, c);
	snprintf(none.profile, sizeof(none.profile), "%s", s->files.name);
	snprintf(c->source, sizeof(c->source), "console's sign-in (aws login) of '%.120s' "
		 "(profile '%.80s')", l.name, p->name);
	ok = creds_login_is_current(&l, &token, err) &&
		creds_set_from_reply(c, json_get(token, "accessToken"), &names, err);
	json_free(token);
	return ok ? FOUND : FAILED;
}
