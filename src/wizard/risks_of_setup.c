/* risks_of_setup.c - see risks_of_setup.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "pack/risk.h"
#include "plan/plan.h"
#include "resource/managed_read.h"
#include "session/session.h"
#include "wizard/journey.h"
#include "wizard/risks_of_setup.h"

/* What was found in the place of a wanted document; NULL: nothing else. */
static const struct json *risks_of_setup_other_document(const struct plan *plan,
							const struct resource *resource)
{
	const struct json *wanted = resource_get(resource, "document");

	for (size_t i = 0; wanted && i < plan->count; i++) {
		const struct step *step = &plan->steps[i];
		const struct json *found = resource_get(step->before, "document");

		if (found && step_is_about(step, resource->id) &&
		    !json_equal(found, wanted))
			return found;
	}
	return NULL;
}

void risks_of_setup(struct journey *j, enum plan_for what_for)
{
	struct json *managed = managed_read(j->session->aws, j->wanted, j->managed);
	struct json *wanted, *risks;
	struct resources all;
	size_t i = 0;

	json_free(j->managed);
	j->managed = managed;
	json_free(j->risks);
	j->risks = risk_find(j->wanted, managed);
	if (what_for != PLAN_VERIFY && what_for != PLAN_ADOPT)
		return;
	/* The findings of what is there, before those of what is wanted. */
	wanted = json_copy(j->wanted);
	all = resources_load(json_get(wanted, "resources"));
	json_each(resource, json_get(wanted, "resources")) {
		const struct json *found = risks_of_setup_other_document(j->plan,
									 all.items[i++]);

		if (found)
			json_put(resource, "document", json_copy(found));
	}
	resources_free(&all);
	risks = risk_find(wanted, managed);
	json_free(wanted);
	risk_add(risks, j->risks);
	json_free(j->risks);
	j->risks = risks;
}
