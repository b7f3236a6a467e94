/* probe_actions.c - see probe_actions.h. By the Service Authorization Reference of EC2. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/required_actions.h"
#include "probe/call_variables.h"
#include "probe/pod.h"
#include "probe/probe_actions.h"
#include "probe/probe_check.h"
#include "probe/probe_steps.h"
#include "probe/with_key.h"
#include "resource/kind.h"

#define EC2 "arn:{P}:ec2:{R}:{A}:"
#define MACHINE EC2 "instance/*"
#define GROUP EC2 "security-group/*"
#define IMAGES "arn:{P}:ssm:{R}::parameter/aws/service/ami-amazon-linux-latest/*"
#define CLUSTER "arn:{P}:eks:{R}:{A}:cluster/"
/* Of the setup's own worker or group alone: as it is created, and later. */
#define NEW "aws:RequestTag/" SETUP_TAG, "{setup}"
#define OWN "ec2:ResourceTag/" SETUP_TAG, "{setup}"
#define BY_LAUNCH "ec2:CreateAction", "RunInstances"
#define BY_GROUP "ec2:CreateAction", "CreateSecurityGroup"

/*
 * Who has a row: the preflight, the policy of an operator, or both. Of a launch EC2's dry
 * run answers for all, and what it denied may be any part of it.
 */
enum probe_row_of { OF_PREFLIGHT = 1, OF_POLICY = 2, OF_BOTH = 3 };

static const struct probe_row {
	const struct step_work *work;
	enum probe_row_of of;
	const char *action, *on, *key, *value;
} rows[] = {
	{ &probe_group_work, OF_BOTH, "ec2:CreateSecurityGroup", GROUP, NEW },
	{ &probe_group_work, OF_POLICY, "ec2:CreateSecurityGroup", EC2 "vpc/*", NULL,
	  NULL },
	{ &probe_group_work, OF_BOTH, "ec2:CreateTags", GROUP, BY_GROUP },
	{ &probe_group_work, OF_BOTH, "ec2:AuthorizeSecurityGroupEgress", GROUP, OWN },
	{ &probe_group_work, OF_BOTH, "ec2:RevokeSecurityGroupEgress", GROUP, OWN },
	{ &probe_group_work, OF_POLICY, "ec2:DescribeSecurityGroups", "*", NULL, NULL },
	{ &probe_launch_work, OF_PREFLIGHT, "ec2:RunInstances", MACHINE, NULL, NULL },
	{ &probe_launch_work, OF_POLICY, "ec2:RunInstances", MACHINE, NEW },
	{ &probe_launch_work, OF_POLICY, "ec2:RunInstances", EC2 "volume/*", NEW },
	{ &probe_launch_work, OF_POLICY, "ec2:RunInstances", EC2 "network-interface/*",
	  NULL, NULL },
	{ &probe_launch_work, OF_POLICY, "ec2:RunInstances", EC2 "subnet/{subnet}", NULL,
	  NULL },
	{ &probe_launch_work, OF_POLICY, "ec2:RunInstances", EC2 "security-group/{group}",
	  NULL, NULL },
	{ &probe_launch_work, OF_POLICY, "ec2:RunInstances", "arn:{P}:ec2:{R}::image/*",
	  NULL, NULL },
	{ &probe_launch_work, OF_POLICY, "ec2:CreateTags", MACHINE, BY_LAUNCH },
	{ &probe_launch_work, OF_POLICY, "ec2:CreateTags", EC2 "volume/*", BY_LAUNCH },
	{ &probe_launch_work, OF_POLICY, "ec2:CreateTags", EC2 "network-interface/*",
	  BY_LAUNCH },
	{ &probe_launch_work, OF_POLICY, "ec2:DescribeSubnets", "*", NULL, NULL },
	{ &probe_launch_work, OF_POLICY, "ec2:DescribeRouteTables", "*", NULL, NULL },
	{ &probe_launch_work, OF_POLICY, "ec2:DescribeSecurityGroups", "*", NULL, NULL },
	{ &probe_launch_work, OF_POLICY, "ec2:DescribeVpcEndpoints", "*", NULL, NULL },
	{ &probe_launch_work, OF_POLICY, "ec2:DescribeNatGateways", "*", NULL, NULL },
	{ &probe_launch_work, OF_POLICY, "ec2:DescribeInstanceTypeOfferings", "*", NULL,
	  NULL },
	{ &probe_launch_work, OF_POLICY, "ec2:DescribeImages", "*", NULL, NULL },
	{ &probe_launch_work, OF_POLICY, "ec2:DescribeInstances", "*", NULL, NULL },
	{ &probe_launch_work, OF_POLICY, "ssm:GetParameter", IMAGES, NULL, NULL },
	{ &probe_check_work, OF_BOTH, "ec2:GetConsoleOutput", MACHINE, OWN },
	{ &probe_end_work, OF_BOTH, "ec2:TerminateInstances", MACHINE, OWN },
};

