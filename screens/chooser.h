/*
 * chooser.h - a list, and a text about its selected row: below it, or in a wide terminal
 * next to it. PgUp and PgDn scroll the text. All zero is ready.
 */
#ifndef ACCREDIT_CHOOSER_H
#define ACCREDIT_CHOOSER_H

#include "screens/list.h"
#include "screens/textview.h"

struct chooser {
	struct list list;
	struct textview text;
};

/* After LIST_MOVED the caller builds the text again. */
enum list_result chooser_key(struct chooser *c, struct list_source of, struct key k);
void chooser_draw(const struct chooser *c, struct list_source of, struct box at);

#endif
