/*
 * account.h - the account's roles, users, groups and policies in one streamed read
 * (iam:GetAccountAuthorizationDetails), with the memory of one of them.
 */
#ifndef ACCREDIT_ACCOUNT_H
#define ACCREDIT_ACCOUNT_H

#include "aws/call.h"

enum account_part {
	ACCOUNT_ROLES = 1,
	ACCOUNT_USERS = 2,
	ACCOUNT_GROUPS = 4,
	ACCOUNT_POLICIES = 8,	/* customer managed */
};

/* The lists that items come under. */
#define ACCOUNT_ROLE_LIST "RoleDetailList"
#define ACCOUNT_USER_LIST "UserDetailList"
#define ACCOUNT_GROUP_LIST "GroupDetailList"
#define ACCOUNT_POLICY_LIST "Policies"

/*
 * Each is told as it comes, told frees it; documents are percent-encoded, as IAM sends
 * them. Descriptions of roles and tags of policies are not among what IAM tells. After a
 * try that failed in the middle some come twice. *asked (may be NULL) is yours: the
 * question with its request ID, as of evidence.h. False: err says why, and what was told
 * is not all.
 */
bool account_read(struct aws *a, unsigned parts, aws_item *told, void *with,
		  struct json **asked, struct err *err);

#endif
