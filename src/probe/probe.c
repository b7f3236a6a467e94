/* probe.c - see probe.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/plan.h"
#include "plan/run.h"
#include "probe/probe_check.h"
#include "probe/not_found.h"
#include "probe/pod.h"
#include "probe/probe.h"
#include "probe/probe_steps.h"

const struct step_work *const probe_works[] = {
	&probe_group_work, &probe_launch_work, &probe_check_work, &probe_end_work, &key_check_work,
	&operator_check_work, &pod_launch_work, &pod_check_work, &pod_end_work, NULL
};

bool probe_wanted(const struct json *wanted)
{
	struct resources all = resources_load(json_get(wanted, "resources"));
	bool profile = false;

	for (size_t i = 0; i < all.count; i++)
		profile |= str_eq(all.items[i]->kind, "instance-profile");
	resources_free(&all);
	return profile && checks_wanted(wanted, CHECK_BY_WORKER);
}

/* Steps that no other step depends on: a step after them is after all. */
static const char **probe_last_steps(const struct plan *plan)
{
	const char **ids = xcalloc(plan->count + 1, sizeof(*ids));
	size_t n = 0;

	for (size_t i = 0; i < plan->count; i++) {
		bool needed = false;

		for (size_t k = 0; !needed && k < plan->count; k++)
			for (size_t m = 0; m < plan->steps[k].needs_count; m++)
				needed |= plan->steps[k].needs[m] == i;
		if (!needed)
			ids[n++] = plan->steps[i].id;
	}
	return ids;
}

static void probe_add_after(struct plan *plan, const char *id, const struct step_work *work,
			    const char *name)
{
	const char **needs = probe_last_steps(plan);

	plan_add(plan, id, work, name, ACTION_NONE, NULL, NULL, needs);
	free(needs);
}

void probe_add(struct plan *plan)
{
	bool group = json_path(plan->wanted, "network.own_group");

	if (group)
		probe_add_after(plan, GROUP_STEP, &probe_group_work, "security group");
	probe_add_after(plan, LAUNCH_STEP, &probe_launch_work, "worker");
	plan_add(plan, CHECK_STEP, &probe_check_work, "worker", ACTION_NONE, NULL, NULL,
		 (const char *const[]){ LAUNCH_STEP, NULL });
	plan_add(plan, END_STEP, &probe_end_work, "worker", ACTION_NONE, NULL, NULL,
		 (const char *const[]){ LAUNCH_STEP, CHECK_STEP, group ? GROUP_STEP : NULL,
					NULL });
}

void probe_add_key(struct plan *plan, const char *const *needs)
{
	plan_add(plan, KEY_STEP, &key_check_work, "access key", ACTION_NONE, NULL, NULL,
		 needs);
}

bool probe_any_wanted(const struct json *wanted)
{
	return checks_wanted(wanted, CHECK_BY_POD | CHECK_BY_KEY | CHECK_BY_OPERATOR) ||
		probe_wanted(wanted);
}

/*
 * The checks with the key and with the operator's credentials run in parallel, then the
 * worker.
 */
void probe_add_all(struct plan *plan)
{
	const char **needs = probe_last_steps(plan);

	not_found_mark(plan, plan, false);
	if (checks_wanted(plan->wanted, CHECK_BY_KEY))
		probe_add_key(plan, needs);
	if (checks_wanted(plan->wanted, CHECK_BY_OPERATOR))
		plan_add(plan, OPERATOR_STEP, &operator_check_work, "policies and trusts",
			 ACTION_NONE, NULL, NULL, needs);
	pod_add(plan, needs);
	free(needs);
	if (probe_wanted(plan->wanted))
		probe_add(plan);
}

bool probe_is_work(const struct step_work *work)
{
	for (size_t i = 0; probe_works[i]; i++)
		if (probe_works[i] == work)
			return true;
	return false;
}

void probe_skip(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct step *step = &plan->steps[i];
		bool begun = false;

		if (!probe_is_work(step->work))
			continue;
		/* A step that always runs has to run if a step that it needs has begun. */
		for (size_t k = 0; step->work->always && k < step->needs_count; k++)
			begun |= plan->steps[step->needs[k]].begun;
		if (begun && step->state != STEP_DONE)
			continue;
		step->state = STEP_DONE;
		json_drop(step->outputs, "checks");
	}
}

struct checks probe_planned_checks(const struct json *wanted)
{
	static const enum check_by order[] = { CHECK_BY_KEY, CHECK_BY_OPERATOR,
					       CHECK_BY_POD, CHECK_BY_WORKER };
	struct checks all = checks_read(wanted, CHECK_BY_ANY), planned = { NULL };
	bool worker = probe_wanted(wanted);

	for (size_t k = 0; k < sizeof(order) / sizeof(*order); k++)
		for (size_t i = 0; i < all.count; i++)
			if (all.check[i].by == order[k] &&
			    (order[k] != CHECK_BY_WORKER || worker))
				checks_add(&planned, &all.check[i]);
	planned.kept = all.kept;
	all.kept = NULL;
	checks_free(&all);
	return planned;
}

void probe_price(const struct json *wanted, struct buf *out)
{
	bool worker = probe_wanted(wanted), key = checks_wanted(wanted, CHECK_BY_KEY);
	bool pod = checks_wanted(wanted, CHECK_BY_POD);

	if (worker)
		buf_str(out,
			"One t3.micro for about 3 minutes (15 at most). Cost: less than "
			"US$0.01. Duration: 2-5 minutes, occasionally 10. The instance is "
			"always terminated.");
	if (pod)
		buf_fmt(out,
			"%sOne pod on the existing nodes of the cluster for about a minute (15 "
			"at most). It is always removed, and so is a service account or "
			"namespace that had to be created for it.",
			out->len ? " " : "");
	if (key)
		buf_fmt(out,
			"%sThe key is tested from this computer with read-only calls, dry runs "
			"and, if you named a bucket, one small object that is written, read and "
			"deleted. Takes seconds, no cost.",
			out->len ? " " : "");
	if (!worker && !key && !pod)
		buf_str(out,
			"IAM simulates the policies, and trust policies are read: read-only "
			"calls. Takes seconds, no cost.");
}

/* Adds the results of this step to the list all, which is NULL while there are none. */
static struct json *probe_add_checks(struct json *all, const struct plan *plan,
				     const char *id)
{
	const struct step *step = plan_step(plan, id);
	const struct json *checks = step ? json_get(step->outputs, "checks") : NULL;

	if (checks && !all)
		return json_copy(checks);
	json_each(event, checks)
		json_push(all, json_copy(event));
	return all;
}

struct json *probe_report(const struct plan *plan)
{
	static const char *const steps[] = { KEY_STEP, OPERATOR_STEP, CHECK_STEP, NULL };
	struct json *all = NULL;

	for (int i = 0; steps[i]; i++)
		all = probe_add_checks(all, plan, steps[i]);
	for (size_t i = 0; i < plan->count; i++)
		if (str_eq(plan->steps[i].kind, pod_check_work.kind))
			all = probe_add_checks(all, plan, plan->steps[i].id);
	return all;
}

bool probe_passed(const struct json *report)
{
	struct check_results r = check_results_read(report);
	bool passed = r.count;

	for (size_t i = 0; i < r.count; i++)
		passed &= r.result[i].verdict == VERDICT_PASSED ||
			(r.result[i].verdict != VERDICT_FAILED && r.result[i].optional);
	check_results_free(&r);
	return passed;
}

char *probe_console(struct run *run)
{
	char *text = run_output(run, CHECK_STEP, "console");

	return text ? text : run_output(run, "pod.check", "console");
}
