/*
 * chooser.h - a list above, what the picked row means below; beside each other
 * where there is room. PgUp and PgDn scroll the text. All zero is ready.
 */
#ifndef ACCREDIT_CHOOSER_H
#define ACCREDIT_CHOOSER_H

#include "screens/list.h"
#include "screens/textview.h"

struct chooser {
	struct list list;
	struct textview text;
};

/* The text is the caller's to build anew when this says LIST_MOVED. */
enum list_result chooser_key(struct chooser *c, struct list_source of, struct key k);
void chooser_draw(const struct chooser *c, struct list_source of, struct box at);

#endif
