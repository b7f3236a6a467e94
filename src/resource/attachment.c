/*
 * attachment.c - a managed policy, AWS's or the account's own, attached to a role
 * or to a user. It is there or not: nothing of it can differ.
 */
#include "config.h"

#include "aws/aws_error.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/quota.h"
#include "kinds/resource.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

static const struct kind *attachment_kind(const struct resource *resource)
{
	return kind_find(resource->kind);
}

static struct json *attachment_both(const struct resource *resource)
{
	const struct kind *k = attachment_kind(resource);

	return params(k->calls.param, resource_str(resource, k->parent), "PolicyArn",
		      resource_str(resource, "policy"), NULL);
}

static bool attachment_read(struct aws *a, const struct resource *wanted,
			    struct resource **found, struct err *err)
{
	const struct kind *k = attachment_kind(wanted);
	const char *owner = resource_str(wanted, k->parent), *arn = resource_str(wanted, "policy");
	struct json *reply = NULL;
	bool there;

	*found = NULL;
	if (!call_if_there(a, k->calls.read, params(k->calls.param, owner, NULL), &reply, &there, err))
		return false;
	json_each(policy, json_get(reply, "AttachedPolicies")) {
		if (*found || !str_eq(json_str(policy, "PolicyArn"), arn))
			continue;
		*found = resource_new("", k->name, wanted->name);
		resource_put_str(*found, k->parent, owner);
		resource_put_str(*found, "policy", arn);
	}
	json_free(reply);
	return true;
}

static bool attachment_make(struct aws *a, const struct resource *wanted,
			    const struct resource *found, char *request_id, struct err *err)
{
	const struct kind *k = attachment_kind(wanted);
	struct buf more = BUF(300);

	(void)found;
	if (call(a, k->calls.make, attachment_both(wanted), NULL, request_id, err))
		return true;
	quota_remedy(&more, NULL, k->limits.owner_count);
	if (err->aws_error == AWS_ERROR_QUOTA)
		err_hint(err, "the %s '%.128s' has as many policies attached as the account's "
			 "quota allows: detach one that it does not need%s", k->parent,
			 resource_str(wanted, k->parent), more.s);
	buf_free(&more);
	return false;
}

static bool attachment_remove(struct aws *a, const struct resource *found, char *request_id,
			      struct err *err)
{
	return call_gone(a, attachment_kind(found)->calls.remove, attachment_both(found),
			 request_id, err);
}

const struct resource_kind kind_policy_attachment = {
	.name = "policy-attachment",
	.read = attachment_read,
	.make = attachment_make,
	.remove = attachment_remove,
};
