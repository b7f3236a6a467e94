/*
 * instance_profile.c - an instance profile, and the one role it may hold as a
 * thing of its own, so that each step of a plan is one call. The console makes
 * both in silence; an API caller must make them.
 */
#include "config.h"

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/attached.h"
#include "resource/iam_path.h"
#include "resource/kind.h"
#include "resource/name_taken.h"
#include "resource/resource_call.h"

static struct json *instance_profile_named(const struct resource *resource)
{
	return params("InstanceProfileName", resource->name, NULL);
}

/* The profile as IAM answers it; NULL and true: there is none. */
static bool instance_profile_read_profile(struct aws *a, const struct resource *wanted,
					  struct json **reply, struct err *err)
{
	bool there;

	*reply = NULL;
	return call_if_there(a, OP_IAM_GET_INSTANCE_PROFILE, instance_profile_named(wanted),
			     reply, &there, err);
}

static bool instance_profile_read(struct aws *a, const struct resource *wanted,
				  struct resource **found, struct err *err)
{
	struct json *reply;
	const struct json *profile;

	*found = NULL;
	if (!instance_profile_read_profile(a, wanted, &reply, err))
		return false;
	if (!reply)
		return true;
	profile = json_get(reply, "InstanceProfile");
	*found = resource_new("", "instance-profile",
			      json_str(profile, "InstanceProfileName"));
	resource_put_str(*found, "arn", json_str(profile, "Arn"));
	resource_put_str(*found, "path", json_str(profile, "Path"));
	tags_take(*found, profile);
	json_free(reply);
	return true;
}

static bool instance_profile_make(struct aws *a, const struct resource *wanted,
				  const struct resource *found, char *request_id,
				  struct err *err)
{
	struct json *p = instance_profile_named(wanted), *tags;

	if (!found) {
		json_put_str(p, "Path", iam_path(wanted));
		json_put(p, "Tags", tags_to_aws(resource_get(wanted, "tags")));
		return call(a, OP_IAM_CREATE_INSTANCE_PROFILE, p, NULL, request_id, err);
	}
	tags = tags_missing(wanted, found);
	if (!json_count(tags)) {
		json_free(tags);
		json_free(p);
		return true;
	}
	json_put(p, "Tags", tags_to_aws(tags));
	json_free(tags);
	return call(a, OP_IAM_TAG_INSTANCE_PROFILE, p, NULL, request_id, err);
}

static bool instance_profile_remove(struct aws *a, const struct resource *found,
				    char *request_id, struct err *err)
{
	return call_gone(a, OP_IAM_DELETE_INSTANCE_PROFILE, instance_profile_named(found),
			 request_id, err);
}

static bool instance_profile_role_read(struct aws *a, const struct resource *wanted,
				       struct resource **found, struct err *err)
{
	struct json *reply;
	const char *role;

	*found = NULL;
	if (!instance_profile_read_profile(a, wanted, &reply, err))
		return false;
	role = json_str(json_first(json_path(reply, "InstanceProfile.Roles")),
			"RoleName");
	if (*role) {
		*found = resource_new("", "instance-profile-role", wanted->name);
		resource_put_str(*found, "role", role);
	}
	json_free(reply);
	return true;
}

static bool instance_profile_role_remove(struct aws *a, const struct resource *found,
					 char *request_id, struct err *err)
{
	struct json *p = instance_profile_named(found);

	json_put_str(p, "RoleName", resource_str(found, "role"));
	return call_gone(a, OP_IAM_REMOVE_ROLE_FROM_INSTANCE_PROFILE, p, request_id,
			 err);
}

/*
 * "Limit exceeded" is what IAM says where the profile has a role already: ours,
 * when the answer to a call before was lost.
 */
static bool instance_profile_has_role_already(struct aws *a, const struct resource *wanted,
					      struct err *err)
{
	const char *role = resource_str(wanted, "role"), *now;
	struct err unread = ERR_INIT;
	struct resource *found = NULL;
	bool same;

	if (err->aws_error != AWS_ERROR_QUOTA ||
	    !instance_profile_role_read(a, wanted, &found, &unread))
		return false;
	now = resource_str(found, "role");
	same = str_eq(now, role);
	if (same)
		*err = (struct err)ERR_INIT;
	else if (*now)
		err_hint(err,
			 "the instance profile '%s' now contains the role '%s': remove it "
			 "if nothing needs it",
			 wanted->name, now);
	else
		err->aws_error = AWS_ERROR_NOT_READY; /* not seen everywhere yet */
	resource_free(found);
	return same;
}

static bool instance_profile_role_make(struct aws *a, const struct resource *wanted,
				       const struct resource *found, char *request_id,
				       struct err *err)
{
	struct json *p;

	/* it may hold only one */
	if (found && !instance_profile_role_remove(a, found, request_id, err))
		return false;
	p = instance_profile_named(wanted);
	json_put_str(p, "RoleName", resource_str(wanted, "role"));
	return call(a, OP_IAM_ADD_ROLE_TO_INSTANCE_PROFILE, p, NULL, request_id, err) ||
		instance_profile_has_role_already(a, wanted, err);
}

static bool instance_profile_refuse(const struct resource *wanted,
				    const struct resource *found, struct err *err)
{
	return iam_path_stays("instance profile", wanted, found, err);
}

static bool instance_profile_is_free(struct aws *a, const struct resource *wanted,
				     struct err *err)
{
	static const struct name_list how = { OP_IAM_LIST_INSTANCE_PROFILES, "InstanceProfiles", "InstanceProfileName", "instance profile" };

	return name_taken(a, &how, wanted, err);
}

const struct resource_kind kind_instance_profile = {
	.name = "instance-profile",
	.read = instance_profile_read,
	.make = instance_profile_make,
	.refuse = instance_profile_refuse,
	.remove = instance_profile_remove,
	.is_free = instance_profile_is_free,
	.users = profile_users,
};

const struct resource_kind kind_instance_profile_role = {
	.name = "instance-profile-role",
	.read = instance_profile_role_read,
	.make = instance_profile_role_make,
	.remove = instance_profile_role_remove,
};
