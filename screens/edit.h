/*
 * edit.h - a line of text being typed: UTF-8 in, UTF-8 out.
 *
 * A hidden one keeps its text in locked pages, shows a fixed number of dots, and is wiped
 * when freed. A paste is one value: its first line, trimmed, without control characters.
 */
#ifndef ACCREDIT_EDIT_H
#define ACCREDIT_EDIT_H

#include "base/secret.h"
#include "screens/draw_text.h"

struct edit;				/* opaque: edit_free */

/* max: bytes, 0 is 1024. value may be NULL. */
struct edit *edit_new(const char *value, size_t max, bool hidden);
void edit_free(struct edit *e);		/* wipes it; NULL is fine */

const char *edit_text(const struct edit *e);	/* borrowed until the next key; never NULL */
void edit_set(struct edit *e, const char *value);	/* the cursor goes to the end */
void edit_secret(const struct edit *e, struct secret *to);	/* copies it */

/*
 * Characters, paste, Left, Right, Home, End, Backspace, Delete, Ctrl-A E U K W. False: not
 * a key of a line. *changed, where not NULL, says whether the text changed.
 */
bool edit_key(struct edit *e, struct key k, bool *changed);

/* Draws w columns at (row, col), and the cursor where it has the focus. */
void edit_draw(const struct edit *e, struct box at, int row, int col, int w,
	       bool focus);

#endif
