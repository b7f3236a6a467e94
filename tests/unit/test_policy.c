/* test_policy.c - policy documents: read, refused, and requests judged by them. */
#include "config.h"

#include <stdio.h>

#include "unit.h"

#include "policies.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* --- documents that are refused, and what is said --------------------------------- */

#define ST(members) "{'Statement': {'Effect': 'Allow', " members "}}"
#define AR "'Action': 's3:GetObject', 'Resource': '*'"

static const struct {
	const char *document, *says;
} refused[] = {
	{ "[]x", "doc" },
	{ "{'Version': '2012-10-17'}", "doc: it has no Statement" },
	{ "{'Version': '2012-10-18', 'Statement': []}", "doc: Version is neither" },
	{ "{'Statement': [], 'Owner': 1}", "doc: 'Owner' is not an element of a policy document" },
	{ "{'Statement': 5}", "doc: statement 1: it is not an object" },
	{ "{'Statement': [" ALL ", {'Sid': 'Two', 'Effect': 'allow', " AR "}]}",
	  "doc: statement 2 (Two): Effect is neither \"Allow\" nor \"Deny\"" },
	{ ST("'Resource': '*'"), "doc: statement 1: it has neither Action nor NotAction" },
	{ ST("'Action': 's3:*'"), "doc: statement 1: it has neither Resource nor NotResource" },
	{ ST(AR ", 'NotAction': 'iam:*'"), "it has both Action and NotAction" },
	{ ST(AR ", 'NotResource': '*'"), "it has both Resource and NotResource" },
	{ ST(AR ", 'Principal': '*', 'NotPrincipal': '*'"), "both Principal and NotPrincipal" },
	{ ST("'Action': 'GetObject', 'Resource': '*'"),
	  "Action 'GetObject' is not \"*\" or SERVICE:ACTION" },
	{ ST("'Action': [], 'Resource': '*'"), "Action is an empty list" },
	{ ST("'Action': ['s3:a', 5], 'Resource': '*'"), "Action contains a value that is not" },
	{ ST("'Action': 's3:a', 'Resource': [['*']]"), "Resource contains a value that is not" },
	{ ST(AR ", 'Principal': 'arn:aws:iam::1:root'"), "Principal is neither \"*\" nor" },
	{ ST(AR ", 'Principal': {'Aws': '*'}"), "Principal 'Aws' is not AWS, Service" },
	{ ST(AR ", 'Principal': {'AWS': [{}]}"), "Principal.AWS contains a value that is not" },
	{ ST(AR ", 'Condition': []"), "Condition is not an object" },
	{ ST(AR ", 'Condition': {'StringIs': {'k': 'v'}}"), "no operator 'StringIs'" },
	{ ST(AR ", 'Condition': {'NullIfExists': {'k': 'true'}}"), "no operator 'NullIfExists'" },
	{ ST(AR ", 'Condition': {'ForSome:Bool': {'k': 'v'}}"), "no operator 'ForSome:Bool'" },
	{ ST(AR ", 'Condition': {'Bool': 'k'}"), "Condition.Bool is not an object" },
	{ ST(AR ", 'Condition': {'Bool': {'k': [null]}}"), "Condition.Bool.k contains a value" },
	{ ST(AR ", 'Conditions': {}"), "'Conditions' is not an element of a statement" },
	{ ST(AR ", 'Action': 's3:b'"), "doc" },	/* the same key twice */
};

static void refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct policy_set *set = policy_new();
		struct err err = ERR_INIT;

		if (add_document(set, "doc", refused[i].document, &err))
			fail_msg("accepted: %s", refused[i].document);
		assert_int_equal(err.kind, ERR_INPUT);
		assert_true(*err.hint);
		if (!strstr(err.text, refused[i].says))
			fail_msg("'%s', not '%s'", err.text, refused[i].says);
		assert_int_equal(set->n, 0);
		policy_free(set);
	}
}

