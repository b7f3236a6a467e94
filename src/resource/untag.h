/*
 * untag.h - takes back tags that an update added to an IAM resource.
 * Source: the Untag* operations of the IAM API reference.
 */
#ifndef ACCREDIT_RESOURCE_UNTAG_H
#define ACCREDIT_RESOURCE_UNTAG_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;
struct resource;

/*
 * Removes the tags of wanted that found has and before (as it was read before the
 * update) had not. Other tags, and kinds that are not IAM's, are left as they are:
 * success. False: AWS refused, err is set.
 */
bool untag_added(struct aws *a, const char *kind, const struct resource *wanted,
		 const struct resource *before, const struct resource *found,
		 struct err *err);

#endif
