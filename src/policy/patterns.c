/*
 * patterns.c - the patterns of a search as bits, its alphabet, and the request that a path
 * of symbols spells.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "policy/inclusion_search.h"

const struct policy_glob glob_everything = {
	.text = "*", .at = (const uint32_t[]){ TOKEN_ANY }, .n = 1, .wild = true,
};
const struct policy_globs globs_everything = { .glob = &glob_everything, .n = 1 };

/* --- at first sight ------------------------------------------------------------------ */

static bool patterns_same_variable(const struct policy_variable *a,
				   const struct policy_variable *b)
{
	return !strcasecmp(a->name, b->name) && str_eq(a->otherwise, b->otherwise);
}

/* Whether a token of the inner pattern matches one of the outer that is not *. */
static bool patterns_token_within(const struct policy_glob *in, uint32_t t,
				  const struct policy_glob *out, uint32_t p)
{
	if (t >= TOKEN_VARIABLE)
		return p >= TOKEN_VARIABLE &&
			patterns_same_variable(&in->variables[t - TOKEN_VARIABLE],
					       &out->variables[p - TOKEN_VARIABLE]);
	return t != TOKEN_ANY && (p == t || p == TOKEN_ONE);
}

/*
 * Reads the inner pattern as a text of tokens; a variable that stands for any text needs a
 * *.
 */
static bool patterns_tokens_within(const struct policy_glob *in,
				   const struct policy_glob *out, bool widen)
{
	size_t p = 0, t = 0, star = SIZE_MAX, back = 0;

	while (t < in->n) {
		bool any = widen && in->at[t] >= TOKEN_VARIABLE;

		if (p < out->n && out->at[p] == TOKEN_ANY) {
			star = p++;
			back = t;
		} else if (p < out->n && !any &&
			   patterns_token_within(in, in->at[t], out, out->at[p])) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			t = ++back;
		} else {
			return false;
		}
	}
	while (p < out->n && out->at[p] == TOKEN_ANY)
		p++;
	return p == out->n;
}

static bool patterns_holds(const struct policy_globs *g, const struct policy_glob *box,
			   bool widen)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->except ? glob_meet(&g->glob[i], box) :
				patterns_tokens_within(box, &g->glob[i], widen))
			return !g->except;
	return g->except;
}

bool search_is_trivial(const struct inclusion *q)
{
	for (size_t i = 0; i < q->areas_count; i++)
		for (size_t k = 0; k < q->boxes_count; k++)
			if (patterns_holds(q->areas[i].action, q->boxes[k].action,
					   q->widen) &&
			    patterns_holds(q->areas[i].resource, q->boxes[k].resource,
					   q->widen))
				return true;
	return false;
}

/* --- the patterns, laid out ------------------------------------------------------- */

static void *patterns_grown(void *p, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return p;
	*room = *room ? 2 * *room : 32;
	return xrealloc(p, *room * size);
}

static uint32_t patterns_variable_symbol(struct search *s, const struct policy_variable *v)
{
	for (size_t i = 0; i < s->names_count; i++)
		if (patterns_same_variable(s->names[i], v))
			return VARIABLES + (uint32_t)i;
	s->names = patterns_grown(s->names, s->names_count, &s->names_room,
				  sizeof(*s->names));
	s->names[s->names_count] = v;
	return VARIABLES + (uint32_t)s->names_count++;
}

static void patterns_push_token(struct search *s, uint32_t token)
{
	s->tokens = patterns_grown(s->tokens, s->bits, &s->tokens_room, sizeof(*s->tokens));
	s->tokens[s->bits++] = token;
}

static void patterns_push_pattern(struct search *s, const struct policy_glob *g,
				  enum role role, bool second, size_t owner)
{
	struct pattern p = { .from = s->bits, .role = role, .second = second, .owner = owner };
	bool any = role == EXCEPT || (role == BOX && s->q->widen);

	for (size_t i = 0; i < g->n; i++) {
		uint32_t token = g->at[i];

		if (token >= TOKEN_VARIABLE)
			token = any ? TOKEN_ANY :
				      patterns_variable_symbol(
					      s, &g->variables[token - TOKEN_VARIABLE]);
		patterns_push_token(s, token);
	}
	p.to = s->bits;
	patterns_push_token(s, END);
	s->patterns = patterns_grown(s->patterns, s->patterns_count, &s->patterns_room,
				     sizeof(*s->patterns));
	s->patterns[s->patterns_count++] = p;
}

bool glob_apart(const struct policy_glob *a, const struct policy_glob *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++) {
		if (a->at[i] >= TOKEN_ANY || b->at[i] >= TOKEN_ANY)
			return false;
		if (a->at[i] != b->at[i])
			return true;
	}
	return a->n != b->n && !a->wild && !b->wild && !a->variables && !b->variables;
}

/* Whether the area may overlap with every box. */
static bool patterns_near(const struct search *s, const struct policy_glob *g, bool second)
{
	for (size_t i = 0; i < s->q->boxes_count; i++)
		if (glob_apart(g, second ? s->q->boxes[i].resource : s->q->boxes[i].action))
			return false;
	return true;
}

