/* test_stackset.c - the pure parts of a StackSet: targets, the template, the plan. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "stackset/stackset.h"

#define ACCOUNT "111122223333"

static struct json *parse(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "a test's own", &err);

	assert_non_null(j);
	return j;
}

/* Options, and the list or the error that they give. */
static const struct {
	const char *texts, *list, *error;
	bool units;
} targets[] = {
	{ "[\"222222222222,111111111111\"]", "[\"111111111111\",\"222222222222\"]", "",
	  false },
	{ "[\"111111111111\", \"111111111111, 222222222222\"]",
	  "[\"111111111111\",\"222222222222\"]", "", false },
	{ "[\"111111111111 # the first\\n#222222222222\\n333333333333\"]",
	  "[\"111111111111\",\"333333333333\"]", "", false },
	{ "[]", "[]", "", false },
	{ "[\",\"]", NULL, "the list has no account ID", false },
	{ "[\"11111111111\"]", NULL, "'11111111111' is not an account ID", false },
	{ "[\"1111-1111-1111\"]", NULL, "'1111-1111-1111' is not an account ID", false },
	{ "[\"@/nowhere/at/all\"]", NULL, "cannot open '/nowhere/at/all'", false },
	{ "[\"ou-ab12-cdefgh34\", \"r-ab12\"]", "[\"ou-ab12-cdefgh34\",\"r-ab12\"]", "",
	  true },
	{ "[\"ou-ab12\"]", NULL, "'ou-ab12' is not an ID of an organizational unit", true },
	{ "[\"Sandbox\"]", NULL, "'Sandbox' is not an ID of an organizational unit", true },
};

static void lists(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
		struct json *texts = parse(targets[i].texts), *list;
		struct err err = ERR_INIT;
		struct buf out = BUF(BUF_TEXT);

		list = (targets[i].units ? stackset_units : stackset_accounts)(texts, &err);
		if (targets[i].list) {
			assert_non_null(list);
			json_print(&out, list);
			assert_string_equal(out.s, targets[i].list);
		} else {
			assert_null(list);
			assert_true(str_starts(err.text, targets[i].error));
			assert_string_not_equal(err.hint, "");
		}
		buf_free(&out);
		json_free(list);
		json_free(texts);
	}
}

static void names(void **state)
{
	static const char *const good[] = { "a", "My-Access2", NULL };
	static const char *const bad[] = { "", "2nd", "a_b", "a b", "-a", NULL };
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; good[i]; i++)
		assert_true(stackset_name_check(good[i], &err));
	for (size_t i = 0; bad[i]; i++)
		assert_false(stackset_name_check(bad[i], &err));
}

