/*
 * implies.c - compares conditions: whether one is narrower than another, and whether they
 * exclude each other. Only what is proved counts; false means "not proved".
 *
 * Compares conditions on the same key. Strings and ARNs: each pattern within one of the
 * other's; numbers and dates: each range within one of the other's; networks likewise;
 * negated operators the other way round.
 */
#include "config.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "policy/policy_internal.h"

/* --- value within value ------------------------------------------------------------ */

struct span {
	double from, to;
	bool open_from, open_to;
};

static bool implies_span_of(const struct policy_operator *op, const char *text,
			    struct span *s)
{
	double v;

	if (op->family == OF_DATE ? !value_date(text, &v) : !value_number(text, &v))
		return false;
	*s = (struct span){ v, v, false, false };
	if (op->compare == IS_LESS || op->compare == IS_LESS_OR_SAME)
		s->from = -INFINITY;
	if (op->compare == IS_MORE || op->compare == IS_MORE_OR_SAME)
		s->to = INFINITY;
	s->open_to = op->compare == IS_LESS;
	s->open_from = op->compare == IS_MORE;
	return true;
}

static bool implies_span_within(const struct span *in, const struct span *out)
{
	if (in->from < out->from || in->to > out->to)
		return false;
	if (!(in->from > out->from) && out->open_from && !in->open_from)
		return false;
	return in->to < out->to || !out->open_to || in->open_to;
}

/* The six parts of a pattern for ARNs; false: it does not have six. */
static bool implies_arn_parts(const struct policy_glob *g, struct policy_glob parts[6])
{
	size_t from = 0, part = 0;

	for (size_t i = 0; i <= g->n && part < 6; i++) {
		if (i < g->n && (part == 5 || g->at[i] != ':'))
			continue;
		parts[part] = *g;
		parts[part].at = g->at + from;
		parts[part++].n = i - from;
		from = i + 1;
	}
	return part == 6;
}

static bool implies_arn_within(const struct policy_glob *in, const struct policy_glob *out)
{
	struct policy_glob a[6], b[6];

	if (out->n == 1 && out->at[0] == TOKEN_ANY)
		return true;
	/* a variable may contain colons */
	if (in->variables || out->variables)
		return str_eq(in->text, out->text);
	if (!implies_arn_parts(in, a) || !implies_arn_parts(out, b))
		return false;
	for (int i = 0; i < 6; i++)
		if (!glob_within(&a[i], &b[i]))
			return false;
	return true;
}

static bool implies_value_within(const struct policy_condition *w,
				 const struct policy_glob *in,
				 const struct policy_condition *h,
				 const struct policy_glob *out)
{
	struct value_net a, b;
	struct span s, t;
	struct policy_glob folded;
	uint32_t at[512];

	if (w->op == h->op && glob_same(in, out))
		return true;	/* always within */
	/*
	 * with a negated operator a variable without a value leaves the result open: only
	 * the same condition is open at the same time
	 */
	if (w->op->negated && in->variables)
		return false;
	switch (w->op->family) {
	case OF_NUMBER:
	case OF_DATE:
		return implies_span_of(w->op, in->text, &s) &&
			implies_span_of(h->op, out->text, &t) &&
			implies_span_within(&s, &t);
	case OF_IP:
		return value_net(in->text, &a) && value_net(out->text, &b) &&
		       value_net_within(&a, &b);
	case OF_ARN:
		return implies_arn_within(in, out);
	case OF_BINARY:
		return str_eq(in->text, out->text);
	default:
		/* If only one of them ignores case, it is not the narrower one. */
		folded = *in;
		if (w->op->fold && !h->op->fold)
			return false;
		if (w->op->fold == h->op->fold)
			return glob_within(in, out);
		if (in->n > 512)
			return false;
		for (size_t i = 0; i < in->n; i++)
			at[i] = glob_fold(in->at[i]);
		folded.at = at;
		return glob_within(&folded, out);
	}
}

/* Whether every value of w is within some value of h. */
static bool implies_values_within(const struct policy_condition *w,
				  const struct policy_condition *h)
{
	for (size_t i = 0; i < w->n; i++) {
		bool some = false;

		for (size_t k = 0; k < h->n && !some; k++)
			some = implies_value_within(w, &w->values[i], h, &h->values[k]);
		if (!some)
			return false;
	}
	return true;
}

/* --- line against line ------------------------------------------------------------------ */

/* ForAllValues and ForAnyValue treat an empty text as no value. */
static bool implies_fits_empty(const struct policy_condition *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->values[i].variables || glob_fits(t->values[i].at, t->values[i].n, NULL, 0))
			return true;
	return false;
}

/*
 * A single value is nearly the same as ForAnyValue, a negated one as ForAllValues; see
 * condition.c.
 */
static bool implies_asks_within(const struct policy_condition *w,
				const struct policy_condition *h)
{
	if (w->of == h->of)
		return true;
	if (h->op->negated)
		return w->of == POLICY_SINGLE_VALUE && h->of == POLICY_FOR_ALL_VALUES;
	if (w->of == POLICY_SINGLE_VALUE)
		return h->of == POLICY_FOR_ANY_VALUE && !implies_fits_empty(w);
	return w->of == POLICY_FOR_ANY_VALUE && h->of == POLICY_SINGLE_VALUE;
}

