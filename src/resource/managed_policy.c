/*
 * managed_policy.c - a customer-managed policy, found by its ARN, or by its name under another
 * path: its document, of which IAM keeps five versions, and its tags. IAM takes
 * the description only when the policy is made, so it is never compared.
 */
#include "config.h"

#include <stdio.h>
#include <strings.h>

#include "aws/aws_error.h"
#include "aws/reply_cache.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/document.h"
#include "resource/kind.h"
#include "resource/meaning.h"
#include "resource/policy_versions.h"
#include "resource/resource_call.h"
#include "resource/uses.h"

#define PAGE "1000"

static struct json *managed_policy_arn_of(const struct resource *resource)
{
	return params("PolicyArn", resource_str(resource, "arn"), NULL);
}

/* --- reading ----------------------------------------------------------------- */

static bool managed_policy_same_document(const struct resource *one,
					 const struct resource *other)
{
	struct json *diff = json_list_new();
	bool same = !document_diff(diff, "document", resource_get(one, "document"),
				   resource_get(other, "document"), false) ||
		meaning_same(resource_get(one, "document"),
			     resource_get(other, "document"));

	json_free(diff);
	return same;
}

/* The versions matter only where a new one is to be made. */
static bool managed_policy_complete(struct aws *a, const struct resource *wanted,
				    struct resource *found, struct err *err)
{
	struct json *reply = NULL, *document, *versions;

	if (!call(a, OP_IAM_GET_POLICY_VERSION,
		  policy_version(found, resource_str(found, "version")), &reply, NULL, err))
		return false;
	document = document_decode(json_str(json_get(reply, "PolicyVersion"), "Document"),
				   "the policy", err);
	json_free(reply);
	if (!document)
		return false;
	resource_put(found, "document", document);
	if (managed_policy_same_document(found, wanted))
		return true;
	versions = policy_versions(a, found, err);
	if (versions)
		resource_put(found, "versions", versions);
	return versions;
}

static bool managed_policy_read(struct aws *a, const struct resource *wanted,
				struct resource **found, struct err *err)
{
	struct json *reply = NULL, *p;
	const struct json *policy;
	bool there;

	*found = NULL;
	if (!call_if_there(a, OP_IAM_GET_POLICY, managed_policy_arn_of(wanted), &reply,
			   &there, err))
		return false;
	if (!there)
		return true;
	policy = json_get(reply, "Policy");
	*found = resource_new("", "policy", json_str(policy, "PolicyName"));
	resource_put_str(*found, "arn", json_str(policy, "Arn"));
	resource_put_str(*found, "path", json_str(policy, "Path"));
	resource_put_str(*found, "description", json_str(policy, "Description"));
	resource_put_str(*found, "version", json_str(policy, "DefaultVersionId"));
	tags_take(*found, policy);
	json_free(reply);
	if (managed_policy_complete(a, wanted, *found, err)) {
		if (!tags_unread(*found) || managed_policy_same_document(*found, wanted))
			return true;
		/* whose one that differs is only its tags tell */
		p = managed_policy_arn_of(wanted);
		aws_cache_remove(a, OP_IAM_GET_POLICY, p);
		json_free(p);
		resource_free(*found);
		return kind_policy.read(a, wanted, found, err);
	}
	resource_free(*found);
	*found = NULL;
	return call_was_gone(err);	/* a copy of IAM's that has not heard of it yet */
}

/* The account's own policies; NULL and true: the caller may not list them. */
static bool managed_policy_list_all(struct aws *a, struct json **reply, struct err *err)
{
	*reply = NULL;
	if (call(a, OP_IAM_LIST_POLICIES, params("Scope", "Local", "MaxItems", PAGE, NULL),
		 reply, NULL, err))
		return true;
	if (err->kind != ERR_DENIED)
		return false;
	*err = (struct err)ERR_INIT;
	return true;
}

/* Names are one in an account, whatever the path. */
static bool managed_policy_seek(struct aws *a, const struct resource *wanted, char arn[512],
				struct err *err)
{
	struct json *reply;
	bool ok = managed_policy_list_all(a, &reply, err);

	*arn = '\0';
	json_each(policy, json_get(reply, "Policies"))
		if (str_eq(json_str(policy, "PolicyName"), wanted->name))
			snprintf(arn, 512, "%s", json_str(policy, "Arn"));
	json_free(reply);
	return ok;
}

/* To IAM "Data" under the path /team/ is the name "data". */
static bool managed_policy_is_free(struct aws *a, const struct resource *wanted,
				   struct err *err)
{
	const char *name = wanted->name, *by = resource_str(wanted, "named_by");
	struct json *reply;
	bool ok = managed_policy_list_all(a, &reply, err); /* else CreatePolicy will tell */

