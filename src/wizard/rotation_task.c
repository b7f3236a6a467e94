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

/* The facts without the locations that are left out; list: room for all of them. */
static struct rotation_facts rotation_task_chosen(const struct rotation_facts *facts,
						  struct rotation_location *list)
{
	struct rotation_facts chosen = *facts;

	chosen.locations = list;
	chosen.locations_count = 0;
	for (size_t i = 0; i < facts->locations_count; i++)
		if (!facts->locations[i].skip)
			list[chosen.locations_count++] = facts->locations[i];
	return chosen;
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
	struct rotation_location *list = xcalloc(w->rotation.facts->locations_count + 1,
						 sizeof(*list));
	struct rotation_facts facts = rotation_task_chosen(w->rotation.facts, list);
	bool busy, ok = rotation_plan(&w->j, &facts, &wish, &busy, err);

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