static bool implies_says(const struct policy_condition *t, const char *word)
{
	for (size_t i = 0; i < t->n; i++)
		if (!strcasecmp(t->values[i].text, word))
			return true;
	return false;
}

/* Where w lists all possible values, evaluates each of them with h. */
static bool implies_listed_imply(const struct policy_condition *w,
				 const struct policy_condition *h)
{
	struct policy_request r = { .complete = false };
	bool all = w->n > 0;

	if (w->op->family != OF_STRING || w->op->fold || w->op->negated || h->op->negated ||
	    w->of == POLICY_FOR_ALL_VALUES || h->of == POLICY_FOR_ALL_VALUES ||
	    implies_fits_empty(w))
		return false;
	for (size_t i = 0; i < w->n && all; i++) {
		struct arena a = { NULL };
		struct evaluation q;

		evaluation_begin(&q, &r, &a);
		all = !w->values[i].wild && !w->values[i].variables &&
			condition_evaluate_value(&q, h, w->values[i].text) == YES;
		evaluation_end(&q);
		arena_free(&a);
	}
	return all;
}

static bool implies_test(const struct policy_condition *w, const struct policy_condition *h)
{
	if (strcasecmp(w->key, h->key))
		return false;
	if (w->op->family == OF_NULL || h->op->family == OF_NULL) {
		/* one of them is the Null operator */
		bool absent = implies_says(h, "true"), there = implies_says(h, "false");

		if (h->op->family != OF_NULL) /* w requires that the key is absent: does h hold then? */
			return implies_says(w, "true") && !implies_says(w, "false") &&
				condition_when_absent(h);
		if (absent && there)
			return true;
		if (w->op->family == OF_NULL)
			return (absent || !implies_says(w, "true")) &&
				(there || !implies_says(w, "false"));
		/*
		 * an empty list of values counts as absent: only a match proves that the
		 * key is present
		 */
		return there && !absent && !w->op->negated && !condition_when_absent(w);
	}
	if (condition_when_absent(w) && !condition_when_absent(h))
		return false;
	if (implies_listed_imply(w, h))
		return true;
	if (w->op->family != h->op->family || w->op->negated != h->op->negated ||
	    !implies_asks_within(w, h))
		return false;
	return w->op->negated ? implies_values_within(h, w) : implies_values_within(w, h);
}

/* --- condition against condition ------------------------------------------------------------ */

static bool implies_some(const struct policy_statement *w, const struct policy_condition *h)
{
	for (size_t i = 0; w && i < w->condition_count; i++)
		if (implies_test(&w->conditions[i], h))
			return true;
	return false;
}

bool conditions_imply(const struct policy_statement *w, const struct policy_statement *w2,
		      const struct policy_statement *h)
{
	for (size_t i = 0; i < h->condition_count; i++)
		if (!implies_some(w, &h->conditions[i]) &&
		    !implies_some(w2, &h->conditions[i]))
			return false;
	return true;
}

/* The condition that holds exactly when t does not; false: there is none. */
static bool implies_opposite(const struct policy_condition *t,
			     struct policy_condition * not )
{
	static const struct policy_glob truths[] = { { .text = "false" }, { .text = "true" } };
	bool null_true = t->op->family == OF_NULL && implies_says(t, "true");

	*not = *t;
	if (t->op->family == OF_NULL) {
		not->values = &truths[!null_true];
		not->n = 1;
		return t->n > 0 && !(null_true && implies_says(t, "false")) &&
			(null_true || implies_says(t, "false"));
	}
	not->op = operator_opposite(t->op);
	not->if_exists = false;
	if (t->of != POLICY_SINGLE_VALUE || (t->if_exists && !t->op->negated))
		return false;
	/* without a value for its variable neither may hold */
	for (size_t i = 0; i < t->n; i++)
		if (t->values[i].variables)
			return false;
	return not->op;
}

/* Whether they require true and false of one key: a Bool has one value. */
static bool implies_bools_differ(const struct policy_condition *a,
				 const struct policy_condition *b)
{
	return a->op->family == OF_BOOL && b->op->family == OF_BOOL &&
		!strcasecmp(a->key, b->key) && !condition_when_absent(a) &&
		!condition_when_absent(b) &&
		((implies_says(a, "true") && !implies_says(a, "false") &&
		  implies_says(b, "false") && !implies_says(b, "true")) ||
		 (implies_says(a, "false") && !implies_says(a, "true") &&
		  implies_says(b, "true") && !implies_says(b, "false")));
}

static bool implies_rules_out(const struct policy_statement *a,
			      const struct policy_statement *b)
{
	for (size_t i = 0; i < b->condition_count; i++) {
		struct policy_condition not ;

		if (implies_opposite(&b->conditions[i], &not ) && implies_some(a, &not ))
			return true;
		for (size_t k = 0; k < a->condition_count; k++)
			if (implies_bools_differ(&a->conditions[k], &b->conditions[i]))
				return true;
	}
	return false;
}

bool conditions_exclude(const struct policy_statement *a, const struct policy_statement *b)
{
	return implies_rules_out(a, b) || implies_rules_out(b, a);
}
