/* The runner: order, failure, stop, what always runs, undo. Run under TSan too. */
#include "config.h"

#include "unit.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/journal.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/run.h"

#include "folder.h"

static atomic_int turn, working, most_working;
static atomic_bool met;

/* Its place in the order, as an output. */
static bool note(struct step_ctx *c, struct err *err)
{
	char text[16];

	(void)err;
	snprintf(text, sizeof(text), "%d", atomic_fetch_add(&turn, 1));
	step_output(c, "turn", text);
	return true;
}

static bool fail_it(struct step_ctx *c, struct err *err)
{
	(void)c;
	return err_set(err, ERR_SERVICE, "no");
}

static bool until_stopped(struct step_ctx *c, struct err *err)
{
	step_waits(c, "for the end of days");
	while (step_sleep(c, 50, err))
		;
	return false;
}

/* Both of two such steps must be at work at once for either to end. */
static bool meet(struct step_ctx *c, struct err *err)
{
	int now = atomic_fetch_add(&working, 1) + 1;

	if (now > atomic_load(&most_working))
		atomic_store(&most_working, now);
	while (atomic_load(&most_working) < 2)
		if (!step_sleep(c, 5, err))
			return false;
	step_works(c);
	atomic_fetch_sub(&working, 1);
	return true;
}

static bool end_it(struct step_ctx *c, struct err *err)
{
	atomic_store(&met, !atomic_load(&c->stop->asked));
	return note(c, err);
}

static const struct step_work noting = { "note", NULL, note, note, NULL, false };
static const struct step_work failing = { "fail", NULL, fail_it, NULL, NULL, false };
static const struct step_work endless = { "endless", NULL, until_stopped, NULL, NULL, false };
static const struct step_work meeting = { "meet", NULL, meet, NULL, NULL, false };
static const struct step_work ending = { "end", NULL, end_it, NULL, NULL, true };
static const struct step_work *const works[] = { &noting, &failing, &endless, &meeting,
						 &ending, NULL };

struct ran {
	struct plan *plan;
	struct record *record;
	struct stop stop;
	struct run *run;
};

static struct ran begin(const char *name)
{
	struct err err = ERR_INIT;
	struct ran r = { .plan = plan_new(name, NULL) };

	r.record = record_open(name, true, &err);
	if (!r.record)
		fail_msg("%s", err.text);
	atomic_store(&turn, 0);
	return r;
}

static void add(struct ran *r, const char *id, const struct step_work *work,
		const char *need, const char *need2)
{
	const char *needs[] = { need, need2, NULL };

	plan_add(r->plan, id, work, id, ACTION_NONE, NULL, NULL, needs);
}

static void go(struct ran *r, enum run_mode mode, const char *id)
{
	struct err err = ERR_INIT;

	r->run = run_start(r->plan, NULL, record_journal(r->record), &r->stop, mode, id,
			   &err);
	if (!r->run)
		fail_msg("%s", err.text);
}

/* Takes events until the run ends; with a step and status: until that came. */
static void follow(struct ran *r, const char *id, const char *status)
{
	while (!run_ended(r->run)) {
		struct pollfd p = { .fd = run_wake_fd(r->run), .events = POLLIN };
		struct json *event = run_next(r->run);
		bool there = event && id && str_eq(json_str(event, "id"), id) &&
			     str_eq(json_str(event, "status"), status);

		if (!event)
			poll(&p, 1, 1000);
		json_free(event);
		if (there)
			return;
	}
}

static void finish(struct ran *r)
{
	run_close(r->run);
	record_close(r->record);
	plan_free(r->plan);
}

static int turn_of(const struct ran *r, const char *id)
{
	return atoi(json_str(plan_step(r->plan, id)->outputs, "turn"));
}

static void keeps_the_order(void **state)
{
	struct ran r = begin("order");
	struct err err = ERR_INIT;

	(void)state;
	add(&r, "a", &noting, NULL, NULL);
	add(&r, "b", &noting, "a", NULL);
	add(&r, "c", &noting, "a", NULL);
	add(&r, "d", &noting, "b", "c");
	go(&r, RUN_APPLY, NULL);
	follow(&r, NULL, NULL);
	assert_true(run_result(r.run, &err));
	assert_int_equal(turn_of(&r, "a"), 0);
	assert_int_equal(turn_of(&r, "d"), 3);
	assert_null(record_half_way(r.record));
	finish(&r);
}

static void works_at_the_same_time(void **state)
{
	struct ran r = begin("together");
	struct err err = ERR_INIT;

	(void)state;
	add(&r, "a", &meeting, NULL, NULL);
	add(&r, "b", &meeting, NULL, NULL);
	go(&r, RUN_APPLY, NULL);
	follow(&r, NULL, NULL);
	assert_true(run_result(r.run, &err));
	finish(&r);
}

