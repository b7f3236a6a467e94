/* test_answers.c - answers: read, set, laid over one another, completed. */
#include "config.h"

#include "unit.h"

#include "base/errors.h"
#include "base/str.h"
#include "pack/answers.h"
#include "sample.h"

static bool read_text(struct answers *a, const char *text, struct err *err)
{
	struct json *j = sample_parse(text);
	bool ok = answers_read(a, j, "file", err);

	json_free(j);
	return ok;
}

/* text; what the sentence must hold, NULL: it is read */
static const struct {
	const char *text, *wrong;
} files[] = {
	{ "{}", NULL },
	{ "{\"v\": 1, \"platform\": \"sample\", \"name\": \"one\", \"account\":"
	  " \"123456789012\", \"region\": \"eu-west-1\", \"method\": \"role\", \"policy\":"
	  " \"v3.0-x\", \"values\": {\"ROLE_NAME\": \"R\"}}", NULL },
	{ "{\"v\": \"1\"}", NULL },
	{ "{\"account\": \"\", \"region\": \"\"}", NULL },
	{ "{\"v\": 2}", "v is not 1" },
	{ "[]", "not an object" },
	{ "{\"colour\": \"red\"}", "'colour' is no member" },
	{ "{\"Method\": \"role\"}", "'Method' is no member" },
	{ "{\"method\": 1}", "method is not a text" },
	{ "{\"method\": \"../x\"}", "method: '../x' is not a name" },
	{ "{\"name\": \"a/b\"}", "name: 'a/b' is not a name" },
	{ "{\"account\": \"12\"}", "account: '12' is not an account ID" },
	{ "{\"account\": 123456789012}", "account is not a text" },
	{ "{\"region\": \"us-east-1/\"}", "region: 'us-east-1/' is not a region" },
	{ "{\"values\": []}", "values is not an object" },
	{ "{\"values\": {\"A\": [\"x\"]}}", "values.A is not a text" },
	{ "{\"account\": \"123456789012\", \"values\": {\"ACCOUNT_ID\": \"210987654321\"}}",
	  "values.ACCOUNT_ID is '210987654321' but account is '123456789012'" },
};

static void reads(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct answers a = { .values = NULL };
		struct err err = ERR_INIT;
		bool ok = read_text(&a, files[i].text, &err);

		if (ok != !files[i].wrong ||
		    (!ok && (!strstr(err.text, files[i].wrong) || err.kind != ERR_INPUT)))
			fail_msg("%s: %s", files[i].text, err.text);
		answers_free(&a);
	}
}

static void keeps_what_it_had(void **state)
{
	struct answers a = { .method = "role" };
	struct err err = ERR_INIT;

	(void)state;
	assert_false(read_text(&a, "{\"method\": \"keys\", \"x\": 1}", &err));
	assert_string_equal(a.method, "role");
	answers_free(&a);
}

static void there_and_back(void **state)
{
	struct answers a = { .values = NULL }, b = { .values = NULL };
	struct err err = ERR_INIT;
	struct json *j;

	(void)state;
	assert_true(read_text(&a, files[1].text, &err));
	j = answers_json(&a);
	assert_true(answers_read(&b, j, "file", &err));
	assert_true(answers_equal(&a, &b));
	json_put_str(b.values, "X", "1");
	assert_false(answers_equal(&a, &b));
	answers_copy(&b, &a);
	assert_true(answers_equal(&a, &b));
	json_free(j);
	answers_free(&a);
	answers_free(&b);
}

