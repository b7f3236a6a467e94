/* trust.h - one row of policy_trust: what its members say, and its sentence. */
#ifndef ACCREDIT_POLICY_TRUST_H
#define ACCREDIT_POLICY_TRUST_H

#include "base/buf.h"
#include "policy/policy_internal.h"

/* The texts of a row, borrowed from it; "" where it has no such member. */
struct trust_row {
	const char *who; /* "account", "role", ...; see policy_trust */
	const char *name; /* as the document has it */
	const char *account; /* twelve digits */
	const char *issuer; /* of an OIDC provider */
};
struct trust_row trust_row_read(const struct json *row);

/* Appends one sentence for a row of policy_trust, without a full stop. */
void trust_describe(struct buf *out, const struct json *row,
		    const struct policy_statement *s);

/*
 * Whether the condition names the values of a key with this ending, and fails where the
 * request does not have the key.
 */
bool trust_is_claim(const struct policy_condition *t, const char *ending);

#endif
