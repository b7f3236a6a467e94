/*
 * role.c - a role: its trust, description and tags, and the path and permissions
 * boundary that were answered. Other boundaries and other people's tags are never
 * touched.
 */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/attached.h"
#include "resource/document.h"
#include "resource/iam_path.h"
#include "resource/kind.h"
#include "resource/meaning.h"
#include "resource/name_taken.h"
#include "resource/resource_call.h"

static bool role_read(struct aws *a, const struct resource *wanted, struct resource **found,
		      struct err *err)
{
	const char *name = wanted->name;
	struct json *reply = NULL, *document;
	const struct json *role;
	bool there;

	*found = NULL;
	if (!call_if_there(a, OP_IAM_GET_ROLE, params("RoleName", name, NULL), &reply,
			   &there, err))
		return false;
	if (!there)
		return true;
	role = json_get(reply, "Role");
	document = document_decode(json_str(role, "AssumeRolePolicyDocument"),
				   "the role's trust", err);
	if (document) {
		*found = resource_new("", "role", json_str(role, "RoleName"));
		resource_put_str(*found, "arn", json_str(role, "Arn"));
		resource_put_str(*found, "path", json_str(role, "Path"));
		if (json_get(role, "Description"))	/* none, or not told: see bulk_read.h */
			resource_put_str(*found, "description",
					 json_str(role, "Description"));
		resource_put_str(*found, "boundary",
				 json_str(json_get(role, "PermissionsBoundary"),
					  "PermissionsBoundaryArn"));
		resource_put(*found, "tags", tags_from_aws(json_get(role, "Tags")));
		resource_put(*found, "document", document);
	}
	json_free(reply);
	return *found != NULL;
}

static void role_put_document(struct json *params_, const char *key,
			      const struct resource *resource)
{
	struct buf text = BUF(BUF_TEXT);

	json_print(&text, resource_get(resource, "document"));
	json_put_str(params_, key, text.s);
	buf_free(&text);
}

static bool role_create(struct aws *a, const struct resource *wanted, char *request_id,
			struct err *err)
{
	struct json *p = params("Path", iam_path(wanted), "RoleName", wanted->name, NULL);

	role_put_document(p, "AssumeRolePolicyDocument", wanted);
	if (*resource_str(wanted, "description"))
		json_put_str(p, "Description", resource_str(wanted, "description"));
	if (*resource_str(wanted, "boundary"))
		json_put_str(p, "PermissionsBoundary", resource_str(wanted, "boundary"));
	json_put(p, "Tags", tags_to_aws(resource_get(wanted, "tags")));
	return call(a, OP_IAM_CREATE_ROLE, p, NULL, request_id, err) ||
	       boundary_required(wanted, err);
}

static bool role_make(struct aws *a, const struct resource *wanted,
		      const struct resource *found, char *request_id, struct err *err)
{
	const char *name = wanted->name;
	struct json *trust, *tags, *p;
	bool ok = true;

	if (!found)
		return role_create(a, wanted, request_id, err);
	trust = json_list_new();
	if (document_diff(trust, "document", resource_get(found, "document"),
			  resource_get(wanted, "document"), false) &&
	    !meaning_same(resource_get(found, "document"),
			  resource_get(wanted, "document"))) {
		p = params("RoleName", name, NULL);
		role_put_document(p, "PolicyDocument", wanted);
		ok = call(a, OP_IAM_UPDATE_ASSUME_ROLE_POLICY, p, NULL, request_id, err);
	}
	json_free(trust);
	tags = tags_missing(wanted, found);
	if (ok && json_count(tags)) {
		p = params("RoleName", name, NULL);
		json_put(p, "Tags", tags_to_aws(tags));
		ok = call(a, OP_IAM_TAG_ROLE, p, NULL, request_id, err);
	}
	json_free(tags);
	if (ok && resource_get(wanted, "description") &&
	    !str_eq(resource_str(wanted, "description"),
		    resource_str(found, "description")))
		ok = call(a, OP_IAM_UPDATE_ROLE,
			  params("RoleName", name, "Description",
				 resource_str(wanted, "description"), NULL),
			  NULL, request_id, err);
	return ok && boundary_set(a, "role-boundary", wanted, found, request_id, err);
}

static bool role_refuse(const struct resource *wanted, const struct resource *found,
			struct err *err)
{
	return iam_path_stays("role", wanted, found, err);
}

static bool role_remove(struct aws *a, const struct resource *found, char *request_id,
			struct err *err)
{
	return call_gone(a, OP_IAM_DELETE_ROLE, params("RoleName", found->name, NULL),
			 request_id, err);
}

static bool role_is_free(struct aws *a, const struct resource *wanted, struct err *err)
{
	static const struct name_list how = { OP_IAM_LIST_ROLES, "Roles", "RoleName", "role" };

	return name_taken(a, &how, wanted, err);
}

const struct resource_kind kind_role = {
	.name = "role",
	.read = role_read,
	.make = role_make,
	.refuse = role_refuse,
	.remove = role_remove,
	.is_free = role_is_free,
	.users = role_users,
};
