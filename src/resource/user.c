/*
 * user.c - an IAM user: its tags, and the path and permissions boundary that were
 * answered. Other boundaries, a console password and other people's tags are never
 * touched.
 */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "resource/attached.h"
#include "resource/iam_path.h"
#include "resource/kind.h"
#include "resource/name_taken.h"
#include "resource/resource_call.h"

static bool user_read(struct aws *a, const struct json *wanted, struct json **found,
		      struct err *err)
{
	struct json *reply = NULL;
	const struct json *user;
	bool there;

	*found = NULL;
	if (!call_if_there(a, OP_IAM_GET_USER,
			   params("UserName", json_str(wanted, "name"), NULL), &reply,
			   &there, err))
		return false;
	if (!there)
		return true;
	user = json_get(reply, "User");
	*found = json_object_new();
	json_put_str(*found, "kind", "user");
	json_put_str(*found, "name", json_str(user, "UserName"));
	json_put_str(*found, "arn", json_str(user, "Arn"));
	json_put_str(*found, "path", json_str(user, "Path"));
	json_put_str(*found, "boundary", json_str(json_get(user, "PermissionsBoundary"),
						  "PermissionsBoundaryArn"));
	json_put(*found, "tags", tags_from_aws(json_get(user, "Tags")));
	json_free(reply);
	return true;
}

static bool user_create(struct aws *a, const struct json *wanted, char *request_id,
			struct err *err)
{
	struct json *p = params("Path", iam_path(wanted), "UserName",
				json_str(wanted, "name"), NULL);

	if (*json_str(wanted, "boundary"))
		json_put_str(p, "PermissionsBoundary", json_str(wanted, "boundary"));
	json_put(p, "Tags", tags_to_aws(json_get(wanted, "tags")));
	return call(a, OP_IAM_CREATE_USER, p, NULL, request_id, err) ||
	       boundary_required(wanted, err);
}

static bool user_make(struct aws *a, const struct json *wanted,
		      const struct json *found, char *request_id, struct err *err)
{
	struct json *tags, *p;
	bool ok = true;

	if (!found)
		return user_create(a, wanted, request_id, err);
	tags = tags_missing(json_get(wanted, "tags"), json_get(found, "tags"));
	if (json_count(tags)) {
		p = params("UserName", json_str(wanted, "name"), NULL);
		json_put(p, "Tags", tags_to_aws(tags));
		ok = call(a, OP_IAM_TAG_USER, p, NULL, request_id, err);
	}
	json_free(tags);
	return ok && boundary_set(a, "user-boundary", wanted, found, request_id, err);
}

static bool user_refuse(const struct json *wanted, const struct json *found, struct err *err)
{
	return iam_path_stays("user", wanted, found, err);
}

static bool user_remove(struct aws *a, const struct json *found, char *request_id,
			struct err *err)
{
	return call_gone(a, OP_IAM_DELETE_USER,
			 params("UserName", json_str(found, "name"), NULL),
			 request_id, err);
}

static bool user_is_free(struct aws *a, const struct json *wanted, struct err *err)
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
