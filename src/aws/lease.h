/*
 * lease.h - the credentials of a session, shared by its threads and looked up
 * again before they end, so that a long run survives the end of its key.
 */
#ifndef ACCREDIT_LEASE_H
#define ACCREDIT_LEASE_H

#include <stdbool.h>

#include "aws/creds.h"
#include "base/err.h"
#include "base/when.h"

struct lease;

struct lease *lease_open(const struct creds *creds, struct stop *stop);	/* copied */
void lease_close(struct lease *l);	/* NULL is fine; nothing may be held */

/*
 * From now on they are renewed, by credentials of this account only: a file that
 * changed meanwhile must not move a run into another account. Once, before
 * other threads use the lease.
 */
void lease_renew(struct lease *l, const char *account, const char *region);

/*
 * The credentials to sign with; held, and unchanged, until lease_give. Where
 * they end within CREDS_EARLY_S they are looked up first, by one thread; if that
 * fails those that are there are used to their end. Never NULL.
 */
const struct creds *lease_take(struct lease *l);
void lease_give(struct lease *l, const struct creds *c);

/*
 * AWS said that the key of this ID is over. True: there is another one now, so
 * the call, which was refused, can go out again. False: err's hint says why not
 * where that is known.
 */
bool lease_over(struct lease *l, const char *key_id, struct err *err);

#endif
