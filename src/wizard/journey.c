/* journey.c - see journey.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "advise/lookalike.h"
#include "advise/preflight.h"
#include "aws/call.h"
#include "aws/reply_cache.h"
#include "base/buf.h"
#include "base/errors.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/quota.h"
#include "kinds/resource_json.h"
#include "pack/pack.h"
#include "pack/pack_load.h"
#include "pack/render.h"
#include "plan/open_run.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/step_works.h"
#include "probe/not_found.h"
#include "probe/probe.h"
#include "rotate/rotation.h"
#include "session/session.h"
#include "stackset/stackset.h"
#include "wizard/exists.h"
#include "wizard/journey.h"
#include "wizard/lookup.h"
#include "wizard/notes.h"
#include "wizard/prerequisites.h"
#include "wizard/risks_of_setup.h"
#include "wizard/rotation_journey.h"
#include "wizard/secret_answers.h"

void journey_init(struct journey *j, struct session *session, struct stop *stop)
{
	*j = (struct journey){ .session = session, .stop = stop, .probe = true };
}

void journey_free(struct journey *j)
{
	run_close(j->run);
	plan_free(j->plan);
	json_free(j->moved);
	json_free(j->beside);
	json_free(j->wanted);
	json_free(j->risks);
	json_free(j->managed);
	json_free(j->preflight);
	json_free(j->outputs);
	reply_cache_free(j->seen);
	record_close(j->record);
	answers_free(&j->given);
	secret_close(&j->secret);
	answers_free(&j->answers);
	pack_free(j->pack);
	*j = (struct journey){ .session = NULL };
}

bool journey_platform(struct journey *j, const char *platform, struct err *err)
{
	struct pack *pack = pack_load(platform, err);

	if (!pack)
		return false;
	pack_free(j->pack);
	j->pack = pack;
	snprintf(j->given.platform, sizeof(j->given.platform), "%s", platform);
	return true;
}

static bool journey_must_be_same(const char *what, const char *recorded, const char *given,
				 const char *setup, struct err *err)
{
	if (!*given || !*recorded || str_eq(recorded, given))
		return true;
	err_set(err, ERR_INPUT, "setup '%s' was created with %s '%s', not '%s'", setup,
		what, recorded, given);
	err_field(err, ERR_SETUP_NAME);
	return err_hint(err, "choose --name for a second setup");
}

/* Of a setup that created anything these cannot change: that is another setup. */
static bool journey_same_setup(const struct journey *j, const struct answers *was,
			       struct err *err)
{
	const struct answers *now = &j->answers;
	const struct { const char *what, *was, *now; } rows[] = {
		{ "platform", was->platform, now->platform },
		{ "account", was->account, now->account },
		{ "region", was->region, now->region },
		{ "method", was->method, now->method },
	};
	struct json *made = record_resources(j->record);
	struct resources wanted = resources_load(json_get(j->wanted, "resources"));
	bool anything = json_count(made), ok = true;

	for (size_t i = 0; ok && anything && i < sizeof(rows) / sizeof(*rows); i++)
		ok = journey_must_be_same(rows[i].what, rows[i].was, rows[i].now, was->name,
					  err);
	for (size_t i = 0; ok && anything && i < wanted.count; i++) {
		const struct resource *resource = wanted.items[i];
		const struct recorded row = recorded_find(made, resource->id);
		const char *given = resource_str(resource, "given_id");
		/* a given key is known by its ID: its user's name can be corrected */
		bool may = *given && str_eq(given, row.key_id);

		/* the provider of a cluster that was created again replaces the old one */
		json_each(event, j->moved)
			may = may || (str_eq(json_str(event, "was"), row.name) &&
				      str_eq(json_str(event, "now"), resource->name));
		ok = may || journey_must_be_same(resource->id, row.name, resource->name,
						 now->name, err);
	}
	resources_free(&wanted);
	json_free(made);
	return ok;
}

bool journey_merge(struct journey *j, struct answers *all, struct err *err)
{
	const char *name = *j->given.name ? j->given.name : j->given.platform;

	if (!j->by_hand && (!j->record || !str_eq(record_name(j->record), name))) {
		record_close(j->record);
		j->record = NULL;
		if (!record_name_check(name, err))
			return false;
		j->record = record_open(name, false, err);
		if (!j->record && err->kind == ERR_INPUT)	/* there is none yet */
			*err = (struct err)ERR_INIT;
		if (err->kind != ERR_NONE)
			return false;
	}
	if (j->record && record_answers(j->record))
		answers_copy(all, record_answers(j->record));
	answers_over(all, &j->given);
	/* a key's location is named when the key is created, not of one that is there */
	all->exists = j->by_hand || j->exists ||
		      (j->record && record_answers(j->record));
	snprintf(all->name, sizeof(all->name), "%s", name);
	return true;
}