/* A deep or a huge document is an error, not a crash. */
static void refuses_hostile(void **state)
{
	struct policy_set *set = policy_new();
	struct err err = ERR_INIT;
	char *deep = xcalloc(1, 200001), *huge = xcalloc(1, 2000001);

	(void)state;
	memset(deep, '[', 200000);
	memset(huge, ' ', 2000000);
	assert_false(policy_add_text(set, "deep", deep, 200000, &err));
	assert_false(policy_add_text(set, "huge", huge, 2000000, &err));
	assert_non_null(strstr(err.text, "longer than 1 MB"));
	assert_false(policy_add_text(set, "empty", "", 0, &err));
	assert_false(policy_add(set, "nothing", NULL, &err));
	policy_free(set);
	free(deep);
	free(huge);
}

/* A failed document leaves the set as it was; places count from 1. */
static void keeps_places(void **state)
{
	struct policy_set *set = documents("[" ALL ", {'Sid': 'Two', 'Effect': 'Deny', " AR "}]");
	struct err err = ERR_INIT;
	struct json *place;

	(void)state;
	assert_false(add_document(set, "bad", "[" ALL ", {'Effect': 'x'}]", &err));
	assert_int_equal(set->n, 2);
	place = policy_statement_reference(&set->statements[1]);
	assert_string_equal(json_str(place, "document"), "a");
	assert_string_equal(json_str(place, "sid"), "Two");
	assert_int_equal(json_number(json_get(place, "index")), 2);
	json_free(place);
	policy_free(set);
}

/* --- AWS's examples of evaluation, in documents of our own ---------------------------- */

#define N "111122223333"
#define USER "arn:aws:iam::" N ":user/lee"
#define ROLE "arn:aws:iam::" N ":role/ops/deploy"
#define SESSION "arn:aws:sts::" N ":assumed-role/deploy/lee"
#define FEDERATED "arn:aws:sts::" N ":federated-user/lee"
#define OBJECT "arn:aws:s3:::lee-files/a"
#define TO(kind, name) "{'Effect': 'Allow', 'Principal': {'" kind "': '" name "'}, " \
		       "'Action': 's3:*', 'Resource': 'arn:aws:s3:::lee-files/*'}"
#define S3 ALLOW("'s3:*'", "'*'")
#define EC2 ALLOW("'ec2:*'", "'*'")
#define NONE "[]"

/* Own bucket allowed, anything with "log" in its name denied. */
#define LEE "[{'Effect': 'Allow', 'Action': ['s3:ListAllMyBuckets'], 'Resource': 'arn:aws:s3:::*'}, " \
	    ALLOW("'s3:*'", "['arn:aws:s3:::lee', 'arn:aws:s3:::lee/*']") ", " \
	    DENY("'s3:*'", "'arn:aws:s3:::*log*'") "]"
#define READ_IAM "[" ALLOW("['iam:Get*', 'iam:List*']", "'*'") ", " DENY("'iam:*Report'", "'*'") "]"

enum { RESOURCE_DECIDES = 1, CROSS = 2 };

