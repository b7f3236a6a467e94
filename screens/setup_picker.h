/*
 * setup_picker.h - the set-ups made here as a list to pick from. The rows are a copy: a
 * task may read them anew.
 */
#ifndef ACCREDIT_SETUP_PICKER_H
#define ACCREDIT_SETUP_PICKER_H

#include "screens/context.h"
#include "screens/list.h"

struct setup_picker {
	struct list list;
	struct json *rows;	/* NULL: not read yet */
	bool half_way;		/* only those; else they are shown but not picked */
	bool whole;		/* the half-way ones cannot be picked */
	bool verify;		/* with rows for all of them, and for one made by hand */
};

/* What a screen of such a list has in common; me is its struct setup_picker. */
void setup_picker_enter(struct loop *loop, void *model, void *me);	/* reads them anew */
enum go setup_picker_news(struct loop *loop, void *model, void *me);
/* Enter makes the picked one w->setup and goes on. */
enum go setup_picker_key(struct loop *loop, void *model, void *me, struct key k);
void setup_picker_drop(void *me);
/* The picked row is none of a set-up: "all", "by-hand"; else "". */
const char *setup_picker_special(const struct setup_picker *m);

void setup_picker_draw(const struct setup_picker *m, const struct context *d, struct box at,
	       const char *question, const char *none);
void setup_picker_choose(const struct setup_picker *m, struct context *d);
#endif
