/* test_page.c - Esc, failure and refresh on every screen that waits for a task. */
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

#include "format/json.h"
#include "plan/plan.h"
#include "screens/page.h"
#include "snapshot.h"
#include "wizard_fixture.h"

/* --- a page of this file, between two other screens ---------------------------- */

static int builds;

static void start(struct context *d, void *me)
{
	page_wait(me, d, TASK_SHOW);
}

static enum go build(struct context *d, void *me)
{
	struct page *p = me;

	(void)d;
	builds++;
	textview_free(&p->text);
	textview_line(&p->text, R_TEXT, "the result");
	return GO_STAY;
}

static enum go key(struct loop *loop, struct context *d, void *me, struct key k)
{
	(void)loop;
	(void)me;
	if (k.ch != L'a')
		return GO_PASS;
	context_do(d, TASK_ACCEPT);
	return GO_STAY;
}

static void draw(const struct context *d, const void *me, struct box at)
{
	const struct page *p = me;

	(void)d;
	textview_draw(&p->text, at);
}

static const struct page_type type = {
	.waiting = "Waiting for the result", .start = start, .build = build, .key = key,
	.draw = draw,
};

static void enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	page_enter(me, model, &type);
}

static void draw_nothing(const void *model, const void *me, struct box at)
{
	(void)model;
	(void)me;
	put(at, 0, 0, R_TEXT, "another screen");
}

static const struct screen screen_first = { .name = "first", .title = "First", .draw = draw_nothing,
					    .news = context_only_news };
static const struct screen screen_before = { .name = "before", .title = "Before",
					     .draw = draw_nothing, .news = context_only_news };
static const struct screen screen_page = {
	.name = "page", .title = "Page", .state_size = sizeof(struct page), .enter = enter,
	.draw = page_draw, .key = page_key, .news = page_news, .animated = context_is_animated,
	.drop = page_drop,
};

/* --- every page of the program, in the same way --------------------------------- */

static const struct screen *const pages[] = {
	&screen_page, &screen_review, &screen_removal, &screen_differences, &screen_compare,
	&screen_adopt, &screen_rotation_plan, &screen_keys, &screen_verify_all, &screen_details,
	&screen_discovery,
};

enum { PAGES = sizeof(pages) / sizeof(*pages) };

static const struct screen *screens[] = { &screen_first, &screen_before, NULL, NULL };
static const struct flow flow = { .name = "pages", .title = "Pages", .screens = screens };

/* The page is shown, and its task runs. */
static void to_page(struct fixture *s, const struct screen *page)
{
	struct err err = ERR_INIT;

	fixture_open(s, true);
	wizard_begin(s->context.w, "essentia", &err);
	s->context.purpose = FOR_ADOPT;
	screens[2] = page;
	loop_start(s->loop, &flow);
	fixture_press(s, K_F(12));
	loop_jump(s->loop, page);
	fixture_press(s, K_F(12));
	assert_ptr_equal(loop_now(s->loop), page);
	assert_true(context_busy(&s->context));
}

static void fails(struct fixture *s)
{
	struct err err = ERR_INIT;

	err_set(&err, ERR_STOPPED, "stopped");
	fixture_end_task(s, &err);
}

static void shows(struct fixture *s, const char *text)
{
	snapshot_size(24, 80);
	loop_refresh(s->loop);
	assert_true(snapshot_has(text));
}

static void test_esc_while_waiting(void **state)
{
	struct fixture s;

	(void)state;
	for (size_t i = 0; i < PAGES; i++) {
		to_page(&s, pages[i]);
		fixture_press(&s, K_ESC);
		assert_ptr_equal(loop_now(s.loop), pages[i]);	/* until it has stopped */
		assert_true(context_busy(&s.context));
		fails(&s);
		assert_ptr_equal(loop_now(s.loop), &screen_before);
		assert_false(context_busy(&s.context));
		fixture_close(&s);
	}
}

/* Keys after Esc do not cancel it. */
static void test_esc_and_other_keys(void **state)
{
	struct fixture s;

	(void)state;
	for (size_t i = 0; i < PAGES; i++) {
		to_page(&s, pages[i]);
		fixture_press(&s, K_ESC);
		fixture_press(&s, K_DOWN);
		fixture_press(&s, K_ENTER);
		fixture_type(&s, "ra ");
		fails(&s);
		assert_ptr_equal(loop_now(s.loop), &screen_before);
		fixture_close(&s);
	}
}

/* The second one, before the task has stopped, does not lead back one more screen. */
static void test_two_escs(void **state)
{
	struct fixture s;

	(void)state;
	for (size_t i = 0; i < PAGES; i++) {
		to_page(&s, pages[i]);
		fixture_press(&s, K_ESC);
		fixture_press(&s, K_ESC);
		assert_ptr_equal(loop_now(s.loop), pages[i]);
		fails(&s);
		assert_ptr_equal(loop_now(s.loop), &screen_before);
		fixture_close(&s);
	}
}

/* The task had ended when Esc was pressed, and the loop takes in its news after the key. */
static void test_esc_and_news(void **state)
{
	struct fixture s;

	(void)state;
	for (size_t i = 0; i < PAGES; i++) {
		to_page(&s, pages[i]);
		s.context.w->queue.ok = true;
		builds = 0;
		fixture_press(&s, K_ESC);
		loop_news(s.loop);
		assert_int_equal(builds, 0);
		assert_ptr_equal(loop_now(s.loop), &screen_before);
		assert_false(context_busy(&s.context));
		fixture_close(&s);
	}
}

