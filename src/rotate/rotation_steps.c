/* rotation_steps.c - the steps of a rotation that change old keys; see rotate_internal.h. */
#include "config.h"

#include <stdio.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/key_test.h"
#include "keys/location.h"
#include "keys/stage.h"
#include "plan/key_step.h"
#include "plan/run.h"
#include "resource/iam_access_key.h"
#include "resource/key_location.h"
#include "resource/kind.h"
#include "rotate/rotate_internal.h"
#include "rotate/rotation.h"

#define WINDOW_MS 120000	/* a new key is not accepted everywhere at once */

/* The journal gets what the plan has. */
static struct json *rotation_steps_prepare(struct step_ctx *c, struct err *err)
{
	(void)err;
	return json_copy(c->step->settings);
}

static const char *rotation_steps_user_of(const struct step_ctx *c)
{
	return json_str(c->step->params, "user");
}

static const char *rotation_steps_key_of(const struct step_ctx *c)
{
	return json_str(c->step->params, "key_id");
}

static const char *rotation_steps_resource_of(const struct step_ctx *c)
{
	return json_str(c->step->params, "resource");
}

/* --- the other key ---------------------------------------------------------------- */

static bool rotation_steps_delete_other(struct step_ctx *c, struct err *err)
{
	char request_id[96] = "";

	if (!access_key_delete(c->aws, rotation_steps_user_of(c), rotation_steps_key_of(c),
			       request_id, err))
		return false;
	step_output(c, "request_id", request_id);
	return true;
}

const struct step_work rotate_delete_other_work = {
	.kind = "key-drop",
	.prepare = rotation_steps_prepare,
	.run = rotation_steps_delete_other,
};

/* --- calls that are made with the key that is kept --------------------------------- */

/* A part of IAM that the new key has not reached yet can still refuse it. */
static bool rotation_steps_set_status(struct step_ctx *c, struct aws *aws,
				      const char *status, char *request_id, struct err *err)
{
	int64_t began = clock_ms();

	while (!access_key_status(aws, rotation_steps_user_of(c), rotation_steps_key_of(c),
				  status, request_id, err)) {
		if (err->kind == ERR_STOPPED || aws == c->aws ||
		    (err->aws_error != AWS_ERROR_CREDENTIALS &&
		     err->aws_error != AWS_ERROR_NOT_READY) ||
		    clock_ms() - began > WINDOW_MS)
			return false;
		*err = (struct err)ERR_INIT;
		step_waits(
			c,
			"the new key is not active in all of AWS yet (usually takes 10-20 s)");
		if (!step_sleep(c, 2000, err))
			return false;
	}
	return true;
}

/*
 * In the session that can deactivate the old key: the new key's if this program is signed
 * in with the old one, else the operator's. A policy can require MFA, which the key alone
 * does not have: then the operator's, too.
 */
static bool rotation_steps_change_status(struct step_ctx *c, enum stage with,
					 const char *status, struct err *err)
{
	char request_id[96] = "";
	struct access_key key = ACCESS_KEY_INIT;
	struct aws *own = NULL, *aws = c->aws;
	bool there = false, ok;

	if (str_eq(aws_key_id(c->aws), rotation_steps_key_of(c))) {
		if (!stage_load(c->plan->setup, rotation_steps_resource_of(c), with, &key,
				&there, err))
			aws = NULL;
		else if (there)
			aws = own = key_test_session(&key, aws_region(c->aws), c->stop,
						     err);
		access_key_free(&key);
	}
	ok = aws && rotation_steps_set_status(c, aws, status, request_id, err);
	if (!ok && aws != c->aws && err->aws_error == AWS_ERROR_DENIED) {
		*err = (struct err)ERR_INIT;
		ok = rotation_steps_set_status(c, c->aws, status, request_id, err);
	}
	aws_close(own);
	step_output(c, "request_id", request_id);
	return ok;
}

/* --- deactivated, reactivated --------------------------------------------------------------- */

static void rotation_steps_put_deactivated(struct step_ctx *c, const char *id)
{
	char now[24];

	clock_iso(now, aws_now(c->aws));
	step_output(c, "parked_id", id);
	step_output(c, "parked_at", now);
}

/*
 * A location that contains the old key again (a restored backup, a file that a power cut
 * rolled back) is written once more: it must not keep a deactivated key.
 */
static bool rotation_steps_locations_hold(struct step_ctx *c, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < c->plan->count; i++) {
		const struct resource *resource = c->plan->steps[i].resource;
		const struct resource_kind *io;
		struct access_key held = ACCESS_KEY_INIT;
		struct key_location location;
		char request_id[96] = "";
		bool there = false;

		if (!resource || !key_location_of(resource, &location))
			continue;
		io = resource_kind_find(resource->kind);
		ok = location_read(&location, &held, &there, err);
		if (ok && there && str_eq(held.id, rotation_steps_key_of(c)))
			ok = io->make(c->aws, resource, NULL, request_id, err) &&
				location_read(&location, &held, &there, err);
		if (ok && there)
			ok = key_location_prove(c, resource, held.id, err);
		access_key_free(&held);
	}
	return ok;
}

static bool rotation_steps_deactivate(struct step_ctx *c, struct err *err)
{
	if (!rotation_steps_locations_hold(c, err) ||
	    !rotation_steps_change_status(c, STAGE_NEW, "Inactive", err))
		return false;
	rotation_steps_put_deactivated(c, rotation_steps_key_of(c));
	return true;
}

