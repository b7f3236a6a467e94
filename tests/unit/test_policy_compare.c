/* test_policy_compare.c - documents compared, what they reach, whom they trust. */
#include "config.h"

#include <glob.h>
#include <stdio.h>

#include "unit.h"

#include "base/file.h"
#include "policies.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define GET "'s3:GetObject'"
#define B "'arn:aws:s3:::b/*'"
#define IF(condition) ALLOW_IF("'*'", "'*'", condition)

/* --- does have cover want? -------------------------------------------------------- */

static const struct {
	const char *have, *want;
	const char *answer;	/* yes, unknown, or what is missing: statements without effect */
} covers[] = {
	/* patterns */
	{ ALL, ALLOW("'s3:*'", "'*'"), "yes" },
	{ ALLOW("'s3:*'", "'*'"), ALLOW("'S3:getobject'", B), "yes" },
	{ ALLOW("'s3:*'", "'arn:aws:s3:::*'"), ALLOW("'s3:Get*'", B), "yes" },
	{ ALLOW("'s3:Get*'", B), ALLOW("['s3:GetObject', 's3:PutObject']", B), "s3:PutObject|arn:aws:s3:::b/*" },
	{ ALLOW("'x:a?*c'", "'x?*y'"), ALLOW("'x:ab*bc'", "'x*yy'"), "yes" },
	{ ALLOW("'s3:Get?*'", "'*'"), ALLOW("'s3:Get*'", "'*'"), "s3:Get*|*" },
	{ ALLOW(GET, B), ALLOW(GET, "['arn:aws:s3:::b/x', 'arn:aws:s3:::c/*']"),
	  "s3:GetObject|arn:aws:s3:::c/*" },
	/* several statements together, NotAction and NotResource */
	{ "[" ALLOW("'s3:Get*'", B) ", {'Effect': 'Allow', 'NotAction': 's3:Get*', 'Resource': '*'}]",
	  ALLOW("'*'", B), "yes" },
	{ "{'Effect': 'Allow', 'NotAction': 'iam:*', 'Resource': '*'}", ALLOW("'s3:*'", "'*'"), "yes" },
	{ "{'Effect': 'Allow', 'NotAction': 'iam:*', 'Resource': '*'}",
	  ALLOW("['s3:*', 'iam:Get*']", "'*'"), "iam:Get*|*" },
	{ ALLOW("'s3:*'", "'*'"), "{'Effect': 'Allow', 'NotAction': 'iam:*', 'Resource': '*'}", "!iam:*|*" },
	{ "[{'Effect': 'Allow', 'Action': '*', 'NotResource': " B "}, " ALLOW("'*'", B) "]", ALL, "yes" },
	{ "[{'Effect': 'Allow', 'Action': '*', 'NotResource': " B "}, " ALLOW("'s3:*'", B) "]",
	  ALLOW("'s3:*'", "'*'"), "yes" },
	/* denied on either side */
	{ "[" ALL ", " DENY("'s3:DeleteObject'", "'*'") "]", ALLOW("'s3:*'", B),
	  "s3:DeleteObject|arn:aws:s3:::b/*" },
	{ "[" ALL ", " DENY("'s3:*'", "'arn:aws:s3:::b/secret/*'") "]", ALLOW("'s3:Get*'", B),
	  "s3:Get*|arn:aws:s3:::b/secret/*" },
	{ "[" ALL ", " DENY("'iam:*'", "'*'") "]", ALLOW("'s3:*'", B), "yes" },
	{ "[" ALL ", " DENY("'iam:*'", "'*'") "]", "[" ALL ", " DENY("'iam:*'", "'*'") "]", "yes" },
	{ "[" ALL ", " DENY("'iam:*'", "'*'") "]", "[" ALL ", " DENY("'iam:Get*'", "'*'") "]", "iam:*|*" },
	{ ALLOW("'s3:*'", "'*'"), "[" ALL ", {'Effect': 'Deny', 'NotAction': 's3:*', 'Resource': '*'}]",
	  "yes" },
	/* conditions equal, narrower, wider, not comparable */
	{ IF("{'StringEquals': {'k': ['v', 'w']}}"), IF("{'StringEquals': {'K': 'v'}}"), "yes" },
	{ IF("{'StringLike': {'k': 'v*'}}"), IF("{'StringEquals': {'k': 'vw'}}"), "yes" },
	{ IF("{'StringEquals': {'k': 'v'}}"), IF("{'StringLike': {'k': 'v*'}}"), "*|*" },
	{ IF("{'StringEquals': {'k': 'v'}}"), ALL, "*|*" },
	{ ALL, IF("{'StringEquals': {'k': 'v'}}"), "yes" },
	{ IF("{'StringEquals': {'k': 'v'}, 'Bool': {'t': 'true'}}"), IF("{'StringEquals': {'k': 'v'}}"), "*|*" },
	{ IF("{'IpAddress': {'k': '10.0.0.0/8'}}"), IF("{'IpAddress': {'k': ['10.1.0.0/16', '10.9.9.9']}}"), "yes" },
	{ IF("{'NotIpAddress': {'k': '10.1.0.0/16'}}"), IF("{'NotIpAddress': {'k': '10.0.0.0/8'}}"), "yes" },
	{ IF("{'NumericLessThan': {'k': '9'}}"), IF("{'NumericLessThanEquals': {'k': '8'}}"), "yes" },
	{ IF("{'NumericLessThan': {'k': '9'}}"), IF("{'NumericLessThanEquals': {'k': '9'}}"), "*|*" },
	{ IF("{'DateGreaterThan': {'k': '2026-01-01'}}"), IF("{'DateGreaterThan': {'k': '2026-06-01T00:00:00Z'}}"), "yes" },
	{ IF("{'ArnLike': {'k': 'arn:aws:iam::*:role/*'}}"), IF("{'ArnEquals': {'k': 'arn:aws:iam::1:role/x'}}"), "yes" },
	{ IF("{'ArnLike': {'k': 'arn:aws:iam::*:role/*'}}"), IF("{'StringEquals': {'k': 'arn:aws:iam::1:role/x'}}"), "yes" },
	{ IF("{'Null': {'k': 'false'}}"), IF("{'StringLike': {'k': '*'}}"), "yes" },
	{ IF("{'StringEqualsIfExists': {'k': 'v'}}"), IF("{'Null': {'k': 'true'}}"), "yes" },
	{ IF("{'StringEquals': {'k': 'v'}}"), IF("{'StringEqualsIfExists': {'k': 'v'}}"), "*|*" },
	{ IF("{'ForAnyValue:StringEquals': {'k': 'v'}}"), IF("{'StringEquals': {'k': 'v'}}"), "yes" },
	{ IF("{'ForAllValues:StringEquals': {'k': 'v'}}"), IF("{'StringEquals': {'k': 'v'}}"), "unknown" },
	/* a Deny that the condition of want rules out, and one that it does not */
	{ "[" ALL ", " DENY_IF("'*'", "'*'", "{'StringNotEquals': {'r': 'eu'}}") "]",
	  IF("{'StringEquals': {'r': 'eu'}}"), "yes" },
	{ "[" ALL ", " DENY_IF("'*'", "'*'", "{'Bool': {'t': 'false'}}") "]",
	  IF("{'Bool': {'t': 'true'}}"), "yes" },
	{ "[" ALL ", " DENY_IF("'*'", "'*'", "{'Bool': {'t': 'false'}}") "]", ALL, "*|*" },
	/* variables */
	{ ALLOW("'iam:*'", "'u/*'"), ALLOW("'iam:*'", "'u/${aws:username}'"), "yes" },
	{ ALLOW("'iam:*'", "'u/${aws:username}'"), ALLOW("'iam:*'", "'u/${AWS:username}'"), "yes" },
	{ ALLOW("'iam:*'", "'u/${aws:username}'"), ALLOW("'iam:*'", "'u/*'"), "iam:*|u/*" },
	{ ALLOW("'iam:*'", "'u/${aws:username}'"), ALLOW("'iam:*'", "'u/${aws:userid}'"), "iam:*|u/${aws:userid}" },
	{ "[" ALL ", " DENY("'iam:*'", "'u/boss'") "]", ALLOW("'iam:*'", "'u/${aws:username}'"), "unknown" },
	{ "{'Effect': 'Allow', 'Action': '*', 'NotResource': 'u/boss'}",
	  ALLOW("'iam:*'", "'u/${aws:username}'"), "unknown" },
	{ "{'Effect': 'Allow', 'Action': '*', 'NotResource': ['u/${k}', 'g']}",
	  "{'Effect': 'Allow', 'Action': '*', 'NotResource': ['g', 'u/${k}']}", "yes" },
	{ "{'Effect': 'Allow', 'Action': '*', 'NotResource': 'u/${k}'}", ALLOW("'*'", "'g'"), "unknown" },
	{ IF("{'StringNotLike': {'k': 'a${v}'}}"), IF("{'StringNotLike': {'k': 'a*'}}"), "unknown" },
	{ "{'Effect': 'Allow', 'Action': '*', 'NotResource': 'g/*'}",
	  ALLOW("'iam:*'", "'u/${aws:username}'"), "yes" },
	{ ALLOW(GET, "'b/${k}'"), "{'Version': '2008-10-17', 'Statement': " ALLOW(GET, "'b/${k}'") "}",
	  "s3:GetObject|b/${k}" },
	/* principals */
	{ "{'Effect': 'Allow', 'Principal': {'AWS': ['1', '2']}, 'Action': 'sts:AssumeRole'}",
	  "{'Effect': 'Allow', 'Principal': {'AWS': '2'}, 'Action': 'sts:AssumeRole'}", "yes" },
	{ "{'Effect': 'Allow', 'Principal': '*', 'Action': 'sts:AssumeRole'}",
	  "{'Effect': 'Allow', 'Principal': {'Service': 'ec2.amazonaws.com'}, 'Action': 'sts:AssumeRole'}", "yes" },
	{ "{'Effect': 'Allow', 'Principal': {'AWS': '111122223333'}, 'Action': 'sts:AssumeRole'}",
	  "{'Effect': 'Allow', 'Principal': {'AWS': ['arn:aws:iam::111122223333:root', '444455556666']}, "
	  "'Action': 'sts:AssumeRole'}", "sts:AssumeRole|" },
};