static const struct {
	const char *identity, *boundary, *session, *resource, *scp, *who, *action, *name;
	const char *answer;	/* decision, and the statements that decide */
	int how;
} logic[] = {
	/* identity alone */
	{ LEE, NULL, NULL, NULL, NULL, USER, "s3:PutObject", "arn:aws:s3:::lee/f", "allow a2", 0 },
	{ LEE, NULL, NULL, NULL, NULL, USER, "s3:PutObject", "arn:aws:s3:::lee-logs/f", "deny a3", 0 },
	{ LEE, NULL, NULL, NULL, NULL, USER, "s3:PutObject", "arn:aws:s3:::ann/f", "none", 0 },
	{ READ_IAM, NULL, NULL, NULL, NULL, USER, "iam:GetRole", "*", "allow a1", 0 },
	{ READ_IAM, NULL, NULL, NULL, NULL, USER, "iam:CreatePolicy", "*", "none", 0 },
	{ READ_IAM AND ALLOW("'iam:GenerateCredentialReport'", "'*'"), NULL, NULL, NULL, NULL, USER,
	  "iam:GenerateCredentialReport", "*", "deny a2", 0 },
	/* a boundary limits what the identity's policies grant, and grants nothing */
	{ ALLOW("'iam:CreateUser'", "'*'"), "[" S3 ", " EC2 "]", NULL, NULL, NULL, USER,
	  "iam:CreateUser", "*", "none", 0 },
	{ NONE, S3, NULL, NULL, NULL, USER, "s3:GetObject", OBJECT, "none", 0 },
	{ S3, S3, NULL, NULL, NULL, USER, "s3:GetObject", OBJECT, "allow a1 a1", 0 },
	{ S3, "[" S3 ", " DENY("'s3:GetObject'", "'*'") "]", NULL, NULL, NULL, USER, "s3:GetObject",
	  OBJECT, "deny a2", 0 },
	/* so does a session policy, and an SCP */
	{ S3, NULL, EC2, NULL, NULL, SESSION, "s3:GetObject", OBJECT, "none", 0 },
	{ S3, NULL, S3, NULL, NULL, SESSION, "s3:GetObject", OBJECT, "allow a1 a1", 0 },
	{ S3, NULL, NULL, NULL, EC2, USER, "s3:GetObject", OBJECT, "none", 0 },
	{ S3, NULL, NULL, TO("AWS", USER), EC2, USER, "s3:GetObject", OBJECT, "none", 0 },
	{ S3, S3, S3, NULL, S3, SESSION, "s3:GetObject", OBJECT, "allow a1 a1 a1 a1", 0 },
	/* the resource's policy, same account: union with the identity's */
	{ NONE, NULL, NULL, TO("AWS", USER), NULL, USER, "s3:GetObject", OBJECT, "allow a1", 0 },
	{ NONE, NULL, NULL, TO("AWS", "arn:aws:iam::" N ":user/ann"), NULL, USER, "s3:GetObject",
	  OBJECT, "none", 0 },
	{ NONE, EC2, NULL, TO("AWS", USER), NULL, USER, "s3:GetObject", OBJECT, "allow a1", 0 },
	{ NONE, EC2, NULL, TO("AWS", ROLE), NULL, SESSION, "s3:GetObject", OBJECT, "none", 0 },
	{ NONE, S3, NULL, TO("AWS", ROLE), NULL, SESSION, "s3:GetObject", OBJECT, "allow a1 a1", 0 },
	{ NONE, NULL, EC2, TO("AWS", ROLE), NULL, SESSION, "s3:GetObject", OBJECT, "none", 0 },
	{ NONE, EC2, EC2, TO("AWS", SESSION), NULL, SESSION, "s3:GetObject", OBJECT, "allow a1", 0 },
	{ NONE, EC2, EC2, TO("AWS", "*"), NULL, SESSION, "s3:GetObject", OBJECT, "allow a1", 0 },
	{ NONE, NULL, NULL, TO("AWS", FEDERATED), NULL, FEDERATED, "s3:GetObject", OBJECT, "allow a1", 0 },
	{ NONE, NULL, NULL, TO("AWS", USER), NULL, FEDERATED, "s3:GetObject", OBJECT, "none", 0 },
	{ NONE, NULL, S3, TO("AWS", USER), NULL, FEDERATED, "s3:GetObject", OBJECT, "allow a1 a1", 0 },
	{ S3, NULL, NULL, NULL, NULL, FEDERATED, "s3:GetObject", OBJECT, "none", 0 },
	/* an account as principal only delegates to its own policies */
	{ NONE, NULL, NULL, TO("AWS", N), NULL, USER, "s3:GetObject", OBJECT, "none", 0 },
	{ S3, NULL, NULL, TO("AWS", "arn:aws:iam::" N ":root"), NULL, USER, "s3:GetObject", OBJECT,
	  "allow a1 a1", 0 },
	/* where the resource's policy decides: trusts and key policies */
	{ ALL, NULL, NULL, NULL, NULL, USER, "sts:AssumeRole", ROLE, "none", RESOURCE_DECIDES },
	{ NONE, NULL, NULL, TO("AWS", N), NULL, USER, "s3:GetObject", OBJECT, "none", RESOURCE_DECIDES },
	{ S3, NULL, NULL, TO("AWS", N), NULL, USER, "s3:GetObject", OBJECT, "allow a1 a1", RESOURCE_DECIDES },
	{ NONE, NULL, NULL, TO("AWS", USER), NULL, USER, "s3:GetObject", OBJECT, "allow a1", RESOURCE_DECIDES },
	/* another account: both sides */
	{ S3, NULL, NULL, NULL, NULL, USER, "s3:GetObject", OBJECT, "none", CROSS },
	{ NONE, NULL, NULL, TO("AWS", USER), NULL, USER, "s3:GetObject", OBJECT, "none", CROSS },
	{ S3, NULL, NULL, TO("AWS", N), NULL, USER, "s3:GetObject", OBJECT, "allow a1 a1", CROSS },
	/* NotPrincipal: spared are user and account, role and account */
	{ S3, NULL, NULL, "{'Effect': 'Deny', 'NotPrincipal': {'AWS': ['" USER "', '" N "']}, "
	  "'Action': '*', 'Resource': '*'}", NULL, USER, "s3:GetObject", OBJECT, "allow a1", 0 },
	{ S3, NULL, NULL, "{'Effect': 'Deny', 'NotPrincipal': {'AWS': ['" ROLE "', '" N "']}, "
	  "'Action': '*', 'Resource': '*'}", NULL, SESSION, "s3:GetObject", OBJECT, "allow a1", 0 },
	{ S3, NULL, NULL, "{'Effect': 'Deny', 'NotPrincipal': {'AWS': ['" USER "']}, "
	  "'Action': '*', 'Resource': '*'}", NULL, USER, "s3:GetObject", OBJECT, "unknown a1", 0 },
	{ S3, NULL, NULL, "{'Effect': 'Deny', 'NotPrincipal': {'AWS': ['arn:aws:iam::9:user/x']}, "
	  "'Action': '*', 'Resource': '*'}", NULL, USER, "s3:GetObject", OBJECT, "deny a1", 0 },
	/* who asks is not known */
	{ NONE, NULL, NULL, TO("AWS", USER), NULL, NULL, "s3:GetObject", OBJECT, "unknown a1", 0 },
	{ NONE, NULL, NULL, TO("AWS", "*"), NULL, NULL, "s3:GetObject", OBJECT, "allow a1", 0 },
};

