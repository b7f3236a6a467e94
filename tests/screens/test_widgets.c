/* test_widgets.c - list, form and textview by their keys. */
#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "screens/form.h"
#include "screens/list.h"
#include "screens/button_row.h"
#include "screens/textview.h"
#include "snapshot.h"
#include "tests/unit/unit.h"

static const struct box all = { 0, 0, 24, 80 };

/* --- list --- */

static const char *const cities[] = {
	"Aachen", "Bonn", "K\303\266ln", "Bochum", "Essen", "Bottrop",
};

static void city_row(const void *data, size_t i, struct list_row *out)
{
	(void)data;
	out->text = cities[i];
	out->note = i == 4 ? "by the Ruhr" : NULL;
	out->disabled = i == 1;
	out->why = "not now";
}

static const struct list_source of = { .count = 6, .row = city_row };

static void type(struct list *l, const char *s)
{
	for (; *s; s++)
		list_key(l, of, KEY_CHAR((wchar_t)*s));
}

static enum list_result press(struct list *l, int code)
{
	return list_key(l, of, KEY_CODE(code));
}

static void test_list_moves(void **state)
{
	struct list l = { 0 };

	(void)state;
	press(&l, K_UP);
	assert_int_equal(l.selected, 0);
	press(&l, K_DOWN);
	assert_int_equal(l.selected, 1);
	assert_int_equal(press(&l, K_ENTER), LIST_DISABLED);
	press(&l, K_END);
	assert_int_equal(l.selected, 5);
	press(&l, K_DOWN);
	assert_int_equal(l.selected, 5);
	press(&l, K_PGUP);
	assert_int_equal(l.selected, 0);
	assert_int_equal(press(&l, K_ENTER), LIST_CHOSEN);
	assert_int_equal(press(&l, K_ESC), LIST_PASS);
	assert_int_equal(press(&l, K_TAB), LIST_PASS);
}

static void test_list_filter(void **state)
{
	struct list l = { .picks = true };
	struct list_row row;

	(void)state;
	type(&l, "BO");				/* Bonn, Bochum, Bottrop */
	assert_int_equal(l.selected, 1);
	press(&l, K_DOWN);
	assert_int_equal(l.selected, 3);
	press(&l, K_END);
	assert_int_equal(l.selected, 5);
	type(&l, "zz");
	assert_false(list_selected(&l, of, &row));
	assert_int_equal(press(&l, K_ENTER), LIST_MOVED);
	press(&l, K_BACKSPACE);
	press(&l, K_BACKSPACE);
	assert_true(list_selected(&l, of, &row));
	assert_int_equal(press(&l, K_ESC), LIST_MOVED);
	assert_string_equal(l.filter, "");
	assert_int_equal(l.selected, 5);
	type(&l, "ruhr");			/* notes are searched too */
	assert_int_equal(l.selected, 4);
	press(&l, K_CTRL_OF('u'));
	list_key(&l, of, KEY_CHAR(L'\u00f6'));
	assert_int_equal(l.selected, 2);
	press(&l, K_BACKSPACE);
	assert_string_equal(l.filter, "");
	assert_int_equal(press(&l, K_BACKSPACE), LIST_PASS);
}

/* Letters are commands until "/": j, k, g and G move, others are left to the screen. */
static void test_list_search(void **state)
{
	struct list l = { 0 };

	(void)state;
	key_text_mode(false);
	assert_int_equal(list_key(&l, of, KEY_CHAR(L'x')), LIST_PASS);
	list_key(&l, of, KEY_CHAR(L'G'));
	assert_int_equal(l.selected, 5);
	list_key(&l, of, KEY_CHAR(L'k'));
	assert_int_equal(l.selected, 4);
	list_key(&l, of, KEY_CHAR(L'g'));
	list_key(&l, of, KEY_CHAR(L'j'));
	assert_int_equal(l.selected, 1);
	list_key(&l, of, KEY_CHAR(L'/'));
	assert_true(key_is_text());
	for (const char *s = "bot"; *s; s++)
		list_key(&l, of, key_as_text(KEY_CHAR((wchar_t)*s)));
	assert_string_equal(l.filter, "bot");
	assert_string_equal(cities[l.selected], "Bottrop");
	assert_int_equal(list_key(&l, of, key_as_text(KEY_CODE(K_ENTER))), LIST_CHOSEN);
	assert_false(key_is_text());
	list_key(&l, of, KEY_CHAR(L'/'));
	list_key(&l, of, key_as_text(KEY_CHAR(L'b')));
	assert_int_equal(list_key(&l, of, key_as_text(KEY_CODE(K_ESC))), LIST_MOVED);
	assert_string_equal(l.filter, "");
	assert_false(key_is_text());
	assert_int_equal(press(&l, K_ESC), LIST_PASS);
}