static void put_values(struct buf *out, const struct json *value)
{
	const char *between = "";

	if (json_text(value))
		buf_str(out, json_text(value));
	json_each(one, value) {
		buf_fmt(out, "%s%s", between, json_text(one));
		between = ",";
	}
}

static void put_cover(struct buf *out, const struct policy_cover *c)
{
	if (c->covered != POLICY_NO)
		buf_str(out, policy_truth_names[c->covered]);
	json_each(s, c->missing) {
		assert_string_equal(json_str(s, "Effect"), "Allow");
		buf_fmt(out, "%s%s", out->len ? " " : "", json_get(s, "NotAction") ? "!" : "");
		put_values(out, json_get(s, json_get(s, "NotAction") ? "NotAction" : "Action"));
		buf_str(out, "|");
		put_values(out, json_get(s, "Resource"));
	}
}

static void cover_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(covers); i++) {
		struct policy_set *have = documents(covers[i].have), *want = documents(covers[i].want);
		struct policy_cover c = policy_covers(have, want);
		struct buf text = BUF(4096);

		put_cover(&text, &c);
		if (!str_eq(text.s, covers[i].answer))
			fail_msg("row %zu: %s\ncovers %s:\n%s, not %s", i, covers[i].have,
				 covers[i].want, text.s, covers[i].answer);
		assert_int_equal(c.covered == POLICY_NO, json_count(c.examples) > 0);
		assert_int_equal(c.covered == POLICY_CANNOT_TELL, json_count(c.undecided) > 0);
		buf_free(&text);
		policy_cover_free(&c);
		policy_free(have);
		policy_free(want);
	}
}

