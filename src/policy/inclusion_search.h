/* inclusion_search.h - one search of inclusion.c: its patterns, laid out by patterns.c. */
#ifndef ACCREDIT_INCLUSION_SEARCH_H
#define ACCREDIT_INCLUSION_SEARCH_H

#include "policy/policy_internal.h"

#define END 0x10ffffffu		/* behind a pattern's last token */
#define OTHER 0x10fffffeu	/* a character that no pattern names */
#define BORDER 0x10fffffdu	/* between action and resource */
#define VARIABLES 0x1000000u	/* variables by name, over all patterns */

enum role { BOX, COVER, EXCEPT };

struct pattern {
	size_t from, to;	/* bits: first place, and the place behind its end */
	enum role role;
	bool second;		/* of the resource */
	size_t owner;		/* number of its box or area */
};

struct state {
	bool second;		/* past the border */
	size_t parent;
	uint32_t symbol;	/* that led here */
};

struct search {
	struct arena a;		/* goes with the search */
	const struct inclusion *q;
	uint32_t *tokens;	/* by bit */
	size_t bits, words, tokens_room;
	struct pattern *patterns;
	size_t patterns_count, patterns_room;
	const struct area **areas;	/* those that can matter */
	size_t areas_count;
	size_t *active;		/* an area's bit: its action fits */
	uint64_t *easier;	/* mask: bits that help to get out */
	const struct policy_variable **names;
	size_t names_count, names_room;
	uint32_t *alphabet;
	size_t alphabet_count;
	struct state *states;
	uint64_t *at;		/* words of each state */
	size_t n, room;
	long work;		/* left: states compared, words of states walked */
};

/* Fills in patterns, areas and alphabet. */
void search_lay_out(struct search *s);
/* The answer is yes at first sight: one area holds a box as a whole. */
bool search_is_trivial(const struct inclusion *q);
/* The request that led to state i, into the arena. */
void search_request(const struct search *s, struct arena *a, size_t i,
		    struct counterexample *w);

#endif
