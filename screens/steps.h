/*
 * steps.h - the steps of the run under way or over: a line a step, what it waits
 * for, how long it took. Only while no task owns the journey (see wizard.h).
 */
#ifndef ACCREDIT_STEPS_H
#define ACCREDIT_STEPS_H

#include "screens/desk.h"

/* Draws those that fit, the one under way among them; rows used. */
int steps_draw(const struct desk *d, struct box at);

/* The same as lines, for a run that is over. */
void steps_lines(const struct desk *d, struct textview *v);

/* How many are done (or undone, when it takes back), of how many. */
size_t steps_done(const struct desk *d, size_t *all);

/* A run of this journey can be looked at now. */
bool steps_there(const struct desk *d);

#endif
