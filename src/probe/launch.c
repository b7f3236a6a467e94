/* launch.c - the step that launches the worker; see CONTRACT.md "Worker". */
#include "config.h"

#include "aws/fault.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/instances.h"
#include "probe/machine.h"
#include "probe/missing.h"
#include "probe/steps.h"
#include "resource/call.h"

#define FRESH_MS 120000		/* EC2 learns of a new profile */
#define KNOWN_MS 20000		/* what this run did not make is there or wrong */
#define LOST_MAX 5		/* answers that did not come */

struct launching {
	struct step_ctx *c;
	size_t choice;		/* which place and type is tried */
	int lost;
	int64_t began, gap;
	char id[64], request_id[96];
};

/* Of an earlier launch that nobody ended; one of this token is ours to keep. */
static bool end_earlier(struct step_ctx *c, struct err *err)
{
	const char *nonce = machine_nonce(c->step->params);
	struct json *list = NULL;
	bool ok = instances_find(c->aws, c->plan->setup, NULL, &list, err);

	json_each(one, list)
		if (ok && !str_eq(json_str(one, "nonce"), nonce))
			ok = instances_end(c->aws, json_str(one, "id"), c, err);
	json_free(list);
	if (ok)
		step_works(c);
	return ok;
}

static bool ask(struct launching *l, struct err *err)
{
	struct json *reply = NULL;
	bool ok = aws_call(l->c->aws, OP_EC2_RUN_INSTANCES, l->c->step->params, &reply,
			   l->request_id, err);
	const char *id = json_text(json_path(reply, "instancesSet.0.instanceId"));

	if (ok)
		str_clean(l->id, sizeof(l->id), id ? id : "");
	json_free(reply);
	return ok;
}

/* Another client token, and all that goes with it, on disk before it is used. */
static bool take_new(struct launching *l, struct err *err)
{
	struct json *p;

	*err = (struct err)ERR_INIT;
	p = machine_params(l->c, l->choice, err);
	l->began = when_ms();
	return p && step_intent(l->c, p, err);
}

static bool take_other_place(struct launching *l, struct err *err)
{
	struct err why = *err;

	l->choice++;
	step_waits(l->c, "AWS has no room there; trying another place");
	if (take_new(l, err))
		return true;
	if (str_eq(err->code, "NoChoiceLeft")) {
		*err = why;
		err_hint(err, "try again later, or go on without a worker: --no-probe");
	}
	return false;
}

/* Whether this run made what EC2 may not know of yet. */
static bool is_fresh(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].resource && plan->steps[i].begun &&
		    (plan->steps[i].action == ACTION_CREATE ||
		     plan->steps[i].action == ACTION_UPDATE))
			return true;
	return missing_any_may_come(plan->wanted);	/* the run before did */
}

static bool wait_a_little(struct launching *l, struct err *err)
{
	bool refused = err->fault == FAULT_PERMISSION, fresh = is_fresh(l->c->plan);
	int64_t window = fresh && !refused ? FRESH_MS : KNOWN_MS;

	if (when_ms() - l->began > window)
		return false;
	step_waits(l->c, refused ? "AWS does not allow the launch yet" :
		   fresh ? "EC2 does not know the instance profile yet, usually 10-20 s" :
		   "EC2 does not know the instance profile; trying again for 20 s");
	if (!step_sleep(l->c, l->gap, err))
		return false;
	l->gap = l->gap * 3 / 2 > 10000 ? 10000 : l->gap * 3 / 2;
	return true;
}

/* After a refused or lost call: true when it is worth another. */
static bool mend(struct launching *l, struct err *err)
{
	switch ((enum fault)err->fault) {
	case FAULT_CHOOSE:
		return take_other_place(l, err);
	case FAULT_AMBIGUOUS:
		return l->lost++ < LOST_MAX && step_sleep(l->c, l->gap, err);
	case FAULT_WAIT:
	case FAULT_PERMISSION:
		return wait_a_little(l, err);
	default:
		return false;
	}
}

/* The same token gives the same worker, even one that has ended since. */
static bool is_over(struct launching *l, bool *over, struct err *err)
{
	struct json *one = NULL;

	*over = false;
	if (!l->c->step->again)
		return true;
	if (!instances_look(l->c->aws, l->id, &one, err))
		return false;
	*over = instances_ended(json_str(one, "state"));
	json_free(one);
	return true;
}

static void tell(struct launching *l)
{
	const struct json *p = l->c->step->params;

	step_works(l->c);
	step_output(l->c, "instance_id", l->id);
	step_output(l->c, "nonce", machine_nonce(p));
	step_output(l->c, "instance_type", json_str(p, "InstanceType"));
	step_output(l->c, "image_id", json_str(p, "ImageId"));
	step_output(l->c, "subnet_id", json_str(p, "SubnetId"));
	if (*l->request_id)
		step_output(l->c, "request_id", l->request_id);
}

static bool run(struct step_ctx *c, struct err *err)
{
	struct launching l = { .c = c, .began = when_ms(), .gap = 1000 };

	if (!end_earlier(c, err))
		return false;
	for (;;) {
		bool over;

		if (!ask(&l, err)) {
			if (!mend(&l, err))
				return false;
			*err = (struct err)ERR_INIT;
			continue;
		}
		if (!is_over(&l, &over, err))
			return false;
		if (!over)
			break;
		if (!take_new(&l, err))
			return false;
	}
	tell(&l);
	return true;
}

static struct json *prepare(struct step_ctx *c, struct err *err)
{
	return machine_params(c, 0, err);
}

const struct step_work probe_launch_work = {
	.kind = "probe-launch",
	.prepare = prepare,
	.run = run,
	.undo = probe_end_worker,
};
