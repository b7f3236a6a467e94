/*
 * model.h - the instance types of workers, in the order they are tried: the next one is for
 * zones and quotas that do not offer the first.
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
