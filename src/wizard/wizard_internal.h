/*
 * wizard_internal.h - the tasks of wizard.h among themselves; rotation_task.c holds
 * those of a rotation, verify_task.c those of Verify.
 */
#ifndef ACCREDIT_WIZARD_INTERNAL_H
#define ACCREDIT_WIZARD_INTERNAL_H

#include "wizard/wizard.h"

/* Looks for credentials, and whose they are. */
bool wizard_sign_in(struct wizard *w, struct err *err);
bool device_do_login(struct wizard *w, struct err *err);
/* Signs in where w->setup lives, unless that is so already. "": anywhere. */
bool wizard_go_to(struct wizard *w, const char *region, struct err *err);

/* A journey about w->setup, with the session where it lives. */
bool wizard_open_setup(struct wizard *w, bool for_writing, struct err *err);
bool wizard_is_setup(const struct wizard *w, struct err *err);
/* After a comparison or a plan: w->deciding is what --fail-on counts of it. */
void wizard_count(struct wizard *w, const struct json *around);
void wizard_tell_news(const struct wizard *w);	/* wakes the face */

bool verify_do_compare(struct wizard *w, struct err *err);
bool verify_do_by_hand(struct wizard *w, struct err *err);
bool verify_do_accept(struct wizard *w, struct err *err);
/* False, ERR_CHOICE: w->found has what a person must choose first. */
bool found_none_open(struct wizard *w, struct err *err);
/* Before it starts: what the walk before has left is forgotten. */
void verify_begin_all(struct wizard *w);
bool verify_do_all(struct wizard *w, struct err *err);

bool rotation_do_keys(struct wizard *w, struct err *err);
bool rotation_do_plan(struct wizard *w, struct err *err);
bool rotation_do_run(struct wizard *w, struct err *err);
/* After a run: who worked with the key that is parked now is signed in no more. */
void rotation_note_end(struct wizard *w);

#endif
