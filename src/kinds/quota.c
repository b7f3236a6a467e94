/* quota.c - see quota.h. */
#include "config.h"

#include "base/buf.h"
#include "kinds/quota.h"

const struct quota quota_table[QUOTA_COUNT] = {
	[QUOTA_NONE] = { .says = "" },
	[QUOTA_ROLES] = { "RolesQuota", "Roles", "iam", "L-FE177D64", 1000, 10000,
		"roles in the account" },
	[QUOTA_USERS] = { "UsersQuota", "Users", NULL, NULL, 5000, 0,
		"users in the account" },
	[QUOTA_POLICIES] = { "PoliciesQuota", "Policies", "iam", "L-E95E4862", 1500, 10000,
		"customer managed policies in the account" },
	[QUOTA_INSTANCE_PROFILES] = { "InstanceProfilesQuota", "InstanceProfiles", "iam",
		"L-6E65F664", 1000, 10000, "instance profiles in the account" },
	[QUOTA_ROLE_ATTACHED] = { "AttachedPoliciesPerRoleQuota", NULL, "iam", "L-0DA4ABF3",
		10, 25, "policies attached to a role" },
	[QUOTA_USER_ATTACHED] = { "AttachedPoliciesPerUserQuota", NULL, "iam", "L-4019AD8B",
		10, 25, "policies attached to a user" },
	[QUOTA_TRUST_SIZE] = { "AssumeRolePolicySizeQuota", NULL, "iam", "L-C07B4B0D", 2048,
		8192, "characters of a trust policy" },
	[QUOTA_POLICY_SIZE] = { "PolicySizeQuota", NULL, NULL, NULL, 6144, 0,
		"characters of a managed policy" },
	[QUOTA_ROLE_INLINE_SIZE] = { "RolePolicySizeQuota", NULL, NULL, NULL, 10240, 0,
		"characters of a role's inline policies" },
	[QUOTA_USER_INLINE_SIZE] = { "UserPolicySizeQuota", NULL, NULL, NULL, 2048, 0,
		"characters of a user's inline policies" },
	[QUOTA_VCPUS] = { NULL, NULL, "ec2", "L-1216C47A", 5, 0,
		"vCPUs of running On-Demand Standard instances" },
};

size_t quota_most(const struct quotas *q, enum quota_id id)
{
	const struct quota *row = &quota_table[id];

	if (!q)
		return row->highest ? row->highest : row->standard;
	return q->of[id].told ? q->of[id].most : row->standard;
}

void quota_words(struct buf *out, const struct quotas *q, enum quota_id id)
{
	size_t most = quota_most(q, id);

	if (!q)
		buf_fmt(out, "IAM takes at most %zu in any account", most);
	else if (q->of[id].told)
		buf_fmt(out, "the account's quota is %zu", most);
	else
		buf_fmt(out, "IAM takes %zu by default (assumed: the account's own quota is "
			"not known)", most);
}

void quota_remedy(struct buf *out, const struct quotas *q, enum quota_id id)
{
	const struct quota *row = &quota_table[id];

	if (row->code)
		buf_fmt(out, "; or request a higher quota of %s (Service Quotas: %s, %s)",
			row->says, row->service, row->code);
	if (q && !q->of[id].told && row->name)
		buf_str(out, "; or allow iam:GetAccountSummary, which tells the account's own "
			"quota");
}
