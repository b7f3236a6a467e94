/* reach.c - what a set allows of all requests that match two patterns; see iam_policy.h. */
#include "config.h"

#include <stdlib.h>

#include "policy/policy_internal.h"

struct reaching {
	struct arena *a;
	struct arena scratch;
	const struct policy_set *set;
	struct box asked;
	long work;
};

static bool reach_meets(const struct policy_globs *g, const struct policy_glob *asked)
{
	for (size_t i = 0; i < g->n && !g->except; i++)
		if (glob_meet(&g->glob[i], asked))
			return true;
	return g->except;
}

static bool reach_touches(const struct reaching *r, const struct policy_statement *s)
{
	return reach_meets(&s->action, r->asked.action) &&
		reach_meets(&s->resource, r->asked.resource);
}

static const struct policy_globs *reach_listed(struct reaching *r,
					       const struct policy_globs *g)
{
	struct policy_globs *copy = arena_zero(&r->scratch, sizeof(*copy));

	*copy = *g;
	copy->except = false;
	return copy;
}

/*
 * The areas that are excluded: by the statement's Not elements, and by Deny without
 * conditions.
 */
static size_t reach_taken(struct reaching *r, const struct policy_statement *s, bool denies,
			  struct area *out)
{
	size_t n = 0;

	if (s->action.except)
		out[n++] = (struct area){ reach_listed(r, &s->action), &globs_everything };
	if (s->resource.except)
		out[n++] = (struct area){ &globs_everything,
					  reach_listed(r, &s->resource) };
	for (size_t i = 0; denies && i < r->set->n; i++) {
		const struct policy_statement *d = &r->set->statements[i];

		if (d->deny && !d->condition_count && !d->principal.given &&
		    reach_touches(r, d) && !not_resource_has_variable(d))
			out[n++] = (struct area){ &d->action, &d->resource };
	}
	return n;
}

static const struct policy_glob *reach_nth(const struct policy_globs *g, size_t i)
{
	return g->except ? &glob_everything : &g->glob[i];
}

/*
 * Whether a requested action and resource is in the statement and not excluded. *other: set
 * where it is named without a variable.
 */
static bool reach_remains(struct reaching *r, const struct policy_statement *s, bool denies,
			  bool *other)
{
	bool some = false;
	struct area *areas = arena_zero(&r->scratch, (r->set->n + 2) * sizeof(*areas));
	size_t n = reach_taken(r, s, denies, areas);

	for (size_t i = 0; i < (s->action.except ? 1 : s->action.n); i++)
		for (size_t k = 0; k < (s->resource.except ? 1 : s->resource.n); k++) {
			struct box boxes[2] = { r->asked,
						{ reach_nth(&s->action, i),
						  reach_nth(&s->resource, k) } };
			struct inclusion q = { boxes, 2, areas, n, true, &r->work };

			if (!glob_meet(boxes[1].action, r->asked.action) ||
			    !glob_meet(boxes[1].resource, r->asked.resource))
				continue;
			if (n && inclusion(NULL, &q, NULL) == POLICY_YES)
				continue;
			some = true;
			*other |= !boxes[1].resource->variables;
			if (*other)
				return true;
		}
	return some;
}

/* Whether every request is allowed in every context: no Deny overlaps. */
static bool reach_all_allowed(struct reaching *r)
{
	struct area *areas = arena_zero(&r->scratch, (r->set->n + 1) * sizeof(*areas));
	struct inclusion q = { &r->asked, 1, areas, 0, false, &r->work };

	for (size_t i = 0; i < r->set->n; i++) {
		const struct policy_statement *s = &r->set->statements[i];

		bool other = false;

		if (s->deny && reach_touches(r, s) && reach_remains(r, s, false, &other))
			return false;
		if (!s->deny && !s->condition_count && !s->principal.given &&
		    reach_touches(r, s) && !not_resource_has_variable(s))
			areas[q.areas_count++] = (struct area){ &s->action, &s->resource };
	}
	return q.areas_count && inclusion(NULL, &q, NULL) == POLICY_YES;
}

struct policy_reach policy_reach(struct arena *a, const struct policy_set *set,
				 const char *action, const char *resource)
{
	struct policy_reach out = { .some = false };
	struct policy_glob globs[2];
	struct reaching r = { .a = a,
			      .set = set,
			      .work = 4 * INCLUSION_WORK,
			      .asked = { &globs[0], &globs[1] } };

	glob_read(&r.scratch, &globs[0], action, GLOB_WILD | GLOB_FOLD);
	glob_read(&r.scratch, &globs[1], resource, GLOB_WILD);
	out.statements = arena_zero(a, (set->n + 1) * sizeof(*out.statements));
	for (size_t i = 0; i < set->n; i++) {
		const struct policy_statement *s = &set->statements[i];
		bool other = false;

		if (s->deny || !reach_touches(&r, s))
			continue;
		if (!reach_remains(&r, s, true, &other)) {
			out.denied |= reach_remains(&r, s, false, &other);
			continue;
		}
		out.own = (out.own || !out.n) && !other;
		out.conditional = (out.conditional || !out.n) && s->condition_count;
		out.statements[out.n++] = s;
	}
	out.some = out.n > 0;
	out.denied = out.denied && !out.some;
	out.all = out.some && !out.conditional && reach_all_allowed(&r);
	arena_free(&r.scratch);
	return out;
}
