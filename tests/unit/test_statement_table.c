/*
 * test_statement_table.c - policy documents as tables of statements: what each row says,
 * the difference of two documents, and that a table leaves nothing of its document out.
 */
#include "config.h"

#include <glob.h>
#include <stdio.h>

#include "unit.h"

#include "base/file.h"
#include "policies.h"
#include "policy/statement_table.h"
#include "vectors.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* The table as text: "1 Allow Sid", then "  LABEL|MARK TEXT[WILD]" for each line. */
static char *shown(const struct statement_table *t)
{
	struct buf out = BUF(BUF_TEXT);

	for (size_t i = 0; i < t->count; i++) {
		const struct statement_row *row = &t->rows[i];

		buf_fmt(&out, "%s%c%zu %s%s%s", i ? "\n" : "", statement_marks[row->mark],
			row->index, row->effect, *row->sid ? " " : "", row->sid);
		assert_int_equal(row->deny, str_eq(row->effect, "Deny"));
		for (size_t k = 0; k < row->count; k++) {
			const struct statement_line *line = &row->lines[k];

			buf_fmt(&out, "\n%s|%c%s", line->label, statement_marks[line->mark],
				line->text);
			if (*line->wild)
				buf_fmt(&out, "[%s]", line->wild);
			assert_true(strlen(line->label) < STATEMENT_LABEL);
		}
	}
	return buf_take(&out);
}

static struct json *document(const char *text)
{
	struct err err = ERR_INIT;
	bool bare = *text == '[' || *text == '{';
	char *whole = bare && !str_starts(text, "{'Version'") ?
			      xasprintf("{'Version': '2012-10-17', 'Statement': %s}", text) :
			      xstrdup(text);
	char *json = quoted(whole);
	struct json *j = json_parse(json, strlen(json), "document", &err);

	if (!j)
		fail_msg("%s: %s", err.text, json);
	free(whole);
	free(json);
	return j;
}

#define STATEMENT(...) "{'Effect': 'Allow', " __VA_ARGS__ "}"

