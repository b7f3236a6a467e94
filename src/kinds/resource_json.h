/*
 * resource_json.h - resources as the journal, the record and pack_wanted have them: an
 * object of "id", "kind", "name" and the members of their kind.
 */
#ifndef ACCREDIT_KINDS_RESOURCE_JSON_H
#define ACCREDIT_KINDS_RESOURCE_JSON_H

#include "kinds/resource.h"

/*
 * One that is wanted. NULL, or what is no object, gives NULL; else yours. An ID, a kind or a
 * name that is empty is not written.
 */
struct resource *resource_load(const struct json *j);
struct json *resource_save(const struct resource *r);

/*
 * One that was found. A few kinds write "id" among their members there: an association of
 * Pod Identity its own ID (in memory "association_id"), a location of a key the template's.
 */
struct resource *resource_found_load(const struct json *j);
struct json *resource_found_save(const struct resource *r);

/* A list of those that are wanted. */
struct resources resources_load(const struct json *list);	/* yours: resources_free */

#endif
