/*
 * inline_policy.c - an inline policy of what the kind's row names as its parent: a role or a
 * user. IAM keeps no tags for it: it follows its parent and the record.
 */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource.h"
#include "resource/document.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

static const struct kind *inline_policy_kind(const struct resource *resource)
{
	return kind_find(resource->kind);
}

static struct json *inline_policy_who(const struct resource *resource)
{
	const struct kind *k = inline_policy_kind(resource);

	return params(k->calls.param, resource_str(resource, k->parent), "PolicyName",
		      resource->name, NULL);
}

static bool inline_policy_read(struct aws *a, const struct resource *wanted,
			       struct resource **found, struct err *err)
{
	const struct kind *k = inline_policy_kind(wanted);
	struct json *reply = NULL, *document;
	bool there;

	*found = NULL;
	if (!call_if_there(a, k->calls.read, inline_policy_who(wanted), &reply, &there, err))
		return false;
	if (!there)
		return true;
	document = document_decode(json_str(reply, "PolicyDocument"), "the inline policy",
				   err);
	if (document) {
		*found = resource_new("", k->name, json_str(reply, "PolicyName"));
		resource_put_str(*found, k->parent, json_str(reply, k->calls.param));
		resource_put(*found, "document", document);
	}
	json_free(reply);
	return *found != NULL;
}

static bool inline_policy_make(struct aws *a, const struct resource *wanted,
			       const struct resource *found, char *request_id,
			       struct err *err)
{
	struct json *p = inline_policy_who(wanted);
	struct buf text = BUF(BUF_TEXT);
	bool ok;

	(void)found;		/* Put...Policy makes and replaces alike */
	json_print(&text, resource_get(wanted, "document"));
	json_put_str(p, "PolicyDocument", text.s);
	ok = call(a, inline_policy_kind(wanted)->calls.make, p, NULL, request_id, err);
	buf_free(&text);
	return ok;
}

static bool inline_policy_remove(struct aws *a, const struct resource *found,
				 char *request_id, struct err *err)
{
	return call_gone(a, inline_policy_kind(found)->calls.remove, inline_policy_who(found),
			 request_id, err);
}

const struct resource_kind kind_inline_policy = {
	.name = "inline-policy",
	.read = inline_policy_read,
	.make = inline_policy_make,
	.remove = inline_policy_remove,
};