static const struct {
	const char *document, *rows, *extent;
} tables[] = {
	{ STATEMENT(
		  "'Sid': 'Read', 'Action': ['s3:GetObject', 'ec2:*', 's3:List*', 's3:PutObject'], "
		  "'Resource': '*'"),
	  " 1 Allow Read\nActions| s3: GetObject, PutObject; [List*]\n| ec2: [all actions]\n"
	  "Resources| [all resources]\nhigh| Can change the user data of an instance, which runs "
	  "when it starts, and so act as its role.\n*",
	  "Broad: all actions of ec2 on all resources; 2 other actions, 1 wildcard" },
	{ STATEMENT(
		  "'Action': 's3:GetObject', 'Resource': ['arn:aws:s3:::my-data', 'arn:aws:s3:::my-data/*', "
		  "'arn:aws:s3:::my-data/in/*', 'arn:aws:s3:::my-data/a.txt']"),
	  " 1 Allow\nActions| s3: GetObject\nResources| bucket my-data\n| objects in bucket my-data\n"
	  "| objects in/* in bucket my-data\n| objects a.txt in bucket my-data",
	  "Only bucket my-data: 1 action" },
	{ STATEMENT(
		  "'Action': ['s3:Get*', 's3:*'], 'Resource': ['arn:aws:s3:::b*', 'arn:aws:s3:::*/*', "
		  "'arn:aws:s3:::*', 'arn:aws:s3:::b c/*', 'arn:aws:s3:::b/', 'arn:aws-cn:s3:::b', "
		  "'arn:aws:s3:us-east-1:123456789012:accesspoint/p']"),
	  " 1 Allow\nActions| s3: [Get*, all actions]\nResources| buckets b* and objects in them\n"
	  "| [objects in all buckets]\n| [all buckets and objects]\n| arn:aws:s3:::b c/*\n"
	  "| arn:aws:s3:::b/\n| arn:aws-cn:s3:::b\n| arn:aws:s3:us-east-1:123456789012:accesspoint/p\n"
	  "medium| Can read, overwrite, share and delete every object and bucket in the account.",
	  "Broad: all actions of s3 on all resources; 1 other wildcard" },
	{ "{'Effect': 'Allow', 'NotAction': ['iam:*', 'organizations:DescribeOrganization'], "
	  "'NotResource': 'arn:aws:s3:::secret/*'}",
	  " 1 Allow\nActions| all actions except iam: [all actions]\n"
	  "| all actions except organizations: DescribeOrganization\n"
	  "Resources| all resources except objects in bucket secret\n*",
	  "Broad: all actions except those listed on all resources" },
	{ "{'Effect': 'Deny', 'Sid': 'Elsewhere', 'Action': '*', 'Resource': '*', 'Condition': "
	  "{'NotIpAddress': {'aws:SourceIp': ['192.0.2.1/32', '192.0.2.2/32']}, "
	  "'Bool': {'aws:ViaAWSService': 'false'}}}",
	  " 1 Deny Elsewhere\nActions| [all actions]\nResources| [all resources]\n"
	  "Only if| aws:SourceIp is not in 192.0.2.1/32 nor 192.0.2.2/32 or absent\n"
	  "and if| aws:ViaAWSService = false",
	  "" },
	{ STATEMENT(
		  "'Principal': {'AWS': ['111122223333', 'arn:aws:iam::111122223333:root', "
		  "'arn:aws:iam::111122223333:role/r'], 'Service': 'ec2.amazonaws.com', 'Federated': "
		  "['arn:aws:iam::111122223333:oidc-provider/t.example.com', 'accounts.google.com']}, "
		  "'Action': 'sts:AssumeRole', 'Condition': {'StringEquals': {'sts:ExternalId': 'abc'}}"),
	  " 1 Allow\nPrincipals| account 111122223333\n| arn:aws:iam::111122223333:role/r\n"
	  "| service ec2.amazonaws.com\n| OIDC provider arn:aws:iam::111122223333:oidc-provider/t.example.com\n"
	  "| identity provider accounts.google.com\nActions| sts: AssumeRole\n"
	  "Only if| sts:ExternalId = abc",
	  "" },
	{ "{'Effect': 'Allow', 'NotPrincipal': {'AWS': '111122223333'}, 'Action': 'sts:AssumeRole'}",
	  " 1 Allow\nPrincipals| everyone except account 111122223333\nActions| sts: AssumeRole\n*",
	  "" },
	{ "[{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::b/*', "
	  "'Condition': {'StringEquals': {'aws:PrincipalOrgID': 'o-1'}}}]",
	  " 1 Allow\nPrincipals| [everyone (*)]\nActions| s3: GetObject\nResources| objects in bucket b\n"
	  "Only if| aws:PrincipalOrgID = o-1",
	  "Only bucket b: 1 action" },
	{ "[" ALLOW("['iam:PassRole']", "'arn:aws:iam::123456789012:role/*'") ", " ALLOW(
		  "'ec2:RunInstances'", "'*'") "]",
	  " 1 Allow\nActions| iam: PassRole\nResources| arn:aws:iam::123456789012:role/*\n"
	  "high| Can launch an EC2 instance with a role that it passes, and so act as that role. If a "
	  "privileged role exists, this amounts to administrator access. (with 1 other statement)\n 2 Allow\nActions| ec2: RunInstances\nResources| [all resources]\n"
	  "high| Part of the risk that statement 1 describes.",
	  "2 actions on all resources" },
	{ STATEMENT(
		  "'Action': ['ec2:CreateTags', 'EC2:createTags', 'ec2:StopInstances'], 'Resource': "
		  "'arn:aws:ec2:us-east-1:123456789012:instance/i-1', 'Condition': {'StringEquals': "
		  "{'aws:RequestTag/app': 'e6data'}, 'ForAllValues:StringLike': {'aws:TagKeys': ['a*', 'b']}, "
		  "'Null': {'aws:TokenIssueTime': 'true'}}"),
	  " 1 Allow\nActions| ec2: CreateTags, StopInstances\n"
	  "Resources| arn:aws:ec2:us-east-1:123456789012:instance/i-1\nOnly if| aws:RequestTag/app = e6data\n"
	  "and if| every value of aws:TagKeys matches a* or b or absent\n"
	  "and if| aws:TokenIssueTime is absent",
	  "Only named resources: 2 actions" },
	{ STATEMENT(
		  "'Sid': 'S\\u001b[2Jx\\u202e', 'Action': 's3:Get\\nObject', 'Resource': 'arn:aws:s3:::b\\u0007'"),
	  " 1 Allow S\\x1b[2Jx\\u202e\nActions| s3: Get Object\nResources| arn:aws:s3:::b\\x07",
	  "Only bucket b\\x07: 1 action" },
	{ "[]", "", "" },
};

