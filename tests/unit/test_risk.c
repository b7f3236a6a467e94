/* test_risk.c - what a document gives away. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "pack/risk.h"
#include "sample.h"

/* One statement; the findings wanted, "level path" each, "; " between. */
static const struct {
	const char *statement, *findings;
} cases[] = {
#define ALLOW "{\"Effect\": \"Allow\", "
#define ALL ", \"Resource\": \"*\"}"
	{ ALLOW "\"Action\": \"*\"" ALL, "high Statement[0]" },
	{ ALLOW "\"Action\": [\"ec2:*\"]" ALL,
	  "high Statement[0]; high Statement[0]; medium Statement[0]" },
	{ ALLOW "\"Action\": \"s3:*\"" ALL, "medium Statement[0]" },
	{ ALLOW "\"Action\": \"iam:*\"" ALL, "high Statement[0]" },
	{ ALLOW "\"Action\": \"sqs:*\"" ALL,
	  "medium Statement[0]; medium Statement[0]; low Statement[0]" },
	{ ALLOW "\"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::b/*\"}",
	  "low Statement[0]" },
	{ ALLOW "\"Action\": \"s3:*\", \"Resource\": [\"arn:aws:s3:::*\"]}",
	  "medium Statement[0]" },
	{ ALLOW "\"Action\": [\"ec2:Describe*\", \"iam:GetRole\"]" ALL, "" },
	{ ALLOW "\"Action\": [\"ec2:StopInstances\"]" ALL, "" },
	{ ALLOW "\"Action\": [\"ec2:StopInstances\"], \"Condition\": {\"StringEquals\":"
	  " {\"ec2:ResourceTag/a\": \"b\"}}" ALL, "" },
	{ ALLOW "\"Action\": \"iam:PassRole\"" ALL, "medium Statement[0]" },
	{ ALLOW "\"Action\": \"iam:Pass*\"" ALL, "medium Statement[0]" },
	{ ALLOW "\"Action\": [\"iam:passrole\", \"ec2:RunInstances\"]" ALL,
	  "high Statement[0]" },
	{ ALLOW "\"Action\": [\"iam:PassRole\"], \"Resource\":"
	  " \"arn:aws:iam::123456789012:role/*\"}", "medium Statement[0]" },
	{ ALLOW "\"Action\": [\"iam:PassRole\"], \"Resource\":"
	  " \"arn:aws:iam::123456789012:role/X\"}", "" },
	{ ALLOW "\"Action\": [\"iam:PassRole\"], \"Resource\":"
	  " \"arn:aws:iam::123456789012:role/X\", \"Condition\": {\"StringEquals\":"
	  " {\"iam:PassedToService\": \"ec2.amazonaws.com\"}}}", "" },
	{ ALLOW "\"NotAction\": \"s3:*\"" ALL, "high Statement[0]; medium Statement[0]" },
	{ ALLOW "\"Action\": \"s3:GetObject\", \"NotResource\": \"arn:aws:s3:::b/*\"}",
	  "medium Statement[0]; medium Statement[0]" },
	{ ALLOW "\"Action\": \"s3:Get*\"" ALL, "medium Statement[0]" },
	{ ALLOW "\"Action\": \"iam:PutRolePolicy\"" ALL,
	  "high Statement[0]" },
	{ "{\"Effect\": \"Deny\", \"Action\": \"*\"" ALL, "" },
	/* trusts */
#define TOKENS ", \"Action\": \"sts:AssumeRoleWithWebIdentity\"}"
#define TAKES ", \"Action\": \"sts:AssumeRole\"}"
	{ ALLOW "\"Principal\": {\"Service\": \"ec2.amazonaws.com\"}" TAKES, "" },
	{ ALLOW "\"Principal\": \"*\"" TAKES, "high Statement[0]" },
	{ ALLOW "\"Principal\": {\"AWS\": \"*\"}" TAKES, "high Statement[0]" },
	{ ALLOW "\"Principal\": {\"AWS\": \"*\"}, \"Condition\": {\"StringEquals\":"
	  " {\"aws:PrincipalOrgID\": \"o-1\"}}" TAKES, "medium Statement[0]" },
	{ ALLOW "\"NotPrincipal\": {\"AWS\": \"210987654321\"}" TAKES,
	  "high Statement[0]" },
	{ ALLOW "\"Principal\": {\"AWS\": \"arn:aws:iam::123456789012:role/X\"}" TAKES, "" },
	{ ALLOW "\"Principal\": {\"AWS\": \"arn:aws:iam::123456789012:root\"}" TAKES,
	  "low Statement[0]" },
	{ ALLOW "\"Principal\": {\"AWS\": [\"210987654321\"]}" TAKES,
	  "medium Statement[0]" },
	{ ALLOW "\"Principal\": {\"AWS\": \"210987654321\"}, \"Condition\":"
	  " {\"StringEquals\": {\"sts:ExternalId\": \"x\"}}" TAKES, "" },
	{ ALLOW "\"Principal\": {\"Federated\":"
	  " \"arn:aws:iam::123456789012:oidc-provider/o/id/A\"}" TOKENS,
	  "high Statement[0]; medium Statement[0]" },
	{ ALLOW "\"Principal\": {\"Federated\":"
	  " \"arn:aws:iam::123456789012:oidc-provider/o/id/A\"}, \"Condition\":"
	  " {\"StringEquals\": {\"o/id/A:aud\": \"sts.amazonaws.com\","
	  " \"o/id/A:sub\": \"system:serviceaccount:n:s\"}}" TOKENS, "" },
	{ ALLOW "\"Principal\": {\"Federated\":"
	  " \"arn:aws:iam::123456789012:oidc-provider/o/id/A\"}, \"Condition\":"
	  " {\"StringLike\": {\"o/id/A:aud\": \"sts.amazonaws.com\","
	  " \"o/id/A:sub\": [\"*\"]}}" TOKENS, "high Statement[0]" },
};

