/*
 * candidates.h - a setup created manually under names that were not given: which roles and
 * users of the account may be those that the template wants.
 */
#ifndef ACCREDIT_CANDIDATES_H
#define ACCREDIT_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct buf;
struct journey;
struct json;

/* What a candidate is allowed, the best first. */
enum candidate_fit {
	FIT_FULL, /* what is wanted, and nothing else */
	FIT_MORE, /* that and more */
	FIT_NEAR, /* at least half of it */
	FIT_EVERYTHING, /* an administrator: never taken without a question */
};

/* A role or user that the principals of the wanted trust can use. */
struct candidate {
	char *name, *arn, *path;
	enum candidate_fit fit;
	struct json *missing; /* IAM statements: wanted and not allowed */
	char *text; /* what it is allowed, for a sentence after its name */
};

/*
 * A role or user that is wanted, whose name one value of the template is, and that was not
 * given, and that does not exist under its default name.
 */
struct candidate_row {
	char *value; /* the template's value that is its name: "ROLE_NAME" */
	char *kind; /* "role" or "user" */
	char *of; /* the resource's ID in the template */
	char *default_name;
	char *taken; /* the candidate that candidates_settle chose; NULL: none */
	struct candidate *items; /* the best first, then by name */
	size_t count;
};

/* All zero is an empty list. */
struct candidate_rows {
	struct candidate_row *items;
	size_t count;
};

/*
 * After journey_answers, of a journey whose setup exists (j->exists, j->by_hand). *rows is
 * yours: candidate_rows_free. What may not be read is no candidate. False, and no rows: err
 * says why (ERR_STOPPED, ERR_NET), never that the caller may not.
 */
bool candidates_find(const struct journey *j, struct candidate_rows *rows, struct err *err);

/*
 * Without a person to ask: where one candidate alone fits best its name becomes the answer;
 * where there is none the default stays. ERR_CHOICE: several fit equally well. *rows is yours,
 * also on failure. The answers are completed again.
 */
bool candidates_settle(struct journey *j, struct candidate_rows *rows, struct err *err);

/* What was taken, a sentence for each row; what was not found says nothing. */
void candidates_words(struct buf *out, const struct candidate_rows *rows);

struct candidate_row candidate_row_copy(const struct candidate_row *row); /* yours */
void candidate_row_free(struct candidate_row *row); /* leaves all zero */
void candidate_rows_free(struct candidate_rows *rows); /* leaves an empty list */

/*
 * The event of --json, yours: {"event": "found", "value", "kind", "of", "default",
 * "candidates": [{"name", "arn", "path", "fits": "full" | "more" | "near" | "everything",
 *		   "missing", "text"}], "taken"}; "taken" only where one was.
 */
struct json *candidate_row_event(const struct candidate_row *row);

#endif