/* --- do both mean the same? ----------------------------------------------------------- */

static const struct {
	const char *one, *other, *answer;
} same[] = {
	{ ALLOW("['s3:Get*', 's3:Put*']", B), ALLOW("['S3:PUT*', 'S3:get*']", "[" B "]"), "yes" },
	{ ALLOW("['s3:Get*', 's3:Put*']", B), "[" ALLOW("'s3:Put*'", B) ", " ALLOW("'s3:Get*'", B) "]", "yes" },
	{ ALLOW("['s3:Get*', 's3:Put*']", B), ALLOW("'s3:Put*'", B) AND ALLOW("'s3:Get*'", B), "yes" },
	{ ALLOW("['s3:*', 's3:Put*']", B), ALLOW("'s3:*'", B), "yes" },
	{ "{'Effect': 'Allow', 'Sid': 'A', 'Action': '*', 'Resource': '*'}", ALL, "yes" },
	{ IF("{'StringLike': {'k': 'v'}}"), IF("{'StringEquals': {'k': ['v']}}"), "yes" },
	{ IF("{'StringEquals': {'k': ['v', 'w']}}"),
	  "[" IF("{'StringEquals': {'k': 'w'}}") ", " IF("{'StringEquals': {'k': 'v'}}") "]", "yes" },
	{ IF("{'StringLike': {'k': ['v*', 'w']}, 'IpAddress': {'i': ['10.0.0.0/8', '::1']}}"),
	  "[" IF("{'StringEquals': {'k': 'w'}, 'IpAddress': {'i': '10.0.0.0/8'}}") ", "
	  IF("{'StringLike': {'k': 'v*'}, 'IpAddress': {'i': '10.0.0.0/8'}}") ", "
	  IF("{'StringLike': {'k': ['w', 'v*']}, 'IpAddress': {'i': '::1'}}") "]", "yes" },
	{ IF("{'ArnLike': {'k': 'arn:aws:s3:::b'}}"), IF("{'ArnEquals': {'k': 'arn:aws:s3:::b'}}"), "yes" },
	{ IF("{'Bool': {'k': true}}"), IF("{'Bool': {'k': 'true'}}"), "yes" },
	{ IF("{'StringNotEqualsIfExists': {'k': 'v'}}"), IF("{'StringNotEquals': {'k': 'v'}}"), "yes" },
	{ ALLOW("'s3:*'", "'*'"), ALLOW("'s3:Get*'", "'*'"), "no" },
	{ ALL, "[" ALL ", " DENY("'s3:*'", "'*'") "]", "no" },
	{ IF("{'StringLike': {'k': 'v*'}}"), IF("{'StringEquals': {'k': 'v*'}}"), "no" },
	/* the same alone, but not beside another document that allows iam */
	{ "{'Effect': 'Allow', 'NotAction': 'iam:*', 'Resource': '*'}",
	  "[" ALL ", " DENY("'iam:*'", "'*'") "]", "no" },
	{ "{'Version': '2008-10-17', 'Statement': " ALLOW(GET, "'b/${k}'") "}", ALLOW(GET, "'b/${k}'"), "no" },
	{ "{'Version': '2008-10-17', 'Statement': " ALLOW(GET, B) "}", ALLOW(GET, B), "yes" },
	{ "{'Effect': 'Allow', 'Principal': {'AWS': ['1', '2']}, 'Action': 'sts:AssumeRole'}",
	  "[{'Effect': 'Allow', 'Principal': {'AWS': '2'}, 'Action': 'sts:AssumeRole'}, "
	  "{'Effect': 'Allow', 'Principal': {'AWS': '1'}, 'Action': 'sts:AssumeRole'}]", "yes" },
};

