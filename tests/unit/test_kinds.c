/* test_kinds.c - kinds of resource against answers that the practice cloud never gives. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "resource/kind.h"
#include "resource/policy_versions.h"
#include "session.h"

/* An answer of IAM's: the operation and what stands in its result. */
static struct reply iam(const char *op, const char *result)
{
	static char kept[8][2048];
	static int next;
	char *text = kept[next++ % 8], body[1024];
	int n = snprintf(body, sizeof(body), "<%sResponse><%sResult>%s</%sResult>"
			 "</%sResponse>", op, op, result, op, op);

	snprintf(text, sizeof(kept[0]), "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		 "Content-Length: %d\r\n\r\n%s", n, body);
	return (struct reply){ text, 0, KEEP };
}

static struct json *parsed(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "case", &err);

	if (!j)
		fail_msg("%s: %s", text, err.text);
	return j;
}

static struct resource *resource(const char *text)
{
	struct json *j = parsed(text);
	struct resource *r = resource_load(j);

	json_free(j);
	return r;
}

/* A service-linked role's removal, whose task ends so. */
static bool remove_linked(const char *status, struct err *err)
{
	const struct reply replies[] = {
		iam("DeleteServiceLinkedRole", "<DeletionTaskId>task/1</DeletionTaskId>"),
		iam("GetServiceLinkedRoleDeletionStatus", status),
	};
	struct resource *found = resource("{\"name\": \"spot.amazonaws.com\", \"role\": \"Linked\"}");
	struct server s;
	struct aws *a;
	bool ok;

	clean_environment();
	server_start(&s, replies, 2);
	a = session(&s, NULL, "", err);
	ok = kind_service_linked_role.remove(a, found, NULL, err);
	aws_close(a);
	server_stop(&s);
	assert_non_null(strstr(s.seen[1], "DeletionTaskId=task%2F1"));
	server_forget(&s);
	resource_free(found);
	return ok;
}

static void a_service_in_use_keeps_its_role(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_true(remove_linked("<Status>SUCCEEDED</Status>", &err));
	assert_false(remove_linked("<Status>IN_PROGRESS</Status>", &err));
	assert_int_equal(err.aws_error, AWS_ERROR_NOT_READY);
	assert_false(remove_linked("<Status>FAILED</Status><Reason><Reason>in use</Reason>"
				   "<RoleUsageList><member><Region>us-east-1</Region>"
				   "<Resources><member>fleet-1</member></Resources></member>"
				   "</RoleUsageList></Reason>", &err));
	assert_int_not_equal(err.aws_error, AWS_ERROR_NOT_READY);
	assert_non_null(strstr(err.text, "'Linked' is kept: in use: us-east-1: fleet-1"));
	assert_non_null(strstr(err.hint, "stop what uses spot.amazonaws.com"));
}

/* By number, not by text; what is no version is none. */
static void versions_by_age(void **state)
{
	const struct reply replies[] = { iam("ListPolicyVersions",
		"<Versions><member><VersionId>v10</VersionId></member>"
		"<member><VersionId>v9</VersionId></member><member><VersionId/></member>"
		"<member><VersionId>v2</VersionId></member></Versions>") };
	struct resource *policy = resource("{\"arn\": \"arn:aws:iam::123456789012:policy/P\"}");
	struct json *wanted = parsed("[\"v2\", \"v9\", \"v10\"]"), *versions;
	struct err err = ERR_INIT;
	struct server s;
	struct aws *a;

	(void)state;
	clean_environment();
	server_start(&s, replies, 1);
	a = session(&s, NULL, "", &err);
	versions = policy_versions(a, policy, &err);
	assert_true(json_equal(versions, wanted));
	aws_close(a);
	server_stop(&s);
	server_forget(&s);
	json_free(versions);
	json_free(wanted);
	resource_free(policy);
}

/* One copy of IAM's knows the policy, the next one does not yet: it is not there. */
static void a_policy_partly_read(void **state)
{
	static const char gone[] = "<ErrorResponse><Error><Code>NoSuchEntity</Code>"
				   "</Error></ErrorResponse>";
	char text[256];
	const struct reply replies[] = {
		iam("GetPolicy", "<Policy><Arn>arn:aws:iam::123456789012:policy/P</Arn>"
		    "<DefaultVersionId>v1</DefaultVersionId></Policy>"),
		{ text, 0, KEEP },
	};
	struct resource *wanted = resource("{\"arn\": \"arn:aws:iam::123456789012:policy/P\"}");
	struct resource *found = wanted;
	struct err err = ERR_INIT;
	struct server s;
	struct aws *a;

	(void)state;
	snprintf(text, sizeof(text), "HTTP/1.1 404 Not Found\r\nContent-Type: text/xml\r\n"
		 "Content-Length: %zu\r\n\r\n%s", sizeof(gone) - 1, gone);
	clean_environment();
	server_start(&s, replies, 2);
	a = session(&s, NULL, "", &err);
	assert_true(kind_policy.read(a, wanted, &found, &err));
	assert_null(found);
	assert_int_equal(err.aws_error, 0);
	aws_close(a);
	server_stop(&s);
	assert_non_null(strstr(s.seen[1], "VersionId=v1"));
	server_forget(&s);
	resource_free(wanted);
}

/* The oldest that is not in force goes, and only of five. */
static void the_price_of_a_sixth(void **state)
{
	static const struct { const char *found, *drop; } all[] = {
		{ "{\"version\": \"v4\", \"versions\": [\"v1\",\"v2\",\"v3\",\"v4\"]}", "" },
		{ "{\"version\": \"v5\", \"versions\": [\"v1\",\"v2\",\"v3\",\"v4\",\"v5\"]}",
		  "v1" },
		{ "{\"version\": \"v1\", \"versions\": [\"v1\",\"v2\",\"v3\",\"v4\",\"v5\"]}",
		  "v2" },
		{ "{\"version\": \"v1\"}", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct resource *found = resource(all[i].found), *wanted = resource("{}");
		struct json *diff = json_list_new();

		policy_version_costs(wanted, found, diff);
		assert_string_equal(resource_str(wanted, "drop"), all[i].drop);
		assert_int_equal(json_count(diff), *all[i].drop ? 1 : 0);
		assert_false(json_has(json_get(json_first(diff), "wanted"), all[i].drop));
		json_free(diff);
		resource_free(wanted);
		resource_free(found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_service_in_use_keeps_its_role),
		cmocka_unit_test(versions_by_age),
		cmocka_unit_test(a_policy_partly_read),
		cmocka_unit_test(the_price_of_a_sixth),
	};

	return run_all(tests);
}
