/* flag.h - the rows of the table of options, for the reader, the help, the manual and completion. */
#ifndef ACCREDIT_FLAG_H
#define ACCREDIT_FLAG_H

#include <stdbool.h>
#include <stddef.h>

#include "command/command.h"

/* FLAG_WORDS: a list of all that follows, up to the next flag. */
enum flag_kind { FLAG_YES, FLAG_TEXT, FLAG_LIST, FLAG_WORDS };

/* The headings of a command's help, in order. */
enum flag_group { GROUP_SELECT, GROUP_ANSWERS, GROUP_REQUEST, GROUP_ACTION, GROUP_RUN,
		  GROUP_OUTPUT, GROUPS };

extern const char *const flag_groups[GROUPS];

struct flag {
	const char *name;
	const char *value;	/* what its value is called; NULL: takes none */
	const char *says;	/* "": it works, but no help shows it */
	size_t at;		/* its place in struct flags */
	enum flag_kind kind;
	enum flag_group group;
	enum takes takes;	/* what completes its value */
	const char *command;	/* the row is for this command alone; NULL: for all */
	char letter;		/* its short form: 'o' of "-o"; 0: none */
};

extern const struct flag flag_table[];	/* ends in a row without a name */

/* Whether the command takes the row's flag. */
bool flag_taken(const struct command *c, const struct flag *flag);
/* The same, and its help shows it. */
bool flag_shown(const struct command *c, const struct flag *flag);
/* The command's row of a name without its dashes, which need not end in a NUL; NULL: none. */
const struct flag *flag_named(const struct command *c, const char *name, size_t n);

#endif