static void same_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(same); i++) {
		struct policy_set *a = documents(same[i].one), *b = documents(same[i].other);
		const char *there = policy_truth_names[policy_same(a, b)];

		if (!str_eq(there, same[i].answer))
			fail_msg("row %zu: %s\n%s: %s, not %s", i, same[i].one, same[i].other, there,
				 same[i].answer);
		assert_string_equal(policy_truth_names[policy_same(b, a)], same[i].answer);
		assert_int_equal(policy_same(a, a), POLICY_YES);
		policy_free(a);
		policy_free(b);
	}
}

/* --- what is possible at all? -------------------------------------------------------------- */

static const struct {
	const char *document, *action, *resource;
	const char *says;	/* some, all, conditional, own, denied, statements */
} reaches[] = {
	{ ALL, "iam:PassRole", "*", "some all 1" },
	{ ALLOW("'iam:Pass*'", "'arn:aws:iam::*:role/x'"), "iam:PassRole", "*", "some 1" },
	{ ALLOW("'iam:Pass*'", "'arn:aws:iam::*:role/x'"), "iam:PassRole", "arn:aws:iam::1:role/x", "some all 1" },
	{ ALLOW("'iam:Pass*'", "'arn:aws:iam::*:role/x'"), "iam:PassRole", "arn:aws:iam::1:role/y", "0" },
	{ ALLOW("'s3:*'", "'*'"), "iam:PassRole", "*", "0" },
	{ "[" ALL ", " DENY("'iam:*'", "'*'") "]", "iam:PassRole", "*", "denied 0" },
	{ "[" ALL ", " DENY("'iam:*'", "'arn:aws:iam::*:role/x'") "]", "iam:PassRole", "*", "some 1" },
	{ "[" ALLOW("'iam:PassRole'", "'arn:aws:iam::*:role/x'") ", " DENY("'iam:*'", "'arn:aws:iam::*:role/*'") "]",
	  "iam:PassRole", "*", "denied 0" },
	{ "[" ALL ", " DENY_IF("'iam:*'", "'*'", "{'Bool': {'mfa': 'false'}}") "]", "iam:PassRole", "*", "some 1" },
	{ IF("{'Bool': {'mfa': 'true'}}"), "iam:PassRole", "*", "some conditional 1" },
	{ "[" IF("{'Bool': {'mfa': 'true'}}") ", " ALL "]", "iam:PassRole", "*", "some all 1,2" },
	{ ALLOW("'iam:*AccessKey*'", "'arn:aws:iam::*:user/${aws:username}'"), "iam:CreateAccessKey", "*",
	  "some own 1" },
	{ "{'Effect': 'Allow', 'NotAction': 's3:*', 'Resource': '*'}", "iam:PassRole", "*", "some all 1" },
	{ "{'Effect': 'Allow', 'NotAction': 'iam:*', 'Resource': '*'}", "iam:PassRole", "*", "0" },
	{ "{'Effect': 'Allow', 'Action': '*', 'NotResource': 'arn:aws:iam::*:role/x'}", "iam:PassRole", "*", "some 1" },
	{ "[" ALL ", {'Effect': 'Deny', 'NotAction': 's3:*', 'Resource': '*'}]", "iam:PassRole", "*", "denied 0" },
	{ "[" ALL ", {'Effect': 'Deny', 'NotAction': 's3:*', 'Resource': '*'}]", "s3:GetObject", "*", "some all 1" },
	{ "{'Effect': 'Allow', 'Action': '*', 'NotResource': 'a${v}'}", "s3:GetObject", "c", "some 1" },
	{ "[" ALL ", {'Effect': 'Deny', 'Action': '*', 'NotResource': 'a${v}'}]", "s3:GetObject", "c", "some 1" },
	{ ALLOW("'s3:Get*'", "'*'"), "s3:*", "*", "some 1" },
	{ ALLOW("'s3:*'", B) AND ALLOW("'s3:*'", "'arn:aws:s3:::c/*'"), "s3:GetObject", "arn:aws:s3:::?/*", "some 1,1" },
};

