/* key_step.c - see key_step.h. */
#include "config.h"

#include <string.h>
#include <time.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/stage.h"
#include "plan/apply_step.h"
#include "plan/key_step.h"
#include "plan/run.h"
#include "resource/iam_access_key.h"
#include "resource/resource_call.h"

#define LATE_S 10		/* how long a new key can be missing from the list */
#define TRIES 2			/* CreateAccessKey calls of a run, at most */
#define SKEW_S 300		/* how far the two clocks can have drifted apart since */

/* What the step works on. */
struct keying {
	struct step_ctx *c;
	const char *user, *id;		/* id: of the resource */
	struct user_keys keys; /* as AWS lists them now */
	struct access_key staged;
	bool is_staged;
};

static bool key_step_is_supplied(const struct step *step)
{
	return *resource_str(step->resource, "given_id");
}

static bool key_step_is_create(const struct step *step)
{
	return !key_step_is_supplied(step) &&
		(step->action == ACTION_CREATE ||
		 json_true(resource_get(step->resource, "rotate")));
}

static struct keying key_step_keying_of(struct step_ctx *c)
{
	return (struct keying){ .c = c,
				.user = resource_str(c->step->resource, "user"),
				.id = c->step->resource->id };
}

static void key_step_keying_free(struct keying *k)
{
	user_keys_free(&k->keys);
	access_key_free(&k->staged);
}

static bool key_step_drop_stages(const struct keying *k, struct err *err)
{
	return stage_drop(k->c->plan->setup, k->id, STAGE_NEW, err) &&
	       stage_drop(k->c->plan->setup, k->id, STAGE_OLD, err);
}

/* The IDs that exist are on disk before CreateAccessKey. */
static struct json *key_step_prepare(struct step_ctx *c, struct err *err)
{
	struct json *params_ = json_object_new(), *before;
	struct user_keys keys;

	if (key_step_is_create(c->step)) {
		if (!access_keys_list(c->aws, resource_str(c->step->resource, "user"),
				      &keys, err)) {
			json_free(params_);
			return NULL;
		}
		before = json_put(params_, "keys", json_list_new());
		for (size_t i = 0; i < keys.count; i++)
			json_push(before, json_string_new(keys.items[i].id));
		user_keys_free(&keys);
	}
	json_put_str(params_, "user", resource_str(c->step->resource, "user"));
	return params_;
}

static bool key_step_list(struct keying *k, struct err *err)
{
	user_keys_free(&k->keys);
	return access_keys_list(k->c->aws, k->user, &k->keys, err) &&
	       stage_load(k->c->plan->setup, k->id, STAGE_NEW, &k->staged, &k->is_staged,
			  err);
}

/* The next key that did not exist before the intent; NULL: none. */
static const struct user_key *key_step_new_key(const struct keying *k)
{
	for (size_t i = 0; i < k->keys.count; i++)
		if (!json_has(json_get(k->c->step->params, "keys"), k->keys.items[i].id))
			return &k->keys.items[i];
	return NULL;
}

/* Lists the keys until one created after the intent is seen, or LATE_S have passed. */
static bool key_step_list_until_seen(struct keying *k, time_t since, struct err *err)
{
	for (;;) {
		if (!key_step_list(k, err))
			return false;
		if (key_step_new_key(k) || !(since && clock_wall() - since < LATE_S))
			return true;
		step_waits(k->c, "checking whether the key was created");
		if (!step_sleep(k->c, 1000, err))
			return false;
	}
}

/* Whether this run created it: after its intent, and it was never used. */
static bool key_step_may_be_ours(struct keying *k, const struct user_key *key,
				 struct err *err)
{
	time_t made = clock_read_any(key->created);
	time_t begun = k->c->step->begun_at;	/* by this computer's clock */
	struct json *reply = NULL;
	bool used = false;

	if (call(k->c->aws, OP_IAM_GET_ACCESS_KEY_LAST_USED,
		 params("AccessKeyId", key->id, NULL), &reply, NULL, err))
		used = *json_str(json_get(reply, "AccessKeyLastUsed"), "LastUsedDate");
	json_free(reply);
	*err = (struct err)ERR_INIT;	/* without the permission, nothing is known */
	if (!used && (!begun || made < 0 || made >= aws_time(k->c->aws, begun) - SKEW_S))
		return true;
	err_set(err, ERR_CHOICE,
		"key %s of user '%s' was created by someone else in the meantime", key->id,
		k->user);
	return err_hint(err,
			"find out whose it is; 'accredit resume --undo' does not touch it");
}

