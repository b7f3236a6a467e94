/*
 * frame.h - what is around every screen: the header, the list of steps, the title and the
 * hints; and the line that a terminal that is too small shows instead.
 *
 * From 80x24 it is full. From 60x16 it is compact: the title says which step it is, in
 * place of the list.
 */
#ifndef ACCREDIT_FRAME_H
#define ACCREDIT_FRAME_H

#include "screens/screen.h"

struct frame {
	const struct header *header;
	const struct flow *flow;
	const struct screen *now;
	const void *model, *me;		/* me: the state of now */
	const struct hint *hints; /* may be NULL; not shown while a popup has the keys */
	bool typing;			/* '?' is text, so only F1 is help */
	const char *note;		/* above the hints, or in their place; NULL: none */
	enum role note_role;
};

bool frame_fits(struct box screen);		/* at least 60x16 */

/* Draws it without the last rows; returns the box of the screen. */
struct box frame_draw(const struct frame *f, struct box screen);

/* Draws the note and the hints, after the screen: only those that work in what was drawn.
 */
void frame_draw_footer(const struct frame *f, struct box screen);

/* Whether this key does something in the frame that was drawn last (drawn.h). */
bool frame_offers(enum hint_id key, bool typing);

/* Where it does not fit: says, or for NULL the size that is needed. */
void frame_small(struct box screen, const char *says);

#endif
