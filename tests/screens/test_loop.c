/* test_loop.c - flows, popups, help and leaving, driven by keys. */
#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "screens/popup.h"
#include "shot.h"
#include "tests/unit/unit.h"
#include "town.h"

static struct town town;
static struct loop *loop;

static void start(const struct flow *flow)
{
	struct app app;

	loop_free(loop);
	town_init(&town);
	app = town_app(&town);
	app.flow = flow;
	shot_size(24, 80);
	loop = loop_new(&app);
}

static void press(int code)
{
	loop_key(loop, KEY_CODE(code));
	loop_paint(loop);
}

static void type(const char *s)
{
	for (; *s; s++)
		loop_key(loop, KEY_CHAR((wchar_t)*s));
	loop_paint(loop);
}

static const char *now(void)
{
	return loop_now(loop)->name;
}

static void fill_names(void)
{
	press(K_TAB);
	press(K_TAB);
	type("0123456789012345678901234567890123456789");
	press(K_TAB);
	press(K_ENTER);
}

static void test_journey(void **state)
{
	(void)state;
	start(&town_menu);
	press(K_ENTER);
	assert_string_equal(now(), "platform");
	press(K_ENTER);
	assert_string_equal(now(), "names");
	fill_names();
	assert_int_equal(town.secret_bytes, 40);
	assert_string_equal(now(), "policy");
	press(K_ENTER);
	assert_string_equal(now(), "review");
	press(K_ENTER);
	type("y");
	assert_string_equal(now(), "apply");
	town.done = TOWN_STEPS;
	loop_news(loop);
	press(K_ENTER);
	assert_string_equal(now(), "summary");
	press(K_ENTER);
	assert_string_equal(now(), "menu");
	type("q");
	assert_true(loop_ended(loop));
}

/* A screen that is not wanted is stepped over, both ways. */
static void test_not_wanted(void **state)
{
	(void)state;
	start(&town_setup);
	press(K_DOWN);
	press(K_ENTER);
	fill_names();
	assert_string_equal(now(), "review");
	assert_false(shot_has("Policy"));
	press(K_ESC);
	assert_string_equal(now(), "names");
}

/* Back and forth again: what was typed is still there. */
static void test_nothing_lost(void **state)
{
	(void)state;
	start(&town_menu);
	press(K_ENTER);
	press(K_ENTER);
	type("-two");
	press(K_ESC);
	assert_string_equal(now(), "platform");
	press(K_ENTER);
	assert_true(shot_has("Essentia-two"));
	press(K_ESC);
	press(K_ESC);
	assert_string_equal(now(), "menu");
	assert_int_equal(town.platforms_entered, 3);
}

static void test_back_of_first(void **state)
{
	(void)state;
	start(&town_menu);
	press(K_ESC);
	assert_string_equal(now(), "menu");
	assert_false(shot_has("Stop and leave?"));
	start(&town_setup);
	press(K_ESC);
	assert_true(shot_has("Stop and leave?"));
	press(K_ESC);
	assert_false(loop_ended(loop));
}

static void test_stays(void **state)
{
	(void)state;
	start(&town_menu);
	press(K_ENTER);
	loop_jump(loop, &town_screen_apply);
	press(K_F(5));
	assert_string_equal(now(), "apply");
	press(K_ESC);
	assert_string_equal(now(), "apply");
}

static void test_leave_question(void **state)
{
	(void)state;
	start(&town_menu);
	press(K_CTRL_OF('c'));
	assert_true(shot_has("Stop and leave?"));
	press(K_CTRL_OF('c'));				/* once is enough */
	press(K_ENTER);					/* the default is No */
	assert_false(loop_ended(loop));
	assert_false(shot_has("Stop and leave?"));
	press(K_CTRL_OF('c'));
	type("x");
	assert_true(shot_has("Stop and leave?"));
	type("n");
	assert_false(shot_has("Stop and leave?"));
	press(K_CTRL_OF('c'));
	press(K_RIGHT);
	press(K_ENTER);
	assert_true(loop_ended(loop));
}

static void test_leave_in_apply(void **state)
{
	(void)state;
	start(&town_setup);
	loop_jump(loop, &town_screen_apply);
	press(K_F(5));
	town.done = 2;
	press(K_CTRL_OF('c'));
	assert_true(shot_has("2 of 6 steps are done."));
	assert_true(shot_has("accredit resume"));
	type("y");
	assert_true(loop_ended(loop));
}

/* A question dies with the screen that asked; its answer goes nowhere. */
static void test_question_dies(void **state)
{
	(void)state;
	start(&town_setup);
	loop_jump(loop, &town_screen_review);
	press(K_F(5));
	press(K_ENTER);
	assert_true(shot_has("Apply this plan?"));
	loop_jump(loop, &town_screen_names);
	loop_news(loop);
	press(K_F(5));
	assert_false(shot_has("Apply this plan?"));
	assert_false(town.confirmed);
}

