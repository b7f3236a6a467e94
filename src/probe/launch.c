/* launch.c - the step that launches the worker; see doc/contract.md, "Rules". */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/denied.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/notices.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/instances.h"
#include "probe/launch_params.h"
#include "probe/network.h"
#include "probe/not_found.h"
#include "probe/probe_steps.h"
#include "resource/resource_call.h"

#define FRESH_MS 120000		/* for a new instance profile to be known to EC2 */
#define KNOWN_MS 20000		/* for one that this run did not create */
#define LOST_MAX 5		/* how often an answer may be lost */

struct launching {
	struct step_ctx *c;
	struct json *network;	/* the places for it; NULL: not read yet */
	int lost;
	int64_t began, gap;
	char id[64], request_id[96];
};

static bool launch_ask(struct launching *l, struct err *err)
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

/* As it was read for the plan; otherwise as it is now. */
static struct json *launch_network_for(struct step_ctx *c, struct err *err)
{
	const struct json *known = json_get(c->plan->wanted, "network");
	struct network_ask q = { .aws = c->aws, .wanted = c->plan->wanted };
	struct json *network = known ? json_copy(known) : network_read(&q, err);

	if (!json_get(network, "own_group") || plan_step(c->plan, GROUP_STEP))
		return network;
	err_set(err, ERR_SERVICE,
		"the default security group of VPC %s allows no egress to port "
		"443",
		json_str(json_get(network, "own_group"), "vpc"));
	err_hint(err,
		 "name a security group that does, add an egress rule, or skip the "
		 "test: --no-probe");
	json_free(network);
	return NULL;
}

/* NULL: err, because no place is left or no worker can be launched. */
static struct json *launch_params_of(struct step_ctx *c, struct json *network,
				     struct err *err)
{
	size_t n = network_first(network);

	if (network_place(network, n))
		return launch_params_build(c, network, n, err);
	err_set(err, ERR_SERVICE,
		"Region '%s' has no capacity for a small instance at the moment",
		aws_region(c->aws));
	snprintf(err->code, sizeof(err->code), "NoChoiceLeft");
	err_hint(err, "try again later, or skip the test: --no-probe");
	return NULL;
}

/* The index of the place that the step's parameters are for: by its subnet and type. */
static size_t launch_place_of(const struct launching *l)
{
	const struct json *p = l->c->step->params;
	size_t n = 0;

	json_each(place, json_get(l->network, "places")) {
		if (str_eq(json_str(place, "subnet"), launch_params_subnet(p)) &&
		    str_eq(json_str(place, "type"), json_str(p, "InstanceType")))
			break;
		n++;
	}
	return n;
}

static bool launch_read_network(struct launching *l, struct err *err)
{
	if (!l->network)
		l->network = launch_network_for(l->c, err);
	return l->network;
}

/* New parameters with a new client token, journaled before they are used. */
static bool launch_take_new(struct launching *l, struct err *err)
{
	struct json *p;

	*err = (struct err)ERR_INIT;
	p = launch_read_network(l, err) ? launch_params_of(l->c, l->network, err) : NULL;
	l->began = clock_ms();
	return p && step_intent(l->c, p, err);
}

static bool launch_wait(struct launching *l, struct err *err)
{
	const struct plan *plan = l->c->plan;
	bool refused = err->aws_error == AWS_ERROR_DENIED;
	/* Whether this run, or the one before, created what EC2 may not know yet. */
	bool fresh = not_found_any_may_appear(plan->wanted);
	int64_t window;

	for (size_t i = 0; !fresh && i < plan->count; i++)
		fresh = plan->steps[i].resource && plan->steps[i].begun &&
			(plan->steps[i].action == ACTION_CREATE ||
			 plan->steps[i].action == ACTION_UPDATE);
	window = fresh && !refused ? FRESH_MS : KNOWN_MS;
	/* no step of this run changes the organization's policies */
	if (refused && str_eq(denied_policy_type(err->text), "scp"))
		return false;
	if (clock_ms() - l->began > window)
		return false;
	step_waits(
		l->c,
		refused ?
			"AWS does not allow the launch yet; retrying" :
			str_starts(err->code, "InvalidGroup") ?
			"the new security group is not active in EC2 yet" :
			fresh ?
			"the instance profile is not active in EC2 yet (usually takes 10-20 s)" :
			"EC2 does not know the instance profile; retrying for 20 s");
	if (!step_sleep(l->c, l->gap, err))
		return false;
	l->gap = l->gap * 3 / 2 > 10000 ? 10000 : l->gap * 3 / 2;
	return true;
}

