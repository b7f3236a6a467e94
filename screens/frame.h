/*
 * frame.h - what is around every screen: the header, the list of steps, the
 * title, the hints; and the one line where the terminal is too small.
 *
 * Full from 80x24. Below that down to 60x16 it is compact: no list of steps,
 * the step is said in the title.
 */
#ifndef ACCREDIT_FRAME_H
#define ACCREDIT_FRAME_H

#include "screens/screen.h"

struct frame {
	const struct header *header;
	const struct flow *flow;
	const struct screen *now;
	const void *model;
	const struct hint *hints;	/* may be NULL */
	bool typing;			/* only F1 explains */
	const char *note;		/* above the hints, or in their place */
	enum role note_role;
};

bool frame_fits(struct box screen);		/* at least 60x16 */

/* Draws it and returns the box left for the screen itself. */
struct box frame_draw(const struct frame *f, struct box screen);

/* The one line: says, or else the size that is needed. */
void frame_small(struct box screen, const char *says);

#endif
