/*
 * compared.h - how setups compared with the account, a row each; made by compare_all.h.
 */
#ifndef ACCREDIT_COMPARED_H
#define ACCREDIT_COMPARED_H

#include <stddef.h>

#include "base/buf.h"

struct json;

/* Those that need attention first. */
enum compared_outcome {
	OUTCOME_DIFFERS,
	OUTCOME_INTERRUPTED,	/* skipped: it has an open run */
	OUTCOME_FAILED,		/* it could not be read */
	OUTCOME_ELSEWHERE,	/* created in another account */
	OUTCOME_AS_WANTED,
	OUTCOME_COUNT
};

struct compared {
	char *name;		/* of the setup */
	enum compared_outcome outcome;
	char *text;		/* the same in words */
	struct json *since;	/* the event of drift_history_add; NULL: none */
};

/* A row without since; yours. The texts are copied. */
struct compared compared_new(const char *name, enum compared_outcome outcome, const char *text);
void compared_free(struct compared *row);	/* its members; not row itself */

/* A list that owns its rows; all zero is an empty one. */
struct compared_list {
	struct compared *rows;
	size_t count;
};

void compared_list_add(struct compared_list *list, struct compared row);	/* takes row */
/* A copy, yours, from this row on. */
struct compared_list compared_list_copy(const struct compared_list *list, size_t from);
void compared_list_free(struct compared_list *list);	/* leaves an empty list */
void compared_list_sort(struct compared_list *list);	/* by outcome; else the order is kept */
size_t compared_list_count(const struct compared_list *list, enum compared_outcome outcome);

/* "100 setups: 97 OK, 2 differ, 1 could not be read" */
void compared_list_words(struct buf *out, const struct compared_list *list);

#endif
