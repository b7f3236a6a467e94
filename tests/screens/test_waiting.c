/*
 * test_waiting.c - what screens say while AWS is silent, and that no Esc is lost: while a
 * task runs, at the end of a run, before and after a probe.
 */
#include "config.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "format/json.h"
#include "net/unanswered.h"
#include "plan/plan.h"
#include "snapshot.h"
#include "wizard_fixture.h"

/* Screens that can be shown while a task runs. */
static const struct screen *const waiting[] = {
	&screen_platform, &screen_review, &screen_removal, &screen_differences,
	&screen_compare, &screen_adopt, &screen_rotation_plan, &screen_keys,
	&screen_verify_all, &screen_details, &screen_sign_in, &screen_who, &screen_leftovers,
	&screen_rotate, &screen_resume, &screen_setups, &screen_save_summary,
};

enum { WAITING = sizeof(waiting) / sizeof(*waiting) };

static void draw_nothing(const void *model, const void *me, struct box at)
{
	(void)model;
	(void)me;
	put(at, 0, 0, R_TEXT, "another screen");
}

static const struct screen screen_first = { .name = "first", .title = "First",
					    .draw = draw_nothing,
					    .news = context_only_news };
static const struct screen *screens[] = { &screen_first, NULL, NULL };
static const struct flow flow = { .name = "waiting", .title = "Waiting", .screens = screens };

/* The screen is shown, and a task has run for 12 s. */
static void to_screen(struct fixture *s, const struct screen *screen)
{
	struct err err = ERR_INIT;

	fixture_open(s, true);
	wizard_begin(s->context.w, "essentia", &err);
	s->context.purpose = FOR_ADOPT;
	screens[1] = screen;
	loop_start(s->loop, &flow);
	fixture_press(s, K_F(12));
	loop_jump(s->loop, screen);
	fixture_press(s, K_F(12));
	assert_ptr_equal(loop_now(s->loop), screen);
	if (screen == &screen_platform)
		fixture_press(s, K_ENTER);
	if (!context_busy(&s->context))
		context_do(&s->context, TASK_SIGN_IN);
	s->context.since = clock_ms() - 12000;
}

static void shows(struct fixture *s, int rows, int cols, const char *text)
{
	struct buf now = BUF(BUF_TEXT);

	snapshot_size(rows, cols);
	loop_refresh(s->loop);
	snapshot_read(&now, false);
	if (!snapshot_has(text)) {
		print_error("no '%s':\n%s\n", text, now.s);
		fail();
	}
	buf_free(&now);
}

static void test_silence_is_said(void **state)
{
	struct unanswered call;
	struct fixture s;

	(void)state;
	for (size_t i = 0; i < WAITING; i++) {
		to_screen(&s, waiting[i]);
		unanswered_open(&call, "AWS", 4);
		unanswered_retry(&call, 2);
		call.since = clock_ms() - 12000;
		shows(&s, 24, 80, "no answer from AWS for 12 s (retry 2 of 4) · Esc stops");
		shows(&s, 16, 60, "no answer from AWS for 12 s (retry 2 of 4) · Esc stops");
		call.since = clock_ms();
		loop_refresh(s.loop);
		assert_false(snapshot_has("no answer"));
		unanswered_close(&call);
		fixture_close(&s);
	}
}

/* In the header of the menu, too, while it signs in; and Esc stops that. */
static void test_silence_of_the_sign_in(void **state)
{
	struct unanswered call;
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	s.context.signed_in = s.context.w->signed_in = false;
	context_do(&s.context, TASK_SIGN_IN);
	shows(&s, 24, 80, "checking credentials");
	unanswered_open(&call, "AWS", 2);
	call.since = clock_ms() - 9000;
	shows(&s, 16, 60, "no answer from AWS for 9 s");
	fixture_press(&s, K_ESC);
	assert_true(atomic_load(&s.context.w->stop.asked));
	unanswered_close(&call);
	err_set(&err, ERR_STOPPED, "stopped");
	fixture_end_task(&s, &err);
	assert_ptr_equal(loop_now(s.loop), &screen_menu);	/* no question, no complaint */
	loop_refresh(s.loop);
	assert_false(snapshot_has("accredit resume"));
	fixture_close(&s);
}

