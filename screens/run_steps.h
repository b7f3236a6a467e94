/*
 * run_steps.h - the steps of a run, while it runs or after it: their states, what they wait
 * for, how long they took. Only while no task owns the journey (see wizard.h).
 */
#ifndef ACCREDIT_RUN_STEPS_H
#define ACCREDIT_RUN_STEPS_H

#include "screens/context.h"

/* Draws as many steps as fit, the running one among them; rows used. */
int run_steps_draw(const struct context *d, struct box at);

/* Appends them as lines, after a run. */
void run_steps_lines(const struct context *d, struct textview *v);

/* How many are done, or in an undo undone; *all is of how many. */
size_t run_steps_done(const struct context *d, size_t *all);

/* This journey has a run, and no task owns it now. */
bool run_steps_available(const struct context *d);

#endif
