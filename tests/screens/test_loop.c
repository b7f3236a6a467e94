/* test_loop.c - flows, popups, help and quitting, driven by keys. */
#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "screens/popup.h"
#include "snapshot.h"
#include "tests/unit/unit.h"
#include "demo_app.h"

static struct demo demo;
static struct loop *loop;

static void start(const struct flow *flow)
{
	struct app app;

	loop_free(loop);
	demo_init(&demo);
	app = demo_app(&demo);
	app.flow = flow;
	snapshot_size(24, 80);
	loop = loop_new(&app);
}

static void press(int code)
{
	loop_key(loop, KEY_CODE(code));
	loop_refresh(loop);
}

static void type(const char *s)
{
	for (; *s; s++)
		loop_key(loop, KEY_CHAR((wchar_t)*s));
	loop_refresh(loop);
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
	start(&demo_menu);
	press(K_ENTER);
	assert_string_equal(now(), "platform");
	press(K_ENTER);
	assert_string_equal(now(), "names");
	fill_names();
	assert_int_equal(demo.secret_bytes, 40);
	assert_string_equal(now(), "policy");
	press(K_ENTER);
	assert_string_equal(now(), "review");
	press(K_ENTER);
	type("y");
	assert_string_equal(now(), "apply");
	demo.done = DEMO_STEPS;
	loop_news(loop);
	press(K_ENTER);
	assert_string_equal(now(), "summary");
	press(K_ENTER);
	assert_string_equal(now(), "menu");
	type("q");
	assert_true(loop_ended(loop));
}

/* A screen that is not wanted is skipped in both directions. */
static void test_not_wanted(void **state)
{
	(void)state;
	start(&demo_setup);
	press(K_DOWN);
	press(K_ENTER);
	fill_names();
	assert_string_equal(now(), "review");
	assert_false(snapshot_has("Policy"));
	press(K_ESC);
	assert_string_equal(now(), "names");
}

/* After Back and Enter, what was typed is still there. */
static void test_back_keeps_text(void **state)
{
	(void)state;
	start(&demo_menu);
	press(K_ENTER);
	press(K_ENTER);
	type("-two");
	press(K_ESC);
	assert_string_equal(now(), "platform");
	press(K_ENTER);
	assert_true(snapshot_has("Essentia-two"));
	press(K_ESC);
	press(K_ESC);
	assert_string_equal(now(), "menu");
	assert_int_equal(demo.platforms_entered, 3);
}

static void test_back_of_first(void **state)
{
	(void)state;
	start(&demo_menu);
	press(K_ESC);
	assert_string_equal(now(), "menu");
	assert_false(snapshot_has("Quit accredit?"));
	start(&demo_setup);
	press(K_ESC);
	assert_true(snapshot_has("Quit accredit?"));
	press(K_ESC);
	assert_false(loop_ended(loop));
}

static void test_stays(void **state)
{
	(void)state;
	start(&demo_menu);
	press(K_ENTER);
	loop_jump(loop, &demo_screen_apply);
	press(K_F(5));
	assert_string_equal(now(), "apply");
	press(K_ESC);
	assert_string_equal(now(), "apply");
}

static void test_quit_question(void **state)
{
	(void)state;
	start(&demo_menu);
	press(K_CTRL_OF('c'));
	assert_true(snapshot_has("Quit accredit?"));
	press(K_CTRL_OF('c'));				/* asks once */
	press(K_ENTER);					/* the default is No */
	assert_false(loop_ended(loop));
	assert_false(snapshot_has("Quit accredit?"));
	press(K_CTRL_OF('c'));
	type("x");
	assert_true(snapshot_has("Quit accredit?"));
	type("n");
	assert_false(snapshot_has("Quit accredit?"));
	press(K_CTRL_OF('c'));
	press(K_RIGHT);
	press(K_ENTER);
	assert_true(loop_ended(loop));
}

static void test_quit_in_apply(void **state)
{
	(void)state;
	start(&demo_setup);
	loop_jump(loop, &demo_screen_apply);
	press(K_F(5));
	demo.done = 2;
	press(K_CTRL_OF('c'));
	assert_true(snapshot_has("2 of 6 steps are done."));
	assert_true(snapshot_has("accredit resume"));
	type("y");
	assert_true(loop_ended(loop));
}

/* A question is closed with the screen that asked it. */
static void test_question_closed(void **state)
{
	(void)state;
	start(&demo_setup);
	loop_jump(loop, &demo_screen_review);
	press(K_F(5));
	press(K_ENTER);
	assert_true(snapshot_has("Apply this plan?"));
	loop_jump(loop, &demo_screen_names);
	loop_news(loop);
	press(K_F(5));
	assert_false(snapshot_has("Apply this plan?"));
	assert_false(demo.confirmed);
}

