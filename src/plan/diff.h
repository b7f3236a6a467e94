/*
 * diff.h - what is wanted against what was found, by meaning.
 */
#ifndef ACCREDIT_DIFF_H
#define ACCREDIT_DIFF_H

#include <stdbool.h>

struct json;
struct resource;
struct resource_kind;

/*
 * A list (yours) of {"path","found","wanted"}; empty: no difference. found NULL:
 * nothing is there, and every member is new. ours false: what is found beyond
 * what is wanted is left alone, and our tag is not asked for.
 */
struct json *diff_resource(const struct kind *kind, const struct resource *wanted,
			   const struct resource *found, bool ours);

/* Appends the rows of the tags that are missing or otherwise; none where they were not read. */
void diff_tags(struct json *list, const struct resource *wanted,
	       const struct resource *found);

/* Whether the resource's tag says that it belongs to this setup. */
bool diff_is_tagged(const struct resource *found, const char *setup);

#endif
