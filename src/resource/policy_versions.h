/*
 * policy_versions.h - the inside of the kind policy: its versions. A document is
 * never changed: a new version takes its place, and IAM keeps five.
 */
#ifndef ACCREDIT_RESOURCE_POLICY_VERSIONS_H
#define ACCREDIT_RESOURCE_POLICY_VERSIONS_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;
struct resource;

/* Parameters that name a version of the policy; yours. */
struct json *policy_version(const struct resource *resource, const char *version);
void policy_put_document(struct json *params, const struct resource *resource);

/* "v3", "v4", ...: the oldest first; yours. NULL: err says why. */
struct json *policy_versions(struct aws *a, const struct resource *resource,
			     struct err *err);

/*
 * Puts wanted's document in force: its former version where that is there still
 * (an undo), else a new one. Where there are five, what wanted names as "drop"
 * goes first; nothing named is ERR_CHOICE.
 */
bool policy_version_add(struct aws *a, const struct resource *wanted,
			const struct resource *found, char *request_id, struct err *err);

/* As resource_kind.costs: the oldest version not in force goes where there are five. */
void policy_version_costs(struct resource *wanted, const struct resource *found,
			  struct json *diff);

#endif
