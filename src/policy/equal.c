/*
 * equal.c - whether two sets of documents mean the same wherever they are attached: what
 * each allows, and what each denies, is within the other's.
 */
#include "config.h"

#include <stdlib.h>

#include "policy/policy_internal.h"

/* The statements with one effect, all as Allow. Free its statements. */
static struct policy_set equal_with_effect(const struct policy_set *set, bool deny)
{
	struct policy_set some = { .statements = xcalloc(set->n + 1, sizeof(*some.statements)) };

	for (size_t i = 0; i < set->n; i++)
		if (set->statements[i].deny == deny) {
			some.statements[some.n] = set->statements[i];
			some.statements[some.n++].deny = false;
		}
	return some;
}

static enum policy_truth equal_within(const struct policy_set *have,
				      const struct policy_set *want)
{
	struct policy_cover c = policy_covers(have, want);
	enum policy_truth yes = c.covered;

	policy_cover_free(&c);
	return yes;
}

static enum policy_truth equal_effect(const struct policy_set *a,
				      const struct policy_set *b, bool deny)
{
	struct policy_set x = equal_with_effect(a, deny), y = equal_with_effect(b, deny);
	enum policy_truth one = equal_within(&x, &y);
	enum policy_truth two = one == POLICY_NO ? POLICY_NO : equal_within(&y, &x);

	free(x.statements);
	free(y.statements);
	return one == POLICY_YES ? two : two == POLICY_NO ? POLICY_NO : one;
}

enum policy_truth policy_same(const struct policy_set *a, const struct policy_set *b)
{
	enum policy_truth allows = equal_effect(a, b, false);
	enum policy_truth denies = allows == POLICY_NO ? POLICY_NO :
							 equal_effect(a, b, true);

	return allows == POLICY_YES ? denies : denies == POLICY_NO ? POLICY_NO : allows;
}
