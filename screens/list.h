/*
 * list.h - a list to choose from: it scrolls, and "/" filters it; in a picker, typing does.
 *
 * Rows are read one by one from the model; the list itself has only the selected row and
 * the filter. All zero is ready: the first row, no filter.
 */
#ifndef ACCREDIT_LIST_H
#define ACCREDIT_LIST_H

#include "screens/draw_text.h"

struct list_row {
	const char *text;	/* matched by the filter */
	const char *note;	/* after it, dimmed; matched by the filter too; or NULL */
	const char *mark;	/* a glyph before it, or NULL */
	const char *tag;	/* at the right edge; or NULL */
	enum role role;		/* of text; R_TEXT is 0 */
	bool disabled;		/* cannot be chosen */
	const char *why;	/* the reason, in place of note; or NULL */
};

/* Where rows come from: row i of count; *out was zeroed. */
struct list_source {
	size_t count;
	void (*row)(const void *data, size_t i, struct list_row *out);
	const void *data;
};

struct list {
	size_t selected;	/* index in list_source; the row may be disabled */
	char filter[64];	/* UTF-8 */
	bool picks;		/* a picker: letters filter; else they are commands */
	bool searching;		/* "/" was pressed: letters filter until Enter or Esc */
};

enum list_result {
	LIST_PASS,	/* not a key of a list, such as Esc without a filter */
	LIST_MOVED,	/* used: the selection or the filter may have changed */
	LIST_CHOSEN,	/* Enter on a row that can be chosen */
	LIST_DISABLED,	/* Enter on one that cannot */
};

/*
 * Up, Down, PgUp and PgDn (ten rows), Home and End; where letters are commands also j, k, g,
 * G and "/". While a filter is typed, Enter chooses and Esc clears it.
 */
enum list_result list_key(struct list *l, struct list_source of, struct key k);
void list_draw(const struct list *l, struct list_source of, struct box at);

/*
 * Rows in w columns with which nothing scrolls or is cut, the line of the filter included. A
 * row that is too long takes two; where there are fewer rows, only the selected one does.
 */
int list_rows(const struct list *l, struct list_source of, int w);

/* The selected row; false: there is none, or the filter hides it. */
bool list_selected(const struct list *l, struct list_source of, struct list_row *out);

#endif
