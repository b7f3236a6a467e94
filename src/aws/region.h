/*
 * region.h - the regions known when this was built. A list can only help: a
 * region that is not in it may be new, and is never refused for that.
 */
#ifndef ACCREDIT_REGION_H
#define ACCREDIT_REGION_H

#include <stdbool.h>

struct region {
	const char *name;
	const char *where;	/* "Ireland" */
	bool opt_in;		/* an account must enable it first */
};

const struct region *region_find(const char *name);	/* NULL: not in the list */

/*
 * The region that was probably meant: letters of another case, missing or other
 * signs between, a zone's letter at the end, a missing number, a place's name, two
 * letters wrong. NULL: nothing is near, or more than one. Never for an exact name.
 */
const struct region *region_near(const char *text);

#endif
