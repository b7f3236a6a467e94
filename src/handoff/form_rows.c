/* form_rows.c - see form_rows.h. */
#include "config.h"

#include "base/str.h"
#include "handoff/cloudformation.h"
#include "handoff/form_rows.h"
#include "handoff/terraform.h"

#define CREATES_NO_KEYS "a hand-off never creates access keys"
#define ON_OPERATORS_COMPUTER "it is a file on the operator's computer"
#define IN_CLUSTER "it is an object in the cluster, not a resource of AWS"
#define SETUP "accredit setup {platform} --answers answers.json"

const struct form_row form_rows[] = {
	{
		.kind = "role",
		.cloudformation = cloudformation_role,
		.terraform = terraform_role,
	},
	{
		.kind = "role-policy",
		.cloudformation = cloudformation_inline_policy,
		.terraform = terraform_inline_policy,
	},
	{
		.kind = "instance-profile",
		.cloudformation = cloudformation_profile,
		.terraform = terraform_instance_profile,
	},
	{
		.kind = "instance-profile-role",
		.cloudformation = cloudformation_profile_role,
		.terraform = terraform_in_another,
	},
	{
		.kind = "instance-profile-association",
		.why = "this form has no resource for the instance profile of an existing "
		       "instance",
		.later = SETUP,
	},
	{
		.kind = "instance-metadata",
		.why = "this form has no resource for the metadata options of an existing "
		       "instance",
		.later = SETUP,
	},
	{
		.kind = "user",
		.cloudformation = cloudformation_user,
		.terraform = terraform_user,
	},
	{
		.kind = "user-policy",
		.cloudformation = cloudformation_inline_policy,
		.terraform = terraform_inline_policy,
	},
	{
		.kind = "policy",
		.cloudformation = cloudformation_policy,
		.terraform = terraform_policy,
	},
	{
		.kind = "role-policy-attachment",
		.cloudformation = cloudformation_attachment,
		.terraform = terraform_attachment,
	},
	{
		.kind = "user-policy-attachment",
		.cloudformation = cloudformation_attachment,
		.terraform = terraform_attachment,
	},
	{
		.kind = "service-linked-role",
		.cloudformation = cloudformation_linked_role,
		.terraform = terraform_service_linked_role,
	},
	{
		.kind = "oidc-provider",
		.cloudformation = cloudformation_provider,
		.terraform = terraform_oidc_provider,
	},
	{
		.kind = "bucket",
		.cloudformation = cloudformation_bucket,
		.terraform = terraform_bucket,
	},
	{
		.kind = "bucket-policy",
		.cloudformation = cloudformation_bucket_policy,
		.terraform = terraform_bucket_policy,
	},
	{
		.kind = "bucket-logging",
		.cloudformation = cloudformation_bucket_logging,
		.terraform = terraform_bucket_logging,
	},
	{
		.kind = "queue",
		.cloudformation = cloudformation_queue,
		.terraform = terraform_queue,
	},
	{
		.kind = "event-rule",
		.cloudformation = cloudformation_event_rule,
		.terraform = terraform_event_rule,
	},
	{
		.kind = "cluster-access",
		.cloudformation = cloudformation_cluster_access,
		.terraform = terraform_cluster_access,
		.why = "the cluster must use access entries for that",
		.later = SETUP,
	},
	{
		.kind = "pod-identity-association",
		.cloudformation = cloudformation_association,
		.terraform = terraform_pod_identity,
	},
	{
		.kind = "service-account",
		.why = IN_CLUSTER,
		.later = SETUP,
	},
	{
		.kind = "namespace",
		.why = IN_CLUSTER,
		.later = SETUP,
	},
	{
		.kind = "access-key",
		.why = CREATES_NO_KEYS,
		.later = SETUP,
	},
	{
		.kind = "credentials-profile",
		.why = ON_OPERATORS_COMPUTER,
		.later = SETUP,
	},
	{
		.kind = "credentials-csv",
		.why = ON_OPERATORS_COMPUTER,
		.later = SETUP,
	},
	{
		.kind = "credentials-document",
		.why = ON_OPERATORS_COMPUTER,
		.later = SETUP,
	},
	{
		.kind = "file",
		.why = ON_OPERATORS_COMPUTER,
		.later = SETUP,
	},
	{ .kind = NULL }
};

const struct form_row *form_row_find(const char *kind)
{
	for (const struct form_row *row = form_rows; row->kind; row++)
		if (str_eq(row->kind, kind))
			return row;
	return NULL;
}
