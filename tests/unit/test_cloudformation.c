/* test_cfn.c - the template, with its parameters' defaults, is what is wanted. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

#include "base/str.h"
#include "format/json.h"
#include "handoff/handoff.h"
#include "kinds/resource_json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_load.h"
#include "pack/render.h"
#include "pack/templates.h"
#include "pack/value.h"

/* --- answers ------------------------------------------------------------------------ */

static const char *const given[][2] = {
	{ "KEY_FILE", "/a/key.csv" },
	{ "WORKSPACE_NAME", "sales" },
	{ "CLUSTER_NAME", "example" },
	{ "NAMESPACE", "example" },
	{ "BUCKET", "workspace-bucket" },
	{ "DATA_BUCKETS", "data-one,data-two" },
	{ "UNLOAD_BUCKET", "unload-bucket" },
	{ "OIDC_PROVIDER_SUFFIX",
	  "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF" },
	{ "E6DATA_PRINCIPAL_ARN", "arn:aws:iam::210987654321:root" },
	{ "EXTERNAL_ID", "one-of-our-own" },
	{ "PUBLIC_IPS", "192.0.2.7" },
	{ "PARTS",
	  "bucket,engine,glue,unload,cross-account,cluster,karpenter,alb,queue,"
	  "mapping,service-account" },
};

static struct answers answers_of(const struct pack *p, const char *method,
				 const char *policy)
{
	struct answers a = { .account = "123456789012", .region = "us-east-1" };

	snprintf(a.method, sizeof(a.method), "%s", method);
	snprintf(a.policy, sizeof(a.policy), "%s", policy);
	a.values = json_object_new();
	for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++)
		if (pack_value(p, given[i][0]))
			json_put_str(a.values, given[i][0], given[i][1]);
	return a;
}

/* The template of these answers, which are completed; NULL: err says why. */
static struct json *template_of(const struct pack *p, struct answers *a,
				struct json **wanted, struct handoff_files *files,
				struct err *err)
{
	struct json *template = NULL;
	struct resources resources;
	struct handoff h;

	*files = (struct handoff_files){ .items = NULL };
	if (!answers_complete(a, p, err))
		fail_msg("%s: %s", p->name, err->text);
	*wanted = pack_wanted(p, a, err);
	if (!*wanted)
		fail_msg("%s: %s", p->name, err->text);
	resources = resources_load(json_get(*wanted, "resources"));
	h = (struct handoff){
		.pack = p, .answers = a, .wanted = *wanted, .resources = &resources
	};
	if (handoff_cloudformation(&h, "x/", files, err)) {
		assert_int_equal(files->count, 2);
		template = json_parse(files->items[0].text.s, files->items[0].text.len,
				      "template", err);
	}
	resources_free(&resources);
	return template;
}

/* --- the template with its defaults -------------------------------------------------- */

/* What a name in Ref or Fn::Sub stands for. */
static const char *named(const struct json *template, const char *name)
{
	const struct json *parameter = json_get(json_get(template, "Parameters"), name);

	if (str_eq(name, "AWS::AccountId"))
		return "123456789012";
	if (parameter)
		return json_str(parameter, "Default");
	if (!json_get(json_get(template, "Resources"), name))
		fail_msg("'%s' is neither a parameter nor a resource", name);
	return name;
}

static struct json *substituted(const struct json *template, const char *text)
{
	struct buf out = BUF(BUF_TEXT);
	struct json *made;
	char name[200];

	while (*text) {
		size_t n = strcspn(text, "}");

		if (text[0] != '$' || text[1] != '{') {
			buf_char(&out, *text++);
			continue;
		}
		snprintf(name, sizeof(name), "%.*s", (int)n - 2, text + 2);
		if (*name == '!')
			buf_fmt(&out, "${%s}", name + 1);
		else
			buf_str(&out, named(template, name));
		text += n + 1;
	}
	made = json_string_new(out.s);
	buf_free(&out);
	return made;
}

/* NULL: AWS::NoValue. Every condition but the two that ask for more holds by default. */
static struct json *resolved(const struct json *template, const struct json *j)
{
	const char *ref = json_str(j, "Ref"), *sub = json_str(j, "Fn::Sub");
	const struct json *arms = json_get(j, "Fn::If");
	struct json *made, *one;

	if (*sub)
		return substituted(template, sub);
	if (*ref)
		return str_eq(ref, "AWS::NoValue") ? NULL :
						     json_string_new(named(template, ref));
	if (arms) {
		bool no = str_eq(json_text(json_first(arms)), "HasExtraTag") ||
			(str_eq(json_text(json_first(arms)), "HasBoundary") &&
			 !*named(template, "PermissionsBoundary"));

		return resolved(template, json_path(arms, no ? "2" : "1"));
	}
	if (json_type(j) != JSON_LIST && json_type(j) != JSON_OBJECT)
		return json_copy(j);
	made = json_type(j) == JSON_LIST ? json_list_new() : json_object_new();
	json_each(child, j) {
		one = resolved(template, child);
		if (one && json_type(j) == JSON_LIST)
			json_push(made, one);
		else if (one)
			json_put(made, json_key(child), one);
	}
	return made;
}

