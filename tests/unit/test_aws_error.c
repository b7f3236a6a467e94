/* test_aws_error.c - the table of error codes against the 107 rows of the conformance data. */
#include "config.h"

#include "unit.h"

#include "aws/aws_error.h"
#include "base/str.h"
#include "vectors.h"

static const struct { const char *class; enum aws_error aws_error; } classes[] = {
	{ "throttle", AWS_ERROR_THROTTLING }, { "transient", AWS_ERROR_TRANSIENT },
	{ "ambiguous", AWS_ERROR_AMBIGUOUS }, { "wait", AWS_ERROR_NOT_READY },
	{ "gone", AWS_ERROR_NOT_FOUND }, { "done", AWS_ERROR_DONE },
	{ "adopt-or-conflict", AWS_ERROR_CONFLICT }, { "quota", AWS_ERROR_QUOTA },
	{ "choose", AWS_ERROR_PLACEMENT }, { "clock", AWS_ERROR_CLOCK },
	{ "expired", AWS_ERROR_EXPIRED }, { "auth", AWS_ERROR_CREDENTIALS },
	{ "permission", AWS_ERROR_DENIED }, { "account", AWS_ERROR_ACCOUNT },
	{ "security", AWS_ERROR_UNTRUSTED }, { "proxy", AWS_ERROR_PROXY },
	{ "fatal", AWS_ERROR_FATAL },
};

static enum aws_error class_of(const char *name)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (str_eq(classes[i].class, name))
			return classes[i].aws_error;
	return AWS_ERROR_NONE;
}

/* The rows of the data about transport errors, and how their transfers end. */
static const struct { const char *row; enum http_end end; bool sent; } transport[] = {
	{ "dns failure", HTTP_UNREACHED, false },
	{ "connect refused or timed out", HTTP_UNREACHED, false },
	{ "tls verify failed", HTTP_UNTRUSTED, false },
	{ "tls handshake failed otherwise", HTTP_HANDSHAKE, false },
	{ "send failed before the request was complete", HTTP_LOST, false },
	{ "timeout or reset after the request was sent", HTTP_LOST, true },
	{ "body shorter than Content-Length", HTTP_LOST, true },
	{ "proxy refused CONNECT (407, 403)", HTTP_BY_PROXY, false },
};

static bool transport_row(const struct json *row, enum aws_error want)
{
	const char *code = json_str(row, "code");

	for (size_t i = 0; i < sizeof(transport) / sizeof(*transport); i++)
		if (str_eq(transport[i].row, code))
			return aws_error_of_transfer(transport[i].end, transport[i].sent) == want;
	if (str_eq(code, "redirect (3xx)"))
		return aws_error_of_code("iam", "", NULL, 307) == want;
	/* The rest is a body nobody can read: test_call's and test_hostile's. */
	return str_starts(code, "2xx with unreadable") && want == AWS_ERROR_AMBIGUOUS;
}

static struct err failure(const struct json *row, const char *service)
{
	const char *says = json_str(row, "message_contains");
	struct err err;

	err_set(&err, ERR_SERVICE, "cannot: %s: %s", json_str(row, "code"), says);
	snprintf(err.code, sizeof(err.code), "%s", json_str(row, "code"));
	err.aws_error = (int)aws_error_of_code(service, err.code, err.text,
				  (int)json_number(json_get(row, "http")));
	return err;
}

/* Rows that hold only in a state the table cannot know, and what we say instead. */
static bool by_state(const struct json *row, const struct err *err, enum aws_error want)
{
	if (want == AWS_ERROR_NOT_READY)		/* "after a change of ours": the caller's window */
		return err->aws_error == AWS_ERROR_NOT_READY || aws_error_may_pass(err);
	if (str_eq(err->code, "NoSuchEntity"))
		return err->aws_error == AWS_ERROR_NOT_FOUND;
	if (want == AWS_ERROR_CLOCK)	/* needs the Date header: error_text.c weighs it */
		return err->aws_error == AWS_ERROR_CREDENTIALS &&
		       strstr(json_str(row, "action"), "same") != NULL;
	if (want == AWS_ERROR_EXPIRED)	/* needs the session: error_text.c weighs it */
		return err->aws_error == AWS_ERROR_CLOCK;
	/* "the principal is older than this run": the caller's window ends the wait */
	return want == AWS_ERROR_FATAL && err->aws_error == AWS_ERROR_NOT_READY && *json_str(row, "after");
}

