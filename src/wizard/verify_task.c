/*
 * verify_task.c - the tasks of Verify: one setup compared with the account, one that
 * was created manually, or all of them; see wizard.h.
 */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/risk.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/waiting.h"
#include "wizard/accept.h"
#include "wizard/compare_all.h"
#include "wizard/drift_history.h"
#include "wizard/surroundings.h"
#include "wizard/wizard_internal.h"

/* --- one ------------------------------------------------------------------------------ */

static void verify_task_take_around(struct wizard *w)
{
	json_free(w->verify.around);
	w->verify.around = surroundings_look(&w->j);
	json_free(w->verify.compared);
	w->verify.compared = plan_compared(w->j.plan);
	wizard_find_deciding(w, w->verify.around);
}

/* The walk over all was a look of its own: what it told is not lost by this one. */
static struct json *verify_task_since_of(const struct wizard *w, struct json *since)
{
	for (size_t i = 0; w->verify.from_all && i < w->verify.all.count; i++) {
		const struct compared *row = &w->verify.all.rows[i];

		if (str_eq(row->name, w->setup) && row->since &&
		    !json_count(json_get(since, "changes"))) {
			json_free(since);
			return json_copy(row->since);
		}
	}
	return since;
}

static bool verify_task_is_given(const struct wizard *w)
{
	return *w->verify.given.name && str_eq(w->verify.given.name, w->setup);
}

/* The setup by its record, or by the answers of its hand-off. */
static bool verify_task_open(struct wizard *w, struct err *err)
{
	const struct answers *given = &w->verify.given;

	if (!verify_task_is_given(w))
		return wizard_open_setup(w, false, err) && wizard_is_setup(w, err);
	journey_free(&w->j);
	journey_init(&w->j, NULL, &w->stop);
	w->again = true;
	if (!wizard_go_to(w, given->region, err))
		return false;
	w->j.session = &w->session;
	if (!journey_platform(&w->j, given->platform, err))
		return false;
	answers_copy(&w->j.given, given);
	return true;
}

/*
 * Of a setup that waits for an administrator: compares and, where all is there, records it.
 * True: it can be compared as any other now; false, without err: it still waits, and is
 * compared.
 */
static bool verify_task_settle(struct wizard *w, struct err *err)
{
	awaited_free(&w->verify.awaited);
	if (!verify_task_is_given(w) &&
	    !waiting_read(w->j.record, &w->verify.awaited.waiting))
		return true;
	if (!awaited_settle(&w->j, &w->verify.awaited, err))
		return false;
	if (w->verify.awaited.recorded) {
		answers_free(&w->verify.given);
		return wizard_open_setup(w, false, err);
	}
	verify_task_take_around(w);
	return false;
}

bool verify_do_compare(struct wizard *w, struct err *err)
{
	struct json *broken;
	struct json *seen, *since;

	if (!verify_task_open(w, err))
		return false;
	if (!verify_task_settle(w, err))
		return !err->kind;
	w->j.probe = false;
	broken = drift_history_broken(w->setup);
	if (!journey_answers(&w->j, err) || !journey_plan(&w->j, PLAN_VERIFY, NULL, err)) {
		json_free(broken);
		return false;
	}
	/* What hangs on it besides, and what is otherwise than at the last look. */
	verify_task_take_around(w);
	seen = drift_history_summarize(w->j.plan, w->verify.around);
	since = drift_history_add(w->setup, seen, w->verify.compared);
	if (broken)
		json_push(w->verify.around, broken);
	if (since)
		json_push(w->verify.around, verify_task_since_of(w, since));
	json_free(seen);
	return true;
}

bool verify_do_accept(struct wizard *w, struct err *err)
{
	return accept_save(&w->j, w->verify.around, err);
}

/* --- one created manually -------------------------------------------------------------- */

/*
 * The name that was answered is the one it may be recorded under later; while it is
 * only looked at it has that of a setup created manually, unless another was given.
 */
