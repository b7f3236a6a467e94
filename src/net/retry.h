/*
 * retry.h - the standard retry mode of the SDKs: the delay, the number of attempts, and the
 * retry quota, which keeps many callers from overloading a service. Pure; the caller owns
 * and locks the tokens.
 */
#ifndef ACCREDIT_RETRY_H
#define ACCREDIT_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum retry_why { RETRY_TRANSIENT, RETRY_THROTTLE, RETRY_TIMEOUT, RETRY_WHYS };

struct retry_rules {
	int attempts;			/* including the first */
	int capacity;			/* tokens of a full quota */
	int max_ms;			/* the longest delay */
	int base_ms[RETRY_WHYS];	/* the first delay; it doubles each time */
	int cost[RETRY_WHYS];
	bool full_refund;		/* a success returns the cost of the last retry, not one token */
};

extern const struct retry_rules retry_standard;	/* version 2.1 of the SDKs, 2026 */
extern const struct retry_rules retry_before;	/* version 2.0 */

/* Milliseconds to wait after an attempt (from 1); random in [0, 1]. */
int64_t retry_delay(const struct retry_rules *r, enum retry_why why, int attempt,
		    double random);

/*
 * The delay as x-amz-retry-after (milliseconds) changes it: never less, at most 5 s more. A
 * value that is not a number is ignored.
 */
int64_t retry_after(int64_t delay, const char *header);

/* Takes the cost of one retry from tokens and returns it; 0: too few are left. */
int retry_take(const struct retry_rules *r, int *tokens, enum retry_why why);

/* Returns tokens after a success; taken: the cost of the last retry, 0: there was none. */
void retry_give(const struct retry_rules *r, int *tokens, int taken);

/*
 * Applies AWS_MAX_ATTEMPTS and AWS_RETRY_MODE (or the profile's; "": not set) to the rules.
 * All modes retry as "standard" does. False: ERR_INPUT.
 */
bool retry_set(struct retry_rules *r, const char *max_attempts, const char *mode,
	       struct err *err);

#endif
