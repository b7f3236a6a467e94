/* kinds_policy.c - managed policies, permissions boundaries, and what IAM has for others. */
#include "config.h"

#include <string.h>

#include "base/str.h"
#include "kinds/kinds_rows.h"

#define POLICY "arn:{P}:iam::{A}:policy{path}{name}"
#define ROLE "arn:{P}:iam::{A}:role{role.path}{role}"
#define USER "arn:{P}:iam::{A}:user{user.path}{user}"
#define LINKED "arn:{P}:iam::{A}:role/aws-service-role/{name}/{linked}"
#define PROVIDER "arn:{P}:iam::{A}:oidc-provider/{name}"
#define NEW_PROVIDER "arn:{P}:iam::{A}:oidc-provider/{host}"	/* AWS leaves its path out */
#define THE_POLICY "iam:PolicyARN", "{policy}"

static bool kinds_policy_is_host(const char *s)
{
	return strchr(s, '.') && *s != '.' && !str_ends(s, ".");
}

static bool kinds_policy_is_issuer(const char *s)
{
	return !str_starts(s, "https:") && kinds_policy_is_host(s);
}

static const struct value_kind service_name = {
	.name = "service",
	.chars = ALNUM "_+=,.@-",
	.min = 1,
	.max = 128,
	.more = kinds_policy_is_host,
	.what = "an AWS service name",
	.hint = "such as spot.amazonaws.com",
};

static const struct value_kind issuer = {
	.name = "issuer",
	.chars = ALNUM "._~:/-",
	.min = 1,
	.max = 247,
	.more = kinds_policy_is_issuer,
	.what = "an issuer",
	.hint = "a host and a path, without https://",
};

static const struct value_kind audience = {
	.name = "audience",
	.min = 1,
	.max = 255,
	.what = "an audience",
	.hint = "1 to 255 characters, such as sts.amazonaws.com",
};