/* After a call that was denied or lost: whether another one may succeed. */
static bool launch_recover(struct launching *l, struct err *err)
{
	if (network_is_place_failure(err)) {
		const struct json *p = l->c->step->params;
		struct err why = *err;

		*err = (struct err)ERR_INIT;
		if (!launch_read_network(l, err))
			return false;
		network_rule_out(l->network, launch_place_of(l), &why);
		step_waits(l->c, "%s for %s in %s; trying another subnet or type", why.code,
			   json_str(p, "InstanceType"), launch_params_subnet(p));
		if (launch_take_new(l, err))
			return true;
		if (str_eq(err->code, "NoChoiceLeft")) {
			*err = why;
			err_hint(err,
				 "no other subnet or type is left: %s, or skip the "
				 "test: --no-probe",
				 *why.hint ? why.hint : "try again later");
		}
		return false;
	}
	switch ((enum aws_error)err->aws_error) {
	case AWS_ERROR_AMBIGUOUS:
		return l->lost++ < LOST_MAX && step_sleep(l->c, l->gap, err);
	case AWS_ERROR_NOT_READY:
	case AWS_ERROR_DENIED:
		return launch_wait(l, err);
	default:
		return false;
	}
}

static void launch_add_outputs(struct launching *l)
{
	const struct json *p = l->c->step->params;
	const struct json *network;
	const struct json *place;

	step_works(l->c);
	step_output(l->c, "instance_id", l->id);
	step_output(l->c, "nonce", launch_params_nonce(p));
	step_output(l->c, "instance_type", json_str(p, "InstanceType"));
	step_output(l->c, "image_id", json_str(p, "ImageId"));
	step_output(l->c, "subnet_id", launch_params_subnet(p));
	/* What could not be read about the network is shown when the step ends. */
	network = l->network ? l->network : json_get(l->c->plan->wanted, "network");
	if (!l->network)
		l->network = json_copy(network);
	place = network_place(l->network, launch_place_of(l));
	json_each(note, json_get(l->network, "notes"))
		notices_add("%s", json_text(note));
	if (*json_str(place, "text"))
		step_output(l->c, "network", json_str(place, "text"));
	if (*l->request_id)
		step_output(l->c, "request_id", l->request_id);
}

/*
 * Whether the parameters of an earlier run name the probe's own group, which was deleted. It
 * could be deleted only after its worker had ended.
 */
static bool launch_is_outdated(const struct step_ctx *c)
{
	const struct step *group = plan_step(c->plan, GROUP_STEP);
	const char *id = group ? json_str(group->outputs, "group_id") : "";
	struct buf text = BUF(BUF_TEXT);
	bool names;

	json_print(&text, json_get(c->step->params, "SecurityGroupId"));
	json_print(&text, json_get(c->step->params, "NetworkInterface"));
	names = strstr(text.s, id);
	buf_free(&text);
	return *id && !names;
}

static bool launch(struct launching *l, struct err *err)
{
	if (launch_is_outdated(l->c) && !launch_take_new(l, err))
		return false;
	for (;;) {
		struct workers one = { NULL };
		bool over;

		if (!launch_ask(l, err)) {
			if (!launch_recover(l, err))
				return false;
			*err = (struct err)ERR_INIT;
			continue;
		}
		/* The same client token returns the same worker, even after it ended. */
		if (!l->c->step->again)
			return true;
		if (!instances_look(l->c->aws, l->id, &one, err))
			return false;
		over = one.count && instances_ended(one.worker->state);
		workers_free(&one);
		if (!over)
			return true;
		if (!launch_take_new(l, err))
			return false;
	}
}

static bool launch_run(struct step_ctx *c, struct err *err)
{
	struct launching l = { .c = c, .began = clock_ms(), .gap = 1000 };
	const char *nonce = launch_params_nonce(c->step->params);
	struct workers all = { NULL };
	bool ok = instances_find(c->aws, c->plan->setup, NULL, &all, err);

	/* Ends workers of earlier launches. The one with this step's nonce is kept. */
	for (size_t i = 0; ok && i < all.count; i++)
		if (!str_eq(all.worker[i].nonce, nonce))
			ok = instances_end(c->aws, all.worker[i].id, c, err);
	workers_free(&all);
	if (ok) {
		step_works(c);
		ok = launch(&l, err);
	}
	if (ok)
		launch_add_outputs(&l);
	json_free(l.network);
	return ok;
}

static struct json *launch_prepare(struct step_ctx *c, struct err *err)
{
	struct json *network = launch_network_for(c, err), *p;

	p = network ? launch_params_of(c, network, err) : NULL;
	json_free(network);
	return p;
}

const struct step_work probe_launch_work = {
	.kind = "probe-launch",
	.prepare = launch_prepare,
	.run = launch_run,
	.undo = probe_end_worker,
};
