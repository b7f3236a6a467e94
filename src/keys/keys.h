/*
 * keys.h - what the kinds of files that hold a key have in common.
 */
#ifndef ACCREDIT_KEYS_KEYS_H
#define ACCREDIT_KEYS_KEYS_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;
struct buf;

#define KEYS_FILE_MAX (1u << 20)	/* bytes; a larger one is no such file */

/* The lock that keeps our copies apart at such files, yours; NULL for no state. */
char *keys_lock(const char *state);

/* The file's text; a missing file is an empty text. */
bool keys_read(const char *path, struct buf *text, struct err *err);

/* Whether something is at path, or may be: what cannot be looked at is there. */
bool keys_there(const char *path);

/*
 * False, ERR_CHOICE: something is at path already, and such a thing ("a key file") is
 * never overwritten.
 */
bool keys_taken(const char *path, const char *what, struct err *err);

/* Whether has is the key that is expected at path; else ERR_CHOICE says what is there. */
bool keys_holds(const struct access_key *has, const char *id, const char *path,
		struct err *err);

#endif
