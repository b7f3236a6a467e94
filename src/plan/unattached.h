/*
 * unattached.h - what nobody may do while the attachment of a managed policy is missing.
 */
#ifndef ACCREDIT_UNATTACHED_H
#define ACCREDIT_UNATTACHED_H

struct json;
struct plan;

/*
 * Adds a row "allowed actions" to the diff of each step that attaches a managed policy to
 * this role or user, for its own rows name no more than an ARN: the actions of the policy's
 * document that are missing. kind: "role" or "user". missing: statements, of effect.h;
 * NULL: none. managed: ARN -> document; of a policy that is not in it nothing is said.
 */
void unattached_add(struct plan *p, const char *kind, const char *name,
		 const struct json *missing, const struct json *managed);

#endif
