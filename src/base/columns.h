/* columns.h - text for standard output in lines and columns. */
#ifndef ACCREDIT_COLUMNS_H
#define ACCREDIT_COLUMNS_H

#include <stddef.h>

struct buf;

#define COLUMNS_MAX 8 /* columns of a table, at most */

/* Columns of the terminal that standard output is; 0: it is none, so nothing is cut. */
size_t columns_width(void);

/* The columns that text takes: one for each character. */
size_t columns_of(const char *text);

/*
 * Appends text in lines of at most width columns, broken at spaces. The first line begins at
 * column at, the others at column indent. width 0: one line. Ends in '\n'.
 */
void columns_wrap(struct buf *out, const char *text, size_t at, size_t indent, size_t width);

/*
 * Appends rows of cells in columns as wide as their longest cell. Where that is more than width
 * (0: no limit), the widest columns are cut, and a cut cell ends in "...".
 */
void columns_table(struct buf *out, const char *const *cells, size_t columns, size_t rows,
		   size_t width);

/* Appends text and spaces up to column width; at least one space. */
void columns_pad(struct buf *out, const char *text, size_t width);

#endif
