/*
 * extent.c - the actions and resources of statements, without their conditions; see
 * policy_internal.h.
 */
#include "config.h"

#include "policy/policy_internal.h"

static bool extent_lists_same(const struct policy_globs *a, const struct policy_globs *b)
{
	if (a->except != b->except || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		size_t k = 0;

		while (k < b->n && !glob_same(&a->glob[i], &b->glob[k]))
			k++;
		if (k == b->n)
			return false;
	}
	return true;
}

bool statements_same_scope(const struct policy_statement *a,
			   const struct policy_statement *b)
{
	return extent_lists_same(&a->action, &b->action) &&
		extent_lists_same(&b->action, &a->action) &&
		extent_lists_same(&a->resource, &b->resource) &&
		extent_lists_same(&b->resource, &a->resource);
}

bool not_resource_has_variable(const struct policy_statement *s)
{
	for (size_t i = 0; s->resource.except && i < s->resource.n; i++)
		if (s->resource.glob[i].variables)
			return true;
	return false;
}