static void told(struct buf *out, const struct policy_result *answer)
{
	buf_str(out, policy_decision_names[answer->decision]);
	for (size_t i = 0; i < answer->n; i++)
		buf_fmt(out, " %s%zu", answer->statements[i]->document, answer->statements[i]->index);
}

static void judges(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(logic); i++) {
		struct policy_set *sets[] = { documents(logic[i].identity),
			documents(logic[i].boundary), documents(logic[i].session),
			documents(logic[i].resource), documents(logic[i].scp) };
		const struct policy_set *scp[] = { sets[4], NULL };
		struct policy_types layers = { sets[0], sets[1], sets[2], sets[3], scp, NULL,
			logic[i].how == RESOURCE_DECIDES, logic[i].how == CROSS };
		struct policy_request r = { .who = { .arn = logic[i].who },
			.action = logic[i].action, .resource = logic[i].name, .complete = true };
		struct arena a = { NULL };
		struct policy_result answer = policy_evaluate(&a, &layers, &r);
		struct buf text = BUF(4096);

		told(&text, &answer);
		if (!str_eq(text.s, logic[i].answer))
			fail_msg("row %zu: %s, not %s", i, text.s, logic[i].answer);
		buf_free(&text);
		arena_free(&a);
		for (int k = 0; k < 5; k++)
			policy_free(sets[k]);
	}
}

