/*
 * key_place.h - the place that a resource of kind credentials-profile or
 * credentials-csv is.
 */
#ifndef ACCREDIT_RESOURCE_KEY_PLACE_H
#define ACCREDIT_RESOURCE_KEY_PLACE_H

#include <stdbool.h>

#include "keys/place.h"

struct json;

/* False: it is no such resource. Borrows from it. */
bool key_place_of(const struct json *resource, struct key_place *place);

#endif
