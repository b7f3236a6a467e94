/* test_effect.c - what a role can do against what it is to be able to do. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/effect.h"
#include "policies.h"

#define DOC(statements) "{'Version': '2012-10-17', 'Statement': [" statements "]}"
#define INLINE(name, statements) "{'name': '" name "', 'document': " DOC(statements) "}"
#define AWS "arn:aws:iam::aws:policy/"
#define OWN "arn:aws:iam::123456789012:policy/"
#define ATTACHED(arn, name, statements) \
	"{'name': '" name "', 'arn': '" arn name "', 'document': " DOC(statements) "}"
#define GROUP(name, inline_) "{'name': '" name "', 'inline': [" inline_ "], 'attached': []}"

#define GET ALLOW("'s3:GetObject'", "'arn:aws:s3:::b/*'")
#define LIST ALLOW("'s3:ListBucket'", "'arn:aws:s3:::b'")
#define NO_TLS DENY_IF("'s3:*'", "'*'", "{'Bool': {'aws:SecureTransport': 'false'}}")

/* What is wanted (resources), what is there, and what comes of it. */
#define WANT_INLINE(statements) \
	"{'id': 'policy', 'kind': 'role-policy', 'name': 'P', 'role': 'role', 'document': " \
	DOC(statements) "}"
#define WANT_ATTACHED(arn, name) \
	"{'id': 'policy', 'kind': 'role-policy-attachment', 'name': '" name "', 'role': 'role', " \
	"'policy': '" arn name "'}"
#define WANT_POLICY(name, statements) \
	"{'id': 'doc', 'kind': 'policy', 'name': '" name "', 'arn': '" OWN name "', 'document': " \
	DOC(statements) "}"

