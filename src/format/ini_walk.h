/*
 * ini_walk.h - the lines of AWS's config or credentials file as the AWS CLI takes them,
 * byte for byte, for an editor: a comment at any indentation is one, and only a line that
 * is indented deeper than the key before it continues that key's value.
 */
#ifndef ACCREDIT_INI_WALK_H
#define ACCREDIT_INI_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "format/ini.h"

/* Where a walk is: at is the byte where it begins, the rest begins as zero. */
struct ini_walk {
	size_t at, indent;	/* indent: of the last line that continued nothing */
	bool has_key;		/* the section has a key that a deeper line continues */
};

/*
 * The next line; false: there is none. A comment behind a value is no part of the value
 * here, a section's name is trimmed, and '=' or ':' ends a key. why is never set.
 */
bool ini_walk(const char *text, size_t len, struct ini_walk *w, struct ini_line *line);

#endif