/* While a task runs, Esc stops it or leaves the screen, on every screen. */
static void test_esc_while_a_task_runs(void **state)
{
	struct fixture s;

	(void)state;
	for (size_t i = 0; i < WAITING; i++) {
		to_screen(&s, waiting[i]);
		atomic_store(&s.context.w->stop.asked, false);
		fixture_press(&s, K_ESC);
		if (loop_now(s.loop) == waiting[i] && !atomic_load(&s.context.w->stop.asked))
			fail_msg("%s ignores Esc", waiting[i]->name);
		fixture_close(&s);
	}
}

/* --- a run and its end ------------------------------------------------------------ */

static void to_apply(struct fixture *s)
{
	fixture_open(s, false);
	fixture_go_to(s, &screen_review);
	fixture_plan(s, ACTION_CREATE);
	fixture_end_task(s, NULL);
	fixture_type(s, "a");
	assert_ptr_equal(loop_now(s->loop), &screen_apply);
}

/* Esc asks; the answer counts while it runs, and is no surprise after the end. */
static void test_esc_during_a_run(void **state)
{
	struct fixture s;

	(void)state;
	to_apply(&s);
	fixture_press(&s, K_ESC);
	shows(&s, 16, 60, "Stop now?");
	shows(&s, 24, 80, "No step has started yet.");
	fixture_type(&s, "n");
	assert_false(atomic_load(&s.context.w->stop.asked));
	fixture_press(&s, K_ESC);
	fixture_type(&s, "y");
	assert_true(atomic_load(&s.context.w->stop.asked));
	fixture_close(&s);

	to_apply(&s);
	fixture_press(&s, K_ESC);
	fixture_end_run(&s, 0, NULL);
	fixture_type(&s, "y");
	assert_false(atomic_load(&s.context.w->stop.asked));
	shows(&s, 24, 80, "It had ended already");
	assert_ptr_equal(loop_now(s.loop), &screen_apply);
	fixture_close(&s);
}

/* After the end it leads to the menu, which says what was not tested. */
static void test_esc_after_a_run(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	to_apply(&s);
	fixture_end_run(&s, 0, NULL);
	shows(&s, 16, 60, "[ Continue ]");
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
	shows(&s, 24, 80, "'essentia' was not tested");
	fixture_close(&s);

	to_apply(&s);
	err_set(&err, ERR_STOPPED, "stopped");
	fixture_end_run(&s, 3, &err);
	shows(&s, 16, 60, "[ Resume ]   Undo     Menu");
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
	shows(&s, 24, 80, "is incomplete: Resume continues or undoes it");
	fixture_close(&s);

	/* nothing began: there is nothing to resume, and nothing says so */
	to_apply(&s);
	fixture_end_run(&s, 1, &err);
	shows(&s, 16, 60, "[ Retry ]   Menu");
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
	loop_refresh(s.loop);
	assert_false(snapshot_has("incomplete"));
	fixture_close(&s);
}

/* --- the probe -------------------------------------------------------------------- */

static void to_probe(struct fixture *s)
{
	to_apply(s);
	fixture_end_run(s, 0, NULL);
	fixture_press(s, K_ENTER);
	assert_ptr_equal(loop_now(s->loop), &screen_probe);
}

static const char results[] =
	"[{\"id\":\"identity\",\"expected\":\"allow\",\"verdict\":\"yes\",\"evidence\":"
	"{\"call\":\"aws sts get-caller-identity\",\"time\":\"2026-11-22T09:00:00Z\"}}]";

/* Enter runs the focused button; Esc on the question goes back, and back again to the menu. */
static void test_question_of_the_probe(void **state)
{
	struct fixture s;

	(void)state;
	to_probe(&s);
	shows(&s, 16, 60, "[ Run the test ]   Skip     Back");
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_apply);
	assert_false(context_busy(&s.context));		/* it is not applied again */
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_probe);
	fixture_press(&s, K_TAB);
	fixture_press(&s, K_TAB);
	shows(&s, 16, 60, "[ Back ]");
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_apply);
	fixture_press(&s, K_ENTER);
	fixture_press(&s, K_BACKTAB);
	fixture_press(&s, K_ENTER);			/* Skip */
	assert_ptr_equal(loop_now(s.loop), &screen_summary);
	fixture_close(&s);

	to_probe(&s);
	fixture_press(&s, K_ENTER);
	assert_int_equal(s.context.w->queue.task, TASK_PROBE);
	fixture_close(&s);
}