static void loads(void **state)
{
	struct answers a = { .values = NULL };
	struct err err = ERR_INIT;
	struct sample s;
	char path[128];

	(void)state;
	sample_new(&s);
	snprintf(path, sizeof(path), "%s/a.json", s.folder);
	assert_false(answers_load(&a, path, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_true(*err.hint);
	sample_text(&s, "a.json", "{\"method\": \"role\"}", 18);
	assert_true(answers_load(&a, path, &err));
	assert_string_equal(a.method, "role");
	sample_text(&s, "a.json", "{\"method\":", 10);
	assert_false(answers_load(&a, path, &err));
	assert_non_null(strstr(err.text, "line 1"));
	sample_free(&s);
	answers_free(&a);
}

/* The reading of an ID under its other name, and lists of sets. */
static void sets(void **state)
{
	static const struct { const char *name, *value, *wrong;
	} all[] = {
		{ "ROLE_NAME", "  Mine\n", NULL },
		{ "ACCOUNT_ID", "123456789012", NULL },
		{ "REGION", "eu-west-1", NULL },
		{ "ROLE_NAME", "my role", "Role name: 'my role' is not a role name" },
		{ "NOPE", "x", "unknown setting 'NOPE' for 'sample'" },
		{ "role_name", "x",
		  "unknown setting 'role_name' for 'sample'; did you mean 'ROLE_NAME'?" },
		{ "TOKEN", "hush", "TOKEN is a secret" },
		{ "PARTS", "a,c", "there is no 'c'" },
	};
	struct answers a = { .values = NULL };
	struct pack *p = sample_load();

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct err err = ERR_INIT;
		bool ok = answers_set(&a, p, all[i].name, all[i].value, &err);

		if (ok != !all[i].wrong || (!ok && !strstr(err.text, all[i].wrong)))
			fail_msg("%s=%s: %s", all[i].name, all[i].value, err.text);
		assert_null(strstr(err.text, "hush"));
		if (!ok)
			assert_true(*err.hint);
	}
	assert_string_equal(json_str(a.values, "ROLE_NAME"), "Mine");
	assert_string_equal(a.account, "123456789012");
	assert_string_equal(a.region, "eu-west-1");
	assert_null(json_get(a.values, "REGION"));
	answers_free(&a);
	pack_free(p);
}

static void empty_takes_back(void **state)
{
	struct answers a = { .values = NULL };
	struct pack *p = sample_load();
	struct err err = ERR_INIT;
	struct buf out = BUF(100);

	(void)state;
	assert_true(answers_set(&a, p, "ROLE_NAME", "Mine", &err));
	assert_true(answers_set(&a, p, "ROLE_NAME", " ", &err));
	answers_value(&a, p, "ROLE_NAME", &out);
	assert_string_equal(out.s, "Sample");
	buf_free(&out);
	answers_free(&a);
	pack_free(p);
}

static void over(void **state)
{
	struct answers base = { .values = NULL }, given = { .values = NULL };
	struct err err = ERR_INIT;

	(void)state;
	read_text(&base, "{\"method\": \"role\", \"policy\": \"p\", \"values\":"
			 " {\"A\": \"1\", \"B\": \"2\"}}", &err);
	read_text(&given, "{\"policy\": \"q\", \"values\": {\"B\": \"3\"}}", &err);
	answers_over(&base, &given);
	assert_string_equal(base.method, "role");
	assert_string_equal(base.policy, "q");
	assert_string_equal(json_str(base.values, "A"), "1");
	assert_string_equal(json_str(base.values, "B"), "3");
	answers_free(&base);
	answers_free(&given);
}

/* the answers; what the sentence must hold, NULL: complete */
static const struct {
	const char *text, *wrong;
} whole[] = {
#define HERE "\"account\": \"123456789012\", \"region\": \"eu-west-1\""
	{ "{" HERE "}", NULL },
	{ "{" HERE ", \"policy\": \"wide-scoped\", \"values\": {\"BUCKET\": \"a-bucket\"}}",
	  NULL },
	{ "{" HERE ", \"policy\": \"wide-scoped\"}", "Bucket: a value is required" },
	{ "{" HERE ", \"method\": \"magic\"}", "no method 'magic'" },
	{ "{" HERE ", \"policy\": \"magic\"}", "no policy 'magic'" },
	{ "{" HERE ", \"method\": \"keys\"}", "no keys yet" },
	{ "{" HERE ", \"platform\": \"other\"}", "the answers are for 'other'" },
	{ "{" HERE ", \"name\": \"a.b\"}", "'a.b' is not a setup name" },
	{ "{" HERE ", \"values\": {\"NOPE\": \"1\"}}", "unknown setting 'NOPE'" },
	{ "{" HERE ", \"values\": {\"TOKEN\": \"1\"}}", "TOKEN is a secret" },
	{ "{" HERE ", \"values\": {\"ROLE_NAME\": \"a b\"}}", "'a b' is not a role name" },
	{ "{" HERE ", \"values\": {\"ROLE_NAME\": \"abcdefghijabcdefghijabcdefghij"
	  "abcdefghijabcdefghijabcdefghijabcde\"}}",
	  "65 characters" },
	{ "{\"region\": \"eu-west-1\"}", "account ID is not known" },
	{ "{\"account\": \"123456789012\"}", "Region is not known" },
};

static void completes(void **state)
{
	struct pack *p = sample_load();

	(void)state;
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++) {
		struct answers a = { .values = NULL };
		struct err err = ERR_INIT;
		bool ok;

		assert_true(read_text(&a, whole[i].text, &err));
		ok = answers_complete(&a, p, &err);
		if (ok != !whole[i].wrong ||
		    (!ok && (!strstr(err.text, whole[i].wrong) || !*err.hint ||
			     err.kind != ERR_INPUT)))
			fail_msg("%s: %s (%s)", whole[i].text, err.text, err.hint);
		answers_free(&a);
	}
	pack_free(p);
}

