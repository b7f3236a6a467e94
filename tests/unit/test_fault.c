/* test_fault.c - the table of error classes against the data's 107 rows. */
#include "config.h"

#include "unit.h"

#include "aws/error_class.h"
#include "base/str.h"
#include "vectors.h"

static const struct { const char *class; enum error_class fault; } classes[] = {
	{ "throttle", CLASS_THROTTLE }, { "transient", CLASS_TRANSIENT },
	{ "ambiguous", CLASS_AMBIGUOUS }, { "wait", CLASS_WAIT },
	{ "gone", CLASS_GONE }, { "done", CLASS_DONE },
	{ "adopt-or-conflict", CLASS_CONFLICT }, { "quota", CLASS_QUOTA },
	{ "choose", CLASS_CHOOSE }, { "clock", CLASS_CLOCK },
	{ "expired", CLASS_EXPIRED }, { "auth", CLASS_AUTH },
	{ "permission", CLASS_PERMISSION }, { "account", CLASS_ACCOUNT },
	{ "security", CLASS_SECURITY }, { "proxy", CLASS_PROXY },
	{ "fatal", CLASS_FATAL },
};

static enum error_class class_of(const char *name)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (str_eq(classes[i].class, name))
			return classes[i].fault;
	return CLASS_NONE;
}

/* The rows of the data that speak of the transport, as transfers end. */
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

static bool transport_row(const struct json *row, enum error_class want)
{
	const char *code = json_str(row, "code");

	for (size_t i = 0; i < sizeof(transport) / sizeof(*transport); i++)
		if (str_eq(transport[i].row, code))
			return error_class_of_transfer(transport[i].end, transport[i].sent) == want;
	if (str_eq(code, "redirect (3xx)"))
		return error_class_of("iam", "", NULL, 307) == want;
	/* The rest is a body nobody can read: test_call's and test_hostile's. */
	return str_starts(code, "2xx with unreadable") && want == CLASS_AMBIGUOUS;
}

static struct err failure(const struct json *row, const char *service)
{
	const char *says = json_str(row, "message_contains");
	struct err err;

	err_set(&err, ERR_SERVICE, "cannot: %s: %s", json_str(row, "code"), says);
	snprintf(err.code, sizeof(err.code), "%s", json_str(row, "code"));
	err.fault = (int)error_class_of(service, err.code, err.text,
				  (int)json_number(json_get(row, "http")));
	return err;
}

/* Rows that hold only in a state the table cannot know, and what we say instead. */
static bool by_state(const struct json *row, const struct err *err, enum error_class want)
{
	if (want == CLASS_WAIT)		/* "after a change of ours": the caller's window */
		return err->fault == CLASS_WAIT || error_class_is_delay(err);
	if (str_eq(err->code, "NoSuchEntity"))
		return err->fault == CLASS_GONE;
	if (want == CLASS_CLOCK)	/* needs the Date header: error_text.c weighs it */
		return err->fault == CLASS_AUTH &&
		       strstr(json_str(row, "action"), "same") != NULL;
	if (want == CLASS_EXPIRED)	/* needs the session: error_text.c weighs it */
		return err->fault == CLASS_CLOCK;
	/* "the principal is older than this run": the caller's window ends the wait */
	return want == CLASS_FATAL && err->fault == CLASS_WAIT && *json_str(row, "after");
}

static bool row_passes(const struct json *row)
{
	const char *service = json_str(row, "service");
	enum error_class want = class_of(json_str(row, "class"));
	struct err err;

	if (str_eq(service, "transport"))
		return transport_row(row, want);
	err = failure(row, str_eq(service, "any") ? "iam" : service);
	if ((int)want == err.fault || by_state(row, &err, want))
		return true;
	printf("%s %s: %s, not %s\n", service, err.code,
	       error_class_name((enum error_class)err.fault), json_str(row, "class"));
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
	assert_int_equal(error_class_of("iam", "LimitExceeded", NULL, 409), CLASS_QUOTA);
	assert_int_equal(error_class_of("ssm", "LimitExceededException", NULL, 400),
			 CLASS_THROTTLE);
	assert_int_equal(error_class_of("iam", "Throttl", NULL, 400), CLASS_FATAL);
	assert_int_equal(error_class_of("iam", "NeverHeardOf", NULL, 400), CLASS_FATAL);
	assert_int_equal(error_class_of("iam", "NeverHeardOf", NULL, 502), CLASS_TRANSIENT);
	assert_int_equal(error_class_of("iam", "", NULL, 403), CLASS_PERMISSION);
	assert_int_equal(error_class_of("iam", "", NULL, 407), CLASS_PROXY);
	assert_int_equal(error_class_of("iam", "", NULL, 429), CLASS_THROTTLE);
	assert_int_equal(error_class_of("iam", "", NULL, 302), CLASS_SECURITY);
}

static void delays(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, ERR_SERVICE, "cannot launch: InvalidParameterValue: Value (x) for "
		"parameter iamInstanceProfile.name is invalid. Invalid IAM Instance "
		"Profile name");
	strcpy(err.code, "InvalidParameterValue");
	err.fault = (int)error_class_of("ec2", err.code, err.text, 400);
	assert_int_equal(err.fault, CLASS_WAIT);
	assert_true(error_class_is_delay(&err));
	err_set(&err, ERR_SERVICE, "cannot: ValidationError: no");
	strcpy(err.code, "ValidationError");
	err.fault = CLASS_FATAL;
	assert_false(error_class_is_delay(&err));
	err_set(&err, ERR_NET, "not reached");
	err.fault = CLASS_TRANSIENT;
	assert_false(error_class_is_delay(&err));
}

static void names(void **state)
{
	(void)state;
	for (int f = 0; f < CLASS_COUNT; f++)
		assert_non_null(error_class_name((enum error_class)f));
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