/* The page's task waits for another one: Esc stops that one, and the page's never starts. */
static void test_esc_in_the_queue(void **state)
{
	struct fixture s;

	(void)state;
	for (size_t i = 0; i < PAGES; i++) {
		to_page(&s, pages[i]);
		s.context.queue[s.context.queued++] = s.context.w->queue.task;
		s.context.w->queue.task = TASK_SIGN_IN;
		fixture_press(&s, K_ESC);
		fails(&s);
		assert_ptr_equal(loop_now(s.loop), &screen_before);
		assert_false(context_busy(&s.context));
		fixture_close(&s);
	}
}

static void test_esc_after_failure(void **state)
{
	struct fixture s;

	(void)state;
	for (size_t i = 0; i < PAGES; i++) {
		to_page(&s, pages[i]);
		fails(&s);
		assert_ptr_equal(loop_now(s.loop), pages[i]);
		shows(&s, "stopped");
		fixture_press(&s, K_ESC);
		assert_ptr_equal(loop_now(s.loop), &screen_before);
		fixture_close(&s);
	}
}

/* The refresh key waits for the same task again, and Esc works as before. */
static void test_refresh_after_failure(void **state)
{
	struct fixture s;

	(void)state;
	for (size_t i = 0; i < PAGES; i++) {
		enum task task;

		to_page(&s, pages[i]);
		task = s.context.w->queue.task;
		fails(&s);
		s.context.w->queue.task = TASK_NONE;
		fixture_type(&s, "r");
		assert_true(context_busy(&s.context));
		assert_int_equal(s.context.w->queue.task, task);
		fails(&s);
		shows(&s, "stopped");
		fixture_close(&s);
		to_page(&s, pages[i]);
		fails(&s);
		fixture_type(&s, "r");
		fixture_press(&s, K_ESC);
		fixture_type(&s, "x");
		fails(&s);
		assert_ptr_equal(loop_now(s.loop), &screen_before);
		fixture_close(&s);
	}
}

/* Esc also stops a task that a page starts after it was shown. */
static void test_esc_in_another_task(void **state)
{
	struct fixture s;

	(void)state;
	to_page(&s, &screen_page);
	builds = 0;
	shows(&s, "Waiting for the result");
	fixture_end_task(&s, NULL);
	assert_int_equal(builds, 1);
	shows(&s, "the result");
	fixture_type(&s, "a");
	assert_int_equal(s.context.w->queue.task, TASK_ACCEPT);
	fixture_end_task(&s, NULL);
	shows(&s, "the result");
	fixture_type(&s, "a");
	fixture_press(&s, K_ESC);
	fixture_end_task(&s, NULL);
	assert_ptr_equal(loop_now(s.loop), &screen_before);
	assert_int_equal(builds, 1);
	fixture_close(&s);
}

/* Verify of all setups shows what was compared before Esc. */
static void test_esc_shows_partial_result(void **state)
{
	struct fixture s;

	(void)state;
	to_page(&s, &screen_verify_all);
	fixture_press(&s, K_ESC);
	fixture_type(&s, "x");
	compared_list_add(&s.context.w->verify.all,
			  compared_new("essentia", OUTCOME_DIFFERS, "1 missing"));
	s.context.w->verify.walk.all = 3;
	fixture_end_task(&s, NULL);
	assert_ptr_equal(loop_now(s.loop), &screen_verify_all);
	shows(&s, "Stopped: 2 setups were not checked. Press r to check again.");
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_before);
	fixture_close(&s);
}

/* After Esc the template that was being read does not open the next screen. */
static void test_esc_while_a_platform_loads(void **state)
{
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	fixture_go_to(&s, &screen_platform);
	fixture_press(&s, K_ENTER);
	assert_int_equal(s.context.w->queue.task, TASK_BEGIN);
	fixture_press(&s, K_ESC);
	fixture_end_task(&s, NULL);
	assert_ptr_equal(loop_now(s.loop), &screen_platform);
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_method);
	fixture_close(&s);
}

/* After Esc the screen is left, also where the file could not be written. */
static void test_esc_while_a_file_is_written(void **state)
{
	struct fixture s;

	(void)state;
	for (int ok = 0; ok < 2; ok++) {
		fixture_open(&s, false);
		loop_start(s.loop, &flow_save_summary);
		fixture_press(&s, K_F(12));
		fixture_press(&s, K_ENTER);
		assert_int_equal(s.context.w->queue.task, TASK_SAVE_SUMMARY);
		fixture_press(&s, K_ESC);
		fixture_press(&s, K_ENTER);
		assert_ptr_equal(loop_now(s.loop), &screen_save_summary);
		if (ok)
			fixture_end_task(&s, NULL);
		else
			fails(&s);
		assert_ptr_equal(loop_now(s.loop), &screen_menu);
		fixture_end_tasks(&s);
		fixture_close(&s);
	}
}

static int open_all(void **state)
{
	(void)state;
	snapshot_open();
	snapshot_style(SNAPSHOT_COLOR);
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	snapshot_close();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_esc_while_waiting),
		cmocka_unit_test(test_esc_and_other_keys),
		cmocka_unit_test(test_two_escs),
		cmocka_unit_test(test_esc_and_news),
		cmocka_unit_test(test_esc_in_the_queue),
		cmocka_unit_test(test_esc_after_failure),
		cmocka_unit_test(test_refresh_after_failure),
		cmocka_unit_test(test_esc_in_another_task),
		cmocka_unit_test(test_esc_shows_partial_result),
		cmocka_unit_test(test_esc_while_a_platform_loads),
		cmocka_unit_test(test_esc_while_a_file_is_written),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	json_start();
	return cmocka_run_group_tests(tests, open_all, close_all);
}