/* --- what a statement says of one request: patterns, variables, conditions --------------- */

#define GET(resource) ALLOW("'s3:GetObject'", resource)
#define IF(condition) ALLOW_IF("'*'", "'*'", condition)
#define OLD(statement) "{'Version': '2008-10-17', 'Statement': " statement "}"

enum { OPEN, CLOSED };	/* is the context complete? */

static const struct {
	const char *document, *resource, *context;
	int closed;
	const char *decision;
} rows[] = {
	/* patterns: no case in actions, case in resources, a * goes past : and / */
	{ ALLOW("'S3:gEToBJECT'", "'*'"), "b", "{}", CLOSED, "allow" },
	{ ALLOW("'s3:Get*'", "'*'"), "b", "{}", CLOSED, "allow" },
	{ ALLOW("'s3:*Obj?ct'", "'*'"), "b", "{}", CLOSED, "allow" },
	{ ALLOW("'s3:GetObject?'", "'*'"), "b", "{}", CLOSED, "none" },
	{ GET("'arn:aws:s3:::B/*'"), "arn:aws:s3:::b/x", "{}", CLOSED, "none" },
	{ GET("'arn:aws:s3:::*x'"), "arn:aws:s3:::b/a:b/x", "{}", CLOSED, "allow" },
	{ GET("'arn:aws:s3:::?/x'"), "arn:aws:s3:::\xc3\xa9/x", "{}", CLOSED, "allow" },
	{ GET("'arn:aws:s3'"), "arn:aws:s3:::b/x", "{}", CLOSED, "allow" },
	{ GET("'arn:aws:s3:*'"), "arn:aws:sqs:r:1:q", "{}", CLOSED, "none" },
	{ "{'Effect': 'Allow', 'NotAction': 'iam:*', 'NotResource': 'arn:aws:s3:::b/*'}",
	  "arn:aws:s3:::c/x", "{}", CLOSED, "allow" },
	{ "{'Effect': 'Allow', 'NotAction': ['iam:*', 's3:getobject'], 'Resource': '*'}", "b", "{}",
	  CLOSED, "none" },
	/* variables */
	{ GET("'b/${aws:username}/*'"), "b/lee/x", "{'aws:UserName': 'lee'}", CLOSED, "allow" },
	{ GET("'b/${aws:username}/*'"), "b/lee/x", "{}", OPEN, "unknown" },
	{ GET("'b/${aws:username}/*'"), "b/lee/x", "{}", CLOSED, "none" },
	{ GET("'b/${aws:username}'"), "b/*", "{'aws:username': '*'}", CLOSED, "allow" },
	{ GET("'b/${aws:username}'"), "b/x", "{'aws:username': '*'}", CLOSED, "none" },
	{ GET("'b/${aws:userid, `anonymous`}'"), "b/anonymous", "{}", CLOSED, "allow" },
	{ GET("'b/${aws:userid, `anonymous`}'"), "b/anonymous", "{}", OPEN, "unknown" },
	{ GET("'b/${aws:userid, `anonymous`}'"), "b/x", "{'aws:userid': 'x'}", OPEN, "allow" },
	{ GET("'b/${k}'"), "b/x", "{'k': ['x', 'y']}", CLOSED, "none" },
	{ GET("'b/${*}${?}${$}'"), "b/*?$", "{}", CLOSED, "allow" },
	{ GET("'b/${*}'"), "b/x", "{}", CLOSED, "none" },
	{ OLD(GET("'b/${aws:username}'")), "b/${aws:username}", "{'aws:username': 'lee'}", CLOSED,
	  "allow" },
	{ OLD(GET("'b/${aws:username}'")), "b/lee", "{'aws:username': 'lee'}", CLOSED, "none" },
	/* a statement that cannot fill in what it excepts may not count at all */
	{ "{'Effect': 'Allow', 'Action': '*', 'NotResource': 'b/${aws:username}'}", "c", "{}", CLOSED,
	  "unknown" },
	{ IF("{'StringNotEquals': {'k': '${aws:username}'}}"), "b", "{'k': 'v'}", CLOSED, "unknown" },
	/* texts */
	{ IF("{'StringEquals': {'K': ['a', 'v']}}"), "b", "{'k': 'v'}", CLOSED, "allow" },
	{ IF("{'StringEquals': {'k': 'V'}}"), "b", "{'k': 'v'}", CLOSED, "none" },
	{ IF("{'StringEquals': {'k': 'v*'}}"), "b", "{'k': 'vv'}", CLOSED, "none" },
	{ IF("{'StringEqualsIgnoreCase': {'k': 'V'}}"), "b", "{'k': 'v'}", CLOSED, "allow" },
	{ IF("{'StringLike': {'k': 'v*'}}"), "b", "{'k': 'vv'}", CLOSED, "allow" },
	{ IF("{'StringLike': {'k': ['', 'x']}}"), "b", "{'k': ''}", CLOSED, "allow" },
	{ IF("{'stringlike': {'k': 'v*'}}"), "b", "{'k': 'vv'}", CLOSED, "allow" },
	{ IF("{'StringNotLike': {'k': ['a*', 'v*']}}"), "b", "{'k': 'vv'}", CLOSED, "none" },
	/* keys that are absent, or not known */
	{ IF("{'StringEquals': {'k': 'v'}}"), "b", "{}", CLOSED, "none" },
	{ IF("{'StringEquals': {'k': 'v'}}"), "b", "{}", OPEN, "unknown" },
	{ IF("{'StringNotEquals': {'k': 'v'}}"), "b", "{}", CLOSED, "allow" },
	{ IF("{'StringNotEquals': {'k': 'v'}}"), "b", "{}", OPEN, "unknown" },
	{ IF("{'StringEqualsIfExists': {'k': 'v'}}"), "b", "{}", CLOSED, "allow" },
	{ IF("{'StringEqualsIfExists': {'k': 'v'}}"), "b", "{'k': 'w'}", CLOSED, "none" },
	{ IF("{'Null': {'k': 'true'}}"), "b", "{}", CLOSED, "allow" },
	{ IF("{'Null': {'k': 'true'}}"), "b", "{}", OPEN, "unknown" },
	{ IF("{'Null': {'k': false}}"), "b", "{'k': 'v'}", OPEN, "allow" },
	{ IF("{'Null': {'k': 'false'}}"), "b", "{'k': []}", CLOSED, "none" },
	{ IF("{'StringEquals': {'k': 'v'}, 'Bool': {'s': true}}"), "b", "{'k': 'w'}", OPEN, "none" },
	/* several values */
	{ IF("{'ForAllValues:StringEquals': {'k': ['a', 'b']}}"), "b", "{'k': ['a', 'b']}", CLOSED,
	  "allow" },
	{ IF("{'ForAllValues:StringEquals': {'k': ['a', 'b']}}"), "b", "{'k': ['a', 'c']}", CLOSED,
	  "none" },
	{ IF("{'ForAllValues:StringEquals': {'k': 'a'}}"), "b", "{}", CLOSED, "allow" },
	{ IF("{'ForAllValues:StringEquals': {'k': 'a'}}"), "b", "{'k': ''}", CLOSED, "allow" },
	{ IF("{'ForAnyValue:StringEquals': {'k': 'a'}}"), "b", "{'k': ['c', 'a']}", CLOSED, "allow" },
	{ IF("{'ForAnyValue:StringEquals': {'k': 'a'}}"), "b", "{}", CLOSED, "none" },
	{ IF("{'ForAnyValue:StringNotEquals': {'k': 'a'}}"), "b", "{'k': ['a', 'c']}", CLOSED, "allow" },
	{ IF("{'ForAnyValue:StringNotEquals': {'k': 'a'}}"), "b", "{}", CLOSED, "none" },
	{ IF("{'ForAllValues:StringNotEquals': {'k': 'a'}}"), "b", "{'k': ['a', 'c']}", CLOSED, "none" },
	/* numbers and moments */
	{ IF("{'NumericLessThanEquals': {'k': '10'}}"), "b", "{'k': '10.0'}", CLOSED, "allow" },
	{ IF("{'NumericLessThan': {'k': 10}}"), "b", "{'k': '9'}", CLOSED, "allow" },
	{ IF("{'NumericEquals': {'k': '10'}}"), "b", "{'k': 'ten'}", CLOSED, "none" },
	{ IF("{'NumericNotEquals': {'k': '10'}}"), "b", "{'k': '11'}", CLOSED, "allow" },
	{ IF("{'NumericGreaterThan': {'k': '1e2'}}"), "b", "{'k': '101'}", CLOSED, "allow" },
	{ IF("{'NumericEquals': {'k': '0x10'}}"), "b", "{'k': '16'}", CLOSED, "none" },
	{ IF("{'DateLessThan': {'k': '2026-01-01T00:00:00Z'}}"), "b", "{'k': '2025-12-31'}", CLOSED,
	  "allow" },
	{ IF("{'DateGreaterThan': {'k': '2026-01-01T00:00:00Z'}}"), "b",
	  "{'k': '2026-01-01T01:00:00+02:00'}", CLOSED, "none" },
	{ IF("{'DateEquals': {'k': '2026-01-01T00:00:00Z'}}"), "b", "{'k': '1767225600'}", CLOSED,
	  "allow" },
	{ IF("{'DateEquals': {'k': '2026'}}"), "b", "{'k': '2026-01'}", CLOSED, "allow" },
	{ IF("{'DateGreaterThanEquals': {'k': '2026-02-30'}}"), "b", "{'k': '2027'}", CLOSED, "none" },
	/* truths, bytes, addresses, ARNs */
	{ IF("{'Bool': {'k': 'True'}}"), "b", "{'k': 'true'}", CLOSED, "allow" },
	{ IF("{'Bool': {'k': false}}"), "b", "{}", CLOSED, "none" },
	{ IF("{'BinaryEquals': {'k': 'eHk='}}"), "b", "{'k': 'eHk='}", CLOSED, "allow" },
	{ IF("{'BinaryEquals': {'k': 'eHk='}}"), "b", "{'k': 'eHo='}", CLOSED, "none" },
	{ IF("{'IpAddress': {'k': ['203.0.113.0/24', '2001:db8::/33']}}"), "b",
	  "{'k': '203.0.113.200'}", CLOSED, "allow" },
	{ IF("{'IpAddress': {'k': ['203.0.113.0/24', '2001:db8::/33']}}"), "b",
	  "{'k': '2001:db8:7fff::1'}", CLOSED, "allow" },
	{ IF("{'IpAddress': {'k': '2001:db8::/33'}}"), "b", "{'k': '2001:db8:8000::1'}", CLOSED, "none" },
	{ IF("{'IpAddress': {'k': '203.0.113.7'}}"), "b", "{'k': '203.0.113.8'}", CLOSED, "none" },
	{ IF("{'IpAddress': {'k': '0.0.0.0/0'}}"), "b", "{'k': '::1'}", CLOSED, "none" },
	{ IF("{'NotIpAddress': {'k': '203.0.113.0/24'}}"), "b", "{'k': '198.51.100.1'}", CLOSED, "allow" },
	{ IF("{'NotIpAddress': {'k': '203.0.113.0/24'}}"), "b", "{}", CLOSED, "allow" },
	{ IF("{'ArnLike': {'k': 'arn:aws:svc:*:1:q/*'}}"), "b", "{'k': 'arn:aws:svc:r:1:q/a:b'}",
	  CLOSED, "allow" },
	{ IF("{'ArnLike': {'k': 'arn:aws:svc:*:1:q/*'}}"), "b", "{'k': 'arn:aws:svc:r:9:s:1:q/a'}",
	  CLOSED, "none" },
	{ IF("{'StringLike': {'k': 'arn:aws:svc:*:1:q/*'}}"), "b", "{'k': 'arn:aws:svc:r:9:s:1:q/a'}",
	  CLOSED, "allow" },
	{ IF("{'ArnEquals': {'k': 'arn:aws:iam::1:role/*'}}"), "b", "{'k': 'arn:aws:iam::1:role/x'}",
	  CLOSED, "allow" },
	{ IF("{'ArnNotEquals': {'k': 'arn:aws:iam::1:role/x'}}"), "b", "{'k': 'arn:aws:iam::1:role/X'}",
	  CLOSED, "allow" },
	/* a Deny that may apply leaves an allowed request open, and nothing else */
	{ "[" ALL ", " DENY_IF("'*'", "'*'", "{'Bool': {'k': 'false'}}") "]", "b", "{}", OPEN, "unknown" },
	{ "[" ALL ", " DENY_IF("'*'", "'*'", "{'Bool': {'k': 'false'}}") "]", "b", "{'k': 'false'}",
	  OPEN, "deny" },
	{ "[" ALL ", " DENY("'s3:*'", "'*'") ", " DENY_IF("'*'", "'*'", "{'Bool': {'k': 'false'}}") "]",
	  "b", "{}", OPEN, "deny" },
	{ DENY_IF("'*'", "'*'", "{'Bool': {'k': 'false'}}"), "b", "{}", OPEN, "none" },
};

