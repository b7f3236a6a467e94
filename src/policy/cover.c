/*
 * cover.c - whether some documents allow everything that others allow.
 *
 * Each Allow statement of want is split into boxes (one action, one resource). A box is
 * covered when it is within the statements of have whose condition is proved to be no
 * narrower (for each of its values, where it has several) and whose principals include its
 * own. What Deny statements of want exclude for certain need not be covered, and no Deny of
 * have may overlap with the rest. "Yes" is proved that way, "no" is shown by a request
 * (counterexample.c); anything else cannot be told.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "policy/cover.h"

const char *const policy_truth_names[] = { "no", "yes", "unknown" };

#define CONTEXTS 8000	/* the most contexts that are tried, for all boxes together */
#define WORK (20 * INCLUSION_WORK)
#define SPLITS 64	/* the most values of a condition that are checked one by one */

struct areas {
	struct area *at;
	size_t n, room;
};

struct covering {
	struct arena a;
	const struct policy_set *have, *want;
	struct policy_cover *out;
	bool *same;		/* statements of have with the same actions and resources as the one of want */
	bool no, open;		/* a box is not covered; a box could not be decided */
	long work;		/* the rest of inclusion.c's limit */
	int left;		/* contexts that may still be tried */
};

/* A box of a statement of want; its principals may be one of the statement's. */
struct wanted {
	const struct policy_statement *s;
	struct box box;
};

static void cover_add_area(struct areas *all, const struct policy_globs *action,
			   const struct policy_globs *resource)
{
	if (all->n == all->room) {
		all->room = all->room ? 2 * all->room : 16;
		all->at = xrealloc(all->at, all->room * sizeof(*all->at));
	}
	all->at[all->n++] = (struct area){ action, resource };
}

static const struct policy_globs *cover_listed(struct covering *c,
					       const struct policy_globs *g)
{
	struct policy_globs *copy = arena_zero(&c->a, sizeof(*copy));

	*copy = *g;
	copy->except = false;
	return copy;
}

/* Adds what NotAction and NotResource of a statement exclude. */
static void cover_add_left_out(struct covering *c, struct areas *all,
			       const struct policy_statement *s)
{
	if (s->action.except)
		cover_add_area(all, cover_listed(c, &s->action), &globs_everything);
	if (s->resource.except)
		cover_add_area(all, &globs_everything, cover_listed(c, &s->resource));
}

/* Adds the Deny statements of want that apply whenever w (and d, where given) does. */
static void cover_add_given_up(struct covering *c, struct areas *all,
			       const struct wanted *w, const struct policy_statement *d,
			       bool excepts)
{
	for (size_t i = 0; i < c->want->n; i++) {
		const struct policy_statement *v = &c->want->statements[i];

		if (!v->deny || !principal_within(&w->s->principal, &v->principal) ||
		    !conditions_imply(w->s, d, v))
			continue;
		if (d && statements_same_scope(d, v))
			cover_add_area(all, &globs_everything, &globs_everything);
		else if ((excepts || (!v->action.except && !v->resource.except)) &&
			 !not_resource_has_variable(v))
			cover_add_area(all, &v->action, &v->resource);
	}
}

static enum policy_truth cover_ask(struct covering *c, const struct box *boxes, size_t n,
				   const struct areas *areas, bool widen,
				   struct counterexample *found)
{
	struct inclusion q = { boxes, n, areas->at, areas->n, widen, &c->work };

	return inclusion(&c->a, &q, found);
}

static enum policy_truth cover_is_within(struct covering *c, const struct wanted *w,
					 bool proved, bool excepts, bool widen,
					 struct counterexample *found)
{
	struct areas areas = { NULL, 0, 0 };
	enum policy_truth yes;

	cover_add_left_out(c, &areas, w->s);
	cover_add_given_up(c, &areas, w, NULL, excepts);
	/*
	 * the Allow statements of have; proved: only those whose condition w implies;
	 * excepts: also those with NotAction and NotResource
	 */
	for (size_t i = 0; i < c->have->n; i++) {
		const struct policy_statement *h = &c->have->statements[i];

		if (h->deny || !principal_within(&w->s->principal, &h->principal) ||
		    (proved && !conditions_imply(w->s, NULL, h)))
			continue;
		if (c->same[i])
			cover_add_area(&areas, &globs_everything, &globs_everything);
		else if ((excepts || (!h->action.except && !h->resource.except)) &&
			 !not_resource_has_variable(h))
			cover_add_area(&areas, &h->action, &h->resource);
	}
	yes = cover_ask(c, &w->box, 1, &areas, widen, found);
	free(areas.at);
	return yes;
}