/* An expected text with "*" at its end leaves out what follows. */
static bool matches(const char *text, const char *expected)
{
	size_t n = strlen(expected);

	if (n > 1 && str_ends(expected, "\n*"))
		return !strncmp(text, expected, n - 2);
	return str_eq(text, expected);
}

static void test_tables(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(tables); i++) {
		struct json *j = document(tables[i].document);
		struct statement_table t;
		char *text;

		assert_true(statement_table_read(&t, j, NULL));
		text = shown(&t);
		if (!matches(text, tables[i].rows) || !str_eq(t.extent, tables[i].extent)) {
			wrong++;
			print_error("document %zu:\n%s\n[%s]\nnot\n%s\n[%s]\n", i, text, t.extent,
				    tables[i].rows, tables[i].extent);
		}
		free(text);
		statement_table_free(&t);
		json_free(j);
	}
	assert_int_equal(wrong, 0);
}

#define TWO(a, b) "[" a ", " b "]"
#define READ "{'Effect': 'Allow', 'Sid': 'Read', 'Action': ['s3:GetObject', 's3:ListBucket'], 'Resource': '*'}"
#define READ_MORE "{'Effect': 'Allow', 'Sid': 'Read', 'Action': ['s3:ListBucket', 's3:GetObject', 's3:PutObject'], " \
		  "'Resource': ['arn:aws:s3:::b/*']}"

static const struct {
	const char *found, *wanted;
	bool extras_stay;
	size_t same;
	const char *rows;
} differences[] = {
	/* the same, written in another way */
	{ READ, "{'Version': '2012-10-17', 'Statement': [{'Action': ['s3:listbucket', 's3:GetObject'], "
		"'Resource': ['*'], 'Effect': 'Allow'}]}", false, 1, "" },
	{ TWO(READ, ALL), TWO(ALL, READ), false, 2, "" },
	{ TWO(READ, ALL), READ, false, 1, "-2 Allow\nActions| [all actions]\nResources| [all resources]" },
	{ TWO(READ, ALL), READ, true, 1, "" },
	{ READ, TWO(READ, ALL), false, 1, "+2 Allow\nActions| [all actions]\nResources| [all resources]" },
	{ TWO(ALL, READ), TWO(ALL, READ_MORE), false, 1,
	  "~2 Allow Read\nActions|+s3: PutObject\nResources|-[all resources]\n|+objects in bucket b" },
	{ READ, "{'Effect': 'Deny', 'Sid': 'Read', 'Action': ['s3:GetObject', 's3:ListBucket'], 'Resource': '*'}",
	  false, 0, "~1 Deny Read\nEffect|-Allow\n|+Deny" },
	/* without a Sid: by what they share */
	{ TWO(ALLOW("'ec2:RunInstances'", "'*'"), ALLOW("['s3:GetObject', 's3:PutObject']", "'*'")),
	  TWO(ALLOW("'s3:GetObject'", "'*'"), ALLOW("'ec2:RunInstances'", "'*'")), false, 1,
	  "~1 Allow\nActions|-s3: PutObject" },
	{ ALLOW("'s3:GetObject'", "'*'"), ALLOW("'ec2:RunInstances'", "'*'"), false, 0,
	  "+1 Allow\nActions| ec2: RunInstances\nResources| [all resources]\n"
	  "-1 Allow\nActions| s3: GetObject\nResources| [all resources]" },
	{ ALLOW("'s3:*'", "'*'"), "{'Effect': 'Allow', 'NotAction': 's3:*', 'Resource': '*', 'Sid': 'x'}", false, 0,
	  "+1 Allow x\nActions| all actions except s3: [all actions]\nResources| [all resources]\n"
	  "-1 Allow\nActions| s3: [all actions]\nResources| [all resources]" },
	{ ALLOW_IF("'s3:GetObject'", "'*'", "{'StringEquals': {'aws:PrincipalOrgID': ['o-1', 'o-2']}}"),
	  ALLOW_IF("'s3:GetObject'", "'*'", "{'stringequals': {'AWS:PrincipalOrgId': ['o-2', 'o-1']}}"), false, 1, "" },
	{ ALLOW_IF("'s3:GetObject'", "'*'", "{'StringEquals': {'aws:PrincipalOrgID': 'o-1'}}"),
	  ALLOW_IF("'s3:GetObject'", "'*'", "{'StringLike': {'aws:PrincipalOrgID': 'o-1'}}"), false, 0,
	  "~1 Allow\nOnly if|-aws:PrincipalOrgID = o-1\n|+aws:PrincipalOrgID matches o-1" },
	{ "{'Version': '2008-10-17', 'Statement': " READ "}", READ, false, 1,
	  "~0 Policy\nVersion|-2008-10-17\n|+2012-10-17" },
	/* a trust policy: another principal, another external ID */
	{ "{'Effect': 'Allow', 'Principal': {'AWS': '111122223333'}, 'Action': 'sts:AssumeRole', 'Condition': "
	  "{'StringEquals': {'sts:ExternalId': 'a'}}}",
	  "{'Effect': 'Allow', 'Principal': {'AWS': '444455556666'}, 'Action': 'sts:AssumeRole', 'Condition': "
	  "{'StringEquals': {'sts:ExternalId': 'b'}}}", false, 0,
	  "~1 Allow\nPrincipals|-account 111122223333\n|+account 444455556666\n"
	  "Only if|-sts:ExternalId = a\n|+sts:ExternalId = b" },
};

