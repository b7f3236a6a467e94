/* test_holdings.c - what a principal holds, from remembered answers; the rest is refused. */
#include "config.h"

#include "unit.h"

#include "aws/reply_cache.h"
#include "base/str.h"
#include "format/json.h"
#include "resource/holdings.h"
#include "session.h"

#define ALLOW "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D"
#define PLAIN "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
#define AWS_OWN "arn:aws:iam::aws:policy/ReadOnlyAccess"
#define LOCAL "arn:aws:iam::123456789012:policy/team/Local"
#define BOUNDARY "arn:aws:iam::123456789012:policy/Edge"

/* What IAM knows: an operation, its parameters, its answer. */
static const struct { enum aws_op_id op; const char *ask, *reply; } known[] = {
	{ OP_IAM_GET_ROLE, "{\"RoleName\":\"R\"}",
	  "{\"Role\":{\"RoleName\":\"R\",\"Arn\":\"arn:aws:iam::123456789012:role/service-role/R\","
	  "\"Path\":\"/service-role/\",\"Description\":\"by hand\",\"AssumeRolePolicyDocument\":\""
	  ALLOW "\",\"PermissionsBoundary\":{\"PermissionsBoundaryArn\":\"" BOUNDARY "\"},"
	  "\"Tags\":[{\"Key\":\"a\",\"Value\":\"b\"}]}}" },
	{ OP_IAM_LIST_ROLE_POLICIES, "{\"RoleName\":\"R\"}", "{\"PolicyNames\":[\"one\",\"two\"]}" },
	{ OP_IAM_GET_ROLE_POLICY, "{\"RoleName\":\"R\",\"PolicyName\":\"one\"}",
	  "{\"PolicyName\":\"one\",\"PolicyDocument\":\"" ALLOW "\"}" },
	{ OP_IAM_LIST_ATTACHED_ROLE_POLICIES, "{\"RoleName\":\"R\"}",
	  "{\"AttachedPolicies\":[{\"PolicyName\":\"ReadOnlyAccess\",\"PolicyArn\":\"" AWS_OWN "\"},"
	  "{\"PolicyName\":\"Local\",\"PolicyArn\":\"" LOCAL "\"}]}" },
	{ OP_IAM_GET_POLICY, "{\"PolicyArn\":\"" AWS_OWN "\"}",
	  "{\"Policy\":{\"DefaultVersionId\":\"v8\"}}" },
	{ OP_IAM_GET_POLICY_VERSION, "{\"PolicyArn\":\"" AWS_OWN "\",\"VersionId\":\"v8\"}",
	  "{\"PolicyVersion\":{\"Document\":\"" ALLOW "\"}}" },
	{ OP_IAM_GET_POLICY, "{\"PolicyArn\":\"" LOCAL "\"}",
	  "{\"Policy\":{\"DefaultVersionId\":\"v2\"}}" },
	{ OP_IAM_GET_POLICY_VERSION, "{\"PolicyArn\":\"" LOCAL "\",\"VersionId\":\"v2\"}",
	  "{\"PolicyVersion\":{\"Document\":\"" ALLOW "\"}}" },
	{ OP_IAM_LIST_USER_POLICIES, "{\"UserName\":\"U\"}", "{\"PolicyNames\":\"\"}" },
	{ OP_IAM_LIST_ATTACHED_USER_POLICIES, "{\"UserName\":\"U\"}", "{\"AttachedPolicies\":[]}" },
	{ OP_IAM_LIST_GROUPS_FOR_USER, "{\"UserName\":\"U\"}",
	  "{\"Groups\":[{\"GroupName\":\"G\",\"Arn\":\"arn:aws:iam::123456789012:group/G\"}]}" },
	{ OP_IAM_LIST_GROUP_POLICIES, "{\"GroupName\":\"G\"}", "{\"PolicyNames\":[\"of-g\"]}" },
	{ OP_IAM_GET_GROUP_POLICY, "{\"GroupName\":\"G\",\"PolicyName\":\"of-g\"}",
	  "{\"PolicyDocument\":\"%7Bnot json\"}" },
	{ OP_IAM_LIST_ATTACHED_GROUP_POLICIES, "{\"GroupName\":\"G\"}",
	  "{\"AttachedPolicies\":[{\"PolicyName\":\"Local\",\"PolicyArn\":\"" LOCAL "\"}]}" },
	{ OP_IAM_LIST_ACCESS_KEYS, "{\"UserName\":\"U\"}",
	  "{\"AccessKeyMetadata\":[{\"AccessKeyId\":\"AKIAIOSFODNN7EXAMPLE\",\"Status\":\"Inactive\"}]}" },
};

static struct json *parsed(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "case", &err);

	if (!j)
		fail_msg("%s: %s", text, err.text);
	return j;
}

static const char denied[] = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>User: "
	"arn:aws:iam::123456789012:user/op is not authorized to perform: iam:Get on resource: x"
	"</Message></Error><RequestId>r-1</RequestId></ErrorResponse>";
static const char gone[] = "<ErrorResponse><Error><Code>NoSuchEntity</Code></Error>"
	"</ErrorResponse>";

