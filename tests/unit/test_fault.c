/* test_fault.c - the table of error classes against the data's 107 rows. */
#include "config.h"

#include "unit.h"

#include "aws/fault.h"
#include "base/str.h"
#include "vectors.h"

static const struct { const char *class; enum fault fault; } classes[] = {
	{ "throttle", FAULT_THROTTLE }, { "transient", FAULT_TRANSIENT },
	{ "ambiguous", FAULT_AMBIGUOUS }, { "wait", FAULT_WAIT },
	{ "gone", FAULT_GONE }, { "done", FAULT_DONE },
	{ "adopt-or-conflict", FAULT_CONFLICT }, { "quota", FAULT_QUOTA },
	{ "choose", FAULT_CHOOSE }, { "clock", FAULT_CLOCK },
	{ "expired", FAULT_EXPIRED }, { "auth", FAULT_AUTH },
	{ "permission", FAULT_PERMISSION }, { "account", FAULT_ACCOUNT },
	{ "security", FAULT_SECURITY }, { "proxy", FAULT_PROXY },
	{ "fatal", FAULT_FATAL },
};

static enum fault class_of(const char *name)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (str_eq(classes[i].class, name))
			return classes[i].fault;
	return FAULT_NONE;
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

static bool transport_row(const struct json *row, enum fault want)
{
	const char *code = json_str(row, "code");

	for (size_t i = 0; i < sizeof(transport) / sizeof(*transport); i++)
		if (str_eq(transport[i].row, code))
			return fault_of_end(transport[i].end, transport[i].sent) == want;
	if (str_eq(code, "redirect (3xx)"))
		return fault_of("iam", "", NULL, 307) == want;
	/* The rest is a body nobody can read: test_call's and test_hostile's. */
	return str_starts(code, "2xx with unreadable") && want == FAULT_AMBIGUOUS;
}

static struct err failure(const struct json *row, const char *service)
{
	const char *says = json_str(row, "message_contains");
	struct err err;

	err_set(&err, ERR_SERVICE, "cannot: %s: %s", json_str(row, "code"), says);
	snprintf(err.code, sizeof(err.code), "%s", json_str(row, "code"));
	err.fault = (int)fault_of(service, err.code, err.text,
				  (int)json_number(json_get(row, "http")));
	return err;
}

/* Rows that hold only in a state the table cannot know, and what we say instead. */
static bool by_state(const struct json *row, const struct err *err, enum fault want)
{
	if (want == FAULT_WAIT)		/* "after a change of ours": the caller's window */
		return err->fault == FAULT_WAIT || fault_is_delay(err);
	if (str_eq(err->code, "NoSuchEntity"))
		return err->fault == FAULT_GONE;
	if (want == FAULT_CLOCK)	/* needs the Date header: failure.c weighs it */
		return err->fault == FAULT_AUTH &&
		       strstr(json_str(row, "action"), "same") != NULL;
	if (want == FAULT_EXPIRED)	/* needs the session: failure.c weighs it */
		return err->fault == FAULT_CLOCK;
	/* "the principal is older than this run": the caller's window ends the wait */
	return want == FAULT_FATAL && err->fault == FAULT_WAIT && *json_str(row, "after");
}

static bool row_passes(const struct json *row)
{
	const char *service = json_str(row, "service");
	enum fault want = class_of(json_str(row, "class"));
	struct err err;

	if (str_eq(service, "transport"))
		return transport_row(row, want);
	err = failure(row, str_eq(service, "any") ? "iam" : service);
	if ((int)want == err.fault || by_state(row, &err, want))
		return true;
	printf("%s %s: %s, not %s\n", service, err.code,
	       fault_name((enum fault)err.fault), json_str(row, "class"));
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
	assert_int_equal(fault_of("iam", "LimitExceeded", NULL, 409), FAULT_QUOTA);
	assert_int_equal(fault_of("ssm", "LimitExceededException", NULL, 400),
			 FAULT_THROTTLE);
	assert_int_equal(fault_of("iam", "Throttl", NULL, 400), FAULT_FATAL);
	assert_int_equal(fault_of("iam", "NeverHeardOf", NULL, 400), FAULT_FATAL);
	assert_int_equal(fault_of("iam", "NeverHeardOf", NULL, 502), FAULT_TRANSIENT);
	assert_int_equal(fault_of("iam", "", NULL, 403), FAULT_PERMISSION);
	assert_int_equal(fault_of("iam", "", NULL, 407), FAULT_PROXY);
	assert_int_equal(fault_of("iam", "", NULL, 429), FAULT_THROTTLE);
	assert_int_equal(fault_of("iam", "", NULL, 302), FAULT_SECURITY);
}

static void delays(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, ERR_SERVICE, "cannot launch: InvalidParameterValue: Value (x) for "
		"parameter iamInstanceProfile.name is invalid. Invalid IAM Instance "
		"Profile name");
	strcpy(err.code, "InvalidParameterValue");
	err.fault = (int)fault_of("ec2", err.code, err.text, 400);
	assert_int_equal(err.fault, FAULT_WAIT);
	assert_true(fault_is_delay(&err));
	err_set(&err, ERR_SERVICE, "cannot: ValidationError: no");
	strcpy(err.code, "ValidationError");
	err.fault = FAULT_FATAL;
	assert_false(fault_is_delay(&err));
	err_set(&err, ERR_NET, "not reached");
	err.fault = FAULT_TRANSIENT;
	assert_false(fault_is_delay(&err));
}

static void names(void **state)
{
	(void)state;
	for (int f = 0; f < FAULT_COUNT; f++)
		assert_non_null(fault_name((enum fault)f));
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
