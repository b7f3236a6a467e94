/*
 * session.h - who we are: credentials found, account asked for, region chosen.
 */
#ifndef ACCREDIT_SESSION_H
#define ACCREDIT_SESSION_H

#include <stdbool.h>

#include "aws/creds.h"
#include "base/err.h"
#include "base/when.h"

struct aws;

struct session {
	struct creds creds;
	struct aws *aws;	/* NULL: not signed in */
	char region[64];
	char account[16];	/* twelve digits */
	char arn[300];		/* of the caller */
	char alias[80];		/* of the account, "" if none or not allowed to see it */
	bool practice;		/* the practice cloud, by its own word */
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
bool session_wants_region(const struct err *err);
/* The same with this key, instead of looking for credentials. */
struct access_key;
bool session_open_key(struct session *s, const struct access_key *key,
		      const char *region, struct stop *stop, struct err *err);
/*
 * The same caller in another region, as of's caller is known to be: nobody is asked
 * again.
 */
bool session_beside(struct session *s, const struct session *of, const char *region,
		    struct stop *stop, struct err *err);
void session_close(struct session *s);

/* Asks for the account's alias; no answer is no failure. */
void session_alias(struct session *s);

#endif
