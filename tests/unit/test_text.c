/* test_text.c - the plain-text front end: what is said, and what a line means. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "format/json.h"
#include "text/text_internal.h"

#include "unit.h"

/* A front end whose lines come from a pipe, and what it said so far. */
struct bench {
	struct text t;
	struct text_start start;
	char *said;
	size_t size;
	int feed;
};

static void set_up_bench(struct bench *b, const char *lines)
{
	int ends[2];

	*b = (struct bench){ .t = { .line = BUF(LINE_LIMIT), .utf8 = true } };
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], lines, strlen(lines)), (ssize_t)strlen(lines));
	close(ends[1]);
	b->t.in = ends[0];
	b->t.out = open_memstream(&b->said, &b->size);
	b->t.start = &b->start;
	b->t.w = wizard_new();
	sigemptyset(&b->t.open);
}

static void tear_down(struct bench *b)
{
	fclose(b->t.out);
	close(b->t.in);
	wizard_free(b->t.w);
	buf_free(&b->t.line);
	free(b->said);
}

static void said(struct bench *b, const char *expected)
{
	fflush(b->t.out);
	assert_string_equal(b->said, expected);
}

static void test_wraps_at_words(void **state)
{
	struct bench b;

	(void)state;
	set_up_bench(&b, "");
	say(&b.t, "  %s", "one two three four five six seven eight nine ten eleven twelve "
	    "thirteen fourteen");
	said(&b, "  one two three four five six seven eight nine ten eleven twelve "
		 "thirteen\n    fourteen\n");
	tear_down(&b);
}

static void test_fits_to_the_column(void **state)
{
	char words[100], expected[200];
	struct bench b;

	(void)state;
	memset(words, 'x', sizeof(words));
	words[40] = ' ';
	words[78] = '\0';
	snprintf(expected, sizeof(expected), "%s\n", words);
	set_up_bench(&b, "");
	say(&b.t, "%s", words);
	said(&b, expected);
	tear_down(&b);
	words[78] = 'x';
	words[79] = '\0';
	snprintf(expected, sizeof(expected), "%.40s\n%s\n", words, words + 41);
	set_up_bench(&b, "");
	say(&b.t, "%s", words);
	said(&b, expected);
	tear_down(&b);
}

static void test_a_long_word_stays_whole(void **state)
{
	char text[200] = "see ", expected[300];
	struct bench b;

	(void)state;
	memset(text + 4, 'a', 120);
	strcpy(text + 124, " now");
	snprintf(expected, sizeof(expected), "see\n%.120s\nnow\n", text + 4);
	set_up_bench(&b, "");
	say(&b.t, "%s", text);
	said(&b, expected);
	tear_down(&b);
}

static void test_lines_and_gaps(void **state)
{
	struct bench b;

	(void)state;
	set_up_bench(&b, "");
	say(&b.t, "\n");
	say(&b.t, "a\n\nb");
	say_text(&b.t, "");
	say_prompt(&b.t, "c");
	said(&b, "\na\n\nb\nc: ");
	tear_down(&b);
}

static void test_nothing_harmful_is_shown(void **state)
{
	struct bench b;

	(void)state;
	set_up_bench(&b, "");
	say(&b.t, "%s", "\x1b[2J\x9b\t\xc2\x9b\xe2\x80\xae\x7f\r\xff");
	say_exact(&b.t, "\x1b]0;x\x07");
	b.t.utf8 = false;
	say(&b.t, "%s", "\xc3\xa9");
	said(&b, "\\x1b[2J\\x9b \\x9b\\u202e\\x7f\\x0d\\xff\n\\x1b]0;x\\x07\n\\u00e9\n");
	tear_down(&b);
}

/* What a shell reads is what was meant. */
static void test_a_command_goes_on_over_lines(void **state)
{
	static const char command[] =
		"accredit setup x --set 'A=it'\\''s -- long --and quoted, so it is not cut' "
		"--set B=2222222222222222222222222222 --set C=33333333333333333333 --yes";
	struct bench b;
	struct buf joined = BUF(4096);

	(void)state;
	set_up_bench(&b, "");
	say_command(&b.t, command);
	fflush(b.t.out);
	assert_non_null(strstr(b.said, " \\\n     "));
	for (const char *s = b.said + 2; *s; s++)
		if (str_starts(s, " \\\n     "))
			s += 7;
		else if (*s != '\n')
			buf_char(&joined, *s);
	assert_string_equal(joined.s, command);
	buf_free(&joined);
	tear_down(&b);
}

