/*
 * quota_rows.h - the quotas, a row each: QUOTA(name of the enum, members of struct quota).
 * Included by quota.h and quota.c with a QUOTA of their own, so it has no guard.
 * IAM User Guide, "IAM and AWS STS quotas"; IAM API reference, GetAccountSummary;
 * EC2 User Guide, "On-Demand Instance quotas".
 */
QUOTA(ROLES, "RolesQuota", "Roles", "iam", "L-FE177D64", 1000, 10000, "roles in the account")
QUOTA(USERS, "UsersQuota", "Users", NULL, NULL, 5000, 0, "users in the account")
QUOTA(POLICIES, "PoliciesQuota", "Policies", "iam", "L-E95E4862", 1500, 10000,
      "customer managed policies in the account")
QUOTA(INSTANCE_PROFILES, "InstanceProfilesQuota", "InstanceProfiles", "iam", "L-6E65F664",
      1000, 10000, "instance profiles in the account")
QUOTA(ROLE_ATTACHED, "AttachedPoliciesPerRoleQuota", NULL, "iam", "L-0DA4ABF3", 10, 25,
      "policies attached to a role")
QUOTA(USER_ATTACHED, "AttachedPoliciesPerUserQuota", NULL, "iam", "L-4019AD8B", 10, 25,
      "policies attached to a user")
/* of documents: characters without white space, as size_document counts them */
QUOTA(TRUST_SIZE, "AssumeRolePolicySizeQuota", NULL, "iam", "L-C07B4B0D", 2048, 8192,
      "characters of a trust policy")
QUOTA(POLICY_SIZE, "PolicySizeQuota", NULL, NULL, NULL, 6144, 0,
      "characters of a managed policy")
QUOTA(ROLE_INLINE_SIZE, "RolePolicySizeQuota", NULL, NULL, NULL, 10240, 0,
      "characters of a role's inline policies")
QUOTA(USER_INLINE_SIZE, "UserPolicySizeQuota", NULL, NULL, NULL, 2048, 0,
      "characters of a user's inline policies")
QUOTA(VCPUS, NULL, NULL, "ec2", "L-1216C47A", 5, 0,
      "vCPUs of running On-Demand Standard instances")
