/*
 * token_file.h - a cache file of the AWS CLI with the tokens of a sign-in: one JSON object.
 * Both programs read, refresh and replace it.
 *
 * Trees contain secrets and are wiped when they are freed; no error quotes one.
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

/* Whether the file can be written; does not change it. */
bool token_file_ready(const char *path, struct err *err);

/*
 * Writes the members of "fresh" to the file, which is replaced as a whole with mode 0600,
 * folders 0700. Members that are null are dropped, others stay. For a new sign-in: it
 * replaces whatever the file has.
 */
bool token_file_write(const char *path, const struct json *fresh, struct err *err);

/* Requests new tokens with those of "old": returns the members that change. NULL: err. */
typedef struct json *token_ask(void *with, const struct json *old, struct err *err);

struct token_refresh {
	const char *path;
	const char *ends;	/* dotted: the member with the expiration time */
	long early;		/* seconds before the expiration */
	token_ask *ask;
	void *with;
	struct stop *stop;	/* may be NULL */
};

/* Seconds until it expires, 0: expired or not known. */
long token_left(const struct json *token, const char *ends);

/*
 * Refreshes *token, as token_file_read returned it, where it expires soon, and writes the
 * file. One process of accredit does that at a time. The AWS CLI may do it at the same
 * moment: then its file is used, and a newer sign-in is never replaced by an older one. No
 * request is sent when the file cannot be written: a refresh token may be valid once only.
 * False: err says why, and *token is what the file has now, which may still be valid for a
 * while.
 */
bool token_refresh(const struct token_refresh *t, struct json **token, struct err *err);

#endif
