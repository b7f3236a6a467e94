/*
 * attached.h - what hangs on a role or a user, or takes it: who would miss it, and what
 * keeps IAM from deleting it.
 */
#ifndef ACCREDIT_ATTACHED_H
#define ACCREDIT_ATTACHED_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;
struct resource;
struct resource_uses;

/* For struct resource_kind. */
bool role_users(struct aws *a, const struct resource *found, struct resource_uses *uses,
		struct err *err);
bool user_users(struct aws *a, const struct resource *found, struct resource_uses *uses,
		struct err *err);
bool profile_users(struct aws *a, const struct resource *found, struct resource_uses *uses,
		   struct err *err);

#endif
