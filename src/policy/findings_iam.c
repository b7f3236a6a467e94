/* findings_iam.c - identities, roles, policies and their limits; see findings_table.h. */
#include "config.h"

#include <stddef.h>

#include "policy/findings_table.h"

#define NAME_POLICY "name the policies in Resource, and none that apply to this identity"
#define NAME_ROLES "name the roles in Resource, and require a permissions boundary with the " \
		   "condition iam:PermissionsBoundary"
#define OWN_USER                                                                           \
	"use the resource arn:aws:iam::ACCOUNT:user/${aws:username}, so that it "          \
	"covers only the caller's own user"
#define WHICH_POLICIES "limit the policies with the condition iam:PolicyARN, and name the " \
		       "identities in Resource"
#define ROW(name, ...) { .id = name, __VA_ARGS__ }
#define NEED(...) .need = { __VA_ARGS__ }
#define SAYS(what, instead, where) .can = what, .narrower = instead, .source = where

const struct finding_row findings_iam[] = {
	/* policies */
	ROW("create-policy-version", AT(MEDIUM, HIGH, HIGH),
	    NEED({ "iam:CreatePolicyVersion", POLICY }),
	    SAYS("rewrite customer managed policies, including one that applies to itself",
		 NAME_POLICY, RHINO " 1; " PATHFINDING "iam-001")),
	ROW("set-default-policy-version", AT(LOW, HIGH, HIGH),
	    NEED({ "iam:SetDefaultPolicyVersion", POLICY }),
	    SAYS("make an earlier version of a policy the default again, which might allow more",
		 NAME_POLICY, RHINO " 2; " PATHFINDING "iam-002")),
	ROW("put-user-policy", AT(MEDIUM, HIGH, HIGH), .self = true,
	    NEED({ "iam:PutUserPolicy", USER }),
	    SAYS("add any permission to a user, including its own",
		 "remove iam:PutUserPolicy", RHINO " 10; " PATHFINDING "iam-010")),
	ROW("attach-user-policy", AT(MEDIUM, HIGH, HIGH), .self = true,
	    NEED({ "iam:AttachUserPolicy", USER }),
	    SAYS("attach any policy to a user, including AdministratorAccess to its own",
		 WHICH_POLICIES, RHINO " 7; " PATHFINDING "iam-007")),
	ROW("put-group-policy", AT(MEDIUM, HIGH, HIGH), .self = true,
	    NEED({ "iam:PutGroupPolicy", GROUP }),
	    SAYS("add any permission to a group, including one that it is in",
		 "remove iam:PutGroupPolicy", RHINO " 11; " PATHFINDING "iam-011")),
	ROW("attach-group-policy", AT(MEDIUM, HIGH, HIGH), .self = true,
	    NEED({ "iam:AttachGroupPolicy", GROUP }),
	    SAYS("attach any policy to a group, including one that it is in",
		 WHICH_POLICIES, RHINO " 8; " PATHFINDING "iam-008")),
	ROW("create-role-with-policy", AT(HIGH, HIGH, HIGH), .self = true,
	    NEED({ "iam:CreateRole", ROLE },
		 { "iam:PutRolePolicy|iam:AttachRolePolicy", ROLE, true }),
	    SAYS("create a role that trusts it, with any permission", NAME_ROLES,
		 GUIDE "Permissions boundaries for IAM entities")),
	ROW("put-role-policy-and-use", AT(HIGH, HIGH, HIGH), .self = true,
	    NEED({ "iam:PutRolePolicy|iam:AttachRolePolicy", ROLE },
		 { "iam:PassRole|sts:AssumeRole|iam:UpdateAssumeRolePolicy", ROLE, true }),
	    SAYS("add any permission to a role, and then assume the role or pass it to a service",
		 NAME_ROLES, PATHFINDING "iam-019, iam-021")),
	ROW("put-role-policy", AT(MEDIUM, HIGH, HIGH), .self = true,
	    NEED({ "iam:PutRolePolicy", ROLE }),
	    SAYS("add any permission to a role, including one that it uses", NAME_ROLES,
		 RHINO " 12; " PATHFINDING "iam-012")),
	ROW("attach-role-policy", AT(MEDIUM, HIGH, HIGH), .self = true,
	    NEED({ "iam:AttachRolePolicy", ROLE }),
	    SAYS("attach any policy to a role, including one that it uses", WHICH_POLICIES,
		 RHINO " 9; " PATHFINDING "iam-009")),
	ROW("add-user-to-group", AT(MEDIUM, HIGH, HIGH),
	    NEED({ "iam:AddUserToGroup", GROUP }),
	    SAYS("add any user, including its own, to a group with more permissions",
		 "name the groups in Resource", RHINO " 13; " PATHFINDING "iam-013")),
	ROW("remove-policy", AT(LOW, MEDIUM, MEDIUM), .self = true,
	    NEED({ "iam:DeleteUserPolicy|iam:DetachUserPolicy|iam:DeleteRolePolicy|"
		   "iam:DetachRolePolicy|iam:DeleteGroupPolicy|iam:DetachGroupPolicy|"
		   "iam:RemoveUserFromGroup",
		   "*" }),
	    SAYS("remove policies, including those that deny it something",
		 "name the identities in Resource", CLOUD)),
	/* acting as another identity */
	ROW("create-access-key", AT(HIGH, HIGH, HIGH),
	    NEED({ "iam:CreateAccessKey", USER }),
	    SAYS("create an access key of another user and act as that user", OWN_USER,
		 RHINO " 4; " PATHFINDING "iam-004")),
	ROW("create-login-profile", AT(HIGH, HIGH, HIGH),
	    NEED({ "iam:CreateLoginProfile", USER }),
	    SAYS("set a console password for another user and sign in as that user",
		 OWN_USER, RHINO " 5; " PATHFINDING "iam-005")),
	ROW("update-login-profile", AT(HIGH, HIGH, HIGH),
	    NEED({ "iam:UpdateLoginProfile", USER }),
	    SAYS("change the console password of another user and sign in as that user",
		 OWN_USER, RHINO " 6; " PATHFINDING "iam-006")),
	ROW("service-specific-credential", AT(HIGH, HIGH, HIGH),
	    NEED({ "iam:CreateServiceSpecificCredential|iam:ResetServiceSpecificCredential",
		   USER }),
	    SAYS("create credentials of another user for services such as Amazon Bedrock, "
		 "CodeCommit and Keyspaces, and act as that user there",
		 OWN_USER, GUIDE "Service-specific credentials")),
	ROW("upload-credential", AT(MEDIUM, MEDIUM, MEDIUM),
	    NEED({ "iam:UploadSSHPublicKey|iam:UploadSigningCertificate", USER }),
	    SAYS("add an SSH key or signing certificate to another user and act as that user "
		 "where these are accepted",
		 OWN_USER, REFERENCE)),
	ROW("update-assume-role-policy", AT(HIGH, HIGH, HIGH), .self = true,
	    NEED({ "iam:UpdateAssumeRolePolicy", ROLE }),
	    SAYS("change which principals a role trusts, and so assume the role",
		 "remove iam:UpdateAssumeRolePolicy", RHINO " 14; " PATHFINDING "iam-014")),
	ROW("assume-role", AT(NONE, MEDIUM, HIGH),
	    NEED({ "sts:AssumeRole|sts:AssumeRoot", "*" }),
	    SAYS("assume every role that trusts its account and that Resource matches",
		 "name the roles in Resource", PATHFINDING "sts-001")),
	/* limits */
	ROW("delete-boundary", AT(MEDIUM, MEDIUM, MEDIUM), .self = true,
	    NEED({ "iam:DeleteUserPermissionsBoundary|iam:DeleteRolePermissionsBoundary",
		   "*" }),
	    SAYS("remove a permissions boundary, including its own",
		 "deny iam:Delete*PermissionsBoundary",
		 GUIDE "Permissions boundaries for IAM entities")),
	ROW("put-boundary", AT(MEDIUM, MEDIUM, MEDIUM), .self = true,
	    NEED({ "iam:PutUserPermissionsBoundary|iam:PutRolePermissionsBoundary", "*" }),
	    SAYS("replace a permissions boundary with a wider one, including its own",
		 "add the condition iam:PermissionsBoundary with the one allowed policy",
		 GUIDE "Permissions boundaries for IAM entities")),
	ROW("deactivate-mfa", AT(MEDIUM, MEDIUM, MEDIUM),
	    NEED({ "iam:DeactivateMFADevice", USER }),
	    SAYS("deactivate the MFA device of another user", OWN_USER, CLOUD)),
	ROW("enable-mfa", AT(MEDIUM, MEDIUM, MEDIUM),
	    NEED({ "iam:EnableMFADevice", USER }, { "iam:CreateVirtualMFADevice", "*" }),
	    SAYS("register an MFA device of its own for another user", OWN_USER, CLOUD)),
	/* identity providers */
	ROW("update-saml-provider", AT(HIGH, HIGH, HIGH),
	    NEED({ "iam:UpdateSAMLProvider", "*" }),
	    SAYS("replace the certificate of a SAML provider and sign in as any of its users",
		 "remove iam:UpdateSAMLProvider", CLOUD)),
	ROW("create-identity-provider", AT(MEDIUM, MEDIUM, MEDIUM),
	    NEED({ "iam:CreateSAMLProvider|iam:CreateOpenIDConnectProvider", "*" }),
	    SAYS("add an identity provider whose users can assume the roles that trust it",
		 "name the provider in Resource",
		 GUIDE "Identity providers and federation")),
	ROW("update-oidc-provider", AT(MEDIUM, MEDIUM, MEDIUM),
	    NEED({ "iam:AddClientIDToOpenIDConnectProvider|"
		   "iam:UpdateOpenIDConnectProviderThumbprint",
		   "*" }),
	    SAYS("make an OIDC provider accept other tokens or another certificate",
		 "name the provider in Resource",
		 GUIDE "Identity providers and federation")),
	/* IAM Identity Center, the organization */
	ROW("permission-set", AT(HIGH, HIGH, HIGH),
	    NEED({ "sso:PutInlinePolicyToPermissionSet|sso:AttachManagedPolicyToPermissionSet|"
		   "sso:AttachCustomerManagedPolicyReferenceToPermissionSet|"
		   "sso-admin:PutInlinePolicyToPermissionSet|"
		   "sso-admin:AttachManagedPolicyToPermissionSet|"
		   "sso-admin:AttachCustomerManagedPolicyReferenceToPermissionSet",
		   "*" }),
	    SAYS("add any permission to a permission set, including one assigned to itself",
		 "name permission sets that are not assigned to this identity",
		 "CloudQuery, AWS Identity Center privilege escalation")),
	ROW("account-assignment", AT(HIGH, HIGH, HIGH),
	    NEED({ "sso:CreateAccountAssignment|sso-admin:CreateAccountAssignment", "*" }),
	    SAYS("assign itself a permission set in any account of the organization",
		 "name the permission sets and accounts in Resource",
		 "CloudQuery, AWS Identity Center privilege escalation")),
	ROW("group-membership", AT(HIGH, HIGH, HIGH),
	    NEED({ "identitystore:CreateGroupMembership", "*" }),
	    SAYS("add itself to a group in IAM Identity Center with more permissions",
		 "name the groups in Resource",
		 "CloudQuery, AWS Identity Center privilege escalation")),
	ROW("service-control-policy", AT(MEDIUM, MEDIUM, MEDIUM),
	    NEED({ "organizations:DetachPolicy|organizations:UpdatePolicy|"
		   "organizations:DisablePolicyType|organizations:MoveAccount|"
		   "organizations:LeaveOrganization",
		   "*" }),
	    SAYS("remove the service control policies that limit the accounts of the organization",
		 "name the policies and accounts in Resource", REFERENCE)),
	{ .id = NULL },
};
