/*
 * model.h - the instance types that a worker may have. First row first: a zone or a
 * quota that does not have it takes the next.
 */
#ifndef ACCREDIT_PROBE_MODEL_H
#define ACCREDIT_PROBE_MODEL_H

#include <stddef.h>

struct model {
	const char *type, *arch;
};

extern const struct model models[];
extern const size_t models_count;

#endif
