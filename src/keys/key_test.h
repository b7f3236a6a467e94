/*
 * key_test.h - whether AWS accepts a key, everywhere: IAM spreads a new key in
 * seconds to a minute, and one success is no proof
 * (doc/reliability.md, "Waiting for AWS").
 */
#ifndef ACCREDIT_KEY_TEST_H
#define ACCREDIT_KEY_TEST_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/err.h"

struct access_key;
struct aws;

#define PROVE_TIMES 3		/* successes in a row */
#define PROVE_MS 120000		/* after that a refusal is a refusal */

/* Who a key is, by its own word. */
struct key_owner {
	char account[16];
	char arn[300];
	char user[132];		/* "" when it is no user's */
};

/* A session with this key, with nothing of another profile. NULL: err. */
struct aws *key_test_session(const struct access_key *key, const char *region,
			  struct stop *stop, struct err *err);

/* Asks once, on a connection of its own. False: refused, or no answer. */
bool key_test_once(const struct access_key *key, const char *region, struct stop *stop,
		struct key_owner *who, struct err *err);

/*
 * Asks until it was accepted PROVE_TIMES in a row, for at most PROVE_MS. tell
 * (may be NULL) hears of every try how many successes in a row there are.
 * False: err (ERR_LOGIN when AWS still refuses the key).
 */
bool key_test_everywhere(const struct access_key *key, const char *region, struct stop *stop,
	       void (*tell)(void *with, int in_a_row), void *with,
	       struct key_owner *who, struct err *err);

#endif
