/* key_activate.c - a staged key is tested and put into its locations; see key_step.h. */
#include "config.h"

#include <string.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/creds_chain.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/key_test.h"
#include "keys/profile_resolve.h"
#include "keys/stage.h"
#include "plan/key_step.h"
#include "plan/run.h"
#include "resource/key_location.h"


/* The step that creates the key: the one that this step needs. */
static const struct step *key_activate_of(const struct step_ctx *c)
{
	return &c->plan->steps[c->step->needs[0]];
}

static void key_activate_tell_wait(void *with, int in_a_row, bool silent)
{
	struct step_ctx *c = with;

	if (in_a_row)
		step_waits(c, "the new key passed %d of %d tests in a row", in_a_row,
			   PROVE_TIMES);
	else if (silent)
		step_waits(c, "no answer from AWS; retrying");
	else
		step_waits(c, "not active in all of AWS yet (usually takes 10-20 s)");
}

static bool key_activate_is_users(const struct step_ctx *c, const struct key_owner *who,
				  struct err *err)
{
	const char *user = resource_str(key_activate_of(c)->resource, "user");

	if (*resource_str(key_activate_of(c)->resource, "given_id") ||
	    str_eq(user, who->user))
		return true;
	err_set(err, ERR_SERVICE, "the key is not one of user '%s': AWS says it is %s",
		user, who->arn);
	return err_hint(err, "'accredit resume --undo' undoes this run");
}

static bool key_activate_prove(struct step_ctx *c, struct err *err)
{
	const char *id = (key_activate_of(c)->resource)->id;
	struct access_key key = ACCESS_KEY_INIT;
	struct key_owner who;
	bool there, ok;

	if (!stage_load(c->plan->setup, id, STAGE_NEW, &key, &there, err))
		return false;
	if (!there) {
		err_set(err, ERR_FILE,
			"the temporary copy of the new key's secret is missing");
		return err_hint(err, "'accredit resume %s --undo' deletes the key; then start "
				"again", c->plan->setup);
	}
	ok = key_test_everywhere(&key, aws_region(c->aws), c->stop, key_activate_tell_wait,
				 c, &who, err);
	if (!ok && err->kind != ERR_STOPPED)
		err_hint(err,
			 "key %s was not accepted; nothing was replaced. 'accredit resume "
			 "%s' tries again, 'accredit resume %s --undo' deletes it",
			 key.id, c->plan->setup, c->plan->setup);
	ok = ok && key_activate_is_users(c, &who, err);
	if (ok) {
		step_works(c);
		step_output(c, "key_id", key.id);
	}
	access_key_free(&key);
	return ok;
}

const struct step_work key_prove_work = {
	.kind = "key-prove",
	.run = key_activate_prove,
};

/* --- a profile, as an SDK resolves it ------------------------------------------------ */

#define WINDOW_MS 120000	/* a key that was accepted can be refused once more */

static bool key_activate_not_this(const struct resource *resource, const char *is,
				  const char *id, struct err *err)
{
	err_set(err, ERR_CHOICE, "profile '%s' resolves to %s and not to the key %s",
		resource->name, is, id);
	return err_hint(err,
			"check what else both files say about this profile, and remove it");
}

static bool key_activate_ask_whose(struct step_ctx *c, const struct creds *creds,
				   struct json **reply, struct err *err)
{
	int64_t began = clock_ms();

	for (;;) {
		struct aws *aws = aws_open(creds, aws_region(c->aws), c->stop, err);
		bool ok = aws && aws_call(aws, OP_STS_GET_CALLER_IDENTITY, NULL, reply, NULL,
					  err);

		aws_close(aws);
		if (ok ||
		    (err->aws_error != AWS_ERROR_CREDENTIALS &&
		     err->aws_error != AWS_ERROR_NOT_READY) ||
		    clock_ms() - began > WINDOW_MS)
			return ok;
		*err = (struct err)ERR_INIT;
		step_waits(
			c,
			"the key is not active in all of AWS yet (usually takes 10-20 s)");
		if (!step_sleep(c, 2000, err))
			return false;
	}
}

static bool key_activate_is_key(struct step_ctx *c, const struct creds *creds,
				const struct resource *resource, const char *id,
				struct err *err)
{
	const char *user = resource_str(resource, "user"), *name;
	struct json *reply = NULL;
	char arn[300];
	bool ok;

	if (!str_eq(creds->key_id, id))
		return key_activate_not_this(resource, creds->source, id, err);
	ok = key_activate_ask_whose(c, creds, &reply, err);
	str_clean(arn, sizeof(arn), json_str(reply, "Arn"));
	json_free(reply);
	name = strrchr(arn, '/');
	if (ok && *user && !str_eq(name ? name + 1 : "", user))
		ok = key_activate_not_this(resource, arn, id, err);
	return ok;
}

bool key_location_prove(struct step_ctx *c, const struct resource *resource, const char *id,
			struct err *err)
{
	struct creds creds;
	bool ok;

	if (!key_location_resolves(resource))
		return true;
	if (!profile_is_free(resource->name, id, err))
		return err_hint(err, "remove that from the file, then run this again");
	if (!creds_find_profile(&creds, resource->name, c->stop, err))
		return false;
	ok = key_activate_is_key(c, &creds, resource, id, err);
	creds_close(&creds);
	return ok;
}

/* --- the staged copy deleted -------------------------------------------------------------- */

/* The copy is deleted only if the location really contains the key. */
static bool key_activate_is_in_location(struct step_ctx *c, const struct access_key *key,
				const struct step *location, struct err *err)
{
	struct access_key held = ACCESS_KEY_INIT;
	struct key_location where;
	bool there, ok;

	if (!key_location_of(location->resource, &where))
		return true;
	ok = location_read(&where, &held, &there, err);
	if (ok && (!there || !str_eq(held.id, key->id))) {
		ok = err_set(err, ERR_FILE, "'%s' no longer contains the key %s",
			     where.file, key->id);
		err_hint(err, "'accredit resume %s' writes it again", c->plan->setup);
	}
	access_key_free(&held);
	return ok && key_location_prove(c, location->resource, key->id, err);
}

static bool key_activate_settle(struct step_ctx *c, struct err *err)
{
	const struct plan *p = c->plan;

	for (size_t i = 0; i < p->count; i++) {
		struct access_key key = ACCESS_KEY_INIT;
		const char *of;
		bool there, ok;

		if (p->steps[i].work != &key_work)
			continue;
		of = p->steps[i].resource->id;
		ok = stage_load(p->setup, of, STAGE_NEW, &key, &there, err);
		for (size_t k = 0; ok && there && k < p->count; k++)
			if (str_eq(resource_str(p->steps[k].resource, "key"), of))
				ok = key_activate_is_in_location(c, &key, &p->steps[k],
								 err);
		access_key_free(&key);
		if (!ok || !stage_drop(p->setup, of, STAGE_NEW, err) ||
		    !stage_drop(p->setup, of, STAGE_OLD, err))
			return false;
	}
	return true;
}

const struct step_work key_settle_work = {
	.kind = "key-settle",
	.run = key_activate_settle,
};
