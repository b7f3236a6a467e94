/* From the output of the AWS CLI to a verdict, the layer that denied, and a remedy. */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/action.h"
#include "probe/result_words.h"
#include "probe/verdict.h"

#define REFUSED(code, operation) \
	"An error occurred (" code ") when calling the " operation " operation: "
#define NOT_AUTHORIZED "User: arn:aws:sts::123456789012:assumed-role/R/i-1 is not " \
	"authorized to perform: s3:PutObject on resource: \"arn:aws:s3:::b/k\" "
#define CANARY_KEY "User: arn:aws:sts::1:assumed-role/R/i-1 is not authorized to perform: " \
	"s3:GetObject on resource: \"arn:aws:s3:::b/accredit-canary-00\" because"
#define PUT REFUSED("AccessDenied", "PutObject") NOT_AUTHORIZED
#define ASSUME REFUSED("AccessDenied", "AssumeRole") "User: arn:aws:sts::123456789012:" \
	"assumed-role/R/i-1 is not authorized to perform: sts:AssumeRole on resource: " \
	"arn:aws:iam::123456789012:role/other "

static struct json *parse(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "test", &err);

	assert_non_null(j);
	return j;
}

/* The event of one check, a row of a template, and its answer. */
static struct json *event_of(const struct json *row, const struct json *answer, const char *why)
{
	struct json *rows = json_list_new(), *event;
	struct checks checks;
	struct check_result result;

	json_push(rows, json_copy(row));
	checks = checks_read_rows(rows, CHECK_BY_ANY);
	result = verdict_judge(&checks.check[0], answer, why);
	event = check_result_event(&result);
	check_result_free(&result);
	checks_free(&checks);
	json_free(rows);
	return event;
}

static struct json *judge(const char *call, const char *expected, const char *rc,
			  const char *text)
{
	struct json *probe = json_object_new(), *answer = json_object_new(), *event;

	json_put_str(probe, "id", "x");
	json_put_str(probe, "expected", expected);
	json_put(probe, "call", parse(call));
	json_put_str(answer, "rc", rc);
	json_put_str(answer, "time", "2026-11-22T09:00:00Z");
	json_put_str(answer, "text", text);
	event = event_of(probe, answer, NULL);
	json_free(probe);
	json_free(answer);
	return event;
}

#define LIST "[\"ec2\",\"describe-instances\"]"
#define WHO "{\"identity\":\"R\"}"
#define CANARY "{\"canary\":\"b\"}"

