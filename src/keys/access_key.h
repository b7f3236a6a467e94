/*
 * access_key.h - a long-term access key of an IAM user: its ID, which is not secret, and
 * its secret access key.
 */
#ifndef ACCREDIT_KEYS_ACCESS_KEY_H
#define ACCREDIT_KEYS_ACCESS_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/secret.h"

struct access_key {
	char id[132];		/* "": none */
	struct secret secret;	/* closed if there is none */
};

#define ACCESS_KEY_INIT { .id = "" }

/* Wiped and empty afterwards; can be called twice. */
void access_key_free(struct access_key *key);

/* Into to, which is freed first. The same key twice does nothing. */
void access_key_copy(struct access_key *to, const struct access_key *from);

/* Whether ID and secret are equal. */
bool access_key_same(const struct access_key *a, const struct access_key *b);

/* Copies both into key, which is freed first; an ID that is too long is cut off. */
void access_key_set(struct access_key *key, const char *id, const char *secret,
		    size_t secret_len);

/*
 * Removes spaces, line ends and quotes from both ends of n bytes, in place, and zeroes the
 * bytes after them. Returns the bytes kept; if any were removed, a NUL follows.
 */
size_t access_key_trim(char *s, size_t n);

/*
 * Whether the two have AWS's form: the ID AKIA and 12 to 124 more of [A-Z0-9], the secret
 * 40 of [A-Za-z0-9+/]. False: ERR_INPUT, whose text names a temporary key and two values
 * that were swapped. No text quotes the secret, nor an ID that could be one.
 */
bool access_key_check(const char *id, const char *secret, struct err *err);

/* The ID alone, likewise. A value that has a secret's form is not quoted. */
bool access_key_check_id(const char *id, struct err *err);

/* Whether the text has the form of a secret, and not of a name or an ID. */
bool access_key_is_secret(const char *text);

#endif
