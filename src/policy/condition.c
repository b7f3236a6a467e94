/*
 * condition.c - the condition operators, a row each, and the evaluation of one condition
 * (IAM User Guide, "Condition operators", "Single-valued vs. multivalued context keys").
 *
 * Without the key in the request context a condition does not match; it is true where the
 * operator is negated, ends in IfExists, or has ForAllValues. ForAnyValue with a key
 * without values is false. Several values without ForAllValues or ForAnyValue (AWS advises
 * to use one of them): one match is enough, and a negated operator is the opposite of that.
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "policy/policy_internal.h"

static const struct policy_operator operators[] = {
	{ "StringEquals", OF_STRING, IS_SAME, false, false },
	{ "StringNotEquals", OF_STRING, IS_SAME, true, false },
	{ "StringEqualsIgnoreCase", OF_STRING, IS_SAME, false, true },
	{ "StringNotEqualsIgnoreCase", OF_STRING, IS_SAME, true, true },
	{ "StringLike", OF_STRING, IS_LIKE, false, false },
	{ "StringNotLike", OF_STRING, IS_LIKE, true, false },
	{ "NumericEquals", OF_NUMBER, IS_SAME, false, false },
	{ "NumericNotEquals", OF_NUMBER, IS_SAME, true, false },
	{ "NumericLessThan", OF_NUMBER, IS_LESS, false, false },
	{ "NumericLessThanEquals", OF_NUMBER, IS_LESS_OR_SAME, false, false },
	{ "NumericGreaterThan", OF_NUMBER, IS_MORE, false, false },
	{ "NumericGreaterThanEquals", OF_NUMBER, IS_MORE_OR_SAME, false, false },
	{ "DateEquals", OF_DATE, IS_SAME, false, false },
	{ "DateNotEquals", OF_DATE, IS_SAME, true, false },
	{ "DateLessThan", OF_DATE, IS_LESS, false, false },
	{ "DateLessThanEquals", OF_DATE, IS_LESS_OR_SAME, false, false },
	{ "DateGreaterThan", OF_DATE, IS_MORE, false, false },
	{ "DateGreaterThanEquals", OF_DATE, IS_MORE_OR_SAME, false, false },
	{ "Bool", OF_BOOL, IS_SAME, false, true },
	{ "BinaryEquals", OF_BINARY, IS_SAME, false, false },
	{ "IpAddress", OF_IP, IS_SAME, false, false },
	{ "NotIpAddress", OF_IP, IS_SAME, true, false },
	{ "ArnEquals", OF_ARN, IS_LIKE, false, false },
	{ "ArnNotEquals", OF_ARN, IS_LIKE, true, false },
	{ "ArnLike", OF_ARN, IS_LIKE, false, false },
	{ "ArnNotLike", OF_ARN, IS_LIKE, true, false },
	{ "Null", OF_NULL, IS_SAME, false, true },
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

bool operator_read(const char *text, struct policy_condition *t)
{
	static const struct {
		const char *before;
		enum policy_quantifier of;
	} sets[] = { { "ForAllValues:", POLICY_FOR_ALL_VALUES },
		     { "ForAnyValue:", POLICY_FOR_ANY_VALUE } };
	size_t n;

	for (size_t i = 0; i < COUNT(sets); i++)
		if (!strncasecmp(text, sets[i].before, strlen(sets[i].before))) {
			text += strlen(sets[i].before);
			t->of = sets[i].of;
			break;
		}
	n = strlen(text);
	if (n > 8 && !strcasecmp(text + n - 8, "IfExists")) {
		t->if_exists = true;
		n -= 8;
	}
	t->op = NULL;
	for (size_t i = 0; i < COUNT(operators) && !t->op; i++)
		if (strlen(operators[i].name) == n &&
		    !strncasecmp(operators[i].name, text, n))
			t->op = &operators[i];
	return t->op && !(t->op->family == OF_NULL && t->if_exists);
}

const struct policy_operator *operator_opposite(const struct policy_operator *op)
{
	for (size_t i = 0; i < COUNT(operators); i++)
		if (operators[i].family == op->family && operators[i].compare == op->compare &&
		    operators[i].fold == op->fold && operators[i].negated != op->negated)
			return &operators[i];
	return NULL;
}

/* String, ARN and Bool operators substitute variables. */
int operator_glob_flags(const struct policy_operator *op, bool variables)
{
	bool filled = op->family == OF_STRING || op->family == OF_ARN || op->family == OF_BOOL;

	return (op->compare == IS_LIKE ? GLOB_WILD : 0) | (op->fold ? GLOB_FOLD : 0) |
	       (variables && filled ? GLOB_VARIABLES : 0);
}

/* --- one value against one value ------------------------------------------------- */

static bool condition_compared(enum compare how, double given, double wanted)
{
	switch (how) {
	case IS_LESS: return given < wanted;
	case IS_LESS_OR_SAME: return given <= wanted;
	case IS_MORE: return given > wanted;
	case IS_MORE_OR_SAME: return given >= wanted;
	default: return !(given < wanted) && !(given > wanted);
	}
}

/* The range of part i (0 to 5) of an ARN; false: it has fewer parts. */
static bool condition_arn_part(const struct glob_text *t, size_t i, size_t *from,
			       size_t *to)
{
	size_t colons = 0, at = 0;

	for (; at < t->n && colons < i; at++)
		colons += t->at[at] == ':';
	if (colons < i)
		return false;
	*from = at;
	while (at < t->n && (i == 5 || t->at[at] != ':'))
		at++;
	*to = at;
	return i == 5 || at < t->n;
}

