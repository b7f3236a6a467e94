/* probe_actions.c - see probe_actions.h. */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/required_actions.h"
#include "probe/pod.h"
#include "probe/probe_actions.h"
#include "probe/probe_steps.h"
#include "resource/kind.h"

/* For the setup's own worker or group only: a policy may have a condition on the tag. */
static void probe_actions_add_own(struct json *list, const char *action, const char *type,
				  const char *setup,
				  const struct required_actions_place *place)
{
	struct json *right = json_push(list, json_object_new());
	struct buf on = BUF(256);

	buf_fmt(&on, "arn:%s:ec2:%s:%s:%s/*", place->partition, place->region, place->account,
		type);
	json_put_str(right, "action", action);
	json_put_str(right, "resource", on.s);
	if (setup) {
		json_put_str(right, "key", "ec2:ResourceTag/" SETUP_TAG);
		json_put_str(right, "value", setup);
	}
	buf_free(&on);
}

static void probe_actions_add_machine(struct json *list, const char *action,
				      const char *setup,
				      const struct required_actions_place *place)
{
	probe_actions_add_own(list, action, "instance", setup, place);
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

void probe_required_actions(struct json *list, const struct plan *plan, const struct step *step,
		 const struct required_actions_place *place)
{
	static const char *const starts[][2] = { { "create", "jobs" }, { NULL, NULL } };
	static const char *const ends[][2] = { { "delete", "jobs" }, { NULL, NULL } };
	static const char *const reads[][2] = { { "list", "pods" }, { "get", "pods/log" },
						{ NULL, NULL } };

	if (step->work == &probe_group_work) {
		/* It is created with its tags: what follows can have conditions on them. */
		probe_actions_add_own(list, "ec2:CreateSecurityGroup", "security-group",
				      NULL, place);
		probe_actions_add_own(list, "ec2:CreateTags", "security-group", NULL,
				      place);
		probe_actions_add_own(list, "ec2:AuthorizeSecurityGroupEgress",
				      "security-group", plan->setup, place);
		probe_actions_add_own(list, "ec2:RevokeSecurityGroupEgress",
				      "security-group", plan->setup, place);
	} else if (step->work == &probe_launch_work) {
		probe_actions_add_machine(list, "ec2:RunInstances", NULL, place);
		probe_actions_add_role(list, plan, place);
	} else if (step->work == &probe_check_work) {
		probe_actions_add_machine(list, "ec2:GetConsoleOutput", plan->setup, place);
	} else if (step->work == &probe_end_work) {
		probe_actions_add_machine(list, "ec2:TerminateInstances", plan->setup,
					  place);
		if (plan_step(plan, GROUP_STEP))
			probe_actions_add_own(list, "ec2:DeleteSecurityGroup",
					      "security-group", plan->setup, place);
	} else if (step->work == &pod_launch_work) {
		probe_actions_add_pod(list, plan, step, "batch", starts);
	} else if (step->work == &pod_check_work) {
		probe_actions_add_pod(list, plan, step, "", reads);
	} else if (step->work == &pod_end_work) {
		probe_actions_add_pod(list, plan, step, "batch", ends);
	}
}