void journey_early(struct journey *j, struct errors *wrong)
{
	struct answers all = { .values = NULL };
	struct err err = ERR_INIT;

	if (!journey_merge(j, &all, &err) && err.kind == ERR_INPUT) {
		answers_copy(&all, &j->given); /* of a name that cannot have a record */
		all.exists = j->by_hand || j->exists;
	}
	if (!err.kind || err.kind == ERR_INPUT)
		answers_problems(&all, j->pack, wrong);
	errors_add(wrong, &err);
	answers_free(&all);
}

static bool journey_fill_answers(struct journey *j, struct err *err)
{
	struct answers all = { .values = NULL };
	bool ok;
	const char *caller = j->session->account;

	if (*j->given.account && !str_eq(j->given.account, caller)) {
		err_set(err, ERR_INPUT, "account %s is not the caller's, which is %s",
			j->given.account, caller);
		return err_hint(err,
				"leave ACCOUNT_ID out, or use credentials of that "
				"account (AWS_PROFILE)");
	}
	if (!journey_merge(j, &all, err))
		return false;
	if (!*j->given.account)
		snprintf(all.account, sizeof(all.account), "%s", j->session->account);
	if (!*j->given.region)
		snprintf(all.region, sizeof(all.region), "%s", j->session->region);
	answers_start(&all, j->pack);
	answers_take(&all, j->pack);
	json_free(j->moved);
	j->moved = json_list_new();
	ok = lookup_answers(&all, j->pack, j->session->aws,
			    j->record ? record_answers(j->record) : NULL, j->moved, err) &&
	     lookup_owner(&all, j->pack, j->session->aws,
			  j->record ? record_answers(j->record) : NULL, err) &&
	     lookup_boundary(&all, j->pack, j->session->aws,
			     j->record ? record_answers(j->record) : NULL, err) &&
	     answers_complete(&all, j->pack, err);
	if (ok)
		answers_copy(&j->answers, &all);
	answers_free(&all);
	return ok;
}

bool journey_render(struct journey *j, struct err *err)
{
	struct json *wanted = pack_wanted(j->pack, &j->answers, err);

	if (!wanted)
		return false;
	json_free(j->wanted);
	json_free(j->risks);
	j->risks = NULL;	/* of what was wanted before */
	j->wanted = wanted;
	return !j->record || !record_answers(j->record) ||
		journey_same_setup(j, record_answers(j->record), err);
}

bool journey_answers(struct journey *j, struct err *err)
{
	return journey_fill_answers(j, err) && journey_render(j, err);
}

/* A run that is over belongs to its plan. */
void journey_take(struct journey *j, struct plan *plan)
{
	run_close(j->run);
	j->run = NULL;
	plan_free(j->plan);
	j->plan = plan;
	json_free(j->preflight);
	j->preflight = NULL;
}


bool journey_may_begin(const struct journey *j, struct err *err)
{
	/* The users that a run of this journey will work on. */
	struct json *users = json_list_new();
	struct json *recorded = j->record ? record_resources(j->record) : NULL;
	bool ok;

	users_of_resources(users, json_get(j->wanted, "resources"));
	users_of_resources(users, recorded);
	users_of_plan(users, j->plan);
	json_free(recorded);
	ok = open_run_none(j->record, j->answers.name, j->answers.account, users, err);
	json_free(users);
	return ok;
}

static bool journey_reopen(struct journey *j, const char *name, struct err *err)
{
	record_close(j->record);
	j->record = record_open(name, true, err);
	return j->record;
}

/*
 * One run after another: the one before has ended. All commands come through here, so
 * this is where a new run waits for an open one; run_id: of the run that is resumed.
 */
static bool journey_start_run(struct journey *j, enum run_mode mode, const char *run_id,
			      struct err *err)
{
	struct json *users;
	bool ok;

