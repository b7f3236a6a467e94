/*
 * color.h - the roles of text, which ncurses attributes and color pairs show them, and
 * the two sets of glyphs. No other file knows colors.
 *
 * A role is what a text means; it has a style for 16 colors and more, for 8, and for none.
 * Color is never the only sign of a meaning: there is also a word or a glyph.
 */
#ifndef ACCREDIT_COLOR_H
#define ACCREDIT_COLOR_H

#include <stdbool.h>

enum role {
	R_TEXT,		/* normal text */
	R_TITLE,	/* the title of a screen or section */
	R_BAR,		/* the top row and the hints */
	R_PRACTICE,	/* the badge of practice mode */
	R_REAL,		/* the badge of a real account */
	R_SELECTED,	/* the row or choice that the next key is about */
	R_KEY,		/* a key to press */
	R_DONE,		/* done, passed */
	R_WARN,		/* a warning, or inconclusive */
	R_FAIL,		/* failed, an error */
	R_FIELD,	/* a field to type in */
	R_QUIET,	/* dimmed: help, or not available */
	R_ADD,		/* in a diff: added */
	R_CHANGE,	/* changed */
	R_REMOVE,	/* removed */
	R_LINK,		/* ARNs, names and commands to copy */
	R_COUNT
};

struct glyphs {
	const char *pick, *done, *same, *fail, *ask, *wait, *warn, *more, *dot, *star;
	const char *up, *down, *left, *right, *mask;
	const char *blank;		/* empty cells of a field, visible without underline */
	const char *full, *rest;	/* of a progress bar */
	const char *horizontal, *vertical;
	const char *corner[4];		/* top left, top right, bottom left, bottom right */
	const char *spin[8];		/* frames of the spinner; NULL ends */
};

struct color_style {
	int colors;	/* 0: none, 8, 16 and more */
	bool utf8;
};

/* The style for TERM, NO_COLOR (no-color.org) and the locale. After newterm. */
struct color_style color_detect(void);

/* Sets colors and glyphs; before it there are no colors, and glyphs are ASCII. */
void color_init(struct color_style style);

const struct glyphs *glyphs(void);	/* of the current style */

/* The spinner's current glyph; its next frame, by the loop; its first frame, for snapshots. */
const char *spinner_glyph(void);
void spinner_advance(void);
void spinner_reset(void);

/* --- for draw_text.c and snapshots --- */

/* The attributes and the color pair of a role. */
void color_attr(enum role role, unsigned *attr, short *pair);
/* The first role that has them; R_TEXT where none has. */
enum role color_find_role(unsigned attr, short pair);

/* One letter for each role: "." is R_TEXT. */
extern const char role_letters[R_COUNT + 1];

#endif
