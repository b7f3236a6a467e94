/* session.h - a signed-in session: credentials, caller, account and Region. */
#ifndef ACCREDIT_SESSION_H
#define ACCREDIT_SESSION_H

#include <stdbool.h>

#include "aws/creds.h"
#include "base/clock.h"
#include "base/err.h"

struct aws;

struct session {
	struct creds creds;
	struct aws *aws;	/* NULL: not signed in */
	char region[64];
	char account[16];	/* twelve digits */
	char arn[300];		/* of the caller */
	char alias[80];		/* of the account, "" if none or not allowed to see it */
	bool practice;		/* connected to the practice cloud */
	char instead[1100];	/* why another key than the found one is used, or "" */
	char refused[132];	/* after a failure: the key ID that was used, or "" */
	char refused_from[300];	/* its source */
};

/*
 * Finds credentials, opens a session in region ("" or NULL: the SDKs' choice) and asks STS
 * for the caller. stop may be NULL, else outlives the session. s->aws refreshes credentials
 * that expire; s->creds stays as it was found. False: err says why; s is closed.
 */
bool session_open(struct session *s, const char *region, struct stop *stop,
		  struct err *err);
/* Whether a sign-in failed because the Region is missing or wrong: another may work. */
bool session_needs_region(const struct err *err);
/* Opens it with this key after session_open failed; Region, CA bundle and endpoint stay. */
struct access_key;
bool session_open_key(struct session *s, const struct access_key *key,
		      const char *region, struct stop *stop, struct err *err);
/*
 * After session_open failed because AWS refused the key: where a record of this computer
 * says that a rotation deactivated it, signs in with the same user's new key, from its
 * location or the temporary copy; s->instead says so. Never as another identity. False: err
 * is unchanged, or says that the new key was not found.
 */
bool session_use_rotated_key(struct session *s, const char *region, struct stop *stop,
			     struct err *err);
/* session_open and, where it fails, session_use_rotated_key. */
bool session_open_or_use_rotated_key(struct session *s, const char *region,
				     struct stop *stop, struct err *err);
/* The remedy for s->instead. */
#define SESSION_ROTATED_HINT                                                               \
	"unset AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "                           \
	"export the new key"
/* Opens a session of the same caller in another Region; makes no call. */
bool session_in_region(struct session *s, const struct session *of, const char *region,
		       struct stop *stop, struct err *err);
/*
 * Opens a session as this role, which may be of another account, by one call of "of"; in
 * its Region, and not refreshed: it lasts an hour. external_id: what the role's trust asks
 * for, or "". stop as for session_open. False: err; s is closed. Safe on several threads at
 * once.
 */
bool session_assume(struct session *s, const struct session *of, const char *role_arn,
		    const char *external_id, struct stop *stop, struct err *err);
void session_close(struct session *s);

/* Reads the account's alias; s->alias stays "" where that fails. */
void session_alias(struct session *s);

#endif
