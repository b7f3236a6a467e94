/*
 * inline_policy.c - an inline policy of a role or of a user. IAM keeps no tags
 * for it: it follows its owner and the record.
 */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "resource/document.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

/* Role and user differ in names alone. */
static const struct owner {
	const char *kind, *member, *param;
	enum aws_op_id get, put, drop;
} owners[] = {
	{ "role-policy", "role", "RoleName", OP_IAM_GET_ROLE_POLICY,
	  OP_IAM_PUT_ROLE_POLICY, OP_IAM_DELETE_ROLE_POLICY },
	{ "user-policy", "user", "UserName", OP_IAM_GET_USER_POLICY,
	  OP_IAM_PUT_USER_POLICY, OP_IAM_DELETE_USER_POLICY },
};

static const struct owner *inline_policy_owner_of(const struct json *resource)
{
	return &owners[str_eq(json_str(resource, "kind"), owners[1].kind)];
}

static struct json *inline_policy_who(const struct json *resource)
{
	const struct owner *o = inline_policy_owner_of(resource);

	return params(o->param, json_str(resource, o->member), "PolicyName",
		      json_str(resource, "name"), NULL);
}

static bool inline_policy_read(struct aws *a, const struct json *wanted,
			       struct json **found, struct err *err)
{
	const struct owner *o = inline_policy_owner_of(wanted);
	struct json *reply = NULL, *document;
	bool there;

	*found = NULL;
	if (!call_if_there(a, o->get, inline_policy_who(wanted), &reply, &there, err))
		return false;
	if (!there)
		return true;
	document = document_decode(json_str(reply, "PolicyDocument"), "the inline policy",
				   err);
	if (document) {
		*found = json_object_new();
		json_put_str(*found, "kind", o->kind);
		json_put_str(*found, "name", json_str(reply, "PolicyName"));
		json_put_str(*found, o->member, json_str(reply, o->param));
		json_put(*found, "document", document);
	}
	json_free(reply);
	return *found != NULL;
}

static bool inline_policy_make(struct aws *a, const struct json *wanted,
			       const struct json *found, char *request_id, struct err *err)
{
	struct json *p = inline_policy_who(wanted);
	struct buf text = BUF(BUF_TEXT);
	bool ok;

	(void)found;		/* Put...Policy makes and replaces alike */
	json_print(&text, json_get(wanted, "document"));
	json_put_str(p, "PolicyDocument", text.s);
	ok = call(a, inline_policy_owner_of(wanted)->put, p, NULL, request_id, err);
	buf_free(&text);
	return ok;
}

static bool inline_policy_remove(struct aws *a, const struct json *found, char *request_id,
				 struct err *err)
{
	return call_gone(a, inline_policy_owner_of(found)->drop, inline_policy_who(found),
			 request_id, err);
}

#define INLINE_POLICY(kind)                                                                \
	{                                                                                  \
		.name = kind, .read = inline_policy_read, .make = inline_policy_make,      \
		.remove = inline_policy_remove,                                            \
	}

const struct resource_kind kind_role_policy = INLINE_POLICY("role-policy");
const struct resource_kind kind_user_policy = INLINE_POLICY("user-policy");
