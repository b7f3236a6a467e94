/* journey_plan.c - a journey's plan, and what is asked of AWS before it; see journey.h. */
#include "config.h"

#include "advise/lookalike.h"
#include "advise/preflight.h"
#include "aws/reply_cache.h"
#include "base/errors.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/quota.h"
#include "plan/plan.h"
#include "plan/waiting.h"
#include "plan/record.h"
#include "probe/not_found.h"
#include "probe/probe.h"
#include "session/session.h"
#include "wizard/exists.h"
#include "wizard/journey.h"
#include "wizard/lookup.h"
#include "wizard/notes.h"
#include "wizard/prerequisites.h"
#include "wizard/risks_of_setup.h"
#include "wizard/secret_answers.h"

static bool journey_plan_has_made(const struct journey *j)
{
	struct json *made = j->record ? record_resources(j->record) : NULL;
	bool any = json_count(made);

	json_free(made);
	return any;
}

/* What AWS has to say before the plan: who may, where the worker can go. */
struct asked_before {
	struct preflight *preflight;
	struct exists_network *network;
};

static struct asked_before journey_plan_ask_before(struct journey *j,
						   enum plan_for what_for)
{
	bool makes = what_for == PLAN_SETUP || what_for == PLAN_REPAIR;
	struct asked_before asked = { .network = exists_network_begin(j) };

	/* a setup that has a record mostly matches: then no question is asked */
	if (makes && !journey_plan_has_made(j))
		asked.preflight = preflight_begin(j->session, j->wanted, j->probe ||
						  j->proof_later, what_for == PLAN_SETUP,
						  j->seen, j->stop);
	return asked;
}

static bool journey_plan_no_plan(struct journey *j, enum plan_for what_for,
				 struct asked_before *asked, struct err *err)
{
	exists_network_end(asked->network, NULL, err);
	preflight_drop(asked->preflight);
	if (what_for != PLAN_SETUP)
		return false;
	exists_unread(j, err);
	return journey_plan_has_made(j) ? false : journey_offer_adopt(j, err);
}

static bool journey_plan_is_stored(const struct plan *p, const struct step *key)
{
	for (size_t i = 0; i < p->count; i++)
		if (str_eq(resource_str(p->steps[i].resource, "key"), key->resource->id))
			return true;
	return false;
}

/*
 * A setup that exists need not say where its key is. Where the key is created after all, as
 * after a hand-off or an adoption without one, its secret must be stored somewhere.
 */
static bool journey_plan_stores_keys(const struct journey *j, struct err *err)
{
	struct errors wrong = { NULL };
	struct answers all = { .values = NULL };
	const struct plan *p = j->plan;

	for (size_t i = 0; i < p->count && !err->kind; i++) {
		const struct step *step = &p->steps[i];

		if (!step->resource || !str_eq(step->kind, "access-key") ||
		    step->action != ACTION_CREATE || journey_plan_is_stored(p, step))
			continue;
		answers_copy(&all, &j->answers);
		all.exists = false;
		answers_problems(&all, j->pack, &wrong);
		if (wrong.count)
			*err = wrong.rows[0];
	}
	answers_free(&all);
	errors_free(&wrong);
	return !err->kind;
}

/* What an administrator has yet to create is not repaired. */
static bool journey_plan_may_repair(const struct journey *j, struct err *err)
{
	struct waiting waiting;

	if (!j->record || !waiting_read(j->record, &waiting) ||
	    waiting_is_stackset(&waiting))
		return true;
	err_set(err, ERR_CHOICE,
		"setup '%s' waits for the administrator: nothing of it is "
		"recorded yet that could be repaired",
		record_name(j->record));
	return err_hint(err,
			"'accredit verify %s' compares what there is, 'accredit setup %s' "
			"creates it without the administrator",
			record_name(j->record), record_name(j->record));
}

bool journey_plan(struct journey *j, enum plan_for what_for, const struct json *only,
		  struct err *err)
{
	struct quotas quotas = { .of = { { .most = 0 } } };
	struct asked_before asked;
	struct plan *plan;
	bool placed;
	struct json *wanted;

	if ((what_for != PLAN_VERIFY && !journey_may_begin(j, err)) ||
	    (what_for == PLAN_REPAIR && !journey_plan_may_repair(j, err)) ||
	    (what_for == PLAN_SETUP &&
	     (!lookup_clusters(j->moved, j->answers.name, err) ||
	      !exists_answers(&j->answers, j->pack, j->wanted, j->session->aws, err))))
		return false;
	asked = journey_plan_ask_before(j, what_for);
	plan = plan_build(j->wanted, j->by_hand ? NULL : j->record, j->session->aws,
			  what_for, only, err);
	if (!plan)
		return journey_plan_no_plan(j, what_for, &asked, err);
	/* Of what is under a path the plan knows the ARNs. */
	wanted = json_copy(plan->wanted);
	journey_take(j, plan);
	json_free(j->wanted);
	j->wanted = wanted;
	placed = exists_network_end(asked.network, j, err);
	j->sets_up = what_for == PLAN_SETUP;
	risks_of_setup(j, what_for);
	json_free(j->beside);
	j->beside = json_list_new();
	lookalike_add(j->plan, j->session->aws, j->beside);
	if (what_for == PLAN_VERIFY || what_for == PLAN_REPAIR)
		prerequisites_add(j, j->beside);
	if (placed && !notes_add(j, what_for, err)) {
		preflight_drop(asked.preflight);
		return false;
	}
	if (j->probe)
		probe_add_all(j->plan);
	if (what_for == PLAN_SETUP || what_for == PLAN_REPAIR)
		j->preflight = preflight_end(asked.preflight, j->session, plan,
					     !j->probe && j->proof_later && plan_differs(plan),
					     j->seen, j->stop,
					     what_for == PLAN_SETUP ? &quotas : NULL);
	if ((what_for == PLAN_SETUP || what_for == PLAN_REPAIR) &&
	    !journey_plan_stores_keys(j, err))
		return false;
	return placed && (what_for != PLAN_SETUP ||
			  (exists_plan(j, &quotas, err) && secret_answers_check(j, err)));
}

void journey_probe_only(struct journey *j)
{
	struct plan *plan;

	exists_network_check(j);
	plan = plan_new(j->answers.name, j->wanted);
	json_free(j->outputs);
	j->outputs = j->plan ? plan_outputs(j->plan) : NULL;
	if (j->plan)
		not_found_mark(plan, j->plan, true);
	journey_take(j, plan);
	probe_add_all(j->plan);
}
