/*
 * candidate_picker.h - which role or user of the account is meant, where a setup was made by hand
 * under a name that nobody gave. A part of a screen; all zero is ready.
 */
#ifndef ACCREDIT_CANDIDATE_PICKER_H
#define ACCREDIT_CANDIDATE_PICKER_H

#include "screens/chooser.h"
#include "screens/context.h"

enum { MOST_MEANT = 64 };

struct candidate_picker {
	struct chooser choose;
	struct json *row;	/* of candidates.h, a copy; NULL: nothing is to be chosen */
	char none[200];		/* "None of these: NAME" */
};

/* After a task that ended: whether a person must choose first. */
bool candidate_picker_asks(struct candidate_picker *m, const struct context *d);
/* True: all was chosen, and the task is to be asked for again. *pass: not for us. */
bool candidate_picker_key(struct candidate_picker *m, struct loop *loop, struct context *d, struct key k, bool *pass);
void candidate_picker_draw(const struct candidate_picker *m, struct box at);
void candidate_picker_drop(struct candidate_picker *m);	/* may be used again */
extern const struct hint meant_hints[];

#endif
