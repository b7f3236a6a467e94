/* terraform_events.c - queues, event rules and access to clusters; see terraform.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "handoff/terraform.h"

/* As resource/event_rule.c names the target of a rule. */
#define TARGET_ID "accredit"

void terraform_queue(struct terraform_out *out, const struct resource *r)
{
	const char *seconds = resource_str(r, "retention");

	out->regional = true;
	terraform_begin(out, r, "aws_sqs_queue");
	if (*seconds)
		hcl_set(&out->main, "message_retention_seconds", "%s", seconds);
	terraform_set_tags(out, r);
	terraform_end(out, r, "aws_sqs_queue", NULL, NULL);
	if (!resource_get(r, "document"))
		return;
	terraform_begin(out, r, "aws_sqs_queue_policy");
	terraform_set_of(out, "queue_url", r, "id", r->name);
	hcl_blank(&out->main);
	hcl_set_json(&out->main, "policy", "jsonencode(", resource_get(r, "document"), ")");
	terraform_end(out, r, "aws_sqs_queue_policy", NULL, NULL);
}

/* Its document is the pattern, which is no policy. */
void terraform_event_rule(struct terraform_out *out, const struct resource *r)
{
	const char *target = resource_str(r, "target");

	out->regional = true;
	terraform_begin(out, r, "aws_cloudwatch_event_rule");
	hcl_set_text(&out->main, "state", "ENABLED");
	terraform_set_tags(out, r);
	hcl_blank(&out->main);
	hcl_set_json(&out->main, "event_pattern", "jsonencode(",
		     resource_get(r, "document"), ")");
	terraform_end(out, r, "aws_cloudwatch_event_rule", r->name, NULL);
	terraform_begin(out, r, "aws_cloudwatch_event_target");
	terraform_set_name_of(out, "rule", r, r->name);
	hcl_set_text(&out->main, "target_id", TARGET_ID);
	terraform_set_of(out, "arn", terraform_find_arn(out, target), "arn", target);
	terraform_end(out, r, "aws_cloudwatch_event_target", NULL, NULL);
}

/* By an access entry; what its type decides about is left out. */
void terraform_cluster_access(struct terraform_out *out, const struct resource *r)
{
	const char *principal = resource_str(r, "principal"),
		   *type = resource_str(r, "type");
	const struct resource *role = terraform_find_arn(out, principal);
	struct buf import = BUF(BUF_TEXT);

	out->regional = true;
	terraform_begin(out, r, "aws_eks_access_entry");
	hcl_set_text(&out->main, "cluster_name", resource_str(r, "cluster"));
	terraform_set_of(out, "principal_arn", role, "arn", principal);
	hcl_set_text(&out->main, "type", *type ? type : "STANDARD");
	if (*resource_str(r, "username"))
		hcl_set_text(&out->main, "user_name", resource_str(r, "username"));
	if (json_count(resource_get(r, "groups")))
		hcl_set_json(&out->main, "kubernetes_groups", "", resource_get(r, "groups"),
			     "");
	terraform_set_tags(out, r);
	buf_fmt(&import, "%s:%s", resource_str(r, "cluster"), principal);
	terraform_end(out, r, "aws_eks_access_entry", import.s, NULL);
	buf_free(&import);
}

void terraform_pod_identity(struct terraform_out *out, const struct resource *r)
{
	const char *principal = resource_str(r, "principal");

	out->regional = true;
	terraform_begin(out, r, "aws_eks_pod_identity_association");
	hcl_set_text(&out->main, "cluster_name", resource_str(r, "cluster"));
	hcl_set_text(&out->main, "namespace", resource_str(r, "namespace"));
	hcl_set_text(&out->main, "service_account", r->name);
	terraform_set_of(out, "role_arn", terraform_find_arn(out, principal), "arn",
			 principal);
	terraform_set_tags(out, r);
	terraform_end(out, r, "aws_eks_pod_identity_association", NULL, NULL);
}