/* A template, and the same for every account; or why there is none. */
static const struct {
	const char *body, *any, *error;
} templates[] = {
	{ "{\"a\":\"plain ${x}\"}", "{\"a\":\"plain ${x}\"}", "" },
	{ "{\"a\":\"arn:aws:iam::" ACCOUNT ":role/R\"}",
	  "{\"a\":{\"Fn::Sub\":\"arn:${AWS::Partition}:iam::${AWS::AccountId}:role/R\"}}",
	  "" },
	{ "{\"a\":[\"" ACCOUNT "\",1,true]}",
	  "{\"a\":[{\"Fn::Sub\":\"${AWS::AccountId}\"},1,true]}", "" },
	/* a longer number is another one */
	{ "{\"a\":\"" ACCOUNT "4\"}", "{\"a\":\"" ACCOUNT "4\"}", "" },
	/* a policy variable stays one */
	{ "{\"a\":\"arn:aws:iam::" ACCOUNT ":user/${aws:username}\"}",
	  "{\"a\":{\"Fn::Sub\":\"arn:${AWS::Partition}:iam::${AWS::AccountId}:user/"
	  "${!aws:username}\"}}",
	  "" },
	/* a text that is filled already keeps its placeholders */
	{ "{\"a\":{\"Fn::Sub\":\"" ACCOUNT "/${Name}\"}}",
	  "{\"a\":{\"Fn::Sub\":\"${AWS::AccountId}/${Name}\"}}", "" },
	{ "{\"a\":{\"Fn::Sub\":[\"${N}:" ACCOUNT "\",{\"N\":\"" ACCOUNT "\"}]}}",
	  "{\"a\":{\"Fn::Sub\":[\"${N}:${AWS::AccountId}\","
	  "{\"N\":{\"Fn::Sub\":\"${AWS::AccountId}\"}}]}}",
	  "" },
	/* a parameter cannot say it for every account: it becomes its default */
	{ "{\"Parameters\":{\"P\":{\"Default\":\"arn:aws:iam::" ACCOUNT ":policy/b\"},"
	  "\"Q\":{\"Default\":\"q\"}},"
	  "\"Conditions\":{\"C\":{\"Fn::Not\":[{\"Fn::Equals\":[{\"Ref\":\"P\"},\"\"]}]},"
	  "\"D\":{\"Fn::Equals\":[{\"Ref\":\"Q\"},\"\"]}},"
	  "\"a\":{\"Ref\":\"P\"},\"b\":{\"Ref\":\"Q\"},\"c\":{\"Fn::Sub\":\"${P}/${Q}\"}}",
	  "{\"Parameters\":{\"Q\":{\"Default\":\"q\"}},"
	  "\"Conditions\":{\"C\":{\"Fn::Not\":[{\"Fn::Equals\":[\"set\",\"\"]}]},"
	  "\"D\":{\"Fn::Equals\":[{\"Ref\":\"Q\"},\"\"]}},"
	  "\"a\":{\"Fn::Sub\":\"arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/b\"},"
	  "\"b\":{\"Ref\":\"Q\"},"
	  "\"c\":{\"Fn::Sub\":\"arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/b/${Q}\"}}",
	  "" },
	{ "{\"x" ACCOUNT "\":1}", NULL, "" },
	{ "{\"x-" ACCOUNT "\":1}", NULL, "the name 'x-" ACCOUNT "' in the template" },
	{ "AWSTemplateFormatVersion: 1", NULL, "" },
};

static void any_account(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(templates) / sizeof(*templates); i++) {
		struct buf out = BUF(BUF_TEXT);
		struct err err = ERR_INIT;
		bool ok = stackset_template(templates[i].body, ACCOUNT, "aws", &out, &err);

		assert_int_equal(ok, templates[i].any != NULL);
		if (ok) {
			struct json *is = parse(out.s), *wanted = parse(templates[i].any);

			assert_true(json_equal(is, wanted));
			json_free(is);
			json_free(wanted);
		} else {
			assert_true(str_starts(err.text, templates[i].error));
		}
		buf_free(&out);
	}
}

static void too_long(void **state)
{
	struct buf body = BUF(BUF_TEXT), out = BUF(BUF_TEXT);
	struct err err = ERR_INIT;

	(void)state;
	buf_str(&body, "{\"a\":\"");
	for (int i = 0; i < STACKSET_BODY_MAX; i++)
		buf_char(&body, 'x');
	buf_str(&body, "\"}");
	assert_false(stackset_template(body.s, ACCOUNT, "aws", &out, &err));
	assert_non_null(strstr(err.text, "bytes, and a StackSet takes 51200"));
	buf_free(&body);
	buf_free(&out);
}

