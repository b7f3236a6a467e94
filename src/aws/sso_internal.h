/* sso_internal.h - IAM Identity Center: what the sign-in and the credentials share. */
#ifndef ACCREDIT_SSO_INTERNAL_H
#define ACCREDIT_SSO_INTERNAL_H

#include <stdbool.h>

#include "aws/creds.h"
#include "aws/profile.h"
#include "aws/sso.h"
#include "base/buf.h"

struct json;

#define SSO_ENDS "expiresAt"	/* of the token */

/* What a profile says of it; borrowed from the shared files. "": not said. */
struct sso {
	const char *profile;
	const char *session;	/* its sso-session; "" in the legacy form without one */
	const char *region, *url, *account, *role;
	const char *scopes;	/* comma-separated */
};

/* The profile's values name it at all. */
bool sso_is_named(const struct json *values);

/* Reads it, the session's part too. False: it is incomplete, or contradicts itself. */
bool sso_read(struct sso *o, const struct profile *files, const char *profile,
	      const struct json *values, struct err *err);
bool sso_lacks(const struct sso *o, const char *what, struct err *err);	/* always false */

/* Hint and err->sso: how to sign in. Always false. */
bool sso_sign_in_hint(const struct sso *o, struct err *err);

/* The file of the cache called by the SHA-1 of name: where the AWS CLI has it. */
void sso_cache_path(struct buf *path, const char *name);
/* The one of this token: called by the session, in the legacy form by the start URL. */
void sso_token_path(struct buf *path, const struct sso *o);

/*
 * The token of the cache, refreshed where it is near its end (or over) and the
 * session has a refresh token; yours. settings: whose profile names endpoints and
 * authorities. NULL: not signed in any more, or the cache is unreadable.
 */
struct json *sso_token(const struct sso *o, const struct creds *settings,
		       struct stop *stop, struct err *err);

/* The answer of CreateToken as members of the cache's file, with the client's; yours. */
struct json *sso_token_of(const struct sso *o, const struct json *reply,
			  const struct json *client);

/* Whether the service gave this answer, by its OAuth name or its exception's. */
bool sso_said(const struct err *err, const char *oauth);

#endif
