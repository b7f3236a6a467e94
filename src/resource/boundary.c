/*
 * boundary.c - the permissions boundary of a role or a user. Packs want none, and
 * a set-up leaves those of others alone; verify names one on what is ours, and
 * repair may take it away.
 */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

static const struct kind *boundary_kind(const struct json *resource)
{
	return kind_find(json_str(resource, "kind"));
}

static struct json *boundary_named(const struct json *resource)
{
	const struct kind *k = boundary_kind(resource);

	return params(k->calls.param, json_str(resource, k->parent), NULL);
}

static bool boundary_read(struct aws *a, const struct json *wanted, struct json **found,
			  struct err *err)
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
		*found = json_copy(wanted);
		json_put_str(*found, "name", arn);
	}
	json_free(reply);
	return true;
}

static bool boundary_make(struct aws *a, const struct json *wanted,
			  const struct json *found, char *request_id, struct err *err)
{
	struct json *p = boundary_named(wanted);

	(void)found;
	json_put_str(p, "PermissionsBoundary", json_str(wanted, "name"));
	return call(a, boundary_kind(wanted)->calls.make, p, NULL, request_id, err);
}

static bool boundary_remove(struct aws *a, const struct json *found, char *request_id,
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
