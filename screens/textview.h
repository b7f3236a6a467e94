/*
 * textview.h - a long text that scrolls: a diff, a document, console lines.
 *
 * Lines are made of spans, each with a role. Lines are wrapped when drawn,
 * with a hanging indent. All zero is an empty view, ready for use.
 */
#ifndef ACCREDIT_TEXTVIEW_H
#define ACCREDIT_TEXTVIEW_H

#include "base/mem.h"
#include "screens/draw_text.h"

struct textview {
	struct arena keep;
	struct textview_line *lines;
	size_t count, cap;
	int top;			/* first row shown */
	bool follow;			/* stay at the end as lines come */
	struct textview_seen *seen;	/* rows and height of the last draw */
};

void textview_free(struct textview *v);		/* empty again; may be used again */

/* A new line (copied). A text with newlines makes several. */
void textview_line(struct textview *v, enum role role, const char *text);
/* The same, up to 2 KB. */
void textview_fmt(struct textview *v, enum role role, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* More text at the end of the last line, in another role. */
void textview_span(struct textview *v, enum role role, const char *text);

/* Rows after the first of the last line start this far in. */
void textview_hang(struct textview *v, int columns);

/* Up, Down, PgUp, PgDn, Home, End, Space; false: not a key of a text. */
bool textview_key(struct textview *v, struct key k);

/* Draws; where it does not fit, the last row says "lines 1-12 of 140". */
void textview_draw(const struct textview *v, struct box at);

/* Rows it would take at this width. */
int textview_rows(const struct textview *v, int w);

#endif
