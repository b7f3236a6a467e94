/*
 * holdings.h - everything that decides what a role or a user may do, read from IAM
 * by single calls, several at a time. A tree:
 *
 *	{"kind": "role" | "user", "name", "arn", "path", "description", "tags",
 *	 "trust": document,					of a role
 *	 "inline": [{"name", "document"}],
 *	 "attached": [{"name", "arn", "document"}],		AWS and customer managed
 *	 "groups": [{"name", "inline", "attached"}],		of a user
 *	 "boundary": {"arn", "document"},			absent: none
 *	 "password": bool, "keys": [{"id", "status"}],		holdings_add_access
 *	 "unread": [{"what", "name", "group"?, "error"}]}
 *
 * What could not be read is named in "unread", and its member is not there: a policy
 * has no "document", a tree no "groups". "what" is "role" or "user" (then "arn",
 * "path", "trust", "boundary", "tags" are unknown), "inline", "attached", "groups",
 * "boundary", "password" or "keys"; "name" is that of the policy, or "" where the
 * list itself could not be read; "group" names the group that it belongs to.
 * "error" is {"code", "message", "request_id", "remedy"}.
 */
#ifndef ACCREDIT_HOLDINGS_H
#define ACCREDIT_HOLDINGS_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;

/*
 * kind: "role" or "user". *found is yours; NULL: there is no such role or user. False:
 * nothing at all could be read of it, or it was stopped; err says why.
 */
bool holdings_read(struct aws *a, const char *kind, const char *name,
		   struct json **found, struct err *err);

/*
 * Adds "password" and "keys" to what was found of a user. False: stopped; what could
 * not be read is in "unread".
 */
bool holdings_add_access(struct aws *a, struct json *found, struct err *err);

/* Its kind, and the name of the principal, or of a policy or a group in its tree; borrowed. */
const char *holdings_kind(const struct json *found);
const char *holdings_name(const struct json *of);

/* {"arn","name": the end of the ARN}, a managed policy without its document; yours. */
struct json *holdings_policy_new(const char *arn);

/* The attached policy with this ARN, a part of the tree; NULL: none. */
const struct json *holdings_attached(const struct json *found, const char *arn);

/* The texts of a row of "unread", borrowed from it; "" where it has no such member. */
struct holdings_unread {
	const char *what, *name, *group;
	const char *message; /* of its error */
};
struct holdings_unread holdings_unread_read(const struct json *row);

/* True where all that decides what the principal may do was read. */
bool holdings_whole(const struct json *found);

/*
 * A managed policy's document (the default version); yours. AWS managed policies are
 * read once a session and remembered. NULL: err says why.
 */
struct json *holdings_managed(struct aws *a, const char *arn, struct err *err);

#endif
