/*
 * plan_repair.c - what only plans for verify, repair and adopt hold: boundaries that
 * others put on what is ours, the choice among differences, whose a thing is
 * that has no record; see build_internal.h.
 */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/build_internal.h"
#include "plan/diff.h"
#include "plan/step_works.h"
#include "resource/kind.h"

/* --- boundaries -------------------------------------------------------------- */

static const struct kind *plan_repair_boundary_kind(const struct step *step)
{
	if (str_eq(step->kind, "role"))
		return kind_find("role-boundary");
	return str_eq(step->kind, "user") ? kind_find("user-boundary") : NULL;
}

/* "taken": nothing that the record ever counts as ours. */
static struct resource *plan_repair_boundary_of(const struct step *step,
						const struct kind *kind)
{
	char *id = xasprintf("%s-boundary", step->resource->id);
	struct resource *boundary = resource_new(id, kind->name,
						 resource_str(step->before, "boundary"));

	resource_put_str(boundary, kind->parent, step->name);
	resource_put(boundary, "taken", json_bool_new(true));
	free(id);
	return boundary;
}

static void plan_repair_add_boundary(struct plan *p, size_t of)
{
	const struct kind *kind = plan_repair_boundary_kind(&p->steps[of]);
	struct resource *boundary = plan_repair_boundary_of(&p->steps[of], kind);
	char *id = xasprintf("%s.%s", boundary->id, action_name(ACTION_REMOVE));
	struct step *step = plan_add(p, id, plan_work(kind->name), boundary->name,
				     ACTION_REMOVE, boundary, boundary, NULL);
	struct json *row;

	row = json_push(step->diff, json_object_new());
	json_put_str(row, "path", "boundary");
	json_put_str(row, "found", boundary->name);
	json_put(row, "wanted", NULL);
	resource_free(boundary);
	free(id);
}

void boundaries_add(struct plan *p, const struct json *recorded, const struct json *only)
{
	size_t n = p->count;

	for (size_t i = 0; i < n; i++) {
		const struct step *step = &p->steps[i];

		if (!plan_repair_boundary_kind(step) ||
		    !*resource_str(step->before, "boundary") ||
		    resource_get(step->resource, "boundary") || /* one was answered */
		    !json_true(json_path(json_get(recorded, step->resource->id), "made")))
			continue;
		plan_repair_add_boundary(p, i);
		if (only_has(only, &p->steps[p->count - 1]))
			continue;
		p->steps[p->count - 1].stays = true;
		p->steps[p->count - 1].action = ACTION_NONE;
	}
}

/* --- the choice ---------------------------------------------------------------- */

bool only_has(const struct json *only, const struct step *step)
{
	return !json_count(only) || json_has(only, step->id) ||
		(step->resource && json_has(only, step->resource->id));
}

static const struct step *plan_repair_chosen(const struct plan *p, const char *id)
{
	const struct step *step = plan_step(p, id);

	for (size_t i = 0; !step && i < p->count; i++)
		if (step_is_about(&p->steps[i], id))
			step = &p->steps[i];
	return step && step->resource ? step : NULL;
}

static bool plan_repair_no_such(const struct plan *p, const char *id, struct err *err)
{
	struct buf all = BUF(400);

	for (size_t i = 0; i < p->count; i++)
		if (p->steps[i].resource && json_count(p->steps[i].diff))
			buf_fmt(&all, "%s%s", all.len ? ", " : "", p->steps[i].id);
	err_set(err, ERR_INPUT, "there is no step '%s'", id);
	err_hint(err, all.len ? "these differ: %s" : "nothing differs%s", all.s ? all.s : "");
	buf_free(&all);
	return false;
}

static bool plan_repair_has_needs(const struct plan *p, const struct step *step,
				  struct err *err)
{
	for (size_t i = 0; i < step->needs_count; i++) {
		const struct step *need = &p->steps[step->needs[i]];

		if (!need->resource || need->before || need->action != ACTION_NONE)
			continue;
		err_set(err, ERR_CHOICE, "%s cannot be made: %s '%s' is not there", step->id,
			need->kind, need->name);
		return err_hint(err, "mend that too: --only %s", need->resource->id);
	}
	return true;
}

bool only_check(const struct plan *p, const struct json *only, struct err *err)
{
	json_each(id, only) {
		const struct step *step = plan_repair_chosen(p, json_text(id));

		if (!step)
			return plan_repair_no_such(p, json_text(id), err);
		if (step->err.kind) {
			*err = step->err;
			return false;
		}
		if (step->action != ACTION_NONE && !plan_repair_has_needs(p, step, err))
			return false;
	}
	return true;
}

/* --- what is adopted ------------------------------------------------------------ */

/* What carries no tags is its parent's. */
static bool plan_repair_parent_is_ours(const struct plan *p, const struct step *step,
				       const struct kind *kind)
{
	const char *name = kind->parent ? resource_text(step->resource, kind->parent) : "";

	for (size_t i = 0; *name && kind->needs && i < p->count; i++)
		if (str_eq(p->steps[i].kind, kind->needs) && str_eq(p->steps[i].name, name))
			return json_true(resource_get(p->steps[i].resource, "ours"));
	return false;
}

void adopt_mark(struct plan *p)
{
	for (size_t i = 0; i < p->count; i++) {
		struct step *step = &p->steps[i];
		const struct kind *kind = kind_find(step->kind);

		if (kind && step->before &&
		    (kind->tagged ? diff_is_tagged(step->before, p->setup) :
				    plan_repair_parent_is_ours(p, step, kind)))
			resource_put(step->resource, "ours", json_bool_new(true));
	}
}
