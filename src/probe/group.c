/*
 * group.c - the step that creates a security group for the worker, where the default group of
 * its VPC allows no egress, and deletes it. The only egress rule is for TCP port 443: the
 * VPC's resolver and the metadata service are reached without one.
 */
#include "config.h"

#include <stdio.h>

#include "aws/aws_error.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/groups.h"
#include "probe/instances.h"
#include "probe/probe_steps.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

#define FRESH_MS 30000		/* for what is new to be known to EC2 */
#define ENDS_MS 300000		/* for the worker's network interface to be deleted */
#define GAP_MS 2000
#define GAP_MAX_MS 10000

static void group_add_tag(struct json *tags, const char *key, const char *value)
{
	json_push(tags, params("Key", key, "Value", value, NULL));
}

/* The name is new each time: after a kill, what was created is found by it. */
static struct json *group_prepare(struct step_ctx *c, struct err *err)
{
	const char *vpc = json_str(json_path(c->plan->wanted, "network.own_group"), "vpc");
	struct buf name = BUF(100);
	struct json *p, *one, *tags;
	char nonce[17];

	(void)err;
	str_random(nonce, 16);
	buf_fmt(&name, "accredit-probe-%s", nonce);
	p = params("GroupName", name.s, "GroupDescription",
		   "Test instance of accredit: egress to port 443. Deleted after the test.",
		   "VpcId", vpc, NULL);
	one = json_push(json_put(p, "TagSpecification", json_list_new()),
			params("ResourceType", "security-group", NULL));
	tags = json_put(one, "Tag", json_list_new());
	group_add_tag(tags, SETUP_TAG, c->plan->setup);
	group_add_tag(tags, PROBE_TAG, nonce);
	json_each(tag, json_path(c->plan->wanted, "worker.tags"))
		if (json_text(tag) && !str_starts(json_key(tag), "accredit:"))
			group_add_tag(tags, json_key(tag), json_text(tag));
	buf_free(&name);
	return p;
}

static bool group_create(struct step_ctx *c, char id[64], struct err *err)
{
	struct json *reply = NULL;
	bool ok = aws_call(c->aws, OP_EC2_CREATE_SECURITY_GROUP, c->step->params, &reply, NULL,
			   err);

	if (ok)
		str_clean(id, 64, json_str(reply, "groupId"));
	json_free(reply);
	if (ok ||
	    (err->aws_error != AWS_ERROR_CONFLICT && err->aws_error != AWS_ERROR_AMBIGUOUS))
		return ok;
	*err = (struct err)ERR_INIT;	/* created, but the answer was lost */
	return groups_named(c->aws, json_str(c->step->params, "GroupName"), id, err) &&
		(*id ||
		 err_set(err, ERR_SERVICE,
			 "EC2 did not report whether it created the "
			 "security group of the test instance"));
}

static bool group_may_pass(const struct err *err)
{
	return err->kind != ERR_STOPPED &&
		(err->kind == ERR_NET || err->aws_error == AWS_ERROR_THROTTLING ||
		 err->aws_error == AWS_ERROR_NOT_READY ||
		 err->aws_error == AWS_ERROR_AMBIGUOUS);
}

/* Each of these calls can be repeated. */
static bool group_retry(struct step_ctx *c,
			 bool (*work)(struct aws *aws, const char *id, struct err *err),
			 const char *id, struct err *err)
{
	int64_t began = clock_ms();

	while (!work(c->aws, id, err)) {
		if (!group_may_pass(err) || clock_ms() - began > FRESH_MS)
			return false;
		step_waits(c, "the new security group is not active in EC2 yet");
		*err = (struct err)ERR_INIT;
		if (!step_sleep(c, GAP_MS / 2, err))
			return false;
	}
	return true;
}

static bool group_run(struct step_ctx *c, struct err *err)
{
	const char *name = json_str(c->step->params, "GroupName");
	const char *by = json_str(json_get(c->plan->wanted, "worker"), "group_by");
	struct err ignored = ERR_INIT;
	struct worker_groups all = { NULL };
	char id[64] = "", was[sizeof(err->hint)];
	bool ok;

	/* Those of earlier launches of this setup; one that is in use is kept. */
	groups_find(c->aws, c->plan->setup, &all, &ignored);
	for (size_t i = 0; i < all.count; i++)
		if (!str_eq(all.group[i].name, name))
			groups_delete(c->aws, all.group[i].id, &ignored);
	worker_groups_free(&all);
	ok = (!c->step->again || groups_named(c->aws, name, id, err)) &&
		(*id || group_create(c, id, err));
	if (*id)
		step_output(c, "group_id", id);
	ok = ok && group_retry(c, groups_open, id, err) &&
		group_retry(c, groups_close, id, err);
	if (ok) {
		step_works(c);
	} else if (err->kind == ERR_DENIED) {
		/* An operator who may not create a group can choose an existing one. */
		snprintf(was, sizeof(was), "%s", err->hint);
		err_field(err, by);
		if (*by)
			err_hint(
				err,
				"%.300s; or name a group that allows egress to port 443: --set "
				"%s=sg-..., or skip the test: --no-probe",
				was, by);
	}
	return ok;
}

/* --- its end ------------------------------------------------------------------------------ */

bool group_end(struct aws *aws, const char *id, struct step_ctx *c, struct err *err)
{
	int64_t began = clock_ms(), gap = GAP_MS;

	while (!groups_delete(aws, id, err)) {
		if ((!str_eq(err->code, "DependencyViolation") && !group_may_pass(err)) ||
		    clock_ms() - began > ENDS_MS) {
			if (err->kind == ERR_STOPPED)
				return false;
			return err_hint(err,
					"'accredit resume' deletes the security group %s "
					"once nothing uses "
					"it",
					id);
		}
		if (c)
			step_waits(
				c,
				"the test instance is terminating; then its security group is deleted");
		*err = (struct err)ERR_INIT;
		if (c ? !step_sleep(c, gap, err) : !clock_sleep(gap, aws_stop(aws)))
			return err->kind ? false : err_set(err, ERR_STOPPED, "stopped");
		gap = gap * 5 / 4 > GAP_MAX_MS ? GAP_MAX_MS : gap * 5 / 4;
	}
	return true;
}

bool probe_end_group(struct step_ctx *c, struct err *err)
{
	const struct step *group = plan_step(c->plan, GROUP_STEP);
	const char *name = json_str(group->params, "GroupName");
	char id[64] = "";

	str_clean(id, sizeof(id), json_str(group->outputs, "group_id"));
	if (!*id && *name && !groups_named(c->aws, name, id, err))
		return false;
	if (*id && !group_end(c->aws, id, c, err))
		return false;
	step_works(c);
	return true;
}

const struct step_work probe_group_work = {
	.kind = "probe-group",
	.prepare = group_prepare,
	.run = group_run,
	.undo = probe_end_group,
};
