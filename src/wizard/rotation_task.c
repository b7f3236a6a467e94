/* rotation_task.c - the tasks of a rotation; see wizard.h. */
#include "config.h"

#include <stdio.h>

#include "aws/call.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "rotate/rotation.h"
#include "wizard/wizard_internal.h"

/* A setup's keys are read in its own region. */
static bool rotation_task_at_home(struct wizard *w, struct err *err)
{
	char region[64] = "";

	if (!*w->rotation.user) {
		if (!journey_open(&w->j, w->setup, false, err))
			return false;
		snprintf(region, sizeof(region), "%s", w->j.answers.region);
	}
	return wizard_go_to(w, region, err);
}

bool rotation_do_keys(struct wizard *w, struct err *err)
{
	struct rotation_request *r = &w->rotation;
	bool ok;

	journey_free(&w->j);
	journey_init(&w->j, NULL, &w->stop);
	w->again = true;
	r->role = false;
	if (!rotation_task_at_home(w, err))
		return false;
	w->j.session = &w->session;
	ok = rotation_look(&w->j, *r->user ? "" : w->setup, r->user, r->profile,
			   &w->queue.fresh, err);
	r->role = !ok && err->kind == ERR_CHOICE && rotation_is_role(&w->j);
	if (!r->role)
		return ok;
	*err = (struct err)ERR_INIT;	/* nothing to renew is an answer, too */
	w->queue.fresh = json_object_new();
	return true;
}

/* The facts without the places that are left out. */
static struct json *rotation_task_chosen(const struct json *facts)
{
	struct json *all = json_copy(facts), *places = json_list_new();

	json_each(place, json_get(facts, "places"))
		if (!json_true(json_get(place, "skip")))
			json_push(places, json_copy(place));
	json_put(all, "places", places);
	return all;
}

bool rotation_do_plan(struct wizard *w, struct err *err)
{
	const struct rotation_request *r = &w->rotation;
	struct rotation_wish wish = {
		.what = r->what,
		.other_key = *r->other_key ? r->other_key : NULL,
		.store = *r->store ? r->store : NULL,
		.now = r->now,
		.probe = !r->no_probe,
	};
	struct json *facts = rotation_task_chosen(w->rotation.facts);
	bool ok = rotation_plan(&w->j, facts, &wish, &w->rotation.early, err);

	w->rotation.held = w->rotation.early && json_get(facts, "waiting");
	w->rotation.early = w->rotation.early &&
		!w->rotation.held; /* no word of the operator's helps */
	json_free(facts);
	return ok;
}

bool rotation_do_run(struct wizard *w, struct err *err)
{
	return rotation_run(&w->j, err);
}

void rotation_note_end(struct wizard *w)
{
	const struct step *park = w->j.plan ? plan_step(w->j.plan, "key.park") : NULL;

	if (park && park->state == STEP_DONE && w->session.aws &&
	    str_eq(park->name, aws_key_id(w->session.aws)))
		w->signed_in = false;
}
