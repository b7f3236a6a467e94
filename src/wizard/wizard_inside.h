/*
 * wizard_inside.h - the tasks of wizard.h among themselves; renew_task.c holds
 * those of a rotation.
 */
#ifndef ACCREDIT_WIZARD_INSIDE_H
#define ACCREDIT_WIZARD_INSIDE_H

#include "wizard/wizard.h"

/* Signs in where w->setup lives, unless that is so already. "": anywhere. */
bool wizard_go_to(struct wizard *w, const char *region, struct err *err);

bool renew_do_keys(struct wizard *w, struct err *err);
bool renew_do_plan(struct wizard *w, struct err *err);
bool renew_do_run(struct wizard *w, struct err *err);
/* After a run: who worked with the key that is parked now is signed in no more. */
void renew_note_end(struct wizard *w);

#endif
