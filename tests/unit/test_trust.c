/* test_trust.c - what keeps a pod out of its role, or lets others in. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

#include "base/str.h"
#include "format/json.h"
#include "plan/trust_diff.h"

#define ISSUER "oidc.eks.eu-west-1.amazonaws.com/id/ABC"
#define OTHER "oidc.eks.eu-west-1.amazonaws.com/id/DEF"
#define ACCOUNT "system:serviceaccount:e6:sales"
#define ARN(issuer) "arn:aws:iam::123456789012:oidc-provider/" issuer

#define STATEMENT(issuer, condition) \
	"{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"" ARN(issuer) "\"}," \
	"\"Action\":\"sts:AssumeRoleWithWebIdentity\",\"Condition\":{" condition "}}"
#define TRUST(statements) "{\"Version\":\"2012-10-17\",\"Statement\":[" statements "]}"
#define EQUALS(rows) "\"StringEquals\":{" rows "}"
#define SUB(value) "\"" ISSUER ":sub\":\"" value "\""
#define AUD(value) "\"" ISSUER ":aud\":\"" value "\""
#define STS "sts.amazonaws.com"
#define BOTH(sub, aud) TRUST(STATEMENT(ISSUER, EQUALS(SUB(sub) "," AUD(aud))))

static const char wanted[] = BOTH(ACCOUNT, STS);

/* What is found, the findings wanted, and a word of the last one's text. */
static const struct {
	const char *found, *findings, *says;
} cases[] = {
	{ BOTH(ACCOUNT, STS), "", "" },
	{ BOTH("system:serviceaccount:e6:*", STS), "wildcard", "StringLike" },
	{ BOTH("system:serviceaccount:e6:sale?", STS), "wildcard", "plain characters" },
	{ BOTH("system:ServiceAccount:e6:sales", STS), "case", "differs in case" },
	{ BOTH("system:serviceaccount:e6:Sales", STS), "case", "differs in case" },
	{ BOTH("system:serviceaccounts:e6:sales", STS), "spelling", "NAMESPACE:NAME" },
	{ BOTH("e6:sales", STS), "spelling", "NAMESPACE:NAME" },
	{ BOTH("system:serviceaccount:other:sales", STS), "subject", "cannot assume the role" },
	{ BOTH(ACCOUNT, "sts.amazonaws.com.cn"), "audience", "issued for" },
	{ BOTH("e6:sales", "sigstore"), "spelling audience", "sigstore" },
	{ TRUST(STATEMENT(ISSUER, EQUALS(SUB(ACCOUNT)))), "audience", "there is no condition on aud" },
	{ TRUST(STATEMENT(ISSUER, EQUALS(AUD(STS)))), "subject", "every pod" },
	{ TRUST(STATEMENT(ISSUER, EQUALS(AUD(STS)) ",\"StringLike\":{"
		SUB("system:serviceaccount:e6:*") "}")), "subject", "more pods" },
	{ TRUST(STATEMENT(OTHER, EQUALS(SUB(ACCOUNT) "," AUD(STS)))), "issuer", "DEF" },
	{ TRUST(STATEMENT(ISSUER, EQUALS("\"" OTHER ":sub\":\"" ACCOUNT "\"," AUD(STS)))),
	  "issuer", "no token" },
	{ "{\"Statement\":[]}", "issuer", "no statement" },
	{ "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
	  "\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}", "issuer", "no statement" },
	/* the right one beside others: the difference shows those */
	{ TRUST(STATEMENT(ISSUER, EQUALS(AUD(STS) ",\"" ISSUER ":sub\":[\"" ACCOUNT
					 "\",\"system:serviceaccount:e6:b\"]"))),
	  "issuer", "as required" },
	{ TRUST(STATEMENT(ISSUER, EQUALS(SUB(ACCOUNT) "," AUD(STS))) ","
		STATEMENT(OTHER, EQUALS("\"" OTHER ":sub\":\"x\""))), "", "" },
	/* an order of its own, a list of one, letters of the action: the same meaning */
	{ "{\"Version\":\"2012-10-17\",\"Statement\":{\"Action\":"
	  "[\"STS:assumerolewithwebidentity\"],\"Condition\":{\"StringEquals\":{" AUD(STS) ",\""
	  ISSUER ":sub\":[\"" ACCOUNT "\"]}},\"Principal\":{\"Federated\":[\"" ARN(ISSUER)
	  "\"]},\"Effect\":\"Allow\"}}", "", "" },
	/* what AWS would never have taken must do no harm */
	{ "{\"Statement\":5}", "issuer", "no statement" },
	{ "{\"Statement\":[{\"Principal\":{\"Federated\":7},\"Condition\":[1,{\"a\":null}]}]}",
	  "issuer", "no statement" },
	{ "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"" ARN(ISSUER)
	  "\"},\"Condition\":{\"StringEquals\":\"x\",\"Null\":{\":sub\":true}}}]}",
	  "issuer audience", "there is no condition" },
};

static struct json *parsed(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "case", &err);

	assert_non_null(j);
	return j;
}

static void each_letter_is_named(void **state)
{
	struct json *want = parsed(wanted);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct json *found = parsed(cases[i].found), *list = json_list_new();
		char findings[200] = "";
		const char *text = "";

		trust_findings(list, found, want);
		json_each(row, list) {
			size_t n = strlen(findings);

			text = json_str(row, "text");
			snprintf(findings + n, sizeof(findings) - n, "%s%s", n ? " " : "",
				 json_str(row, "finding"));
		}
		if (strcmp(findings, cases[i].findings) || !strstr(text, cases[i].says))
			fail_msg("case %zu: '%s', last '%s'", i, findings, text);
		json_free(list);
		json_free(found);
	}
	json_free(want);
}

/* The vendor's own form asks for no audience: then none is missed. */
static void what_is_not_wanted_is_not_missed(void **state)
{
	struct json *want = parsed(TRUST(STATEMENT(ISSUER, EQUALS(SUB(ACCOUNT)))));
	struct json *found = parsed(TRUST(STATEMENT(ISSUER, EQUALS(SUB("e6:sales")))));
	struct json *none = parsed(TRUST("")), *list = json_list_new();

	(void)state;
	trust_findings(list, found, want);
	assert_int_equal(json_count(list), 1);
	trust_findings(list, found, none);
	trust_findings(list, want, want);
	assert_int_equal(json_count(list), 1);
	trust_findings(list, NULL, want);
	assert_int_equal(json_count(list), 2);
	json_free(list);
	json_free(none);
	json_free(found);
	json_free(want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_letter_is_named),
		cmocka_unit_test(what_is_not_wanted_is_not_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