const struct kind kinds_policy[] = {
	{
		.name = "policy",
		.label = "policy",
		.document = DOCUMENT_IDENTITY,
		.rule.value = VALUE_POLICY_NAME,
		.members = MEMBERS(OPTIONAL("description")),
		.limits = { .name = 128,
			    .named = "managed policy",
			    .unique = true,
			    .document_quota = QUOTA_POLICY_SIZE,
			    .description = 1000,
			    .account_count = QUOTA_POLICIES,
			    .fewer = "delete customer managed policies that no one needs" },
		.arn = "policy",
		.arn_known = true,
		.tagged = true,
		.compares = COMPARES("document", "path", NULL),
		.untag = UNTAG(OP_IAM_UNTAG_POLICY, "PolicyArn", "arn"),
		.actions = ACTIONS(READS(IN_SETUP, "iam:ListPolicies", ANY),
				   READS(IN_ALL, "iam:GetPolicy", POLICY),
				   READS(IN_ALL, "iam:GetPolicyVersion", POLICY),
				   READS(IN_REMOVAL, "iam:ListEntitiesForPolicy", POLICY),
				   READS(IN_REMOVAL, "iam:ListPolicyVersions", POLICY),
				   NEEDS(C, NULL, "iam:CreatePolicy", POLICY),
				   NEEDS(C | U, "tags", "iam:TagPolicy", POLICY),
				   NEEDS(U, "document", "iam:CreatePolicyVersion", POLICY),
				   NEEDS(U, "versions", "iam:DeletePolicyVersion", POLICY),
				   NEEDS(R, "+versions", "iam:DeletePolicyVersion", POLICY),
				   NEEDS(R, NULL, "iam:DeletePolicy", POLICY)),
	},
	{
		.name = "role-policy-attachment",
		.label = "attached policy",
		.words.object = "policy '{}' of role '{role}'",
		.words.create = "attach policy '{}' to role '{role}'",
		.words.remove = "detach policy '{}' from role '{role}'",
		.words.summary = "Policy attached to {role}",
		.members = MEMBERS(REQUIRED("role", VALUE_ROLE_NAME),
				   REQUIRED("policy", VALUE_ARN)),
		.limits = { .name = 128,
			    .named = "attached policy",
			    .owner = "role",
			    .owner_count = QUOTA_ROLE_ATTACHED },
		.parent = "role",
		.needs = "role",
		.compares = COMPARES("policy", "role", NULL),
		.calls = { .code = "policy-attachment",
			   .param = "RoleName",
			   .read = OP_IAM_LIST_ATTACHED_ROLE_POLICIES,
			   .make = OP_IAM_ATTACH_ROLE_POLICY,
			   .remove = OP_IAM_DETACH_ROLE_POLICY },
		.actions = ACTIONS(
			READS(IN_ALL, "iam:ListAttachedRolePolicies", ROLE),
			READS(IN_SETUP | IN_VERIFY, "iam:GetPolicy", "{policy}"),
			READS(IN_SETUP | IN_VERIFY, "iam:GetPolicyVersion", "{policy}"),
			NEEDS_IF(C | U, NULL, "iam:AttachRolePolicy", ROLE, THE_POLICY),
			NEEDS_IF(R, NULL, "iam:DetachRolePolicy", ROLE, THE_POLICY)),
	},
	{
		.name = "user-policy-attachment",
		.label = "attached policy",
		.words.object = "policy '{}' of user '{user}'",
		.words.create = "attach policy '{}' to user '{user}'",
		.words.remove = "detach policy '{}' from user '{user}'",
		.words.summary = "Policy attached to {user}",
		.members = MEMBERS(REQUIRED("user", VALUE_USER_NAME),
				   REQUIRED("policy", VALUE_ARN)),
		.limits = { .name = 128,
			    .named = "attached policy",
			    .owner = "user",
			    .owner_count = QUOTA_USER_ATTACHED },
		.parent = "user",
		.needs = "user",
		.compares = COMPARES("policy", "user", NULL),
		.calls = { .code = "policy-attachment",
			   .param = "UserName",
			   .read = OP_IAM_LIST_ATTACHED_USER_POLICIES,
			   .make = OP_IAM_ATTACH_USER_POLICY,
			   .remove = OP_IAM_DETACH_USER_POLICY },
		.actions = ACTIONS(
			READS(IN_ALL, "iam:ListAttachedUserPolicies", USER),
			READS(IN_SETUP | IN_VERIFY, "iam:GetPolicy", "{policy}"),
			READS(IN_SETUP | IN_VERIFY, "iam:GetPolicyVersion", "{policy}"),
			NEEDS_IF(C | U, NULL, "iam:AttachUserPolicy", USER, THE_POLICY),
			NEEDS_IF(R, NULL, "iam:DetachUserPolicy", USER, THE_POLICY)),
	},
	{
		.name = "service-linked-role",
		.label = "service-linked role",
		.rule.own = &service_name,
		.limits = { .name = 128, .named = "service" },
		.shared = true,
		.compares = COMPARES(NULL),
		.actions = ACTIONS(
			READS(IN_ALL, "iam:ListRoles", ANY),
			NEEDS_IF(C, NULL, "iam:CreateServiceLinkedRole", LINKED,
				 "iam:AWSServiceName", "{name}"),
			NEEDS_NOTHING(U),
			NEEDS(R, NULL, "iam:DeleteServiceLinkedRole", LINKED),
			NEEDS(R, NULL, "iam:GetServiceLinkedRoleDeletionStatus", LINKED)),
	},
	{
		.name = "role-boundary",
		.label = "permissions boundary",
		.words.object = "permissions boundary '{}' of role '{role}'",
		.words.create = "set permissions boundary '{}' on role '{role}'",
		.parent = "role",
		.needs = "role",
		.hidden = true,
		.compares = COMPARES("name", NULL),
		.calls = { .code = "boundary",
			   .param = "RoleName",
			   .reply = "Role",
			   .read = OP_IAM_GET_ROLE,
			   .make = OP_IAM_PUT_ROLE_PERMISSIONS_BOUNDARY,
			   .remove = OP_IAM_DELETE_ROLE_PERMISSIONS_BOUNDARY },
		.actions =
			ACTIONS(NEEDS(C | U, NULL, "iam:PutRolePermissionsBoundary", ROLE),
				NEEDS(R, NULL, "iam:DeleteRolePermissionsBoundary", ROLE)),
	},
	{
		.name = "user-boundary",
		.label = "permissions boundary",
		.words.object = "permissions boundary '{}' of user '{user}'",
		.words.create = "set permissions boundary '{}' on user '{user}'",
		.parent = "user",
		.needs = "user",
		.hidden = true,
		.compares = COMPARES("name", NULL),
		.calls = { .code = "boundary",
			   .param = "UserName",
			   .reply = "User",
			   .read = OP_IAM_GET_USER,
			   .make = OP_IAM_PUT_USER_PERMISSIONS_BOUNDARY,
			   .remove = OP_IAM_DELETE_USER_PERMISSIONS_BOUNDARY },
		.actions =
			ACTIONS(NEEDS(C | U, NULL, "iam:PutUserPermissionsBoundary", USER),
				NEEDS(R, NULL, "iam:DeleteUserPermissionsBoundary", USER)),
	},
	{
		.name = "oidc-provider",
		.label = "OIDC provider",
		.rule.own = &issuer,
		.members = MEMBERS(REQUIRED_BY("audience", audience)),
		.limits = { .name = 247, .named = "OIDC provider", .unique = true },
		.arn = "oidc-provider",
		.arn_known = true,
		.tagged = true,
		.shared = true,
		.compares = COMPARES("audience", "audiences", NULL),
		.untag = UNTAG(OP_IAM_UNTAG_OIDC_PROVIDER, "OpenIDConnectProviderArn",
			       "arn"),
		.actions = ACTIONS(
			READS(IN_SETUP, "iam:ListOpenIDConnectProviders", ANY),
			READS(IN_ALL, "iam:GetOpenIDConnectProvider", PROVIDER),
			READS(IN_REMOVAL, "iam:ListRoles", ANY),
			NEEDS(C, NULL, "iam:CreateOpenIDConnectProvider", NEW_PROVIDER),
			NEEDS(C, "tags", "iam:TagOpenIDConnectProvider", NEW_PROVIDER),
			NEEDS(U, "tags", "iam:TagOpenIDConnectProvider", PROVIDER),
			NEEDS(U, "audience", "iam:AddClientIDToOpenIDConnectProvider",
			      PROVIDER),
			NEEDS(U, "=took_back",
			      "iam:RemoveClientIDFromOpenIDConnectProvider", PROVIDER),
			NEEDS(R, NULL, "iam:DeleteOpenIDConnectProvider", PROVIDER)),
	},
	{ .name = NULL }
};
