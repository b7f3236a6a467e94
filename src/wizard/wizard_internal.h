/*
 * wizard_internal.h - the tasks of wizard.h among themselves; rotation_task.c holds
 * those of a rotation, verify_task.c those of Verify.
 */
#ifndef ACCREDIT_WIZARD_INTERNAL_H
#define ACCREDIT_WIZARD_INTERNAL_H

#include "wizard/wizard.h"

/* What the tasks do; see task_table.h. */
#define TASK(name, doing, run, starts, reads) bool run(struct wizard *w, struct err *err);
#include "wizard/task_table.h"

/* Signs in where w->setup lives, unless that is so already. "": anywhere. */
bool wizard_go_to(struct wizard *w, const char *region, struct err *err);

/* A journey about w->setup, with the session where it lives. */
bool wizard_open_setup(struct wizard *w, bool for_writing, struct err *err);
bool wizard_is_setup(const struct wizard *w, struct err *err);
/* After a comparison or a plan: w->verify.deciding is what --fail-on counts of it. */
void wizard_find_deciding(struct wizard *w, const struct json *around);
void wizard_wake_face(const struct wizard *w); /* wakes the face */

/* False, ERR_CHOICE: w->found has what a person must choose first. */
bool found_task_choose(struct wizard *w, struct err *err);
/* Before it starts: what the walk before has left is forgotten. */
void verify_begin_all(struct wizard *w);

/* After TASK_KEYS: what it read is in w->rotation.facts, if it went well. */
void rotation_take_facts(struct wizard *w);
void verify_take_all(struct wizard *w);
/* After a run: a caller whose key is now deactivated is signed out. */
void rotation_note_end(struct wizard *w);

#endif
