/* test_unfill.c - what placeholders stand for, by a document that was filled. */
#include "config.h"

#include <string.h>

#include "unit.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "format/unfill.h"

/* A form, what may be the same filled, and what was told: "NAME=text " each time. */
static const struct {
	const char *form, *filled, *told;
} cases[] = {
	{ "\"arn:aws:s3:::${BUCKET}/*\"", "\"arn:aws:s3:::data/*\"", "BUCKET=data " },
	{ "\"arn:aws:s3:::${BUCKET}/*\"", "\"arn:aws:s3:::data\"", "" },
	{ "\"system:serviceaccount:${SPACE}:${NAME}\"", "\"system:serviceaccount:e6:sales\"",
	  "SPACE=e6 NAME=sales " },
	{ "\"${A}${B}\"", "\"xyz\"", "A=x B=yz " },
	{ "\"${A}-${B}-c\"", "\"a-b-b-c\"", "A=a B=b-b " },
	{ "\"${A}\"", "\"\"", "" },
	{ "\"plain\"", "\"plain\"", "" },
	{ "\"${aws:username}\"", "\"ann\"", "" },
	{ "\"${A}\"", "7", "" },
	/* one text is a list of it, in any order */
	{ "[\"b/${B}\"]", "[\"a/1\",\"b/2\",\"b/3\"]", "B=2 B=3 " },
	{ "\"b/${B}\"", "[\"b/2\"]", "B=2 " },
	{ "[\"b/${B}\"]", "\"b/2\"", "B=2 " },
	/* names of members, too */
	{ "{\"${HOST}:sub\":\"${WHO}\"}", "{\"x.y:aud\":\"a\",\"x.y:sub\":\"b\"}",
	  "HOST=x.y WHO=b " },
	{ "{\"a\":\"${A}\"}", "{\"b\":\"1\"}", "" },
	/* statements that have nothing to do with each other */
	{ "{\"Effect\":\"Allow\",\"Action\":[\"s3:Get\",\"s3:Put\"],\"Resource\":\"${R}\"}",
	  "[{\"Effect\":\"Allow\",\"Action\":\"S3:PUT\",\"Resource\":\"1\"},"
	  "{\"Effect\":\"Deny\",\"Action\":\"s3:Put\",\"Resource\":\"2\"},"
	  "{\"Effect\":\"Allow\",\"Action\":[\"sqs:Send\"],\"Resource\":\"3\"},"
	  "{\"Effect\":\"Allow\",\"Resource\":\"4\"}]",
	  "R=1 " },
};

static struct json *parse(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "a test's own", &err);

	assert_non_null(j);
	return j;
}

static void told(void *with, const char *name, const char *text)
{
	buf_fmt(with, "%s=%s ", name, text);
}

static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct json *form = parse(cases[i].form), *filled = parse(cases[i].filled);
		struct buf out = BUF(1000);

		unfill_tree(form, filled, told, &out);
		if (!str_eq(out.s, cases[i].told))
			fail_msg("%s with %s: '%s'", cases[i].form, cases[i].filled, out.s);
		buf_free(&out);
		json_free(form);
		json_free(filled);
	}
}

/* Many placeholders are no form, and a long text ends. */
static void limits(void **state)
{
	struct buf form = BUF(1000), text = BUF(10000), out = BUF(1000);

	(void)state;
	for (int i = 0; i < 9; i++)
		buf_fmt(&form, "${A%d}", i);
	for (int i = 0; i < 40; i++)
		buf_str(&text, "0123456789");
	assert_false(unfill_text(form.s, text.s, told, &out));
	assert_true(unfill_text("${A}9", text.s, told, &out));
	assert_int_equal(out.len, strlen("A= ") + text.len - 1);
	buf_free(&form);
	buf_free(&text);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(table), cmocka_unit_test(limits) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
