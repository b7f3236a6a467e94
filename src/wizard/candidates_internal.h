/* candidates_internal.h - what the files of candidates.h share. */
#ifndef ACCREDIT_CANDIDATES_INTERNAL_H
#define ACCREDIT_CANDIDATES_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "kinds/resource.h"
#include "wizard/candidates.h"

struct journey;

/* A member of a wanted resource that exists: the path of its ARN. */
#define EXISTING_PATH "existing_path"

struct candidate_search {
	const struct journey *j;
	struct resources wanted; /* of j->wanted */
	struct candidate_rows *rows;
};

/* Fills the candidates of each row. False as of candidates_find. */
bool candidates_search(const struct candidate_search *s, struct err *err);

/* How many fit as well as the first; 0: none may be taken without a question. */
size_t candidates_best(const struct candidate_row *row);

/*
 * Whether a role or user is a candidate of that row, of s->rows; then its fit, missing and
 * text are set. found: what holdings.h read of it. Other rows in which one fits best are
 * taken for settled. managed: ARN -> document.
 */
bool candidates_judge(const struct candidate_search *s, const struct candidate_row *row,
		      struct candidate *one, const struct json *found,
		      const struct json *managed);

/* The IAM actions of these statements, and all that is wanted of a role or user. */
size_t candidates_count_actions(const struct json *statements);
size_t candidates_count_all(const struct resources *wanted, const char *kind,
			    const char *name, const struct json *managed);
/* An administrator can do what any template wants: that says nothing. found: of holdings.h. */
bool candidates_allows_everything(const struct json *found);

/* Its name, with the ARN and the path of what holdings.h read; yours: candidate_free. */
struct candidate candidate_load(const char *name, const struct json *found);
void candidate_free(struct candidate *one);

#endif