static void test_help(void **state)
{
	(void)state;
	start(&town_menu);
	type("?");
	assert_true(shot_has("stop and leave"));
	press(K_ESC);
	press(K_ENTER);
	press(K_ENTER);
	type("?");					/* text here */
	assert_true(shot_has("Essentia?"));
	press(K_F(1));
	assert_true(shot_has("The vendor's own step"));
	assert_true(shot_has("Console: IAM, Roles"));
	press(K_ENTER);
	assert_false(shot_has("vendor"));
	press(K_DOWN);
	press(K_DOWN);
	assert_string_equal(now(), "names");
}

static void test_note(void **state)
{
	(void)state;
	start(&town_setup);
	loop_jump(loop, &town_screen_summary);
	press(K_F(5));
	type("s");
	assert_true(shot_has("saved to /home/operator"));
	press(K_DOWN);
	assert_false(shot_has("saved to"));
}

static void test_error(void **state)
{
	(void)state;
	start(&town_setup);
	loop_jump(loop, &town_screen_summary);
	press(K_F(5));
	type("e");
	assert_true(shot_has("creating the role 'Essentia' was refused"));
	assert_true(shot_has("ask for iam:CreateRole"));
	assert_true(shot_has("AccessDenied"));
	press(K_ESC);
	assert_false(shot_has("refused"));
}

/* Too small to be seen is too small to confirm; text still gets to its field. */
static void test_blind(void **state)
{
	(void)state;
	start(&town_setup);
	loop_jump(loop, &town_screen_review);
	press(K_F(5));
	press(K_ENTER);
	shot_size(10, 40);
	type("y");
	press(K_ENTER);
	assert_false(town.confirmed);
	assert_string_equal(now(), "review");
	shot_size(24, 80);
	loop_paint(loop);
	assert_true(shot_has("Apply this plan?"));
	press(K_ESC);
	loop_jump(loop, &town_screen_names);
	press(K_F(5));
	shot_size(3, 20);
	type("-x");
	press(K_ENTER);
	press(K_ESC);
	shot_size(24, 80);
	loop_paint(loop);
	assert_true(shot_has("Essentia-x"));
	shot_size(3, 30);
	press(K_CTRL_OF('c'));
	assert_true(shot_has("Stop and leave?"));
	type("y");
	assert_true(loop_ended(loop));
}

static void test_long_popup(void **state)
{
	struct buf text = BUF(BUF_TEXT);

	(void)state;
	start(&town_menu);
	for (int i = 0; i < 100; i++)
		buf_fmt(&text, "row %d\n", i);
	popup_say(loop, R_TEXT, "Long", text.s);
	loop_paint(loop);
	assert_true(shot_has("lines 1-16 of 100"));
	press(K_END);
	assert_true(shot_has("row 99"));
	shot_size(16, 60);
	loop_paint(loop);
	press(K_END);
	assert_true(shot_has("row 99"));
	press(K_ENTER);
	assert_false(shot_has("row"));
	buf_free(&text);
}

static char told[64];
static int tellings;

static void tell(struct loop *of, void *model, const char *text)
{
	assert_ptr_equal(of, loop);
	(void)model;
	snprintf(told, sizeof(told), "%s", text ? text : "(none)");
	tellings++;
}

/* A line of text: Enter gives it, Esc gives none; '?' and q are text there. */
static void test_popup_line(void **state)
{
	(void)state;
	start(&town_menu);
	tellings = 0;
	popup_fill(loop, "A second factor", "Type the code", tell);
	loop_paint(loop);
	assert_true(shot_has("A second factor"));
	assert_true(shot_has("Type the code"));
	press(K_ENTER);
	assert_int_equal(tellings, 0);
	type("q?42");
	assert_true(shot_has("> q?42"));
	press(K_ENTER);
	assert_string_equal(told, "q?42");
	assert_false(shot_has("A second factor"));
	popup_fill(loop, "Again", "Type it", tell);
	type("1");
	press(K_ESC);
	assert_string_equal(told, "(none)");
	assert_int_equal(tellings, 2);
	assert_false(shot_has("Again"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_journey),
		cmocka_unit_test(test_not_wanted),
		cmocka_unit_test(test_nothing_lost),
		cmocka_unit_test(test_back_of_first),
		cmocka_unit_test(test_stays),
		cmocka_unit_test(test_leave_question),
		cmocka_unit_test(test_leave_in_apply),
		cmocka_unit_test(test_question_dies),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_note),
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_blind),
		cmocka_unit_test(test_long_popup),
		cmocka_unit_test(test_popup_line),
	};
	int failed;

	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 77;
	shot_open();
	shot_style(SHOT_COLOR);
	failed = run_all(tests);
	loop_free(loop);
	shot_close();
	return failed;
}