static void probe_actions_fill(struct buf *out, const char *text, const struct plan *plan,
			       const struct required_actions_place *place)
{
	const struct json *mine = json_get(plan->wanted, "worker");
	const char *subnet = json_str(mine, "subnet"), *group = json_str(mine, "group");
	const struct {
		const char *word, *is;
	} parts[] = {
		{ "{P}", place->partition },
		{ "{R}", place->region },
		{ "{A}", place->account },
		{ "{setup}", plan->setup },
		{ "{subnet}", *subnet ? subnet : "*" },
		{ "{group}", *group ? group : "*" },
	};

	while (*text) {
		size_t i = 0, n = sizeof(parts) / sizeof(*parts);

		while (i < n && !str_starts(text, parts[i].word))
			i++;
		if (i == n) {
			buf_char(out, *text++);
			continue;
		}
		buf_str(out, parts[i].is);
		text += strlen(parts[i].word);
	}
}

static void probe_actions_add(struct json *list, const struct probe_row *row,
			      const struct plan *plan,
			      const struct required_actions_place *place)
{
	struct json *one = json_push(list, json_object_new());
	struct buf text = BUF(512);

	json_put_str(one, "action", row->action);
	probe_actions_fill(&text, row->on, plan, place);
	json_put_str(one, "resource", text.s);
	buf_reset(&text);
	if (row->key) {
		json_put_str(one, "key", row->key);
		probe_actions_fill(&text, row->value, plan, place);
		json_put_str(one, "value", text.s);
	}
	buf_free(&text);
}

/* Launching it passes the role, as adding a role to an instance profile does. */
static void probe_actions_add_role(struct json *list, const struct plan *plan,
				   const struct required_actions_place *place)
{
	struct json *rights = json_list_new();

	for (size_t i = 0; i < plan->resources.count; i++)
		if (str_eq(plan->resources.items[i]->kind, "instance-profile-role"))
			required_actions_add(rights,
					     &(struct required_actions_ask){
						     .resource = plan->resources.items[i],
						     .others = &plan->resources,
						     .action = ACTION_CREATE,
						     .place = place });
	json_each(right, rights)
		if (str_eq(json_str(right, "action"), "iam:PassRole"))
			json_push(list, json_copy(right));
	json_free(rights);
}

static void probe_actions_add_pod(struct json *list, const struct plan *plan,
				  const struct step *step, const char *api_group,
				  const char *const (*wants)[2])
{
	struct pod_groups groups = pod_groups(plan->wanted);
	const struct pod_group *one = pod_group(&groups, step);

	for (; one && (*wants)[0]; wants++)
		required_actions_add_object(list,
					    &(struct required_actions_object){
						    .cluster = one->cluster,
						    .group = api_group,
						    .name = "",
						    .verb = (*wants)[0],
						    .plural = (*wants)[1],
						    .name_space = one->name_space });
	pod_groups_free(&groups);
}

static void probe_actions_of_step(struct json *list, const struct plan *plan,
				  const struct step *step, enum probe_row_of of,
				  const struct required_actions_place *place)
{
	static const char *const starts[][2] = { { "create", "jobs" }, { NULL, NULL } };
	static const char *const ends[][2] = { { "delete", "jobs" }, { NULL, NULL } };
	static const char *const reads[][2] = { { "list", "pods" }, { "get", "pods/log" },
						{ NULL, NULL } };
	static const struct probe_row deletes = { &probe_end_work, OF_BOTH,
						  "ec2:DeleteSecurityGroup", GROUP, OWN };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].work == step->work && (rows[i].of & of))
			probe_actions_add(list, &rows[i], plan, place);
	if (step->work == &probe_launch_work)
		probe_actions_add_role(list, plan, place);
	else if (step->work == &probe_end_work && plan_step(plan, GROUP_STEP))
		probe_actions_add(list, &deletes, plan, place);
	else if (step->work == &pod_launch_work)
		probe_actions_add_pod(list, plan, step, "batch", starts);
	else if (step->work == &pod_check_work)
		probe_actions_add_pod(list, plan, step, "", reads);
	else if (step->work == &pod_end_work)
		probe_actions_add_pod(list, plan, step, "batch", ends);
}

