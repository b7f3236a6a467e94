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

static void plan_repair_add_boundary(struct plan *p, size_t of)
{
	const struct step *owner = &p->steps[of];
	const struct kind *kind = plan_repair_boundary_kind(owner);
	char *id = xasprintf("%s-boundary", owner->resource->id);
	struct resource *boundary =
		resource_new(id, kind->name, resource_str(owner->before, "boundary"));
	struct step *step;
	struct json *row;

	resource_put_str(boundary, kind->parent, owner->name);
	/* nothing that the record ever counts as ours */
	resource_put(boundary, "taken", json_bool_new(true));
	free(id);
	id = xasprintf("%s.%s", boundary->id, action_name(ACTION_REMOVE));
	step = plan_add(p, id, plan_work(kind->name), boundary->name, ACTION_REMOVE,
			boundary, boundary, NULL);
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
		err_set(err, ERR_CHOICE, "%s cannot be created: %s '%s' does not exist",
			step->id, need->kind, need->name);
		return err_hint(err, "select that difference, too: --only %s",
				need->resource->id);
	}
	return true;
}

bool only_check(const struct plan *p, const struct json *only, struct err *err)
{
	json_each(id, only) {
		const struct step *step = plan_step(p, json_text(id));

		for (size_t i = 0; !step && i < p->count; i++)
			if (step_is_about(&p->steps[i], json_text(id)))
				step = &p->steps[i];
		if (!step || !step->resource)
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

void adopt_mark(struct plan *p)
{
	for (size_t i = 0; i < p->count; i++) {
		struct step *step = &p->steps[i];
		const struct kind *kind = kind_find(step->kind);
		const struct step *parent = NULL;
		const char *name;

		if (!kind || !step->before)
			continue;
		/* What carries no tags is its parent's. */
		name = kind->parent && !kind->tagged ?
			resource_text(step->resource, kind->parent) :
			"";
		for (size_t k = 0; *name && kind->needs && !parent && k < p->count; k++)
			if (str_eq(p->steps[k].kind, kind->needs) &&
			    str_eq(p->steps[k].name, name))
				parent = &p->steps[k];
		if (kind->tagged ?
			    diff_is_tagged(step->before, p->setup) :
			    parent && json_true(resource_get(parent->resource, "ours")))
			resource_put(step->resource, "ours", json_bool_new(true));
	}
}