static void test_differences(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(differences); i++) {
		struct json *found = document(differences[i].found);
		struct json *wanted = document(differences[i].wanted);
		struct statement_table t;
		char *text;

		assert_true(statement_table_diff(&t, found, wanted, differences[i].extras_stay));
		text = shown(&t);
		if (!str_eq(text, differences[i].rows) || t.same != differences[i].same) {
			wrong++;
			print_error("difference %zu (%zu the same):\n%s\nnot (%zu)\n%s\n", i, t.same,
				    text, differences[i].same, differences[i].rows);
		}
		free(text);
		statement_table_free(&t);
		json_free(found);
		json_free(wanted);
	}
	assert_int_equal(wrong, 0);
}

static void test_no_policy(void **state)
{
	struct json *plain = document("{'Version': '1', 'nodes': []}"), *good = document(ALL);
	struct statement_table t;

	(void)state;
	assert_false(statement_table_fits(plain));
	assert_true(statement_table_fits(good));
	assert_false(statement_table_read(&t, plain, NULL));
	assert_non_null(strstr(t.unread, "policy"));
	assert_int_equal(t.count, 0);
	statement_table_free(&t);
	assert_false(statement_table_diff(&t, plain, good, false));
	assert_non_null(strstr(t.unread, "the current policy"));
	statement_table_free(&t);
	json_free(plain);
	json_free(good);
}

/* A hundred actions of one service are one line, and none is left out. */
static void test_many_actions(void **state)
{
	struct buf text = BUF(BUF_TEXT);
	struct json *j;
	struct statement_table t;

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_fmt(&text, "%s'ec2:Action%d'", i ? ", " : "", i);
	{
		char *whole = xasprintf("{'Effect': 'Allow', 'Action': [%s], 'Resource': '*'}", text.s);

		j = document(whole);
		free(whole);
	}
	assert_true(statement_table_read(&t, j, NULL));
	assert_int_equal(t.rows[0].count, 2);
	assert_true(str_starts(t.rows[0].lines[0].text, "ec2: Action0, Action1,"));
	assert_true(str_ends(t.rows[0].lines[0].text, ", Action99"));
	assert_string_equal(t.extent, "100 actions on all resources");
	statement_table_free(&t);
	json_free(j);
	buf_free(&text);
}

/* --- every document of the templates and of the reference --------------------------------- */

/* Whether some line of the row has this text. */
static bool says(const struct statement_row *row, enum statement_part part, const char *text)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->lines[i].part == part &&
		    (strcasestr(row->lines[i].text, text) || strcasestr(row->lines[i].wild, text)))
			return true;
	return false;
}

