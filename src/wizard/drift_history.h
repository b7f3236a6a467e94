/*
 * drift_history.h - the looks at a setup: what each one saw, and what is otherwise since
 * the last.
 */
#ifndef ACCREDIT_DRIFT_HISTORY_H
#define ACCREDIT_DRIFT_HISTORY_H

#include <stdbool.h>

struct buf;
struct json;
struct plan;

/*
 * What a comparison saw (yours): id of each resource -> "as wanted", "missing" or
 * the paths that differ; around (of surroundings_look) -> what moved under it. The
 * verdict of each check belongs to it, too, by its id.
 */
struct json *drift_history_summarize(const struct plan *p, const struct json *around);

/* Adds the verdicts of these checks to what was seen. */
void drift_history_checks(struct json *seen, const struct json *checks);

/*
 * Before all else: a report that cannot be read is put aside, and the event (yours)
 * says so: {"event":"since","time":"","changes":[],"broken": a sentence}. NULL: it
 * is whole, or there is none.
 */
struct json *drift_history_broken(const char *setup);

/*
 * Holds what was seen against the looks before, and keeps it for the next, with the
 * rows of plan_compared. Yours: {"event":"since","time": of the look before,
 * "changes":[{"what": id,"was","now"}]}; NULL: there was none before. The record is
 * written where nobody else holds it.
 */
struct json *drift_history_add(const char *setup, const struct json *seen,
			       const struct json *compared);

/* The same of checks made after the look, by a run that holds the record. */
struct record;
void drift_history_checked(struct record *r, const struct json *checks);

/* The event of drift_history_add or drift_history_broken in words, without a full stop. */
void drift_history_since_words(struct buf *out, const struct json *event);

/* A look of a report's history in words: "as expected", "2 differ, 1 check failed". */
void drift_history_words(struct buf *out, const struct json *look);
/* Whether nothing differed, everything could be read, and all checks it holds passed. */
bool drift_history_as_wanted(const struct json *look);
/* Whether something differed in the comparison; could not be read. */
bool drift_history_differs(const struct json *look);
bool drift_history_unseen(const struct json *look);

#endif
