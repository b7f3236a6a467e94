/*
 * color.h - roles of text, and the two glyph sets. Nobody else knows colours.
 *
 * A role is what a text means; a look is how that is shown with many colours,
 * eight, or none. No meaning is carried by colour alone: there is a word or a
 * glyph beside it always.
 */
#ifndef ACCREDIT_COLOR_H
#define ACCREDIT_COLOR_H

#include <stdbool.h>

enum role {
	R_TEXT, /* what is read */
	R_TITLE, /* the name of this screen, of a section */
	R_BAR, /* the line at the top and the hints below */
	R_PRACTICE, /* the badge of the practice cloud */
	R_REAL, /* the badge of a real account */
	R_SELECTED, /* the row or choice the next key acts on */
	R_KEY, /* a key to press */
	R_DONE, /* done, yes */
	R_WARN, /* look here; cannot tell */
	R_FAIL, /* failed, no, an error */
	R_FIELD, /* where text is typed */
	R_QUIET, /* help, what is not possible now */
	R_ADD, /* of a difference: comes */
	R_CHANGE, /* changes */
	R_REMOVE, /* goes */
	R_LINK, /* ARNs, names and commands to copy */
	R_COUNT
};

struct glyphs {
	const char *pick, *done, *same, *fail, *ask, *wait, *warn, *more, *dot;
	const char *up, *down, *left, *right, *mask;
	const char *blank;		/* room to type in: seen without underline */
	const char *full, *rest;	/* of a bar: what is done, what is to come */
	const char *horizontal, *vertical, *corner[4];	/* nw ne sw se */
	const char *spin[8];		/* frames of the spinner; NULL ends */
};

struct color_style {
	int colors;		/* 0: mono, 8, 16 and more */
	bool utf8;
};

/*
 * What this terminal, TERM, NO_COLOR and the locale ask for. Call after
 * newterm().
 */
struct color_style color_detect(void);

/* Sets up colours and glyphs; before it everything is mono and ASCII. */
void color_init(struct color_style style);

const struct glyphs *glyphs(void);	/* of the style in use */

/* The spinner: its glyph now, and one frame on (the loop does that). */
const char *spinner_glyph(void);
void spinner_advance(void);
void spinner_reset(void); /* back to the first frame, for snapshots */

/* --- for draw_text.c and snapshots: curses attributes and pair of a role --- */
void color_attr(enum role role, unsigned *attr, short *pair);
enum role color_find_role(unsigned attr, short pair); /* the first that looks so */

/* A letter for each role: "." is R_TEXT. */
extern const char role_letters[R_COUNT + 1];

#endif