/* A key whose secret is lost can only be deleted. */
static bool key_step_delete_lost(struct keying *k, struct err *err)
{
	const struct user_key *key;

	for (key = key_step_new_key(k); key; key = key_step_new_key(k)) {
		char id[sizeof(key->id)];

		if (!key_step_may_be_ours(k, key, err))
			return false;
		memcpy(id, key->id, sizeof(id)); /* the list is read again */
		step_waits(k->c,
			   "the secret of the new key %s was lost: the key is deleted, and "
			   "another one is created",
			   id);
		if (!access_key_delete(k->c->aws, k->user, id, NULL, err))
			return false;
		step_output(k->c, "lost_key_id", id);
		user_keys_free(&k->keys);
		if (!access_keys_list(k->c->aws, k->user, &k->keys, err))
			return false;
		if (key_step_new_key(k) && str_eq(key_step_new_key(k)->id, id))
			break;		/* a part of IAM that the deletion has not reached */
	}
	return true;
}

static bool key_step_take_reply(struct keying *k, const struct json *reply,
				 struct err *err)
{
	const struct json *made = json_get(reply, "AccessKey");
	const char *id = json_str(made, "AccessKeyId");
	const char *secret = json_str(made, "SecretAccessKey");
	struct access_key key = ACCESS_KEY_INIT;
	struct err why = ERR_INIT;
	bool ok;

	if (!access_key_check(id, secret, &why)) {
		/* A reply without a key: one can have been created, and its secret is lost. */
		err_set(err, ERR_SERVICE,
			"the response to CreateAccessKey contains no usable key: %s",
			why.text);
		err_hint(err,
			 "check what answers at the endpoint in use (accredit whoami), "
			 "then run "
			 "this again");
		err->aws_error = AWS_ERROR_AMBIGUOUS;
		return false;
	}
	access_key_set(&key, id, secret, strlen(secret));
	ok = stage_save(k->c->plan->setup, k->id, STAGE_NEW, &key, err);
	if (ok)
		step_output(k->c, "key_id", key.id);
	access_key_free(&key);
	return ok;
}

/* *again: there was no answer, and the key can have been created. */
static bool key_step_create(struct keying *k, bool *again, struct err *err)
{
	struct json *reply = NULL;
	char request_id[96] = "";
	bool ok;

	*again = false;
	if (!stage_ready(k->c->plan->setup, k->id, err) ||
	    !key_locations_ready(k->c->plan, k->id, err))
		return false;
	step_works(k->c);
	ok = call(k->c->aws, OP_IAM_CREATE_ACCESS_KEY, params("UserName", k->user, NULL),
		  &reply, request_id, err) &&
		key_step_take_reply(k, reply, err);
	json_free(reply);
	if (ok && *request_id)
		step_output(k->c, "request_id", request_id);
	*again = !ok && err->aws_error == AWS_ERROR_AMBIGUOUS;
	if (!ok && err->aws_error == AWS_ERROR_QUOTA) {
		err->kind = ERR_CHOICE;
		err_hint(err,
			 "a user can have at most two keys: 'accredit rotate --user %s "
			 "--plan' shows them; name the one to delete with --delete-key",
			 k->user);
	}
	return ok;
}

static bool key_step_make(struct keying *k, struct err *err)
{
	time_t since = k->c->step->again ? k->c->step->begun_at : 0;
	struct err lost = ERR_INIT;
	bool again = true;

	if (!k->c->step->again && !stage_drop(k->c->plan->setup, k->id, STAGE_NEW, err))
		return false;		/* of an earlier run */
	for (int n = 0; again && n < TRIES; n++) {
		if (!key_step_list_until_seen(k, since, err))
			return false;
		/* Staged after the intent: the new one, even if IAM does not list it yet. */
		if (k->is_staged &&
		    !json_has(json_get(k->c->step->params, "keys"), k->staged.id)) {
			step_output(k->c, "key_id", k->staged.id);
			return true; /* the next step tests it */
		}
		if (n && !key_step_new_key(k)) { /* no answer, and no key */
			*err = lost;
			return false;
		}
		if (!n && !k->c->step->again && key_step_new_key(k)) {
			/* This run has not called CreateAccessKey yet. */
			err_set(err, ERR_CHOICE,
				"someone else has just created key %s of user '%s'",
				key_step_new_key(k)->id, k->user);
			return err_hint(err,
					"find out who rotates it; 'accredit resume %s "
					"--undo' undoes this run, and does not touch that "
					"key once it was used",
					k->c->plan->setup);
		}
		if (!key_step_delete_lost(k, err))
			return false;
		if (key_step_create(k, &again, err))
			return true;
		lost = *err;
		since = clock_wall();
		if (again)
			*err = (struct err)ERR_INIT;
	}
	if (again)
		*err = lost;
	return false;
}

