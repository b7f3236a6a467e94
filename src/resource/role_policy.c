/*
 * role_policy.c - an inline policy of a role. IAM keeps no tags for it: it
 * follows its role and the record.
 */
#include "config.h"

#include "base/buf.h"
#include "format/json.h"
#include "resource/call.h"
#include "resource/document.h"
#include "resource/kind.h"

static struct json *who(const struct json *resource)
{
	return params("RoleName", json_str(resource, "role"), "PolicyName",
		      json_str(resource, "name"), NULL);
}

static bool role_policy_read(struct aws *a, const struct json *wanted,
			     struct json **found, struct err *err)
{
	struct json *reply = NULL, *document;
	bool there;

	*found = NULL;
	if (!call_if_there(a, OP_IAM_GET_ROLE_POLICY, who(wanted), &reply, &there, err))
		return false;
	if (!there)
		return true;
	document = document_decode(json_str(reply, "PolicyDocument"),
				   "the role's inline policy", err);
	if (document) {
		*found = json_object_new();
		json_put_str(*found, "kind", "role-policy");
		json_put_str(*found, "name", json_str(reply, "PolicyName"));
		json_put_str(*found, "role", json_str(reply, "RoleName"));
		json_put(*found, "document", document);
	}
	json_free(reply);
	return *found != NULL;
}

static bool role_policy_make(struct aws *a, const struct json *wanted,
			     const struct json *found, char *request_id,
			     struct err *err)
{
	struct json *p = who(wanted);
	struct buf text = BUF(BUF_TEXT);
	bool ok;

	(void)found;		/* PutRolePolicy makes and replaces alike */
	json_print(&text, json_get(wanted, "document"));
	json_put_str(p, "PolicyDocument", text.s);
	ok = call(a, OP_IAM_PUT_ROLE_POLICY, p, NULL, request_id, err);
	buf_free(&text);
	return ok;
}

static bool role_policy_remove(struct aws *a, const struct json *found,
			       char *request_id, struct err *err)
{
	return call_gone(a, OP_IAM_DELETE_ROLE_POLICY, who(found), request_id, err);
}

const struct resource_kind kind_role_policy = {
	.name = "role-policy",
	.says = "inline policy",
	.parent = "role",
	.needs = "role",
	.compares = (const char *const[]){ "document", NULL },
	.read = role_policy_read,
	.make = role_policy_make,
	.remove = role_policy_remove,
};
