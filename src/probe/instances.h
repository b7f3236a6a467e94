/*
 * instances.h - EC2's view of our workers: found by tag, looked at, ended.
 */
#ifndef ACCREDIT_PROBE_INSTANCES_H
#define ACCREDIT_PROBE_INSTANCES_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;
struct step_ctx;

#define PROBE_TAG "accredit:probe"	/* its value: the worker's nonce */

/*
 * Our workers that are not ended: a list (yours) of {"id","setup","nonce",
 * "launched","state"}. setup NULL: of every set-up; nonce NULL: of every launch.
 */
bool instances_find(struct aws *aws, const char *setup, const char *nonce,
		    struct json **list, struct err *err);

/*
 * One instance: {"id","setup","nonce","launched","state","reason","reason_code"},
 * yours; reason: why its state changed, in AWS's words; a
 * state of "" means that EC2 does not know it (yet, or any more).
 */
bool instances_look(struct aws *aws, const char *id, struct json **one,
		    struct err *err);

bool instances_ended(const char *state);	/* shutting-down or terminated */

/*
 * Terminates it and returns when EC2 says that it ends, or knows it no more.
 * A service that is out of reach is tried again for a while. c may be NULL;
 * else the step says what it waits for.
 */
bool instances_end(struct aws *aws, const char *id, struct step_ctx *c,
		   struct err *err);

#endif
