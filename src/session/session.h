/*
 * session.h - who we are: credentials found, account asked for, region chosen.
 */
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
	bool practice;		/* the practice cloud, by its own word */
	char instead[1100];	/* why another key than the one found signs in; "" */
	char refused[132];	/* after a failure: the key that AWS was asked with, "" none */
	char refused_from[300];	/* where that was found */
};

/*
 * Finds credentials, opens a session in region ("" or NULL: the SDK's own
 * choice) and asks STS who we are. stop may be NULL, else outlives the session.
 * Credentials that end are renewed for s->aws, never for s->creds, which says
 * what it began with.
 */
bool session_open(struct session *s, const char *region, struct stop *stop,
		  struct err *err);
/* Whether a sign-in failed because a Region lacks or is none: another one may do. */
bool session_needs_region(const struct err *err);
/* The same with this key, after session_open failed: what else it found stays in force. */
struct access_key;
bool session_open_key(struct session *s, const struct access_key *key,
		      const char *region, struct stop *stop, struct err *err);
/*
 * After session_open failed: where AWS refused the key, and a record of this computer
 * says that a rotation deactivated it, the same user's new key signs in, from its
 * location or the temporary copy, and s->instead says so. Never another identity.
 * False: err is as it was, or says that the new key is not there.
 */
bool session_use_rotated_key(struct session *s, const char *region, struct stop *stop,
			     struct err *err);
/* Both, one after the other. */
bool session_open_or_use_rotated_key(struct session *s, const char *region,
				     struct stop *stop, struct err *err);
/* What to do about s->instead. */
#define SESSION_ROTATED_HINT                                                               \
	"unset AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "                           \
	"export the new key"
/*
 * The same caller in another region, as of's caller is known to be: nobody is asked
 * again.
 */
bool session_in_region(struct session *s, const struct session *of, const char *region,
		       struct stop *stop, struct err *err);
void session_close(struct session *s);

/* Asks for the account's alias; no answer is no failure. */
void session_alias(struct session *s);

#endif
