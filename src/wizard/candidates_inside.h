/* candidates_inside.h - what the files of candidates.h share. */
#ifndef ACCREDIT_CANDIDATES_INSIDE_H
#define ACCREDIT_CANDIDATES_INSIDE_H

#include <stdbool.h>

#include "base/err.h"

struct journey;
struct json;

/* Fills "candidates" of each row, the best first. False as of candidates_find. */
bool candidates_search(struct journey *j, struct json *rows, struct err *err);

/*
 * What a role or user (holdings.h) is as the one that the row is about: a candidate, yours;
 * NULL: it is none. managed: ARN -> document.
 */
struct json *candidates_judge(const struct journey *j, const struct json *row,
			      const struct json *found, const struct json *managed);

#endif
