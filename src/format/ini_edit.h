/*
 * ini_edit.h - one section of AWS's config or credentials file changed, and
 * every other byte left as it is: comments, order, line ends, odd blanks.
 */
#ifndef ACCREDIT_INI_EDIT_H
#define ACCREDIT_INI_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "format/ini.h"

struct ini_change {
	const char *key;	/* NULL ends the list */
	const char *value;	/* NULL: the key goes */
};

/*
 * Whether a profile can have this name: no control character, bracket, quote, '#' or
 * ';', no space at its ends. Spaces inside are fine: the config file quotes such a name.
 * False: ERR_INPUT.
 */
bool ini_profile_ok(const char *name, struct err *err);
/* That, and no control character in a value; ERR_INPUT, values never quoted. */
bool ini_edit_ok(const char *profile, const struct ini_change *changes, struct err *err);
/* Whether every reader reads this value back as it is. */
bool ini_value_ok(const char *s);

/*
 * Appends to out the n bytes of text with the changes made to a profile. A key
 * that is there changes where it stands (the last one, which is in effect); a
 * new one goes after the section's last property, a new section to the end. A
 * section that loses its last property here goes too; its comments stay.
 *
 * Refused (ERR_INPUT, with the reason, values never quoted): a profile's name
 * that is none, a text that ini_read refuses ("path, line N"), and a value that
 * would not be read back the same. The result is read and compared: nothing but
 * the named keys may mean something else than before.
 *
 * What a person should hear is appended to notices, a line each: a key or a
 * section that stands there twice, a quoted name, a comment that was moved.
 */
bool ini_edit(struct buf *out, const char *text, size_t n, enum ini_file file,
	      const char *profile, const struct ini_change *changes,
	      const char *path, struct buf *notices, struct err *err);

/*
 * The first byte of the line that such an edit changes for this key of the profile; false:
 * the profile has no such key. The text must be one that ini_read takes.
 */
bool ini_edit_at(const char *text, size_t n, enum ini_file file, const char *profile,
		 const char *key, size_t *at);

#endif