static void test_list_empty(void **state)
{
	struct list l = { .selected = 3 };
	struct list_source none = { .count = 0, .row = city_row };

	(void)state;
	assert_int_equal(list_key(&l, none, KEY_CODE(K_DOWN)), LIST_MOVED);
	assert_int_equal(list_key(&l, none, KEY_CODE(K_ENTER)), LIST_MOVED);
	put_begin();
	list_draw(&l, none, all);
	put_end();
	assert_string_equal(snapshot_row(0), "  empty");
}

/* The selected row is visible at every height. */
static void test_list_scroll(void **state)
{
	(void)state;
	for (int h = 2; h < 8; h++) {
		for (size_t i = 0; i < of.count; i++) {
			struct list l = { .selected = i };

			put_begin();
			list_draw(&l, of, (struct box){ 0, 0, h, 40 });
			put_end();
			assert_true(snapshot_has(cities[i]));
		}
	}
}

/* --- form --- */

static bool check_digits(const void *data, const struct field *f, const char *value,
			 struct err *err)
{
	(void)data;
	if (*value && strspn(value, "0123456789") == strlen(value))
		return true;
	return err_set(err, ERR_INPUT, "%s has only digits", f->label);
}

static const struct field fields[] = {
	{ .name = "A", .label = "First", .kind = FIELD_TEXT, .check = check_digits,
	  .help = "digits", .vendor = "step 1" },
	{ .name = "B", .label = "Second", .kind = FIELD_PICK,
	  .choices = (const char *const[]){ "x", "y", "z", NULL },
	  .shown = (const char *const[]){ "ex", "why", "zed", NULL }, .value = "y" },
	{ .name = "C", .label = "Third", .kind = FIELD_YESNO },
	{ .name = "D", .label = "Fourth", .kind = FIELD_TEXT, .check = check_digits },
};

static void fill(struct form *f, const char *s)
{
	for (; *s; s++)
		form_key(f, KEY_CHAR((wchar_t)*s));
}

static enum form_result hit(struct form *f, int code)
{
	return form_key(f, KEY_CODE(code));
}

static void draw(const struct form *f)
{
	put_begin();
	form_draw(f, all);
	put_end();
}

static void test_form_check(void **state)
{
	struct form *f = form_new(fields, 4, NULL);

	(void)state;
	fill(f, "1a");
	draw(f);
	assert_false(snapshot_has("only digits"));		/* not before the cursor left it */
	hit(f, K_TAB);
	draw(f);
	assert_true(snapshot_has("First has only digits"));
	hit(f, K_BACKTAB);
	hit(f, K_BACKSPACE);
	draw(f);
	assert_false(snapshot_has("only digits"));		/* from now on with each key */
	fill(f, "b");
	draw(f);
	assert_true(snapshot_has("First has only digits"));
	form_free(f);
}

static void test_form_paste(void **state)
{
	struct form *f = form_new(fields, 4, NULL);

	(void)state;
	form_set(f, 0, "123");
	form_key(f, KEY_TEXT("9\n"));			/* replaces the default */
	assert_string_equal(form_value(f, 0), "9");
	form_key(f, KEY_TEXT("8"));			/* is inserted into what was typed */
	assert_string_equal(form_value(f, 0), "98");
	form_set(f, 0, "123");
	hit(f, K_HOME);
	form_key(f, KEY_TEXT("0"));
	assert_string_equal(form_value(f, 0), "0123");
	form_free(f);
}

