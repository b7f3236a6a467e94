/* test_fill.c - placeholders of a parsed document, filled. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "format/fill.h"
#include "vectors.h"

static const char values_text[] =
	"{\"ROLE\": \"Master\", \"EMPTY\": \"\", \"NONE\": [], \"ONE\": [\"x\"],"
	" \"MANY\": [\"a\", \"b\"], \"TWO\": [\"1\", \"2\"], \"HOLE\": \"${ROLE}\"}";

/* before; after, or for a hole a part of the sentence */
static const struct {
	const char *before, *after, *hole;
} cases[] = {
	{ "\"role/${ROLE}\"", "\"role/Master\"", NULL },
	{ "{\"${ROLE}:aud\": \"${ROLE}${ROLE}\"}", "{\"Master:aud\":\"MasterMaster\"}",
	  NULL },
	{ "\"${aws:username} {{EC2PrivateDNSName}} $policy $IMAGE_ID ${*}\"",
	  "\"${aws:username} {{EC2PrivateDNSName}} $policy $IMAGE_ID ${*}\"", NULL },
	{ "\"${role} ${1A} ${} ${ROLE ${_A}\"", "\"${role} ${1A} ${} ${ROLE ${_A}\"",
	  NULL },
	{ "\"$${ROLE}\"", "\"$Master\"", NULL },
	{ "\"${HOLE}\"", "\"${ROLE}\"", NULL },
	{ "[1, true, null, 2.5]", "[1,true,null,2.5]", NULL },
	{ "[\"${MANY}/*\", \"c\"]", "[\"a/*\",\"b/*\",\"c\"]", NULL },
	{ "[\"${MANY}${TWO}\"]", "[\"a1\",\"a2\",\"b1\",\"b2\"]", NULL },
	{ "[{\"a\": \"${MANY}\", \"b\": [\"${TWO}\"]}]",
	  "[{\"a\":\"a\",\"b\":[\"1\",\"2\"]},{\"a\":\"b\",\"b\":[\"1\",\"2\"]}]", NULL },
	{ "[[\"${MANY}\"], \"${ROLE}\"]", "[[\"a\",\"b\"],\"Master\"]", NULL },
	{ "{\"a\": \"${ONE}\"}", "{\"a\":\"x\"}", NULL },
	{ "{\"a\": \"${MANY}\"}", NULL, "f: a: ${MANY} has several" },
	{ "{\"S\": [{\"R\": \"${NOPE}\"}]}", NULL,
	  "f: S[0].R: ${NOPE} has no value" },
	{ "\"${NOPE}\"", NULL, "f: ${NOPE} has no value" },
	{ "{\"${NOPE}\": 1}", NULL, "${NOPE} has no value" },
	{ "[\"${EMPTY}\"]", NULL, "f: [0]: ${EMPTY} has no value" },
	{ "[\"${NONE}\"]", NULL, "${NONE} has no value" },
	{ "{\"${ROLE}\": 1, \"Master\": 2}", NULL, "two members get the name 'Master'" },
};

static struct json *parse(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "text", &err);

	if (!j)
		fail_msg("%s", err.text);
	return j;
}

static void table(void **state)
{
	struct json *values = parse(values_text);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct err err = ERR_INIT;
		struct json *before = parse(cases[i].before);
		struct json *after = fill_tree(before, values, "f", &err);
		struct buf text = BUF(4096);

		if (after)
			json_print(&text, after);
		if (cases[i].after)
			assert_string_equal(text.s, cases[i].after);
		else if (after || !strstr(err.text, cases[i].hole))
			fail_msg("%s: %s", cases[i].before, after ? text.s : err.text);
		buf_free(&text);
		json_free(before);
		json_free(after);
	}
	json_free(values);
}

static void holes_stay(void **state)
{
	struct json *values = parse(values_text), *none;
	struct json *j = parse("{\"a\": \"${NOPE} ${ROLE}\", \"b\": \"${MANY}\"}"), *k;

	(void)state;
	k = fill_known(j, values);
	assert_string_equal(json_str(k, "a"), "${NOPE} Master");
	assert_string_equal(json_str(k, "b"), "${MANY}");
	none = fill_known(j, NULL);
	assert_string_equal(json_str(none, "a"), "${NOPE} ${ROLE}");
	json_free(none);
	json_free(k);
	json_free(j);
	json_free(values);
}

static void names(void **state)
{
	struct json *j = parse("{\"${A}\": [\"${B}${A}\", {\"x\": \"${C_1} ${aws:x}\"}]}");
	struct json *list = json_list_new();
	struct buf text = BUF(100);

	(void)state;
	fill_names(j, list);
	json_print(&text, list);
	assert_string_equal(text.s, "[\"A\",\"B\",\"C_1\"]");
	buf_free(&text);
	json_free(list);
	json_free(j);
}

/* Any text stays in its string: printed and read again it is the same. */
static bool stays(const char *text)
{
	struct json *values = json_object_new(), *before, *after, *again;
	struct err err = ERR_INIT;
	struct buf out = BUF(BUF_TEXT);
	char *want = xasprintf("x%sy", text);
	bool same = false;

	json_put_str(values, "V", text);
	before = parse("{\"a\": \"x${V}y\", \"k${V}\": [\"${V}\", 1]}");
	after = fill_tree(before, values, "f", &err);
	if (!*text) {
		same = !after;
	} else if (after) {
		json_print(&out, after);
		again = json_parse(out.s, out.len, "again", &err);
		same = again && json_equal(after, again) && json_count(again) == 2 &&
		       str_eq(json_str(again, "a"), want);
		json_free(again);
	}
	buf_free(&out);
	free(want);
	json_free(values);
	json_free(before);
	json_free(after);
	return same;
}

static void own_naughty(void **state)
{
	static const char *const texts[] = { "\"", "\\", "\\\"", "\"}],\"Effect\":\"Allow\"",
		"\n", "\x7f", "${V}", "${", "*", "\xe2\x80\xae", "'; rm -rf /", "\\u0022" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_true(stays(texts[i]));
}

static void naughty(void **state)
{
	char *folder = vectors_folder("naughty-strings");
	struct json *all;
	int passed = 0, count = 0;

	(void)state;
	if (!folder)
		return;
	all = vectors_json(folder, "blns.json");
	json_each(s, all) {
		count++;
		if (stays(json_text(s)))
			passed++;
		else
			printf("does not stay: %s\n", json_text(s));
	}
	json_free(all);
	free(folder);
	assert_true(vectors_count("naughty-strings", passed, count));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(holes_stay),
		cmocka_unit_test(names),
		cmocka_unit_test(own_naughty),
		cmocka_unit_test(naughty),
	};

	return run_all(tests);
}
