/*
 * drawn.h - what the widgets of the current frame can do, so that the footer lists only
 * keys that work: a text that fits does not scroll, and in a list of one row nothing moves.
 *
 * list_draw and textview_draw report here; put_begin forgets it.
 */
#ifndef ACCREDIT_DRAWN_H
#define ACCREDIT_DRAWN_H

#include <stdbool.h>

struct drawn {
	bool list, moves;    /* a list was drawn; one of several rows */
	bool scrolls;	     /* a text that does not fit */
	bool filters, finds; /* a search is being typed: for rows, in a text */
};

/* Of the frame that is being drawn, or was drawn last. */
struct drawn *drawn(void);

#endif