	run_close(j->run);
	j->run = NULL;
	/* One run of a user at a time, on this computer. */
	users = json_list_new();
	users_of_plan(users, j->plan);
	ok = record_lock_users(j->record, j->answers.account, users, err);
	json_free(users);
	if (!ok)
		return false;
	if ((!run_id && !journey_may_begin(j, err)))
		return false;
	j->undo = mode == RUN_UNDO;
	j->run = run_start(j->plan, j->session->aws, record_journal(j->record), j->stop,
			   mode, run_id, err);
	return j->run;
}

/* What the plan was made from must still be all there is. */
static bool journey_unchanged(const struct journey *j, size_t lines, struct err *err)
{
	if (!lines || json_count(record_lines(j->record)) == lines)
		return true;
	err_set(err, ERR_BUSY, "another accredit changed '%s' while this one was planning",
		j->answers.name);
	return err_hint(err, "run this again: it makes a new plan");
}

/* Answers that change no resource are recorded all the same. */
bool journey_keep(struct journey *j, struct err *err)
{
	const struct answers *was = j->record ? record_answers(j->record) : NULL;
	struct json *before, *now;
	size_t lines;
	bool same;

	if (!was)
		return true;
	before = answers_json(was);
	now = answers_json(&j->answers);
	same = json_equal(before, now);
	json_free(now);
	json_free(before);
	lines = json_count(record_lines(j->record));
	return same ||
		(journey_reopen(j, j->answers.name, err) &&
		 journey_unchanged(j, lines, err) &&
		 record_save_answers(j->record, &j->answers, err));
}

bool journey_run(struct journey *j, struct err *err)
{
	size_t lines = j->record ? json_count(record_lines(j->record)) : 0;

	return (!j->sets_up || exists_cluster(j, err)) &&
		journey_reopen(j, j->answers.name, err) &&
		journey_unchanged(j, lines, err) &&
		record_save_answers(j->record, &j->answers, err) &&
		secret_answers_stage(j, err) && journey_start_run(j, RUN_APPLY, NULL, err);
}

bool journey_remove(struct journey *j, struct err *err)
{
	return journey_start_run(j, RUN_APPLY, NULL, err);
}

bool journey_open(struct journey *j, const char *setup, bool for_writing,
		  struct err *err)
{
	const struct answers *a;

	record_close(j->record);
	j->record = record_open(setup, for_writing, err);
	if (!j->record)
		return false;
	a = record_answers(j->record);
	if (!a)
		return record_missing(setup, err);
	answers_copy(&j->answers, a);
	if (!j->session ||
	    journey_must_be_same("account", a->account, j->session->account, a->name, err))
		return true;
	err_field(err, ""); /* the setup exists: another name is no remedy */
	return err_hint(err, "use credentials of account %s (AWS_PROFILE)", a->account);
}

bool journey_resume(struct journey *j, bool undo, struct err *err)
{
	const char *run_id = record_half_way(j->record);
	const struct step_work *works[32];
	size_t done, all;
	struct plan *plan;
	const struct step_work *const *lists[] = { plan_works, probe_works, rotate_works };
	size_t n = 0;

	/* Whatever a plan of ours may hold. */
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		for (size_t k = 0; lists[i][k] && n < 31; k++)
			works[n++] = lists[i][k];
	works[n] = NULL;
	plan = plan_read(record_last_plan(j->record, &done, &all), works, err);
	if (!plan)
		return false;
	journey_take(j, plan);
	json_free(j->wanted);
	j->wanted = json_copy(plan->wanted);
	run_recall(plan, j->record, run_id);
	if (!undo && j->skip_proof)
		probe_skip(plan);
	/* What cannot be undone is said before anything is undone. */
	for (size_t i = 0; undo && i < plan->count; i++) {
		const struct step *step = &plan->steps[i];

		if (step->state != STEP_DONE || !step->begun || !step->work->can_undo ||
		    step->work->can_undo(step, plan->setup, err))
			continue;
		err->kind = ERR_INTERRUPTED;	/* resume still has work */
		return false;
	}
	return journey_start_run(j, undo ? RUN_UNDO : RUN_APPLY, run_id, err);
}

bool journey_plan_removal(struct journey *j, struct err *err)
{
	struct plan *plan;

	if (!stackset_note_none(j->record, err) || !journey_may_begin(j, err) ||
	    rotation_unfinished(j, err) || err->kind)
		return false;
	plan = plan_removal(j->record, j->with_kept, j->session->aws, err);
	if (!plan)
		return false;
	journey_take(j, plan);
	j->preflight = preflight_end(NULL, j->session, plan, false, NULL, j->stop, NULL);
	return true;
}
