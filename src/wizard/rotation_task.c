/* rotation_task.c - the tasks of a rotation; see wizard.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "aws/call.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/plan.h"
#include "rotate/rotation.h"
#include "wizard/wizard_internal.h"

bool rotation_do_keys(struct wizard *w, struct err *err)
{
	struct rotation_request *r = &w->rotation;
	char region[64] = "";
	bool ok;

	journey_free(&w->j);
	journey_init(&w->j, NULL, &w->stop);
	w->again = true;
	r->role = false;
	/* A setup's keys are read in its own region. */
	if (!*r->user) {
		if (!journey_open(&w->j, w->setup, false, err))
			return false;
		snprintf(region, sizeof(region), "%s", w->j.answers.region);
	}
	if (!wizard_go_to(w, region, err))
		return false;
	w->j.session = &w->session;
	ok = rotation_look(&w->j, *r->user ? "" : w->setup, r->user, r->profile,
			   &w->queue.fresh_facts, err);
	r->role = !ok && err->kind == ERR_CHOICE && rotation_is_role(&w->j);
	if (!r->role)
		return ok;
	*err = (struct err)ERR_INIT; /* that it has no key is an answer, too */
	w->queue.fresh_facts = rotation_facts_new("", "", "");
	return true;
}

void rotation_take_facts(struct wizard *w)
{
	if (w->queue.ok) {
		rotation_facts_free(w->rotation.facts);
		w->rotation.facts = w->queue.fresh_facts;
	} else {
		rotation_facts_free(w->queue.fresh_facts);
	}
	w->queue.fresh_facts = NULL;
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
	struct rotation_facts facts = *r->facts;
	struct rotation_location *list = xcalloc(facts.locations_count + 1, sizeof(*list));
	bool busy, ok;

	/* Without the locations that are left out. */
	facts.locations = list;
	facts.locations_count = 0;
	for (size_t i = 0; i < r->facts->locations_count; i++)
		if (!r->facts->locations[i].skip)
			list[facts.locations_count++] = r->facts->locations[i];
	ok = rotation_plan(&w->j, &facts, &wish, &busy, err);
	/* where a file contains the old key, the operator's --now does not help */
	w->rotation.held = busy && facts.previous.state == PREVIOUS_WAITING;
	w->rotation.early = busy && !w->rotation.held;
	free(list);
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