/*
 * Whether the box is within the Allow statements of have. A variable counts as itself first
 * (then it may be in any excluded list), and then as any text.
 */
static enum policy_truth cover_is_allowed(struct covering *c, const struct wanted *w,
					  bool proved, struct counterexample *found)
{
	bool variables = w->box.action->variables || w->box.resource->variables;
	enum policy_truth yes = cover_is_within(c, w, proved, !variables, false, found);
	struct counterexample other;

	if (!variables || yes == POLICY_YES)
		return yes;
	return cover_is_within(c, w, proved, true, true, &other) == POLICY_YES ?
		POLICY_YES :
		yes;
}

/* --- what is missing ----------------------------------------------------------------- */

static bool cover_show(struct covering *c, const struct wanted *w,
		       const struct counterexample *found, const char *action,
		       const char *resource)
{
	struct json *example = counterexample_find(c->have, c->want, w->s, found, &c->left);

	if (!example)
		return false;
	if (uncovered_add(c->out->missing, w->s, action, resource))
		json_push(c->out->examples, example);
	else
		json_free(example);
	c->no = true;
	return true;
}

static void cover_cannot_tell(struct covering *c, const struct wanted *w)
{
	struct json *place = policy_statement_reference(w->s);

	c->open = true;
	json_each(said, c->out->undecided)
		if (json_equal(said, place)) {
			json_free(place);
			return;
		}
	json_push(c->out->undecided, place);
}

static const char *cover_text_of(const struct policy_globs *g,
				 const struct policy_glob *one)
{
	return g->except ? NULL : one->text;
}

/* --- Deny of have ----------------------------------------------------------------------- */

/* The narrower of two patterns, as text; NULL: the statement's own list. */
static const char *cover_narrower(const struct policy_globs *g,
				  const struct policy_glob *own,
				  const struct policy_globs *deny,
				  const struct policy_glob *other)
{
	if (deny->except)
		return cover_text_of(g, own);
	return g->except || glob_within(other, own) ? other->text : own->text;
}

static void cover_deny_box(struct covering *c, const struct wanted *w,
			   const struct policy_statement *d, const struct box *box)
{
	struct box boxes[2] = { w->box, *box };
	struct areas areas = { NULL, 0, 0 };
	struct counterexample found;
	enum policy_truth apart;

	if (!glob_meet(w->box.action, box->action) || !glob_meet(w->box.resource, box->resource))
		return;
	cover_add_left_out(c, &areas, w->s);
	cover_add_left_out(c, &areas, d);
	cover_add_given_up(c, &areas, w, d, true);
	apart = cover_ask(c, boxes, 2, &areas, true, &found);
	free(areas.at);
	if (apart == POLICY_YES)
		return;
	if (apart == POLICY_CANNOT_TELL ||
	    !cover_show(c, w, &found,
			cover_narrower(&w->s->action, w->box.action, &d->action,
				       box->action),
			cover_narrower(&w->s->resource, w->box.resource, &d->resource,
				       box->resource)))
		cover_cannot_tell(c, w);
}

/* --- boxes of a statement ------------------------------------------------------------------ */

/* Called for each box. */
typedef void box_work(struct covering *c, const struct wanted *w,
		      const struct policy_statement *d, const struct box *box);

static void cover_each_box(struct covering *c, const struct wanted *w,
			   const struct policy_statement *s, box_work *work)
{
	size_t n = s->action.except ? 1 : s->action.n, m = s->resource.except ? 1 : s->resource.n;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++) {
			struct box box = {
				s->action.except ? &glob_everything : &s->action.glob[i],
				s->resource.except ? &glob_everything : &s->resource.glob[k],
			};

			work(c, w, s, &box);
		}
}

