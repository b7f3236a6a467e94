/*
 * staged.h - the wizard's screens on a model made by hand: a real pack, an
 * account that is only said, tasks that end when the test says so. No network.
 */
#ifndef ACCREDIT_STAGED_H
#define ACCREDIT_STAGED_H

#include "screens/context.h"

struct staged {
	struct context desk;
	struct loop *loop;
};

/* Signed in, menu shown, its set-ups read: none, or one done and one half-way. */
void staged_open(struct staged *s, bool setups);
void staged_close(struct staged *s);

/* The task under way ends well, or as err says. Those behind it begin. */
void staged_ends(struct staged *s, const struct err *err);
/* All tasks end well. */
void staged_settles(struct staged *s);

/* The plan of the answers: every resource in this way. */
void staged_plan(struct staged *s, enum action action);

/* From the menu to a step of the set-up; up to "policy", "values", "review" ... */
void staged_walk(struct staged *s, const struct screen *to);

void staged_key(struct staged *s, int code);
void staged_type(struct staged *s, const char *text);

/* A row found by typing, taken, and what that begins settled. */
void staged_choose(struct staged *s, const char *what);

/* Every size in colour and in mono; each must hold the word that matters. */
void shots(struct staged *s, const char *name, const char *word);

#endif
