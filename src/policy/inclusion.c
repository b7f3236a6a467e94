/*
 * inclusion.c - whether a set of requests is within others, exactly.
 *
 * A request is read as one text: the action, a border that no wildcard matches, the
 * resource. All patterns advance through it together; each possible position in a pattern
 * is one bit. The search for a request that is in all boxes and in no area tries every
 * character that a pattern has, and one that none has.
 *
 * A state dominates another if every text that leaves the areas from the other leaves them
 * from it: it has more bits of boxes and excluded lists, and fewer of areas. Only states
 * that are not dominated are followed ("antichains"), up to a limit of work; beyond it the
 * answer is "cannot tell".
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/inclusion_search.h"

static bool inclusion_has(const uint64_t *at, size_t bit)
{
	return at[bit / 64] >> (bit % 64) & 1;
}

static void inclusion_set(uint64_t *at, size_t bit)
{
	at[bit / 64] |= (uint64_t)1 << (bit % 64);
}

/* Sets the bit of a position and of those behind a *, which may match nothing. */
static void inclusion_enter(const struct search *s, uint64_t *at, size_t bit)
{
	inclusion_set(at, bit);
	while (s->tokens[bit] == TOKEN_ANY)
		inclusion_set(at, ++bit);
}

/* --- steps -------------------------------------------------------------------------- */

static void inclusion_step(struct search *s, const uint64_t *from, uint32_t symbol,
			   uint64_t *to)
{
	bool character = symbol < VARIABLES || symbol == OTHER;

	memset(to, 0, s->words * sizeof(*to));
	s->work -= (long)s->words;
	for (size_t w = 0; w < s->words; w++)
		for (uint64_t left = from[w]; left; left &= left - 1) {
			size_t bit = w * 64 + (size_t)__builtin_ctzll(left);
			uint32_t token = s->tokens[bit];

			if (token == TOKEN_ANY)
				inclusion_enter(s, to, bit);
			else if (token == symbol || (token == TOKEN_ONE && character))
				inclusion_enter(s, to, bit + 1);
		}
	for (size_t i = 0; i < s->areas_count; i++)	/* stays set */
		if (inclusion_has(from, s->active[i]))
			inclusion_set(to, s->active[i]);
}

/* Whether a pattern of an owner, with this role and half, has matched completely. */
static bool inclusion_ended(const struct search *s, const uint64_t *at, enum role role,
			    bool second, size_t owner)
{
	for (size_t i = 0; i < s->patterns_count; i++) {
		const struct pattern *p = &s->patterns[i];

		if (p->role == role && p->second == second && p->owner == owner &&
		    inclusion_has(at, p->to))
			return true;
	}
	return false;
}

static bool inclusion_boxes_end(const struct search *s, const uint64_t *at, bool second)
{
	for (size_t i = 0; i < s->q->boxes_count; i++)
		if (!inclusion_ended(s, at, BOX, second, i))
			return false;
	return true;
}

/*
 * Crosses from the action to the resource; false: the actions of the boxes do not end here.
 */
static bool inclusion_cross(const struct search *s, const uint64_t *from, uint64_t *to)
{
	memset(to, 0, s->words * sizeof(*to));
	if (!inclusion_boxes_end(s, from, false))
		return false;
	for (size_t i = 0; i < s->areas_count; i++)
		if (s->areas[i]->action->except ?
			    !inclusion_ended(s, from, EXCEPT, false, i) :
			    inclusion_ended(s, from, COVER, false, i))
			inclusion_set(to, s->active[i]);
	for (size_t i = 0; i < s->patterns_count; i++) {
		const struct pattern *p = &s->patterns[i];

		if (p->second &&
		    (p->role != COVER || inclusion_has(to, s->active[p->owner])))
			inclusion_enter(s, to, p->from);
	}
	return true;
}

/* Whether a request that ends here is in no area. */
static bool inclusion_outside(const struct search *s, const uint64_t *at)
{
	for (size_t i = 0; i < s->areas_count; i++) {
		if (!inclusion_has(at, s->active[i]))
			continue;
		if (s->areas[i]->resource->except ?
			    !inclusion_ended(s, at, EXCEPT, true, i) :
			    inclusion_ended(s, at, COVER, true, i))
			return false;
	}
	return true;
}

/* Whether every box can still match. */
static bool inclusion_boxes_live(const struct search *s, const uint64_t *at, bool second)
{
	for (size_t i = 0; i < s->patterns_count; i++) {
		const struct pattern *p = &s->patterns[i];
		bool live = false;

		if (p->role != BOX || p->second != second)
			continue;
		for (size_t bit = p->from; bit <= p->to && !live; bit++)
			live = inclusion_has(at, bit);
		if (!live)
			return false;
	}
	return true;
}

/* --- the search ------------------------------------------------------------------------ */