static bool patterns_some_near(const struct search *s, const struct policy_globs *g,
			       bool second)
{
	for (size_t i = 0; i < g->n; i++)
		if (patterns_near(s, &g->glob[i], second))
			return true;
	return g->except;
}

static void patterns_lay_globs(struct search *s, const struct policy_globs *g, bool second,
			       size_t owner)
{
	for (size_t i = 0; i < g->n; i++)
		if (patterns_near(s, &g->glob[i], second))
			patterns_push_pattern(s, &g->glob[i], g->except ? EXCEPT : COVER,
					      second, owner);
}

static int patterns_by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

void search_lay_out(struct search *s)
{
	const struct inclusion *q = s->q;
	size_t n = 1, kept = 1;
	uint32_t *all;

	s->active = arena_zero(&s->a, (q->areas_count + 1) * sizeof(*s->active));
	s->areas = arena_zero(&s->a, (q->areas_count + 1) * sizeof(*s->areas));
	for (size_t i = 0; i < q->boxes_count; i++) {
		patterns_push_pattern(s, q->boxes[i].action, BOX, false, i);
		patterns_push_pattern(s, q->boxes[i].resource, BOX, true, i);
	}
	for (size_t i = 0; i < q->areas_count; i++) {
		const struct area *area = &q->areas[i];
		size_t nth = s->areas_count;

		if (!patterns_some_near(s, area->action, false) ||
		    !patterns_some_near(s, area->resource, true))
			continue;
		s->areas[s->areas_count++] = area;
		patterns_lay_globs(s, area->action, false, nth);
		patterns_lay_globs(s, area->resource, true, nth);
		s->active[nth] = s->bits;
		patterns_push_token(s, END);
	}
	s->words = (s->bits + 63) / 64;
	/* OTHER comes first: its states dominate most others */
	all = arena_zero(&s->a, (s->bits + 1) * sizeof(*all));
	for (size_t i = 0; i < s->bits; i++)
		if (s->tokens[i] < TOKEN_ANY || (s->tokens[i] >= VARIABLES &&
						 s->tokens[i] < VARIABLES + s->names_count))
			all[n++] = s->tokens[i];
	all[0] = OTHER;
	qsort(all + 1, n - 1, sizeof(*all), patterns_by_number);
	for (size_t i = 1; i < n; i++)
		if (i == 1 || all[i] != all[i - 1])
			all[kept++] = all[i];
	s->alphabet = all;
	s->alphabet_count = kept;
}

/* --- the request found -------------------------------------------------------------------- */

/* A character that no pattern names: lowercase letters and digits first. */
static uint32_t patterns_other_code(const struct search *s)
{
	static const char first[] = "xyzwvutsrqponmlkjihgfedcba0123456789_";
	uint32_t c = 0x100;

	for (const char *f = first; *f; f++)
		if (!bsearch(&(uint32_t){ (uint32_t)*f }, s->alphabet + 1,
			     s->alphabet_count - 1, sizeof(*s->alphabet),
			     patterns_by_number))
			return (uint32_t)*f;
	while (bsearch(&c, s->alphabet + 1, s->alphabet_count - 1, sizeof(c),
		       patterns_by_number))
		c++;
	return c;
}

static void patterns_put_symbol(struct buf *b, uint32_t symbol, uint32_t other)
{
	if (symbol == OTHER) {
		glob_add_utf8(b, other);
	} else if (symbol >= VARIABLES) {	/* a different value for each variable */
		for (uint32_t i = 0; i < symbol - VARIABLES + 2; i++)
			glob_add_utf8(b, other);
	} else {
		glob_add_utf8(b, symbol);
	}
}

void search_request(const struct search *s, struct arena *a, size_t i,
		    struct counterexample *w)
{
	uint32_t *symbols = arena_zero(a, (s->n + 1) * sizeof(*symbols));
	uint32_t other = patterns_other_code(s);
	struct buf action = BUF(BUF_TEXT), resource = BUF(BUF_TEXT), *b = &action;
	size_t n = 0;

	for (; s->states[i].parent != SIZE_MAX; i = s->states[i].parent)
		symbols[n++] = s->states[i].symbol;
	while (n--) {
		if (symbols[n] == BORDER)
			b = &resource;
		else
			patterns_put_symbol(b, symbols[n], other);
	}
	w->action = arena_str(a, action.s);
	w->resource = arena_str(a, resource.s);
	w->n = s->names_count;
	w->variables = arena_zero(a, (w->n + 1) * sizeof(*w->variables));
	w->values = arena_zero(a, (w->n + 1) * sizeof(*w->values));
	for (size_t v = 0; v < w->n; v++) {
		buf_reset(&action);
		patterns_put_symbol(&action, VARIABLES + (uint32_t)v, other);
		w->values[v] = arena_str(a, action.s);
		w->variables[v] = arena_str(a, s->names[v]->name);
	}
	buf_reset(&action);
	glob_add_utf8(&action, other);
	w->other = arena_str(a, action.s);
	buf_free(&action);
	buf_free(&resource);
}
