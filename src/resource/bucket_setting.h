/*
 * bucket_setting.h - the inside of the kind bucket: its settings, each a call to
 * read it and one to set it, compared by meaning: what is wanted must hold, what
 * others added stays.
 */
#ifndef ACCREDIT_RESOURCE_BUCKET_SETTING_H
#define ACCREDIT_RESOURCE_BUCKET_SETTING_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;
struct resource;

/* {"Bucket", "ExpectedBucketOwner"} of the resource; yours. */
struct json *bucket_params(const struct resource *resource);

/*
 * Takes the resource's document apart: each becomes a member of its
 * own, in S3's own shape. Twice is as once.
 */
bool bucket_settings_fill(struct resource *resource, struct err *err);

/*
 * Puts what the bucket has of the settings that are wanted into found: the
 * wanted ones where they hold, else what there is, and nothing where none is.
 */
bool bucket_settings_read(struct aws *a, const struct resource *wanted,
			  struct resource *found, struct err *err);

/* Takes the tags of these keys (takes them, too) from a bucket that was found. */
bool bucket_untag(struct aws *a, const struct resource *found, struct json *keys,
		  struct err *err);

/*
 * What a setting goes back to: see resource_kind's back. One that was not there is null:
 * S3 forgets it; versioning can only be suspended; grants of others are not recorded.
 */
struct json *bucket_setting_back(const char *member, const struct json *was);

/*
 * Sets those that do not hold yet; found NULL: none does. With "took_back" each becomes
 * exactly what is wanted, and of a lifecycle only the rules that are in there go.
 */
bool bucket_settings_make(struct aws *a, const struct resource *wanted,
			  const struct resource *found, char *request_id, struct err *err);

#endif
