/*
 * ini.h - AWS's config and credentials files, read as the SDKs agree.
 *
 * Two layers: ini_line names what each line of a text is and where its parts
 * stand, byte for byte (a writer that keeps comments and order can stand on
 * it), and ini_read turns the lines into a tree.
 */
#ifndef ACCREDIT_INI_H
#define ACCREDIT_INI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct json;

enum ini_kind { INI_BLANK, INI_COMMENT, INI_SECTION, INI_PROPERTY, INI_MORE,
		INI_BROKEN };

struct ini_part {
	size_t at, len;
};

struct ini_line {
	enum ini_kind kind;
	struct ini_part all;	/* with its end of line */
	struct ini_part name;	/* section: inside the brackets; property: its key */
	struct ini_part value;	/* property and continuation (INI_MORE), trimmed */
	const char *why;	/* INI_BROKEN: what is wrong, a constant */
};

/* The line that begins at byte at; the next one begins at all.at + all.len. */
struct ini_line ini_line(const char *text, size_t n, size_t at);

/* The bytes of a byte order mark at the text's begin: 3 or 0. No line begins there. */
size_t ini_mark(const char *text, size_t n);

enum ini_file { INI_CONFIG, INI_CREDENTIALS };

/*
 * Adds the file's text to tree, an object of objects: "profiles",
 * "sso-session" and "services", each name -> key -> value. Keys are lower case;
 * a value of sub-properties is "\nname = value" a line. Read the config file
 * first, then the credentials file: what comes later wins. False: ERR_INPUT
 * with file and line; values are never quoted.
 */
bool ini_read(struct json *tree, const char *text, size_t n, enum ini_file file,
	      const char *path, struct err *err);

/* One sub-property of such a value, trimmed, into out; false: it has none. */
bool ini_sub(const char *value, const char *name, struct buf *out);

bool ini_name_ok(const char *name);	/* letters, digits and _ - / . % @ : + */

#endif
