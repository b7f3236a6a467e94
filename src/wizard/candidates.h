/*
 * candidates.h - a setup created manually under names that nobody gave: which roles and users
 * of the account may be those that the template wants.
 */
#ifndef ACCREDIT_CANDIDATES_H
#define ACCREDIT_CANDIDATES_H

#include <stdbool.h>

#include "base/err.h"

struct buf;
struct journey;
struct json;

/*
 * After journey_answers, of a journey whose setup exists (j->exists, j->by_hand). A row
 * (the list is yours) for each role and user that is wanted, whose name one value of the
 * template is, and that was not given, and that is not there under its default name:
 *
 * {"event": "found", "value": "ROLE_NAME", "kind", "of": id of the resource, "default",
 *  "candidates": [{"name", "arn", "path", "fits": "full" | "more" | "near" | "everything",
 *		    "missing": [statements], "text": in words}]}
 *
 * A candidate lets in whom the wanted trust lets in. full: it is allowed what is wanted,
 * and nothing else; more: that and more; near: at least half of it; everything: it is an
 * administrator, which is never taken unasked. The best come first.
 * What may not be read is no candidate. NULL: err says why (ERR_STOPPED, ERR_NET), never
 * that the caller may not.
 */
struct json *candidates_find(struct journey *j, struct err *err);

/*
 * Without anybody to ask: where one candidate alone fits best its name is taken, "taken"
 * in the row; where there is none the default stays. ERR_CHOICE: several fit equally well.
 * *rows is yours, also on failure; NULL: nothing was looked for. The answers are completed
 * again.
 */
bool candidates_settle(struct journey *j, struct json **rows, struct err *err);

/* The answer that the person chose. */
bool candidates_take(struct journey *j, struct json *row, const char *name, struct err *err);

/* What was taken, a sentence a row; what was not found says nothing. */
void candidates_words(struct buf *out, const struct json *rows);

#endif
