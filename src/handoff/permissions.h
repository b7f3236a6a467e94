/*
 * permissions.h - the smallest policy that an operator needs, from the rows that preflight
 * asks about (plan/required_actions.h, probe/probe_actions.h) and those of what is read
 * (kinds/kinds.h). Nothing is in it for calls that need no permission
 * (sts:GetCallerIdentity) or only explain a denial (sts:DecodeAuthorizationMessage). Pure.
 */
#ifndef ACCREDIT_HANDOFF_PERMISSIONS_H
#define ACCREDIT_HANDOFF_PERMISSIONS_H

#include "base/err.h"

struct json;

enum permissions_for {
	PERMISSIONS_SETUP,
	PERMISSIONS_VERIFY,
	PERMISSIONS_ROTATE,
	PERMISSIONS_REMOVE,
	PERMISSIONS_HANDOFF, /* the script of a hand-off, and its undo.sh */
	PERMISSIONS_COUNT,
};
extern const char *const permissions_names[PERMISSIONS_COUNT]; /* "setup" ... */

/*
 * The policy documents for one purpose, a list (yours): one, or several where one would be
 * over IAM's size of a managed policy. wanted: pack_wanted's tree; its "looked_for", if it
 * has one, is what has to exist before: a list of rows of looked_for.h.
 * ERR_INPUT: there is nothing to rotate, or a single statement is over that size.
 */
struct json *permissions_documents(const struct json *wanted, enum permissions_for purpose,
				   struct err *err);

/* What the RBAC of clusters decides besides, as required_actions.h has it; a list (yours).
 */
struct json *permissions_in_clusters(const struct json *wanted,
				     enum permissions_for purpose);

#endif
