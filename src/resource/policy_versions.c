/* policy_versions.c - see policy_versions.h. */
#include "config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/policy_versions.h"
#include "resource/resource_call.h"

#define VERSIONS 5		/* the default one among them */

struct json *policy_version(const struct resource *resource, const char *version)
{
	return params("PolicyArn", resource_str(resource, "arn"), "VersionId", version,
		      NULL);
}

void policy_put_document(struct json *params_, const struct resource *resource)
{
	struct buf text = BUF(BUF_TEXT);

	json_print(&text, resource_get(resource, "document"));
	json_put_str(params_, "PolicyDocument", text.s);
	buf_free(&text);
}

static unsigned long policy_versions_number_of(const struct json *version)
{
	return strtoul(json_text(version) + 1, NULL, 10);	/* "v12" */
}

/* The lowest number above the last one taken. */
static const struct json *policy_versions_next_of(const struct json *all,
						  unsigned long last)
{
	const struct json *next = NULL;

	json_each(v, all)
		if (policy_versions_number_of(v) > last &&
		    (!next ||
		     policy_versions_number_of(v) < policy_versions_number_of(next)))
			next = v;
	return next;
}

struct json *policy_versions(struct aws *a, const struct resource *resource,
			     struct err *err)
{
	struct json *reply = NULL, *all, *sorted;
	const struct json *next;

	if (!call(a, OP_IAM_LIST_POLICY_VERSIONS,
		  params("PolicyArn", resource_str(resource, "arn"), NULL), &reply, NULL,
		  err))
		return NULL;
	all = json_list_new();
	json_each(v, json_get(reply, "Versions"))
		if (*json_str(v, "VersionId"))
			json_push(all, json_string_new(json_str(v, "VersionId")));
	sorted = json_list_new();
	for (next = policy_versions_next_of(all, 0); next;
	     next = policy_versions_next_of(all, policy_versions_number_of(next)))
		json_push(sorted, json_copy(next));
	json_free(all);
	json_free(reply);
	return sorted;
}

/* Only the version that the plan showed goes: consent was given for no other. */
static bool policy_versions_make_room(struct aws *a, const struct resource *wanted,
				      const struct json *versions,
				      const struct resource *found, char *request_id,
				      struct err *err)
{
	const char *drop = resource_str(wanted, "drop");

	if (json_count(versions) < VERSIONS)
		return true;
	if (json_has(versions, drop) && !str_eq(drop, resource_str(found, "version")))
		return call_gone(a, OP_IAM_DELETE_POLICY_VERSION, policy_version(found, drop),
				 request_id, err);
	err_set(err, ERR_CHOICE,
		"the policy '%s' now has %d versions, the maximum: one must be deleted "
		"before a new one is created",
		wanted->name, VERSIONS);
	return err_hint(err, "run the setup again: it shows which one would be deleted");
}

bool policy_version_add(struct aws *a, const struct resource *wanted,
			const struct resource *found, char *request_id, struct err *err)
{
	struct json *versions = policy_versions(a, found, err), *p;
	bool ok = versions;

	if (ok && json_has(versions, resource_str(wanted, "version"))) {
		const char *mistaken = resource_str(found, "version");

		/* An undo: the former version is there, and the one that took its place goes. */
		ok = call(a, OP_IAM_SET_DEFAULT_POLICY_VERSION,
			  policy_version(found, resource_str(wanted, "version")), NULL,
			  request_id, err) &&
			(json_has(resource_get(wanted, "versions"), mistaken) ||
			 call_gone(a, OP_IAM_DELETE_POLICY_VERSION,
				   policy_version(found, mistaken), request_id, err));
	} else if (ok &&
		   policy_versions_make_room(a, wanted, versions, found, request_id, err)) {
		p = params("PolicyArn", resource_str(found, "arn"), NULL);
		json_put_str(p, "SetAsDefault", "true");
		policy_put_document(p, wanted);
		ok = call(a, OP_IAM_CREATE_POLICY_VERSION, p, NULL, request_id, err);
	} else {
		ok = false;
	}
	json_free(versions);
	return ok;
}

void policy_version_costs(struct resource *wanted, const struct resource *found,
			  struct json *diff)
{
	const struct json *versions = resource_get(found, "versions");
	struct json *left, *row;
	const char *drop = NULL;

	if (json_count(versions) < VERSIONS)
		return;
	left = json_list_new();
	json_each(v, versions) {
		if (!drop && !str_eq(json_text(v), resource_str(found, "version")))
			drop = json_text(v);
		else
			json_push(left, json_copy(v));
	}
	resource_put_str(wanted, "drop", drop);
	row = json_push(diff, json_object_new());
	json_put_str(row, "path", "versions");
	json_put(row, "found", json_copy(versions));
	json_put(row, "wanted", left);
}
