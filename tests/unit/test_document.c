/* Policy documents compared by meaning. */
#include "config.h"

#include "unit.h"

#include <string.h>

#include "format/json.h"
#include "resource/document.h"

#define DOC(statements) "{\"Version\":\"2012-10-17\",\"Statement\":" statements "}"

static struct json *parsed(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "case", &err);

	if (!j)
		fail_msg("%s: %s", text, err.text);
	return j;
}

static size_t differences(const char *found, const char *wanted, bool extras_stay)
{
	struct json *list = json_list_new(), *f = parsed(found), *w = parsed(wanted);
	size_t n = document_diff(list, "document", f, w, extras_stay);

	assert_int_equal(n, json_count(list));
	json_free(list);
	json_free(f);
	json_free(w);
	return n;
}

static const struct { const char *a, *b; } same[] = {
	/* a lone statement, a lone string */
	{ DOC("[{\"Effect\":\"Allow\",\"Action\":[\"s3:*\"],\"Resource\":[\"*\"]}]"),
	  DOC("{\"Resource\":\"*\",\"Effect\":\"Allow\",\"Action\":\"s3:*\"}") },
	/* lists are sets, actions have no case */
	{ DOC("{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\",\"s3:putobject\"],\"Resource\":\"*\"}"),
	  DOC("{\"Effect\":\"Allow\",\"Action\":[\"S3:PutObject\",\"s3:GetObject\",\"s3:GetObject\"],\"Resource\":\"*\"}") },
	/* statements have no order, an empty Sid is none */
	{ DOC("[{\"Sid\":\"\",\"Effect\":\"Deny\",\"Action\":\"a:b\",\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Action\":\"c:d\",\"Resource\":\"*\"}]"),
	  DOC("[{\"Effect\":\"Allow\",\"Action\":\"c:d\",\"Resource\":\"*\"},{\"Effect\":\"Deny\",\"Action\":\"a:b\",\"Resource\":\"*\"}]") },
	/* an account ID is its root, conditions may be bare */
	{ DOC("{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"AWS\":\"123456789012\"},\"Condition\":{\"Bool\":{\"aws:SecureTransport\":true}}}"),
	  DOC("{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"AWS\":[\"arn:aws:iam::123456789012:root\"]},\"Condition\":{\"Bool\":{\"aws:SecureTransport\":[\"true\"]}}}") },
};

static void means_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		assert_int_equal(differences(same[i].a, same[i].b, false), 0);
		assert_int_equal(differences(same[i].b, same[i].a, false), 0);
	}
}

static void resources_keep_their_case(void **state)
{
	(void)state;
	assert_int_equal(differences(
		DOC("{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::A\"}"),
		DOC("{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::a\"}"),
		false), 1);
}

static void a_changed_member_is_named(void **state)
{
	struct json *list = json_list_new();
	struct json *f = parsed(DOC("[{\"Effect\":\"Allow\",\"Action\":[\"s3:a\",\"s3:b\"],\"Resource\":\"*\"}]"));
	struct json *w = parsed(DOC("[{\"Effect\":\"Allow\",\"Action\":[\"s3:a\",\"s3:c\"],\"Resource\":\"*\"}]"));

	(void)state;
	assert_int_equal(document_diff(list, "document", f, w, false), 1);
	assert_string_equal(json_str(json_first(list), "path"),
			    "document.Statement[0].Action");
	json_free(list);
	json_free(f);
	json_free(w);
}

static void extras_are_drift_only_in_ours(void **state)
{
	const char *more = DOC("[{\"Effect\":\"Allow\",\"Action\":\"a:b\",\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Action\":\"c:d\",\"Resource\":\"*\"}]");
	const char *less = DOC("{\"Effect\":\"Allow\",\"Action\":\"a:b\",\"Resource\":\"*\"}");

	(void)state;
	assert_int_equal(differences(more, less, false), 1);
	assert_int_equal(differences(more, less, true), 0);
	assert_int_equal(differences(less, more, true), 1);
}

static void nothing_there_is_one_difference(void **state)
{
	struct json *list = json_list_new();
	struct json *w = parsed(DOC("[]"));

	(void)state;
	assert_int_equal(document_diff(list, "document", NULL, w, false), 1);
	json_free(list);
	json_free(w);
}

static void decodes_what_iam_answers(void **state)
{
	struct err err = ERR_INIT;
	struct json *j = document_decode("%7B%22a%22%3A%22x+y%25%22%7D", "case", &err);

	(void)state;
	assert_non_null(j);
	assert_string_equal(json_str(j, "a"), "x+y%");
	json_free(j);
	assert_null(document_decode("%7B%22a", "case", &err));
	assert_int_equal(err.kind, ERR_SERVICE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(means_the_same),
		cmocka_unit_test(resources_keep_their_case),
		cmocka_unit_test(a_changed_member_is_named),
		cmocka_unit_test(extras_are_drift_only_in_ours),
		cmocka_unit_test(nothing_there_is_one_difference),
		cmocka_unit_test(decodes_what_iam_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
