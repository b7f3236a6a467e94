/* test_snapshots.c - every part of the toolkit, drawn at all sizes. */
#include "config.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "snapshot.h"
#include "demo_app.h"

static struct demo demo;
static struct loop *loop;

static void start(void)
{
	struct app app;

	loop_free(loop);
	demo_init(&demo);
	app = demo_app(&demo);
	loop = loop_new(&app);
}

static void press(int code)
{
	loop_key(loop, KEY_CODE(code));
}

static void type(const char *s)
{
	for (; *s; s++)
		loop_key(loop, KEY_CHAR((wchar_t)*s));
}

static void to_menu(void)
{
	start();
}

static void to_menu_off(void)
{
	start();
	for (int i = 0; i < 4; i++)
		press(K_DOWN);
	press(K_ENTER);
}

static void to_menu_real(void)
{
	start();
	demo.practice = false;
}

static void to_platform(void)
{
	start();
	press(K_ENTER);
}

static void to_platform_far(void)
{
	to_platform();
	press(K_END);
}

static void to_platform_filter(void)
{
	to_platform();
	type("dead");
}

static void to_platform_none(void)
{
	to_platform();
	type("zzz");
}

static void to_names(void)
{
	to_platform();
	press(K_ENTER);
}

static void to_names_wrong(void)
{
	to_names();
	type(" and more");
	press(K_TAB);
	press(K_TAB);
	type("short");
	press(K_UP);
	press(K_UP);
}

static void to_names_long(void)
{
	to_names();
	type("-of-a-platform-with-a-name-that-goes-on-and-on-far-beyond-the-field");
}

static void to_names_help(void)
{
	to_names();
	press(K_F(1));
}

static void to_policy(void)
{
	to_names();
	press(K_TAB);
	press(K_TAB);
	type("0123456789012345678901234567890123456789");
	press(K_TAB);
	press(K_ENTER);
}

static void to_policy_end(void)
{
	to_policy();
	loop_refresh(loop);
	press(K_END);
}

static void to_review(void)
{
	to_policy();
	press(K_ENTER);
}

static void to_review_ask(void)
{
	to_review();
	press(K_ENTER);
}

static void to_review_yes(void)
{
	to_review_ask();
	press(K_TAB);
}

static void to_apply(void)
{
	to_review_ask();
	type("y");
	demo.done = 2;
	loop_news(loop);
}

static void to_apply_leave(void)
{
	to_apply();
	press(K_CTRL_OF('c'));
}

static void to_apply_done(void)
{
	to_apply();
	demo.done = DEMO_STEPS;
	loop_news(loop);
}

static void to_summary(void)
{
	to_apply_done();
	press(K_ENTER);
}

static void to_summary_err(void)
{
	to_summary();
	type("e");
}

static const struct state {
	const char *name;
	void (*reach)(void);
	bool large;		/* also at 120x40 */
} states[] = {
	{ "menu", to_menu, true },
	{ "menu_off", to_menu_off, false },
	{ "menu_real", to_menu_real, false },
	{ "platform", to_platform, true },
	{ "platform_far", to_platform_far, false },
	{ "platform_filter", to_platform_filter, false },
	{ "platform_none", to_platform_none, false },
	{ "names", to_names, true },
	{ "names_wrong", to_names_wrong, true },
	{ "names_long", to_names_long, false },
	{ "names_help", to_names_help, true },
	{ "policy", to_policy, true },
	{ "policy_end", to_policy_end, false },
	{ "review", to_review, true },
	{ "review_ask", to_review_ask, true },
	{ "review_yes", to_review_yes, false },
	{ "apply", to_apply, true },
	{ "apply_leave", to_apply_leave, true },
	{ "apply_done", to_apply_done, false },
	{ "summary", to_summary, true },
	{ "summary_err", to_summary_err, true },
};

static const struct { int rows, cols; } sizes[] = {
	{ 24, 80 }, { 16, 60 }, { 40, 120 }, { 10, 40 }, { 1, 1 },
};
enum { LARGE = 2, SMALL = 3 };

static int compared;

/* In a terminal that is too small all states but two look the same. */
static bool has_snapshot(const struct state *s, size_t size)
{
	if (size == LARGE)
		return s->large;
	return size < SMALL || !strcmp(s->name, "menu") ||
	       !strcmp(s->name, "apply_leave");
}

static void compare_state(const struct state *s, enum snapshot_style style, int *wrong)
{
	snapshot_size(24, 80);
	snapshot_style(style);
	s->reach();
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		char name[96];

		snapshot_size(sizes[i].rows, sizes[i].cols);
		loop_refresh(loop);
		if (!has_snapshot(s, i))
			continue;
		snprintf(name, sizeof(name), "%s-%dx%d-%s", s->name, sizes[i].cols,
			 sizes[i].rows, style == SNAPSHOT_COLOR ? "color" : "mono");
		*wrong += !snapshot_matches(name);
		compared++;
	}
}

static void test_color(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		compare_state(&states[i], SNAPSHOT_COLOR, &wrong);
	assert_int_equal(wrong, 0);
}

static void test_mono(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		compare_state(&states[i], SNAPSHOT_MONO, &wrong);
	assert_int_equal(wrong, 0);
}

/* Sizes below and around the smallest one: nothing is written outside the screen. */
static void test_all_sizes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		snapshot_size(24, 80);
		snapshot_style(SNAPSHOT_COLOR);
		states[i].reach();
		for (int rows = 1; rows < 44; rows += 3) {
			for (int cols = 1; cols < 140; cols += 7) {
				snapshot_size(rows, cols);
				loop_refresh(loop);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_color),
		cmocka_unit_test(test_mono),
		cmocka_unit_test(test_all_sizes),
	};
	int failed;

	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 77;
	snapshot_open();
	failed = cmocka_run_group_tests_name("snapshots", tests, NULL, NULL);
	loop_free(loop);
	snapshot_close();
	fprintf(stderr, "%d snapshots compared\n", compared);
	return failed;
}
