/*
 * wizard_fixture.h - the wizard's screens on a model that tests control: a real template,
 * an account that is only claimed, tasks that end when the test says so. No network.
 */
#ifndef ACCREDIT_WIZARD_FIXTURE_H
#define ACCREDIT_WIZARD_FIXTURE_H

#include "screens/context.h"

struct fixture {
	struct context context;
	struct loop *loop;
};

/* Signed in, with the menu shown and its setups read: none, or one done and one interrupted. */
void fixture_open(struct fixture *s, bool setups);
void fixture_close(struct fixture *s);

/* Ends the running task, well or with err. The next in the queue starts. */
void fixture_end_task(struct fixture *s, const struct err *err);
/* Ends the running run with this exit code; without err all of its steps are done. */
void fixture_end_run(struct fixture *s, int code, const struct err *err);
/* Ends all tasks well. */
void fixture_end_tasks(struct fixture *s);

/* Plans the answers: one step for each resource, with this action. */
void fixture_plan(struct fixture *s, enum action action);

/* Presses Enter from the menu to a screen of the setup, up to the review. */
void fixture_go_to(struct fixture *s, const struct screen *to);

void fixture_press(struct fixture *s, int code);
void fixture_type(struct fixture *s, const char *text);

/* Finds a row by typing, chooses it, and ends the tasks that this starts. */
void fixture_choose(struct fixture *s, const char *what);

/* Compares snapshots of every size and style; each must contain word. */
void check_snapshots(struct fixture *s, const char *name, const char *word);

#endif