static const struct {
	const char *what, *wanted, *found;
	const char *outcome, *allowed;	/* names, by what is wanted as "policy" */
	const char *more;		/* "kind name: actions" of each */
} cases[] = {
	{ "as required", WANT_INLINE(GET "," LIST), "'inline': [" INLINE("P", GET "," LIST) "]",
	  "as-wanted", NULL, "" },
	{ "another order, Sids, case of actions", WANT_INLINE(GET "," LIST),
	  "'inline': [" INLINE("P", "{'Sid': 'A', 'Effect': 'Allow', 'Action': ['s3:listbucket'], "
			       "'Resource': ['arn:aws:s3:::b']}," GET) "]", "as-wanted", NULL, "" },
	{ "under another name", WANT_INLINE(GET "," LIST),
	  "'inline': [" INLINE("Q", GET "," LIST) "]", "as-wanted", "Q", "" },
	{ "two policies in the place of one", WANT_INLINE(GET "," LIST),
	  "'inline': [" INLINE("Q", GET) "], 'attached': [" ATTACHED(OWN, "S", LIST) "]",
	  "as-wanted", "Q S", "" },
	{ "managed in the place of inline", WANT_INLINE(GET),
	  "'attached': [" ATTACHED(OWN, "S", GET) "]", "as-wanted", "S", "" },
	{ "nothing", WANT_INLINE(GET "," LIST), "'inline': []", "missing", NULL, "" },
	{ "one statement too few", WANT_INLINE(GET "," LIST), "'inline': [" INLINE("P", GET) "]",
	  "missing", NULL, "" },
	{ "one statement too many", WANT_INLINE(GET),
	  "'inline': [" INLINE("P", GET "," ALLOW("'iam:PassRole'", "'*'")) "]",
	  "more", "P", "statement P: iam:PassRole" },
	{ "another policy that allows more", WANT_INLINE(GET),
	  "'inline': [" INLINE("P", GET) "," INLINE("Q", ALLOW("'iam:*'", "'*'")) "]",
	  "more", NULL, "role-policy Q: iam:*" },
	{ "another policy that allows nothing more", WANT_INLINE(GET "," LIST),
	  "'inline': [" INLINE("P", GET "," LIST) "," INLINE("Q", GET) "]", "as-wanted", NULL, "" },
	{ "administrator", WANT_INLINE(GET),
	  "'inline': [" INLINE("P", GET) "], 'attached': [" ATTACHED(AWS, "AdministratorAccess", ALL)
	  "]", "more", NULL, "role-policy-attachment " AWS "AdministratorAccess: *" },
	{ "another name, and more", WANT_INLINE(GET),
	  "'inline': [" INLINE("Q", GET "," ALLOW("'sqs:*'", "'*'")) "]", "more", "Q",
	  "role-policy Q: sqs:*" },
	{ "wider", WANT_INLINE(GET),
	  "'inline': [" INLINE("P", ALLOW("'s3:GetObject'", "'*'")) "]", "more", "P",
	  "statement P: s3:GetObject" },
	{ "narrower", WANT_INLINE(GET),
	  "'inline': [" INLINE("P", ALLOW("'s3:GetObject'", "'arn:aws:s3:::b/x/*'")) "]",
	  "missing", NULL, "" },
	{ "a Deny that hits", WANT_INLINE(GET "," LIST),
	  "'inline': [" INLINE("P", GET "," LIST "," DENY("'s3:List*'", "'*'")) "]",
	  "missing, more", NULL, "statement P denies s3:ListBucket" },
	{ "a Deny elsewhere that hits", WANT_INLINE(GET),
	  "'inline': [" INLINE("P", GET) "], 'attached': [" ATTACHED(OWN, "No", DENY("'*'", "'*'"))
	  "]", "missing, more", NULL, "role-policy-attachment " OWN "No denies s3:GetObject" },
	{ "a Deny of something else", WANT_INLINE(GET),
	  "'inline': [" INLINE("P", GET "," DENY("'iam:*'", "'*'")) "]", "as-wanted", "P", "" },
	{ "a Deny on a condition", WANT_INLINE(GET), "'inline': [" INLINE("P", GET "," NO_TLS) "]",
	  "missing, more", NULL, "statement P denies s3:GetObject" },
	{ "a Deny that is wanted", WANT_INLINE(GET "," NO_TLS),
	  "'inline': [" INLINE("P", NO_TLS "," GET) "]", "as-wanted", NULL, "" },
	{ "a wanted Deny is gone", WANT_INLINE(GET "," NO_TLS), "'inline': [" INLINE("P", GET) "]",
	  "missing, more", NULL, "statement P: s3:GetObject" },
	{ "a wanted Deny lies elsewhere", WANT_INLINE(GET "," NO_TLS),
	  "'inline': [" INLINE("P", GET) "," INLINE("Q", NO_TLS) "]", "as-wanted", "P Q", "" },
	{ "a policy of Deny alone is gone", WANT_INLINE(NO_TLS), "'inline': []", "missing", NULL, "" },
	{ "attached as wanted", WANT_ATTACHED(AWS, "Read"),
	  "'attached': [" ATTACHED(AWS, "Read", GET) "]", "as-wanted", NULL, "" },
	{ "inline in the place of AWS's own", WANT_ATTACHED(AWS, "Known"),
	  "'inline': [" INLINE("Q", GET) "]", "as-wanted", "Q", "" },
	{ "AWS's own is not attached, and nothing is known of it", WANT_ATTACHED(AWS, "Read"),
	  "'inline': []", "cannot-tell", NULL, "" },
	{ "attached, and its document is there", WANT_ATTACHED(OWN, "S") "," WANT_POLICY("S", GET),
	  "'attached': [" ATTACHED(OWN, "S", GET) "]", "as-wanted", NULL, "" },
	{ "attached with another document", WANT_ATTACHED(OWN, "S") "," WANT_POLICY("S", GET),
	  "'attached': [" ATTACHED(OWN, "S", LIST) "]", "missing, more", NULL,
	  "statement S: s3:ListBucket" },
	{ "a boundary that cuts", WANT_INLINE(GET "," LIST),
	  "'inline': [" INLINE("P", GET "," LIST) "], 'boundary': {'arn': '" OWN "B', 'document': "
	  DOC(GET) "}", "more", NULL, "boundary " OWN "B denies s3:ListBucket" },
	{ "a boundary that does not", WANT_INLINE(GET),
	  "'inline': [" INLINE("P", GET) "], 'boundary': {'arn': '" OWN "B', 'document': "
	  DOC(ALL) "}", "as-wanted", NULL, "" },
	{ "AWS's own is attached and could not be read", WANT_ATTACHED(AWS, "Read"),
	  "'attached': [{'name': 'Read', 'arn': '" AWS "Read'}], 'unread': [{'what': 'attached', "
	  "'name': 'Read', 'error': {'message': 'denied'}}]", "as-wanted", NULL, "" },
	{ "the account's own is attached and could not be read", WANT_ATTACHED(OWN, "S") ","
	  WANT_POLICY("S", GET),
	  "'attached': [{'name': 'S', 'arn': '" OWN "S'}], 'unread': [{'what': 'attached', "
	  "'name': 'S', 'error': {'message': 'denied'}}]", "cannot-tell", NULL, "" },
	{ "what could not be read", WANT_INLINE(GET),
	  "'inline': [" INLINE("P", GET) "], 'unread': [{'what': 'attached', 'name': '', 'error': "
	  "{'message': 'denied'}}]", "cannot-tell", NULL, "" },
};

