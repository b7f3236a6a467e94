/* test_permission.c - the action of each operation, against AWS's own tables. */
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

/* What tests/permissions.json says: "" where nobody decides; NULL: nothing. */
static const char *fact(const struct json *facts, const struct aws_op *op, char own[128])
{
	const struct json *of = json_get(json_get(facts, "services"), op->service);

	if (json_has(json_get(of, "none"), op->name))
		return "";
	if (*json_str(json_get(of, "other"), op->name))
		return json_str(json_get(of, "other"), op->name);
	if (!json_has(json_get(of, "same"), op->name))
		return NULL;
	snprintf(own, 128, "%s:%s", op->service, op->name);
	return own;
}

/* A new operation needs its fact: whose right is it? */
static void every_operation(void **state)
{
	struct err err = ERR_INIT;
	struct buf text = BUF(1u << 16);
	struct json *facts;

	(void)state;
	assert_true(file_read(TOP_SRCDIR "/tests/permissions.json", &text, NULL, &err));
	facts = json_parse(text.s, text.len, "facts", &err);
	assert_non_null(facts);
	for (int i = 0; i < OP_COUNT; i++) {
		char action[PERMISSION_MAX], own[128];
		const char *wanted = fact(facts, &aws_ops[i], own);

		permission_of(action, aws_ops[i].service, aws_ops[i].name);
		if (!wanted || !str_eq(action, wanted))
			fail_msg("%s %s: the action is '%s', by AWS's tables '%s'",
				 aws_ops[i].service, aws_ops[i].name, action,
				 wanted ? wanted : "(no fact in tests/permissions.json)");
	}
	json_free(facts);
	buf_free(&text);
}

/* Calls that templates name, as the AWS CLI writes them. */
static void other_ways_to_write_it(void **state)
{
	static const struct { const char *service, *operation, *action; } cases[] = {
		{ "ec2", "describe-instances", "ec2:DescribeInstances" },
		{ "s3api", "list-buckets", "s3:ListAllMyBuckets" },
		{ "s3api", "list-objects-v2", "s3:ListBucket" },
		{ "s3api", "head-object", "s3:GetObject" },
		{ "s3api", "get-bucket-encryption", "s3:GetEncryptionConfiguration" },
		{ "s3", "ls", "s3:ListBucket" },
		{ "s3", "cp", "s3:PutObject" },
		{ "s3", "PutObject", "s3:PutObject" },
		{ "elbv2", "describe-load-balancers",
		  "elasticloadbalancing:DescribeLoadBalancers" },
		{ "stepfunctions", "list-state-machines", "states:ListStateMachines" },
		{ "lambda", "invoke", "lambda:InvokeFunction" },
		{ "logs", "describe-log-groups", "logs:DescribeLogGroups" },
	};
	char action[PERMISSION_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		permission_of(action, cases[i].service, cases[i].operation);
		assert_string_equal(action, cases[i].action);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_operation),
		cmocka_unit_test(other_ways_to_write_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
