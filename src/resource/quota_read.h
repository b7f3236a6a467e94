/*
 * quota_read.h - the quotas of the caller's account, asked of AWS. A permission that lacks,
 * an operation that a cloud does not have, or a figure that is none: that quota stays
 * unknown, and no failure is told.
 */
#ifndef ACCREDIT_RESOURCE_QUOTA_READ_H
#define ACCREDIT_RESOURCE_QUOTA_READ_H

#include "kinds/quota.h"

struct aws;

/* IAM's: one GetAccountSummary. */
void quota_read_account(struct aws *a, struct quotas *q);

/*
 * One quota of a, one GetServiceQuota (Service Quotas API reference). Those of IAM are
 * known in the partition's main Region alone: a must be a session there.
 */
void quota_read_service(struct aws *a, struct quotas *q, enum quota_id id);

#endif
