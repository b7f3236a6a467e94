/*
 * many.h - set-ups compared with AWS, one after another: a session a region, and one
 * memory of what AWS said, so that no question is asked twice. For every face:
 *
 *	while (many_next(m))
 *		ok = many_compare(m, &err);	then many_journey, many_around, many_row
 *
 * All of it on one thread.
 */
#ifndef ACCREDIT_MANY_H
#define ACCREDIT_MANY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/when.h"

struct journey;
struct json;
struct many;
struct plan;
struct session;

/*
 * names: a list of set-ups (copied); NULL: all but the records of users' keys. own
 * (may be NULL) is signed in already and outlives it; a region more is looked at as
 * the same caller. Once stop is asked, many_next ends.
 */
struct many *many_new(const struct json *names, struct session *own,
		      struct stop *stop);
void many_free(struct many *m);		/* NULL is fine */

/* Told of each session that is opened, once. */
typedef void many_opened(void *with, struct session *s);
void many_tell(struct many *m, many_opened *opened, void *with);

bool many_next(struct many *m);		/* false: none is left, or it was stopped */
const char *many_name(const struct many *m);	/* borrowed */
size_t many_at(const struct many *m);		/* 1 for the first */
size_t many_all(const struct many *m);

/*
 * The setup's plan for verify, and what is around it. False: err says why not. Of
 * several, one with an open run is skipped: ERR_INTERRUPTED, or ERR_BUSY while another
 * process is carrying it out.
 */
bool many_compare(struct many *m, struct err *err);
struct journey *many_journey(struct many *m);		/* until the next; borrowed */
const struct json *many_around(const struct many *m);	/* events; borrowed */

bool many_elsewhere(const struct many *m);	/* it is of another account */

/* Before a probe changes what was seen: this set-up's calls are asked afresh. */
void many_afresh(struct many *m);

/*
 * How it went, yours: {"name","outcome","text"}: "as-wanted", "differs", "elsewhere"
 * (made in another account), "interrupted" or "failed", and in words.
 */
struct json *many_row(struct many *m, const struct err *err);
/* The same of one that was compared by itself. */
struct json *many_row_of(const char *name, const struct plan *p,
			 const struct json *around);

/* "100 set-ups: 97 as wanted, 2 differ, 1 could not be read" of such rows. */
struct buf;
void many_words(struct buf *out, const struct json *rows);
/* Those that need an eye first, each kind in the order it has. */
void many_sort(struct json **rows);

#endif