static void check_texts(const char *path, const struct statement_row *row,
			enum statement_part part, const struct json *value)
{
	static const char s3[] = "arn:aws:s3:::";

	json_each(one, json_type(value) == JSON_OBJECT || json_type(value) == JSON_LIST ? value : NULL)
		check_texts(path, row, part, one);
	if (json_text(value)) {
		const char *text = json_text(value);
		const char *name = part == PART_ACTIONS && strchr(text, ':') ? strchr(text, ':') + 1 : text;
		char *bucket = str_starts(text, s3) ?
			xasprintf("%.*s", (int)strcspn(text + strlen(s3), "/"), text + strlen(s3)) : NULL;

		if (str_eq(name, "*"))
			name = part == PART_ACTIONS ? "all actions" : part == PART_RESOURCES ? "all resources" : "*";
		if (str_ends(name, ":root"))	/* an account */
			name = "account ";
		if (part == PART_RESOURCES && bucket)
			name = str_eq(bucket, "*") ? "all buckets" : bucket;
		if (!says(row, part, name))
			fail_msg("%s: statement %zu does not say %s", path, row->index, text);
		free(bucket);
	}
}

static bool check_document(const char *path)
{
	static const struct { const char *name; enum statement_part part; } members[] = {
		{ "Action", PART_ACTIONS }, { "NotAction", PART_ACTIONS },
		{ "Resource", PART_RESOURCES }, { "NotResource", PART_RESOURCES },
		{ "Principal", PART_PRINCIPALS }, { "NotPrincipal", PART_PRINCIPALS },
	};
	struct err err = ERR_INIT;
	struct buf text = BUF(BUF_TEXT);
	struct statement_table t, same;
	struct json *j;
	size_t i = 0;

	assert_true(file_read(path, &text, NULL, &err));
	j = json_parse(text.s, text.len, path, &err);
	buf_free(&text);
	if (!statement_table_fits(j)) {
		json_free(j);
		return false;
	}
	if (!statement_table_read(&t, j, NULL))
		fail_msg("%s: %s", path, t.unread);
	json_each(s, json_get(j, "Statement")) {
		const struct statement_row *row = &t.rows[i++];

		assert_string_equal(row->effect, json_str(s, "Effect"));
		assert_string_equal(row->sid, json_str(s, "Sid"));
		for (size_t k = 0; k < COUNT(members); k++)
			check_texts(path, row, members[k].part, json_get(s, members[k].name));
		json_each(op, json_get(s, "Condition"))
			json_each(key, op) {
				assert_true(says(row, PART_CONDITIONS, json_key(key)));
				if (!str_eq(json_key(op), "Null")) /* present or absent */
					check_texts(path, row, PART_CONDITIONS, key);
			}
	}
	assert_int_equal(i, t.count);
	assert_true(statement_table_diff(&same, j, j, false));
	assert_int_equal(same.count, 0);
	assert_int_equal(same.same, t.count);
	statement_table_free(&same);
	statement_table_free(&t);
	json_free(j);
	return true;
}

static size_t check_all(const char *folder, const char *pattern)
{
	char *all = xasprintf("%s/%s", folder, pattern);
	size_t n = 0;
	glob_t g;

	if (glob(all, 0, NULL, &g))
		g.gl_pathc = 0;
	for (size_t i = 0; i < g.gl_pathc; i++)
		n += check_document(g.gl_pathv[i]);
	globfree(&g);
	free(all);
	return n;
}

static void test_templates(void **state)
{
	(void)state;
	assert_true(check_all(TOP_SRCDIR "/templates", "*/documents/*.json") > 40);
}

static void test_reference(void **state)
{
	char *folder = vectors_folder("../reference/policies");

	(void)state;
	if (!folder)
		skip();
	assert_true(check_all(folder, "*/*.json") + check_all(folder, "*/*/*.json") > 30);
	free(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),	      cmocka_unit_test(test_differences),
		cmocka_unit_test(test_no_policy),     cmocka_unit_test(test_many_actions),
		cmocka_unit_test(test_templates),     cmocka_unit_test(test_reference),
	};

	return run_all(tests);
}
