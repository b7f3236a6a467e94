/* inclusion_search.h - a search of inclusion.c; patterns.c prepares its patterns. */
#ifndef ACCREDIT_INCLUSION_SEARCH_H
#define ACCREDIT_INCLUSION_SEARCH_H

#include "policy/policy_internal.h"

#define END 0x10ffffffu		/* after a pattern's last token */
#define OTHER 0x10fffffeu	/* a character that no pattern has */
#define BORDER 0x10fffffdu	/* between action and resource */
#define VARIABLES 0x1000000u	/* variables by name, over all patterns */

enum role { BOX, COVER, EXCEPT };

struct pattern {
	size_t from, to;	/* bits: the first position, and the one after its end */
	enum role role;
	bool second;		/* of the resource */
	size_t owner;		/* the number of its box or area */
};

struct state {
	bool second;		/* past the border */
	size_t parent;
	uint32_t symbol;	/* that led to this state */
};

struct search {
	struct arena a;		/* freed with the search */
	const struct inclusion *q;
	uint32_t *tokens;	/* by bit */
	size_t bits, words, tokens_room;
	struct pattern *patterns;
	size_t patterns_count, patterns_room;
	const struct area **areas;	/* the areas that can overlap */
	size_t areas_count;
	size_t *active;		/* an area's bit: its action has matched */
	uint64_t *easier;	/* mask of the bits of boxes and excluded lists */
	const struct policy_variable **names;
	size_t names_count, names_room;
	uint32_t *alphabet;
	size_t alphabet_count;
	struct state *states;
	uint64_t *at;		/* words of each state */
	size_t n, room;
	long work;		/* the rest of the limit: states compared, words of states processed */
};

/* Prepares patterns, areas and alphabet. */
void search_lay_out(struct search *s);
/* Whether the answer is yes without a search: one area includes a whole box. */
bool search_is_trivial(const struct inclusion *q);
/* The request that leads to state i, in the arena. */
void search_request(const struct search *s, struct arena *a, size_t i,
		    struct counterexample *w);

#endif
