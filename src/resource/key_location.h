/*
 * key_location.h - the place that a resource of kind credentials-profile,
 * credentials-csv or credentials-document is.
 */
#ifndef ACCREDIT_KEY_LOCATION_H
#define ACCREDIT_KEY_LOCATION_H

#include <stdbool.h>

#include "base/err.h"
#include "keys/location.h"

struct json;
struct resource;

/* False: it is no such resource. Borrows from it. */
bool key_location_of(const struct resource *resource, struct key_location *place);

/*
 * Whether it is a profile that must resolve to its key, as an SDK would resolve it by both
 * shared files: one that a setup or --profile names, in the file that this shell uses.
 */
bool key_location_resolves(const struct resource *resource);

/*
 * "file" from the name: absolute, for a record outlives the folder the program
 * was started in.
 */
bool path_fill(struct resource *wanted, struct err *err);

#endif
