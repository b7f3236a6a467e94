/*
 * existence.h - whether something that an answer names exists in the account: for the
 * check before a setup (exists.h, lookup.h) and for a form (account_lists.h).
 */
#ifndef ACCREDIT_EXISTENCE_H
#define ACCREDIT_EXISTENCE_H

#include "base/err.h"

struct aws;
struct json;
struct pack_value;

enum existence {
	EXISTENCE_YES,
	EXISTENCE_NO,		/* ERR_INPUT: there is none; the hint names no flag */
	EXISTENCE_UNKNOWN,	/* what AWS said, or a file: it could not be looked up */
};

/*
 * What an answer to v, or one of its members, is looked up as: a list of value_picks.h,
 * "boundary", or "arn" (of an account, role or user) where the row says "exists". "": such
 * answers are not looked up. A constant.
 */
const char *existence_of(const struct pack_value *v);

/* The kind of resource that such a name is of: "bucket", "role", "user"; "": another. */
const char *existence_kind(const char *of);

/*
 * Looks it up. account is the session's. One in another account's "arn" is UNKNOWN.
 * "profiles": whether the profile is free; no call is made, and aws may be NULL.
 */
enum existence existence_ask(struct aws *aws, const char *account, const char *of,
			     const char *name, struct err *err);

/* The same for "clusters", with the reply of DescribeCluster: yours, NULL where it is no. */
enum existence existence_cluster(struct aws *aws, const char *name, struct json **reply,
				 struct err *err);

#endif
