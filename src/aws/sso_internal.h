/* sso_internal.h - IAM Identity Center: what sign-in and credential provider share. */
#ifndef ACCREDIT_SSO_INTERNAL_H
#define ACCREDIT_SSO_INTERNAL_H

#include <stdbool.h>

#include "aws/creds.h"
#include "aws/profile.h"
#include "aws/sso.h"
#include "base/buf.h"

struct json;

#define SSO_ENDS "expiresAt"	/* the token's member for its expiration */

/* The settings of a profile; borrowed from the shared files. "": not set. */
struct sso {
	const char *profile;
	const char *session;	/* the sso-session; "" in a legacy profile */
	const char *region, *url, *account, *role;
	const char *scopes;	/* comma-separated */
};

/* Whether the profile has settings of IAM Identity Center. */
bool sso_is_named(const struct json *values);

/*
 * Reads the settings, those of the sso-session too. False: they are incomplete or
 * contradict each other.
 */
bool sso_read(struct sso *o, const struct profile *files, const char *profile,
	      const struct json *values, struct err *err);
bool sso_lacks(const struct sso *o, const char *what, struct err *err);	/* always false */

/* Sets err's hint and err->sso: how to sign in. Always false. */
bool sso_sign_in_hint(const struct sso *o, struct err *err);

/* The cache file of the AWS CLI whose name is the SHA-1 of "name". */
void sso_cache_path(struct buf *path, const char *name);
/*
 * The cache file of this token, by the sso-session or, in a legacy profile, the start URL.
 */
void sso_token_path(struct buf *path, const struct sso *o);

/*
 * The cached token, refreshed where it expires soon (or has expired) and has a refresh
 * token; yours. settings: its profile names endpoints and CA bundle. NULL: signed out, or
 * the cache cannot be read.
 */
struct json *sso_token(const struct sso *o, const struct creds *settings,
		       struct stop *stop, struct err *err);

/* The reply of CreateToken and the client as members of the cache file; yours. */
struct json *sso_token_of(const struct sso *o, const struct json *reply,
			  const struct json *client);

/* Whether err is this OAuth error, by its name or its exception's. */
bool sso_said(const struct err *err, const char *oauth);

#endif