static void put_reach(struct buf *out, const struct policy_reach *r)
{
	buf_fmt(out, "%s%s%s%s%s", r->some ? "some " : "", r->all ? "all " : "",
		r->conditional ? "conditional " : "", r->own ? "own " : "",
		r->denied ? "denied " : "");
	for (size_t i = 0; i < r->n; i++)
		buf_fmt(out, "%s%zu", i ? "," : "", r->statements[i]->index);
	if (!r->n)
		buf_str(out, "0");
}

static void reach_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(reaches); i++) {
		struct policy_set *set = documents(reaches[i].document);
		struct arena a = { NULL };
		struct policy_reach r = policy_reach(&a, set, reaches[i].action, reaches[i].resource);
		struct buf text = BUF(256);

		put_reach(&text, &r);
		if (!str_eq(text.s, reaches[i].says))
			fail_msg("row %zu: %s: %s on %s: '%s', not '%s'", i, reaches[i].document,
				 reaches[i].action, reaches[i].resource, text.s, reaches[i].says);
		buf_free(&text);
		arena_free(&a);
		policy_free(set);
	}
}

/* --- who can assume the role? ------------------------------------------------------------------ */

#define TRUST(principal, action, rest) \
	"{'Effect': 'Allow', 'Principal': " principal ", 'Action': " action rest "}"
