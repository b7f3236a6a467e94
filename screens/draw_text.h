/*
 * draw_text.h - the one way text gets to the screen, and the box it stays in.
 *
 * Text is UTF-8 from anywhere: control characters, characters that show
 * nothing, and broken bytes come out as '?'. Combining marks stay with their
 * letter, a secret that the program holds becomes a mark, a wide character is shown whole or not at all.
 */
#ifndef ACCREDIT_DRAW_TEXT_H
#define ACCREDIT_DRAW_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "screens/color.h"
#include "screens/keystroke.h"

struct box {
	int y, x, h, w;
};

struct box box_screen(void); /* the whole screen, as it is now */

/* The part of a box from a row and column on; never larger than it, never < 0. */
struct box box_part(struct box at, int row, int col, int h, int w);

/* Each writes s at (row, col) of the box, cut at its right edge; columns used. */
int put(struct box at, int row, int col, enum role role, const char *s);
int put_n(struct box at, int row, int col, enum role role, const char *s, size_t n);
int put_fmt(struct box at, int row, int col, enum role role, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* As put, in at most w columns; a text that is cut ends in the glyph "more". */
int put_cut(struct box at, int row, int col, int w, enum role role, const char *s);

/* Flush with the right edge. */
int put_right(struct box at, int row, enum role role, const char *s);

/* n columns of one glyph (one column wide). */
void put_fill(struct box at, int row, int col, int n, enum role role, const char *glyph);

/* Where the cursor shall stand after this frame; the last call counts. */
void put_cursor(struct box at, int row, int col);

/* A frame around the edge of the box; nothing when it is under 2 x 2. */
void put_frame(struct box at, enum role role);

/* With the mouse on: a click on w columns of this row is the given key. */
void put_clickable(struct box at, int row, int col, int w, struct key k);

/* Columns s takes when put. */
int put_width(const char *s);
int put_width_n(const char *s, size_t n);

/*
 * One character as the operator sees it: the bytes of the letter at s and of
 * the marks on it (at least 1 where n > 0), and its columns.
 */
size_t put_next(const char *s, size_t n, int *columns);

/* --- for the loop --- */
void put_begin(void);				/* an empty frame */
void put_end(void);				/* cursor placed, frame shown */
bool put_clicked(int y, int x, struct key *k);	/* the zone under a click */

#endif
