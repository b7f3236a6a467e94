/*
 * cli_ini.h - AWS's config and credentials files, read as the AWS CLI reads them.
 *
 * The rules are those of Python's configparser and of botocore 1.44, and they
 * differ from those that the SDKs agree on (ini.h, for the editor): a comment is
 * a line of its own at any indentation, and never the end of a value; a line
 * continues a value where it is indented deeper than the line of its key; a
 * delimiter is '=' or ':'; a section or key that is there twice is an error;
 * [DEFAULT] gives its values to every section; names can have spaces and quotes.
 */
#ifndef ACCREDIT_CLI_INI_H
#define ACCREDIT_CLI_INI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "format/ini.h"

struct json;

/*
 * Adds the file's text to tree, an object of objects: "profiles", "sso-session"
 * and "services", each name -> key -> value, and "others": section -> its line
 * as a number, of a config file's sections that are none of these. Keys are
 * lowercase; nested settings are "\nname = value\n..." (ini_sub reads one). In a
 * credentials file each section is a profile of just that name.
 *
 * False: ERR_INPUT with file and line, where the AWS CLI cannot read the file
 * either (also for a byte order mark and for what is not UTF-8), and for NUL.
 * Values are never quoted.
 */
bool cli_ini_read(struct json *tree, const char *text, size_t n, enum ini_file file,
		  const char *path, struct err *err);

#endif
