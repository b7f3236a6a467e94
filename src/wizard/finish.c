/* finish.c - what a run comes to: report, record, exit code; see journey.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/answer_remedy.h"
#include "plan/backups.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/waiting.h"
#include "probe/probe.h"
#include "probe/result.h"
#include "rotate/rotation.h"
#include "wizard/journey.h"
#include "wizard/secret_answers.h"

int journey_exit(const struct err *err)
{
	if (err->kind == ERR_INTERRUPTED)
		return 3;
	return err->kind == ERR_INPUT || err->kind == ERR_CHOICE ? 64 : 1;
}

/* What the checks of this run come to; those that were planned and did not run, too. */
static void finish_put_checks(struct json *report, const struct journey *j)
{
	struct json *checks = j->undo ? NULL : probe_report(j->plan);
	struct check_results run = check_results_read(checks);
	struct check_results not_run = probe_not_run(j->wanted, &run);
	struct probe_tally t = probe_count(&run, &not_run);

	json_put(report, "checks", checks ? checks : json_list_new());
	json_put(report, "not_run", check_results_not_run(&not_run));
	json_put_str(report, "result", probe_result(&t));
	check_results_free(&not_run);
	check_results_free(&run);
}

/* A look of the same second, as repair's own, was before the change: the time is after it. */
static void finish_put_changed(struct json *report, const struct record *r)
{
	struct json *before = r ? record_report(r) : NULL;
	const char *now = json_str(report, "time"), *last = "";
	char t[24];

	json_each(look, json_get(before, "history"))
		last = json_str(look, "time");
	clock_iso(t, clock_read_any(now) + str_eq(last, now));
	json_put_str(report, "changed", t);
	json_free(before);
}

/* How an adoption found the resources: what is missing has no step. */
static void finish_put_adopted(struct json *report, const struct journey *j)
{
	size_t steps = 0, changed = 0, missing = 0;
	struct resources wanted;
	struct json *found;

	for (size_t i = 0; i < j->plan->count; i++) {
		const struct step *step = &j->plan->steps[i];

		if (step->resource && step->action != ACTION_ADOPT)
			return;
		steps += step->resource != NULL;
		changed += step->resource && json_count(step->diff);
	}
	if (!steps)
		return;
	wanted = resources_load(j->plan->wanted ? json_get(j->wanted, "resources") : NULL);
	for (size_t i = 0; i < wanted.count; i++) {
		const char *id = wanted.items[i]->id;

		missing += !journey_step_of(j, id) && !json_get(j->plan->allowed, id);
	}
	resources_free(&wanted);
	found = json_put(report, "adopted", json_object_new());
	json_put(found, "matching", json_number_new((double)(steps - changed)));
	json_put(found, "changed", json_number_new((double)changed));
	json_put(found, "missing", json_number_new((double)missing));
}

static struct json *finish_report_of(const struct journey *j, bool done, bool ok)
{
	static const char *const from_wanted[] = { "platform", "account", "region",
						   "method", "policy", "vendor",
						   "notes", NULL };
	struct json *report = json_object_new(), *outputs, *notices;
	char t[24];

	clock_iso(t, clock_wall());
	json_put_str(report, "setup", j->plan->setup);
	for (const char *const *key = from_wanted; *key; key++)
		if (json_get(j->wanted, *key))
			json_put(report, *key, json_copy(json_get(j->wanted, *key)));
	if (rotate_is(j->plan)) {	/* how a platform is set up is no news here */
		json_drop(report, "vendor");
		json_put(report, "notes", rotate_notes(j->plan));
	}
	/* Nothing is to be configured or noted down for what failed or was undone. */
	if (!done || j->undo) {
		json_drop(report, "vendor");
		json_put(report, "notes", json_list_new());
	}
	json_put_str(report, "time", t);
	if (!probe_alone(j->plan))
		finish_put_changed(report, j->record);
	outputs = json_put(report, "outputs",
			   j->undo ? json_object_new() : plan_outputs(j->plan));
	/* What was made by the plan before is still what to note down. */
	json_each(output, j->undo ? NULL : j->outputs)
		if (!json_get(outputs, json_key(output)))
			json_put(outputs, json_key(output), json_copy(output));
	json_put(report, "steps", plan_report_steps(j->plan));
	/* What the steps changed in files besides what the plan says: each once. */
	notices = json_put(report, "notices", json_list_new());
	for (size_t i = 0; i < j->plan->count; i++)
		json_each(notice, json_get(j->plan->steps[i].outputs, "notices"))
			if (!json_has(notices, json_text(notice)))
				json_push(notices, json_copy(notice));
	finish_put_checks(report, j);
	if (done && !j->undo)
		finish_put_adopted(report, j);
	json_put(report, "ok", json_bool_new(ok));
	return report;
}

struct json *journey_outlook(const struct journey *j)
{
	return j->plan ? finish_report_of(j, true, true) : NULL;
}

/* The remedy, and then the way on: one of the two is not enough. */
static void finish_hint_resume(const struct journey *j, struct err *err)
{
	const char *setup = j->plan->setup;
	char was[sizeof(err->hint)];

	answer_remedy_resume(err, setup);
	snprintf(was, sizeof(was), "%s", err->hint);
	if (strstr(was, "accredit resume"))
		return;
	err_hint(err,
		 "%.300s%s'accredit resume %s' continues, 'accredit resume %s --undo' "
		 "undoes it",
		 was, *was ? "; then " : "", setup, setup);
}

int journey_finish(struct journey *j, struct json **report, struct err *err)
{
	struct json *checks = probe_report(j->plan);
	bool ok = run_result(j->run, err);
	bool passed = ok && (!checks || probe_passed(checks));
	bool gone = ok && !j->plan->wanted && !plan_keeps(j->plan);
	struct err saving = ERR_INIT;
	struct buf words = BUF(256);
	struct waiting waiting;
	struct probe_tally t;

	json_free(checks);
	/* Whether the record still says that anything is ours. */
	if (ok && (j->undo || j->by_hand)) {
		struct json *made = record_resources(j->record);

		gone = !json_count(made) && !waiting_read(j->record, &waiting);
		json_free(made);
	}
	*report = finish_report_of(j, ok, passed);
	if (gone && j->undo)
		backups_clear(j->record);
	if ((gone ? !record_forget(j->record, &saving) :
	     !record_save_report(j->record, *report, &saving)) && ok) {
		*err = saving;
		return 1;
	}
	if (!ok) {
		if (!record_half_way(j->record)) {
			secret_answers_over(j);
			return journey_exit(err);
		}
		finish_hint_resume(j, err);
		return 3;
	}
	secret_answers_over(j);
	if (passed)
		return !j->undo && rotate_holds(j->plan, err) ? 2 : 0;
	t = probe_report_tally(*report);
	probe_tally_words(&words, &t);
	err_set(err, ERR_DENIED, "%s", words.s);
	err_hint(err, "see the checks marked failed or inconclusive; fix the cause, then run "
		 "'accredit verify %s'", j->plan->setup);
	buf_free(&words);
	return 2;
}