bool verify_do_by_hand(struct wizard *w, struct err *err)
{
	struct journey *j = &w->j;
	char name[sizeof(j->given.name)];
	bool ok;

	awaited_free(&w->verify.awaited);
	record_close(j->record);
	j->record = NULL;
	snprintf(name, sizeof(name), "%s", j->given.name);
	if (str_eq(name, j->pack->name))
		j->given.name[0] = '\0';
	ok = wizard_go_to(w, j->given.region, err) && journey_by_hand(j, err) &&
		found_task_choose(w, err) && journey_plan(j, PLAN_VERIFY, NULL, err);
	snprintf(j->given.name, sizeof(j->given.name), "%s", name);
	if (ok)
		verify_task_take_around(w);
	return ok;
}

/* --- all of them ---------------------------------------------------------------------- */

void wizard_progress(struct wizard *w, struct progress *out)
{
	*out = (struct progress){ .at = 0 };
	pthread_mutex_lock(&w->verify.walk.lock);
	out->at = w->verify.walk.at;
	out->all = w->verify.walk.all;
	snprintf(out->name, sizeof(out->name), "%s", w->verify.walk.name);
	out->done = w->verify.walk.rows.count;
	out->odd = out->done - compared_list_count(&w->verify.walk.rows, OUTCOME_AS_WANTED);
	pthread_mutex_unlock(&w->verify.walk.lock);
}

struct compared_list wizard_compared_rows(struct wizard *w, size_t from)
{
	struct compared_list rows;

	pthread_mutex_lock(&w->verify.walk.lock);
	rows = compared_list_copy(&w->verify.walk.rows, from);
	pthread_mutex_unlock(&w->verify.walk.lock);
	return rows;
}

/* What was not looked at when it was stopped has no row. */
static void verify_task_look_at_one(struct wizard *w, struct compare_all *m)
{
	struct err err = ERR_INIT;
	bool ok = compare_all_compare(m, &err);
	struct compared row;
	struct json *list;

	if (err.kind == ERR_STOPPED)
		return;
	row = compare_all_row(m, &err);
	if (ok) {
		const struct plan *p = compare_all_journey(m)->plan;
		struct json *seen = drift_history_summarize(p, compare_all_around(m)),
			    *compared = plan_compared(p);

		/* The look is kept, and what it told of the time before goes with the row. */
		row.since = drift_history_add(compare_all_name(m), seen, compared);
		json_free(compared);
		json_free(seen);
		/* All that --fail-on counts, of one setup after another. */
		list = risk_deciding(compare_all_journey(m)->risks, compare_all_around(m),
				     w->verify.fail_on);
		json_each(finding, list)
			json_push(w->verify.deciding, json_copy(finding));
		json_free(list);
	}
	pthread_mutex_lock(&w->verify.walk.lock);
	compared_list_add(&w->verify.walk.rows, row);
	pthread_mutex_unlock(&w->verify.walk.lock);
	wizard_wake_face(w);
}

void verify_begin_all(struct wizard *w)
{
	pthread_mutex_lock(&w->verify.walk.lock);
	compared_list_free(&w->verify.walk.rows);
	w->verify.walk.at = w->verify.walk.all = 0;
	w->verify.walk.name[0] = '\0';
	pthread_mutex_unlock(&w->verify.walk.lock);
}

bool verify_do_all(struct wizard *w, struct err *err)
{
	struct compare_all *m;

	if (!wizard_go_to(w, "", err))
		return false;
	json_free(w->verify.deciding);
	w->verify.deciding = json_list_new();
	m = compare_all_new(NULL, &w->session, &w->stop);
	while (compare_all_next(m)) {
		pthread_mutex_lock(&w->verify.walk.lock);
		w->verify.walk.at = compare_all_at(m);
		w->verify.walk.all = compare_all_setups(m);
		snprintf(w->verify.walk.name, sizeof(w->verify.walk.name), "%s",
			 compare_all_name(m));
		pthread_mutex_unlock(&w->verify.walk.lock);
		wizard_wake_face(w);
		verify_task_look_at_one(w, m);
	}
	compare_all_free(m);
	w->queue.fresh_compared = wizard_compared_rows(w, 0);
	return true;
}

void verify_take_all(struct wizard *w)
{
	if (w->queue.ok) {
		compared_list_free(&w->verify.all);
		w->verify.all = w->queue.fresh_compared;
	} else {
		compared_list_free(&w->queue.fresh_compared);
	}
	w->queue.fresh_compared = (struct compared_list){ NULL, 0 };
}