static struct json *tree(const char *before, const char *text, const char *after)
{
	char *whole = xasprintf("%s%s%s", before, text, after), *quoted_ = quoted(whole);
	struct err err = ERR_INIT;
	struct json *j = json_parse(quoted_, strlen(quoted_), "test", &err);

	if (!j)
		fail_msg("%s: %s", err.text, quoted_);
	free(quoted_);
	free(whole);
	return j;
}

#define RESOURCES(text) tree("{'resources': [", text, "]}")
#define HAS(kind, text) tree("{'kind': '" kind "', 'name': '" kind "', ", text, "}")
#define TRUST(text) tree("{'Version': '2012-10-17', 'Statement': [", text, "]}")

static void put_list(struct buf *out, const struct json *list)
{
	json_each(one, list)
		buf_fmt(out, "%s%s", out->len ? " " : "", json_text(one));
}

static void put_more(struct buf *out, const struct extras *more)
{
	for (size_t i = 0; i < more->count; i++) {
		const struct extra *x = more->items[i];
		const struct json *actions = json_get(x->members, "actions");

		buf_fmt(out, "%s%s %s%s ", out->len ? "; " : "", x->kind, x->name,
			extra_true(x, "denies") ? " denies" : ":");
		json_each(action, actions)
			buf_fmt(out, "%s%s", action == json_first(actions) ? "" : ",",
				json_text(action));
		assert_int_equal(strlen(extra_str(x, "digest")), 64);
		assert_string_not_equal(extra_str(x, "text"), "");
	}
}

static void put_events(struct buf *out, const struct extras *more)
{
	for (size_t i = 0; i < more->count; i++) {
		struct json *event = extra_event(more->items[i]);

		json_pretty(out, event);
		json_free(event);
	}
}

#define MANAGED "{'" AWS "Known': " DOC(GET) "}"

static struct effect effect_of_tree(const struct json *wanted, const struct json *found,
				    const struct json *managed)
{
	struct resources all = resources_load(json_get(wanted, "resources"));
	struct effect effect = effect_of(&all, found, managed);

	resources_free(&all);
	return effect;
}

