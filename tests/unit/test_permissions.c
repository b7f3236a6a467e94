/* test_permissions.c - the policies that operators need: nothing forgotten, nothing more.
 */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/ops.h"
#include "aws/permission.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/permissions_internal.h"
#include "kinds/kinds.h"
#include "pack/size.h"
#include "sample.h"

#define ARN "arn:aws:iam::123456789012:"

/* A setup with a role, a worker, checks of all sorts, and what has to exist. */
static const char whole[] =
	"{'setup':'s','account':'123456789012','region':'eu-west-1','partition':'aws',"
	"'resources':["
	"{'id':'role','kind':'role','name':'R','document':{},'tags':{'accredit:setup':'s'}},"
	"{'id':'profile','kind':'instance-profile','name':'R','tags':{'accredit:setup':'s'}},"
	"{'id':'in','kind':'instance-profile-role','name':'R','role':'R'},"
	"{'id':'user','kind':'user','name':'U','tags':{'accredit:setup':'s'}},"
	"{'id':'key','kind':'access-key','name':'U','user':'U'}],"
	"'probes':["
	"{'id':'a','says':'A','call':{'identity':'R'},'expected':'allow','where':'worker'},"
	"{'id':'b','says':'B','call':['ec2','run-instances','--image-id','$IMAGE_ID',"
	"'--subnet-id','$SUBNET_ID'],'expected':'allow','where':'key'},"
	"{'id':'c','says':'C','call':{'trust':'role'},'expected':'allow','where':'here'},"
	"{'id':'d','says':'D','call':{'simulate':{'principal':'" ARN
	"role/R','actions':['a:B']}},"
	"'expected':'allow','where':'here'}],"
	"'looked_for':[{'of':'buckets','name':'data'},{'of':'clusters','name':'one'},"
	"{'of':'roles','name':'Old'},{'of':'users','name':'Ann'},{'of':'subnets','name':'x'},"
	"{'of':'boundary','name':'" ARN "policy/Edge'},"
	"{'of':'arn','name':'" ARN "role/path/Q'},"
	"{'of':'arn','name':'arn:aws:iam::210987654321:role/Theirs'}]}";

static struct json *quoted(const char *text)
{
	char *copy = xstrdup(text);
	struct json *tree;

	for (char *s = copy; *s; s++)
		if (*s == '\'')
			*s = '"';
	tree = sample_parse(copy);
	free(copy);
	return tree;
}

/* --- every operation --------------------------------------------------------------------
 */

/* Operations that no policy has, and why. A name that ends in * stands for many. */
static const struct {
	const char *action, *why;
} left_out[] = {
	{ "", "IAM does not decide about it" },
	{ "sts:GetCallerIdentity", "needs no permission" },
	{ "sts:DecodeAuthorizationMessage", "explains a denial" },
	{ "sts:AssumeRole", "a role that signs the operator in, by its own policy" },
	{ "sts:AssumeRoleWithWebIdentity", "signs in" },
	{ "sts:GetSessionToken", "signs in" },
	{ "sts:GetAccessKeyInfo", "of a check with the key, or of a key from elsewhere" },
	{ "signin:CreateOAuth2Token", "signs in" },
	{ "iam:ListAccountAliases", "of whoami" },
	{ "iam:GetAccountAuthorizationDetails", "of adopt, which looks for candidates" },
	{ "ec2:DescribeRegions", "fills a list to choose from" },
	{ "s3:ListAllMyBuckets", "fills a list to choose from" },
	{ "eks:ListClusters", "fills a list to choose from" },
	{ "eks:ListAccessEntries", "of a repair after a cluster was created again" },
	{ "iam:ListGroupPolicies", "of the groups of a user: extras" },
	{ "iam:ListAttachedGroupPolicies", "of the groups of a user: extras" },
	{ "iam:GetGroupPolicy", "of the groups of a user: extras" },
	{ "iam:Untag*", "of a repair" },
	{ "sqs:Untag*", "of a repair" },
	{ "events:Untag*", "of a repair" },
	{ "eks:Untag*", "of a repair" },
	{ "iam:SetDefaultPolicyVersion", "of an undo" },
	{ "s3:PutObject", "of a check with the key" },
	{ "s3:GetObject", "of a check with the key" },
	{ "s3:DeleteObject", "of a check with the key" },
	{ "ec2:RequestSpotFleet", "of a check with the key" },
	{ "ec2:DescribeSpotFleetRequests", "of a check with the key" },
	{ "ec2:DescribeTags", "of a check with the key" },
	{ "ec2:DescribeInstanceTypes", "of a check with the key" },
	{ "redshift:DescribeClusters", "of a check with the key" },
	{ "cloudformation:*", "of StackSets, and of checks with the key" },
	{ "organizations:*", "of StackSets" },
};

static bool is_left_out(const char *action)
{
	for (size_t i = 0; i < sizeof(left_out) / sizeof(*left_out); i++) {
		const char *row = left_out[i].action;
		size_t n = strlen(row);

		if (n && row[n - 1] == '*' ? !strncmp(action, row, n - 1) :
					     str_eq(action, row))
			return true;
	}
	return false;
}

