/*
 * quota.h - the quotas of an account: what AWS calls each, its default, and what the
 * account's own is. Pure; who reads them is resource/quota_read.h.
 * IAM User Guide, "IAM and AWS STS quotas"; IAM API reference, GetAccountSummary;
 * EC2 User Guide, "On-Demand Instance quotas".
 */
#ifndef ACCREDIT_QUOTA_H
#define ACCREDIT_QUOTA_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* QUOTA_ROLES and so on: a name for each row of quota_rows.h. */
#define QUOTA(id, ...) QUOTA_##id,
enum quota_id {
	QUOTA_NONE,
#include "kinds/quota_rows.h"
	QUOTA_COUNT
};
#undef QUOTA

struct quota {
	const char *name;	/* in GetAccountSummary's SummaryMap; NULL: not there */
	const char *used;	/* there: how many there are; NULL: not told */
	const char *service;	/* of Service Quotas, with code; NULL: AWS does not raise it */
	const char *code;
	size_t standard;	/* the default */
	size_t highest;		/* that AWS raises it to; 0: it does not */
	const char *says;	/* what is counted: "roles in the account" */
};

extern const struct quota quota_table[QUOTA_COUNT];

/* Of one account. All zero: nothing is known of it, and AWS's defaults are assumed. */
struct quotas {
	struct quota_known {
		size_t most, used;
		bool told, counted;	/* whether most, used were read */
	} of[QUOTA_COUNT];
};

/* The account's quota, else AWS's default. q NULL: the highest that AWS gives to any. */
size_t quota_most(const struct quotas *q, enum quota_id id);

/* What it is, and from where: "the account's quota is 25", or that the default is assumed. */
void quota_words(struct buf *out, const struct quotas *q, enum quota_id id);

/*
 * A remedy: where a higher one can be requested, and how the account's own is read where it is
 * assumed. Nothing is written where AWS does not raise it and it is known.
 */
void quota_remedy(struct buf *out, const struct quotas *q, enum quota_id id);

#endif