static bool row_passes(const struct json *row)
{
	const char *service = json_str(row, "service");
	enum aws_error want = class_of(json_str(row, "class"));
	struct err err;

	if (str_eq(service, "transport"))
		return transport_row(row, want);
	err = failure(row, str_eq(service, "any") ? "iam" : service);
	if ((int)want == err.aws_error || by_state(row, &err, want))
		return true;
	printf("%s %s: %s, not %s\n", service, err.code,
	       aws_error_name((enum aws_error)err.aws_error), json_str(row, "class"));
	return false;
}

static void vectors(void **state)
{
	char *folder = vectors_folder("error-classes");
	int passed = 0, all = 0;
	struct json *j;

	(void)state;
	if (!folder)
		return;
	j = vectors_json(folder, "error-classes.json");
	json_each(row, json_get(j, "errors")) {
		passed += row_passes(row);
		all++;
	}
	json_free(j);
	free(folder);
	assert_true(vectors_count("error-classes", passed, all));
}

static void exact_codes(void **state)
{
	(void)state;
	assert_int_equal(aws_error_of_code("iam", "LimitExceeded", NULL, 409), AWS_ERROR_QUOTA);
	assert_int_equal(aws_error_of_code("ssm", "LimitExceededException", NULL, 400),
			 AWS_ERROR_THROTTLING);
	assert_int_equal(aws_error_of_code("iam", "Throttl", NULL, 400), AWS_ERROR_FATAL);
	assert_int_equal(aws_error_of_code("iam", "NeverHeardOf", NULL, 400), AWS_ERROR_FATAL);
	assert_int_equal(aws_error_of_code("iam", "NeverHeardOf", NULL, 502), AWS_ERROR_TRANSIENT);
	assert_int_equal(aws_error_of_code("iam", "", NULL, 403), AWS_ERROR_DENIED);
	assert_int_equal(aws_error_of_code("iam", "", NULL, 407), AWS_ERROR_PROXY);
	assert_int_equal(aws_error_of_code("iam", "", NULL, 429), AWS_ERROR_THROTTLING);
	assert_int_equal(aws_error_of_code("iam", "", NULL, 302), AWS_ERROR_UNTRUSTED);
}

static void delays(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, ERR_SERVICE, "cannot launch: InvalidParameterValue: Value (x) for "
		"parameter iamInstanceProfile.name is invalid. Invalid IAM Instance "
		"Profile name");
	strcpy(err.code, "InvalidParameterValue");
	err.aws_error = (int)aws_error_of_code("ec2", err.code, err.text, 400);
	assert_int_equal(err.aws_error, AWS_ERROR_NOT_READY);
	assert_true(aws_error_may_pass(&err));
	err_set(&err, ERR_SERVICE, "cannot: ValidationError: no");
	strcpy(err.code, "ValidationError");
	err.aws_error = AWS_ERROR_FATAL;
	assert_false(aws_error_may_pass(&err));
	err_set(&err, ERR_NET, "not reached");
	err.aws_error = AWS_ERROR_TRANSIENT;
	assert_false(aws_error_may_pass(&err));
}

static void names(void **state)
{
	(void)state;
	for (int f = 0; f < AWS_ERROR_COUNT; f++)
		assert_non_null(aws_error_name((enum aws_error)f));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(exact_codes),
		cmocka_unit_test(delays),
		cmocka_unit_test(names),
	};

	return run_all(tests);
}
