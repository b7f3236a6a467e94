/* test_value.c - kinds of values, the checks of a row, and its conditions. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "kinds/value_kind.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"
#include "sample.h"
#include "vectors.h"

#define TEN "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN

static const struct {
	const char *kind, *text;
	bool ok;
} cases[] = {
	{ "role-name", "Master", true },
	{ "role-name", "a_b+=,.@-9", true },
	{ "role-name", SIXTY "abcd", true },
	{ "role-name", SIXTY "abcde", false },
	{ "role-name", "my role", false },
	{ "role-name", "a/b", false },
	{ "role-name", "${X}", false },
	{ "role-name", "a*", false },
	{ "role-name", "r\xc3\xb4le", false },
	{ "role-name", "a\nb", false },
	{ "policy-name", SIXTY SIXTY "abcdefgh", true },
	{ "policy-name", SIXTY SIXTY "abcdefghi", false },
	{ "user-name", "joe@example.com", true },
	{ "bucket", "my-data.2024", true },
	{ "bucket", "abc", true },
	{ "bucket", "ab", false },
	{ "bucket", "My-data", false },
	{ "bucket", "my_data", false },
	{ "bucket", "-data", false },
	{ "bucket", "data-", false },
	{ "bucket", "a..b", false },
	{ "bucket", "192.168.5.4", false },
	{ "bucket", "xn--data", false },
	{ "bucket", "data-s3alias", false },
	{ "bucket", "s3://data", false },
	{ "bucket", SIXTY "abc", true },
	{ "bucket", SIXTY "abcd", false },
	{ "bucket-list", "one-b, two-b", true },
	{ "bucket-list", "one-b, Two", false },
	{ "bucket-list", ",", false },
	{ "account-id", "123456789012", true },
	{ "account-id", "12345678901", false },
	{ "account-id", "1234-5678-9012", false },
	{ "account-id", "1234567890123", false },
	{ "region", "us-east-1", true },
	{ "region", "moon", false },
	{ "profile", "default", true },
	{ "profile", "a]b", false },
	{ "path", "/home/x/keys.csv", true },
	{ "path", "keys dir/keys.csv", true },
	{ "path", "keys/", false },
	{ "path", "..", false },
	{ "cidr-list", "192.0.2.7", true },
	{ "cidr-list", "192.0.2.0/24, 2001:db8::/32", true },
	{ "cidr-list", "192.0.2.0/33", false },
	{ "cidr-list", "192.0.2", false },
	{ "cidr-list", "2001:db8::/129", false },
	{ "cidr-list", "192.0.2.0/", false },
	{ "cidr-list", "192.0.2.0/1x", false },
	{ "text", "anything at all, with * and ${x}", true },
	{ "text", "bi\xe2\x80\xae" "di", false },
	{ "text", "\x1b[31mred", false },
	{ "yes-no", "yes", true },
	{ "yes-no", "no", true },
	{ "yes-no", "y", false },
	{ "tags", "team=data", true },
	{ "tags", "team=data, cost centre=7, empty=", true },
	{ "tags", "team", false },
	{ "tags", "=x", false },
	{ "tags", "aws:x=1", false },
	{ "tags", "Accredit:setup=x", false },
	{ "tags", "a=<b>", false },
	{ "external-id", "a-b:c/d", true },
	{ "external-id", "a", false },
	{ "external-id", "a b", false },
	{ "arn", "arn:aws:iam::123456789012:role/X", true },
	{ "arn", "arn:aws:iam::role", false },
	{ "arn", "arn:aws:iam::123456789012:role/*", false },
	{ "kubernetes-name", "my-space", true },
	{ "kubernetes-name", "my_space", false },
	{ "kubernetes-name", "-x", false },
	{ "nothing", "x", false },
};

static bool passes(const char *kind, const char *text, struct err *err)
{
	const struct value_kind *k = value_kind_find(kind);
	const struct pack_value v = {
		.name = "X",
		.label = "",
		.kind = k ? (enum value_kind_id)(k - value_kinds) : VALUE_UNKNOWN,
		.kind_name = kind,
		.says = "",
	};

	return value_check(&v, text, err);
}

static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct err err = ERR_INIT;

		if (passes(cases[i].kind, cases[i].text, &err) != cases[i].ok)
			fail_msg("%s '%s': %s", cases[i].kind, cases[i].text, err.text);
		if (cases[i].ok || str_eq(cases[i].kind, "nothing"))
			continue;
		assert_int_equal(err.kind, ERR_INPUT);
		assert_true(*err.hint);
	}
}

static void empty_is_no_answer(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	for (int i = VALUE_UNKNOWN + 1; i < VALUE_KINDS; i++)
		assert_true(passes(value_kinds[i].name, "", &err));
}

static void examples_pass(void **state)
{
	(void)state;
	for (int i = VALUE_UNKNOWN + 1; i < VALUE_KINDS; i++) {
		const struct value_kind *k = &value_kinds[i];
		struct err err = ERR_INIT;

		if (*k->example && !passes(k->name, k->example, &err))
			fail_msg("%s: %s", k->name, err.text);
	}
}

static const char *const words[] = { "a", "b", NULL };

static const struct {
	struct pack_value value;
	const char *text;
	bool ok;
} rows[] = {
	{ { .kind = VALUE_CHOICE, .choices = words }, "a", true },
	{ { .kind = VALUE_CHOICE, .choices = words }, "c", false },
	{ { .kind = VALUE_PARTS, .choices = words }, "b, a", true },
	{ { .kind = VALUE_PARTS, .choices = words }, "a,c", false },
	{ { .kind = VALUE_TEXT, .min = 3 }, "ab", false },
	{ { .kind = VALUE_TEXT, .max = 3 }, "abcd", false },
	{ { .kind = VALUE_TEXT, .pattern = "[a-c]+" }, "abc", true },
	{ { .kind = VALUE_TEXT, .pattern = "[a-c]+" }, "abcd", false },
	{ { .kind = VALUE_TEXT, .pattern = "[a-c]+" }, "dabc", false },
	{ { .kind = VALUE_ROLE_NAME, .pattern = "Spot.*" }, "SpotWorker", true },
	{ { .kind = VALUE_ROLE_NAME, .pattern = "Spot.*" }, "Worker", false },
};

static void limits_of_a_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct pack_value v = rows[i].value;
		struct err err = ERR_INIT;

		v.label = "Label";
		v.says = "what fits";
		if (value_check(&v, rows[i].text, &err) != rows[i].ok)
			fail_msg("row %zu '%s': %s", i, rows[i].text, err.text);
	}
}

static void trims(void **state)
{
	static const char *const pairs[][2] = {
		{ "  a b \t", "a b" }, { "a\nb", "a" }, { "\r\n a \r\nb", "a" },
		{ "", "" }, { " \n", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct buf out = BUF(100);

		value_trim(&out, pairs[i][0]);
		assert_string_equal(out.s, pairs[i][1]);
		buf_free(&out);
	}
}

static void conditions(void **state)
{
#define TEXTS(...) (const char *const[]){ __VA_ARGS__, NULL }
	const struct { struct pack_when when; bool holds; } all[] = {
		{ { 0 }, true },
		{ { .methods = TEXTS("m") }, true },
		{ { .methods = TEXTS("n") }, false },
		{ { .methods = TEXTS("n", "m"), .policies = TEXTS("p") }, true },
		{ { .methods = TEXTS("m"), .policies = TEXTS("q") }, false },
		{ { .parts = TEXTS("two") }, true },
		{ { .parts = TEXTS("three") }, false },
		{ { .parts = TEXTS("three", "one"), .methods = TEXTS("m") }, true },
	};
	struct answers a = { .method = "m", .policy = "p",
			     .values = sample_parse("{\"PARTS\": \"one, two\"}") };

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (when_holds(&all[i].when, &a) != all[i].holds)
			fail_msg("condition %zu", i);
	answers_free(&a);
}

/* BUCKET is used by the scoped document and, optionally, by a probe. */
static void required(void **state)
{
	static const struct { const char *name, *policy, *role; bool needed; } all[] = {
		{ "BUCKET", "wide", "", false },
		{ "BUCKET", "wide-scoped", "", true },
		{ "ROLE_NAME", "wide", "", false },
		{ "DATA_BUCKETS", "wide-scoped", "", false },
		{ "TAGS", "wide", "", false },
	};
	struct pack *p = sample_load();

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct answers a = { .method = "role" };

		snprintf(a.policy, sizeof(a.policy), "%s", all[i].policy);
		answers_start(&a, p);
		assert_int_equal(value_required(p, pack_value(p, all[i].name), &a),
				 all[i].needed);
		answers_free(&a);
	}
	pack_free(p);
}

