/*
 * user.c - an IAM user: its tags, and the path and permissions boundary that were
 * answered. Other boundaries, a console password and other people's tags are never
 * touched.
 */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/attached.h"
#include "resource/iam_path.h"
#include "resource/kind.h"
#include "resource/name_taken.h"
#include "resource/resource_call.h"

static bool user_read(struct aws *a, const struct resource *wanted, struct resource **found,
		      struct err *err)
{
	struct json *reply = NULL;
	const struct json *user;
	bool there;

	*found = NULL;
	if (!call_if_there(a, OP_IAM_GET_USER, params("UserName", wanted->name, NULL),
			   &reply, &there, err))
		return false;
	if (!there)
		return true;
	user = json_get(reply, "User");
	*found = resource_new("", "user", json_str(user, "UserName"));
	resource_put_str(*found, "arn", json_str(user, "Arn"));
	resource_put_str(*found, "path", json_str(user, "Path"));
	resource_put_str(*found, "boundary",
			 json_str(json_get(user, "PermissionsBoundary"),
				  "PermissionsBoundaryArn"));
	resource_put(*found, "tags", tags_from_aws(json_get(user, "Tags")));
	json_free(reply);
	return true;
}

static bool user_make(struct aws *a, const struct resource *wanted,
		      const struct resource *found, char *request_id, struct err *err)
{
	struct json *tags, *p;
	bool ok = true;

	if (!found) {
		p = params("Path", iam_path(wanted), "UserName", wanted->name, NULL);
		if (*resource_str(wanted, "boundary"))
			json_put_str(p, "PermissionsBoundary",
				     resource_str(wanted, "boundary"));
		json_put(p, "Tags", tags_to_aws(resource_get(wanted, "tags")));
		return call(a, OP_IAM_CREATE_USER, p, NULL, request_id, err) ||
			boundary_required(wanted, err);
	}
	tags = tags_missing(wanted, found);
	if (json_count(tags)) {
		p = params("UserName", wanted->name, NULL);
		json_put(p, "Tags", tags_to_aws(tags));
		ok = call(a, OP_IAM_TAG_USER, p, NULL, request_id, err);
	}
	json_free(tags);
	return ok && boundary_set(a, "user-boundary", wanted, found, request_id, err);
}

static bool user_refuse(const struct resource *wanted, const struct resource *found,
			struct err *err)
{
	return iam_path_stays("user", wanted, found, err);
}

static bool user_remove(struct aws *a, const struct resource *found, char *request_id,
			struct err *err)
{
	return call_gone(a, OP_IAM_DELETE_USER, params("UserName", found->name, NULL),
			 request_id, err);
}

static bool user_is_free(struct aws *a, const struct resource *wanted, struct err *err)
{
	static const struct name_list how = { OP_IAM_LIST_USERS, "Users", "UserName", "user" };

	return name_taken(a, &how, wanted, err);
}

const struct resource_kind kind_user = {
	.name = "user",
	.read = user_read,
	.make = user_make,
	.refuse = user_refuse,
	.remove = user_remove,
	.is_free = user_is_free,
	.users = user_users,
};
