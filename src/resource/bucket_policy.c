/*
 * bucket_policy.c - our statements in a bucket's policy, told from others by
 * their Sid: those of others are kept, whatever they say.
 */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/bucket_setting.h"
#include "resource/document.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

/* The whole policy; NULL and true: there is none. */
static bool bucket_policy_read_whole(struct aws *a, const struct resource *resource,
				     struct json **whole, struct err *err)
{
	struct json *reply = NULL;
	const char *text;
	bool there;

	*whole = NULL;
	if (!call_if_there(a, OP_S3_GET_BUCKET_POLICY, bucket_params(resource), &reply,
			   &there, err))
		return false;
	text = json_str(reply, "Body");
	if (there)
		*whole = json_parse(text, strlen(text), "the bucket's policy", err);
	json_free(reply);
	return !there || *whole;
}

static bool bucket_policy_is_ours(const struct json *statement, const struct json *document)
{
	json_each(one, json_get(document, "Statement"))
		if (*json_str(one, "Sid") &&
		    str_eq(json_str(one, "Sid"), json_str(statement, "Sid")))
			return true;
	return false;
}

/* Statements with our Sids, or all others; a lone one is a list of one. */
static struct json *bucket_policy_part(const struct json *whole,
				       const struct json *document, bool ours)
{
	const struct json *all = json_get(whole, "Statement");
	struct json *list = json_list_new();

	if (json_type(all) == JSON_OBJECT && bucket_policy_is_ours(all, document) == ours)
		json_push(list, json_copy(all));
	json_each(one, json_type(all) == JSON_LIST ? all : NULL)
		if (bucket_policy_is_ours(one, document) == ours)
			json_push(list, json_copy(one));
	return list;
}

static bool bucket_policy_read(struct aws *a, const struct resource *wanted,
			       struct resource **found, struct err *err)
{
	const struct json *document = resource_get(wanted, "document");
	struct json *whole, *ours, *of;

	*found = NULL;
	if (!bucket_policy_read_whole(a, wanted, &whole, err))
		return false;
	ours = bucket_policy_part(whole, document, true);
	if (json_count(ours)) {
		*found = resource_new("", "bucket-policy", wanted->name);
		resource_put(*found, "account", json_copy(resource_get(wanted, "account")));
		of = resource_put(*found, "document", json_object_new());
		json_put(of, "Version", json_copy(json_get(document, "Version")));
		json_put(of, "Statement", ours);
	} else {
		json_free(ours);
	}
	json_free(whole);
	return true;
}

/* Read once more right before it is written: S3 has no way to say "if unchanged". */
static bool bucket_policy_put(struct aws *a, const struct resource *resource,
			      const struct json *add, char *request_id, struct err *err)
{
	const struct json *document = resource_get(resource, "document");
	struct json *whole, *list, *p = bucket_params(resource);
	struct buf text = BUF(BUF_TEXT);
	enum aws_op_id op = OP_S3_DELETE_BUCKET_POLICY;

	if (!bucket_policy_read_whole(a, resource, &whole, err)) {
		json_free(p);
		return false;
	}
	list = bucket_policy_part(whole, document, false);
	json_each(one, add)
		json_push(list, json_copy(one));
	if (json_count(list)) {
		if (!whole)
			whole = json_copy(document);
		json_put(whole, "Statement", list);
		json_print(&text, whole);
		json_put_str(p, "Policy", text.s);
		op = OP_S3_PUT_BUCKET_POLICY;
	} else {
		json_free(list);
	}
	buf_free(&text);
	json_free(whole);
	return op == OP_S3_PUT_BUCKET_POLICY ? call(a, op, p, NULL, request_id, err) :
	       call_gone(a, op, p, request_id, err);
}

static bool bucket_policy_make(struct aws *a, const struct resource *wanted,
			       const struct resource *found, char *request_id,
			       struct err *err)
{
	(void)found;
	return bucket_policy_put(a, wanted, resource_path(wanted, "document.Statement"),
				 request_id, err);
}

static bool bucket_policy_remove(struct aws *a, const struct resource *found,
				 char *request_id, struct err *err)
{
	return bucket_policy_put(a, found, NULL, request_id, err);
}

const struct resource_kind kind_bucket_policy = {
	.name = "bucket-policy",
	.read = bucket_policy_read,
	.make = bucket_policy_make,
	.remove = bucket_policy_remove,
};
