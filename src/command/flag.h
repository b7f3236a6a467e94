/* flag.h - the rows of the flag table, for the reader and for the help. */
#ifndef ACCREDIT_FLAG_H
#define ACCREDIT_FLAG_H

#include <stdbool.h>
#include <stddef.h>

#include "command/command.h"

/* FLAG_WORDS: a list of all that follows, up to the next flag. */
enum flag_kind { FLAG_YES, FLAG_TEXT, FLAG_LIST, FLAG_WORDS };

struct flag {
	const char *name;
	const char *value;	/* what its value is called; NULL: takes none */
	const char *says;	/* "": it works, but no help shows it */
	size_t at;		/* its place in struct flags */
	enum flag_kind kind;
};

extern const struct flag flag_table[];	/* ends in a row without a name */

bool flag_taken(const struct command *c, const char *name);

#endif
