/*
 * key_files.h - what the files that contain a key have in common.
 */
#ifndef ACCREDIT_KEY_FILES_H
#define ACCREDIT_KEY_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "format/ini.h"

struct access_key;
struct buf;
struct json;

#define KEYS_FILE_MAX (1u << 20)	/* bytes; a larger one is no such file */

/* The lock that keeps our copies apart at such files, yours; NULL for no state. */
char *key_files_lock(const char *state);

/* The file's text; a missing file is an empty text. */
bool key_files_read(const char *path, struct buf *text, struct err *err);

/*
 * A shared file's text into tree, as the AWS CLI reads it (format/cli_ini.h); one that it
 * refuses as the SDKs agree (format/ini.h). False: neither can; err is the AWS CLI's.
 */
bool key_files_parse(struct json *tree, const struct buf *text, enum ini_file file,
		const char *path, struct err *err);

/*
 * The bytes of a value without a comment behind it: the AWS CLI reads it as a part of the
 * value, other SDKs do not, and an edit moves it to a line of its own.
 */
size_t key_files_value(const char *value);

/* Whether something is at path, or may be: what cannot be looked at is there. */
bool key_files_there(const char *path);

/*
 * False, ERR_CHOICE: something is at path already, and such a thing ("a key file") is
 * never overwritten.
 */
bool key_files_taken(const char *path, const char *what, struct err *err);

/* Whether has is the key that is expected at path; else ERR_CHOICE says what is there. */
bool key_files_holds(const struct access_key *has, const char *id, const char *path,
		struct err *err);

#endif