/* All that is wrong is said at once, without account and Region. */
static void problems(void **state)
{
	struct answers a = { .method = "keys", .name = "No Name" };
	struct pack *p = sample_load();
	struct errors wrong = { NULL };

	(void)state;
	answers_problems(&a, p, &wrong);
	assert_int_equal(wrong.count, 2);
	assert_string_equal(wrong.rows[0].field, ERR_SETUP_NAME);
	assert_string_equal(wrong.rows[1].text, "no keys yet");
	assert_string_equal(wrong.rows[1].field, ERR_METHOD);
	errors_free(&wrong);
	snprintf(a.method, sizeof(a.method), "role");
	snprintf(a.policy, sizeof(a.policy), "wide-scope");
	answers_problems(&a, p, &wrong);
	assert_int_equal(wrong.count, 2);
	assert_non_null(strstr(wrong.rows[1].text, "did you mean 'wide-scoped'?"));
	errors_free(&wrong);
	snprintf(a.policy, sizeof(a.policy), "wide-scoped");
	json_put_str(a.values, "ROLE_NAME", "a b");
	answers_problems(&a, p, &wrong);
	assert_int_equal(wrong.count, 3);
	assert_string_equal(wrong.rows[0].field, "ROLE_NAME");
	assert_string_equal(wrong.rows[2].field, "BUCKET");
	assert_non_null(strstr(wrong.rows[2].text, "required"));
	errors_free(&wrong);
	answers_free(&a);
	pack_free(p);
}

static void defaults(void **state)
{
	struct answers a = { .values = NULL };
	struct pack *p = sample_load();
	struct err err = ERR_INIT;

	(void)state;
	assert_true(read_text(&a, whole[0].text, &err));
	assert_true(answers_set(&a, p, "ROLE_NAME", "Mine", &err));
	assert_true(answers_complete(&a, p, &err));
	assert_string_equal(a.platform, "sample");
	assert_string_equal(a.name, "sample");
	assert_string_equal(a.method, "role");
	assert_string_equal(a.policy, "wide");
	assert_string_equal(json_str(a.values, "POLICY_NAME"), "MineAccess");
	assert_string_equal(json_str(a.values, "PARTS"), "a");
	assert_null(json_get(a.values, "USER_NAME"));	/* not asked */
	assert_null(json_get(a.values, "BUCKET"));	/* optional, not given */
	assert_null(json_get(a.values, "TOKEN"));
	assert_null(json_get(a.values, "ACCOUNT_ID"));
	answers_free(&a);
	pack_free(p);
}

static void values_in_force(void **state)
{
	static const struct { const char *name, *text; } all[] = {
		{ "PARTITION", "aws-cn" }, { "DNS_SUFFIX", "amazonaws.com.cn" },
		{ "ACCOUNT_ID", "123456789012" }, { "REGION", "cn-north-1" },
		{ "SETUP", "one" }, { "ROLE_NAME", "Sample" }, { "BUCKET", "" },
		{ "POLICY_NAME", "SampleAccess" }, { "NOPE", "" },
	};
	struct answers a = { .account = "123456789012", .region = "cn-north-1",
			     .name = "one" };
	struct pack *p = sample_load();
	struct json *values = answers_values(&a, p);

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct buf out = BUF(100);

		answers_value(&a, p, all[i].name, &out);
		assert_string_equal(out.s, all[i].text);
		buf_free(&out);
	}
	assert_int_equal(json_count(json_get(values, "DATA_BUCKET")), 2);
	json_free(values);
	answers_free(&a);
	pack_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(keeps_what_it_had),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(loads),
		cmocka_unit_test(sets),
		cmocka_unit_test(empty_takes_back),
		cmocka_unit_test(over),
		cmocka_unit_test(completes),
		cmocka_unit_test(problems),
		cmocka_unit_test(defaults),
		cmocka_unit_test(values_in_force),
	};

	return run_all(tests);
}
