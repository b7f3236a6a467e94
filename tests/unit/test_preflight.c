/* test_preflight.c - the rights of each kind, and what the answers say of a step. */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "plan/plan.h"
#include "plan/required_actions.h"
#include "plan/step_works.h"
#include "advise/preflight.h"

static const struct required_actions_place place = { "aws", "us-east-1", "123456789012" };

static struct json *read(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "row", &err);

	assert_non_null(j);
	return j;
}

#define A "arn:aws:iam::123456789012:"
#define ASSOCIATION "{\"kind\":\"pod-identity-association\",\"name\":\"s\",\"cluster\":\"c\",\"namespace\":\"n\"," \
	"\"principal\":\"" A "role/r\""

static const struct row {
	const char *resource, *diff;
	enum action action;
	const char *rights;	/* "ACTION RESOURCE[ KEY=VALUE];..." */
} rows[] = {
	{ "{\"kind\":\"role\",\"name\":\"r\",\"tags\":{}}", NULL, ACTION_CREATE,
	  "iam:CreateRole " A "role/r;iam:TagRole " A "role/r;" },
	{ "{\"kind\":\"role\",\"name\":\"r\",\"path\":\"/a/\"}", NULL, ACTION_REMOVE,
	  "iam:DeleteRole " A "role/a/r;" },
	{ "{\"kind\":\"role\",\"name\":\"r\"}", "[{\"path\":\"document.Statement.0\"}]",
	  ACTION_UPDATE, "iam:UpdateAssumeRolePolicy " A "role/r;" },
	{ "{\"kind\":\"role\",\"name\":\"r\"}", "[{\"path\":\"tags.accredit:setup\"}]",
	  ACTION_UPDATE, "iam:TagRole " A "role/r;" },
	{ "{\"kind\":\"role\",\"name\":\"r\"}", "[]", ACTION_NONE, "" },
	{ "{\"kind\":\"role\",\"name\":\"r\"}", "[]", ACTION_ADOPT, "" },
	{ "{\"kind\":\"role-policy\",\"name\":\"p\",\"role\":\"deep\"}", NULL, ACTION_CREATE,
	  "iam:PutRolePolicy " A "role/far/deep;" },
	{ "{\"kind\":\"instance-profile-role\",\"name\":\"p\",\"role\":\"r\"}", NULL,
	  ACTION_CREATE, "iam:AddRoleToInstanceProfile " A "instance-profile/p;"
	  "iam:PassRole " A "role/r iam:PassedToService=ec2.amazonaws.com;" },
	{ "{\"kind\":\"user-policy-attachment\",\"user\":\"u\",\"policy\":\"arn:x\"}", NULL,
	  ACTION_CREATE, "iam:AttachUserPolicy " A "user/u iam:PolicyARN=arn:x;" },
	{ "{\"kind\":\"access-key\",\"user\":\"u\"}", NULL, ACTION_CREATE,
	  "iam:CreateAccessKey " A "user/u;" },
	{ "{\"kind\":\"policy\",\"name\":\"p\"}", "[{\"path\":\"document\"}]", ACTION_UPDATE,
	  "iam:CreatePolicyVersion " A "policy/p;" },
	{ "{\"kind\":\"bucket\",\"name\":\"b\",\"document\":{\"versioning\":{}}}", NULL,
	  ACTION_CREATE, "s3:CreateBucket arn:aws:s3:::b;s3:PutBucketVersioning arn:aws:s3:::b;" },
	{ "{\"kind\":\"bucket\",\"name\":\"b\",\"acl\":\"private\"}", NULL, ACTION_CREATE,
	  "s3:CreateBucket arn:aws:s3:::b;" },
	{ "{\"kind\":\"bucket\",\"name\":\"b\",\"acl\":\"public-read\"}", NULL, ACTION_CREATE,
	  "s3:CreateBucket arn:aws:s3:::b;s3:PutBucketAcl arn:aws:s3:::b;" },
	{ "{\"kind\":\"service-linked-role\",\"name\":\"spot.amazonaws.com\"}", NULL, ACTION_CREATE,
	  "iam:CreateServiceLinkedRole " A "role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot "
	  "iam:AWSServiceName=spot.amazonaws.com;" },
	{ "{\"kind\":\"service-linked-role\",\"name\":\"x.amazonaws.com\",\"role\":\"AWSServiceRoleForX\"}", NULL,
	  ACTION_REMOVE, "iam:DeleteServiceLinkedRole " A "role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX;"
	  "iam:GetServiceLinkedRoleDeletionStatus " A "role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX;" },
	{ "{\"kind\":\"bucket\",\"name\":\"b\",\"tags\":{}}", NULL, ACTION_CREATE,
	  "s3:CreateBucket arn:aws:s3:::b;s3:TagResource arn:aws:s3:::b;" },
	{ "{\"kind\":\"bucket\",\"name\":\"b\"}", "[{\"path\":\"tags.a\"}]", ACTION_UPDATE,
	  "s3:PutBucketTagging arn:aws:s3:::b;" },
	{ "{\"kind\":\"queue\",\"name\":\"q\"}", NULL, ACTION_REMOVE,
	  "sqs:DeleteQueue arn:aws:sqs:us-east-1:123456789012:q;" },
	{ "{\"kind\":\"cluster-access\",\"cluster\":\"c\",\"by\":\"aws-auth\",\"was\":\"\"}", NULL,
	  ACTION_CREATE, "create configmaps in the namespace kube-system of the cluster c;" },
	{ "{\"kind\":\"cluster-access\",\"cluster\":\"c\",\"by\":\"access entry\"}", NULL, ACTION_CREATE,
	  "eks:CreateAccessEntry arn:aws:eks:us-east-1:123456789012:cluster/c;" },
	{ "{\"kind\":\"cluster-access\",\"cluster\":\"c\",\"by\":\"access entry\",\"tags\":{},"
	  "\"type\":\"EC2_LINUX\",\"principal\":\"" A "role/a/r\"}", NULL, ACTION_CREATE,
	  "eks:CreateAccessEntry arn:aws:eks:us-east-1:123456789012:cluster/c;"
	  "eks:TagResource arn:aws:eks:us-east-1:123456789012:access-entry/c/role/123456789012/r/*;"
	  "iam:PassRole " A "role/a/r;" },
	{ "{\"kind\":\"cluster-access\",\"cluster\":\"c\"}", NULL, ACTION_CREATE, "" },
	{ "{\"kind\":\"cluster-access\",\"cluster\":\"c\",\"by\":\"access entry\",\"arn\":\"arn:e\"}", NULL,
	  ACTION_REMOVE, "eks:DeleteAccessEntry arn:e;" },
	{ "{\"kind\":\"service-account\",\"cluster\":\"c\",\"namespace\":\"n\",\"name\":\"s\"}", NULL,
	  ACTION_UPDATE, "patch serviceaccounts s in the namespace n of the cluster c;" },
	{ "{\"kind\":\"service-account\",\"cluster\":\"c\",\"namespace\":\"n\",\"name\":\"s\",\"setup\":\"x\","
	  "\"made_by\":\"\"}", NULL, ACTION_REMOVE,
	  "patch serviceaccounts s in the namespace n of the cluster c;" },
	{ "{\"kind\":\"namespace\",\"cluster\":\"c\",\"name\":\"n\"}", NULL, ACTION_REMOVE,
	  "delete namespaces n of the cluster c;" },
	{ "{\"kind\":\"instance-profile-association\",\"name\":\"i-1\",\"profile\":\"p\"}", NULL,
	  ACTION_CREATE, "ec2:AssociateIamInstanceProfile arn:aws:ec2:us-east-1:123456789012:instance/i-1;"
	  "iam:PassRole " A "role/far/deep iam:PassedToService=ec2.amazonaws.com;" },
	{ "{\"kind\":\"policy\",\"name\":\"p\",\"versions\":[\"v1\"]}", NULL, ACTION_REMOVE,
	  "iam:DeletePolicy " A "policy/p;" },
	{ "{\"kind\":\"policy\",\"name\":\"p\",\"versions\":[\"v1\",\"v2\"]}", NULL, ACTION_REMOVE,
	  "iam:DeletePolicyVersion " A "policy/p;iam:DeletePolicy " A "policy/p;" },
	{ "{\"kind\":\"policy\",\"name\":\"p\"}", "[{\"path\":\"versions\"},{\"path\":\"document\"}]",
	  ACTION_UPDATE, "iam:CreatePolicyVersion " A "policy/p;iam:DeletePolicyVersion " A "policy/p;" },
	{ "{\"kind\":\"event-rule\",\"name\":\"e\",\"target\":\"t\"}", "[{\"path\":\"pattern\"}]",
	  ACTION_UPDATE, "events:PutRule arn:aws:events:us-east-1:123456789012:rule/e;"
	  "events:PutTargets arn:aws:events:us-east-1:123456789012:rule/e;" },
	{ ASSOCIATION "}", NULL, ACTION_CREATE,
	  "eks:CreatePodIdentityAssociation arn:aws:eks:us-east-1:123456789012:cluster/c;"
	  "iam:PassRole " A "role/r iam:PassedToService=pods.eks.amazonaws.com;"
	  "iam:GetRole " A "role/r;" },
	{ ASSOCIATION ",\"tags\":{\"a\":\"b\"},\"arn\":\"arn:x\"}", "[{\"path\":\"tags.a\"}]", ACTION_UPDATE,
	  "eks:TagResource arn:x;" },
	{ ASSOCIATION ",\"arn\":\"arn:x\"}", "[{\"path\":\"principal\"}]", ACTION_UPDATE,
	  "eks:UpdatePodIdentityAssociation arn:x;"
	  "iam:PassRole " A "role/r iam:PassedToService=pods.eks.amazonaws.com;"
	  "iam:GetRole " A "role/r;" },
	{ ASSOCIATION ",\"arn\":\"arn:x\"}", NULL, ACTION_REMOVE,
	  "eks:DeletePodIdentityAssociation arn:x;" },
	{ "{\"kind\":\"role-policy\",\"name\":\"p\"}", NULL, ACTION_CREATE, "" },
	{ "{\"kind\":\"file\",\"name\":\"f\"}", NULL, ACTION_CREATE, "" },
};