static void each_case(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct json *wanted = RESOURCES(cases[i].wanted);
		struct json *found = HAS("role", cases[i].found);
		struct json *managed = tree("", MANAGED, "");
		struct effect e = effect_of_tree(wanted, found, managed);
		struct buf allowed = BUF(1000), more = BUF(4000);

		put_list(&allowed, json_get(e.allowed, "policy"));
		put_more(&more, &e.more);
		if (!str_eq(effect_outcome(&e), cases[i].outcome) ||
		    !str_eq(allowed.s, cases[i].allowed ? cases[i].allowed : "") ||
		    !str_eq(more.s, cases[i].more)) {
			put_events(&more, &e.more);
			fail_msg("%s: %s [%s] %s", cases[i].what, effect_outcome(&e), allowed.s,
				 more.s);
		}
		buf_free(&allowed);
		buf_free(&more);
		effect_free(&e);
		json_free(managed);
		json_free(found);
		json_free(wanted);
	}
}

/* --- a user's groups -------------------------------------------------------------------- */

static void groups_count(void **state)
{
	struct json *wanted = RESOURCES("{'id': 'policy', 'kind': "
				   "'user-policy', 'name': 'P', 'user': 'user', 'document': "
				   DOC(GET "," LIST) "}");
	struct json *found = HAS("user", "'inline': [], 'groups': [" GROUP("readers", INLINE("a", GET)) ","
				  GROUP("admins", INLINE("b", ALL) "," INLINE("c", GET)) ","
				  GROUP("stopped", INLINE("d", DENY("'s3:GetObject'", "'*'"))) "]");
	struct effect e = effect_of_tree(wanted, found, NULL);
	struct buf more = BUF(1000);

	(void)state;
	put_more(&more, &e.more);
	assert_string_equal(more.s, "group admins: *; group stopped denies s3:GetObject");
	assert_string_equal(json_str(json_path(e.more.items[0]->members, "findings.0"), "severity"), "high");
	assert_null(json_get(e.allowed, "policy"));
	buf_free(&more);
	effect_free(&e);
	json_free(found);
	json_free(wanted);
}

/* --- trusts -------------------------------------------------------------------------------- */

#define LET(principal, condition) \
	"{'Effect': 'Allow', 'Principal': " principal ", 'Action': 'sts:AssumeRole'" condition "}"
#define EC2 "{'Service': 'ec2.amazonaws.com'}"
#define VENDOR "{'AWS': 'arn:aws:iam::111122223333:root'}"
#define ID(value) ", 'Condition': {'StringEquals': {'sts:ExternalId': '" value "'}}"
#define ISSUER "oidc.eks.us-east-1.amazonaws.com/id/A"
#define POD(operator_, subject) \
	"{'Effect': 'Allow', 'Principal': {'Federated': 'arn:aws:iam::123456789012:oidc-provider/" \
	ISSUER "'}, 'Action': 'sts:AssumeRoleWithWebIdentity', 'Condition': {'" operator_ "': {'" \
	ISSUER ":sub': '" subject "'}}}"

