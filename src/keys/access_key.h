/*
 * access_key.h - a long-lived access key of an IAM user: its id, which is no
 * secret, and its secret, which is.
 */
#ifndef ACCREDIT_KEYS_ACCESS_KEY_H
#define ACCREDIT_KEYS_ACCESS_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/secret.h"

struct access_key {
	char id[132];		/* "" when there is none */
	struct secret secret;	/* closed when there is none */
};

#define ACCESS_KEY_INIT { .id = "" }

/* Wiped and empty; freed twice does no harm. */
void access_key_free(struct access_key *key);

/* Into to, which is freed first. */
void access_key_copy(struct access_key *to, const struct access_key *from);

/* Whether id and secret are the same. */
bool access_key_same(const struct access_key *a, const struct access_key *b);

/* Copies both into key, which is freed first; an id too long for it is cut. */
void access_key_set(struct access_key *key, const char *id, const char *secret,
		    size_t secret_len);

/*
 * Takes blanks, line ends and quotes from both ends of n bytes, in place, and
 * zeroes what became free. Returns the bytes left; a NUL follows if any went.
 */
size_t access_key_trim(char *s, size_t n);

/*
 * Whether the two have the shape AWS gives: id AKIA and 12 to 124 more of
 * [A-Z0-9], secret 40 of [A-Za-z0-9+/]. False: ERR_INPUT. A temporary key and
 * two values in each other's place are named. No message quotes the secret, nor
 * an id that may be one.
 */
bool access_key_check(const char *id, const char *secret, struct err *err);

/* The id alone, the same way; what has a secret's shape is named, not quoted. */
bool access_key_check_id(const char *id, struct err *err);

/* Whether a text has the shape of a secret, and not that of an id. */
bool access_key_is_secret(const char *text);

#endif