static bool rotation_steps_undo_deactivation(struct step_ctx *c, struct err *err)
{
	return rotation_steps_change_status(c, STAGE_NEW, "Active", err);
}

const struct step_work rotate_deactivate_work = {
	.kind = "key-park",
	.prepare = rotation_steps_prepare,
	.run = rotation_steps_deactivate,
	.undo = rotation_steps_undo_deactivation,
};

/*
 * A file that accredit does not edit contains the old key, so it stays active, and the
 * record says so. Once the operator has updated the file, --finish deactivates it.
 */
static bool rotation_steps_keep_old(struct step_ctx *c, struct err *err)
{
	char now[24];

	if (!rotation_steps_locations_hold(c, err))
		return false;
	clock_iso(now, clock_wall());
	step_output(c, "waiting_id", rotation_steps_key_of(c));
	step_output(c, "waiting_at", now);
	return true;
}

static bool rotation_steps_do_nothing(struct step_ctx *c, struct err *err)
{
	(void)c;
	(void)err;
	return true;
}

const struct step_work rotate_keep_old_work = {
	.kind = "key-hold",
	.prepare = rotation_steps_prepare,
	.run = rotation_steps_keep_old,
	.undo = rotation_steps_do_nothing,
};

/* accredit cannot change it; the plan and the journal report it. */
const struct step_work rotate_environment_work = {
	.kind = "key-environment",
	.prepare = rotation_steps_prepare,
	.run = rotation_steps_do_nothing,
};

static void rotation_steps_tell_wait(void *with, int in_a_row, bool silent)
{
	(void)in_a_row;
	step_waits(
		with,
		silent ?
			"no answer from AWS; retrying" :
			"the reactivated key is not active in all of AWS yet (usually takes 10-20 s)");
}

static bool rotation_steps_reactivate(struct step_ctx *c, struct err *err)
{
	struct access_key key = ACCESS_KEY_INIT;
	struct key_owner who;
	bool there = false;
	bool ok;

	if (!rotation_steps_change_status(c, STAGE_NEW, "Active", err))
		return false;
	/* Its secret is known only if a location contained it. */
	ok = stage_load(c->plan->setup, rotation_steps_resource_of(c), STAGE_OLD, &key,
			&there, err);
	ok = ok &&
		(!there ||
		 key_test_everywhere(&key, aws_region(c->aws), c->stop, rotation_steps_tell_wait,
				     c, &who, err));
	access_key_free(&key);
	if (!ok)
		return false;
	step_works(c);
	return true;
}

static bool rotation_steps_undo_reactivation(struct step_ctx *c, struct err *err)
{
	return rotation_steps_change_status(c, STAGE_NEW, "Inactive", err);
}

const struct step_work rotate_reactivate_work = {
	.kind = "key-revive",
	.prepare = rotation_steps_prepare,
	.run = rotation_steps_reactivate,
	.undo = rotation_steps_undo_reactivation,
};

/*
 * After a revert the newer key stays active, because it can be in use already. It becomes
 * the previous key, so that --finish deletes it once it is quiet.
 */
static bool rotation_steps_keep_newer(struct step_ctx *c, struct err *err)
{
	(void)err;
	rotation_steps_put_deactivated(c, rotation_steps_key_of(c));
	return true;
}

const struct step_work rotate_keep_newer_work = {
	.kind = "key-leave",
	.prepare = rotation_steps_prepare,
	.run = rotation_steps_keep_newer,
};

/* --- the end of the old key -------------------------------------------------------- */

static bool rotation_steps_finish(struct step_ctx *c, struct err *err)
{
	char request_id[96] = "";

	if (str_eq(aws_key_id(c->aws), rotation_steps_key_of(c))) {
		err_set(err, ERR_CHOICE, "accredit itself is using key %s",
			rotation_steps_key_of(c));
		return err_hint(
			err, "sign in with the new key (AWS_PROFILE), then finish again");
	}
	if (!access_key_delete(c->aws, rotation_steps_user_of(c), rotation_steps_key_of(c),
			       request_id, err))
		return false;
	step_output(c, "request_id", request_id);
	return stage_drop(c->plan->setup, rotation_steps_resource_of(c), STAGE_NEW, err) &&
		stage_drop(c->plan->setup, rotation_steps_resource_of(c), STAGE_OLD, err);
}

static bool rotation_steps_cannot_undo(const char *id, const char *setup, struct err *err)
{
	err_set(err, ERR_CHOICE, "key %s is deleted, and AWS cannot restore a key, so this "
		"cannot be undone", id);
	return err_hint(err, "'accredit resume %s' completes it", setup);
}

static bool rotation_steps_can_undo(const struct step *step, const char *setup,
				    struct err *err)
{
	return rotation_steps_cannot_undo(step->name, setup, err);
}

/* After a killed run only AWS knows whether the key was deleted. */
static bool rotation_steps_undo_finish(struct step_ctx *c, struct err *err)
{
	struct user_keys keys;
	bool there;

	if (!access_keys_list(c->aws, rotation_steps_user_of(c), &keys, err))
		return false;
	there = user_keys_find(&keys, rotation_steps_key_of(c));
	user_keys_free(&keys);
	return there ||
		rotation_steps_cannot_undo(rotation_steps_key_of(c), c->plan->setup, err);
}

const struct step_work rotate_finish_work = {
	.kind = "key-finish",
	.prepare = rotation_steps_prepare,
	.run = rotation_steps_finish,
	.undo = rotation_steps_undo_finish,
	.can_undo = rotation_steps_can_undo,
};
