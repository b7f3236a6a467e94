/* findings_iam.c - identities, roles, policies and their limits; see findings_table.h. */
#include "config.h"

#include <stddef.h>

#include "policy/findings_table.h"

#define NAME_POLICY "name the policies in Resource, none that the holder has"
#define NAME_ROLES "name the roles in Resource, and require a permissions boundary with the " \
		   "condition iam:PermissionsBoundary"
#define OWN_USER "use the resource arn:aws:iam::ACCOUNT:user/${aws:username}, so that it " \
		 "reaches only the holder's own user"
#define WHICH_POLICIES "limit the policies with the condition iam:PolicyARN, and name the " \
		       "identities in Resource"
#define ROW(name, ...) { .id = name, __VA_ARGS__ }
#define NEED(...) .need = { __VA_ARGS__ }
#define SAYS(what, instead, where) .can = what, .narrower = instead, .source = where

const struct finding_row findings_iam[] = {
	/* policies */
	ROW("create-policy-version", AT(MEDIUM, HIGH, HIGH),
	    NEED({ "iam:CreatePolicyVersion", POLICY }),
	    SAYS("rewrite customer managed policies, also one that applies to them",
		 NAME_POLICY, RHINO " 1; " PATHFINDING "iam-001")),
	ROW("set-default-policy-version", AT(LOW, HIGH, HIGH),
	    NEED({ "iam:SetDefaultPolicyVersion", POLICY }),
	    SAYS("put an earlier version of a policy back into effect, which may allow more",
		 NAME_POLICY, RHINO " 2; " PATHFINDING "iam-002")),
	ROW("put-user-policy", AT(MEDIUM, HIGH, HIGH), .self = true,
	    NEED({ "iam:PutUserPolicy", USER }),
	    SAYS("write any permission into a user, also their own", "remove iam:PutUserPolicy",
		 RHINO " 10; " PATHFINDING "iam-010")),
	ROW("attach-user-policy", AT(MEDIUM, HIGH, HIGH), .self = true,
	    NEED({ "iam:AttachUserPolicy", USER }),
	    SAYS("attach any policy to a user, also AdministratorAccess to their own",
		 WHICH_POLICIES, RHINO " 7; " PATHFINDING "iam-007")),
	ROW("put-group-policy", AT(MEDIUM, HIGH, HIGH), .self = true,
	    NEED({ "iam:PutGroupPolicy", GROUP }),
	    SAYS("write any permission into a group, also one that they are in",
		 "remove iam:PutGroupPolicy", RHINO " 11; " PATHFINDING "iam-011")),
	ROW("attach-group-policy", AT(MEDIUM, HIGH, HIGH), .self = true,
	    NEED({ "iam:AttachGroupPolicy", GROUP }),
	    SAYS("attach any policy to a group, also one that they are in", WHICH_POLICIES,
		 RHINO " 8; " PATHFINDING "iam-008")),
	ROW("create-role-with-policy", AT(HIGH, HIGH, HIGH), .self = true,
	    NEED({ "iam:CreateRole", ROLE },
		 { "iam:PutRolePolicy|iam:AttachRolePolicy", ROLE, true }),
	    SAYS("create a role that trusts them and give it any permission", NAME_ROLES,
		 GUIDE "Permissions boundaries for IAM entities")),
	ROW("put-role-policy-and-use", AT(HIGH, HIGH, HIGH), .self = true,
	    NEED({ "iam:PutRolePolicy|iam:AttachRolePolicy", ROLE },
		 { "iam:PassRole|sts:AssumeRole|iam:UpdateAssumeRolePolicy", ROLE, true }),
	    SAYS("give a role any permission and then assume it or pass it to a service",
		 NAME_ROLES, PATHFINDING "iam-019, iam-021")),
	ROW("put-role-policy", AT(MEDIUM, HIGH, HIGH), .self = true,
	    NEED({ "iam:PutRolePolicy", ROLE }),
	    SAYS("write any permission into a role, also one that they use", NAME_ROLES,
		 RHINO " 12; " PATHFINDING "iam-012")),
	ROW("attach-role-policy", AT(MEDIUM, HIGH, HIGH), .self = true,
	    NEED({ "iam:AttachRolePolicy", ROLE }),
	    SAYS("attach any policy to a role, also to one that they use", WHICH_POLICIES,
		 RHINO " 9; " PATHFINDING "iam-009")),
	ROW("add-user-to-group", AT(MEDIUM, HIGH, HIGH), NEED({ "iam:AddUserToGroup", GROUP }),
	    SAYS("add any user, also their own, to a group with more permissions",
		 "name the groups in Resource", RHINO " 13; " PATHFINDING "iam-013")),
	ROW("remove-policy", AT(LOW, MEDIUM, MEDIUM), .self = true,
	    NEED({ "iam:DeleteUserPolicy|iam:DetachUserPolicy|iam:DeleteRolePolicy|"
		   "iam:DetachRolePolicy|iam:DeleteGroupPolicy|iam:DetachGroupPolicy|"
		   "iam:RemoveUserFromGroup", "*" }),
	    SAYS("remove policies, also those that deny them something",
		 "name the identities in Resource", CLOUD)),
	/* acting as another identity */
	ROW("create-access-key", AT(HIGH, HIGH, HIGH), NEED({ "iam:CreateAccessKey", USER }),
	    SAYS("create an access key of another user and act as that user", OWN_USER,
		 RHINO " 4; " PATHFINDING "iam-004")),
	ROW("create-login-profile", AT(HIGH, HIGH, HIGH),
	    NEED({ "iam:CreateLoginProfile", USER }),
	    SAYS("set a console password for another user and sign in as that user", OWN_USER,
		 RHINO " 5; " PATHFINDING "iam-005")),
	ROW("update-login-profile", AT(HIGH, HIGH, HIGH),
	    NEED({ "iam:UpdateLoginProfile", USER }),
	    SAYS("change the console password of another user and sign in as that user",
		 OWN_USER, RHINO " 6; " PATHFINDING "iam-006")),
	ROW("service-specific-credential", AT(HIGH, HIGH, HIGH),
	    NEED({ "iam:CreateServiceSpecificCredential|iam:ResetServiceSpecificCredential",
		   USER }),
	    SAYS("create credentials of another user for services such as Amazon Bedrock, "
		 "CodeCommit and Keyspaces, and act as that user there", OWN_USER,
		 GUIDE "Service-specific credentials")),
	ROW("upload-credential", AT(MEDIUM, MEDIUM, MEDIUM),
	    NEED({ "iam:UploadSSHPublicKey|iam:UploadSigningCertificate", USER }),
	    SAYS("add an SSH key or signing certificate to another user and act as that user "
		 "where these are accepted", OWN_USER, REFERENCE)),
	ROW("update-assume-role-policy", AT(HIGH, HIGH, HIGH), .self = true,
	    NEED({ "iam:UpdateAssumeRolePolicy", ROLE }),
	    SAYS("change whom a role trusts, and so assume it themselves",
		 "remove iam:UpdateAssumeRolePolicy", RHINO " 14; " PATHFINDING "iam-014")),
	ROW("assume-role", AT(NONE, MEDIUM, HIGH),
	    NEED({ "sts:AssumeRole|sts:AssumeRoot", "*" }),
	    SAYS("assume every role that trusts their account and that Resource fits",
		 "name the roles in Resource", PATHFINDING "sts-001")),
	/* limits */
	ROW("delete-boundary", AT(MEDIUM, MEDIUM, MEDIUM), .self = true,
	    NEED({ "iam:DeleteUserPermissionsBoundary|iam:DeleteRolePermissionsBoundary", "*" }),
	    SAYS("remove a permissions boundary, also the one that limits them",
		 "deny iam:Delete*PermissionsBoundary",
		 GUIDE "Permissions boundaries for IAM entities")),
	ROW("put-boundary", AT(MEDIUM, MEDIUM, MEDIUM), .self = true,
	    NEED({ "iam:PutUserPermissionsBoundary|iam:PutRolePermissionsBoundary", "*" }),
	    SAYS("replace a permissions boundary with a wider one, also the one that limits them",
		 "add the condition iam:PermissionsBoundary with the one policy that is allowed",
		 GUIDE "Permissions boundaries for IAM entities")),
	ROW("deactivate-mfa", AT(MEDIUM, MEDIUM, MEDIUM),
	    NEED({ "iam:DeactivateMFADevice", USER }),
	    SAYS("deactivate the MFA device of another user", OWN_USER, CLOUD)),
	ROW("enable-mfa", AT(MEDIUM, MEDIUM, MEDIUM),
	    NEED({ "iam:EnableMFADevice", USER }, { "iam:CreateVirtualMFADevice", "*" }),
	    SAYS("register their own MFA device for another user", OWN_USER, CLOUD)),
	/* identity providers */
	ROW("update-saml-provider", AT(HIGH, HIGH, HIGH), NEED({ "iam:UpdateSAMLProvider", "*" }),
	    SAYS("replace the certificate of a SAML provider and sign in as any of its users",
		 "remove iam:UpdateSAMLProvider", CLOUD)),
	ROW("create-identity-provider", AT(MEDIUM, MEDIUM, MEDIUM),
	    NEED({ "iam:CreateSAMLProvider|iam:CreateOpenIDConnectProvider", "*" }),
	    SAYS("add an identity provider whose users can assume the roles that trust it",
		 "name the provider in Resource", GUIDE "Identity providers and federation")),
	ROW("update-oidc-provider", AT(MEDIUM, MEDIUM, MEDIUM),
	    NEED({ "iam:AddClientIDToOpenIDConnectProvider|"
		   "iam:UpdateOpenIDConnectProviderThumbprint", "*" }),
	    SAYS("make an OIDC provider accept other tokens or another certificate",
		 "name the provider in Resource", GUIDE "Identity providers and federation")),
	/* IAM Identity Center, the organization */
	ROW("permission-set", AT(HIGH, HIGH, HIGH),
	    NEED({ "sso:PutInlinePolicyToPermissionSet|sso:AttachManagedPolicyToPermissionSet|"
		   "sso:AttachCustomerManagedPolicyReferenceToPermissionSet|"
		   "sso-admin:PutInlinePolicyToPermissionSet|"
		   "sso-admin:AttachManagedPolicyToPermissionSet|"
		   "sso-admin:AttachCustomerManagedPolicyReferenceToPermissionSet", "*" }),
	    SAYS("write any permission into a permission set, also one assigned to them",
		 "name permission sets that the holder does not have",
		 "CloudQuery, AWS Identity Center privilege escalation")),
	ROW("account-assignment", AT(HIGH, HIGH, HIGH),
	    NEED({ "sso:CreateAccountAssignment|sso-admin:CreateAccountAssignment", "*" }),
	    SAYS("assign themselves a permission set in any account of the organization",
		 "name the permission sets and accounts in Resource",
		 "CloudQuery, AWS Identity Center privilege escalation")),
	ROW("group-membership", AT(HIGH, HIGH, HIGH),
	    NEED({ "identitystore:CreateGroupMembership", "*" }),
	    SAYS("add themselves to a group of IAM Identity Center with more permissions",
		 "name the groups in Resource",
		 "CloudQuery, AWS Identity Center privilege escalation")),
	ROW("service-control-policy", AT(MEDIUM, MEDIUM, MEDIUM),
	    NEED({ "organizations:DetachPolicy|organizations:UpdatePolicy|"
		   "organizations:DisablePolicyType|organizations:MoveAccount|"
		   "organizations:LeaveOrganization", "*" }),
	    SAYS("take away the service control policies that limit the accounts of the "
		 "organization", "name the policies and accounts in Resource", REFERENCE)),
	{ .id = NULL },
};
