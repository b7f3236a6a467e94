/* key_removal.c - the step that deactivates a key before a removal; see key_step.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/key_step.h"
#include "plan/run.h"
#include "resource/iam_access_key.h"

/* Journaled: a resume uses what was planned. */
static struct json *key_removal_prepare(struct step_ctx *c, struct err *err)
{
	(void)err;
	return json_copy(c->step->settings);
}

/* *gone: AWS has no such key any more. */
static bool key_removal_set_status(struct step_ctx *c, const char *status, bool *gone,
				   struct err *err)
{
	const char *user = json_str(c->step->params, "user");
	const char *id = json_str(c->step->params, "key_id");
	char request_id[96] = "";
	const struct user_key *key;
	struct user_keys keys;
	bool ok, same;

	if (!access_keys_list(c->aws, user, &keys, err))
		return false;
	key = user_keys_find(&keys, id);
	*gone = !key;
	same = key && str_eq(key->status, status);
	user_keys_free(&keys);
	if (*gone || same)
		return true;
	ok = access_key_status(c->aws, user, id, status, request_id, err);
	step_output(c, "request_id", request_id);
	return ok;
}

static bool key_removal_deactivate(struct step_ctx *c, struct err *err)
{
	bool gone;

	return key_removal_set_status(c, "Inactive", &gone, err);
}

/* If the key was deleted, the undo of the deletion fails before this one runs. */
static bool key_removal_reactivate(struct step_ctx *c, struct err *err)
{
	const char *id = json_str(c->step->params, "key_id");
	bool gone;

	if (!key_removal_set_status(c, json_str(c->step->params, "status"), &gone, err))
		return false;
	if (!gone)
		return true;
	err_set(err, ERR_CHOICE, "key %s was deleted in the meantime, and AWS cannot restore a "
		"key", id);
	return err_hint(err, "'accredit resume %s' completes the removal", c->plan->setup);
}

const struct step_work key_deactivate_work = {
	.kind = "key-deactivate",
	.prepare = key_removal_prepare,
	.run = key_removal_deactivate,
	.undo = key_removal_reactivate,
};

void key_add_deactivation(struct plan *p, const struct resource *wanted,
			  const struct resource *found)
{
	char *id = xasprintf("%s.deactivate", wanted->id);
	struct json *settings = json_object_new(), *row;
	struct step *step;

	json_put_str(settings, "user", resource_str(found, "user"));
	json_put_str(settings, "key_id", resource_str(found, "key_id"));
	json_put_str(settings, "status", resource_str(found, "status"));
	step = plan_add(p, id, &key_deactivate_work, resource_str(found, "key_id"),
			ACTION_UPDATE, NULL, NULL, NULL);
	step->settings = settings;
	row = json_push(step->diff, json_object_new());
	json_put_str(row, "path", "status");
	json_put_str(row, "found", resource_str(found, "status"));
	json_put_str(row, "wanted", "Inactive");
	free(id);
}
