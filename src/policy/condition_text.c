/* condition_text.c - one condition of a statement in words; see policy_internal.h. */
#include "config.h"

#include <strings.h>

#include "base/str.h"
#include "policy/policy_internal.h"

static const struct {
	const char *operator, *says;
} verbs[] = {
	{ "StringEquals", "=" },
	{ "StringNotEquals", "is not" },
	{ "StringEqualsIgnoreCase", "= (in any case)" },
	{ "StringNotEqualsIgnoreCase", "is not (in any case)" },
	{ "StringLike", "matches" },
	{ "StringNotLike", "does not match" },
	{ "NumericEquals", "=" },
	{ "NumericNotEquals", "is not" },
	{ "NumericLessThan", "is less than" },
	{ "NumericLessThanEquals", "is at most" },
	{ "NumericGreaterThan", "is more than" },
	{ "NumericGreaterThanEquals", "is at least" },
	{ "DateEquals", "=" },
	{ "DateNotEquals", "is not" },
	{ "DateLessThan", "is before" },
	{ "DateLessThanEquals", "is at or before" },
	{ "DateGreaterThan", "is after" },
	{ "DateGreaterThanEquals", "is at or after" },
	{ "Bool", "=" },
	{ "BinaryEquals", "=" },
	{ "IpAddress", "is in" },
	{ "NotIpAddress", "is not in" },
	{ "ArnEquals", "matches" },
	{ "ArnNotEquals", "does not match" },
	{ "ArnLike", "matches" },
	{ "ArnNotLike", "does not match" },
};

void condition_describe(struct buf *out, const struct policy_condition *t)
{
	static const char *const of[] = { "", "every value of ", "some value of " };
	const char *verb = "=";

	if (t->op->family == OF_NULL) {
		bool absent = false, there = false;

		for (size_t i = 0; i < t->n; i++) {
			absent |= !strcasecmp(t->values[i].text, "true");
			there |= !strcasecmp(t->values[i].text, "false");
		}
		buf_fmt(out, "%s is %s", t->key,
			absent && there ? "present or absent" :
				absent	? "absent" :
				there	? "present" :
					  "neither present nor absent");
		return;
	}
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (str_eq(verbs[i].operator, t->op->name))
			verb = verbs[i].says;
	buf_fmt(out, "%s%s %s ", of[t->of], t->key, verb);
	if (!t->n)
		buf_str(out, "one of no values");
	for (size_t i = 0; i < t->n; i++)
		buf_fmt(out, "%s%s", !i ? "" : i + 1 < t->n ? ", " :
			t->op->negated ? " nor " : " or ", t->values[i].text);
	if (condition_when_absent(t))
		buf_str(out, " or absent");
}