/* Enter does not leave a wrong value; on the last field it completes the form. */
static void test_form_enter(void **state)
{
	struct form *f = form_new(fields, 4, NULL);

	(void)state;
	assert_int_equal(hit(f, K_ENTER), FORM_MOVED);
	assert_int_equal(form_current(f), 0);
	hit(f, K_DOWN);
	hit(f, K_DOWN);
	hit(f, K_DOWN);
	fill(f, "12");
	assert_int_equal(hit(f, K_ENTER), FORM_MOVED);
	assert_int_equal(form_current(f), 0);		/* the first wrong field */
	form_key(f, KEY_TEXT(" 77 \nyes\n"));
	for (int i = 0; i < 3; i++)
		assert_int_equal(hit(f, K_ENTER), FORM_MOVED);
	assert_int_equal(hit(f, K_ENTER), FORM_DONE);
	assert_string_equal(form_named(f, "A"), "77");
	assert_string_equal(form_named(f, "C"), "no");
	assert_null(form_named(f, "E"));
	form_free(f);
}

static void test_form_choice(void **state)
{
	struct form *f = form_new(fields, 4, NULL);

	(void)state;
	hit(f, K_DOWN);
	assert_false(form_typing(f));
	assert_string_equal(form_value(f, 1), "y");
	hit(f, K_RIGHT);
	assert_string_equal(form_value(f, 1), "z");
	hit(f, K_RIGHT);
	assert_string_equal(form_value(f, 1), "x");
	hit(f, K_LEFT);
	assert_string_equal(form_value(f, 1), "z");
	fill(f, "w");
	assert_string_equal(form_value(f, 1), "y");
	assert_int_equal(form_key(f, KEY_CHAR('?')), FORM_PASS);
	hit(f, K_DOWN);
	assert_int_equal(form_key(f, KEY_CHAR('y')), FORM_CHANGED);
	assert_string_equal(form_value(f, 2), "yes");
	fill(f, " ");
	assert_string_equal(form_value(f, 2), "no");
	assert_int_equal(form_key(f, KEY_TEXT("y\n")), FORM_PASS);	/* not an answer */
	assert_string_equal(form_value(f, 2), "no");
	form_free(f);
}

static void test_form_hidden_field(void **state)
{
	struct form *f = form_new(fields, 4, NULL);

	(void)state;
	form_show(f, 3, false);
	form_set(f, 0, "5");
	hit(f, K_DOWN);
	hit(f, K_DOWN);
	assert_int_equal(hit(f, K_ENTER), FORM_DONE);
	draw(f);
	assert_false(snapshot_has("Fourth"));
	form_show(f, 3, true);
	assert_int_equal(hit(f, K_ENTER), FORM_MOVED);
	assert_int_equal(form_current(f), 3);
	form_free(f);
}

static void test_form_complain(void **state)
{
	struct form *f = form_new(fields, 4, NULL);
	struct err err = ERR_INIT;

	(void)state;
	form_set(f, 3, "12");
	err_set(&err, ERR_INPUT, "that name is taken");
	err_hint(&err, "choose another");
	form_set_error(f, 3, &err);
	assert_int_equal(form_current(f), 3);
	draw(f);
	assert_true(snapshot_has("that name is taken; choose another"));
	fill(f, "3");
	draw(f);
	assert_false(snapshot_has("taken"));
	form_free(f);
}

/* With more fields than rows the current one is always visible. */
static void test_form_scroll(void **state)
{
	struct field many[30];
	char labels[30][16];
	struct form *f;

	(void)state;
	for (int i = 0; i < 30; i++) {
		snprintf(labels[i], sizeof(labels[i]), "F%02d", i);
		many[i] = (struct field){ .name = labels[i], .label = labels[i],
			.help = "some help that is long enough to need a second row here" };
	}
	f = form_new(many, 30, NULL);
	for (int i = 0; i < 30; i++) {
		put_begin();
		form_draw(f, (struct box){ 0, 0, 7, 50 });
		put_end();
		assert_true(snapshot_has(labels[i]));
		hit(f, K_DOWN);
	}
	form_free(f);
}