	json_each(policy, json_get(reply, "Policies")) {
		if (!ok || strcasecmp(json_str(policy, "PolicyName"), name) ||
		    str_eq(json_str(policy, "Arn"), resource_str(wanted, "arn")))
			continue;
		ok = err_set(err, ERR_CHOICE,
			     "the name '%s' is taken by the policy %s: IAM policy names "
			     "are unique regardless of case and path",
			     name, json_str(policy, "Arn"));
		err_field(err, by);
		err_hint(err, "choose another name with --set %s=NAME", *by ? by : "NAME");
	}
	json_free(reply);
	return ok;
}

/* --- making ------------------------------------------------------------------ */

static bool managed_policy_make(struct aws *a, const struct resource *wanted,
				const struct resource *found, char *request_id,
				struct err *err)
{
	struct json *tags, *p;
	bool ok = true;

	if (!found) {
		p = params("Path", "/", "PolicyName", wanted->name, NULL);
		policy_put_document(p, wanted);
		if (*resource_str(wanted, "description"))
			json_put_str(p, "Description", resource_str(wanted, "description"));
		json_put(p, "Tags", tags_to_aws(resource_get(wanted, "tags")));
		return call(a, OP_IAM_CREATE_POLICY, p, NULL, request_id, err);
	}
	if (!managed_policy_same_document(found, wanted))
		ok = policy_version_add(a, wanted, found, request_id, err);
	tags = tags_missing(wanted, found);
	if (ok && json_count(tags)) {
		p = managed_policy_arn_of(found);
		json_put(p, "Tags", tags_to_aws(tags));
		ok = call(a, OP_IAM_TAG_POLICY, p, NULL, request_id, err);
	}
	json_free(tags);
	return ok;
}

/* --- removing ---------------------------------------------------------------- */

static const struct { const char *list, *name, *says; } holders[] = {
	{ "PolicyRoles", "RoleName", "role" },
	{ "PolicyUsers", "UserName", "user" },
	{ "PolicyGroups", "GroupName", "group" },
};

/* The first page is enough to know whether anybody is left. */
static bool managed_policy_users(struct aws *a, const struct resource *found,
				 struct resource_uses *uses, struct err *err)
{
	struct json *p = managed_policy_arn_of(found), *reply = NULL;

	json_put_str(p, "MaxItems", PAGE);
	if (!call(a, OP_IAM_LIST_ENTITIES_FOR_POLICY, p, &reply, NULL, err))
		return call_was_gone(err);
	for (size_t i = 0; i < sizeof(holders) / sizeof(*holders); i++)
		json_each(holder, json_get(reply, holders[i].list)) {
			struct buf text = BUF(300);

			buf_fmt(&text, "%s %s", holders[i].says,
				json_str(holder, holders[i].name));
			uses_add(uses, text.s, NULL);
			buf_free(&text);
		}
	json_free(reply);
	return true;
}

/* What was detached a moment ago may be seen for a while: this may pass. */
static bool managed_policy_is_unused(struct aws *a, const struct resource *found,
				     struct err *err)
{
	struct resource_uses users = { NULL, 0 };
	bool ok = managed_policy_users(a, found, &users, err);

	if (!ok && err->kind == ERR_DENIED) {	/* then DeletePolicy will tell */
		*err = (struct err)ERR_INIT;
		ok = true;
	} else if (ok && users.count) {
		ok = err_set(err, ERR_SERVICE, "the policy '%s' is also used by %s",
			     found->name, users.items->says);
		err_hint(err, "detach it there");
		err->aws_error = AWS_ERROR_NOT_READY;
	}
	uses_free(&users);
	return ok;
}

static bool managed_policy_remove(struct aws *a, const struct resource *found,
				  char *request_id, struct err *err)
{
	struct json *versions;
	bool ok = true;

	if (!managed_policy_is_unused(a, found, err))
		return false;
	versions = policy_versions(a, found, err);
	if (!versions)
		return call_was_gone(err);
	json_each(v, versions)
		if (ok && !str_eq(json_text(v), resource_str(found, "version")))
			ok = call_gone(a, OP_IAM_DELETE_POLICY_VERSION,
				       policy_version(found, json_text(v)), request_id, err);
	json_free(versions);
	return ok &&
		call_gone(a, OP_IAM_DELETE_POLICY, managed_policy_arn_of(found), request_id,
			  err);
}

const struct resource_kind kind_policy = {
	.name = "policy",
	.read = managed_policy_read,
	.seek = managed_policy_seek,
	.make = managed_policy_make,
	.remove = managed_policy_remove,
	.is_free = managed_policy_is_free,
	.costs = policy_version_costs,
	.users = managed_policy_users,
};
