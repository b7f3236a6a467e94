/*
 * key_check.h - the checks with an access key as a step makes them: which key is used, the
 * values of variables, and a new key compared with the one it replaces.
 */
#ifndef ACCREDIT_PROBE_KEY_CHECK_H
#define ACCREDIT_PROBE_KEY_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "probe/probe_check.h"

struct access_key;
struct aws;
struct json;
struct step_ctx;

/*
 * A session with the key of this plan's setup, in the region of the run and with its stop:
 * the key in its locations, otherwise the staged one. *as_key is yours: aws_close.
 */
bool key_check_session(struct step_ctx *c, struct aws **as_key, struct err *err);

/*
 * Makes these checks with that session; patience: as in with_key.h. tell takes each
 * result. False: ERR_STOPPED, ERR_INPUT.
 */
bool key_check_make(struct step_ctx *c, struct aws *as_key, const struct checks *checks,
		    int64_t patience, void (*tell)(void *with, struct check_result result),
		    void *with, struct err *err);

/* Deletes the test object that a killed run of this step may have left. */
bool key_check_clear(struct step_ctx *c, struct err *err);

/*
 * The checks of the plan with its key, whose yardstick is the old key, still active:
 * what that one can do the new one must do, whatever the template expects. excused: what
 * neither can do is no failure of the rotation; else what the template expects to be
 * allowed must be. old NULL, or one that AWS does not
 * accept: no denial is expected then. Outputs: checks, with a sentence of their own
 * ("says") where the old key is not as the template expects.
 */
bool key_check_against(struct step_ctx *c, const struct access_key *old, bool excused,
		       struct err *err);

#endif
