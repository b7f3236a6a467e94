/*
 * boundary.c - the permissions boundary of a role or a user. Packs want none, and
 * a set-up leaves those of others alone; verify names one on what is ours, and
 * repair may take it away.
 */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

static const struct owner {
	const char *kind, *member, *param, *reply;
	enum aws_op_id get, put, delete;
} owners[] = {
	{ "role-boundary", "role", "RoleName", "Role", OP_IAM_GET_ROLE,
	  OP_IAM_PUT_ROLE_PERMISSIONS_BOUNDARY, OP_IAM_DELETE_ROLE_PERMISSIONS_BOUNDARY },
	{ "user-boundary", "user", "UserName", "User", OP_IAM_GET_USER,
	  OP_IAM_PUT_USER_PERMISSIONS_BOUNDARY, OP_IAM_DELETE_USER_PERMISSIONS_BOUNDARY },
};

static const struct owner *boundary_owner_of(const struct json *resource)
{
	return &owners[str_eq(json_str(resource, "kind"), owners[1].kind)];
}

static struct json *boundary_named(const struct json *resource)
{
	const struct owner *o = boundary_owner_of(resource);

	return params(o->param, json_str(resource, o->member), NULL);
}

static bool boundary_read(struct aws *a, const struct json *wanted, struct json **found,
			  struct err *err)
{
	const struct owner *o = boundary_owner_of(wanted);
	struct json *reply = NULL;
	const char *arn;
	bool there;

	*found = NULL;
	if (!call_if_there(a, o->get, boundary_named(wanted), &reply, &there, err))
		return false;
	arn = json_str(json_get(json_get(reply, o->reply), "PermissionsBoundary"),
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
	return call(a, boundary_owner_of(wanted)->put, p, NULL, request_id, err);
}

static bool boundary_remove(struct aws *a, const struct json *found, char *request_id,
			    struct err *err)
{
	return call_gone(a, boundary_owner_of(found)->delete, boundary_named(found),
			 request_id, err);
}

#define BOUNDARY(kind)                                                                     \
	{                                                                                  \
		.name = kind, .read = boundary_read, .make = boundary_make,                \
		.remove = boundary_remove,                                                 \
	}

const struct resource_kind kind_role_boundary = BOUNDARY("role-boundary");
const struct resource_kind kind_user_boundary = BOUNDARY("user-boundary");
