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

/*
 * Removes the tags of wanted that found has and before (as it was read before the
 * update) had not. Other tags, and kinds that are not IAM's, are left as they are:
 * success. False: AWS refused, err is set.
 */
bool untag_added(struct aws *a, const char *kind, const struct json *wanted,
		 const struct json *before, const struct json *found, struct err *err);

#endif
