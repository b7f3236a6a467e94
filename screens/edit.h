/*
 * edit.h - one line of text being typed: UTF-8 in, UTF-8 out.
 *
 * A hidden one keeps its text in locked pages, shows a fixed number of dots,
 * and wipes it when closed. A paste is one value: trimmed, first line only,
 * control characters dropped.
 */
#ifndef ACCREDIT_EDIT_H
#define ACCREDIT_EDIT_H

#include "base/secret.h"
#include "screens/draw_text.h"

struct edit;				/* opaque: edit_free */

/* max: most bytes, 0 is 1024. value may be NULL. */
struct edit *edit_new(const char *value, size_t max, bool hidden);
void edit_free(struct edit *e);		/* NULL is fine; wiped */

const char *edit_text(const struct edit *e);	/* borrowed until the next key; never NULL */
void edit_set(struct edit *e, const char *value);	/* cursor at the end */
void edit_secret(const struct edit *e, struct secret *to);	/* a copy */

/*
 * Characters, paste, Left, Right, Home, End, Backspace, Delete, Ctrl-A E U K W.
 * False: not a key of a line. *changed, where not NULL, says if the text did.
 */
bool edit_key(struct edit *e, struct key k, bool *changed);

/* w columns at (row, col); the cursor too when it has the focus. */
void edit_draw(const struct edit *e, struct box at, int row, int col, int w,
	       bool focus);

#endif
