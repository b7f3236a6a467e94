/* statement_item.h - the parts of a statement in words, for statement_table.h. */
#ifndef ACCREDIT_STATEMENT_ITEM_H
#define ACCREDIT_STATEMENT_ITEM_H

#include "policy/policy_internal.h"
#include "policy/statement_table.h"

/* One principal, action, resource or condition. All texts are in the arena, and clean. */
struct statement_item {
	enum statement_part part;
	bool except;		/* of NotPrincipal, NotAction, NotResource */
	bool wild;		/* a pattern of actions, or everything */
	const char *head;	/* the service of an action, or "" */
	const char *words;
	const char *key;	/* the same for two items that mean the same */
};

struct statement_items {
	const struct policy_statement *s;
	struct statement_item *item;
	size_t n;
};

/* In the order of the statement, each once. Texts are in the arena. */
struct statement_items statement_items_of(struct arena *a, const struct policy_statement *s);

/* The item of list with the key of this one; NULL: none. */
const struct statement_item *statement_item_in(const struct statement_items *list,
					       const struct statement_item *item);

/* A clean copy on one line. */
const char *statement_item_clean(struct arena *a, const char *text);

#endif