static void test_form_none(void **state)
{
	struct form *f = form_new(fields, 0, NULL);
	struct help help;

	(void)state;
	draw(f);
	assert_int_equal(hit(f, K_ENTER), FORM_DONE);
	assert_int_equal(hit(f, K_TAB), FORM_PASS);
	assert_false(form_typing(f));
	assert_false(form_help(f, &help));
	form_free(f);
}

/* --- textview --- */

/* "/" scrolls to a match while it is typed; n and N find the next and the previous; Esc cancels. */
static void test_text_search(void **state)
{
	struct textview v = { 0 };
	struct box at = { 0, 0, 5, 60 };

	(void)state;
	for (int i = 1; i <= 30; i++)
		textview_fmt(&v, R_TEXT, "line %d%s", i, i % 10 ? "" : " Round");
	put_begin();
	textview_draw(&v, at);
	key_text_mode(false);
	assert_false(textview_key(&v, KEY_CHAR(L'n'))); /* the screen's, without a search */
	textview_key(&v, KEY_CHAR(L'/'));
	assert_true(key_is_text());
	for (const char *s = "round"; *s; s++)
		textview_key(&v, key_as_text(KEY_CHAR((wchar_t)*s)));
	assert_int_equal(v.top, 9);
	textview_key(&v, key_as_text(KEY_CODE(K_ENTER)));
	assert_false(key_is_text());
	textview_key(&v, KEY_CHAR(L'n'));
	assert_int_equal(v.top, 19);
	textview_key(&v, KEY_CHAR(L'n'));
	textview_key(&v, KEY_CHAR(L'N'));
	assert_int_equal(v.match, 20);
	put_begin();
	textview_draw(&v, at);
	put_end();
	assert_true(snapshot_has("n next, N previous"));
	textview_key(&v, KEY_CHAR(L'/'));
	textview_key(&v, key_as_text(KEY_CHAR(L'#')));
	put_begin();
	textview_draw(&v, at);
	put_end();
	assert_true(snapshot_has("no match"));
	textview_key(&v, key_as_text(KEY_CODE(K_ESC)));
	assert_string_equal(v.search, "");
	textview_free(&v);
}

/* --- buttons --- */

static void test_buttons(void **state)
{
	static const struct button three[] = { { "Apply", L'a', false },
					       { "Back", 0, false },
					       { "Remove", L'd', true },
					       { NULL, 0, false } };
	struct button_row b = { 0 };

	(void)state;
	assert_int_equal(button_row_key(&b, three, KEY_CODE(K_ENTER)), 0);
	assert_int_equal(button_row_key(&b, three, KEY_CODE(K_TAB)), BUTTON_MOVED);
	assert_int_equal(button_row_key(&b, three, KEY_CODE(K_ENTER)), 1);
	button_row_key(&b, three, KEY_CODE(K_BACKTAB));
	button_row_key(&b, three, KEY_CODE(K_LEFT));
	assert_int_equal(button_row_key(&b, three, KEY_CODE(K_ENTER)), 2);
	assert_int_equal(button_row_key(&b, three, KEY_CHAR(L'a')), 0);
	assert_int_equal(button_row_key(&b, three, KEY_CHAR(L'x')), BUTTON_PASS);
	assert_int_equal(button_row_key(&b, three, KEY_CODE(K_ESC)), BUTTON_PASS);
	put_begin();
	button_row_draw(&b, three, (struct box){ 0, 0, 1, 60 });
	put_end();
	assert_string_equal(snapshot_row(0), "  Apply     Back   [ Remove ]");
}

static void show(const struct textview *v, int h, int w)
{
	put_begin();
	textview_draw(v, (struct box){ 0, 0, h, w });
	put_end();
}