static const struct {
	const char *what, *wanted, *found;
	const char *more;	/* "name" of each, with what it is */
} trusts[] = {
	{ "as wanted", LET(EC2, ""), LET(EC2, ""), "" },
	{ "a list of one", LET(EC2, ""), LET("{'Service': ['ec2.amazonaws.com']}", ""), "" },
	{ "everyone besides", LET(EC2, ""), LET(EC2, "") "," LET("{'AWS': '*'}", ""), "* everyone" },
	{ "everyone in the same list", LET(VENDOR, ""),
	  LET("{'AWS': ['arn:aws:iam::111122223333:root', '*']}", ""), "* everyone" },
	{ "everyone on a condition", LET(EC2, ""),
	  LET(EC2, "") "," LET("'*'", ID("x")), "*" },
	{ "all but one", LET(EC2, ""),
	  LET(EC2, "") ",{'Effect': 'Allow', 'NotPrincipal': {'AWS': 'arn:aws:iam::111122223333:root'}"
	  ", 'Action': 'sts:AssumeRole'}", "arn:aws:iam::111122223333:root everyone" },
	{ "another account", LET(EC2, ""), LET(EC2, "") "," LET(VENDOR, ""),
	  "arn:aws:iam::111122223333:root" },
	{ "another service", LET(EC2, ""),
	  LET("{'Service': ['ec2.amazonaws.com', 'lambda.amazonaws.com']}", ""),
	  "lambda.amazonaws.com" },
	{ "no external ID", LET(VENDOR, ID("x")), LET(VENDOR, ""),
	  "arn:aws:iam::111122223333:root" },
	{ "another external ID", LET(VENDOR, ID("x")), LET(VENDOR, ID("x")) "," LET(VENDOR, ID("y")),
	  "arn:aws:iam::111122223333:root" },
	{ "narrower than wanted", LET(VENDOR, ""), LET(VENDOR, ID("x")), "" },
	{ "the account as a number", LET(VENDOR, ""), LET("{'AWS': '111122223333'}", ""), "" },
	{ "every pod", POD("StringEquals", "system:serviceaccount:n:s"),
	  POD("StringLike", "*"), "arn:aws:iam::123456789012:oidc-provider/" ISSUER },
	{ "every pod of the namespace", POD("StringEquals", "system:serviceaccount:n:s"),
	  POD("StringLike", "system:serviceaccount:n:*"),
	  "arn:aws:iam::123456789012:oidc-provider/" ISSUER },
	{ "StringLike without a wildcard", POD("StringEquals", "system:serviceaccount:n:s"),
	  POD("StringLike", "system:serviceaccount:n:s"), "" },
	{ "a Deny of it", LET(EC2, ""),
	  LET(EC2, "") ",{'Effect': 'Deny', 'Principal': " EC2 ", 'Action': 'sts:AssumeRole'}",
	  "ec2.amazonaws.com denies" },
	{ "a Deny of all", LET(EC2, ""),
	  LET(EC2, "") ",{'Effect': 'Deny', 'Principal': '*', 'Action': '*'}", "* denies" },
	{ "a Deny of another", LET(EC2, ""),
	  LET(EC2, "") ",{'Effect': 'Deny', 'Principal': " VENDOR ", 'Action': 'sts:AssumeRole'}", "" },
};

static void each_trust(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(trusts) / sizeof(*trusts); i++) {
		struct json *wanted = TRUST(trusts[i].wanted);
		struct json *found = TRUST(trusts[i].found);
		struct extras more = effect_trust("R", wanted, found, "123456789012");
		struct buf text = BUF(4000);

		for (size_t k = 0; k < more.count; k++)
			buf_fmt(&text, "%s%s%s%s", text.len ? "; " : "", more.items[k]->name,
				extra_true(more.items[k], "everyone") ? " everyone" : "",
				extra_true(more.items[k], "denies") ? " denies" : "");
		if (!str_eq(text.s, trusts[i].more)) {
			put_events(&text, &more);
			fail_msg("%s: %s", trusts[i].what, text.s);
		}
		buf_free(&text);
		extras_free(&more);
		json_free(found);
		json_free(wanted);
	}
}

/* A digest stays while the content means the same, and not longer. */
static void digests(void **state)
{
	static const char *const found[] = {
		"'inline': [" INLINE("Q", ALLOW("'iam:*'", "'*'")) "]",
		"'inline': [" INLINE("Q", "{'Sid': 'X', 'Effect': 'Allow', 'Action': ['IAM:*'], "
				     "'Resource': ['*']}") "]",
		"'inline': [" INLINE("Q", ALLOW("'iam:*'", "'*'") "," ALLOW("'sqs:*'", "'*'")) "]",
	};
	char digest[3][65];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct json *wanted = RESOURCES("");
		struct json *f = HAS("role", found[i]);
		struct effect e = effect_of_tree(wanted, f, NULL);

		snprintf(digest[i], sizeof(digest[i]), "%s",
			 extra_str(e.more.items[0], "digest"));
		effect_free(&e);
		json_free(f);
		json_free(wanted);
	}
	assert_string_equal(digest[0], digest[1]);
	assert_string_not_equal(digest[0], digest[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_case), cmocka_unit_test(groups_count),
		cmocka_unit_test(each_trust), cmocka_unit_test(digests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
