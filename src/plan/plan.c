/* plan.c - steps, their order, and their form in the journal; see plan.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "plan/plan.h"
#include "plan/step_works.h"
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

static enum action plan_action_of(const char *name)
{
	for (size_t i = 0; i < sizeof(action_names) / sizeof(*action_names); i++)
		if (str_eq(action_names[i], name))
			return (enum action)i;
	return ACTION_NONE;
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

static void plan_add_needs(struct plan *p, struct step *step, const char *const *needs)
{
	for (; needs && *needs; needs++) {
		const struct step *other = plan_step(p, *needs);

		if (!other)
			continue;
		step->needs = xrealloc(step->needs, (step->needs_count + 1) *
				       sizeof(*step->needs));
		step->needs[step->needs_count++] = (size_t)(other - p->steps);
	}
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
	plan_add_needs(p, step, needs);
	return step;
}

static void plan_free_step(struct step *step)
{
	free(step->id);
	free(step->kind);
	free(step->name);
	free(step->needs);
	resource_free(step->resource);
	resource_free(step->before);
	json_free(step->diff);
	json_free(step->left);
	json_free(step->allowed);
	json_free(step->asked);
	json_free(step->params);
	json_free(step->outputs);
	json_free(step->settings);
}

void plan_free(struct plan *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++)
		plan_free_step(&p->steps[i]);
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

struct json *plan_error(const struct step *step)
{
	struct json *error = json_object_new();

	json_put_str(error, "code", step->err.code);
	json_put_str(error, "message", step->err.text);
	json_put_str(error, "request_id", step->err.request_id);
	json_put_str(error, "remedy", step->err.hint);
	return error;
}

static struct json *plan_step_json(const struct step *step)
{
	struct json *j = json_object_new();

	json_put_str(j, "id", step->id);
	json_put_str(j, "kind", step->kind);
	json_put_str(j, "name", step->name);
	json_put_str(j, "action", action_name(step->action));
	json_put(j, "diff", json_copy(step->diff));
	return j;
}

struct json *plan_event(const struct plan *p)
{
	struct json *event = json_object_new(), *steps = json_list_new();

	json_put_str(event, "event", "plan");
	json_put(event, "steps", steps);
	for (size_t i = 0; i < p->count; i++)
		json_push(steps, plan_step_json(&p->steps[i]));
	return event;
}

/* What was found; of a step without a resource its settings. */
static struct json *plan_before_json(const struct step *step)
{
	return step->resource ? resource_found_save(step->before) :
				json_copy(step->settings);
}

struct json *plan_json(const struct plan *p)
{
	struct json *out = json_object_new(), *steps = json_list_new();

	json_put_str(out, "setup", p->setup);
	json_put(out, "wanted", json_copy(p->wanted));
	json_put(out, "steps", steps);
	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		struct json *j = json_push(steps, plan_step_json(step));
		struct json *needs = json_put(j, "needs", json_list_new());

		for (size_t k = 0; k < step->needs_count; k++)
			json_push(needs, json_string_new(p->steps[step->needs[k]].id));
		if (step->resource)
			json_put(j, "resource", resource_save(step->resource));
		if (step->left)
			json_put(j, "left", json_copy(step->left));
		json_put(j, "before", plan_before_json(step));
	}
	return out;
}

static const struct step_work *plan_work_of(const struct json *step,
					    const struct step_work *const *works)
{
	if (json_get(step, "resource"))
		return plan_work(json_str(step, "kind"));
	for (; works && *works; works++)
		if (str_eq((*works)->kind, json_str(step, "kind")))
			return *works;
	return NULL;
}

static bool plan_read_step(struct plan *p, const struct json *j,
			   const struct step_work *const *works, struct err *err)
{
	const struct step_work *work = plan_work_of(j, works);
	struct resource *resource = resource_load(json_get(j, "resource"));
	struct resource *before = resource ? resource_found_load(json_get(j, "before")) :
					     NULL;
	struct needs needs = { NULL };
	struct step *step;

	if (!work) {
		resource_free(resource);
		resource_free(before);
		return err_set(err, ERR_FILE, "the record holds a step '%s' that this "
			       "version of accredit does not know", json_str(j, "id"));
	}
	json_each(need, json_get(j, "needs"))
		needs_add(&needs, json_text(need));
	step = plan_add(p, json_str(j, "id"), work, json_str(j, "name"),
			plan_action_of(json_str(j, "action")), resource, before, needs.ids);
	if (!resource && json_type(json_get(j, "before")) == JSON_OBJECT)
		step->settings = json_copy(json_get(j, "before"));
	resource_free(resource);
	resource_free(before);
	free(needs.ids);
	json_free(step->diff);
	step->diff = json_copy(json_get(j, "diff"));
	step->left = json_copy(json_get(j, "left"));
	return true;
}

struct plan *plan_read(const struct json *j, const struct step_work *const *works,
		       struct err *err)
{
	const struct json *wanted = json_get(j, "wanted");
	struct plan *p = plan_new(json_str(j, "setup"),
				  json_type(wanted) == JSON_OBJECT ? wanted : NULL);

	json_each(step, json_get(j, "steps"))
		if (!plan_read_step(p, step, works, err)) {
			plan_free(p);
			return NULL;
		}
	return p;
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

/* Made by this run, or found by it: what failed, was undone or is missing is not noted. */
static bool plan_is_there(const struct step *step)
{
	if (step->state == STEP_DONE)
		return step->action != ACTION_REMOVE;
	return step->action != ACTION_CREATE && step->action != ACTION_REMOVE &&
	       step->before && !step->unread;
}

/* As it was found, path and all; else as it is created. */
static char *plan_arn_of(const struct plan *p, const struct kind *kind,
			 const struct step *step)
{
	const char *path = resource_str(step->resource, "path");

	if (*resource_str(step->before, "arn"))
		return xstrdup(resource_str(step->before, "arn"));
	return xasprintf("arn:%s:iam::%s:%s%s%s", json_str(p->wanted, "partition"),
			 json_str(p->wanted, "account"), kind->arn, *path ? path : "/",
			 step->name);
}

/* role -> role_name, role_arn: what the operator notes down. */
struct json *plan_outputs(const struct plan *p)
{
	struct json *out = json_object_new();

	for (size_t i = 0; p->wanted && i < p->count; i++) {
		const struct step *step = &p->steps[i];
		const struct kind *kind = kind_find(step->kind);
		char *key, *text;

		if (!plan_is_there(step))
			continue;
		plan_put_key(out, step);
		if (!kind || !kind->arn || step->allowed)
			continue;
		key = xasprintf("%s_name", step->resource->id);
		json_put_str(out, key, step->name);
		free(key);
		key = xasprintf("%s_arn", step->resource->id);
		text = plan_arn_of(p, kind, step);
		json_put_str(out, key, text);
		free(key);
		free(text);
	}
	return out;
}