/*
 * Compares the six parts one by one: a * does not match beyond its part. "*" alone matches
 * any ARN.
 */
static bool condition_arn_fits(const struct glob_text *wanted,
			       const struct glob_text *given)
{
	if (wanted->n == 1 && wanted->at[0] == TOKEN_ANY)
		return true;
	for (size_t i = 0; i < 6; i++) {
		size_t a, b, c, d;

		if (!condition_arn_part(wanted, i, &a, &b) ||
		    !condition_arn_part(given, i, &c, &d) ||
		    !glob_fits(wanted->at + a, b - a, given->at + c, d - c))
			return false;
	}
	return true;
}

static bool condition_plain_fits(const struct policy_operator *op, const char *wanted,
				 const char *given)
{
	struct buf given_bytes = BUF(BUF_TEXT), wanted_bytes = BUF(BUF_TEXT);
	struct value_net net, address;
	double a, b;
	bool same;

	switch (op->family) {
	case OF_NUMBER:
		return value_number(given, &a) && value_number(wanted, &b) &&
			condition_compared(op->compare, a, b);
	case OF_DATE:
		return value_date(given, &a) && value_date(wanted, &b) &&
			condition_compared(op->compare, a, b);
	case OF_IP:
		return value_net(given, &address) && value_net(wanted, &net) &&
		       value_net_within(&address, &net);
	default:
		same = str_unbase64(&given_bytes, given) &&
			str_unbase64(&wanted_bytes, wanted) &&
			given_bytes.len == wanted_bytes.len &&
			!memcmp(given_bytes.s, wanted_bytes.s, given_bytes.len);
		buf_free(&given_bytes);
		buf_free(&wanted_bytes);
		return same;
	}
}

static enum maybe condition_value_fits(struct evaluation *q,
				       const struct policy_operator *op,
				       const struct policy_glob *wanted, const char *given,
				       bool *unset)
{
	struct glob_text text, filled;
	enum maybe can;

	if (op->family != OF_STRING && op->family != OF_ARN && op->family != OF_BOOL)
		return condition_plain_fits(op, wanted->text, given) ? YES : NO;
	text = glob_text(&q->scratch, given, op->fold);
	if (op->family != OF_ARN && !op->fold)
		return glob_evaluate(q, wanted, &text, unset);
	can = glob_substitute(q, wanted, &filled);
	if (can == NO)
		*unset = true;
	if (can != YES)
		return can;
	for (size_t i = 0; op->fold && i < filled.n; i++)
		filled.at[i] = glob_fold(filled.at[i]);
	if (op->family == OF_ARN)
		return condition_arn_fits(&filled, &text) ? YES : NO;
	return glob_fits(filled.at, filled.n, text.at, text.n) ? YES : NO;
}

/* --- a line ------------------------------------------------------------------------ */

/*
 * Compares one value of the request with those of the condition: one match is enough. With
 * a negated operator a variable without a value leaves the result open: "this might cause
 * the entire statement to be invalid" (IAM User Guide, Variables and tags).
 */
enum maybe condition_evaluate_value(struct evaluation *q, const struct policy_condition *t,
				    const char *given)
{
	enum maybe some = NO;
	bool unset = false;

	for (size_t i = 0; i < t->n && some != YES; i++)
		some = maybe_or(some,
				condition_value_fits(q, t->op, &t->values[i], given,
						     &unset));
	if (!t->op->negated)
		return some;
	if (some == NO && unset)
		some = MAYBE;
	return maybe_not(some);
}

static bool condition_says(const struct policy_condition *t, const char *word)
{
	for (size_t i = 0; i < t->n; i++)
		if (!strcasecmp(t->values[i].text, word))
			return true;
	return false;
}

bool condition_when_absent(const struct policy_condition *t)
{
	if (t->op->family == OF_NULL)
		return condition_says(t, "true");
	if (t->if_exists || t->of == POLICY_FOR_ALL_VALUES)
		return true;
	return t->op->negated && t->of != POLICY_FOR_ANY_VALUE;
}

enum maybe condition_evaluate(struct evaluation *q, const struct policy_condition *t)
{
	struct context_values k = context_values(q, t->key);
	bool empty = true, all;
	enum maybe m;

	if (!k.given && !k.known) {
		if (t->op->family == OF_NULL && condition_says(t, "true") &&
		    condition_says(t, "false"))
			return YES;
		evaluation_needs_key(q, t->key);
		return MAYBE;
	}
	if (t->op->family == OF_NULL)
		return condition_says(t, k.given && k.n ? "false" : "true") ? YES : NO;
	/*
	 * "such as an empty string" (IAM User Guide, ForAllValues and ForAnyValue): counts as
	 * no values.
	 */
	for (size_t i = 0; i < k.n; i++)
		empty &= t->of != POLICY_SINGLE_VALUE && !*k.at[i];
	if (!k.given || empty)
		return condition_when_absent(t) ? YES : NO;
	all = t->of == POLICY_FOR_ALL_VALUES ||
		(t->of == POLICY_SINGLE_VALUE && t->op->negated);
	m = all ? YES : NO;
	for (size_t i = 0; i < k.n && m != (all ? NO : YES); i++) {
		enum maybe one = condition_evaluate_value(q, t, k.at[i]);

		m = all ? maybe_and(m, one) : maybe_or(m, one);
	}
	return m;
}
