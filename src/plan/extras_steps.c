/*
 * extras_steps.c - what becomes of an extra by the steps of its plan; see build_internal.h.
 */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "plan/build_internal.h"
#include "plan/extra.h"
#include "plan/plan.h"

void extras_name_steps(const struct plan *p, const struct extras *extras,
		       const struct json *recorded)
{
	for (size_t i = 0; i < extras->count; i++) {
		struct extra *x = extras->items[i];
		bool trust = str_eq(x->kind, "trust");

		if (!trust && !str_eq(x->kind, "statement"))
			continue;
		/* The step that takes it out of a document of ours, if one does. */
		for (size_t k = 0; k < p->count; k++) {
			const struct step *step = &p->steps[k];

			if (step->action == ACTION_UPDATE && step->resource &&
			    (trust ? step_is_about(step, x->of) :
				     str_eq(step->name, x->name) &&
					     resource_get(step->resource, "document")) &&
			    (decide_is_ours(step, recorded, p->setup) ||
			     str_eq(resource_str(step->resource, "others"), "change"))) {
				json_put_str(x->members, "step", step->id);
				break;
			}
		}
	}
}
