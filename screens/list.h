/*
 * list.h - a list to pick from: scrolls, and filters by typing.
 *
 * Rows are asked for one by one, straight from the model; the list keeps only
 * which is picked and what was typed. All zero is ready: first row, no filter.
 */
#ifndef ACCREDIT_LIST_H
#define ACCREDIT_LIST_H

#include "screens/draw_text.h"

struct list_row {
	const char *text;	/* what is picked; the filter looks here */
	const char *note;	/* beside it, quiet; the filter looks here too; or NULL */
	const char *mark;	/* a glyph in front, or NULL */
	const char *tag;	/* at the right: "recommended"; or NULL */
	enum role role;		/* of text; R_TEXT is 0 */
	bool disabled; /* cannot be picked, because: */
	const char *why;	/* shown in place of note when off */
};

/* Where the rows come from; row i of count, *out zeroed before. */
struct list_source {
	size_t count;
	void (*row)(const void *data, size_t i, struct list_row *out);
	const void *data;
};

struct list {
	size_t selected; /* index in list_source; may be a row that is off */
	char filter[64];	/* UTF-8 */
};

enum list_result {
	LIST_PASS, /* not a key of a list (Esc with no filter, for one) */
	LIST_MOVED, /* used: pick or filter changed, or nothing to do */
	LIST_CHOSEN, /* Enter on a row that can be picked */
	LIST_DISABLED, /* Enter on one that cannot: say why */
};

/* PgUp and PgDn go ten rows. A list with a filter text eats one Esc. */
enum list_result list_key(struct list *l, struct list_source of, struct key k);
void list_draw(const struct list *l, struct list_source of, struct box at);

/* Rows to give it so that nothing scrolls (filter line included). */
int list_rows(const struct list *l, struct list_source of);

/* The picked row, where there is one and the filter shows it. */
bool list_selected(const struct list *l, struct list_source of, struct list_row *out);

#endif
