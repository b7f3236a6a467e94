/*
 * attachment.c - a managed policy, AWS's or the account's own, attached to a role
 * or to a user. It is there or not: nothing of it can differ.
 */
#include "config.h"

#include "aws/aws_error.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/quota.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

/* Role and user differ in names alone. */
static const struct owner {
	const char *kind, *member, *param;
	enum aws_op_id list, attach, detach;
	enum quota_id quota;
} owners[] = {
	{ "role-policy-attachment", "role", "RoleName", OP_IAM_LIST_ATTACHED_ROLE_POLICIES,
	  OP_IAM_ATTACH_ROLE_POLICY, OP_IAM_DETACH_ROLE_POLICY, QUOTA_ROLE_ATTACHED },
	{ "user-policy-attachment", "user", "UserName", OP_IAM_LIST_ATTACHED_USER_POLICIES,
	  OP_IAM_ATTACH_USER_POLICY, OP_IAM_DETACH_USER_POLICY, QUOTA_USER_ATTACHED },
};

static const struct owner *attachment_owner_of(const struct json *resource)
{
	return &owners[str_eq(json_str(resource, "kind"), owners[1].kind)];
}

static struct json *attachment_both(const struct json *resource)
{
	const struct owner *o = attachment_owner_of(resource);

	return params(o->param, json_str(resource, o->member), "PolicyArn",
		      json_str(resource, "policy"), NULL);
}

static bool attachment_read(struct aws *a, const struct json *wanted,
			    struct json **found, struct err *err)
{
	const struct owner *o = attachment_owner_of(wanted);
	const char *owner = json_str(wanted, o->member), *arn = json_str(wanted, "policy");
	struct json *reply = NULL;
	bool there;

	*found = NULL;
	if (!call_if_there(a, o->list, params(o->param, owner, NULL), &reply, &there, err))
		return false;
	json_each(policy, json_get(reply, "AttachedPolicies")) {
		if (*found || !str_eq(json_str(policy, "PolicyArn"), arn))
			continue;
		*found = json_object_new();
		json_put_str(*found, "kind", o->kind);
		json_put_str(*found, "name", json_str(wanted, "name"));
		json_put_str(*found, o->member, owner);
		json_put_str(*found, "policy", arn);
	}
	json_free(reply);
	return true;
}

static bool attachment_make(struct aws *a, const struct json *wanted,
			    const struct json *found, char *request_id, struct err *err)
{
	const struct owner *o = attachment_owner_of(wanted);

	struct buf more = BUF(300);

	(void)found;
	if (call(a, o->attach, attachment_both(wanted), NULL, request_id, err))
		return true;
	quota_remedy(&more, NULL, o->quota);
	if (err->aws_error == AWS_ERROR_QUOTA)
		err_hint(err, "the %s '%.128s' has as many policies attached as the account's "
			 "quota allows: detach one that it does not need%s", o->member,
			 json_str(wanted, o->member), more.s);
	buf_free(&more);
	return false;
}

static bool attachment_remove(struct aws *a, const struct json *found, char *request_id,
			      struct err *err)
{
	return call_gone(a, attachment_owner_of(found)->detach, attachment_both(found),
			 request_id, err);
}

#define ATTACHMENT(kind)                                                                   \
	{                                                                                  \
		.name = kind, .read = attachment_read, .make = attachment_make,            \
		.remove = attachment_remove,                                               \
	}

const struct resource_kind kind_role_policy_attachment = ATTACHMENT(
	"role-policy-attachment");
const struct resource_kind kind_user_policy_attachment = ATTACHMENT(
	"user-policy-attachment");
