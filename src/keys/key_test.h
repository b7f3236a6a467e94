/*
 * key_test.h - whether AWS accepts a key everywhere: IAM propagates a new key within
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
#define PROVE_MS 120000		/* after that, a refusal is final */

/* Whose key it is, as GetCallerIdentity with the key says. */
struct key_owner {
	char account[16];
	char arn[300];
	char user[132];		/* "": not an IAM user's */
};

/* A session with this key and no setting of any profile. NULL: err. */
struct aws *key_test_session(const struct access_key *key, const char *region,
			  struct stop *stop, struct err *err);

/* Calls AWS once, on a connection of its own. False: err, refused or no answer. */
bool key_test_once(const struct access_key *key, const char *region, struct stop *stop,
		struct key_owner *who, struct err *err);

/*
 * Calls AWS until it accepted the key PROVE_TIMES in a row, for at most PROVE_MS. tell (may
 * be NULL) is called after each call with the successes in a row, and with silent where AWS
 * did not answer the call. False: err (ERR_LOGIN if AWS still refuses the key).
 */
bool key_test_everywhere(const struct access_key *key, const char *region, struct stop *stop,
	       void (*tell)(void *with, int in_a_row, bool silent), void *with,
	       struct key_owner *who, struct err *err);

#endif
