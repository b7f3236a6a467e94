/* instances.h - workers in EC2: found by their tag, described, terminated. */
#ifndef ACCREDIT_PROBE_INSTANCES_H
#define ACCREDIT_PROBE_INSTANCES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct aws;
struct json;
struct step_ctx;

#define PROBE_TAG "accredit:probe"	/* its value: the worker's nonce */

/* An instance that a probe launched, as EC2 describes it. "" is what EC2 does not say. */
struct worker {
	const char *id;
	const char *setup, *nonce; /* of its tags */
	const char *launched; /* ISO 8601 */
	const char *state; /* "running", ... */
	const char *reason; /* why its state changed, in AWS's words */
	const char *reason_code;
};

struct workers {
	struct worker *worker;
	size_t count;
	struct json *reply; /* what their texts are in */
};

/* Of a reply of DescribeInstances, which it takes; workers_free. */
struct workers workers_read(struct json *reply);
void workers_free(struct workers *all);

/* The first one's state, of a reply of TerminateInstances; borrowed. */
const char *workers_terminated_state(const struct json *reply);

/*
 * The workers that have not ended; workers_free. setup NULL: of every setup; nonce NULL: of
 * every launch. False: err, and there is nothing to free.
 */
bool instances_find(struct aws *aws, const char *setup, const char *nonce,
		    struct workers *all, struct err *err);

/* One instance; none: EC2 does not know it yet, or any more. workers_free. */
bool instances_look(struct aws *aws, const char *id, struct workers *one, struct err *err);

/* Whether a retry may succeed: the network, throttling, what is not known everywhere yet. */
bool instances_is_temporary(const struct err *err);

bool instances_ended(const char *state);	/* shutting-down or terminated */

/*
 * Terminates it and returns when EC2 says that it is terminating, or does not know it any
 * more. A service that is not reached is retried for 90 s. c: the step that shows what is
 * waited for; may be NULL.
 */
bool instances_end(struct aws *aws, const char *id, struct step_ctx *c,
		   struct err *err);

#endif
