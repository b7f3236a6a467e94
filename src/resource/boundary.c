/*
 * boundary.c - the permissions boundary of a role or a user. Packs want none, and
 * a setup leaves those of others alone; verify names one on what is ours, and
 * repair may take it away.
 */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "kinds/kinds.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

static const struct kind *boundary_kind(const struct resource *resource)
{
	return kind_find(resource->kind);
}

static struct json *boundary_named(const struct resource *resource)
{
	const struct kind *k = boundary_kind(resource);

	return params(k->calls.param, resource_str(resource, k->parent), NULL);
}

static bool boundary_read(struct aws *a, const struct resource *wanted,
			  struct resource **found, struct err *err)
{
	const struct kind *k = boundary_kind(wanted);
	struct json *reply = NULL;
	const char *arn;
	bool there;

	*found = NULL;
	if (!call_if_there(a, k->calls.read, boundary_named(wanted), &reply, &there, err))
		return false;
	arn = json_str(json_get(json_get(reply, k->calls.reply), "PermissionsBoundary"),
		       "PermissionsBoundaryArn");
	if (*arn) {
		*found = resource_copy(wanted);
		resource_set_name(*found, arn);
	}
	json_free(reply);
	return true;
}

static bool boundary_make(struct aws *a, const struct resource *wanted,
			  const struct resource *found, char *request_id, struct err *err)
{
	struct json *p = boundary_named(wanted);

	(void)found;
	json_put_str(p, "PermissionsBoundary", wanted->name);
	return call(a, boundary_kind(wanted)->calls.make, p, NULL, request_id, err);
}

static bool boundary_remove(struct aws *a, const struct resource *found, char *request_id,
			    struct err *err)
{
	return call_gone(a, boundary_kind(found)->calls.remove, boundary_named(found),
			 request_id, err);
}

const struct resource_kind kind_boundary = {
	.name = "boundary",
	.read = boundary_read,
	.make = boundary_make,
	.remove = boundary_remove,
};