static struct json *wanted_with(const char *statement, const char *other)
{
	struct json *w = sample_parse("{\"account\": \"123456789012\", \"resources\":"
		" [{\"id\": \"r\", \"document\": {\"Statement\": []}},"
		"  {\"id\": \"s\", \"document\": {\"Statement\": []}}, {\"id\": \"t\"}]}");

	json_push(json_path(w, "resources.0.document.Statement"), sample_parse(statement));
	if (other)
		json_push(json_path(w, "resources.1.document.Statement"),
			  sample_parse(other));
	return w;
}

static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct json *w = wanted_with(cases[i].statement, NULL);
		struct json *all = risk_find(w, NULL);
		struct buf found = BUF(4096);

		json_each(f, all) {
			buf_fmt(&found, "%s%s %s", found.len ? "; " : "",
				json_str(f, "level"), json_str(f, "path"));
			assert_string_equal(json_str(f, "resource"), "r");
			assert_true(*json_str(f, "text") && *json_str(f, "remedy"));
		}
		if (!str_eq(found.s, cases[i].findings))
			fail_msg("%s:\n%s\nnot\n%s", cases[i].statement, found.s,
				 cases[i].findings);
		buf_free(&found);
		json_free(all);
		json_free(w);
	}
}

/* Rights of one holder add up over its documents. */
static void adds_up(void **state)
{
	struct json *w = wanted_with(ALLOW "\"Action\": \"iam:PassRole\"" ALL,
				     ALLOW "\"Action\": \"ec2:*\"" ALL);
	struct json *all = risk_find(w, NULL);

	(void)state;
	assert_string_equal(json_str(json_first(all), "level"), "high");
	assert_string_equal(json_str(json_get(json_first(all), "finding"), "id"), "pass-role-ec2");
	json_free(all);
	json_free(w);
}

static void lone_statement(void **state)
{
	struct json *w = sample_parse("{\"resources\": [{\"id\": \"r\", \"document\":"
		" {\"Statement\": " ALLOW "\"Action\": \"*\"" ALL "}}]}");
	struct json *all = risk_find(w, NULL);

	(void)state;
	assert_int_equal(json_count(all), 1);
	json_free(all);
	json_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(adds_up),
		cmocka_unit_test(lone_statement),
	};

	return run_all(tests);
}
