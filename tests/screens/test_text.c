/* test_text.c - drawing, wrapping and editing: any text stays in its box. */
#include "config.h"

#include <curses.h>
#include <locale.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "screens/edit.h"
#include "screens/wrap.h"
#include "snapshot.h"
#include "tests/unit/unit.h"
#include "tests/unit/vectors.h"

static const struct box all = { 0, 0, 24, 80 };

static void put_one(struct box at, const char *s)
{
	put_begin();
	put(at, 0, 0, R_TEXT, s);
	put_end();
}

static void test_put(void **state)
{
	static const struct { const char *s, *seen; } cases[] = {
		{ "plain", "plain" },
		{ "h\303\251llo", "h\303\251llo" },
		{ "e\314\201t", "e\314\201t" },			/* a combining mark */
		{ "\314\201x", "?x" },				/* without its letter */
		{ "\346\274\242\345\255\227", "\346\274\242\345\255\227" },
		{ "a\033[2Jb", "a?[2Jb" },
		{ "a\tb\nc\rd", "a?b?c?d" },
		{ "a\302\233b", "a?b" },			/* C1 */
		{ "a\342\200\256b", "a?b" },			/* bidi override */
		{ "a\360\237\217\273", "a\360\237\217\273" },
		{ "a\377\376b", "a??b" },
		{ "a\303", "a?" },				/* cut in half */
		{ "a\355\240\200b", "a???b" },			/* a surrogate */
		{ "a\177b", "a?b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		put_one(all, cases[i].s);
		assert_string_equal(snapshot_row(0), cases[i].seen);
	}
}

static void test_put_width(void **state)
{
	(void)state;
	assert_int_equal(put_width("abc"), 3);
	assert_int_equal(put_width("\346\274\242a"), 3);
	assert_int_equal(put_width("e\314\201"), 1);
	assert_int_equal(put_width("a\033b"), 3);
	assert_int_equal(put_width("e\314\201\314\202\314\203\314\204\314\205\314\206x"), 2);
}

/* A wide character that does not fit at the edge is left out. */
static void test_put_cut(void **state)
{
	struct box three = { 2, 5, 1, 3 };

	(void)state;
	put_one(three, "a\346\274\242\345\255\227");
	assert_string_equal(snapshot_row(2), "     a\346\274\242");
	put_one(three, "ab\346\274\242");
	assert_string_equal(snapshot_row(2), "     ab");
	put_begin();
	assert_int_equal(put_cut(three, 0, 0, 3, R_TEXT, "abcdef"), 3);
	put_end();
	assert_string_equal(snapshot_row(2), "     ab\342\200\246");
	put_begin();
	assert_int_equal(put(three, 1, 0, R_TEXT, "below"), 0);
	assert_int_equal(put(three, -1, 0, R_TEXT, "above"), 0);
	assert_int_equal(put(three, 0, 9, R_TEXT, "beside"), 0);
	put_end();
	assert_string_equal(snapshot_row(3), "");
}

static void test_box(void **state)
{
	struct box b = box_part((struct box){ 2, 3, 10, 20 }, 4, 5, 100, 100);

	(void)state;
	assert_int_equal(b.y, 6);
	assert_int_equal(b.x, 8);
	assert_int_equal(b.h, 6);
	assert_int_equal(b.w, 15);
	b = box_part(b, 99, -3, -1, 4);
	assert_int_equal(b.h, 0);
	assert_int_equal(b.w, 4);
}

static void test_wrap(void **state)
{
	static const struct { const char *s; int w; const char *lines; } cases[] = {
		{ "one two three", 7, "one two|three" },
		{ "one two three", 8, "one two|three" },
		{ "one two three", 3, "one|two|thr|ee" },
		{ "", 5, "" },
		{ "a\nb", 5, "a|b" },
		{ "a\n\nb", 5, "a||b" },
		{ "  indented text", 10, "  indented|text" },
		{ "abcdefghij", 4, "abcd|efgh|ij" },
		{ "\346\274\242\345\255\227\346\274\242", 3,
		  "\346\274\242|\345\255\227|\346\274\242" },
		{ "x   y", 1, "x|y" },
		{ "ab  ", 2, "ab" },
		{ "ab \ncd", 2, "ab|cd" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf got = BUF(1000);
		const char *s = cases[i].s, *rest;
		int rows = 0;

		while (s) {
			size_t n = wrap_line(s, cases[i].w, &rest);

			if (rows++)
				buf_char(&got, '|');
			buf_add(&got, s, n);
			s = rest;
		}
		assert_string_equal(got.s, cases[i].lines);
		assert_int_equal(rows, wrap_rows(cases[i].s, cases[i].w));
		buf_free(&got);
	}
}

/* --- edit --- */

/* Keys as a string: "<" Left, ">" Right, "^" Home, "$" End, "#" Backspace, "!" Delete. */
static void play(struct edit *e, const char *keys)
{
	static const struct { char c; int code; } codes[] = {
		{ '<', K_LEFT }, { '>', K_RIGHT }, { '^', K_HOME }, { '$', K_END },
		{ '#', K_BACKSPACE }, { '!', K_DELETE }, { 'U', K_CTRL_OF('u') },
		{ 'K', K_CTRL_OF('k') }, { 'W', K_CTRL_OF('w') },
		{ 'A', K_CTRL_OF('a') }, { 'E', K_CTRL_OF('e') },
	};
	wchar_t wide[200];
	size_t n = mbstowcs(wide, keys, 200);

	for (size_t i = 0; i < n; i++) {
		struct key k = KEY_CHAR(wide[i]);

		for (size_t j = 0; j < sizeof(codes) / sizeof(*codes); j++)
			if (wide[i] == (wchar_t)codes[j].c)
				k = KEY_CODE(codes[j].code);
		edit_key(e, k, NULL);
	}
}

static void test_edit(void **state)
{
	static const struct { const char *value, *keys, *after; } cases[] = {
		{ "", "abc", "abc" },
		{ "abc", "<<X", "aXbc" },
		{ "abc", "^x$y", "xabcy" },
		{ "abc", "##", "a" },
		{ "abc", "^!!", "c" },
		{ "abc", "<U", "c" },
		{ "abc", "<<K", "a" },
		{ "one two ", "W", "one " },
		{ "one two", "WW", "" },
		{ "abc", "A!Ed", "bcd" },
		{ "h\303\251", "#", "h" },
		{ "ae\314\201", "#", "a" },		/* letter and mark are one character */
		{ "ae\314\201b", "<<x", "axe\314\201b" },
		{ "", "\346\274\242\345\255\227<!", "\346\274\242" },
		{ "", "####!!", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct edit *e = edit_new(cases[i].value, 0, false);

		play(e, cases[i].keys);
		assert_string_equal(edit_text(e), cases[i].after);
		edit_free(e);
	}
}

static void test_paste(void **state)
{
	static const struct { const char *s, *after; } cases[] = {
		{ "value", "value" },
		{ "  value \t", "value" },
		{ "value\n", "value" },
		{ "\n\n value \nnext answer\n", "value" },
		{ "a\033[31mb", "a[31mb" },
		{ "a\tb", "a b" },
		{ "a\342\200\213b", "ab" },		/* no invisible characters */
		{ "a\377b", "ab" },
		{ "", "" },
		{ "\n \n", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct edit *e = edit_new(NULL, 0, false);

		assert_true(edit_key(e, KEY_TEXT(cases[i].s), NULL));
		assert_string_equal(edit_text(e), cases[i].after);
		edit_free(e);
	}
}

/* The limit counts bytes and never splits a character. */
static void test_edit_limit(void **state)
{
	struct edit *e = edit_new("abc", 5, false);
	bool changed = true;

	(void)state;
	edit_key(e, KEY_TEXT("d\303\251\303\251"), NULL);
	assert_string_equal(edit_text(e), "abcd");
	edit_key(e, KEY_CHAR('e'), NULL);
	edit_key(e, KEY_CHAR('f'), &changed);
	assert_false(changed);
	assert_string_equal(edit_text(e), "abcde");
	edit_free(e);
}

static void test_edit_scroll(void **state)
{
	struct edit *e = edit_new("0123456789abcdef", 0, false);
	int row, col;

	(void)state;
	put_begin();
	edit_draw(e, all, 1, 2, 8, true);
	put_end();
	snapshot_cursor(&row, &col);
	assert_int_equal(row, 1);
	assert_int_equal(col, 9);
	assert_string_equal(snapshot_row(1), "  \342\200\271abcdef");
	edit_key(e, KEY_CODE(K_HOME), NULL);
	put_begin();
	edit_draw(e, all, 1, 2, 8, true);
	put_end();
	snapshot_cursor(&row, &col);
	assert_int_equal(col, 2);
	assert_string_equal(snapshot_row(1), "  0123456\342\200\246");
	edit_free(e);
}

/* A secret of any length looks the same. */
static void test_edit_hidden(void **state)
{
	struct edit *e = edit_new(NULL, 128, true);
	struct secret x = { 0 };
	char first[200];

	(void)state;
	play(e, "s3");
	put_begin();
	edit_draw(e, all, 0, 0, 20, true);
	put_end();
	snprintf(first, sizeof(first), "%s", snapshot_row(0));
	play(e, "cret-and-long");
	put_begin();
	edit_draw(e, all, 0, 0, 20, true);
	put_end();
	assert_string_equal(first, snapshot_row(0));
	assert_null(strstr(first, "s3"));
	play(e, "<<^>Z");			/* the cursor does not move */
	edit_secret(e, &x);
	assert_string_equal(x.s, "s3cret-and-longZ");
	secret_close(&x);
	play(e, "W");
	edit_secret(e, &x);
	assert_int_equal(x.len, 0);
	secret_close(&x);
	edit_free(e);
}

/* --- the Big List of Naughty Strings --- */

static bool is_clean(const char *s)
{
	char *clean = xcalloc(1, strlen(s) * 8 + 8);
	bool same;

	str_clean(clean, strlen(s) * 8 + 8, s);
	same = !strcmp(clean, s);
	free(clean);
	return same;
}

/* Nothing is drawn outside the box, and only characters that can be shown. */
static void naughty_put(const char *s)
{
	struct box at = { 3, 10, 2, 17 };
	struct buf now = BUF(BUF_TEXT);
	int used;

	put_begin();
	used = put(at, 0, 0, R_TEXT, s);
	put_cut(at, 1, 0, 9, R_FAIL, s);
	put_end();
	assert_true(used <= at.w && used <= put_width(s));
	snapshot_read(&now, false);
	for (char *line = strtok(now.s, "\n"); line; line = strtok(NULL, "\n")) {
		assert_true(is_clean(line));
		assert_true(put_width(line) <= 27);
		assert_int_equal(strspn(line, " ") < 10 && *line, 0);
	}
	buf_free(&now);
}

static void naughty_wrap(const char *s)
{
	for (int w = 1; w < 40; w += 13) {
		const char *at = s, *rest;
		int rows = 0;

		for (; at; at = rest, rows++)
			assert_true(put_width_n(at, wrap_line(at, w, &rest)) <= (w < 2 ? 2 : w));
		assert_int_equal(rows, wrap_rows(s, w));
	}
}

static void naughty_edit(const char *s)
{
	struct edit *e = edit_new(NULL, 100, false);

	edit_key(e, KEY_TEXT(s), NULL);
	assert_true(strlen(edit_text(e)) <= 100);
	assert_true(str_is_utf8(edit_text(e), strlen(edit_text(e))));
	assert_true(is_clean(edit_text(e)));
	play(e, "<<x>!#W");
	assert_true(str_is_utf8(edit_text(e), strlen(edit_text(e))));
	for (int w = 1; w < 12; w += 5) {
		put_begin();
		edit_draw(e, all, 0, 0, w, true);
		put_end();
	}
	edit_free(e);
}

static void test_naughty(void **state)
{
	char *folder = vectors_folder("naughty-strings");
	struct err err = ERR_INIT;
	struct buf text = BUF(BUF_TEXT);
	struct json *list;
	int count = 0;

	(void)state;
	if (!folder)
		skip();
	vectors_text(&text, folder, "blns.base64.json");
	list = json_parse(text.s, text.len, "blns", &err);
	assert_non_null(list);
	for (struct json *j = json_first(list); j; j = json_next(j)) {
		struct buf s = BUF(BUF_TEXT);

		if (str_unbase64(&s, json_text(j))) {
			naughty_put(s.s);
			naughty_wrap(s.s);
			naughty_edit(s.s);
			count++;
		}
		buf_free(&s);
	}
	printf("%d naughty strings\n", count);
	assert_true(count > 400);
	json_free(list);
	buf_free(&text);
	free(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_put),
		cmocka_unit_test(test_put_width),
		cmocka_unit_test(test_put_cut),
		cmocka_unit_test(test_box),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_edit),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_edit_limit),
		cmocka_unit_test(test_edit_scroll),
		cmocka_unit_test(test_edit_hidden),
		cmocka_unit_test(test_naughty),
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
