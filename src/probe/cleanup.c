/* cleanup.c - the step that ends the worker, and the leftovers of earlier runs. */
#include "config.h"

#include <pthread.h>
#include <stdlib.h>

#include "aws/aws_error.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/groups.h"
#include "probe/instances.h"
#include "probe/launch_params.h"
#include "probe/probe.h"
#include "probe/probe_steps.h"

#define UNSEEN_MS 12000		/* a new instance may be missing from a list */

/* No answer had an ID: the worker is found by its tag, once EC2 lists it. */
static bool cleanup_by_tag(struct step_ctx *c, const struct step *launch, struct err *err)
{
	const char *nonce = launch_params_nonce(launch->params);
	const struct err *why = &launch->err;
	int64_t began = clock_ms();

	if (!*nonce)
		return true;
	for (;;) {
		struct workers all = { NULL };
		bool ok = instances_find(c->aws, c->plan->setup, nonce, &all, err);
		bool found = all.count, answered;

		for (size_t i = 0; ok && i < all.count; i++)
			ok = instances_end(c->aws, all.worker[i].id, c, err);
		workers_free(&all);
		if (!ok)
			return false;
		/* EC2 answered the launch, so it is known whether there is a worker. */
		answered = launch->state == STEP_FAILED && *why->code &&
			why->aws_error != AWS_ERROR_AMBIGUOUS &&
			why->aws_error != AWS_ERROR_TRANSIENT;
		if (found || answered || clock_ms() - began > UNSEEN_MS)
			return true;
		step_waits(c, "checking whether a test instance was launched");
		if (!step_sleep(c, 2000, err))
			return false;
	}
}

bool probe_end_worker(struct step_ctx *c, struct err *err)
{
	const struct step *launch = plan_step(c->plan, LAUNCH_STEP);
	const char *id = json_str(launch->outputs, "instance_id");
	bool ok;

	ok = *id ? instances_end(c->aws, id, c, err) : cleanup_by_tag(c, launch, err);
	if (ok)
		step_works(c);
	return ok;
}

/* The group is deleted after the worker that uses it. */
static bool cleanup_run(struct step_ctx *c, struct err *err)
{
	const struct step *launch = plan_step(c->plan, LAUNCH_STEP);
	const struct step *group = plan_step(c->plan, GROUP_STEP);

	return (!launch->begun || probe_end_worker(c, err)) &&
	       (!group || !group->begun || probe_end_group(c, err));
}

const struct step_work probe_end_work = {
	.kind = "probe-end",
	.run = cleanup_run,
	.always = true,
};

struct finding {
	struct aws *aws;
	const char *setup;
	struct worker_groups groups;
};

static void *cleanup_find_groups(void *with)
{
	struct finding *f = with;
	struct err ignored = ERR_INIT;

	groups_find(f->aws, f->setup, &f->groups, &ignored);
	return NULL;
}

static void cleanup_add(struct probe_leftovers *all, bool group, const char *id,
			const char *setup, const char *launched)
{
	all->item = xrealloc(all->item, (all->count + 1) * sizeof(*all->item));
	all->item[all->count++] = (struct probe_leftover){
		.is_group = group,
		.id = arena_str(&all->texts, id),
		.setup = arena_str(&all->texts, setup),
		.launched = arena_str(&all->texts, launched),
	};
}

/* A caller that may describe instances, but not groups, is told of the instances. */
bool probe_find_leftovers(struct aws *aws, const char *setup, struct probe_leftovers *all,
			  struct err *err)
{
	struct finding f = { .aws = aws, .setup = setup };
	struct workers workers = { NULL };
	pthread_t thread;
	bool threaded = !pthread_create(&thread, NULL, cleanup_find_groups, &f);
	bool ok = instances_find(aws, setup, NULL, &workers, err);

	if (threaded)
		pthread_join(thread, NULL);
	for (size_t i = 0; i < workers.count; i++)
		cleanup_add(all, false, workers.worker[i].id, workers.worker[i].setup,
			    workers.worker[i].launched);
	for (size_t i = 0; ok && i < f.groups.count; i++)
		cleanup_add(all, true, f.groups.group[i].id, f.groups.group[i].setup, "");
	worker_groups_free(&f.groups);
	workers_free(&workers);
	return ok;
}

void probe_leftovers_free(struct probe_leftovers *all)
{
	free(all->item);
	arena_free(&all->texts);
	*all = (struct probe_leftovers){ 0 };
}

/* Groups last: a worker may use one. A group that another worker uses is waited for. */
bool probe_end_leftovers(struct aws *aws, const struct probe_leftovers *all,
			 struct err *err)
{
	for (size_t i = 0; i < all->count; i++)
		if (!all->item[i].is_group &&
		    !instances_end(aws, all->item[i].id, NULL, err))
			return false;
	for (size_t i = 0; i < all->count; i++)
		if (all->item[i].is_group && !group_end(aws, all->item[i].id, NULL, err))
			return false;
	return true;
}