#define ASSUME "'sts:AssumeRole'"
#define OIDC "{'Federated': 'arn:aws:iam::1:oidc-provider/tokens.example.com/id/A'}"
#define WEB "'sts:AssumeRoleWithWebIdentity'"

static const struct {
	const char *document, *text;	/* rows, a line each */
} trusts[] = {
	{ TRUST("'*'", ASSUME, ""), "everyone: anyone, with or without an AWS account, can assume the role" },
	{ TRUST("{'AWS': '*'}", ASSUME, ", 'Condition': {'StringEquals': {'aws:PrincipalOrgID': 'o-1'}}"),
	  "everyone: anyone, with or without an AWS account, can assume the role, if aws:PrincipalOrgID = o-1" },
	{ TRUST("{'AWS': '111122223333'}", ASSUME, ", 'Condition': {'StringEquals': {'sts:ExternalId': ['x', 'y']}}"),
	  "account: any user or role of account 111122223333 that its own policies allow can assume the "
	  "role, if sts:ExternalId = x or y" },
	{ TRUST("{'AWS': ['arn:aws:iam::111122223333:user/lee', 'arn:aws:iam::111122223333:role/r', "
		"'arn:aws:sts::111122223333:assumed-role/r/s', 'AIDAGONE']}", ASSUME, ""),
	  "user: the user arn:aws:iam::111122223333:user/lee can assume the role\n"
	  "role: the role arn:aws:iam::111122223333:role/r can assume the role\n"
	  "session: the session arn:aws:sts::111122223333:assumed-role/r/s can assume the role\n"
	  "unknown: the principal AIDAGONE can assume the role" },
	{ TRUST("{'Service': ['ec2.amazonaws.com', 'lambda.amazonaws.com']}", ASSUME, ""),
	  "service: the service ec2.amazonaws.com can assume the role\n"
	  "service: the service lambda.amazonaws.com can assume the role" },
	{ TRUST(OIDC, WEB, ", 'Condition': {'StringEquals': {'tokens.example.com/id/A:aud': 'sts.amazonaws.com'}, "
		"'StringLike': {'tokens.example.com/id/A:sub': ['a:*', 'b']}}"),
	  "oidc: tokens of the OIDC provider tokens.example.com/id/A with the subject a:* or b and the "
	  "audience sts.amazonaws.com can assume the role" },
	{ TRUST(OIDC, WEB, ""), "oidc: tokens of the OIDC provider tokens.example.com/id/A with any subject "
	  "and any audience can assume the role" },
	{ TRUST(OIDC, WEB, ", 'Condition': {'StringEqualsIfExists': {'tokens.example.com/id/A:sub': 's'}}"),
	  "oidc: tokens of the OIDC provider tokens.example.com/id/A with any subject and any audience can "
	  "assume the role, if tokens.example.com/id/A:sub = s or absent" },
	{ TRUST("{'Federated': 'arn:aws:iam::1:saml-provider/idp'}", "'sts:AssumeRoleWithSAML'",
		", 'Condition': {'StringEquals': {'SAML:aud': 'https://signin.aws.amazon.com/saml'}}"),
	  "saml: users of the SAML provider arn:aws:iam::1:saml-provider/idp can assume the role, if "
	  "SAML:aud = https://signin.aws.amazon.com/saml" },
	{ TRUST("{'Service': 'ec2.amazonaws.com'}", "'sts:TagSession'", ""),
	  "service: the service ec2.amazonaws.com is allowed sts:TagSession, which does not assume the role" },
	{ TRUST("{'AWS': 'arn:aws:iam::111122223333:user/lee'}", "'sts:*'", ", 'Condition': {'Bool': "
		"{'aws:MultiFactorAuthPresent': 'true'}, 'NotIpAddress': {'aws:SourceIp': ['10.0.0.0/8', '::1']}, "
		"'Null': {'k': 'true'}}"),
	  "user: the user arn:aws:iam::111122223333:user/lee can assume the role, if "
	  "aws:MultiFactorAuthPresent = true and aws:SourceIp is not in 10.0.0.0/8 nor ::1 or absent and k is absent" },
	{ "[{'Effect': 'Deny', 'Principal': {'AWS': 'arn:aws:iam::111122223333:user/lee'}, 'Action': '*'}, "
	  TRUST("{'AWS': '111122223333'}", ASSUME, "") "]",
	  "account: any user or role of account 111122223333 that its own policies allow can assume the role\n"
	  "user: the user arn:aws:iam::111122223333:user/lee cannot assume the role" },
	{ "{'Effect': 'Allow', 'NotPrincipal': {'AWS': ['1', '2']}, 'Action': " ASSUME "}",
	  "everyone-but: everyone except 1, 2 can assume the role" },
};