/* The results do not claim more than ran, and Esc leads one step back from everywhere. */
static void test_end_of_the_probe(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	to_probe(&s);
	fixture_type(&s, "y");
	fixture_press(&s, K_ESC);
	shows(&s, 24, 80, "Stop the test?");
	shows(&s, 24, 80, "The test instance is terminated first.");
	fixture_type(&s, "n");
	s.context.w->run.checks = json_parse(results, strlen(results), "results", &err);
	err_set(&err, ERR_STOPPED, "stopped");
	fixture_end_run(&s, 3, &err);
	shows(&s, 24, 80, "Test stopped: 1 of 5 checks passed, 4 not run.");
	shows(&s, 16, 60, "[ Run again ]   Continue without test");
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_probe);
	shows(&s, 24, 80, "[ Run the test ]");
	fixture_press(&s, K_ENTER);
	assert_int_equal(s.context.w->queue.task, TASK_RESUME);	/* that run is open */
	fixture_end_run(&s, 2, NULL);
	shows(&s, 24, 80, "1 of 5 checks passed, 4 not run.");
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_apply);
	fixture_press(&s, K_ENTER);
	shows(&s, 24, 80, "1 of 5 checks passed, 4 not run.");
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_summary);
	fixture_close(&s);
}

/* Back from the probe where nothing was to apply: the review, and nothing is applied. */
static void test_back_where_nothing_was_applied(void **state)
{
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	fixture_go_to(&s, &screen_review);
	fixture_plan(&s, ACTION_NONE);
	fixture_end_task(&s, NULL);
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_probe);
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_review);
	assert_int_equal(s.context.w->queue.task, TASK_PLAN);
	fixture_close(&s);
}

/* --- leftovers -------------------------------------------------------------------- */

static void test_leftovers(void **state)
{
	static struct probe_leftover left[] = {
		{ .id = "i-0123456789abcdef0", .setup = "essentia",
		  .launched = "2026-11-22T09:00:00Z" },
		{ .id = "sg-0123456789abcdef0", .setup = "essentia", .launched = "",
		  .is_group = true },
	};
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	s.context.w->sign_in.leftovers = (struct probe_leftovers){ .item = left, .count = 2 };
	loop_start(s.loop, &flow_leftovers);
	fixture_press(&s, K_F(12));
	shows(&s, 16, 60, "1 instance of an interrupted test is still running.");
	shows(&s, 16, 60, "US$0.01 per hour");
	shows(&s, 16, 60, "Terminate   [ Keep ]");
	fixture_type(&s, "y");
	assert_int_equal(s.context.w->queue.task, TASK_LEFTOVERS);
	fixture_press(&s, K_ESC);
	assert_true(atomic_load(&s.context.w->stop.asked));
	fixture_end_task(&s, &(struct err){ .kind = ERR_STOPPED, .text = "stopped" });
	assert_ptr_equal(loop_now(s.loop), &screen_leftovers);
	fixture_press(&s, K_ENTER);			/* Keep */
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
	s.context.w->sign_in.leftovers = (struct probe_leftovers){ NULL };
	fixture_close(&s);
}

static int open_terminal(void **state)
{
	(void)state;
	setlocale(LC_ALL, "C.UTF-8");
	snapshot_open();
	snapshot_style(SNAPSHOT_COLOR);
	return 0;
}

static int close_terminal(void **state)
{
	(void)state;
	snapshot_close();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_silence_is_said),
		cmocka_unit_test(test_silence_of_the_sign_in),
		cmocka_unit_test(test_esc_while_a_task_runs),
		cmocka_unit_test(test_esc_during_a_run),
		cmocka_unit_test(test_esc_after_a_run),
		cmocka_unit_test(test_question_of_the_probe),
		cmocka_unit_test(test_end_of_the_probe),
		cmocka_unit_test(test_back_where_nothing_was_applied),
		cmocka_unit_test(test_leftovers),
	};

	return cmocka_run_group_tests(tests, open_terminal, close_terminal);
}