/* The Properties of the first resource that has this text in these members; borrowed. */
static const struct json *find(const struct json *resources, const char *type,
			       const char *member, const char *text)
{
	json_each(one, resources)
		if (str_eq(json_str(one, "Type"), type) &&
		    str_eq(json_str(json_get(one, "Properties"), member), text))
			return json_get(one, "Properties");
	return NULL;
}

static const struct {
	const char *kind, *type, *name, *document, *owner, *owners;
} types[] = {
	{ "role", "AWS::IAM::Role", "RoleName", "AssumeRolePolicyDocument", NULL, NULL },
	{ "user", "AWS::IAM::User", "UserName", NULL, NULL, NULL },
	{ "role-policy", "AWS::IAM::Policy", "PolicyName", "PolicyDocument", "role",
	  "Roles" },
	{ "user-policy", "AWS::IAM::Policy", "PolicyName", "PolicyDocument", "user",
	  "Users" },
	{ "policy", "AWS::IAM::ManagedPolicy", "ManagedPolicyName", "PolicyDocument", NULL,
	  NULL },
	{ "instance-profile", "AWS::IAM::InstanceProfile", "InstanceProfileName", NULL,
	  NULL, NULL },
	{ "instance-profile-role", "AWS::IAM::InstanceProfile", "InstanceProfileName", NULL,
	  "role", "Roles" },
	{ "service-linked-role", "AWS::IAM::ServiceLinkedRole", "AWSServiceName", NULL,
	  NULL, NULL },
	{ "bucket", "AWS::S3::Bucket", "BucketName", NULL, NULL, NULL },
	{ "bucket-policy", "AWS::S3::BucketPolicy", "Bucket", "PolicyDocument", NULL,
	  NULL },
	{ "queue", "AWS::SQS::Queue", "QueueName", NULL, NULL, NULL },
	{ "event-rule", "AWS::Events::Rule", "Name", "EventPattern", NULL, NULL },
	{ "pod-identity-association", "AWS::EKS::PodIdentityAssociation", "ServiceAccount",
	  NULL, NULL, NULL },
};

static void same_tags(const struct json *wanted, const struct json *listed)
{
	assert_int_equal(json_count(listed), json_count(wanted));
	json_each(tag, listed)
		assert_string_equal(json_str(wanted, json_str(tag, "Key")),
				    json_str(tag, "Value"));
}

static void same_resource(const struct json *wanted, const struct json *resources)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		const struct json *p;

		if (!str_eq(types[i].kind, json_str(wanted, "kind")))
			continue;
		p = find(resources, types[i].type, types[i].name, json_str(wanted, "name"));
		if (!p)
			fail_msg("no %s %s", types[i].type, json_str(wanted, "name"));
		if (types[i].document &&
		    !json_equal(json_get(p, types[i].document),
				json_get(wanted, "document")))
			fail_msg("the document of %s differs", json_str(wanted, "id"));
		if (types[i].owner)
			assert_true(json_has(json_get(p, types[i].owners),
					     json_str(wanted, types[i].owner)));
		if (json_get(p, "Tags"))
			same_tags(json_get(wanted, "tags"), json_get(p, "Tags"));
		if (*json_str(wanted, "description"))
			assert_string_equal(json_str(p, "Description"),
					    json_str(wanted, "description"));
		if (json_get(p, "Path") && !types[i].owner)
			assert_string_equal(
				json_str(p, "Path"),
				*json_str(wanted, "path") ? json_str(wanted, "path") : "/");
		assert_string_equal(json_str(p, "PermissionsBoundary"),
				    json_str(wanted, "boundary"));
	}
}

/* What waits for something waits for a resource, and no condition is missing. */
static void whole(const struct json *template)
{
	json_each(one, json_get(template, "Resources")) {
		const char *condition = json_str(one, "Condition");

		json_each(need, json_get(one, "DependsOn"))
			assert_non_null(
				json_get(json_get(template, "Resources"), json_text(need)));
		if (*condition)
			assert_non_null(
				json_get(json_get(template, "Conditions"), condition));
	}
	json_each(one, json_get(template, "Parameters")) {
		assert_non_null(json_get(one, "Default"));
		assert_true(*json_str(one, "Description"));
		assert_true(json_get(one, "AllowedPattern") ||
			    json_get(one, "AllowedValues"));
	}
}

static void check_one(const struct pack *p, struct answers *a)
{
	struct err err = ERR_INIT;
	struct json *wanted, *template, *resources;
	struct handoff_files files;

	template = template_of(p, a, &wanted, &files, &err);
	if (!template)
		fail_msg("%s %s %s: %s", p->name, a->method, a->policy, err.text);
	whole(template);
	resources = resolved(template, json_get(template, "Resources"));
	json_each(one, json_get(wanted, "resources"))
		same_resource(one, resources);
	handoff_files_free(&files);
	json_free(resources);
	json_free(template);
	json_free(wanted);
}

