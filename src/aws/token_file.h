/*
 * token_file.h - a sign-in that the AWS CLI made and also uses: a file of its
 * cache with one JSON object, which holds tokens, what refreshes them, and when
 * they end. Both programs read it, refresh it and replace it.
 *
 * Trees hold secrets and are wiped when they are freed; nothing here quotes one.
 */
#ifndef ACCREDIT_TOKEN_FILE_H
#define ACCREDIT_TOKEN_FILE_H

#include <stdbool.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"

struct json;

/* The file's object; yours. NULL: err (ERR_LOGIN) says why; *missing may be NULL. */
struct json *token_file_read(const char *path, bool *missing, struct err *err);

/* Whether it could be written, tried without changing it. */
bool token_file_ready(const char *path, struct err *err);

/*
 * Puts the members of "fresh" into the file, 0600 and replaced as a whole, folders
 * 0700; members that are null go, those it does not name stay. For a new sign-in:
 * it wins over whatever is there.
 */
bool token_file_write(const char *path, const struct json *fresh, struct err *err);

/* Asks for fresh tokens with those of "old": the members that change. NULL: err. */
typedef struct json *token_ask(void *with, const struct json *old, struct err *err);

struct token_refresh {
	const char *path;
	const char *ends;	/* dotted: where its end is, as text */
	long early;		/* refresh when it ends within so many seconds */
	token_ask *ask;
	void *with;
	struct stop *stop;	/* may be NULL */
};

/* Seconds until the end, 0: over, or not known. */
long token_left(const struct json *token, const char *ends);

/*
 * *token, as token_file_read gave it, becomes a fresh one where it ends soon, and
 * the file holds it. One copy of accredit does that at a time; the AWS CLI may do it
 * at the same moment: then what it wrote is taken, and a newer sign-in is never
 * replaced by an older one. Nothing is asked for when the file could not be
 * written: a refresh token may be good for one use only. False: err says why, and
 * *token is what the file holds now, which may still be good for a while.
 */
bool token_refresh(const struct token_refresh *t, struct json **token, struct err *err);

#endif
