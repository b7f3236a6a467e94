/* plan_json.c - a plan as events and the journal have it; see plan.h. */
#include "config.h"

#include <stdlib.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/plan.h"
#include "plan/step_works.h"

struct json *plan_error(const struct step *step)
{
	struct json *error = json_object_new();

	json_put_str(error, "code", step->err.code);
	json_put_str(error, "message", step->err.text);
	json_put_str(error, "request_id", step->err.request_id);
	json_put_str(error, "remedy", step->err.hint);
	return error;
}

void plan_put_step(struct json *out, const char *id, const struct step *step)
{
	if (id)
		json_put_str(out, "id", id);
	json_put_str(out, "kind", step->kind);
	json_put_str(out, "name", step->name);
}

static struct json *plan_json_step(const struct step *step)
{
	struct json *j = json_object_new();

	plan_put_step(j, step->id, step);
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
		json_push(steps, plan_json_step(&p->steps[i]));
	return event;
}

struct json *plan_json(const struct plan *p)
{
	struct json *out = json_object_new(), *steps = json_list_new();

	json_put_str(out, "setup", p->setup);
	json_put(out, "wanted", json_copy(p->wanted));
	json_put(out, "steps", steps);
	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		struct json *j = json_push(steps, plan_json_step(step));
		struct json *needs = json_put(j, "needs", json_list_new());

		for (size_t k = 0; k < step->needs_count; k++)
			json_push(needs, json_string_new(p->steps[step->needs[k]].id));
		if (step->resource)
			json_put(j, "resource", resource_save(step->resource));
		if (step->kept) {
			struct json *left = json_put(j, "left", json_object_new());

			json_put_str(left, "reason", step->kept->reason);
			json_put_str(left, "why", step->kept->why);
			if (step->kept->users)
				json_put(left, "users", json_copy(step->kept->users));
			if (step->kept->changed)
				json_put(left, "changed", json_copy(step->kept->changed));
		}
		/* of a step without a resource its settings */
		json_put(j, "before",
			 step->resource ? resource_found_save(step->before) :
					  json_copy(step->settings));
	}
	return out;
}

static bool plan_json_read_step(struct plan *p, const struct json *j,
				const struct step_work *const *works, struct err *err)
{
	const struct json *left = json_get(j, "left");
	const char *kind = json_str(j, "kind");
	const struct step_work *work = NULL;
	enum action action = ACTION_NONE;
	struct resource *resource = resource_load(json_get(j, "resource"));
	struct resource *before = resource ? resource_found_load(json_get(j, "before")) :
					     NULL;
	struct needs needs = { NULL };
	struct step *step;

	if (json_get(j, "resource"))
		work = plan_work(kind);
	else
		for (; works && *works && !work; works++)
			work = str_eq((*works)->kind, kind) ? *works : NULL;
	if (!work) {
		resource_free(resource);
		resource_free(before);
		return err_set(err, ERR_FILE,
			       "the record has a step '%s' that this version of accredit "
			       "does not know",
			       json_str(j, "id"));
	}
	json_each(need, json_get(j, "needs"))
		needs_add(&needs, json_text(need));
	for (enum action a = ACTION_NONE; a <= ACTION_REMOVE; a++)
		if (str_eq(action_name(a), json_str(j, "action")))
			action = a;
	step = plan_add(p, json_str(j, "id"), work, json_str(j, "name"), action, resource,
			before, needs.ids);
	if (!resource && json_type(json_get(j, "before")) == JSON_OBJECT)
		step->settings = json_copy(json_get(j, "before"));
	resource_free(resource);
	resource_free(before);
	free(needs.ids);
	json_free(step->diff);
	step->diff = json_copy(json_get(j, "diff"));
	if (left) {
		step->kept =
			keep_reason_new(json_str(left, "reason"), json_str(left, "why"));
		step->kept->users = json_copy(json_get(left, "users"));
		step->kept->changed = json_copy(json_get(left, "changed"));
	}
	return true;
}

struct plan *plan_read(const struct json *j, const struct step_work *const *works,
		       struct err *err)
{
	const struct json *wanted = json_get(j, "wanted");
	struct plan *p = plan_new(json_str(j, "setup"),
				  json_type(wanted) == JSON_OBJECT ? wanted : NULL);

	json_each(step, json_get(j, "steps"))
		if (!plan_json_read_step(p, step, works, err)) {
			plan_free(p);
			return NULL;
		}
	return p;
}

struct json *plan_report_steps(const struct plan *p)
{
	static const char *const states[] = {
		[STEP_IDLE] = "not begun",  [STEP_STARTED] = "stopped",
		[STEP_WAITING] = "stopped", [STEP_DONE] = "done",
		[STEP_FAILED] = "failed",   [STEP_UNDONE] = "undone",
	};
	struct json *list = json_list_new();

	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		struct json *row = json_push(list, json_object_new());

		json_put_str(row, "id", step->id);
		json_put_str(row, "name", step->name);
		json_put_str(row, "action", action_name(step->action));
		json_put_str(row, "status", states[step->state]);
		json_put(row, "seconds", json_number_new((double)step->took / 1000));
	}
	return list;
}

struct comparison comparison_read(const struct json *event)
{
	return (struct comparison){
		.id = json_str(event, "id"),
		.kind = json_str(event, "kind"),
		.name = json_str(event, "name"),
		.verdict = json_str(event, "verdict"),
		.evidence = json_get(event, "evidence"),
	};
}

struct planned_step planned_step_read(const struct json *step)
{
	return (struct planned_step){
		.kind = json_str(step, "kind"),
		.resource = json_str(json_get(step, "resource"), "id"),
	};
}