static const struct {
	const char *call, *expected, *rc, *text, *verdict, *layer;
} rows[] = {
	{ LIST, "allow", "0", "", "yes", "" },
	{ LIST, "deny", "0", "", "no", "" },
	{ LIST, "allow", "254", REFUSED("DryRunOperation", "RunInstances") "Request would "
	  "have succeeded, but DryRun flag is set.", "yes", "" },
	{ LIST, "deny", "254", REFUSED("DryRunOperation", "RunInstances"), "no", "" },
	{ LIST, "allow", "254", REFUSED("UnauthorizedOperation", "DescribeInstances")
	  "You are not authorized to perform this operation.", "no", "unknown" },
	{ LIST, "deny", "254", REFUSED("UnauthorizedOperation", "DescribeInstances")
	  "You are not authorized to perform this operation.", "yes", "unknown" },
	{ LIST, "deny", "254", REFUSED("403", "HeadObject") "Forbidden", "yes", "unknown" },
	{ CANARY, "allow", "254", PUT "because no identity-based policy allows the "
	  "s3:PutObject action", "no", "identity" },
	{ CANARY, "allow", "254", PUT "with an explicit deny in a service control policy",
	  "no", "scp" },
	{ CANARY, "allow", "254", PUT "because no service control policy allows the "
	  "s3:PutObject action", "no", "scp" },
	{ CANARY, "allow", "254", PUT "with an explicit deny in a resource control policy",
	  "no", "rcp" },
	{ CANARY, "allow", "254", PUT "because no permissions boundary allows the "
	  "s3:PutObject action", "no", "boundary" },
	{ CANARY, "allow", "254", PUT "with an explicit deny in a resource-based policy",
	  "no", "resource" },
	{ CANARY, "allow", "254", PUT "because no session policy allows the s3:PutObject "
	  "action", "no", "session" },
	{ CANARY, "deny", "254", PUT "with an explicit deny in an identity-based policy",
	  "yes", "identity" },
	{ WHO, "allow", "0", "{ \"Arn\": \"arn:aws:sts::1:assumed-role/R/i-1\" }",
	  "yes", "" },
	{ WHO, "allow", "0", "{ \"Arn\": \"arn:aws:sts::1:assumed-role/RR/i-1\" }",
	  "cannot-tell", "unknown" },
	{ WHO, "allow", "253", "Unable to locate credentials. You can configure",
	  "cannot-tell", "trust" },
	{ WHO, "allow", "253", "Unable to locate credentials. AssumeRoleUnauthorizedAccess:"
	  " EC2 cannot assume the role R.", "no", "trust" },
	{ LIST, "deny", "253", "Unable to locate credentials", "cannot-tell", "trust" },
	/* a role that may not be assumed: the policy that AWS names, else its trust */
	{ LIST, "allow", "254", ASSUME "with an explicit deny in a service control policy",
	  "no", "scp" },
	{ LIST, "allow", "254", ASSUME "with an explicit deny in a resource control policy",
	  "no", "rcp" },
	{ LIST, "allow", "254", ASSUME "because no permissions boundary allows the "
	  "sts:AssumeRole action", "no", "boundary" },
	{ LIST, "allow", "254", ASSUME "because no session policy allows the sts:AssumeRole "
	  "action", "no", "session" },
	{ LIST, "allow", "254", ASSUME "because no identity-based policy allows the "
	  "sts:AssumeRole action", "no", "identity" },
	{ LIST, "allow", "254", ASSUME "with an explicit deny in the role trust policy", "no",
	  "trust" },
	{ LIST, "allow", "254", ASSUME "because no resource-based policy allows the "
	  "sts:AssumeRole action", "no", "trust" },
	{ LIST, "allow", "254", ASSUME, "no", "trust" },
	{ LIST, "deny", "124", "", "cannot-tell", "network" },
	{ LIST, "allow", "137", "", "cannot-tell", "network" },
	{ LIST, "deny", "255", "Connect timeout on endpoint URL: \"https://x\"",
	  "cannot-tell", "network" },
	{ LIST, "deny", "255", "Could not connect to the endpoint URL: \"https://x\"",
	  "cannot-tell", "network" },
	{ LIST, "allow", "254", REFUSED("RequestExpired", "DescribeInstances"),
	  "cannot-tell", "clock" },
	{ LIST, "deny", "254", REFUSED("AuthFailure", "DescribeInstances"),
	  "cannot-tell", "unknown" },
	{ LIST, "allow", "127", "aws: command not found", "cannot-tell", "unknown" },
	/* what is named is not there: final for an allow, and no refusal */
	{ LIST, "allow", "254", REFUSED("NoSuchBucket", "PutObject"), "no", "resource" },
	{ LIST, "allow", "254", REFUSED("NoSuchEntity", "GetRole"), "no", "resource" },
	{ LIST, "allow", "254", REFUSED("NoSuchKey", "GetObject"), "no", "resource" },
	{ LIST, "allow", "254", REFUSED("404", "HeadBucket") "Not Found", "no", "resource" },
	{ LIST, "allow", "254", REFUSED("InvalidParameterValue", "RunInstances")
	  "Value (x) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance "
	  "Profile name", "no", "resource" },
	{ LIST, "deny", "254", REFUSED("NoSuchBucket", "PutObject"), "cannot-tell",
	  "resource" },
	/* words of a refusal that came by no code of a refusal */
	{ LIST, "deny", "254", REFUSED("Throttling", "X") "(AccessDenied)", "cannot-tell",
	  "unknown" },
};

static void verdict_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct json *event = judge(rows[i].call, rows[i].expected, rows[i].rc,
					   rows[i].text);

		if (!str_eq(json_str(event, "verdict"), rows[i].verdict) ||
		    !str_eq(json_str(event, "layer"), rows[i].layer))
			fail_msg("row %zu: %s %s", i, json_str(event, "verdict"),
				 json_str(event, "layer"));
		assert_string_equal(json_str(event, "event"), "check");
		assert_string_equal(json_str(event, "expected"), rows[i].expected);
		json_free(event);
	}
}

static void no_answer(void **state)
{
	struct json *probe = parse("{\"id\":\"x\",\"expected\":\"deny\",\"call\":" LIST "}");
	struct json *event = event_of(probe, NULL, "it ended");

	(void)state;
	assert_string_equal(json_str(event, "verdict"), "cannot-tell");
	assert_string_equal(json_str(json_get(event, "evidence"), "text"), "it ended");
	assert_string_equal(json_str(json_get(event, "evidence"), "call"),
			    "aws ec2 describe-instances");
	json_free(event);
	json_free(probe);
}

