/* form_rows.c - see form_rows.h. */
#include "config.h"

#include "base/str.h"
#include "handoff/cli.h"
#include "handoff/cloudformation.h"
#include "handoff/form_rows.h"
#include "handoff/terraform.h"

#define CREATES_NO_KEYS "a hand-off never creates access keys"
#define ON_REQUESTERS_COMPUTER "it is a file on the requester's computer"
#define IN_CLUSTER "it is an object in the cluster, not a resource of AWS"
#define SETUP "accredit setup {platform} --answers answers.json"

const struct form_row form_rows[] = {
	{
		.kind = "role",
		.cli = cli_role,
		.cloudformation = cloudformation_role,
		.terraform = terraform_role,
		.terraform_type = "aws_iam_role",
		.terraform_name = "name",
		.chosen_name = true,
	},
	{
		.kind = "role-policy",
		.cli = cli_inline_policy,
		.cloudformation = cloudformation_inline_policy,
		.terraform = terraform_inline_policy,
		.terraform_type = "aws_iam_role_policy",
		.terraform_name = "name",
		.chosen_name = true,
	},
	{
		.kind = "instance-profile",
		.cli = cli_instance_profile,
		.cloudformation = cloudformation_profile,
		.terraform = terraform_instance_profile,
		.terraform_type = "aws_iam_instance_profile",
		.terraform_name = "name",
		.chosen_name = true,
	},
	{
		.kind = "instance-profile-role",
		.cli = cli_instance_profile_role,
		.cloudformation = cloudformation_profile_role,
		.terraform = terraform_in_another,
	},
	{
		.kind = "instance-profile-association",
		.cli = cli_association,
		.why = "this form has no resource for the instance profile of an existing "
		       "instance",
		.later = SETUP,
	},
	{
		.kind = "instance-metadata",
		.cli = cli_metadata,
		.why = "this form has no resource for the metadata options of an existing "
		       "instance",
		.later = SETUP,
	},
	{
		.kind = "user",
		.cli = cli_user,
		.cloudformation = cloudformation_user,
		.terraform = terraform_user,
		.terraform_type = "aws_iam_user",
		.terraform_name = "name",
		.chosen_name = true,
	},
	{
		.kind = "user-policy",
		.cli = cli_inline_policy,
		.cloudformation = cloudformation_inline_policy,
		.terraform = terraform_inline_policy,
		.terraform_type = "aws_iam_user_policy",
		.terraform_name = "name",
		.chosen_name = true,
	},
	{
		.kind = "policy",
		.cli = cli_policy,
		.cloudformation = cloudformation_policy,
		.terraform = terraform_policy,
		.terraform_type = "aws_iam_policy",
		.terraform_name = "name",
		.chosen_name = true,
	},
	{
		.kind = "role-policy-attachment",
		.cli = cli_attachment,
		.cloudformation = cloudformation_attachment,
		.terraform = terraform_attachment,
		.terraform_type = "aws_iam_role_policy_attachment",
	},
	{
		.kind = "user-policy-attachment",
		.cli = cli_attachment,
		.cloudformation = cloudformation_attachment,
		.terraform = terraform_attachment,
		.terraform_type = "aws_iam_user_policy_attachment",
	},
	{
		.kind = "service-linked-role",
		.cli = cli_service_linked_role,
		.cloudformation = cloudformation_linked_role,
		.terraform = terraform_service_linked_role,
		.terraform_type = "aws_iam_service_linked_role",
		.terraform_name = "aws_service_name",
		.may_exist = true,
	},
	{
		.kind = "oidc-provider",
		.cli = cli_oidc_provider,
		.cloudformation = cloudformation_provider,
		.terraform = terraform_oidc_provider,
		.terraform_type = "aws_iam_openid_connect_provider",
		.may_exist = true,
	},
	{
		.kind = "bucket",
		.cli = cli_bucket,
		.cloudformation = cloudformation_bucket,
		.terraform = terraform_bucket,
		.terraform_type = "aws_s3_bucket",
		.terraform_name = "bucket",
		.chosen_name = true,
	},
	{
		.kind = "bucket-policy",
		.cli = cli_bucket_policy,
		.cloudformation = cloudformation_bucket_policy,
		.terraform = terraform_bucket_policy,
		.terraform_type = "aws_s3_bucket_policy",
	},
	{
		.kind = "bucket-logging",
		.cli = cli_bucket_logging,
		.cloudformation = cloudformation_bucket_logging,
		.terraform = terraform_bucket_logging,
		.terraform_type = "aws_s3_bucket_logging",
	},
	{
		.kind = "queue",
		.cli = cli_queue,
		.cloudformation = cloudformation_queue,
		.terraform = terraform_queue,
		.terraform_type = "aws_sqs_queue",
		.terraform_name = "name",
		.chosen_name = true,
	},
	{
		.kind = "event-rule",
		.cli = cli_event_rule,
		.cloudformation = cloudformation_event_rule,
		.terraform = terraform_event_rule,
		.terraform_type = "aws_cloudwatch_event_rule",
		.terraform_name = "name",
		.chosen_name = true,
	},
	{
		.kind = "cluster-access",
		.cli = cli_cluster_access,
		.cloudformation = cloudformation_cluster_access,
		.terraform = terraform_cluster_access,
		.terraform_type = "aws_eks_access_entry",
		.may_exist = true,
		.why = "the cluster must use access entries for that",
		.later = SETUP,
	},
	{
		.kind = "pod-identity-association",
		.cli = cli_pod_identity,
		.cloudformation = cloudformation_association,
		.terraform = terraform_pod_identity,
		.terraform_type = "aws_eks_pod_identity_association",
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
		.why = ON_REQUESTERS_COMPUTER,
		.later = SETUP,
	},
	{
		.kind = "credentials-csv",
		.why = ON_REQUESTERS_COMPUTER,
		.later = SETUP,
	},
	{
		.kind = "credentials-document",
		.why = ON_REQUESTERS_COMPUTER,
		.later = SETUP,
	},
	{
		.kind = "file",
		.why = ON_REQUESTERS_COMPUTER,
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
