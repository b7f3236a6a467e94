/*
 * compare_all.h - setups compared with AWS, one after another: a session a region, and one
 * memory of what AWS said, so that no question is asked twice. For every face:
 *
 *	while (compare_all_next(m))
 *		ok = compare_all_compare(m, &err);	then compare_all_journey, compare_all_around, compare_all_row
 *
 * All of it on one thread.
 */
#ifndef ACCREDIT_COMPARE_ALL_H
#define ACCREDIT_COMPARE_ALL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"
#include "wizard/compared.h"

struct journey;
struct json;
struct compare_all;
struct plan;
struct session;

/*
 * names: a list of setups (copied); NULL: all but the records of users' keys
 * and what waits for an administrator. own
 * (may be NULL) is signed in already and outlives it; a region more is looked at as
 * the same caller. Once stop is asked, compare_all_next ends.
 */
struct compare_all *compare_all_new(const struct json *names, struct session *own,
		      struct stop *stop);
void compare_all_free(struct compare_all *m);		/* NULL is fine */

/* Told of each session that is opened, once. */
typedef void compare_all_opened(void *with, struct session *s);
void compare_all_tell(struct compare_all *m, compare_all_opened *opened, void *with);

bool compare_all_next(struct compare_all *m);		/* false: none is left, or it was stopped */
const char *compare_all_name(const struct compare_all *m);	/* borrowed */
size_t compare_all_at(const struct compare_all *m);		/* 1 for the first */
size_t compare_all_setups(const struct compare_all *m);

/*
 * The setup's plan for verify, and what is around it. False: err says why not. Of
 * several, one with an open run is skipped: ERR_INTERRUPTED, or ERR_BUSY while another
 * process is carrying it out.
 */
bool compare_all_compare(struct compare_all *m, struct err *err);
struct journey *compare_all_journey(struct compare_all *m);		/* until the next; borrowed */
const struct json *compare_all_around(const struct compare_all *m);	/* events; borrowed */

bool compare_all_elsewhere(const struct compare_all *m);	/* it is of another account */

/* Before a probe, which changes what was seen: calls are no longer answered from the cache. */
void compare_all_stop_caching(struct compare_all *m);

/* How it went; yours. Skipped, failed or of another account where err has a kind. */
struct compared compare_all_row(struct compare_all *m, const struct err *err);
/* The same of one that was compared by itself. */
struct compared compare_all_row_of(const char *name, const struct plan *p,
				   const struct json *around);

#endif
