/*
 * exists.h - what must be there before a setup creates anything: looked up, so that
 * nothing is half made for a bucket, a role or a folder that is missing.
 */
#ifndef ACCREDIT_EXISTS_H
#define ACCREDIT_EXISTS_H

#include <stdbool.h>

#include "base/err.h"

struct answers;
struct aws;
struct journey;
struct json;
struct pack;
struct quotas;

/*
 * The answers whose rows say "exists": buckets, roles and users by name, and ARNs of
 * this account; what wanted makes itself is not looked for. Of another account only the
 * form of an ARN can be checked. What may not be read passes. False: ERR_INPUT names the
 * one that is missing; or ERR_STOPPED, ERR_NET.
 */
bool exists_answers(const struct answers *a, const struct pack *p, const struct json *wanted,
		   struct aws *aws, struct err *err);

/*
 * What exists_answers looks for: a list (yours) of rows of handoff/looked_for.h. Pure.
 */
struct json *exists_looked_for(const struct answers *a, const struct pack *p,
			       const struct json *wanted);

/*
 * What the plan of a setup needs besides: folders that files can be written to, and room
 * in the account (account_quotas.h). False: err says which.
 */
bool exists_plan(const struct journey *j, struct quotas *quotas, struct err *err);

/*
 * Before the first change: whether the preflight found that the caller may not edit the
 * cluster. All else that it found is advice; but a mapping that is refused at the end of
 * a setup leaves it half made, and a setup without one is possible. False: ERR_DENIED.
 */
bool exists_cluster(const struct journey *j, struct err *err);

/*
 * Adds to an error the way around a cluster: the answer to PARTS without the parts that
 * need one, where there are such parts. False.
 */
bool exists_unread(const struct journey *j, struct err *err);

/*
 * Where the probe's worker can go: looked up on a thread of its own, while others read
 * what is there. NULL: no worker is wanted. Puts its answers into j->seen.
 */
struct exists_network;
struct exists_network *exists_network_begin(struct journey *j);

/*
 * Waits for it, frees it, and puts what it found into the plan's "wanted" and the journey's
 * (see network.h). Where a worker could not go anywhere: with j->probe err says so, else
 * it becomes a warning. NULL: true. j NULL: what it found is not needed.
 */
bool exists_network_end(struct exists_network *n, struct journey *j, struct err *err);

/* The same at once for a plan of the probe alone; what fails is for its launch to say. */
void exists_network_check(struct journey *j);

#endif