static void expect_text(const char *call, const char *expected, const char *text,
			const char *wanted)
{
	struct json *event = judge(call, expected, *text ? "254" : "0", text);
	const char *said = json_str(json_get(event, "evidence"), "text");

	if (!strstr(said, wanted))
		fail_msg("'%s' is not in '%s'", wanted, said);
	json_free(event);
}

/* The smallest statement that would do, from the message or from the call. */
static void remedy_of_a_denial(void **state)
{
	(void)state;
	expect_text(CANARY, "allow", PUT "because no identity-based policy allows",
		    "{\"Effect\":\"Allow\",\"Action\":\"s3:PutObject\","
		    "\"Resource\":\"arn:aws:s3:::b/k\"}");
	expect_text(CANARY, "allow", REFUSED("AccessDenied", "GetObject") CANARY_KEY,
		    "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::b/*\"");
	expect_text(CANARY, "allow", REFUSED("AccessDenied", "DeleteObject") "Access Denied",
		    "\"Action\":\"s3:DeleteObject\",\"Resource\":\"arn:aws:s3:::b/*\"");
	expect_text("{\"spare-ip\":\"eni-1\"}", "allow",
		    REFUSED("UnauthorizedOperation", "AssignPrivateIpAddresses"),
		    "\"Action\":\"ec2:AssignPrivateIpAddresses\",\"Resource\":\"*\"");
	expect_text(LIST, "allow", REFUSED("UnauthorizedOperation", "DescribeInstances"),
		    "\"Action\":\"ec2:DescribeInstances\",\"Resource\":\"*\"");
	expect_text("[\"s3api\",\"list-buckets\"]", "allow",
		    REFUSED("AccessDenied", "ListBuckets"), "s3:ListAllMyBuckets");
	expect_text("[\"s3api\",\"get-object\"]", "allow",
		    REFUSED("AccessDenied", "GetObject"), "\"s3:GetObject\"");
	expect_text(CANARY, "allow", PUT "with an explicit deny in a service control policy",
		    "remove the statement that denies s3:PutObject from a service control policy (SCP)");
	expect_text(CANARY, "allow", PUT "with an explicit deny in an identity-based policy",
		    "remove the statement that denies s3:PutObject from a policy of");
	/* AWS's answer that something does not exist is definite: what it is comes first */
	expect_text(CANARY, "allow", REFUSED("NoSuchBucket", "PutObject"),
		    "bucket b does not exist: create it or choose another. AWS: An error");
	expect_text("[\"s3api\",\"list-objects-v2\",\"--bucket\",\"data\"]", "allow",
		    REFUSED("NoSuchBucket", "ListObjectsV2"),
		    "bucket data does not exist: create it or choose another. AWS: ");
	expect_text(LIST, "allow", REFUSED("NoSuchEntity", "GetRole"),
		    "what the call names does not exist: create it, or choose one that exists");
	expect_text(WHO, "allow", "AssumeRoleUnauthorizedAccess: EC2 cannot assume the role",
		    "\"Service\":\"ec2.amazonaws.com\"");
	expect_text("[\"redshift\",\"describe-clusters\"]", "deny", "",
		    "no policy of the role should allow redshift:DescribeClusters");
}

