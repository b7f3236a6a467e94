/*
 * run_steps.h - the steps of the run under way or over: a line a step, what it waits
 * for, how long it took. Only while no task owns the journey (see wizard.h).
 */
#ifndef ACCREDIT_RUN_STEPS_H
#define ACCREDIT_RUN_STEPS_H

#include "screens/context.h"

/* Draws those that fit, the one under way among them; rows used. */
int run_steps_draw(const struct context *d, struct box at);

/* The same as lines, for a run that is over. */
void run_steps_lines(const struct context *d, struct textview *v);

/* How many are done (or undone, when it takes back), of how many. */
size_t run_steps_done(const struct context *d, size_t *all);

/* A run of this journey can be looked at now. */
bool run_steps_available(const struct context *d);

#endif
