/* trust.h - a row of a trust, in words. */
#ifndef ACCREDIT_POLICY_TRUST_H
#define ACCREDIT_POLICY_TRUST_H

#include "base/buf.h"
#include "policy/policy_internal.h"

/* One sentence for a row of policy_trust, without a full stop. */
void trust_words(struct buf *out, const struct json *row, const struct policy_statement *s);

/* A line that asks for values of a key that ends so, and fails without the key. */
bool trust_is_claim(const struct policy_condition *t, const char *ending);

#endif
