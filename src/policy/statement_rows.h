/* statement_rows.h - rows and lines of a statement_table, made of items. */
#ifndef ACCREDIT_STATEMENT_ROWS_H
#define ACCREDIT_STATEMENT_ROWS_H

#include "policy/statement_item.h"

struct statement_rows {
	struct arena *a;
	struct statement_row *at;
	size_t n;
};

/* A row for a statement without lines yet; valid until the next is added. */
struct statement_row *statement_rows_add(struct statement_rows *rows,
					 const struct policy_statement *s,
					 enum statement_mark mark);

/* The last row gets a line. text and wild are clean, and in the arena. */
void statement_rows_line(struct statement_rows *rows, struct statement_line line);

/*
 * The last row gets the lines of these items, grouped by part and service; mark: of each.
 * others: only items that it does not have; NULL: all.
 */
void statement_rows_items(struct statement_rows *rows, const struct statement_items *items,
			  const struct statement_items *others, enum statement_mark mark);

/* Brings the lines of the last row in the order of their parts. */
void statement_rows_sort(struct statement_rows *rows);

/*
 * What the Allow statements of a set without principals allow, for statement_table's
 * extent; in the arena.
 */
const char *statement_extent(struct arena *a, const struct policy_set *set);

#endif
