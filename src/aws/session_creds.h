/*
 * session_creds.h - the credentials of a session: shared by its threads and refreshed
 * before they expire, so that a long run does not end with its key.
 */
#ifndef ACCREDIT_SESSION_CREDS_H
#define ACCREDIT_SESSION_CREDS_H

#include <stdbool.h>

#include "aws/creds.h"
#include "base/clock.h"
#include "base/err.h"

struct session_creds;

/* creds is copied; stop may be NULL, else outlives them. Yours: session_creds_close. */
struct session_creds *session_creds_open(const struct creds *creds, struct stop *stop);
void session_creds_close(struct session_creds *s); /* NULL is fine; none may be acquired */

/*
 * From now on they are refreshed with this function, by credentials of this account
 * only: a changed file must not move a run into another account. Call it once, before
 * other threads use them.
 */
void session_creds_enable_refresh(struct session_creds *s, creds_refresh *refresh,
				  const char *account, const char *region);

/*
 * The credentials to sign with; they stay as they are until session_creds_release.
 * Where they expire within CREDS_EARLY_S, one thread refreshes them first; if that
 * fails, the old ones are used until they expire. Never NULL.
 */
const struct creds *session_creds_acquire(struct session_creds *s);
void session_creds_release(struct session_creds *s, const struct creds *c);

/*
 * AWS answered that the key with this ID has expired. True: there is another key now,
 * and the call can be sent again. False: err's hint says why not, where that is known.
 */
bool session_creds_refused(struct session_creds *s, const char *key_id, struct err *err);

#endif
