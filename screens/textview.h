/*
 * textview.h - a long text that scrolls: a diff, a document, lines of a console.
 *
 * Lines consist of spans, each with a role. They are wrapped with a hanging indent when
 * they are drawn. All zero is an empty view.
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
	bool follow;			/* stays at the end when lines are added */
	char search[64];		/* what "/" looks for; UTF-8; "": nothing */
	bool searching;			/* it is being typed */
	int match;			/* the row of the line that was found, from 1; 0: none */
	size_t marks, picked;		/* values; the one that is selected, from 1; 0: none */
	struct textview_seen *seen;	/* rows and height of the last draw */
};

void textview_free(struct textview *v);		/* empty again, and can be used again */

/* Adds a line; text is copied, and one with newlines makes several. */
void textview_line(struct textview *v, enum role role, const char *text);
/* The same with a format, up to 2 KB. */
void textview_fmt(struct textview *v, enum role role, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Appends text to the last line, in another role. */
void textview_span(struct textview *v, enum role role, const char *text);

/* Indents the rows after the first of the last line. */
void textview_hang(struct textview *v, int columns);

/* Makes the last span of the last line a value that can be selected. */
void textview_mark(struct textview *v);
/* Selects a value, from 1, and scrolls to it. False: there is none such. */
bool textview_pick(struct textview *v, size_t mark);

/*
 * Up, Down, PgUp, PgDn, Home, End, Space, j, k, g, G; "/" and what is typed after it, and n
 * and N after a search, in either case of letters. False: another key.
 */
bool textview_key(struct textview *v, struct key k);

/* Draws it; where it does not fit, the last row says "lines 1-12 of 140". */
void textview_draw(const struct textview *v, struct box at);

/* How many rows it takes at this width. */
int textview_rows(const struct textview *v, int w);

#endif
