/* test_letter.c - the letter of a bundle: what it quotes means nothing in a page or a terminal. */
#include "config.h"

#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "handoff/letter.h"

static const struct {
	const char *given, *text, *html;
} cases[] = {
	{ "plain", "plain", "plain" },
	{ "a < b > c & d", "a < b > c & d", "a &lt; b &gt; c &amp; d" },
	{ "<script>alert('x')</script>", "<script>alert('x')</script>",
	  "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" },
	{ "\" onload=\"", "\" onload=\"", "&quot; onload=&quot;" },
	{ "&lt;", "&lt;", "&amp;lt;" },
	{ "a\033[31mred", "a\\x1b[31mred", "a\\x1b[31mred" },
	{ "one\ntwo", "one two", "one two" },
	{ "caf\303\251", "caf\303\251", "caf\303\251" },
	{ "turned \342\200\256 over", "turned \\u202e over", "turned \\u202e over" },
	{ "broken \377 byte", "broken \\xff byte", "broken \\xff byte" },
};

static void escapes_what_it_quotes(void **state)
{
	static const enum letter_kind kinds[] = { LETTER_TITLE, LETTER_HEADING,
						  LETTER_PARAGRAPH, LETTER_ITEM,
						  LETTER_COMMAND };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
			struct letter l = { .count = 0 };
			struct buf text = BUF(BUF_TEXT), html = BUF(BUF_TEXT);
			char *wanted = xasprintf(">%s</", cases[i].html);

			letter_add(&l, kinds[k], "%s", cases[i].given);
			letter_as_text(&text, &l);
			letter_as_html(&html, &l);
			/* a heading is in uppercase letters */
			if (!strcasestr(text.s, cases[i].text))
				fail_msg("text of case %zu: %s", i, text.s);
			if (!strstr(html.s, wanted))
				fail_msg("page of case %zu: %s", i, html.s);
			free(wanted);
			buf_free(&text);
			buf_free(&html);
			letter_free(&l);
		}
}

static void wraps_words_and_no_commands(void **state)
{
	struct letter l = { .count = 0 };
	struct buf text = BUF(BUF_TEXT);
	const char *long_command =
		"aws cloudformation deploy --region us-east-1 --stack-name accredit-essentia "
		"--template-file cloudformation/essentia.template.json";

	(void)state;
	letter_add(&l, LETTER_ITEM, "%s",
		   "a text that is longer than a line of the letter, so that it continues on the "
		   "next one");
	letter_add(&l, LETTER_COMMAND, "%s", long_command);
	letter_as_text(&text, &l);
	assert_non_null(strstr(text.s, long_command));
	assert_true(str_starts(text.s, "- a text"));
	assert_non_null(strstr(text.s, "\n  next one\n"));
	buf_free(&text);
	letter_free(&l);
}

/* As a page of 80 columns has them. */
static void counts_lines_on_paper(void **state)
{
	static const struct {
		enum letter_kind kind;
		size_t columns, lines;
	} rows[] = {
		{ LETTER_TITLE, 80, 2 },   /* with its underline */
		{ LETTER_TITLE, 81, 3 },   { LETTER_PARAGRAPH, 80, 1 },
		{ LETTER_PARAGRAPH, 81, 2 }, { LETTER_ITEM, 78, 1 },
		{ LETTER_ITEM, 79, 2 },	   { LETTER_COMMAND, 76, 1 },
		{ LETTER_COMMAND, 77, 2 }, { LETTER_COMMAND, 157, 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct letter l = { .count = 0 };
		struct buf words = BUF(BUF_TEXT);

		/* words of 4 letters, then one that fills the columns */
		while (words.len + 10 < rows[i].columns)
			buf_str(&words, "word ");
		while (words.len < rows[i].columns)
			buf_char(&words, 'w');
		letter_add(&l, rows[i].kind, "%s", words.s);
		if (letter_lines(&l) != rows[i].lines)
			fail_msg("row %zu: %zu lines", i, letter_lines(&l));
		buf_free(&words);
		letter_free(&l);
	}
}

static void parts_its_sections(void **state)
{
	struct letter l = { .count = 0 };
	struct buf text = BUF(BUF_TEXT);

	(void)state;
	letter_add(&l, LETTER_TITLE, "Title");
	letter_add(&l, LETTER_PARAGRAPH, "First.");
	letter_add(&l, LETTER_HEADING, "Why");
	letter_add(&l, LETTER_PARAGRAPH, "Second.");
	letter_add(&l, LETTER_ITEM, "one");
	letter_add(&l, LETTER_ITEM, "two");
	letter_add(&l, LETTER_PARAGRAPH, "Third.");
	letter_add(&l, LETTER_COMMAND, "ls");
	letter_as_text(&text, &l);
	assert_string_equal(text.s, "Title\n=====\n\nFirst.\n\nWHY\nSecond.\n- one\n- two\n"
				    "\nThird.\n    ls\n");
	buf_free(&text);
	letter_free(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_what_it_quotes),
		cmocka_unit_test(wraps_words_and_no_commands),
		cmocka_unit_test(counts_lines_on_paper),
		cmocka_unit_test(parts_its_sections),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