static void test_help(void **state)
{
	(void)state;
	start(&demo_menu);
	type("?");
	assert_true(snapshot_has("quit; asks first"));
	press(K_ESC);
	press(K_ENTER);
	press(K_ENTER);
	type("?");					/* this is text */
	assert_true(snapshot_has("Essentia?"));
	press(K_F(1));
	assert_true(snapshot_has("In the vendor's guide"));
	assert_true(snapshot_has("Console: IAM, Roles"));
	assert_true(snapshot_has("redraw the screen"));
	press(K_ENTER);
	assert_false(snapshot_has("redraw the screen"));
	press(K_DOWN);
	press(K_DOWN);
	assert_string_equal(now(), "names");
}

static void test_note(void **state)
{
	(void)state;
	start(&demo_setup);
	loop_jump(loop, &demo_screen_summary);
	press(K_F(5));
	type("s");
	assert_true(snapshot_has("saved to /home/operator"));
	press(K_DOWN);
	assert_false(snapshot_has("saved to"));
}

static void test_error(void **state)
{
	(void)state;
	start(&demo_setup);
	loop_jump(loop, &demo_screen_summary);
	press(K_F(5));
	type("e");
	assert_true(snapshot_has("creating the role 'Essentia' was refused"));
	assert_true(snapshot_has("ask for iam:CreateRole"));
	assert_true(snapshot_has("AccessDenied"));
	press(K_ESC);
	assert_false(snapshot_has("refused"));
}

/* A terminal that is too small cannot confirm; text still gets to its field. */
static void test_too_small(void **state)
{
	(void)state;
	start(&demo_setup);
	loop_jump(loop, &demo_screen_review);
	press(K_F(5));
	press(K_ENTER);
	snapshot_size(10, 40);
	type("y");
	press(K_ENTER);
	assert_false(demo.confirmed);
	assert_string_equal(now(), "review");
	snapshot_size(24, 80);
	loop_refresh(loop);
	assert_true(snapshot_has("Apply this plan?"));
	press(K_ESC);
	loop_jump(loop, &demo_screen_names);
	press(K_F(5));
	snapshot_size(3, 20);
	type("-x");
	press(K_ENTER);
	press(K_ESC);
	snapshot_size(24, 80);
	loop_refresh(loop);
	assert_true(snapshot_has("Essentia-x"));
	snapshot_size(3, 30);
	press(K_CTRL_OF('c'));
	assert_true(snapshot_has("Quit accredit?"));
	type("y");
	assert_true(loop_ended(loop));
}

static void test_long_popup(void **state)
{
	struct buf text = BUF(BUF_TEXT);

	(void)state;
	start(&demo_menu);
	for (int i = 0; i < 100; i++)
		buf_fmt(&text, "row %d\n", i);
	popup_message(loop, R_TEXT, "Long", text.s);
	loop_refresh(loop);
	assert_true(snapshot_has("lines 1-16 of 100"));
	press(K_END);
	assert_true(snapshot_has("row 99"));
	snapshot_size(16, 60);
	loop_refresh(loop);
	press(K_END);
	assert_true(snapshot_has("row 99"));
	press(K_ENTER);
	assert_false(snapshot_has("row"));
	buf_free(&text);
}

static char answer[64];
static int answers;

static void keep_answer(struct loop *of, void *model, const char *text)
{
	assert_ptr_equal(of, loop);
	(void)model;
	snprintf(answer, sizeof(answer), "%s", text ? text : "(none)");
	answers++;
}

/* A line of text: Enter returns it, Esc returns NULL; '?' and q are text. */
static void test_popup_line(void **state)
{
	(void)state;
	start(&demo_menu);
	answers = 0;
	popup_ask_text(loop, "A second factor", "Type the code", keep_answer);
	loop_refresh(loop);
	assert_true(snapshot_has("A second factor"));
	assert_true(snapshot_has("Type the code"));
	press(K_ENTER);
	assert_int_equal(answers, 0);
	type("q?42");
	assert_true(snapshot_has("> q?42"));
	press(K_ENTER);
	assert_string_equal(answer, "q?42");
	assert_false(snapshot_has("A second factor"));
	popup_ask_text(loop, "Again", "Type it", keep_answer);
	type("1");
	press(K_ESC);
	assert_string_equal(answer, "(none)");
	assert_int_equal(answers, 2);
	assert_false(snapshot_has("Again"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_journey),
		cmocka_unit_test(test_not_wanted),
		cmocka_unit_test(test_back_keeps_text),
		cmocka_unit_test(test_back_of_first),
		cmocka_unit_test(test_stays),
		cmocka_unit_test(test_quit_question),
		cmocka_unit_test(test_quit_in_apply),
		cmocka_unit_test(test_question_closed),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_note),
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_too_small),
		cmocka_unit_test(test_long_popup),
		cmocka_unit_test(test_popup_line),
	};
	int failed;

	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 77;
	snapshot_open();
	snapshot_style(SNAPSHOT_COLOR);
	failed = run_all(tests);
	loop_free(loop);
	snapshot_close();
	return failed;
}