/* What a StackSet has, and what becomes of it: "ID:action " each, in order. */
static const struct {
	struct stackset_account has[4];
	bool same, service, exists;
	const char *setup, *accounts, *units, *plan, *error;
	bool changes;
} plans[] = {
	{ .accounts = "[\"2\",\"1\"]", .plan = "1:create 2:create ", .changes = true },
	{ .has = { { .id = "1", .region = "r", .status = STACKSET_CURRENT },
		   { .id = "2", .region = "r", .status = STACKSET_FAILED },
		   { .id = "4", .region = "r", .status = STACKSET_PENDING } },
	  .exists = true,
	  .same = true,
	  .setup = "s",
	  .accounts = "[\"1\",\"2\",\"3\",\"4\"]",
	  .plan = "1:none 2:retry 3:create 4:retry ",
	  .changes = true },
	{ .has = { { .id = "1", .region = "r", .status = STACKSET_CURRENT } },
	  .exists = true,
	  .same = true,
	  .setup = "s",
	  .accounts = "[\"1\"]",
	  .plan = "1:none " },
	/* a new template changes all of them, and leaves out one that cannot be updated */
	{ .has = { { .id = "1", .region = "r", .status = STACKSET_CURRENT },
		   { .id = "2", .region = "r", .status = STACKSET_INOPERABLE } },
	  .exists = true,
	  .setup = "s",
	  .accounts = "[\"1\",\"2\"]",
	  .plan = "1:update 2:none ",
	  .changes = true },
	/* an account that is no longer asked for is left, wherever it is */
	{ .has = { { .id = "9", .region = "q", .status = STACKSET_FAILED } },
	  .exists = true,
	  .same = true,
	  .setup = "s",
	  .accounts = "[\"1\"]",
	  .plan = "1:create 9:none ",
	  .changes = true },
	/* units: AWS says which accounts there are */
	{ .has = { { .id = "1",
		     .region = "r",
		     .unit = "ou-1",
		     .status = STACKSET_CURRENT } },
	  .exists = true,
	  .same = true,
	  .service = true,
	  .setup = "s",
	  .units = "[\"ou-1\"]",
	  .plan = "1:none " },
	{ .has = { { .id = "1",
		     .region = "r",
		     .unit = "ou-1",
		     .status = STACKSET_CURRENT } },
	  .exists = true,
	  .same = true,
	  .service = true,
	  .setup = "s",
	  .units = "[\"ou-1\",\"ou-2\"]",
	  .plan = "1:none ",
	  .changes = true },
	{ .exists = true,
	  .same = true,
	  .accounts = "[\"1\"]",
	  .error = "a StackSet 'set' exists that accredit did not create" },
	{ .exists = true,
	  .same = true,
	  .setup = "t",
	  .accounts = "[\"1\"]",
	  .error = "the StackSet 'set' belongs to setup 't', not 's'" },
	{ .exists = true,
	  .same = true,
	  .setup = "s",
	  .units = "[\"ou-1\"]",
	  .error = "the StackSet 'set' is self-managed" },
	{ .has = { { .id = "1", .region = "q", .status = STACKSET_CURRENT } },
	  .exists = true,
	  .same = true,
	  .setup = "s",
	  .accounts = "[\"1\"]",
	  .error = "account 1 has its stack instance in Region q, not r" },
};

static void plan(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(plans) / sizeof(*plans); i++) {
		struct json *accounts = plans[i].accounts ? parse(plans[i].accounts) : NULL,
			    *units = plans[i].units ? parse(plans[i].units) : NULL;
		const struct stackset want = { .name = "set",
					       .setup = "s",
					       .region = "r",
					       .accounts = accounts,
					       .units = units };
		struct stackset_state has = { .exists = plans[i].exists,
					      .same = plans[i].same,
					      .service_managed = plans[i].service };
		struct buf text = BUF(BUF_TEXT);
		struct err err = ERR_INIT;

		has.accounts = xcalloc(4, sizeof(*has.accounts));
		for (; has.count < 4 && *plans[i].has[has.count].id; has.count++)
			has.accounts[has.count] = plans[i].has[has.count];
		snprintf(has.setup, sizeof(has.setup), "%s",
			 plans[i].setup ? plans[i].setup : "");
		if (plans[i].error) {
			assert_false(stackset_plan(&want, &has, &err));
			assert_true(str_starts(err.text, plans[i].error));
			assert_int_equal(err.kind, ERR_CHOICE);
		} else {
			assert_true(stackset_plan(&want, &has, &err));
			for (size_t k = 0; k < has.count; k++)
				buf_fmt(&text, "%s:%s ", has.accounts[k].id,
					stackset_action_name(has.accounts[k].action));
			assert_string_equal(text.s, plans[i].plan);
			assert_int_equal(stackset_plan_changes(&want, &has),
					 plans[i].changes);
		}
		buf_free(&text);
		stackset_state_free(&has);
		json_free(accounts);
		json_free(units);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists),       cmocka_unit_test(names),
		cmocka_unit_test(any_account), cmocka_unit_test(too_long),
		cmocka_unit_test(plan),
	};

	json_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
