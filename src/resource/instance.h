/*
 * instance.h - a machine of the operator's that runs already: looked at, never
 * made and never ended here.
 */
#ifndef ACCREDIT_RESOURCE_INSTANCE_H
#define ACCREDIT_RESOURCE_INSTANCE_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;
struct resource;

/* As EC2 tells it, yours. NULL and true: there is none, or none any more. */
bool instance_read(struct aws *a, const char *id, struct json **instance,
		   struct err *err);

/*
 * The parameters of DescribeInstances, the machine of its reply (NULL: there is none), both
 * yours, and whether that has ended (EC2 API reference, "InstanceState").
 */
struct json *instance_params(const char *id);
struct json *instance_of_reply(const struct json *reply);
bool instance_has_ended(const struct json *instance);

/* Whether the machine that wanted names is there; else ERR_CHOICE. */
bool instance_is_there(struct aws *a, const struct resource *wanted, struct err *err);

#endif
