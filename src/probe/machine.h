/*
 * machine.h - what a worker is launched as: image, type, subnet, tags, script.
 */
#ifndef ACCREDIT_PROBE_MACHINE_H
#define ACCREDIT_PROBE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct aws;
struct json;
struct step_ctx;

/*
 * The whole parameters of RunInstances (yours), with a new client token and a
 * new nonce. choice counts the places and types worth trying, from 0; beyond
 * the last one err is ERR_SERVICE with the code "NoChoiceLeft".
 */
struct json *machine_params(struct step_ctx *c, size_t choice, struct err *err);

/*
 * The same, but EC2 only says whether it would be allowed; without the instance
 * profile where that is not there yet.
 */
struct json *machine_dry(struct aws *aws, const struct json *wanted, const char *setup,
			 bool with_profile, struct err *err);

/*
 * The image and the type that a worker gets here first, for a dry run of a
 * launch. Asks SSM, or EC2.
 */
bool machine_image(struct aws *aws, char image[64], const char **type, struct err *err);

/* What was asked for in such parameters; "" if nothing. Borrowed. */
const char *machine_nonce(const struct json *params);

#endif
