/*
 * key_check.h - where the step "key.check" has its key from.
 */
#ifndef ACCREDIT_PROBE_KEY_CHECK_H
#define ACCREDIT_PROBE_KEY_CHECK_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;
struct aws;
struct step_ctx;

/* Puts the key of this plan's set-up into key, which the caller frees. */
typedef bool key_check_loader(struct step_ctx *c, struct access_key *key,
			      struct err *err);

/* Once, before the first run. */
void key_check_loads(key_check_loader *load);

/*
 * A session with the key of this plan's set-up, in the region of the run and
 * with its stop. *as_key is yours: aws_close.
 */
bool key_check_session(struct step_ctx *c, struct aws **as_key, struct err *err);

#endif