void probe_required_actions(struct json *list, const struct plan *plan,
			    const struct step *step,
			    const struct required_actions_place *place)
{
	probe_actions_of_step(list, plan, step, OF_PREFLIGHT, place);
}

/* --- what the preflight does not ask ----------------------------------------------------
 */

static void probe_actions_add_one(struct json *list, const char *action, const char *on)
{
	struct json *one = json_push(list, json_object_new());

	json_put_str(one, "action", action);
	json_put_str(one, "resource", on);
}

/* What is found out for the calls of checks with the access key. */
static void probe_actions_add_key(struct json *list, const struct plan *plan,
				  const struct required_actions_place *place)
{
	struct checks all = checks_read(plan->wanted, CHECK_BY_KEY);
	bool chosen = *json_str(json_get(plan->wanted, "worker"), "subnet");
	struct buf on = BUF(512);

	if (with_key_uses(&all, "$IMAGE_ID") || with_key_uses(&all, "$INSTANCE_TYPE")) {
		probe_actions_fill(&on, IMAGES, plan, place);
		probe_actions_add_one(list, "ssm:GetParameter", on.s);
	}
	if (with_key_uses(&all, SUBNET_VARIABLE) && !chosen)
		probe_actions_add_one(list, "ec2:DescribeSubnets", "*");
	buf_free(&on);
	checks_free(&all);
}

/* Simulations of roles and users, trust policies, and what clusters allow. */
static void probe_actions_add_operator(struct json *list, const struct plan *plan,
				       const struct required_actions_place *place)
{
	struct checks all = checks_read(plan->wanted, CHECK_BY_OPERATOR);
	struct buf on = BUF(512);

	for (size_t i = 0; i < all.count; i++) {
		const struct check_call *call = &all.check[i].call;
		const struct resource *role =
			call->trust ? resources_find(&plan->resources, call->trust) : NULL;

		buf_reset(&on);
		if (call->simulate)
			probe_actions_add_one(list, "iam:SimulatePrincipalPolicy",
					      json_str(call->simulate, "principal"));
		if (role &&
		    required_actions_text(&on, "arn:{P}:iam::{A}:role{path}{name}",
					  &(struct required_actions_ask){ .resource = role,
									  .place = place }))
			probe_actions_add_one(list, "iam:GetRole", on.s);
		if (*all.check[i].cluster) {
			buf_reset(&on);
			probe_actions_fill(&on, CLUSTER, plan, place);
			buf_str(&on, all.check[i].cluster);
			probe_actions_add_one(list, "eks:DescribeCluster", on.s);
		}
		if (call->can)
			required_actions_add_object(
				list,
				&(struct required_actions_object){
					.cluster = all.check[i].cluster,
					.group = "authorization.k8s.io",
					.verb = "create",
					.plural = "subjectaccessreviews",
					.name = "",
					.name_space = "" });
	}
	buf_free(&on);
	checks_free(&all);
}

void probe_required_calls(struct json *list, const struct plan *plan,
			  const struct step *step,
			  const struct required_actions_place *place)
{
	struct pod_groups groups = pod_groups(plan->wanted);
	const struct pod_group *pod = pod_group(&groups, step);
	struct buf on = BUF(512);

	probe_actions_of_step(list, plan, step, OF_POLICY, place);
	if (step->work == &key_check_work)
		probe_actions_add_key(list, plan, place);
	else if (step->work == &operator_check_work)
		probe_actions_add_operator(list, plan, place);
	else if (step->work == &pod_launch_work && pod) {
		probe_actions_fill(&on, CLUSTER, plan, place);
		buf_str(&on, pod->cluster);
		probe_actions_add_one(list, "eks:DescribeCluster", on.s);
	}
	buf_free(&on);
	pod_groups_free(&groups);
}