static void trust_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(trusts); i++) {
		struct policy_set *set = documents(trusts[i].document);
		struct json *list = policy_trust(set);
		struct buf text = BUF(8192);

		json_each(row, list)
			buf_fmt(&text, "%s%s: %s", text.len ? "\n" : "", json_str(row, "who"),
				json_str(row, "text"));
		if (!str_eq(text.s, trusts[i].text))
			fail_msg("row %zu:\n%s\nnot\n%s", i, text.s, trusts[i].text);
		buf_free(&text);
		json_free(list);
		policy_free(set);
	}
}

static void trust_data(void **state)
{
	struct policy_set *set = documents(trusts[5].document);
	struct json *list = policy_trust(set), *row = json_first(list);

	(void)state;
	assert_string_equal(json_str(row, "issuer"), "tokens.example.com/id/A");
	assert_string_equal(json_text(json_path(row, "subjects.1")), "b");
	assert_string_equal(json_text(json_path(row, "audiences.0")), "sts.amazonaws.com");
	assert_int_equal(json_count(json_get(row, "conditions")), 2);
	assert_true(json_true(json_get(row, "assumes")));
	assert_string_equal(json_text(json_path(row, "statement.document")), "a");
	json_free(list);
	policy_free(set);
}

/* --- every document of the templates covers itself, and means the same -------------------------- */

static bool add_template(struct policy_set *set, const char *path)
{
	struct buf text = BUF(1u << 20);
	struct err err = ERR_INIT;
	bool policy;

	assert_true(file_read(path, &text, NULL, &err));
	policy = strstr(text.s, "\"Statement\"");
	if (policy && !policy_add_text(set, path, text.s, text.len, &err))
		fail_msg("%s", err.text);
	buf_free(&text);
	return policy;
}

static void templates(void **state)
{
	size_t read = 0;
	glob_t all;

	(void)state;
	assert_int_equal(glob(TOP_SRCDIR "/templates/*/documents/*.json", 0, NULL, &all), 0);
	for (size_t i = 0; i < all.gl_pathc; i++) {
		struct policy_set *set = policy_new();

		if (add_template(set, all.gl_pathv[i])) {
			struct policy_cover c = policy_covers(set, set);

			read++;
			if (c.covered != POLICY_YES || policy_same(set, set) != POLICY_YES)
				fail_msg("%s does not cover itself", all.gl_pathv[i]);
			policy_cover_free(&c);
		}
		policy_free(set);
	}
	printf("templates: %zu of %zu documents are policies\n", read, all.gl_pathc);
	assert_true(read > 30);
	globfree(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cover_table),
		cmocka_unit_test(same_table),
		cmocka_unit_test(reach_table),
		cmocka_unit_test(trust_table),
		cmocka_unit_test(trust_data),
		cmocka_unit_test(templates),
	};

	return run_all(tests);
}
