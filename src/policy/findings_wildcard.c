/* findings_wildcard.c - wildcards for whole services and more; see findings_table.h. */
#include "config.h"

#include <stddef.h>

#include "policy/findings_table.h"

#define ONLY_NEEDED "list only the actions and resources needed"
#define BEST GUIDE "Apply least-privilege permissions"
#define WHOLE(service, severity, says) \
	{ .id = service "-all", AT(NONE, NONE, severity), .need = { { service ":*", "*" } }, \
	  .whole = service ":*", .unless = "administrator", .can = says, \
	  .narrower = ONLY_NEEDED, .source = BEST }

const struct finding_row findings_wildcard[] = {
	{ .id = "administrator",
	  AT(NONE, NONE, HIGH),
	  .whole = "*",
	  .need = { { "iam:PutUserPolicy", USER },
		    { "iam:AttachRolePolicy", ROLE },
		    { "iam:CreatePolicyVersion", POLICY },
		    { "sts:AssumeRole", ROLE } },
	  .can = "do everything in the account, except what NotAction or a Deny excludes: this is administrator access",
	  .narrower = ONLY_NEEDED,
	  .source = "AWS managed policy AdministratorAccess" },
	{ .id = "iam-all",
	  AT(MEDIUM, HIGH, HIGH),
	  .whole = "iam:*",
	  .need = { { "iam:PutUserPolicy|iam:PutRolePolicy|iam:CreatePolicyVersion|"
		      "iam:PutGroupPolicy",
		      "arn:*:iam::*:*" } },
	  .unless = "administrator",
	  .self = true,
	  .can = "call every IAM action, and so give itself any permission",
	  .narrower = ONLY_NEEDED,
	  .source = "AWS managed policy IAMFullAccess" },
	{ .id = "sts-all",
	  AT(NONE, MEDIUM, HIGH),
	  .whole = "sts:*",
	  .need = { { "sts:AssumeRole", ROLE } },
	  .unless = "administrator",
	  .can = "assume every role that trusts its account",
	  .narrower = "allow sts:AssumeRole only on the roles needed",
	  .source = BEST },
	WHOLE("sso", HIGH,
	      "change who can sign in to the accounts of the organization, and with which permissions"),
	WHOLE("sso-admin", HIGH,
	      "give any identity of IAM Identity Center any permission in "
	      "the accounts of the organization"),
	WHOLE("organizations", MEDIUM,
	      "change the organization: its accounts and service "
	      "control policies"),
	WHOLE("kms", MEDIUM,
	      "use, share and schedule the deletion of every KMS key whose key "
	      "policy delegates to IAM"),
	WHOLE("s3", MEDIUM,
	      "read, overwrite, share and delete every object and bucket in the account"),
	WHOLE("secretsmanager", MEDIUM,
	      "read, change and share every secret in the account"),
	WHOLE("dynamodb", MEDIUM, "read, change and delete every DynamoDB table"),
	WHOLE("ec2", MEDIUM,
	      "change and terminate every instance, and change every volume and network in the account"),
	WHOLE("rds", MEDIUM, "change, copy and delete every RDS database in the account"),
	WHOLE("redshift", MEDIUM,
	      "change, share and delete every Redshift cluster in the account, and connect to it as any database user"),
	{ .id = NULL },
};
