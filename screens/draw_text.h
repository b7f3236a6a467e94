/*
 * draw_text.h - all text on the screen is drawn here, and stays in a box.
 *
 * Text is UTF-8 from any source: control characters, invisible characters and invalid
 * bytes are drawn as '?'. A combining mark is drawn with its character, a secret that the
 * program holds as a mark, and a wide character only where all of it fits.
 */
#ifndef ACCREDIT_DRAW_TEXT_H
#define ACCREDIT_DRAW_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "screens/color.h"
#include "screens/keystroke.h"

struct secret;

struct box {
	int y, x, h, w;
};

struct box box_screen(void);		/* the whole screen at its current size */

/* The part of a box that begins at a row and column, clipped to the box. */
struct box box_part(struct box at, int row, int col, int h, int w);

/* Each draws s at (row, col) of the box, cut at its right edge; returns columns used. */
int put(struct box at, int row, int col, enum role role, const char *s);
int put_n(struct box at, int row, int col, enum role role, const char *s, size_t n);
int put_fmt(struct box at, int row, int col, enum role role, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/*
 * The same of a secret that the operator asked to see: the only text that is drawn although
 * the program holds it.
 */
int put_secret(struct box at, int row, int col, enum role role, const struct secret *s);

/* As put, in at most w columns; text that is cut ends with the glyph "more". */
int put_cut(struct box at, int row, int col, int w, enum role role, const char *s);

/* At the right edge. */
int put_right(struct box at, int row, enum role role, const char *s);

/* n columns of one glyph, which is one column wide. */
void put_fill(struct box at, int row, int col, int n, enum role role, const char *glyph);

/* The cursor's position after this frame; the last call counts. */
void put_cursor(struct box at, int row, int col);

/* A border inside the edge of the box; nothing when it is smaller than 2 x 2. */
void put_frame(struct box at, enum role role);

/* With the mouse on, a click on w columns of this row is the key k. */
void put_clickable(struct box at, int row, int col, int w, struct key k);

/* The columns of s. */
int put_width(const char *s);
int put_width_n(const char *s, size_t n);

/*
 * The next character with its combining marks: its bytes, at least 1 where n > 0, and its
 * columns.
 */
size_t put_next(const char *s, size_t n, int *columns);

/* --- for the loop --- */
void put_begin(void);	/* begins an empty frame */
void put_end(void);	/* places the cursor and refreshes the screen */
/* The key of a click at this cell of the screen; false: none. */
bool put_clicked(int y, int x, struct key *k);

#endif