/* A check with the key is one of a user. */
static void whose_policy_it_is(void **state)
{
	static const struct { const char *expected, *text, *wanted; } of_user[] = {
		{ "allow", REFUSED("AccessDenied", "X") NOT_AUTHORIZED "because no permissions "
		  "boundary allows", "in the user's permissions boundary" },
		{ "allow", REFUSED("AccessDenied", "X") NOT_AUTHORIZED "because no identity-based "
		  "policy allows", "in a policy of the user" },
		{ "allow", REFUSED("AccessDenied", "AssumeRole") "User: arn:aws:iam::1:user/U is "
		  "not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/R",
		  "\"Resource\":\"arn:aws:iam::1:role/R\"} in a policy of the user" },
		{ "deny", "", "no policy of the user should allow" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(of_user) / sizeof(*of_user); i++) {
		struct json *probe = parse("{\"id\":\"x\",\"where\":\"key\",\"call\":" LIST "}");
		struct json *answer = parse("{\"request_id\":\"id-1\"}"), *event;
		const struct json *evidence;

		json_put_str(probe, "expected", of_user[i].expected);
		json_put_str(answer, "rc", *of_user[i].text ? "254" : "0");
		json_put_str(answer, "text", of_user[i].text);
		event = event_of(probe, answer, NULL);
		evidence = json_get(event, "evidence");
		assert_string_equal(json_str(event, "verdict"), "no");
		assert_string_equal(json_str(evidence, "request_id"), "id-1");
		if (!strstr(json_str(evidence, "text"), of_user[i].wanted))
			fail_msg("row %zu: %s", i, json_str(evidence, "text"));
		json_free(probe);
		json_free(answer);
		json_free(event);
	}
}

/* The field that the operator can change is named where the template's value is known. */
static void field_of_a_missing_bucket(void **state)
{
	struct json *probe = parse("{\"id\":\"x\",\"where\":\"pod\",\"expected\":\"allow\","
				   "\"call\":{\"canary\":\"unload-data\"},"
				   "\"field\":\"Unload bucket\"}");
	struct json *answer = parse("{\"rc\":\"254\"}"), *event;
	struct check_result r;
	struct buf words = BUF(2048);

	(void)state;
	json_put_str(answer, "text", REFUSED("NoSuchBucket", "PutObject"));
	event = event_of(probe, answer, NULL);
	assert_string_equal(json_str(event, "verdict"), "no");
	r = check_result_read(event);
	assert_true(str_starts(r.text, "bucket unload-data does not exist: create it or choose "
			       "another (field Unload bucket). AWS: "));
	result_words_evidence(&words, &r);
	assert_non_null(strstr(words.s, "decided by  AWS (not found)\n"));
	assert_non_null(strstr(words.s, "expected    allowed\nresult      failed\n"));
	buf_free(&words);
	json_free(event);
	json_free(answer);
	json_free(probe);
}

/* Who decided: nothing but the call, a policy, or the simulator. */
static void who_decided(void **state)
{
	static const struct { const char *call, *layer, *how, *decided; } of[] = {
		{ "aws ec2 describe-instances", "", "", "the answer to the call" },
		{ "aws ec2 describe-instances", "scp", "", "service control policy (SCP)" },
		{ "aws iam simulate-principal-policy --x", "", "simulated",
		  "IAM policy simulator" },
		{ "aws iam simulate-principal-policy --x", "boundary", "simulated",
		  "IAM policy simulator: permissions boundary" },
		{ "aws iam get-role --role-name R", "trust", "trust policy read",
		  "trust policy" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++) {
		struct check_result r = check_result_read(NULL);
		struct buf words = BUF(256);

		r.call = of[i].call;
		r.layer = of[i].layer;
		result_words_decided(&words, &r);
		assert_string_equal(result_words_how(&r), of[i].how);
		assert_string_equal(words.s, of[i].decided);
		buf_free(&words);
	}
}

static void request_ids(void **state)
{
	struct json *event = judge(LIST, "deny", "254", REFUSED("AccessDenied", "X")
				   "no (Service: X; Status: 400; Request ID: ab-12; Y)");

	(void)state;
	assert_string_equal(json_str(json_get(event, "evidence"), "request_id"), "ab-12");
	json_free(event);
}

static void hostile_words(void **state)
{
	static const char *const texts[] = {
		"is not authorized to perform: ", "not authorized to perform: x",
		"An error occurred (", "An error occurred ()", "on resource: ",
		"not authorized to perform: a:b on resource: ", "when calling the ",
		"when calling the  operation: ", "Request ID: ", "arn:", "\"'\"'",
	};
	static const char *const calls[] = { LIST, WHO, CANARY, "[]", "{}", "null", "[1]",
					     "[\"ec2\"]" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		for (size_t k = 0; k < sizeof(calls) / sizeof(*calls); k++) {
			json_free(judge(calls[k], "allow", "254", texts[i]));
			json_free(judge(calls[k], "deny", "0", texts[i]));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdict_table),
		cmocka_unit_test(no_answer),
		cmocka_unit_test(remedy_of_a_denial),
		cmocka_unit_test(whose_policy_it_is),
		cmocka_unit_test(field_of_a_missing_bucket),
		cmocka_unit_test(who_decided),
		cmocka_unit_test(request_ids),
		cmocka_unit_test(hostile_words),
	};

	return run_all(tests);
}