static bool key_step_run(struct step_ctx *c, struct err *err)
{
	struct keying k = key_step_keying_of(c);
	const char *id = resource_str(c->step->resource, "key_id");
	char request_id[96] = "";
	bool ok;

	if (c->step->action == ACTION_REMOVE)
		return apply_work.run(c, err) && key_step_drop_stages(&k, err);
	if (key_step_is_supplied(c->step)) {
		step_output(c, "key_id", resource_str(c->step->resource, "given_id"));
		return true;
	}
	if (c->step->action == ACTION_ADOPT) {
		step_output(c, "key_id", id);
		return true;
	}
	if (key_step_is_create(c->step)) {
		ok = key_step_make(&k, err);
	} else {
		ok = access_key_status(c->aws, k.user, id, "Active", request_id, err);
		if (ok) {
			step_output(c, "request_id", request_id);
			step_output(c, "key_id", id);
		}
	}
	key_step_keying_free(&k);
	return ok;
}

/* Deletes the keys created after the intent, and the staged secrets. */
static bool key_step_undo_create(struct keying *k, struct err *err)
{
	const struct step *step = k->c->step;
	time_t since = step->done_at ? step->done_at : step->begun_at;

	if (!key_step_list_until_seen(k, since, err))
		return false;
	if (k->is_staged && !json_has(json_get(step->params, "keys"), k->staged.id) &&
	    !access_key_delete(k->c->aws, k->user, k->staged.id, NULL, err))
		return false;
	for (size_t i = 0; i < k->keys.count; i++) {
		const struct user_key *key = &k->keys.items[i];
		const char *id = key->id;
		bool ours = k->is_staged && str_eq(id, k->staged.id);

		if (json_has(json_get(step->params, "keys"), id))
			continue;
		if (!ours && !key_step_may_be_ours(k, key, err))
			return false;
		if (!access_key_delete(k->c->aws, k->user, id, NULL, err))
			return false;
	}
	return key_step_drop_stages(k, err);
}

static bool key_step_cannot_undo(const char *id, const char *setup, struct err *err)
{
	err_set(err, ERR_CHOICE, "key %s is deleted, and AWS cannot restore a key, so this "
		"removal cannot be undone", id);
	return err_hint(err, "'accredit resume %s' completes it; 'accredit setup' then creates "
			"everything again", setup);
}

static bool key_step_can_undo(const struct step *step, const char *setup, struct err *err)
{
	return step->action != ACTION_REMOVE ||
		key_step_cannot_undo(resource_str(step->before, "key_id"), setup, err);
}

static bool key_step_undo(struct step_ctx *c, struct err *err)
{
	struct keying k = key_step_keying_of(c);
	const char *id = resource_str(c->step->before, "key_id");
	bool removes = c->step->action == ACTION_REMOVE, ok;

	if (removes && !key_step_list(&k, err))
		ok = false;
	else if (removes && !user_keys_find(&k.keys, id))
		ok = key_step_cannot_undo(id, c->plan->setup, err);
	else if (!removes && key_step_is_create(c->step))
		ok = key_step_undo_create(&k, err);
	else if (!removes && key_step_is_supplied(c->step))
		ok = key_step_drop_stages(&k, err);
	else /* a deletion cannot be undone, a deactivation can */
		ok = access_key_status(c->aws, k.user, id,
				       resource_str(c->step->before, "status"), NULL, err);
	key_step_keying_free(&k);
	return ok;
}

const struct step_work key_work = {
	.kind = "access-key",
	.prepare = key_step_prepare,
	.run = key_step_run,
	.undo = key_step_undo,
	.can_undo = key_step_can_undo,
};
