/*
 * attempt.h - one attempt at one check with an access key, from this machine.
 */
#ifndef ACCREDIT_PROBE_ATTEMPT_H
#define ACCREDIT_PROBE_ATTEMPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "probe/probe_check.h"

struct aws;

struct attempt {
	struct aws *key_session;	/* a session with the key */
	struct aws *operator;	/* the operator's, which may decode denials; may be NULL */
	struct stop *stop;	/* may be NULL */
	const char *nonce;	/* lower-case hex: of the test object's name */
	int64_t until;		/* a time of clock_ms until which a call is retried that completes an earlier one */
};

/*
 * The result (check_result_free) of a check whose variables are filled in; *again says
 * that the next attempt may differ: a new key, or new rights of its user, are not known
 * everywhere at once. False: stopped.
 */
bool attempt_make(const struct attempt *a, const struct check *check,
		  struct check_result *result, bool *again, struct err *err);

/* Writes the name of the test object into key. */
void attempt_canary_key(char key[64], const char *nonce);

#endif