static bool inclusion_dominated(struct search *s, const uint64_t *at, bool second)
{
	s->work -= (long)s->n;
	for (size_t i = 0; i < s->n; i++) {
		const uint64_t *old = s->at + i * s->words;
		bool is = s->states[i].second == second;

		for (size_t w = 0; w < s->words && is; w++) {
			uint64_t e = s->easier[w];

			is = !(at[w] & e & ~old[w]) && !(old[w] & ~e & ~at[w]);
		}
		if (is)
			return true;
	}
	return false;
}

static void inclusion_add(struct search *s, const uint64_t *at, bool second, size_t parent,
			  uint32_t symbol)
{
	if (!inclusion_boxes_live(s, at, second))
		return;
	/* not where every continuation is in an area: a pattern of it has reached a final * */
	for (size_t i = 0; second && i < s->patterns_count; i++) {
		const struct pattern *p = &s->patterns[i];

		if (p->second && p->role == COVER && p->to > p->from &&
		    inclusion_has(at, p->to) && s->tokens[p->to - 1] == TOKEN_ANY)
			return;
	}
	if (inclusion_dominated(s, at, second))
		return;
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->states = xrealloc(s->states, s->room * sizeof(*s->states));
		s->at = xrealloc(s->at, s->room * s->words * sizeof(*s->at));
	}
	memcpy(s->at + s->n * s->words, at, s->words * sizeof(*at));
	s->states[s->n++] = (struct state){ second, parent, symbol };
}

/* The number of a state that ends outside all areas; SIZE_MAX: there is none, or *cut. */
static size_t inclusion_search(struct search *s, bool *cut)
{
	uint64_t *from = arena_zero(&s->a, s->words * sizeof(*from));
	uint64_t *to = arena_zero(&s->a, s->words * sizeof(*to));
	bool second;

	memset(to, 0, s->words * sizeof(*to));
	for (size_t i = 0; i < s->patterns_count; i++)
		if (!s->patterns[i].second)
			inclusion_enter(s, to, s->patterns[i].from);
	inclusion_add(s, to, false, SIZE_MAX, BORDER);
	for (size_t i = 0; i < s->n; i++) {
		const uint64_t *at = s->at + i * s->words;

		if (s->states[i].second && inclusion_boxes_end(s, at, true) &&
		    inclusion_outside(s, at))
			return i;
		if (s->work < 0) {
			*cut = true;
			return SIZE_MAX;
		}
		second = s->states[i].second;
		memcpy(from, s->at + i * s->words, s->words * sizeof(*from));
		if (!second && inclusion_cross(s, from, to))
			inclusion_add(s, to, true, i, BORDER);
		for (size_t k = 0; k < s->alphabet_count; k++) {
			inclusion_step(s, from, s->alphabet[k], to);
			inclusion_add(s, to, second, i, s->alphabet[k]);
		}
	}
	return SIZE_MAX;
}

enum policy_truth inclusion(struct arena *a, const struct inclusion *q,
			    struct counterexample *w)
{
	long work = q->work && *q->work < INCLUSION_WORK ? *q->work : INCLUSION_WORK;
	struct search s = { .q = q, .work = work };
	bool cut = false;
	size_t found;

	if (search_is_trivial(q))
		return POLICY_YES;
	search_lay_out(&s);
	s.easier = arena_zero(&s.a, s.words * sizeof(*s.easier));
	for (size_t i = 0; i < s.patterns_count; i++)
		for (size_t bit = s.patterns[i].from;
		     s.patterns[i].role != COVER && bit <= s.patterns[i].to; bit++)
			inclusion_set(s.easier, bit);
	found = inclusion_search(&s, &cut);
	if (q->work)
		*q->work -= work - s.work;
	if (found != SIZE_MAX && w)
		search_request(&s, a, found, w);
	free(s.tokens);
	free(s.patterns);
	free(s.names);
	free(s.states);
	free(s.at);
	arena_free(&s.a);
	return found != SIZE_MAX ? POLICY_NO : cut ? POLICY_CANNOT_TELL : POLICY_YES;
}

bool glob_within(const struct policy_glob *in, const struct policy_glob *out)
{
	static const uint32_t end = 0;
	static const struct policy_glob none = { .text = "", .at = &end };
	struct policy_globs action = { .glob = &none, .n = 1 };
	struct policy_globs resource = { .glob = out, .n = 1 };
	struct box box = { &none, in };
	struct area area = { &action, &resource };
	long work = INCLUSION_WORK / 100;	/* less than the limit: conditions compare many patterns */
	struct inclusion q = { .boxes = &box, .boxes_count = 1, .areas = &area,
			       .areas_count = 1, .work = &work };

	if (!in->wild && !in->variables && !out->variables)
		return glob_fits(out->at, out->n, in->at, in->n);
	return inclusion(NULL, &q, NULL) == POLICY_YES;
}
