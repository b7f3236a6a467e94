/*
 * extras_steps.c - what becomes of an extra by the steps of its plan; see build_internal.h.
 */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "plan/build_internal.h"
#include "plan/extra.h"
#include "plan/plan.h"

/* The step that takes it out of a document of ours, if one does. */
static const struct step *extras_steps_step_against(const struct plan *p,
						    const struct extra *extra,
						    const struct json *recorded)
{
	bool trust = str_eq(extra->kind, "trust");

	if (!trust && !str_eq(extra->kind, "statement"))
		return NULL;
	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];

		if (step->action == ACTION_UPDATE && step->resource &&
		    (trust ? step_is_about(step, extra->of) :
			     str_eq(step->name, extra->name) &&
				     resource_get(step->resource, "document")) &&
		    (decide_is_ours(step, recorded, p->setup) ||
		     str_eq(resource_str(step->resource, "others"), "change")))
			return step;
	}
	return NULL;
}

void extras_name_steps(const struct plan *p, const struct extras *extras,
		       const struct json *recorded)
{
	for (size_t i = 0; i < extras->count; i++) {
		struct extra *x = extras->items[i];
		const struct step *step =
			x->kind ? extras_steps_step_against(p, x, recorded) : NULL;

		if (step)
			json_put_str(x->members, "step", step->id);
	}
}
