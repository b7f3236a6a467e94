/*
 * made.h - the set-ups made here as a list to pick from. The rows are a copy: a
 * task may read them anew.
 */
#ifndef ACCREDIT_MADE_H
#define ACCREDIT_MADE_H

#include "screens/desk.h"
#include "screens/list.h"

struct made {
	struct list list;
	struct json *rows;	/* NULL: not read yet */
	bool half_way;		/* only those; else they are shown but not picked */
	bool whole;		/* the half-way ones cannot be picked */
	bool verify;		/* with rows for all of them, and for one made by hand */
};

/* What a screen of such a list has in common; me is its struct made. */
void made_enter(struct loop *loop, void *model, void *me);	/* reads them anew */
enum go made_news(struct loop *loop, void *model, void *me);
/* Enter makes the picked one w->setup and goes on. */
enum go made_key(struct loop *loop, void *model, void *me, struct key k);
void made_drop(void *me);
/* The picked row is none of a set-up: "all", "by-hand"; else "". */
const char *made_special(const struct made *m);

void made_draw(const struct made *m, const struct desk *d, struct box at,
	       const char *question, const char *none);
void made_choose(const struct made *m, struct desk *d);
#endif