static void test_view_scroll(void **state)
{
	struct textview v = { 0 };

	(void)state;
	show(&v, 5, 20);
	assert_false(textview_key(&v, KEY_CODE(K_ENTER)));
	for (int i = 0; i < 20; i++)
		textview_fmt(&v, R_TEXT, "line %d", i);
	show(&v, 5, 20);
	assert_string_equal(snapshot_row(0), "line 0");
	assert_string_equal(snapshot_row(4), " \342\206\223 lines 1-4 of 20");
	textview_key(&v, KEY_CODE(K_DOWN));
	show(&v, 5, 20);
	assert_string_equal(snapshot_row(0), "line 1");
	for (int i = 0; i < 40; i++)
		textview_key(&v, KEY_CODE(K_DOWN));
	textview_key(&v, KEY_CODE(K_UP));		/* at once, although Down was pressed beyond the end */
	show(&v, 5, 20);
	assert_string_equal(snapshot_row(0), "line 15");
	textview_key(&v, KEY_CODE(K_HOME));
	textview_key(&v, KEY_CHAR(' '));
	show(&v, 5, 20);
	assert_string_equal(snapshot_row(0), "line 3");
	textview_free(&v);
}

static void test_view_follow(void **state)
{
	struct textview v = { .follow = true };

	(void)state;
	for (int i = 0; i < 20; i++) {
		char now[32];

		textview_fmt(&v, R_TEXT, "line %d", i);
		snprintf(now, sizeof(now), "line %d", i);
		show(&v, 5, 20);
		assert_true(snapshot_has(now));
	}
	textview_key(&v, KEY_CODE(K_UP));		/* scrolling back ends it */
	textview_line(&v, R_TEXT, "last");
	show(&v, 5, 20);
	assert_false(snapshot_has("last"));
	textview_free(&v);
}

static void test_view_spans(void **state)
{
	struct textview v = { 0 };

	(void)state;
	textview_line(&v, R_TEXT, "a\tplain ");
	textview_span(&v, R_REMOVE, "gone for ever");
	textview_hang(&v, 4);
	textview_line(&v, R_ADD, "one\n\nthree\n");
	assert_int_equal(textview_rows(&v, 16), 5);
	show(&v, 10, 16);
	assert_string_equal(snapshot_row(0), "a    plain gone");
	assert_string_equal(snapshot_row(1), "    for ever");
	assert_string_equal(snapshot_row(2), "one");
	assert_string_equal(snapshot_row(3), "");
	assert_string_equal(snapshot_row(4), "three");
	assert_int_equal(snapshot_role(0, 5), R_TEXT);
	assert_int_equal(snapshot_role(0, 11), R_REMOVE);
	assert_int_equal(snapshot_role(1, 5), R_REMOVE);
	assert_int_equal(snapshot_role(2, 0), R_ADD);
	textview_span(&v, R_TEXT, " and more of it that wraps");
	assert_int_equal(textview_rows(&v, 16), 6);
	textview_free(&v);
	assert_int_equal(textview_rows(&v, 16), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_search),
		cmocka_unit_test(test_buttons),
		cmocka_unit_test(test_list_moves),
		cmocka_unit_test(test_list_filter),
		cmocka_unit_test(test_list_search),
		cmocka_unit_test(test_list_empty),
		cmocka_unit_test(test_list_scroll),
		cmocka_unit_test(test_form_check),
		cmocka_unit_test(test_form_paste),
		cmocka_unit_test(test_form_enter),
		cmocka_unit_test(test_form_choice),
		cmocka_unit_test(test_form_hidden_field),
		cmocka_unit_test(test_form_complain),
		cmocka_unit_test(test_form_scroll),
		cmocka_unit_test(test_form_none),
		cmocka_unit_test(test_view_scroll),
		cmocka_unit_test(test_view_follow),
		cmocka_unit_test(test_view_spans),
	};
	int failed;

	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 77;
	snapshot_open();
	snapshot_style(SNAPSHOT_COLOR);
	snapshot_size(24, 80);
	failed = run_all(tests);
	snapshot_close();
	return failed;
}