static void a_failure_stops_what_comes_after(void **state)
{
	struct ran r = begin("failure");
	struct err err = ERR_INIT;

	(void)state;
	add(&r, "a", &noting, NULL, NULL);
	add(&r, "bad", &failing, "a", NULL);
	add(&r, "after", &noting, "bad", NULL);
	add(&r, "end", &ending, "bad", NULL);
	go(&r, RUN_APPLY, NULL);
	follow(&r, NULL, NULL);
	assert_false(run_result(r.run, &err));
	assert_string_equal(err.text, "no");
	assert_int_equal(plan_step(r.plan, "after")->state, STEP_IDLE);
	assert_int_equal(plan_step(r.plan, "end")->state, STEP_DONE);
	assert_non_null(record_half_way(r.record));
	finish(&r);
}

static void what_never_began_is_not_ended(void **state)
{
	struct ran r = begin("never");
	struct err err = ERR_INIT;

	(void)state;
	add(&r, "bad", &failing, NULL, NULL);
	add(&r, "launch", &noting, "bad", NULL);
	add(&r, "end", &ending, "launch", NULL);
	go(&r, RUN_APPLY, NULL);
	follow(&r, NULL, NULL);
	assert_false(run_result(r.run, &err));
	assert_int_equal(plan_step(r.plan, "end")->state, STEP_IDLE);
	finish(&r);
}

static void a_stop_still_ends_the_worker(void **state)
{
	struct ran r = begin("stop");
	struct err err = ERR_INIT;

	(void)state;
	atomic_store(&met, false);
	add(&r, "wait", &endless, NULL, NULL);
	add(&r, "end", &ending, "wait", NULL);
	go(&r, RUN_APPLY, NULL);
	follow(&r, "wait", "waiting");
	atomic_store(&r.stop.asked, true);
	follow(&r, NULL, NULL);
	assert_false(run_result(r.run, &err));
	assert_int_equal(err.kind, ERR_STOPPED);
	/* and its own calls were not stopped */
	assert_true(atomic_load(&met));
	/* as after a kill: no outcome of the step that was stopped */
	assert_string_equal(json_str(record_line(r.record, record_half_way(r.record),
						 "wait", NULL), "phase"), PHASE_INTENT);
	finish(&r);
}

static void resumes_and_undoes(void **state)
{
	struct ran r = begin("again");
	struct err err = ERR_INIT;
	const char *id;
	size_t done, all;

	(void)state;
	add(&r, "a", &noting, NULL, NULL);
	add(&r, "b", &failing, "a", NULL);
	go(&r, RUN_APPLY, NULL);
	follow(&r, NULL, NULL);
	run_close(r.run);
	id = record_half_way(r.record);
	assert_non_null(id);
	plan_free(r.plan);
	r.plan = plan_read(record_last_plan(r.record, &done, &all), works, &err);
	assert_non_null(r.plan);
	assert_int_equal(done, 1);
	run_recall(r.plan, r.record, id);
	assert_int_equal(plan_step(r.plan, "a")->state, STEP_DONE);
	assert_true(plan_step(r.plan, "b")->again);
	go(&r, RUN_UNDO, id);
	follow(&r, NULL, NULL);
	assert_true(run_result(r.run, &err));
	assert_int_equal(plan_step(r.plan, "a")->state, STEP_UNDONE);
	assert_null(record_half_way(r.record));
	finish(&r);
}

static void many_steps_many_times(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		struct ran r = begin("many");
		struct err err = ERR_INIT;

		for (int i = 0; i < 30; i++) {
			char id[16], need[16];

			snprintf(id, sizeof(id), "s%d", i);
			snprintf(need, sizeof(need), "s%d", i / 3);
			add(&r, id, &noting, i ? need : NULL, NULL);
		}
		go(&r, RUN_APPLY, NULL);
		for (struct step_look look; !run_ended(r.run); json_free(run_next(r.run)))
			run_look(r.run, 7, &look);
		assert_true(run_result(r.run, &err));
		assert_int_equal(atomic_load(&turn), 30);
		finish(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_order),
		cmocka_unit_test(works_at_the_same_time),
		cmocka_unit_test(a_failure_stops_what_comes_after),
		cmocka_unit_test(what_never_began_is_not_ended),
		cmocka_unit_test(a_stop_still_ends_the_worker),
		cmocka_unit_test(resumes_and_undoes),
		cmocka_unit_test(many_steps_many_times),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
