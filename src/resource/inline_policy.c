/*
 * inline_policy.c - an inline policy of what the kind's row names as its parent: a role or a
 * user. IAM keeps no tags for it: it follows its parent and the record.
 */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "resource/document.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

static const struct kind *inline_policy_kind(const struct json *resource)
{
	return kind_find(json_str(resource, "kind"));
}

static struct json *inline_policy_who(const struct json *resource)
{
	const struct kind *k = inline_policy_kind(resource);

	return params(k->calls.param, json_str(resource, k->parent), "PolicyName",
		      json_str(resource, "name"), NULL);
}

static bool inline_policy_read(struct aws *a, const struct json *wanted,
			       struct json **found, struct err *err)
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
		*found = json_object_new();
		json_put_str(*found, "kind", k->name);
		json_put_str(*found, "name", json_str(reply, "PolicyName"));
		json_put_str(*found, k->parent, json_str(reply, k->calls.param));
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
	ok = call(a, inline_policy_kind(wanted)->calls.make, p, NULL, request_id, err);
	buf_free(&text);
	return ok;
}

static bool inline_policy_remove(struct aws *a, const struct json *found, char *request_id,
				 struct err *err)
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
