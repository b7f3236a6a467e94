/*
 * region.h - the Regions known when this was built. They only help: a Region that is not in
 * the list may be new, and is never refused for that.
 */
#ifndef ACCREDIT_REGION_H
#define ACCREDIT_REGION_H

#include <stdbool.h>
#include <stddef.h>

struct region {
	const char *name;
	const char *where;	/* "Ireland" */
	bool opt_in;		/* accounts must enable it */
};

const struct region *region_find(const char *name);	/* NULL: not in the list */
const struct region *region_nth(size_t n);	/* NULL: there are no more */

/*
 * The Region that was probably meant by a wrong name: other case, missing or other
 * separators, the letter of an Availability Zone, a missing number, a city, two wrong
 * letters. NULL: none is near, or more than one. Never for an exact name.
 */
const struct region *region_near(const char *text);

#endif
