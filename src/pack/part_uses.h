/* part_uses.h - which parts of a template use what others create. Pure. */
#ifndef ACCREDIT_PART_USES_H
#define ACCREDIT_PART_USES_H

#include <stdbool.h>

#include "base/buf.h"

struct answers;
struct pack;

/*
 * Appends the parts that create what resources of this part need, "engine, bucket". Where
 * missing is set, only those that are not among the answers' PARTS: what they create must
 * exist then. Nothing: it needs none.
 */
void part_uses(const struct pack *p, const char *part, const struct answers *a, bool missing,
	       struct buf *out);

#endif
