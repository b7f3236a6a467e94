/*
 * managed_read.h - managed policies that something attaches and accredit does not create:
 * AWS's own, and customer managed policies of others.
 */
#ifndef ACCREDIT_MANAGED_READ_H
#define ACCREDIT_MANAGED_READ_H

struct aws;
struct json;

/*
 * A list (yours) of all managed policies that wanted attaches, but does not create, each
 * once: {"arn","name","document"}, or "unread", why there is no document. Several
 * are read at once. known (may be NULL) is such a list: what has a document there is
 * not asked for again.
 */
struct json *managed_read(struct aws *a, const struct json *wanted,
			  const struct json *known);

/* The same as an object (yours) of ARN -> document, without those that have none. */
struct json *managed_documents(struct aws *a, const struct json *wanted);

#endif
