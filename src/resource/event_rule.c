/*
 * event_rule.c - a rule of EventBridge's default bus: events of a pattern go to
 * one target. Targets of others stay, and so does the rule while it has them.
 */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/kind.h"
#include "resource/resource_call.h"
#include "resource/uses.h"

#define TARGET_ID "accredit"

/* Its document is the pattern, which is no policy. */
static bool event_rule_fill(struct resource *wanted, struct err *err)
{
	(void)err;
	resource_put_str(wanted, "state", "ENABLED");
	if (resource_get(wanted, "document"))
		resource_put(wanted, "pattern",
			     json_copy(resource_get(wanted, "document")));
	resource_drop(wanted, "document");
	return true;
}

static bool event_rule_take_rule(const struct json *reply, struct resource *found,
				 struct err *err)
{
	const char *pattern = json_str(reply, "EventPattern");
	struct json *tree;

	resource_set_name(found, json_str(reply, "Name"));
	resource_put_str(found, "arn", json_str(reply, "Arn"));
	resource_put_str(found, "state", json_str(reply, "State"));
	resource_put_str(found, "description", json_str(reply, "Description"));
	if (!*pattern)
		return true;	/* a schedule */
	tree = json_parse(pattern, strlen(pattern), "the event rule's pattern", err);
	if (tree)
		resource_put(found, "pattern", tree);
	return tree;
}

/* Ours is the wanted one where it is there, else the first. */
static void event_rule_take_targets(const struct json *targets, const char *wanted,
				    struct resource *found)
{
	struct json *others = resource_put(found, "others_targets", json_list_new());

	json_each(target, targets) {
		const char *arn = json_str(target, "Arn");

		if (str_eq(arn, wanted) || str_eq(json_str(target, "Id"), TARGET_ID)) {
			resource_put_str(found, "target", arn);
			resource_put_str(found, "target_id", json_str(target, "Id"));
		} else {
			json_push(others, json_string_new(arn));
		}
	}
}

static bool event_rule_read_more(struct aws *a, const struct resource *wanted,
				 struct resource *found, struct err *err)
{
	struct json *reply = NULL;
	bool ok = call(a, OP_EVENTS_LIST_TARGETS, params("Rule", wanted->name, NULL),
		       &reply, NULL, err);

	event_rule_take_targets(json_get(reply, "Targets"), resource_str(wanted, "target"),
				found);
	json_free(reply);
	reply = NULL;
	ok = ok &&
		call(a, OP_EVENTS_LIST_TAGS,
		     params("ResourceARN", resource_str(found, "arn"), NULL), &reply, NULL,
		     err);
	resource_put(found, "tags", tags_from_aws(json_get(reply, "Tags")));
	json_free(reply);
	return ok;
}

static bool event_rule_read(struct aws *a, const struct resource *wanted,
			    struct resource **found, struct err *err)
{
	struct json *reply = NULL;
	bool there;

	*found = NULL;
	if (!call_if_there(a, OP_EVENTS_DESCRIBE_RULE, params("Name", wanted->name, NULL),
			   &reply, &there, err))
		return false;
	if (!there)
		return true;
	*found = resource_new("", "event-rule", wanted->name);
	there = event_rule_take_rule(reply, *found, err) &&
		event_rule_read_more(a, wanted, *found, err);
	json_free(reply);
	if (there)
		return true;
	resource_free(*found);
	*found = NULL;
	return call_was_gone(err);
}

static bool event_rule_put_rule(struct aws *a, const struct resource *wanted,
				const struct resource *found, char *request_id,
				struct err *err)
{
	struct json *p = params("Name", wanted->name, "State",
				resource_str(wanted, "state"), NULL);
	struct buf text = BUF(BUF_TEXT);

	json_print(&text, resource_get(wanted, "pattern"));
	json_put_str(p, "EventPattern", text.s);
	if (*resource_str(found, "description")) /* what is not said again is lost */
		json_put_str(p, "Description", resource_str(found, "description"));
	if (!found)
		json_put(p, "Tags", tags_to_aws(resource_get(wanted, "tags")));
	buf_free(&text);
	return call(a, OP_EVENTS_PUT_RULE, p, NULL, request_id, err);
}

static bool event_rule_put_target(struct aws *a, const struct resource *wanted,
				  const struct resource *found, char *request_id,
				  struct err *err)
{
	struct json *p = params("Rule", wanted->name, NULL), *reply = NULL;
	const char *id = resource_str(found, "target_id");
	bool ok;

	json_push(json_put(p, "Targets", json_list_new()),
		  params("Id", *id ? id : TARGET_ID, "Arn", resource_str(wanted, "target"),
			 NULL));
	if (!call(a, OP_EVENTS_PUT_TARGETS, p, &reply, request_id, err))
		return false;
	ok = !*json_str(reply, "FailedEntryCount") ||
	     str_eq(json_str(reply, "FailedEntryCount"), "0");
	if (!ok) {
		err_set(err, ERR_SERVICE,
			"cannot set the target of the event rule '%s': %s", wanted->name,
			json_str(json_first(json_get(reply, "FailedEntries")),
				 "ErrorMessage"));
		err_hint(err, "check that the queue exists");
	}
	json_free(reply);
	return ok;
}

static bool event_rule_make(struct aws *a, const struct resource *wanted,
			    const struct resource *found, char *request_id, struct err *err)
{
	struct json *tags = tags_missing(wanted, found);
	struct json *p;
	bool ok = event_rule_put_rule(a, wanted, found, request_id, err) &&
		(!*resource_str(wanted, "target") ||
		 event_rule_put_target(a, wanted, found, request_id, err));

	if (ok && found && json_count(tags)) {
		p = params("ResourceARN", resource_str(found, "arn"), NULL);
		json_put(p, "Tags", tags_to_aws(tags));
		ok = call(a, OP_EVENTS_TAG_RESOURCE, p, NULL, request_id, err);
	}
	json_free(tags);
	return ok;
}

static bool event_rule_users(struct aws *a, const struct resource *found,
			     struct resource_uses *uses, struct err *err)
{
	(void)a;
	(void)err;
	json_each (arn, resource_get(found, "others_targets"))
		uses_add(uses, json_text(arn), NULL);
	return true;
}

static bool event_rule_remove(struct aws *a, const struct resource *found, char *request_id,
			      struct err *err)
{
	const char *id = resource_str(found, "target_id");
	struct json *p = params("Rule", found->name, NULL);

	json_push(json_put(p, "Ids", json_list_new()), json_string_new(id));
	if (!*id)
		json_free(p);
	else if (!call_gone(a, OP_EVENTS_REMOVE_TARGETS, p, request_id, err))
		return false;
	return call_gone(a, OP_EVENTS_DELETE_RULE, params("Name", found->name, NULL),
			 request_id, err);
}

const struct resource_kind kind_event_rule = {
	.name = "event-rule",
	.read = event_rule_read,
	.make = event_rule_make,
	.remove = event_rule_remove,
	.fill = event_rule_fill,
	.users = event_rule_users,
};