/* A condition with several values of which one is enough; NULL: there is none. */
static const struct policy_condition *cover_splits(const struct policy_statement *s)
{
	size_t all = 1;

	for (size_t i = 0; i < s->condition_count && all <= SPLITS; i++)
		all *= s->conditions[i].n ? s->conditions[i].n : 1;
	for (size_t i = 0; i < s->condition_count && all <= SPLITS; i++)
		if (s->conditions[i].n > 1 &&
		    s->conditions[i].of != POLICY_FOR_ALL_VALUES &&
		    !s->conditions[i].op->negated && s->conditions[i].op->family != OF_NULL)
			return &s->conditions[i];
	return NULL;
}

/* A copy of the statement with one value of that condition. */
static const struct policy_statement *cover_with_value(struct covering *c,
						       const struct policy_statement *s,
						       const struct policy_condition *line,
						       size_t value)
{
	struct policy_statement *one = arena_zero(&c->a, sizeof(*one));
	struct policy_condition *tests = arena_zero(&c->a,
						    s->condition_count * sizeof(*tests));

	memcpy(tests, s->conditions, s->condition_count * sizeof(*tests));
	tests[line - s->conditions].values += value;
	tests[line - s->conditions].n = 1;
	*one = *s;
	one->conditions = tests;
	return one;
}

static void cover_judge_box(struct covering *c, const struct wanted *statement,
			    const struct policy_statement *s, const struct box *box)
{
	struct wanted w = { s, *box };
	struct counterexample found;
	enum policy_truth yes = cover_is_allowed(c, &w, true, &found);
	const struct policy_condition *line = yes == POLICY_YES ? NULL : cover_splits(s);

	for (size_t i = 0; line && i < line->n; i++)
		cover_judge_box(c, statement, cover_with_value(c, s, line, i), box);
	if (line)
		return;
	if (yes != POLICY_YES) {
		const char *action = cover_text_of(&s->action, box->action);
		const char *resource = cover_text_of(&s->resource, box->resource);
		struct counterexample any;

		/*
		 * First tries a request that no statement of have includes, then one whose
		 * condition fails.
		 */
		if (yes == POLICY_NO && cover_is_allowed(c, &w, false, &any) == POLICY_NO &&
		    cover_show(c, &w, &any, action, resource))
			return;
		if (yes != POLICY_NO || !cover_show(c, &w, &found, action, resource))
			cover_cannot_tell(c, &w);
		return;
	}
	for (size_t i = 0; i < c->have->n; i++) {
		const struct policy_statement *d = &c->have->statements[i];

		if (d->deny && !conditions_exclude(s, d))
			cover_each_box(c, &w, d, cover_deny_box);
	}
}

/* Checks one principal at a time: each may be allowed by another statement. */
static void cover_judge_statement(struct covering *c, const struct policy_statement *s)
{
	const struct policy_principals *p = &s->principal;
	struct wanted w = { s, { NULL, NULL } };

	for (size_t i = 0; i < c->have->n; i++)
		c->same[i] = statements_same_scope(s, &c->have->statements[i]);
	if (!p->given || p->except || p->everyone || p->n < 2) {
		cover_each_box(c, &w, s, cover_judge_box);
		return;
	}
	for (size_t i = 0; i < p->n; i++) {
		struct policy_statement *one = arena_zero(&c->a, sizeof(*one));

		*one = *s;
		one->principal.name = &p->name[i];
		one->principal.n = 1;
		cover_each_box(c, &w, one, cover_judge_box);
	}
}

struct policy_cover policy_covers(const struct policy_set *have,
				  const struct policy_set *want)
{
	struct policy_cover out = { .missing = json_list_new(), .examples = json_list_new(),
				    .undecided = json_list_new() };
	struct covering c = { .have = have, .want = want, .out = &out, .left = CONTEXTS,
			      .work = WORK };

	c.same = arena_zero(&c.a, have->n + 1);
	for (size_t i = 0; i < want->n; i++)
		if (!want->statements[i].deny)
			cover_judge_statement(&c, &want->statements[i]);
	out.covered = c.no ? POLICY_NO : c.open ? POLICY_CANNOT_TELL : POLICY_YES;
	arena_free(&c.a);
	return out;
}

void policy_cover_free(struct policy_cover *c)
{
	json_free(c->missing);
	json_free(c->examples);
	json_free(c->undecided);
	*c = (struct policy_cover){ .covered = POLICY_CANNOT_TELL };
}
