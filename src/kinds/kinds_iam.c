/* kinds_iam.c - roles, instance profiles, users and access keys, and inline policies. */
#include "config.h"

#include "kinds/kinds_rows.h"

#define OWN_ROLE "arn:{P}:iam::{A}:role{path}{name}"
#define ROLE "arn:{P}:iam::{A}:role{role.path}{role}"
#define OWN_USER "arn:{P}:iam::{A}:user{path}{name}"
#define USER "arn:{P}:iam::{A}:user{user.path}{user}"
#define PROFILE "arn:{P}:iam::{A}:instance-profile{profile.path}{name}"
#define PASSED "arn:{P}:iam::{A}:role{passed.path}{passed}"
#define INSTANCE "arn:{P}:ec2:{R}:{A}:instance/{name}"
#define LIMITED "iam:PermissionsBoundary", "{boundary}"
#define TO_EC2 "iam:PassedToService", "{S}"

static const struct value_kind profile_name = {
	.name = "instance-profile",
	.chars = ALNUM "_+=,.@-",
	.min = 1,
	.max = 128,
	.what = "an instance profile name",
	.hint = "1 to 128 letters, digits and + = , . @ _ -",
};

const struct kind kinds_iam[] = {
	{
		.name = "role",
		.label = "role",
		.document = DOCUMENT_TRUST,
		.rule.value = "role-name",
		.members = MEMBERS(OPTIONAL("description")),
		.limits = { .name = 64, .named = "role", .unique = true,
			    .document_quota = QUOTA_TRUST_SIZE, .description = 1000,
			    .account_count = QUOTA_ROLES,
			    .fewer = "delete roles that no one needs" },
		.arn = "role",
		.path = true,
		.boundary = true,
		.tagged = true,
		.compares = COMPARES("document", "description", "path", "boundary", NULL),
		.untag = UNTAG(OP_IAM_UNTAG_ROLE, "RoleName", "name"),
		.actions = ACTIONS(
			NEEDS(C, "-boundary", "iam:CreateRole", OWN_ROLE),
			NEEDS_IF(C, "=boundary", "iam:CreateRole", OWN_ROLE, LIMITED),
			NEEDS(C | U, "tags", "iam:TagRole", OWN_ROLE),
			NEEDS(U, "boundary", "iam:PutRolePermissionsBoundary", OWN_ROLE),
			NEEDS(U, "document", "iam:UpdateAssumeRolePolicy", OWN_ROLE),
			NEEDS(U, "description", "iam:UpdateRole", OWN_ROLE),
			NEEDS(R, NULL, "iam:DeleteRole", OWN_ROLE)),
	},
	{
		.name = "role-policy",
		.label = "inline policy",
		.document = DOCUMENT_IDENTITY,
		.rule.value = "policy-name",
		.members = MEMBERS(REQUIRED("role", "role-name")),
		.limits = { .name = 128, .named = "inline policy",
			    .owner = "role", .owner_size = QUOTA_ROLE_INLINE_SIZE },
		.parent = "role",
		.needs = "role",
		.overwrites = true,
		.compares = COMPARES("document", NULL),
		.calls = { .code = "inline-policy", .param = "RoleName",
			   .read = OP_IAM_GET_ROLE_POLICY, .make = OP_IAM_PUT_ROLE_POLICY,
			   .remove = OP_IAM_DELETE_ROLE_POLICY },
		.actions = ACTIONS(
			NEEDS(C | U, NULL, "iam:PutRolePolicy", ROLE),
			NEEDS(R, NULL, "iam:DeleteRolePolicy", ROLE)),
	},
	{
		.name = "instance-profile",
		.label = "instance profile",
		.rule.own = &profile_name,
		.limits = { .name = 128, .named = "instance profile", .unique = true,
			    .account_count = QUOTA_INSTANCE_PROFILES,
			    .fewer = "delete instance profiles that no one needs" },
		.arn = "instance-profile",
		.path = true,
		.tagged = true,
		.compares = COMPARES("path", NULL),
		.untag = UNTAG(OP_IAM_UNTAG_INSTANCE_PROFILE, "InstanceProfileName", "name"),
		.actions = ACTIONS(
			NEEDS(C, NULL, "iam:CreateInstanceProfile", PROFILE),
			NEEDS(C | U, "tags", "iam:TagInstanceProfile", PROFILE),
			NEEDS(R, NULL, "iam:DeleteInstanceProfile", PROFILE)),
	},
	{
		.name = "instance-profile-role",
		.label = "link of role and instance profile",
		.rule.own = &profile_name,
		.members = MEMBERS(REQUIRED("role", "role-name")),
		.limits = { .name = 128, .named = "instance profile" },
		.parent = "name",
		.needs = "instance-profile",
		.compares = COMPARES("role", NULL),
		.actions = ACTIONS(
			NEEDS(U | R, NULL, "iam:RemoveRoleFromInstanceProfile", PROFILE),
			NEEDS(C | U, NULL, "iam:AddRoleToInstanceProfile", PROFILE),
			NEEDS_IF(C | U, NULL, "iam:PassRole", ROLE, TO_EC2)),
	},
	{
		.name = "instance-profile-association",
		.label = "instance profile on the machine",
		.rule.value = "instance-id",
		.members = MEMBERS(REQUIRED_BY("profile", profile_name)),
		.limits = { .name = 19, .named = "machine" },
		.parent = "profile",
		.needs = "instance-profile",
		.lends = true,
		.compares = COMPARES("profile", "state", NULL),
		.actions = ACTIONS(
			NEEDS(C | U, NULL, "ec2:AssociateIamInstanceProfile", INSTANCE),
			NEEDS_IF(C | U, NULL, "iam:PassRole", PASSED, TO_EC2),
			NEEDS(R, NULL, "ec2:DisassociateIamInstanceProfile", INSTANCE)),
	},
	{
		.name = "instance-metadata",
		.label = "metadata service of the machine",
		.rule.value = "instance-id",
		.members = MEMBERS(REQUIRED("hop_limit", NULL)),
		.limits = { .name = 19, .named = "machine" },
		.compares = COMPARES("hop_limit", NULL),
		.actions = ACTIONS(
			NEEDS(C | U, NULL, "ec2:ModifyInstanceMetadataOptions", INSTANCE),
			NEEDS_NOTHING(R)),
	},
	{
		.name = "user",
		.label = "user",
		.rule.value = "user-name",
		.limits = { .name = 64, .named = "user", .unique = true,
			    .account_count = QUOTA_USERS,
			    .fewer = "delete users that no one needs" },
		.arn = "user",
		.path = true,
		.boundary = true,
		.tagged = true,
		.compares = COMPARES("path", "boundary", NULL),
		.untag = UNTAG(OP_IAM_UNTAG_USER, "UserName", "name"),
		.actions = ACTIONS(
			NEEDS(C, "-boundary", "iam:CreateUser", OWN_USER),
			NEEDS_IF(C, "=boundary", "iam:CreateUser", OWN_USER, LIMITED),
			NEEDS(C | U, "tags", "iam:TagUser", OWN_USER),
			NEEDS(U, "boundary", "iam:PutUserPermissionsBoundary", OWN_USER),
			NEEDS(R, NULL, "iam:DeleteUser", OWN_USER)),
	},
	{
		.name = "user-policy",
		.label = "inline policy",
		.document = DOCUMENT_IDENTITY,
		.rule.value = "policy-name",
		.members = MEMBERS(REQUIRED("user", "user-name")),
		.limits = { .name = 128, .named = "inline policy",
			    .owner = "user", .owner_size = QUOTA_USER_INLINE_SIZE },
		.parent = "user",
		.needs = "user",
		.overwrites = true,
		.compares = COMPARES("document", NULL),
		.calls = { .code = "inline-policy", .param = "UserName",
			   .read = OP_IAM_GET_USER_POLICY, .make = OP_IAM_PUT_USER_POLICY,
			   .remove = OP_IAM_DELETE_USER_POLICY },
		.actions = ACTIONS(
			NEEDS(C | U, NULL, "iam:PutUserPolicy", USER),
			NEEDS(R, NULL, "iam:DeleteUserPolicy", USER)),
	},
	{
		.name = "access-key",
		.label = "access key of",
		.members = MEMBERS(REQUIRED("user", "user-name"), OPTIONAL("given"),
				   OPTIONAL("secret")),
		.limits = { .name = 64, .named = "access key" },
		.parent = "user",
		.needs = "user",
		.key = true,
		.compares = COMPARES("key_id", "status", "owner", NULL),
		.actions = ACTIONS(
			NEEDS(C, NULL, "iam:CreateAccessKey", USER),
			NEEDS(U | R, NULL, "iam:UpdateAccessKey", USER),
			NEEDS(R, NULL, "iam:DeleteAccessKey", USER)),
	},
	{ .name = NULL }
};
