/*
 * session_creds.h - the credentials of a session, shared by its threads and looked up
 * again before they end, so that a long run survives the end of its key.
 */
#ifndef ACCREDIT_SESSION_CREDS_H
#define ACCREDIT_SESSION_CREDS_H

#include <stdbool.h>

#include "aws/creds.h"
#include "base/clock.h"
#include "base/err.h"

struct session_creds;

struct session_creds *session_creds_open(const struct creds *creds, struct stop *stop);	/* copied */
void session_creds_close(struct session_creds *l);	/* NULL is fine; nothing may be held */

/*
 * From now on they are renewed, by credentials of this account only: a file that
 * changed meanwhile must not move a run into another account. Once, before
 * other threads use the lease.
 */
void session_creds_enable_refresh(struct session_creds *l, const char *account,
				  const char *region);

/*
 * The credentials to sign with; held, and unchanged, until session_creds_release. Where
 * they end within CREDS_EARLY_S they are looked up first, by one thread; if that
 * fails those that are there are used to their end. Never NULL.
 */
const struct creds *session_creds_acquire(struct session_creds *l);
void session_creds_release(struct session_creds *l, const struct creds *c);

/*
 * AWS said that the key of this ID is over. True: there is another one now, so
 * the call, which was refused, can go out again. False: err's hint says why not
 * where that is known.
 */
bool session_creds_refused(struct session_creds *l, const char *key_id, struct err *err);

#endif
