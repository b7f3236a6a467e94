/*
 * managed.h - managed policies that something attaches and accredit does not create:
 * AWS's own, and customer managed policies of others.
 */
#ifndef ACCREDIT_RESOURCE_MANAGED_H
#define ACCREDIT_RESOURCE_MANAGED_H

#include "base/err.h"

struct aws;
struct json;

/*
 * The default version's document of a managed policy; yours. NULL: err says why; of a
 * policy that does not exist it is ERR_SERVICE, too.
 */
struct json *managed_document(struct aws *a, const char *arn, struct err *err);

/*
 * A list (yours) of all managed policies that wanted attaches, but does not create, each
 * once: {"arn","name","document"}, or "unread", why there is no document. Several
 * are read at once. known (may be NULL) is such a list: what has a document there is
 * not asked for again.
 */
struct json *managed_read(struct aws *a, const struct json *wanted,
			  const struct json *known);

#endif