static void add_actions(struct json *set, const char *action)
{
	if (action && !json_get(set, action))
		json_put(set, action, json_bool_new(true));
}

static struct json *actions_of_rows(void)
{
	struct json *set = json_object_new(), *wanted = quoted(whole);
	const struct kind *k;

	for (size_t i = 0; (k = kind_nth(i)); i++)
		for (const struct kind_action *r = k->actions; r && r->verbs; r++)
			add_actions(set, r->action);
	for (int p = 0; p < PERMISSIONS_COUNT; p++) {
		struct json *rows = permissions_collect(wanted, (enum permissions_for)p);

		json_each(row, rows)
			add_actions(set, json_str(row, "action"));
		json_free(rows);
	}
	json_free(wanted);
	return set;
}

/* A new operation is a row of a kind, of the probe or of the journeys, or is left out here.
 */
static void every_operation_has_its_row(void **state)
{
	struct json *set = actions_of_rows();

	(void)state;
	for (int i = 0; i < OP_COUNT; i++) {
		char action[PERMISSION_MAX];

		permission_of(action, aws_ops[i].service, aws_ops[i].name);
		if (json_get(set, action) && is_left_out(action))
			fail_msg("%s has a row and is left out", action);
		if (!json_get(set, action) && !is_left_out(action))
			fail_msg("%s %s: no row has its IAM action '%s' (kinds_*.c, "
				 "probe_actions.c, permissions_collect.c)",
				 aws_ops[i].service, aws_ops[i].name, action);
	}
	json_free(set);
}

/* --- statements -------------------------------------------------------------------------
 */

static const struct json *statement(const struct json *documents, const char *sid)
{
	json_each(document, documents)
		json_each(one, json_get(document, "Statement"))
			if (str_eq(json_str(one, "Sid"), sid))
				return one;
	return NULL;
}

static struct json *documents_of(const char *text, enum permissions_for purpose)
{
	struct json *wanted = quoted(text), *documents;
	struct err err = ERR_INIT;

	documents = permissions_documents(wanted, purpose, &err);
	if (!documents)
		fail_msg("%s", err.text);
	json_free(wanted);
	return documents;
}

static void expect(const struct json *documents, const char *sid, const char *wanted)
{
	struct buf text = BUF(BUF_TEXT);
	struct json *tree = quoted(wanted);
	const struct json *found = statement(documents, sid);

	json_print(&text, found ? found : documents);
	json_each(member, tree)
		if (!json_equal(member, json_get(found, json_key(member))))
			fail_msg("%s: %s is not %s", sid, text.s, wanted);
	buf_free(&text);
	json_free(tree);
}

static void says_what_is_allowed(void **state)
{
	struct json *d = documents_of(whole, PERMISSIONS_SETUP);

	(void)state;
	expect(d, "CreateRoles",
	       "{'Effect':'Allow','Action':['iam:CreateRole','iam:TagRole'],'Resource':'" ARN
	       "role/R'}");
	expect(d, "CreatePassRoles",
	       "{'Action':'iam:PassRole','Resource':'" ARN "role/R','Condition':{"
	       "'StringEquals':{'iam:PassedToService':'ec2.amazonaws.com'}}}");
	expect(d, "CreateUsers",
	       "{'Action':['iam:CreateAccessKey','iam:CreateUser','iam:TagUser']}");
	expect(d, "ReadBuckets",
	       "{'Action':'s3:ListBucket','Resource':'arn:aws:s3:::data'}");
	expect(d, "ReadClusters",
	       "{'Action':'eks:DescribeCluster','Resource':"
	       "'arn:aws:eks:eu-west-1:123456789012:cluster/one'}");
	expect(d, "ReadPolicies",
	       "{'Action':'iam:GetPolicy','Resource':'" ARN "policy/Edge'}");
	expect(d, "ProbeInstances",
	       "{'Action':['ec2:GetConsoleOutput','ec2:TerminateInstances'],'Condition':{"
	       "'StringEquals':{'ec2:ResourceTag/accredit:setup':'s'}}}");
	expect(d, "PreflightSimulate", "{'Action':'iam:SimulatePrincipalPolicy'}");
	json_free(d);
}

/* Roles of other accounts are not looked up, so their names are nowhere in the policy. */
static void names_nothing_of_others(void **state)
{
	struct json *d = documents_of(whole, PERMISSIONS_SETUP);
	struct buf text = BUF(BUF_TEXT);

	(void)state;
	json_print(&text, d);
	assert_non_null(strstr(text.s, "role/path/Q"));
	assert_null(strstr(text.s, "Theirs"));
	assert_null(strstr(text.s, "iam:Delete"));
	buf_free(&text);
	json_free(d);
}

static void chosen_network_is_named(void **state)
{
	struct json *wanted = quoted(whole), *d;
	struct json *worker = json_put(wanted, "worker", json_object_new());
	struct buf text = BUF(BUF_TEXT);
	struct err err = ERR_INIT;

	(void)state;
	json_put_str(worker, "subnet", "subnet-1");
	json_put_str(worker, "group", "sg-1");
	d = permissions_documents(wanted, PERMISSIONS_VERIFY, &err);
	json_print(&text, d);
	assert_non_null(strstr(text.s, "subnet/subnet-1\""));
	assert_non_null(strstr(text.s, "security-group/sg-1\""));
	assert_null(strstr(text.s, "ec2:CreateSecurityGroup"));
	assert_null(strstr(text.s, "subnet/*"));
	buf_free(&text);
	json_free(d);
	json_free(wanted);
}

