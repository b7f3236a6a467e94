/* probe.c - see probe.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/run.h"
#include "probe/local.h"
#include "probe/not_found.h"
#include "probe/pod.h"
#include "probe/probe.h"
#include "probe/probe_steps.h"
#include "probe/with_key.h"
#include "probe/worker.h"

const struct step_work *const probe_works[] = {
	&probe_group_work, &probe_launch_work, &probe_check_work, &probe_end_work, &key_check_work,
	&here_check_work, &pod_launch_work, &pod_check_work, &pod_end_work, NULL
};

bool probe_wanted(const struct json *wanted)
{
	struct json *probes = worker_probes(wanted);
	bool any = json_count(probes), profile = false;

	json_free(probes);
	json_each(resource, json_get(wanted, "resources"))
		profile |= str_eq(json_str(resource, "kind"), "instance-profile");
	return any && profile;
}

static bool probe_is_needed(const struct plan *plan, size_t place)
{
	for (size_t i = 0; i < plan->count; i++)
		for (size_t k = 0; k < plan->steps[i].needs_count; k++)
			if (plan->steps[i].needs[k] == place)
				return true;
	return false;
}

/* What comes after all steps that nothing else comes after comes after all. */
static const char **probe_last_steps(const struct plan *plan)
{
	const char **ids = xcalloc(plan->count + 1, sizeof(*ids));
	size_t n = 0;

	for (size_t i = 0; i < plan->count; i++)
		if (!probe_is_needed(plan, i))
			ids[n++] = plan->steps[i].id;
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

bool probe_key_wanted(const struct json *wanted)
{
	struct json *probes = with_key_probes(wanted);
	bool any = json_count(probes);

	json_free(probes);
	return any;
}

void probe_add_key(struct plan *plan, const char *const *needs)
{
	plan_add(plan, KEY_STEP, &key_check_work, "access key", ACTION_NONE, NULL, NULL,
		 needs);
}

bool probe_here_wanted(const struct json *wanted)
{
	struct json *probes = local_probes(wanted);
	bool any = json_count(probes);

	json_free(probes);
	return any;
}

bool probe_pod_wanted(const struct json *wanted)
{
	struct json *groups = pod_groups(wanted);
	bool any = json_count(groups);

	json_free(groups);
	return any;
}

bool probe_any_wanted(const struct json *wanted)
{
	return probe_wanted(wanted) || probe_pod_wanted(wanted) || probe_key_wanted(wanted) || probe_here_wanted(wanted);
}

/* The checks from here and with the key side by side, then the worker. */
void probe_add_all(struct plan *plan)
{
	const char **needs = probe_last_steps(plan);

	not_found_mark(plan, plan, false);
	if (probe_key_wanted(plan->wanted))
		probe_add_key(plan, needs);
	if (probe_here_wanted(plan->wanted))
		plan_add(plan, HERE_STEP, &here_check_work, "policies and trusts",
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

/* What always runs ends what others began. */
static bool probe_has_to_end(const struct plan *plan, const struct step *step)
{
	for (size_t k = 0; step->work->always && k < step->needs_count; k++)
		if (plan->steps[step->needs[k]].begun)
			return step->state != STEP_DONE;
	return false;
}

void probe_skip(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct step *step = &plan->steps[i];

		if (!probe_is_work(step->work) || probe_has_to_end(plan, step))
			continue;
		step->state = STEP_DONE;
		json_drop(step->outputs, "checks");
	}
}

static void probe_append(struct json *all, struct json *take)
{
	json_each(probe, take)
		json_push(all, json_copy(probe));
	json_free(take);
}

struct json *probe_listed(const struct json *wanted)
{
	struct json *all = json_list_new();

	probe_append(all, with_key_probes(wanted));
	probe_append(all, local_probes(wanted));
	probe_append(all, worker_probes_of(wanted, "pod"));
	if (probe_wanted(wanted))
		probe_append(all, worker_probes(wanted));
	return all;
}

static const char *probe_worker_price(void)
{
	return "The worker is one t3.micro that lives for about 3 minutes, 15 at most: "
	       "less than one US cent. It takes 2 to 5 minutes, on a slow day 10, and is "
	       "terminated whatever happens.";
}

static const char *probe_pod_price(void)
{
	return "A pod runs in the cluster under the service account for about a minute, 15 at "
	       "most, on what nodes there are, and is removed whatever happens, together with "
	       "a service account or namespace that had to be made for it.";
}

static const char *probe_key_price(void)
{
	return "The key is tried from this machine: calls that only look, calls that are "
	       "tried without being carried out, and, where a bucket is known, one small "
	       "object that is written, read and deleted. It takes seconds and costs nothing.";
}

void probe_price(const struct json *wanted, struct buf *out)
{
	bool worker = probe_wanted(wanted), key = probe_key_wanted(wanted);
	bool pod = probe_pod_wanted(wanted);

	if (worker)
		buf_str(out, probe_worker_price());
	if (pod)
		buf_fmt(out, "%s%s", out->len ? " " : "", probe_pod_price());
	if (key)
		buf_fmt(out, "%s%s", out->len ? " " : "", probe_key_price());
	if (!worker && !key && !pod)
		buf_str(out, "Policies are simulated by IAM and trust documents are read "
			"again: calls that only look. It takes seconds and costs nothing.");
}

/* The list all with the checks of this step added; NULL while there are none. */
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
	static const char *const steps[] = { KEY_STEP, HERE_STEP, CHECK_STEP, NULL };
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
	json_each(event, report) {
		const char *verdict = json_str(event, "verdict");

		if (!str_eq(verdict, "yes") &&
		    (str_eq(verdict, "no") || !json_true(json_get(event, "optional"))))
			return false;
	}
	return json_count(report);
}

char *probe_console(struct run *run)
{
	char *text = run_output(run, CHECK_STEP, "console");

	return text ? text : run_output(run, "pod.check", "console");
}
