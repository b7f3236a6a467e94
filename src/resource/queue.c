/*
 * queue.c - an SQS queue of this account and region: its policy, how long it
 * keeps messages, its tags.
 */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/document.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

static struct json *queue_url_of(const struct resource *resource)
{
	return params("QueueUrl", resource_str(resource, "url"), NULL);
}

static bool queue_take_attributes(const struct json *attributes, struct resource *found,
				  struct err *err)
{
	const char *policy = json_str(attributes, "Policy");
	struct json *document;

	resource_put_str(found, "arn", json_str(attributes, "QueueArn"));
	resource_put_str(found, "retention",
			 json_str(attributes, "MessageRetentionPeriod"));
	if (!*policy)
		return true;
	document = json_parse(policy, strlen(policy), "the queue's policy", err);
	if (document)
		resource_put(found, "document", document);
	return document;
}

static bool queue_read_more(struct aws *a, struct resource *found, struct err *err)
{
	struct json *p = queue_url_of(found), *names = json_list_new(), *reply = NULL;
	bool ok;

	json_push(names, json_string_new("All"));
	json_put(p, "AttributeNames", names);
	ok = call(a, OP_SQS_GET_QUEUE_ATTRIBUTES, p, &reply, NULL, err) &&
		queue_take_attributes(json_get(reply, "Attributes"), found, err);
	json_free(reply);
	reply = NULL;
	ok = ok && call(a, OP_SQS_LIST_QUEUE_TAGS, queue_url_of(found), &reply, NULL, err);
	resource_put(found, "tags",
		     json_type(json_get(reply, "Tags")) == JSON_OBJECT ?
			     json_copy(json_get(reply, "Tags")) :
			     json_object_new());
	json_free(reply);
	return ok;
}

static bool queue_read(struct aws *a, const struct resource *wanted,
		       struct resource **found, struct err *err)
{
	struct json *reply = NULL;
	bool there, ok;

	ok = call_if_there(a, OP_SQS_GET_QUEUE_URL, params("QueueName", wanted->name, NULL),
			   &reply, &there, err);
	*found = resource_new("", "queue", wanted->name);
	resource_put_str(*found, "url", json_str(reply, "QueueUrl"));
	json_free(reply);
	if (ok && there && queue_read_more(a, *found, err))
		return true;
	resource_free(*found);
	*found = NULL;
	return !err->kind || call_was_gone(err);
}

static struct json *queue_attributes_of(const struct resource *wanted)
{
	struct json *attributes = json_object_new();
	struct buf text = BUF(BUF_TEXT);

	if (resource_get(wanted, "document")) {
		json_print(&text, resource_get(wanted, "document"));
		json_put_str(attributes, "Policy", text.s);
	}
	if (*resource_str(wanted, "retention"))
		json_put_str(attributes, "MessageRetentionPeriod",
			     resource_str(wanted, "retention"));
	buf_free(&text);
	return attributes;
}

static bool queue_make(struct aws *a, const struct resource *wanted,
		       const struct resource *found, char *request_id, struct err *err)
{
	struct json *tags, *p;
	bool ok;

	if (!found) {
		p = params("QueueName", wanted->name, NULL);
		json_put(p, "Attributes", queue_attributes_of(wanted));
		json_put(p, "tags", json_copy(resource_get(wanted, "tags")));
		return call(a, OP_SQS_CREATE_QUEUE, p, NULL, request_id, err);
	}
	p = queue_url_of(found);
	json_put(p, "Attributes", queue_attributes_of(wanted));
	ok = call(a, OP_SQS_SET_QUEUE_ATTRIBUTES, p, NULL, request_id, err);
	tags = tags_missing(wanted, found);
	if (ok && json_count(tags)) {
		p = queue_url_of(found);
		json_put(p, "Tags", json_copy(tags));
		ok = call(a, OP_SQS_TAG_QUEUE, p, NULL, request_id, err);
	}
	json_free(tags);
	return ok;
}

static bool queue_remove(struct aws *a, const struct resource *found, char *request_id,
			 struct err *err)
{
	return call_gone(a, OP_SQS_DELETE_QUEUE, queue_url_of(found), request_id, err);
}

const struct resource_kind kind_queue = {
	.name = "queue",
	.read = queue_read,
	.make = queue_make,
	.remove = queue_remove,
};