static void every_template(void **state)
{
	struct err err = ERR_INIT;
	struct json *names = templates_list(&err);
	size_t n = 0;

	(void)state;
	json_each(name, names) {
		struct pack *p = pack_load(json_text(name), &err);

		assert_non_null(p);
		for (const struct pack_method *m = p->methods; m->name; m++)
			for (const struct pack_policy *policy = p->policies; policy->name;
			     policy++) {
				struct answers a = answers_of(p, m->name, policy->name);

				if (!*m->refused &&
				    !*pack_policy_refused(policy, m->name)) {
					check_one(p, &a);
					n++;
				}
				answers_free(&a);
			}
		pack_free(p);
	}
	assert_true(n > 20);
	json_free(names);
}

/* Answers whose characters mean something to CloudFormation or to this form. */
static const struct {
	const char *platform, *method;
	const char *values[3][2];
} awkward[] = {
	{ "essentia",
	  "role",
	  { { "ROLE_NAME", "a+=,.@-_Z" },
	    { "ROLE_DESCRIPTION", "\"${HOME}\" ${!x} $(y) \\ '" },
	    { "PATH", "/team/a.b/" } } },
	{ "essentia",
	  "role",
	  { { "ROLE_NAME", "=@ROLE_NAME@=" },
	    { "POLICY_NAME", "==@PATH@==" },
	    { "TAGS", "Team=@PATH@=,Of=" } } },
	{ "iguazio",
	  "user",
	  { { "POLICY_DESCRIPTION", "{{x}} ${AWS::AccountId} 123456789012" },
	    { "PATH", "/a/" },
	    { "PERMISSIONS_BOUNDARY", "arn:aws:iam::aws:policy/PowerUserAccess" } } },
};

static void awkward_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(awkward) / sizeof(*awkward); i++) {
		struct err err = ERR_INIT;
		struct pack *p = pack_load(awkward[i].platform, &err);
		struct answers a = answers_of(p, awkward[i].method, "");

		for (int k = 0; k < 3; k++)
			json_put_str(a.values, awkward[i].values[k][0],
				     awkward[i].values[k][1]);
		check_one(p, &a);
		answers_free(&a);
		pack_free(p);
	}
}

/* A name that is changed is changed wherever it is used, and nowhere else. */
static void follows_parameters(void **state)
{
	struct err err = ERR_INIT;
	struct pack *p = pack_load("e6data", &err);
	struct answers a = answers_of(p, "irsa", "documented");
	struct answers other = answers_of(p, "irsa", "documented");
	struct json *wanted, *template, *resources, *unused;
	struct handoff_files files, files2;

	(void)state;
	json_put_str(other.values, "QUEUE_NAME", "another");
	json_put_str(other.values, "BUCKET", "another-bucket");
	json_put_str(other.values, "NODE_ROLE_NAME", "Another");
	json_put_str(other.values, "PATH", "/x/");
	template = template_of(p, &a, &unused, &files, &err);
	json_free(template_of(p, &other, &wanted, &files2, &err));
	json_put_str(json_path(template, "Parameters.QueueName"), "Default", "another");
	json_put_str(json_path(template, "Parameters.BucketName"), "Default",
		     "another-bucket");
	json_put_str(json_path(template, "Parameters.NodeRoleName"), "Default", "Another");
	json_put_str(json_path(template, "Parameters.Path"), "Default", "/x/");
	resources = resolved(template, json_get(template, "Resources"));
	json_each(one, json_get(wanted, "resources"))
		same_resource(one, resources);
	assert_string_equal(
		json_str(json_path(resources, "Bucket.Properties.LoggingConfiguration"),
			 "DestinationBucketName"),
		"another-bucket");
	handoff_files_free(&files);
	handoff_files_free(&files2);
	json_free(resources);
	json_free(template);
	json_free(wanted);
	json_free(unused);
	answers_free(&a);
	answers_free(&other);
	pack_free(p);
}

static void refuses_what_would_be_replaced(void **state)
{
	struct err err = ERR_INIT;
	struct pack *p = pack_load("essentia", &err);
	struct answers a = answers_of(p, "role", "");
	struct handoff_files files;
	struct json *wanted;

	(void)state;
	json_put_str(a.values, "ROLE_DESCRIPTION", "{{resolve:ssm:/a}}");
	assert_null(template_of(p, &a, &wanted, &files, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "{{resolve:"));
	assert_int_equal(files.count, 0);
	json_free(wanted);
	answers_free(&a);
	pack_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_template),
		cmocka_unit_test(awkward_answers),
		cmocka_unit_test(follows_parameters),
		cmocka_unit_test(refuses_what_would_be_replaced),
	};

	return run_all(tests);
}