/* Every question about an unknown name has the same answer. */
static struct json *read_of(const char *kind, const char *name, const char *else_,
			    bool access, struct err *err)
{
	char text[1024];
	struct reply reply = { text, 0, KEEP };
	struct reply_cache *m = reply_cache_new();
	struct json *found = NULL;
	struct server s;
	struct aws *a;

	snprintf(text, sizeof(text), "HTTP/1.1 %s\r\nContent-Type: text/xml\r\n"
		 "Content-Length: %zu\r\n\r\n%s", else_ == gone ? "404 Not Found" :
		 "403 Forbidden", strlen(else_), else_);
	clean_environment();
	server_start(&s, &reply, 1);
	a = session(&s, NULL, "", err);
	aws_use_cache(a, m);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		struct json *ask = parsed(known[i].ask);

		reply_cache_add(m, "", known[i].op, ask, parsed(known[i].reply), NULL);
		json_free(ask);
	}
	if (holdings_read(a, kind, name, &found, err) && found && access)
		assert_true(holdings_add_access(a, found, err));
	aws_close(a);
	reply_cache_free(m);
	server_stop(&s);
	server_forget(&s);
	return found;
}

static void assert_is(const struct json *found, const char *wanted)
{
	struct json *want = parsed(wanted);
	struct buf text = BUF(BUF_TEXT);

	json_print(&text, found);
	if (!json_equal(found, want))
		fail_msg("found %s, wanted %s", text.s, wanted);
	buf_free(&text);
	json_free(want);
}

/* The errors' texts are of others: only what could not be read, and their codes. */
static void check_unread(struct json *found, const char *wanted)
{
	json_each(row, json_get(found, "unread")) {
		struct json *error = json_get(row, "error");

		assert_true(*json_str(error, "message"));
		json_put_str(row, "code", json_str(error, "code"));
		json_drop(row, "error");
	}
	assert_is(json_get(found, "unread"), wanted);
	json_drop(found, "unread");
}

static void a_role(void **state)
{
	struct err err = ERR_INIT;
	struct json *found = read_of("role", "R", denied, false, &err);

	(void)state;
	assert_non_null(found);
	assert_false(holdings_whole(found));
	check_unread(found, "[{\"what\":\"boundary\",\"name\":\"" BOUNDARY "\",\"code\":\"AccessDenied\"},"
		     "{\"what\":\"inline\",\"name\":\"two\",\"code\":\"AccessDenied\"}]");
	assert_is(found, "{\"kind\":\"role\",\"name\":\"R\","
		  "\"arn\":\"arn:aws:iam::123456789012:role/service-role/R\",\"path\":\"/service-role/\","
		  "\"description\":\"by hand\",\"tags\":{\"a\":\"b\"},\"trust\":" PLAIN ","
		  "\"boundary\":{\"arn\":\"" BOUNDARY "\"},"
		  "\"inline\":[{\"name\":\"one\",\"document\":" PLAIN "},{\"name\":\"two\"}],"
		  "\"attached\":[{\"name\":\"ReadOnlyAccess\",\"arn\":\"" AWS_OWN "\",\"document\":" PLAIN "},"
		  "{\"name\":\"Local\",\"arn\":\"" LOCAL "\",\"document\":" PLAIN "}]}");
	json_free(found);
}

/* The user itself may not be read; a document that is none is not taken for empty. */
static void a_user(void **state)
{
	struct err err = ERR_INIT;
	struct json *found = read_of("user", "U", denied, true, &err);

	(void)state;
	assert_non_null(found);
	check_unread(found, "[{\"what\":\"user\",\"name\":\"\",\"code\":\"AccessDenied\"},"
		     "{\"what\":\"inline\",\"name\":\"of-g\",\"group\":\"G\",\"code\":\"\"},"
		     "{\"what\":\"password\",\"name\":\"\",\"code\":\"AccessDenied\"}]");
	assert_is(found, "{\"kind\":\"user\",\"name\":\"U\",\"inline\":[],\"attached\":[],"
		  "\"groups\":[{\"name\":\"G\","
		  "\"inline\":[{\"name\":\"of-g\"}],\"attached\":[{\"name\":\"Local\","
		  "\"arn\":\"" LOCAL "\",\"document\":" PLAIN "}]}],"
		  "\"keys\":[{\"id\":\"AKIAIOSFODNN7EXAMPLE\",\"status\":\"Inactive\"}]}");
	json_free(found);
}

static void who_is_not_there(void **state)
{
	struct err err = ERR_INIT;
	struct json *found = read_of("user", "U", gone, true, &err);

	(void)state;
	assert_null(found);		/* GetUser decides, whatever lists say */
	assert_int_equal(err.kind, ERR_NONE);
	assert_null(read_of("role", "nobody", gone, false, &err));
	assert_int_equal(err.kind, ERR_NONE);
	assert_null(read_of("role", "hidden", denied, false, &err));
	assert_int_equal(err.kind, ERR_DENIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_role),
		cmocka_unit_test(a_user),
		cmocka_unit_test(who_is_not_there),
	};

	return run_all(tests);
}
