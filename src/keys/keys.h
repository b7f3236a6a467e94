/*
 * keys.h - what the kinds of files that hold a key have in common.
 */
#ifndef ACCREDIT_KEYS_KEYS_H
#define ACCREDIT_KEYS_KEYS_H

#include <stdbool.h>

#include "base/err.h"

struct buf;

#define KEYS_FILE_MAX (1u << 20)	/* bytes; a larger one is no such file */

/* The lock that keeps our copies apart at such files, yours; NULL for no state. */
char *keys_lock(const char *state);

/* The file's text; a missing file is an empty text. */
bool keys_read(const char *path, struct buf *text, struct err *err);

/* Whether something is at path, or may be: what cannot be looked at is there. */
bool keys_there(const char *path);

#endif
