/*
 * key_check.h - where the step "key.check" has its key from.
 */
#ifndef ACCREDIT_PROBE_KEY_CHECK_H
#define ACCREDIT_PROBE_KEY_CHECK_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct step_ctx;

/*
 * A session with the key of this plan's set-up, in the region of the run and
 * with its stop: the key its file holds, else the staged one. *as_key is yours:
 * aws_close.
 */
bool key_check_session(struct step_ctx *c, struct aws **as_key, struct err *err);

#endif
