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
};

void made_take(struct made *m, const struct desk *d);
struct list_of made_of(const struct made *m);
/* "" when none is picked. */
const char *made_picked(const struct made *m);
void made_draw(const struct made *m, const struct desk *d, struct box at,
	       const char *question, const char *none);
void made_drop(struct made *m);

#endif
