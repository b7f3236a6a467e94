/*
 * extra.h - an extra in memory: something a role or user has beyond what is wanted, or
 * what takes away from it. extra_event writes it as its event.
 */
#ifndef ACCREDIT_EXTRA_H
#define ACCREDIT_EXTRA_H

#include <stdbool.h>
#include <stddef.h>

struct json;

struct extra {
	const char *of; /* ID of the role or user, borrowed; NULL: of no plan */
	char *kind;	/* see effect.h; NULL: no extra, but a text of what is undecided */
	char *name;	/* of the policy, its ARN, the group, the principal */
	struct json *members; /* the others that effect.h and extras.h name */
};

/* A list that owns its extras; all zero is an empty one. */
struct extras {
	struct extra **items;
	size_t count;
};

/* Adds one with no members, borrowed. The texts are copied. */
struct extra *extras_push(struct extras *all, const char *kind, const char *name);
/* Moves all of from to the end of all, as extras of this ID; from is empty then. */
void extras_move(struct extras *all, struct extras *from, const char *of);
void extras_free(struct extras *all); /* leaves an empty list */

/* A member as json.h reads it: "" or false where it has none. */
const char *extra_str(const struct extra *x, const char *member);
bool extra_true(const struct extra *x, const char *member);

/* {"event": "extra" or "undecided", "of", "kind", "name", and the members}; yours. */
struct json *extra_event(const struct extra *x);

#endif
