/*
 * effect.h - what a role or user can do against what it is to be able to do, by what
 * its documents allow together and not by their names. No network.
 */
#ifndef ACCREDIT_EFFECT_H
#define ACCREDIT_EFFECT_H

#include "plan/extra.h"

struct json;
struct resources;

/* What a comparison says; effect_free ends it. */
struct effect {
	struct json *missing; /* statements: wanted and not allowed, as small as can be said */
	struct json *undecided; /* sentences: what could not be told, and why */
	/*
	 * ID of a wanted policy or attachment -> names: of those that the role or user does
	 * not have as they are wanted, which policies allow the same.
	 */
	struct json *allowed;
	struct extras more;
};

/*
 * wanted: the resources of pack_wanted's tree. found: of holdings.h, what the role or
 * user has. managed (may be NULL): ARN -> document, of managed policies that wanted
 * attaches and has no document of.
 *
 * An extra is what goes beyond what is wanted, or takes away from it:
 * {"kind": "role-policy", "role-policy-attachment", "user-policy",
 *     "user-policy-attachment": a policy that is not wanted;
 *     "statement": in a policy that is wanted by its name; "group"; "boundary";
 *     "trust": a principal that can assume the role, or under wider conditions,
 *  "name": of the policy, its ARN, the group, the principal,
 *  "policy": of a statement or a group's: the policy's name, "index": its place, from 1,
 *  "actions": as the document writes them,
 *  "denies": true: it takes away what is wanted (then "takes": [statements]),
 *  "everyone": true: a trust that is open to everyone,
 *  "unknown": true: whether it is more could not be decided,
 *  "findings": of findings.h,
 *  "digest": of its content; another one, another content,
 *  "text": one sentence, without a full stop}
 */
struct effect effect_of(const struct resources *wanted, const struct json *found,
			const struct json *managed);
void effect_free(struct effect *effect); /* leaves an empty one */

/*
 * The same of a role's trust policy: the extras (kind "trust") of found; extras_free.
 * account: of the role, or NULL.
 */
struct extras effect_trust(const char *role, const struct json *wanted,
			   const struct json *found, const char *account);

/* Puts the digest of a content into the members of an extra, or into its event. */
void effect_digest(struct json *extra, const struct json *content);

/* "missing", "more", "missing, more", "cannot-tell" or "as-wanted", of effect_of. */
const char *effect_outcome(const struct effect *effect);

#endif
