/* cfn_other.c - queues, event rules and access to clusters; see cloudformation.h.
 */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/cloudformation.h"

static void cfn_other_put(struct cloudformation_out *out, struct json *properties,
			  const char *as, const struct resource *r, const char *member)
{
	if (*resource_str(r, member))
		json_put(properties, as, cloudformation_text(out, resource_str(r, member)));
}

void cloudformation_queue(struct cloudformation_out *out, const struct resource *r)
{
	struct json *p = cloudformation_add(out, r, "AWS::SQS::Queue", "QueueName", "Tags");
	struct json *policy, *url = json_object_new();
	char *id = cloudformation_id(r->id), *of_policy = xasprintf("%sPolicy", id);

	if (*resource_str(r, "retention"))
		json_put(p, "MessageRetentionPeriod",
			 json_number_new(atoi(resource_str(r, "retention"))));
	json_put_str(url, "Ref", id);
	if (resource_get(r, "document")) {
		policy = json_put(out->resources, of_policy, json_object_new());
		json_put_str(policy, "Type", "AWS::SQS::QueuePolicy");
		p = json_put(policy, "Properties", json_object_new());
		json_push(json_put(p, "Queues", json_list_new()), json_copy(url));
		json_put(p, "PolicyDocument",
			 cloudformation_value(out, resource_get(r, "document")));
	}
	json_free(url);
	free(of_policy);
	free(id);
}

void cloudformation_event_rule(struct cloudformation_out *out, const struct resource *r)
{
	struct json *p = cloudformation_add(out, r, "AWS::Events::Rule", "Name", "Tags");
	struct json *target;

	json_put_str(p, "State", "ENABLED");
	json_put(p, "EventPattern", cloudformation_value(out, resource_get(r, "document")));
	target = json_push(json_put(p, "Targets", json_list_new()), json_object_new());
	json_put_str(target, "Id", "accredit");
	cfn_other_put(out, target, "Arn", r, "target");
}

/* A cluster in the mode CONFIG_MAP has no access entries. */
void cloudformation_cluster_access(struct cloudformation_out *out, const struct resource *r)
{
	struct json *p = cloudformation_add(out, r, "AWS::EKS::AccessEntry", NULL, "Tags");
	struct json *groups = resource_get(r, "groups");

	cfn_other_put(out, p, "ClusterName", r, "cluster");
	cfn_other_put(out, p, "PrincipalArn", r, "principal");
	cfn_other_put(out, p, "Type", r, "type");
	cfn_other_put(out, p, "Username", r, "username");
	if (json_count(groups))
		json_put(p, "KubernetesGroups", cloudformation_value(out, groups));
}

void cloudformation_association(struct cloudformation_out *out, const struct resource *r)
{
	struct json *p = cloudformation_add(out, r, "AWS::EKS::PodIdentityAssociation",
					    "ServiceAccount", "Tags");

	cfn_other_put(out, p, "ClusterName", r, "cluster");
	cfn_other_put(out, p, "Namespace", r, "namespace");
	cfn_other_put(out, p, "RoleArn", r, "principal");
}