static struct resource *read_resource(const char *text)
{
	struct json *j = read(text);
	struct resource *r = resource_load(j);

	json_free(j);
	return r;
}

static void print(struct buf *out, const struct json *rights)
{
	json_each(r, rights) {
		buf_fmt(out, "%s %s", json_str(r, "action"), json_str(r, "resource"));
		if (json_get(r, "key"))
			buf_fmt(out, " %s=%s", json_str(r, "key"), json_str(r, "value"));
		buf_str(out, ";");
	}
}

static void test_rights(void **state)
{
	struct json *list = read("[{\"kind\":\"role\",\"name\":\"deep\",\"path\":\"/far/\"},"
				   "{\"kind\":\"instance-profile-role\",\"name\":\"p\",\"role\":\"deep\"}]");
	struct resources others = resources_load(list);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct resource *resource = read_resource(rows[i].resource);
		struct json *rights = json_list_new();
		struct json *diff = rows[i].diff ? read(rows[i].diff) : NULL;
		struct buf text = BUF(4096);

		buf_str(&text, "");
		required_actions_add(rights, &(struct required_actions_ask){ .resource = resource,
			   .action = rows[i].action, .diff = diff, .others = &others,
			   .place = &place });
		print(&text, rights);
		assert_string_equal(text.len ? text.s : "", rows[i].rights);
		buf_free(&text);
		json_free(rights);
		resource_free(resource);
		json_free(diff);
	}
	resources_free(&others);
	json_free(list);
}

