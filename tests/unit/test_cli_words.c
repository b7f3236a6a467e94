/* test_cli_words.c - values in the lines of a shell script: as they were, in sh, dash and
 * bash. */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/shell.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/cli.h"

static const char *const shells[] = { "sh", "dash", "bash", NULL };

/* Pieces that mean something to a shell, to JSON, to JMESPath, or to printf. */
static const char *const pieces[] = {
	"'",
	"\"",
	"$",
	"$HOME",
	"$(id)",
	"`id`",
	"\\",
	"\\n",
	"\n",
	"\t",
	" ",
	"  ",
	"*",
	"?",
	"[a]",
	"{}",
	"{!}",
	"~",
	"#",
	"!",
	"!!",
	";",
	"&",
	"|",
	"<",
	">",
	"(",
	")",
	"=",
	"%s",
	"--",
	"-n",
	"file://x",
	"a",
	"Z9",
	"\xc3\xa9",
	"\xf0\x9f\x94\x91",
	"'\\''",
	"\r",
	"",
};

/* A text of up to eight of them; yours. */
static char *some_text(unsigned *seed)
{
	struct buf text = BUF(400);
	int count = rand_r(seed) % 9;

	for (int i = 0; i < count; i++)
		buf_str(&text,
			pieces[(size_t)rand_r(seed) % (sizeof(pieces) / sizeof(*pieces))]);
	return buf_take(&text);
}

/* What the shell prints for the script, in "text\0text\0" form. */
static void run(const char *shell, const char *script, struct buf *out)
{
	char path[] = "/tmp/accredit-words-XXXXXX";
	int fd = mkstemp(path);
	char *command = xasprintf("%s %s", shell, path), some[4096];
	FILE *file = fdopen(fd, "w");
	size_t n;

	assert_non_null(file);
	assert_int_equal(fwrite(script, 1, strlen(script), file), strlen(script));
	fclose(file);
	file = popen(command, "r");
	assert_non_null(file);
	while ((n = fread(some, 1, sizeof(some), file)))
		buf_add(out, some, n);
	if (pclose(file))
		fail_msg("%s: %s", shell, script);
	remove(path);
	free(command);
}

enum { ROUNDS = 40, TEXTS = 50 };

static void texts_survive_a_shell(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct buf script = BUF(BUF_TEXT), expected = BUF(BUF_TEXT);
		char *texts[TEXTS];

		for (int i = 0; i < TEXTS; i++) {
			texts[i] = some_text(&seed);
			cli_say(&script,
				i % 2 ? "printf '%s\\0' {}\n" :
					"text={}\nprintf '%s\\0' \"$text\"\n",
				texts[i]);
			buf_add(&expected, texts[i], strlen(texts[i]) + 1);
			free(texts[i]);
		}
		for (const char *const *shell = shells; *shell; shell++) {
			struct buf out = BUF(BUF_TEXT);

			run(*shell, script.s, &out);
			assert_int_equal(out.len, expected.len);
			assert_memory_equal(out.s, expected.s, out.len);
			buf_free(&out);
		}
		buf_free(&script);
		buf_free(&expected);
	}
}

static void fills_a_line(void **state)
{
	static const struct {
		const char *text, *a, *b, *line;
	} rows[] = {
		{ "get-{!} --name {}", "role", "it's", "get-role --name 'it'\\''s'" },
		{ "{}{}", "{}", "", "'{}'''" },
		{ "${x} {!} {}", "$y", "$z", "${x} $y '$z'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf line = BUF(200);

		cli_say(&line, rows[i].text, rows[i].a, rows[i].b);
		assert_string_equal(line.s, rows[i].line);
		buf_free(&line);
	}
}

/* A backquote ends a literal: none is left in one, and JSON reads the rest as it was. */
static void literals_are_json(void **state)
{
	unsigned seed = 2;

	(void)state;
	for (int i = 0; i < 500; i++) {
		char *more = some_text(&seed), *text = xasprintf("%s`%s", more, more);
		struct buf query = BUF(BUF_TEXT);
		struct err err = ERR_INIT;
		struct json *back;

		cli_literal_text(&query, text);
		assert_int_equal(query.s[0], '`');
		assert_ptr_equal(strchr(query.s + 1, '`'), query.s + query.len - 1);
		back = json_parse(query.s + 1, query.len - 2, "literal", &err);
		assert_string_equal(json_text(back), text);
		json_free(back);
		buf_free(&query);
		free(text);
		free(more);
	}
}

static void writes_queries(void **state)
{
	struct err err = ERR_INIT;
	struct json *tags = json_parse("{\"a\":\"1\",\"b c\":\"2\"}", 19, "tags", &err);
	struct buf query = BUF(BUF_TEXT);

	(void)state;
	cli_equals(&query, "Role.Path", "");
	cli_equals(&query, "&&Role.Path", "/x/");
	assert_string_equal(query.s, "`true`&&Role.Path==`\"/x/\"`");
	buf_reset(&query);
	cli_tags_complete(&query, "Tags", tags, true);
	assert_string_equal(query.s, "Tags.\"a\"==`\"1\"`&&Tags.\"b c\"==`\"2\"`");
	buf_reset(&query);
	cli_tags_complete(&query, "Tags", tags, false);
	assert_string_equal(
		query.s,
		"length((Tags||`[]`)[?contains(`[{\"Key\":\"a\",\"Value\":\"1\"},"
		"{\"Key\":\"b c\",\"Value\":\"2\"}]`,@)])==`2`");
	buf_free(&query);
	json_free(tags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_survive_a_shell),
		cmocka_unit_test(fills_a_line),
		cmocka_unit_test(literals_are_json),
		cmocka_unit_test(writes_queries),
	};

	return run_all(tests);
}
