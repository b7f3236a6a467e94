/*
 * uses.h - what uses a resource, so that a removal does not take it away.
 */
#ifndef ACCREDIT_RESOURCE_USES_H
#define ACCREDIT_RESOURCE_USES_H

#include <stdbool.h>
#include <stddef.h>

struct resource;

struct resource_use {
	char *says; /* for people, "role NAME" */
	/*
	 * The resource that would be this use if it were wanted: its kind, its name ("":
	 * any), members that must be equal. NULL: says alone tells.
	 */
	struct resource *as;
	bool attached; /* it uses nothing: it is only attached there */
	bool taken; /* what is used is no longer the setup's by this */
};

/* All zero is none. */
struct resource_uses {
	struct resource_use *items;
	size_t count;
};

/* Adds one; says is copied, as is taken. Borrowed, until the next is added. */
struct resource_use *uses_add(struct resource_uses *all, const char *says,
			      struct resource *as);
void uses_free(struct resource_uses *all); /* leaves none */

#endif