static void asks_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct policy_set *set = documents(rows[i].document);
		struct err err = ERR_INIT;
		char *text = quoted(rows[i].context);
		struct json *context = json_parse(text, strlen(text), "context", &err);
		struct policy_types layers = { .identity = set };
		struct policy_request r = { .action = "s3:GetObject", .resource = rows[i].resource,
			.context = context, .complete = rows[i].closed == CLOSED };
		struct arena a = { NULL };
		struct policy_result answer = policy_evaluate(&a, &layers, &r);

		if (!str_eq(policy_decision_names[answer.decision], rows[i].decision))
			fail_msg("row %zu: %s: %s, not %s", i, rows[i].document,
				 policy_decision_names[answer.decision], rows[i].decision);
		if (answer.decision == POLICY_UNKNOWN)
			assert_true(answer.n > 0);
		arena_free(&a);
		json_free(context);
		free(text);
		policy_free(set);
	}
}

/* What would settle it is said: the keys without a value, each once. */
static void names_keys(void **state)
{
	struct policy_set *set = documents("[" IF("{'Bool': {'aws:SecureTransport': 'true'}}") ", "
		IF("{'StringEquals': {'aws:securetransport': 'x', 'k': '${aws:username}'}}") ", "
		DENY_IF("'ec2:*'", "'*'", "{'Bool': {'other': 'true'}}") "]");
	struct policy_types layers = { .identity = set };
	struct policy_request r = { .action = "s3:GetObject", .resource = "b" };
	struct arena a = { NULL };
	struct policy_result answer = policy_evaluate(&a, &layers, &r);

	(void)state;
	assert_int_equal(answer.decision, POLICY_UNKNOWN);
	assert_int_equal(answer.keys_count, 2);
	assert_string_equal(answer.keys[0], "aws:SecureTransport");
	assert_string_equal(answer.keys[1], "k");
	arena_free(&a);
	policy_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses),
		cmocka_unit_test(refuses_hostile),
		cmocka_unit_test(keeps_places),
		cmocka_unit_test(judges),
		cmocka_unit_test(asks_each),
		cmocka_unit_test(names_keys),
	};

	return run_all(tests);
}
