/* plan.c - steps and their order; see plan.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "plan/plan.h"
#include "resource/kind.h"

static const char *const action_names[] = {
	[ACTION_NONE] = "none", [ACTION_CREATE] = "create",
	[ACTION_UPDATE] = "update", [ACTION_ADOPT] = "adopt",
	[ACTION_REMOVE] = "remove",
};

const char *action_name(enum action a)
{
	return action_names[a];
}

struct plan *plan_new(const char *setup, const struct json *wanted)
{
	struct plan *p = xcalloc(1, sizeof(*p));

	p->setup = xstrdup(setup);
	p->wanted = json_copy(wanted);
	p->resources = resources_load(json_get(wanted, "resources"));
	return p;
}

struct step *plan_step(const struct plan *p, const char *id)
{
	for (size_t i = 0; i < p->count; i++)
		if (str_eq(p->steps[i].id, id))
			return &p->steps[i];
	return NULL;
}

bool step_is_about(const struct step *step, const char *id)
{
	return step->resource && str_eq(step->resource->id, id);
}

void needs_add(struct needs *n, const char *id)
{
	n->ids = xrealloc(n->ids, (n->count + 2) * sizeof(*n->ids));
	n->ids[n->count++] = id;
	n->ids[n->count] = NULL;
}

struct keep_reason *keep_reason_new(const char *reason, const char *why)
{
	struct keep_reason *kept = xcalloc(1, sizeof(*kept));

	kept->reason = xstrdup(reason);
	kept->why = xstrdup(why);
	return kept;
}

struct keep_reason *keep_reason_copy(const struct keep_reason *kept)
{
	struct keep_reason *copy = kept ? keep_reason_new(kept->reason, kept->why) : NULL;

	if (copy) {
		copy->users = json_copy(kept->users);
		copy->changed = json_copy(kept->changed);
	}
	return copy;
}

void keep_reason_free(struct keep_reason *kept)
{
	if (!kept)
		return;
	free(kept->reason);
	free(kept->why);
	json_free(kept->users);
	json_free(kept->changed);
	free(kept);
}

bool keep_reason_is(const struct keep_reason *kept, const char *reason)
{
	return kept && str_eq(kept->reason, reason);
}

struct step *plan_add(struct plan *p, const char *id, const struct step_work *work,
		      const char *name, enum action action, const struct resource *resource,
		      const struct resource *before, const char *const *needs)
{
	struct step *step;

	p->steps = xrealloc(p->steps, (p->count + 1) * sizeof(*p->steps));
	step = &p->steps[p->count++];
	*step = (struct step){
		.id = xstrdup(id),
		.kind = xstrdup(resource ? resource->kind : work->kind),
		.name = xstrdup(name),
		.action = action,
		.work = work,
		.resource = resource_copy(resource),
		.before = resource_copy(before),
		.diff = json_list_new(),
		.outputs = json_object_new(),
	};
	for (; needs && *needs; needs++) {
		const struct step *other = plan_step(p, *needs);

		if (!other)
			continue;
		step->needs = xrealloc(step->needs,
				       (step->needs_count + 1) * sizeof(*step->needs));
		step->needs[step->needs_count++] = (size_t)(other - p->steps);
	}
	return step;
}

void plan_free(struct plan *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++) {
		struct step *step = &p->steps[i];

		free(step->id);
		free(step->kind);
		free(step->name);
		free(step->needs);
		resource_free(step->resource);
		resource_free(step->before);
		json_free(step->diff);
		keep_reason_free(step->kept);
		json_free(step->allowed);
		json_free(step->asked);
		json_free(step->params);
		json_free(step->outputs);
		json_free(step->settings);
	}
	free(p->steps);
	free(p->setup);
	json_free(p->extras);
	json_free(p->allowed);
	json_free(p->wanted);
	resources_free(&p->resources);
	free(p);
}

bool plan_differs(const struct plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->steps[i].action != ACTION_NONE && p->steps[i].action != ACTION_ADOPT)
			return true;
	return false;
}

size_t plan_unread(const struct plan *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->count; i++)
		n += p->steps[i].unread;
	return n;
}

/* Which key, and where it lies: never its secret. */
static void plan_put_key(struct json *out, const struct step *step)
{
	const char *id = json_str(step->outputs, "key_id");
	const char *file = resource_str(step->resource, "file");
	char *key;

	if (!*id)
		id = resource_str(step->before, "key_id");
	if (str_eq(step->kind, "access-key") && *id) {
		key = xasprintf("%s_id", step->resource->id);
		json_put_str(out, key, id);
		free(key);
	}
	if (*file) {
		key = xasprintf("%s_file", step->resource->id);
		json_put_str(out, key, file);
		free(key);
	}
}

/* role -> role_name, role_arn: what the operator notes down. */
struct json *plan_outputs(const struct plan *p)
{
	struct json *out = json_object_new();

	for (size_t i = 0; p->wanted && i < p->count; i++) {
		const struct step *step = &p->steps[i];
		const struct kind *kind = kind_find(step->kind);
		const char *path = resource_str(step->resource, "path");
		const char *found = resource_str(step->before, "arn");
		bool is_there =
			step->before && !step->unread && step->action != ACTION_CREATE;
		char *key, *text;

		/*
		 * Made by this run, or found by it: what failed, was undone or is missing is
		 * not noted.
		 */
		if (step->action == ACTION_REMOVE ||
		    !(step->state == STEP_DONE || is_there))
			continue;
		plan_put_key(out, step);
		if (!kind || !kind->arn || step->allowed)
			continue;
		key = xasprintf("%s_name", step->resource->id);
		json_put_str(out, key, step->name);
		free(key);
		key = xasprintf("%s_arn", step->resource->id);
		text = *found ? xstrdup(found) : /* path and all; else as it is created */
			xasprintf("arn:%s:iam::%s:%s%s%s", json_str(p->wanted, "partition"),
				  json_str(p->wanted, "account"), kind->arn,
				  *path ? path : "/", step->name);
		json_put_str(out, key, text);
		free(key);
		free(text);
	}
	return out;
}
