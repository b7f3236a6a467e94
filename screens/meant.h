/*
 * meant.h - which role or user of the account is meant, where a setup was made by hand
 * under a name that nobody gave. A part of a screen; all zero is ready.
 */
#ifndef ACCREDIT_MEANT_H
#define ACCREDIT_MEANT_H

#include "screens/chooser.h"
#include "screens/desk.h"

enum { MOST_MEANT = 64 };

struct meant {
	struct chooser choose;
	struct json *row;	/* of candidates.h, a copy; NULL: nothing is to be chosen */
	char none[200];		/* "None of these: NAME" */
};

/* After a task that ended: whether a person must choose first. */
bool meant_asks(struct meant *m, const struct desk *d);
/* True: all was chosen, and the task is to be asked for again. *pass: not for us. */
bool meant_key(struct meant *m, struct loop *loop, struct desk *d, struct key k, bool *pass);
void meant_draw(const struct meant *m, struct box at);
void meant_drop(struct meant *m);	/* may be used again */
extern const struct hint meant_hints[];

#endif
