/* probe.c - see probe.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/run.h"
#include "probe/direct.h"
#include "probe/probe.h"
#include "probe/steps.h"
#include "probe/worker.h"

const struct step_work *const probe_works[] = {
	&probe_launch_work, &probe_check_work, &probe_end_work, &key_check_work, NULL
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

static bool is_needed(const struct plan *plan, size_t place)
{
	for (size_t i = 0; i < plan->count; i++)
		for (size_t k = 0; k < plan->steps[i].needs_count; k++)
			if (plan->steps[i].needs[k] == place)
				return true;
	return false;
}

/* After all that nothing else comes after: that is after all. */
static void add_launch(struct plan *plan)
{
	const char **needs = xcalloc(plan->count + 1, sizeof(*needs));
	size_t n = 0;

	for (size_t i = 0; i < plan->count; i++)
		if (!is_needed(plan, i))
			needs[n++] = plan->steps[i].id;
	plan_add(plan, LAUNCH_STEP, &probe_launch_work, "worker", ACTION_NONE, NULL, NULL,
		 needs);
	free(needs);
}

void probe_add(struct plan *plan)
{
	add_launch(plan);
	plan_add(plan, CHECK_STEP, &probe_check_work, "worker", ACTION_NONE, NULL, NULL,
		 (const char *const[]){ LAUNCH_STEP, NULL });
	plan_add(plan, END_STEP, &probe_end_work, "worker", ACTION_NONE, NULL, NULL,
		 (const char *const[]){ LAUNCH_STEP, CHECK_STEP, NULL });
}

bool probe_key_wanted(const struct json *wanted)
{
	struct json *probes = direct_probes(wanted);
	bool any = json_count(probes);

	json_free(probes);
	return any;
}

void probe_add_key(struct plan *plan, const char *const *needs)
{
	plan_add(plan, KEY_STEP, &key_check_work, "access key", ACTION_NONE, NULL, NULL,
		 needs);
}

const char *probe_price(void)
{
	return "The worker is one t3.micro that lives for about 3 minutes, 15 at most: "
	       "less than one US cent. It takes 2 to 5 minutes, on a slow day 10, and is "
	       "terminated whatever happens.";
}

/* The list all with the checks of this step added; NULL while there are none. */
static struct json *add_checks(struct json *all, const struct plan *plan, const char *id)
{
	const struct step *step = plan_step(plan, id);
	const struct json *checks = step ? json_get(step->outputs, "checks") : NULL;

	if (checks && !all)
		return json_copy(checks);
	json_each(event, checks)
		json_push(all, json_copy(event));
	return all;
}

const char *probe_key_price(void)
{
	return "The key is tried from this machine: calls that only look, calls that are "
	       "tried without being carried out, and, where a bucket is known, one small "
	       "object that is written, read and deleted. It takes seconds and costs nothing.";
}

struct json *probe_report(const struct plan *plan)
{
	return add_checks(add_checks(NULL, plan, KEY_STEP), plan, CHECK_STEP);
}

bool probe_passed(const struct json *report)
{
	json_each(event, report)
		if (!str_eq(json_str(event, "verdict"), "yes"))
			return false;
	return json_count(report);
}

char *probe_console(struct run *run)
{
	return run_output(run, CHECK_STEP, "console");
}