/* Nobody may add a kind, or a verb of one, without a thought of who decides it. */
static void test_every_kind_and_verb(void **state)
{
	static const enum action verbs[] = { ACTION_CREATE, ACTION_UPDATE, ACTION_REMOVE };
	const struct kind *k;
	size_t n = 0;

	(void)state;
	for (; (k = kind_nth(n)); n++)
		for (int v = 0; v < 3; v++)
			if (!required_actions_known(k->name, verbs[v]))
				fail_msg("%s: nobody said what its '%s' takes", k->name,
					 action_name(verbs[v]));
	assert_true(n >= 28);
	assert_false(required_actions_known("sailing-boat", ACTION_CREATE));
	assert_false(required_actions_known("role", ACTION_ADOPT));
}

static struct plan *two_steps(void)
{
	struct plan *p = plan_new("s", NULL);
	struct resource *role = read_resource("{\"kind\":\"role\",\"id\":\"role\",\"name\":\"r\",\"tags\":{}}");
	struct resource *policy = read_resource("{\"kind\":\"role-policy\",\"id\":\"policy\",\"name\":\"p\","
				   "\"role\":\"r\"}");
	const char *const needs[] = { NULL };

	plan_add(p, "role.create", plan_work("role"), "r", ACTION_CREATE, role, NULL, needs);
	plan_add(p, "policy.create", plan_work("role-policy"), "p", ACTION_CREATE, policy, NULL,
		 needs);
	resource_free(role);
	resource_free(policy);
	return p;
}

