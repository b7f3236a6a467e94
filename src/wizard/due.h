/*
 * due.h - what is due, by the records alone: a rotation to finish, an interrupted run, a
 * setup that differs or was not verified for long, an old key, a hand-off that waits. And
 * the columns of a list of setups, for every face. Pure: no network, no files.
 */
#ifndef ACCREDIT_DUE_H
#define ACCREDIT_DUE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/when.h"

struct setup_row;
struct setups;

enum {
	DUE_VERIFY_DAYS = 30, /* a setup is verified at least this often */
	DUE_KEY_DAYS = 90,    /* and an access key no older than this */
	DUE_MAX = 9,	      /* rules, at most */
	DUE_TEXT = 300,
};

/* What one rule found. */
struct due {
	const char *journey;	/* that does it: the name of its row (journeys.h) */
	const char *setup;	/* the first one, borrowed from the list */
	size_t count;		/* setups */
	bool now;		/* false: all of it can be done only later, as text says */
	char text[DUE_TEXT];	/* "1 rotation to finish: delete the old key of 'x' (now)" */
};

/*
 * What is due among these setups, the most urgent first: a row a rule. How many. One setup
 * can be in several rows.
 */
size_t due_find(const struct setups *all, time_t now, struct due out[DUE_MAX]);

/*
 * What the menu says on a row: what is due there first (then true), else which setups there
 * are; "" where the table of journeys says all.
 */
bool due_menu_note(char out[DUE_TEXT], const char *journey, const struct setups *all,
		   const struct due *due, size_t n);
/* Whether a row of the menu has the text of due[i]; the others need lines of their own. */
bool due_is_noted(const struct due *due, size_t i);

/* What a list says of a setup. */
struct due_columns {
	char state[24];		/* "ready", "interrupted" */
	char verified[32];	/* "passed today", "differs, 2 days ago", "not run" */
	char key[24];		/* its age: "94 days", "today"; "-": it has none; "unknown" */
	char next[64];		/* "rotate key", "delete old key in 22 h"; "-": nothing */
};

struct due_columns due_columns(const struct setup_row *row, time_t now);

#endif