/* Whatever is typed is either refused with a sentence or passes; never a crash. */
static void naughty(void **state)
{
	char *folder = vectors_folder("naughty-strings");
	struct json *all;
	int count = 0;

	(void)state;
	if (!folder)
		return;
	all = vectors_json(folder, "blns.json");
	for (int i = VALUE_UNKNOWN + 1; i < VALUE_KINDS; i++)
		json_each(s, all) {
			struct err err = ERR_INIT;

			if (!passes(value_kinds[i].name, json_text(s), &err))
				assert_true(*err.text);
			count++;
		}
	printf("naughty-strings: %d checks\n", count);
	json_free(all);
	free(folder);
}

static void regions_from_outside(void **state)
{
	char *folder = vectors_folder("hostile-input");
	struct json *all;

	(void)state;
	if (!folder)
		return;
	all = vectors_json(folder, "inputs.json");
	json_each(c, json_get(all, "cases")) {
		struct err err = ERR_INIT;
		const char *value = json_str(c, "value");
		bool ok;

		if (!str_eq(json_str(c, "where"), "region") || !*value)
			continue;
		ok = passes("region", value, &err);
		if (ok != str_eq(json_str(c, "expect"), "ok"))
			fail_msg("region '%s'", value);
	}
	json_free(all);
	free(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(empty_is_no_answer),
		cmocka_unit_test(examples_pass),
		cmocka_unit_test(limits_of_a_row),
		cmocka_unit_test(trims),
		cmocka_unit_test(conditions),
		cmocka_unit_test(required),
		cmocka_unit_test(naughty),
		cmocka_unit_test(regions_from_outside),
	};

	return run_all(tests);
}