static void test_what_a_line_means(void **state)
{
	static const struct { const char *typed; enum said said; const char *line; } rows[] = {
		{ "abc\n", SAID_LINE, "abc" }, { "  a b \r\n", SAID_LINE, "a b" },
		{ "\n", SAID_EMPTY, "" }, { " \t \n", SAID_EMPTY, "" },
		{ "b\n", SAID_BACK, "b" }, { "=b\n", SAID_LINE, "b" },
		{ "?\n", SAID_HELP, "" }, { "? 3\n", SAID_HELP, "3" },
		{ "?3\n", SAID_LINE, "?3" }, { "=?\n", SAID_LINE, "?" },
		{ "=\n", SAID_LINE, "" }, { "==\n", SAID_LINE, "=" },
		{ "h\nx\n", SAID_LINE, "x" }, { "q\nn\nx\n", SAID_LINE, "x" },
		{ "last", SAID_LINE, "last" }, { "", SAID_LEAVE, "" },
		{ "q\ny\n", SAID_LEAVE, "q" }, { "q\n", SAID_LEAVE, "q" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct bench b;

		set_up_bench(&b, rows[i].typed);
		assert_int_equal(hear(&b.t, "Prompt"), rows[i].said);
		assert_string_equal(b.t.line.s, rows[i].line);
		assert_int_equal(b.t.leaving, rows[i].said == SAID_LEAVE);
		tear_down(&b);
	}
}

static void test_a_nul_is_no_end(void **state)
{
	struct bench b;
	int ends[2];

	(void)state;
	set_up_bench(&b, "");
	close(b.t.in);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "a\0b\n", 4), 4);
	close(ends[1]);
	b.t.in = ends[0];
	assert_int_equal(hear(&b.t, "Prompt"), SAID_LINE);
	assert_string_equal(b.t.line.s, "a\1" "b");
	tear_down(&b);
}

static const struct option fruits[] = {
	{ "apple", "Apple (red)", NULL, NULL }, { "pear", "Pear", "  sweet", NULL },
	{ "plum", "Plum", NULL, "it is not ripe" },
};

static void test_chooses(void **state)
{
	static const struct { const char *typed; int chosen; } rows[] = {
		{ "1\n", 0 }, { "PEAR\n", 1 }, { "apple (RED)\n", 0 }, { "\n", 1 },
		{ "0\n4\n-1\n99999999999999999999\n1x\n2\n", 1 },
		{ "3\nplum\n1\n", 0 }, { "b\n", CHOSE_BACK }, { "", CHOSE_BACK },
		{ "v 2\n", CHOSE_OTHER }, { "vet\n1\n", 0 }, { "? 3\n?\n2\n", 1 },
	};
	const struct choice c = { .what = "Fruit", .options = fruits, .count = 3,
				  .marked = 1, .others = "v" };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct bench b;

		set_up_bench(&b, rows[i].typed);
		say_options(&b.t, &c);
		assert_int_equal(choose(&b.t, &c), rows[i].chosen);
		tear_down(&b);
	}
}

static void test_confirms(void **state)
{
	static const struct { const char *typed; enum reply reply; } rows[] = {
		{ "y\n", REPLY_YES }, { "YES\n", REPLY_YES }, { "\n", REPLY_NO },
		{ "n\n", REPLY_NO }, { "yy\n1\nno\n", REPLY_NO }, { "b\n", REPLY_BACK },
		{ "", REPLY_BACK }, { "?\ny\n", REPLY_YES }, { "q\ny\n", REPLY_BACK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct bench b;

		set_up_bench(&b, rows[i].typed);
		assert_int_equal(confirm(&b.t, "Sure?", "It is."), rows[i].reply);
		tear_down(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wraps_at_words),
		cmocka_unit_test(test_fits_to_the_column),
		cmocka_unit_test(test_a_long_word_stays_whole),
		cmocka_unit_test(test_lines_and_gaps),
		cmocka_unit_test(test_nothing_harmful_is_shown),
		cmocka_unit_test(test_a_command_goes_on_over_lines),
		cmocka_unit_test(test_what_a_line_means),
		cmocka_unit_test(test_a_nul_is_no_end),
		cmocka_unit_test(test_chooses),
		cmocka_unit_test(test_confirms),
	};

	return run_all(tests);
}
