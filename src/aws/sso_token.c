/* sso_token.c - the token of IAM Identity Center and its refresh; see sso_internal.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/call.h"
#include "aws/creds_internal.h"
#include "aws/masked_call.h"
#include "aws/sso_internal.h"
#include "aws/token_file.h"
#include "base/str.h"
#include "format/json.h"

#define EARLY_S 900	/* refreshed so long before it expires, as by the AWS CLI */
#define DAY_S 86400

/* OAuth errors, and their exceptions in the API. */
static const struct { const char *oauth, *exception; } codes[] = {
	{ "authorization_pending", "AuthorizationPendingException" },
	{ "slow_down", "SlowDownException" },
	{ "expired_token", "ExpiredTokenException" },
	{ "access_denied", "AccessDeniedException" },
	{ "invalid_grant", "InvalidGrantException" },
	{ "invalid_client", "InvalidClientException" },
	{ "unauthorized_client", "UnauthorizedClientException" },
};

bool sso_said(const struct err *err, const char *oauth)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (str_eq(codes[i].oauth, oauth))
			return str_eq(err->code, oauth) ||
			       str_eq(err->code, codes[i].exception);
	return false;
}

/*
 * The members that the AWS CLI writes. A reply without a refresh token leaves the old one
 * valid.
 */
struct json *sso_token_of(const struct sso *o, const struct json *reply,
			  const struct json *client)
{
	static const char *const kept[] = { "clientId", "clientSecret",
					    "registrationExpiresAt", NULL };
	long seconds = strtol(json_str(reply, "expiresIn"), NULL, 10);
	struct json *token = json_object_new();
	char ends[24];

	clock_iso(ends, clock_wall() + (seconds > 0 && seconds <= 30 * DAY_S ? seconds : 0));
	json_put_str(token, "startUrl", o->url);
	json_put_str(token, "region", o->region);
	json_put_str(token, "accessToken", json_str(reply, "accessToken"));
	json_put_str(token, SSO_ENDS, ends);
	for (const char *const *name = kept; *name; name++)
		json_put_str(token, *name, json_str(client, *name));
	if (*json_str(reply, "refreshToken"))
		json_put_str(token, "refreshToken", json_str(reply, "refreshToken"));
	return token;
}

/* --- refreshing --------------------------------------------------------------------- */

struct refreshing {
	const struct sso *o;
	const struct creds *settings;
	struct stop *stop;
};

static struct json *sso_token_ask(void *with, const struct json *old, struct err *err)
{
	const struct refreshing *r = with;
	struct json *params = json_object_new(), *reply = NULL, *fresh = NULL;
	struct aws *a = aws_open(r->settings, r->o->region, r->stop, err);

	json_put_str(params, "clientId", json_str(old, "clientId"));
	json_put_str(params, "clientSecret", json_str(old, "clientSecret"));
	json_put_str(params, "grantType", "refresh_token");
	json_put_str(params, "refreshToken", json_str(old, "refreshToken"));
	if (a && aws_call_masked(a, OP_SSO_OIDC_CREATE_TOKEN, params, &reply, err))
		fresh = sso_token_of(r->o, reply, old);
	aws_close(a);
	json_free(params);
	json_free(reply);
	return fresh;
}

static bool sso_token_is_current(const struct sso *o, const struct json *token,
				 struct err *err)
{
	const char *s;

	if (!*json_str(token, "accessToken") || !token_left(token, SSO_ENDS)) {
		/*
		 * a refused refresh means that the sign-in has expired; other errors keep
		 * their text
		 */
		bool refused = err->status >= 400 && err->status < 500 &&
			err->status != 429;

		if (err->kind && !refused)
			return creds_prefix_error(
				err, "profile '%.64s', sign-in to IAM Identity Center",
				o->profile);
		err_set(err, ERR_LOGIN,
			"the sign-in to IAM Identity Center of the profile '%.64s' "
			"%s%s",
			o->profile,
			*json_str(token, "accessToken") ? "is over" : "holds no token",
			refused ? ", and AWS does not refresh it any more" : "");
		return sso_sign_in_hint(o, err);
	}
	*err = (struct err)ERR_INIT; /* the refresh failed, but the token is still valid */
	/* a token with a space or control character cannot be sent in a header */
	s = json_str(token, "accessToken");
	while (*s > ' ' && *s < 0x7f)
		s++;
	if (!*s)
		return true;
	err_set(err, ERR_LOGIN, "the sign-in to IAM Identity Center of the profile '%.64s' "
		"is unreadable", o->profile);
	return sso_sign_in_hint(o, err);
}

struct json *sso_token(const struct sso *o, const struct creds *settings,
		       struct stop *stop, struct err *err)
{
	struct refreshing r = { o, settings, stop };
	struct buf path = BUF(8192);
	bool missing = false, ok;
	struct json *token;

	sso_token_path(&path, o);
	token = token_file_read(path.s, &missing, err);
	if (token) {
		struct token_refresh t = { .path = path.s,
					   .ends = SSO_ENDS,
					   .early = EARLY_S,
					   .ask = sso_token_ask,
					   .with = &r,
					   .stop = r.stop };

		/* an expired client registration cannot refresh */
		if (*r.o->session && *json_str(token, "refreshToken") &&
		    *json_str(token, "clientId") && *json_str(token, "clientSecret") &&
		    token_left(token, "registrationExpiresAt") > 0)
			token_refresh(&t, &token, err);
	}
	if (token) {
		ok = sso_token_is_current(o, token, err);
	} else {
		struct err why = *err;

		err_set(err, ERR_LOGIN,
			"the profile '%.64s' is not signed in to IAM Identity "
			"Center%s%.250s",
			o->profile, missing ? "" : ": ", missing ? "" : why.text);
		ok = sso_sign_in_hint(o, err);
	}
	buf_free(&path);
	if (ok)
		return token;
	json_free(token);
	return NULL;
}
