/*
 * quota.h - the quotas of an account: AWS's names, the defaults, and the account's own
 * values. Pure; resource/quota_read.h reads them.
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
	const char *used; /* the number in use, in that map; NULL: not there */
	const char *service; /* in Service Quotas, with code; NULL: AWS does not raise it */
	const char *code;
	size_t standard;	/* the default */
	size_t highest; /* the highest that AWS grants; 0: it does not raise it */
	const char *says;	/* what is counted: "roles in the account" */
};

extern const struct quota quota_table[QUOTA_COUNT];

/* One account's. All zero: nothing is known, and AWS's defaults are assumed. */
struct quotas {
	struct quota_known {
		size_t most, used;
		bool told, counted; /* most, used were read */
	} of[QUOTA_COUNT];
};

/* The account's quota, else AWS's default. q NULL: the highest that any account can have. */
size_t quota_most(const struct quotas *q, enum quota_id id);

/* Appends its value and source: "the account's quota is 25", or that the default is assumed. */
void quota_words(struct buf *out, const struct quotas *q, enum quota_id id);

/*
 * Appends a remedy: how to request a higher quota, and which permission reads the account's own
 * where the default is assumed. Nothing if AWS does not raise it and it is known.
 */
void quota_remedy(struct buf *out, const struct quotas *q, enum quota_id id);

#endif