static const struct {
	const char *answers, *verdicts, *words;
} judged[] = {
	{ "{}", "cannot-tell cannot-tell ",
	  "Whether you have permission for these steps could not be determined.\n" },
	{ "{\"?iam\":{\"decision\":\"unsure\",\"why\":\"nobody home\"}}", "cannot-tell "
		"cannot-tell ",
	  "Whether you have permission for these steps could not be determined: nobody "
	  "home.\n" },
	{ "{\"iam:CreateRole " A "role/r\":{\"decision\":\"allowed\"},"
	  "\"iam:TagRole " A "role/r\":{\"decision\":\"allowed\"},"
	  "\"iam:PutRolePolicy " A "role/r\":{\"decision\":\"allowed\"}}", "yes yes ", "" },
	{ "{\"iam:CreateRole " A "role/r\":{\"decision\":\"allowed\"},"
	  "\"iam:TagRole " A "role/r\":{\"decision\":\"unsure\"},"
	  "\"iam:PutRolePolicy " A "role/r\":{\"decision\":\"allowed\"}}", "cannot-tell "
	  	"yes ",
	  "Whether you have permission for 1 step could not be determined.\n" },
	{ "{\"iam:CreateRole " A "role/r\":{\"decision\":\"allowed\"},"
	  "\"iam:TagRole " A "role/r\":{\"decision\":\"implicitDeny\",\"layer\":\"identity\"},"
	  "\"iam:PutRolePolicy " A "role/r\":{\"decision\":\"implicitDeny\",\"layer\":\"boundary\"}}",
	  "no:identity:iam:TagRole no:boundary:iam:PutRolePolicy ",
	  "You may not have permission for 2 of 2 steps. You can apply anyway.\n"
	  "  create role 'r' (role.create)\n"
	  "    iam:TagRole on " A "role/r: none of your policies allows it (identity policy)\n"
	  "  create inline policy 'p' of role 'r' (policy.create)\n"
	  "    iam:PutRolePolicy on " A "role/r: your permissions boundary does not allow it "
	  "(permissions boundary)\n"
	  "Permission to request, in a policy of yours:\n"
	  "{\n  \"Effect\": \"Allow\",\n  \"Action\": \"iam:TagRole\",\n  \"Resource\": "
	  "\"" A "role/r\"\n}\n"
	  "Permission to request, in your permissions boundary:\n"
	  "{\n  \"Effect\": \"Allow\",\n  \"Action\": \"iam:PutRolePolicy\",\n  "
	  "\"Resource\": \"" A "role/r\"\n}\n" },
	{ "{\"iam:CreateRole " A "role/r\":{\"decision\":\"allowed\"},"
	  "\"iam:TagRole " A "role/r\":{\"decision\":\"explicitDeny\",\"layer\":\"scp\"},"
	  "\"iam:PutRolePolicy " A "role/r\":{\"decision\":\"allowed\"}}",
	  	"no:scp:iam:TagRole yes ",
	  "You may not have permission for 1 of 2 steps. You can apply anyway.\n"
	  "  create role 'r' (role.create)\n"
	  "    iam:TagRole on " A "role/r: a statement in the organization's service "
	  "control policies denies it: it has to be removed, because an Allow does not "
	  "override a Deny (service control policy)\n" },
};

static void test_judge(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(judged) / sizeof(*judged); i++) {
		struct json *answers = read(judged[i].answers), *event;
		struct buf verdicts = BUF(1024), words = BUF(4096);
		struct plan *p = two_steps();

		event = preflight_judge(p, false, &place, answers);
		json_each(row, json_get(event, "steps")) {
			buf_str(&verdicts, json_str(row, "verdict"));
			if (str_eq(json_str(row, "verdict"), "no"))
				buf_fmt(&verdicts, ":%s:%s", json_str(row, "layer"),
					json_str(row, "action"));
			buf_str(&verdicts, " ");
		}
		preflight_words(&words, event);
		assert_string_equal(verdicts.s, judged[i].verdicts);
		assert_string_equal(words.len ? words.s : "", judged[i].words);
		buf_free(&verdicts);
		buf_free(&words);
		json_free(answers);
		json_free(event);
		plan_free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rights), cmocka_unit_test(test_every_kind_and_verb),
		cmocka_unit_test(test_judge),
	};

	return run_all(tests);
}
