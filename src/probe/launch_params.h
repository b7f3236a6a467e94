/*
 * launch_params.h - the parameters of a worker's launch: image, type, subnet, tags, script.
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
 * The parameters of RunInstances (yours) for the nth place of network (network.h; missing
 * images are added to it), with a new client token and a new nonce. NULL: err.
 */
struct json *launch_params_build(struct step_ctx *c, struct json *network, size_t n,
			    struct err *err);

/*
 * The same for a dry run in the first place; without the instance profile where that does not
 * exist yet. memo may be NULL.
 */
struct json *launch_params_dry(struct aws *aws, struct reply_cache *memo, const struct json *wanted,
			 const char *setup, bool with_profile, struct err *err);

/* Of such parameters, borrowed; "" if they have none. */
const char *launch_params_nonce(const struct json *params);
const char *launch_params_subnet(const struct json *params);

#endif
