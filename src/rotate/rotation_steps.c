/* rotation_steps.c - what a rotation does to old keys; see rotate_internal.h. */
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

/* What the plan put there is what the journal keeps. */
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

/* --- the second key ---------------------------------------------------------------- */

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

/* --- calls that are made with the key that stays ----------------------------------- */

/*
 * The session that may make the old key inactive: the new key where this very
 * program works with the old one, else the operator's own. *own: to be closed.
 */
static struct aws *rotation_steps_session(struct step_ctx *c, enum stage which,
					  struct aws **own, struct err *err)
{
	struct access_key key = ACCESS_KEY_INIT;
	bool there = false;

	*own = NULL;
	if (!str_eq(aws_key_id(c->aws), rotation_steps_key_of(c)))
		return c->aws;
	if (!stage_load(c->plan->setup, rotation_steps_resource_of(c), which, &key, &there,
			err))
		return NULL;
	if (there)
		*own = key_test_session(&key, aws_region(c->aws), c->stop, err);
	access_key_free(&key);
	return there ? *own : c->aws;
}

/* The new key may still be refused by a copy of IAM's that has not heard of it. */
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
		step_waits(c, "the new key is not accepted everywhere in AWS yet");
		if (!step_sleep(c, 2000, err))
			return false;
	}
	return true;
}

/* Who works under MFA has no right with the bare key: then its session does it. */
static bool rotation_steps_change_status(struct step_ctx *c, enum stage with,
					 const char *status, struct err *err)
{
	char request_id[96] = "";
	struct aws *own, *aws = rotation_steps_session(c, with, &own, err);
	bool ok = aws && rotation_steps_set_status(c, aws, status, request_id, err);

	if (!ok && aws != c->aws && err->aws_error == AWS_ERROR_DENIED) {
		*err = (struct err)ERR_INIT;
		ok = rotation_steps_set_status(c, c->aws, status, request_id, err);
	}
	aws_close(own);
	step_output(c, "request_id", request_id);
	return ok;
}

/* --- parked, revived --------------------------------------------------------------- */

static void rotation_steps_put_deactivated(struct step_ctx *c, const char *id)
{
	char now[24];

	clock_iso(now, aws_now(c->aws));
	step_output(c, "parked_id", id);
	step_output(c, "parked_at", now);
}

/*
 * A place that holds the old key again (a backup came back, a power cut took a
 * file back) is written once more: it must not be left with a key that sleeps.
 */
static bool rotation_steps_location_holds(struct step_ctx *c,
					  const struct resource *resource,
					  const struct key_location *place, struct err *err)
{
	const struct resource_kind *io = resource_kind_find(resource->kind);
	struct access_key held = ACCESS_KEY_INIT;
	char request_id[96] = "";
	bool there = false, ok = location_read(place, &held, &there, err);

	if (ok && there && str_eq(held.id, rotation_steps_key_of(c)))
		ok = io->make(c->aws, resource, NULL, request_id, err) &&
			location_read(place, &held, &there, err);
	if (ok && there)
		ok = key_location_prove(c, resource, held.id, err);
	access_key_free(&held);
	return ok;
}

static bool rotation_steps_locations_hold(struct step_ctx *c, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < c->plan->count; i++) {
		const struct resource *resource = c->plan->steps[i].resource;
		struct key_location place;

		if (resource && key_location_of(resource, &place))
			ok = rotation_steps_location_holds(c, resource, &place, err);
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

static bool rotation_steps_reactivate_undone(struct step_ctx *c, struct err *err)
{
	return rotation_steps_change_status(c, STAGE_NEW, "Active", err);
}

const struct step_work rotate_deactivate_work = {
	.kind = "key-park",
	.prepare = rotation_steps_prepare,
	.run = rotation_steps_deactivate,
	.undo = rotation_steps_reactivate_undone,
};

/*
 * A file that is not edited contains the old key: it stays active, and the record says
 * so. Where the operator updates the file meanwhile, --finish finds nothing.
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

static bool rotation_steps_nothing(struct step_ctx *c, struct err *err)
{
	(void)c;
	(void)err;
	return true;
}

const struct step_work rotate_keep_old_work = {
	.kind = "key-hold",
	.prepare = rotation_steps_prepare,
	.run = rotation_steps_keep_old,
	.undo = rotation_steps_nothing,
};

/* Nothing can be done about it; the plan and the journal say it. */
const struct step_work rotate_environment_work = {
	.kind = "key-environment",
	.prepare = rotation_steps_prepare,
	.run = rotation_steps_nothing,
};

static void rotation_steps_tell(void *with, int in_a_row)
{
	(void)in_a_row;
	step_waits(with, "the revived key is not accepted everywhere in AWS yet, usually "
		   "10-20 s");
}

/* Its secret is known only where a place of ours held it. */
static bool rotation_steps_prove_old(struct step_ctx *c, struct err *err)
{
	struct access_key key = ACCESS_KEY_INIT;
	struct key_owner who;
	bool there = false;
	bool ok = stage_load(c->plan->setup, rotation_steps_resource_of(c), STAGE_OLD, &key,
			     &there, err);

	ok = ok &&
		(!there ||
		 key_test_everywhere(&key, aws_region(c->aws), c->stop, rotation_steps_tell,
				     c, &who, err));
	access_key_free(&key);
	return ok;
}

static bool rotation_steps_reactivate(struct step_ctx *c, struct err *err)
{
	if (!rotation_steps_change_status(c, STAGE_NEW, "Active", err) ||
	    !rotation_steps_prove_old(c, err))
		return false;
	step_works(c);
	return true;
}

static bool rotation_steps_deactivate_again(struct step_ctx *c, struct err *err)
{
	return rotation_steps_change_status(c, STAGE_NEW, "Inactive", err);
}

const struct step_work rotate_reactivate_work = {
	.kind = "key-revive",
	.prepare = rotation_steps_prepare,
	.run = rotation_steps_reactivate,
	.undo = rotation_steps_deactivate_again,
};

/*
 * After a revert the newer key stays active: somebody may use it by now. It
 * takes the parked one's place, so that --finish deletes it once it is quiet.
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

static bool rotation_steps_drop_stages(struct step_ctx *c, struct err *err)
{
	return stage_drop(c->plan->setup, rotation_steps_resource_of(c), STAGE_NEW, err) &&
		stage_drop(c->plan->setup, rotation_steps_resource_of(c), STAGE_OLD, err);
}

static bool rotation_steps_finish(struct step_ctx *c, struct err *err)
{
	char request_id[96] = "";

	if (str_eq(aws_key_id(c->aws), rotation_steps_key_of(c))) {
		err_set(err, ERR_CHOICE, "key %s is the one this program works with",
			rotation_steps_key_of(c));
		return err_hint(err, "use the new credentials (AWS_PROFILE), then finish again");
	}
	if (!access_key_delete(c->aws, rotation_steps_user_of(c), rotation_steps_key_of(c),
			       request_id, err))
		return false;
	step_output(c, "request_id", request_id);
	return rotation_steps_drop_stages(c, err);
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

/* After a kill only AWS knows whether the key was deleted. */
static bool rotation_steps_unfinish(struct step_ctx *c, struct err *err)
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
	.undo = rotation_steps_unfinish,
	.can_undo = rotation_steps_can_undo,
};
