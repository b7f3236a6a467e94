/*
 * launch_params.h - what a worker is launched as: image, type, subnet, tags, script.
 */
#ifndef ACCREDIT_LAUNCH_PARAMS_H
#define ACCREDIT_LAUNCH_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct aws;
struct json;
struct reply_cache;
struct step_ctx;

/*
 * The whole parameters of RunInstances (yours) for the nth place of network
 * (network.h; its images are added to), with a new client token and a new nonce.
 */
struct json *launch_params_build(struct step_ctx *c, struct json *network, size_t n,
			    struct err *err);

/*
 * The same for the first place, but EC2 only says whether it would be allowed; without
 * the instance profile where that is not there yet. memo may be NULL.
 */
struct json *launch_params_dry(struct aws *aws, struct reply_cache *memo, const struct json *wanted,
			 const char *setup, bool with_profile, struct err *err);

/* What was asked for in such parameters; "" if nothing. Borrowed. */
const char *launch_params_nonce(const struct json *params);
const char *launch_params_subnet(const struct json *params);

#endif
