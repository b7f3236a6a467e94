/*
 * supplied_key.h - an access key that the operator brought: read and refused by its own
 * rules, for accredit neither creates nor reactivates it. Part of the kind access-key.
 *
 * Wanted: as iam_access_key.c, with "given_id", "owner": the user it should be of, and, where
 * the record knows another key, "replaces": that one's ID and "replaces_ours": true if
 * accredit created it ("replaces_of": its user). Found: "replaced_gone": true where that
 * one is there no more, "key_id", "owner", "keys" (of that user, where AWS told) and
 * "status": Active, Inactive or one of the words below.
 */
#ifndef ACCREDIT_SUPPLIED_KEY_H
#define ACCREDIT_SUPPLIED_KEY_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;
struct resource;

#define GIVEN_MISSING "missing"	/* no user that could be asked has it */
#define GIVEN_UNSEEN "unseen"	/* its user's keys may not be listed */
#define GIVEN_REFUSED "refused"	/* AWS does not accept it: inactive or deleted */

/* As a kind's read. One that may not be looked at is found, with GIVEN_UNSEEN. */
bool supplied_key_read(struct aws *a, const struct resource *wanted,
		       struct resource **found, struct err *err);

/* As a kind's refuse: whether what was found is the key, active, and its user's. */
bool supplied_key_refuse(const struct resource *wanted, const struct resource *found,
			 struct err *err);

/*
 * The user that the key is of, "" where AWS does not tell: it is deleted, of another
 * account, or the caller lacks iam:GetAccessKeyLastUsed. False: ERR_STOPPED, ERR_NET.
 */
bool supplied_key_owner(struct aws *a, const char *id, char owner[132], struct err *err);

#endif
