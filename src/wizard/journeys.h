/*
 * journeys.h - what the menus of all faces have: a row a journey. The rows are in
 * journey_table.h; each face has what it does for a row in an array of the same order.
 */
#ifndef ACCREDIT_JOURNEYS_H
#define ACCREDIT_JOURNEYS_H

#include <stdbool.h>
#include <stddef.h>

struct journey_row {
	const char *name;	/* in the text menu, and where a command opens it */
	const char *title, *note;	/* on the menu; NULL: not there. A face may have a
					 * better note */
	const char *help;		/* the text menu's answer to "?" */
	bool takes_setup;	/* the command's first word is a setup */
	bool takes_answers;	/* the command takes answers for a template; where it takes a
				 * setup as well, only without one */
};

#define JOURNEYS_MAX 32		/* rows, at most */

/* The row of this name; "menu", or any other: NULL. */
const struct journey_row *journeys_find(const char *name);
/* Where the row is in journey_table.h, without rows of COMMAND. */
size_t journeys_index(const struct journey_row *row);

/* The rows of the menu, in order; how many. */
size_t journeys_menu(const struct journey_row *rows[JOURNEYS_MAX]);

#endif