static void each_purpose_has_its_own(void **state)
{
	static const struct {
		enum permissions_for purpose;
		const char *has, *lacks;
	} rows[] = {
		{ PERMISSIONS_SETUP, "iam:CreateUser", "iam:DeleteUser" },
		{ PERMISSIONS_VERIFY, "iam:ListGroupsForUser", "iam:Create" },
		{ PERMISSIONS_VERIFY, "ec2:RunInstances", "iam:Delete" },
		{ PERMISSIONS_ROTATE, "iam:UpdateAccessKey", "ec2:RunInstances" },
		{ PERMISSIONS_ROTATE, "ec2:DescribeSubnets", "role/" },
		{ PERMISSIONS_REMOVE, "iam:DeleteUser", "iam:Create" },
		{ PERMISSIONS_REMOVE, "iam:RemoveRoleFromInstanceProfile",
		  "ec2:RunInstances" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct json *d = documents_of(whole, rows[i].purpose);
		struct buf text = BUF(BUF_TEXT);

		json_print(&text, d);
		if (!strstr(text.s, rows[i].has) || strstr(text.s, rows[i].lacks))
			fail_msg("%s: %s", permissions_names[rows[i].purpose], text.s);
		buf_free(&text);
		json_free(d);
	}
}

static void without_a_key_nothing_is_rotated(void **state)
{
	struct json *wanted =
		quoted("{'setup':'s','account':'123456789012','region':'r',"
		       "'partition':'aws','resources':[{'id':'a','kind':'role',"
		       "'name':'R'}]}");
	struct err err = ERR_INIT;

	(void)state;
	assert_null(permissions_documents(wanted, PERMISSIONS_ROTATE, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_true(*err.hint);
	json_free(wanted);
}

/* --- sizes -------------------------------------------------------------------------------
 */

static struct json *many_roles(size_t count, size_t name)
{
	struct json *wanted = quoted("{'setup':'s','account':'123456789012','region':'r',"
				     "'partition':'aws','resources':[]}");

	for (size_t i = 0; i < count; i++) {
		struct json *one =
			json_push(json_get(wanted, "resources"), json_object_new());
		struct buf text = BUF(8192);

		while (text.len < name)
			buf_char(&text, 'x');
		buf_fmt(&text, "%zu", i);
		json_put_str(one, "id", text.s);
		json_put_str(one, "kind", "role");
		json_put_str(one, "name", text.s);
		buf_free(&text);
	}
	return wanted;
}

/* All of it is there, whatever the number of documents. */
static void fits_into_managed_policies(void **state)
{
	static const struct {
		size_t roles, documents;
	} rows[] = {
		{ 1, 1 },
		{ 20, 1 },
		{ 60, 2 },
		{ 200, 8 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct json *wanted = many_roles(rows[i].roles, 40), *d;
		struct err err = ERR_INIT;
		struct buf text = BUF(1u << 20);
		size_t found = 0;

		d = permissions_documents(wanted, PERMISSIONS_REMOVE, &err);
		assert_non_null(d);
		json_each(document, d)
			assert_true(size_document(document) <= 6144);
		json_print(&text, d);
		for (const char *s = text.s; (s = strstr(s, "role/xxx")); s++)
			found++;
		assert_int_equal(found, 2 * rows[i].roles); /* read, and removed */
		if (json_count(d) != rows[i].documents)
			fail_msg("%zu roles: %zu documents", rows[i].roles, json_count(d));
		buf_free(&text);
		json_free(d);
		json_free(wanted);
	}
}

/* One role with more policies than IAM attaches: their ARNs are one condition. */
static void one_statement_too_large(void **state)
{
	struct json *wanted = many_roles(1, 40);
	struct err err = ERR_INIT;

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct json *one =
			json_push(json_get(wanted, "resources"), json_object_new());
		char name[80];

		snprintf(name, sizeof(name), ARN "policy/a-policy-with-a-long-name-%d", i);
		json_put_str(one, "id", name);
		json_put_str(one, "kind", "role-policy-attachment");
		json_put_str(one, "role", "R");
		json_put_str(one, "policy", name);
	}
	assert_null(permissions_documents(wanted, PERMISSIONS_REMOVE, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_true(*err.hint);
	json_free(wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_operation_has_its_row),
		cmocka_unit_test(says_what_is_allowed),
		cmocka_unit_test(names_nothing_of_others),
		cmocka_unit_test(chosen_network_is_named),
		cmocka_unit_test(each_purpose_has_its_own),
		cmocka_unit_test(without_a_key_nothing_is_rotated),
		cmocka_unit_test(fits_into_managed_policies),
		cmocka_unit_test(one_statement_too_large),
	};

	return run_all(tests);
}
