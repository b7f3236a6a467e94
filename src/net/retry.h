/*
 * retry.h - the standard mode of the SDKs: how long to wait, how often, and
 * the quota that keeps many callers from making a storm. Pure but for the
 * settings; the tokens belong to the caller, who locks them.
 */
#ifndef ACCREDIT_RETRY_H
#define ACCREDIT_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum retry_why { RETRY_TRANSIENT, RETRY_THROTTLE, RETRY_TIMEOUT, RETRY_WHYS };

struct retry_rules {
	int attempts;			/* the first one counted */
	int capacity;			/* tokens in a full bucket */
	int max_ms;			/* no wait is longer */
	int base_ms[RETRY_WHYS];	/* the first wait; doubled each time */
	int cost[RETRY_WHYS];
	bool full_refund;		/* success gives back the last cost, not one */
};

extern const struct retry_rules retry_standard;	/* 2.1: the SDKs' form of 2026 */
extern const struct retry_rules retry_before;	/* 2.0: the form before */

/* Milliseconds to wait after attempt (from 1); random in [0, 1]. */
int64_t retry_delay(const struct retry_rules *r, enum retry_why why, int attempt,
		    double random);

/*
 * The delay changed by the value of x-amz-retry-after (milliseconds): never
 * less, at most 5 s more; what is no number changes nothing.
 */
int64_t retry_after(int64_t delay, const char *header);

/* Takes the cost of one retry from tokens; 0: not enough is left. */
int retry_take(const struct retry_rules *r, int *tokens, enum retry_why why);

/* A success gives back: taken is what the last retry cost, 0 if there was none. */
void retry_give(const struct retry_rules *r, int *tokens, int taken);

/*
 * AWS_MAX_ATTEMPTS and AWS_RETRY_MODE (or the profile's), "" when not set, put
 * into rules. All modes retry as "standard" does. False: ERR_INPUT.
 */
bool retry_set(struct retry_rules *r, const char *max_attempts, const char *mode,
	       struct err *err);

#endif
