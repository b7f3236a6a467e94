/*
 * extras_steps.c - what becomes of an extra by the steps of its plan; see build_internal.h.
 */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "plan/build_internal.h"
#include "plan/plan.h"

/* The step that takes it out of a document of ours, if one does. */
static const struct step *extras_steps_step_against(const struct plan *p,
						    const struct json *extra,
						    const struct json *recorded)
{
	bool trust = str_eq(json_str(extra, "kind"), "trust");

	if (!trust && !str_eq(json_str(extra, "kind"), "statement"))
		return NULL;
	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];

		if (step->action == ACTION_UPDATE && step->resource &&
		    (trust ? step_is_about(step, json_str(extra, "of")) :
			     str_eq(step->name, json_str(extra, "name")) &&
				     resource_get(step->resource, "document")) &&
		    (decide_is_ours(step, recorded, p->setup) ||
		     str_eq(resource_str(step->resource, "others"), "change")))
			return step;
	}
	return NULL;
}

void extras_name_steps(struct plan *p, const struct json *recorded)
{
	json_each(e, p->extras) {
		const struct step *step = extras_steps_step_against(p, e, recorded);

		if (step && str_eq(json_str(e, "event"), "extra"))
			json_put_str(e, "step", step->id);
	}
}
