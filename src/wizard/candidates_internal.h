/* candidates_internal.h - what the files of candidates.h share. */
#ifndef ACCREDIT_CANDIDATES_INTERNAL_H
#define ACCREDIT_CANDIDATES_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct journey;
struct json;

/* Of a wanted resource, during the search: the path under which it was found. */
#define LIES_UNDER "lies_under"

/* Fills "candidates" of each row, the best first. False as of candidates_find. */
bool candidates_search(struct journey *j, struct json *rows, struct err *err);

/* How many fit as well as the first; 0: none is to be taken unasked. */
size_t candidates_best(const struct json *candidates);

/*
 * What a role or user (holdings.h) is as the one that row, of rows, is about: a candidate,
 * yours; NULL: it is none. Other rows in which one fits best are taken for settled.
 * managed: ARN -> document.
 */
struct json *candidates_judge(const struct journey *j, const struct json *rows,
			      const struct json *row, const struct json *found,
			      const struct json *managed);

#endif
