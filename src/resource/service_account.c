/*
 * service_account.c - a service account with its annotations, by which pods get a
 * role. One that others made is only added to; what they wrote stays.
 */
#include "config.h"

#include <stdlib.h>

#include "aws/aws_error.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "kube/kube.h"
#include "resource/kind.h"
#include "resource/kube_object.h"

static const char *const maps[] = { "annotations", "labels" };

static char *service_account_path_of(const struct resource *account, bool with_name)
{
	return xasprintf("/api/v1/namespaces/%s/serviceaccounts%s%s",
			 resource_str(account, "namespace"), with_name ? "/" : "",
			 with_name ? account->name : "");
}

static bool service_account_fill(struct resource *wanted, struct err *err)
{
	const char *setup = json_str(resource_get(wanted, "tags"), SETUP_TAG);

	if (*setup)
		resource_put_str(wanted, "setup", setup);
	for (int i = 0; i < 2; i++)
		if (!resource_get(wanted, maps[i]))
			resource_put(wanted, maps[i], json_object_new());
	return kube_name_check("service account", wanted->name, err) &&
		kube_name_check("namespace", resource_str(wanted, "namespace"), err);
}

static bool service_account_settle(struct aws *a, struct resource *wanted, struct err *err)
{
	return kube_of(a, resource_str(wanted, "cluster"), err);
}

static struct resource *service_account_found_of(const struct resource *wanted,
						 const struct json *object)
{
	static const char *const same[] = { "cluster", "namespace", "setup" };
	struct resource *found = resource_new("", wanted->kind, wanted->name);

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		resource_put_str(found, same[i], resource_str(wanted, same[i]));
	/* of what it has only what is wanted of it: the rest is others' */
	for (int i = 0; i < 2; i++) {
		const struct json *all = json_get(json_get(object, "metadata"), maps[i]);
		struct json *part = json_object_new();

		json_each(want, resource_get(wanted, maps[i]))
			if (json_get(all, json_key(want)))
				json_put(part, json_key(want),
					 json_copy(json_get(all, json_key(want))));
		resource_put(found, maps[i], part);
	}
	resource_put_str(found, "made_by", kube_object_annotation(object, OBJECT_SETUP));
	resource_put_str(found, "version", kube_object_version(object));
	return found;
}

static bool service_account_read(struct aws *a, const struct resource *wanted,
				 struct resource **found, struct err *err)
{
	struct kube *k = kube_of(a, resource_str(wanted, "cluster"), err);
	char *path = service_account_path_of(wanted, true);
	struct json *object = NULL;
	bool ok = k && kube_get(k, path, &object, err);

	*found = ok && object ? service_account_found_of(wanted, object) : NULL;
	if (!k && err->aws_error == AWS_ERROR_NOT_FOUND) { /* went with its cluster */
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	json_free(object);
	free(path);
	return ok;
}

static bool service_account_create(struct kube *k, const struct resource *wanted,
				   struct err *err)
{
	struct json *object = kube_object_new("v1", "ServiceAccount",
					      resource_str(wanted, "namespace"),
					      wanted->name, resource_str(wanted, "setup"));
	char *path = service_account_path_of(wanted, false);
	bool ok;

	for (int i = 0; i < 2; i++)
		json_each(want, resource_get(wanted, maps[i]))
			json_put(json_get(json_get(object, "metadata"), maps[i]),
				 json_key(want), json_copy(want));
	ok = kube_call(k, &(struct kube_request){ .method = "POST", .path = path,
						  .body = object }, NULL, err);
	if (!ok && err->aws_error == AWS_ERROR_NOT_FOUND)
		err_hint(err, "create the namespace '%s' first",
			 resource_str(wanted, "namespace"));
	json_free(object);
	free(path);
	return ok;
}

/* What is in one map and not, or otherwise, in the other; gone: as null. */
static void service_account_add_changes(struct json *meta, const char *map,
					const struct resource *wanted,
					const struct resource *found)
{
	struct json *changes = json_object_new();

	json_each(want, resource_get(wanted, map))
		if (!json_equal(want, json_get(resource_get(found, map), json_key(want))))
			json_put(changes, json_key(want), json_copy(want));
	json_each(has, resource_get(found, map))
		if (!json_get(resource_get(wanted, map), json_key(has)))
			json_put(changes, json_key(has), NULL);
	if (json_count(changes))
		json_put(meta, map, changes);
	else
		json_free(changes);
}

/* With the version that was looked at: another's change since is not lost. */
static bool service_account_patch(struct kube *k, const struct resource *wanted,
				  const struct resource *found, struct err *err)
{
	struct json *body = json_object_new(), *meta = json_object_new();
	char *path = service_account_path_of(found, true);
	bool ok;

	json_put_str(meta, "resourceVersion", resource_str(found, "version"));
	for (int i = 0; i < 2; i++)
		service_account_add_changes(meta, maps[i], wanted, found);
	json_put(body, "metadata", meta);
	ok = kube_call(k, &(struct kube_request){ .method = "PATCH", .path = path,
						  .body = body }, NULL, err);
	json_free(body);
	free(path);
	return ok;
}

static bool service_account_only_adds(const struct resource *wanted,
				      const struct resource *found)
{
	for (int i = 0; i < 2; i++)
		json_each(has, resource_get(found, maps[i]))
			if (!json_equal(has,
					json_get(resource_get(wanted, maps[i]),
						 json_key(has))))
				return false;
	return true;
}

static bool service_account_make(struct aws *a, const struct resource *wanted,
				 const struct resource *found, char *request_id,
				 struct err *err)
{
	struct kube *k = kube_of(a, resource_str(wanted, "cluster"), err);
	bool ours;

	(void)request_id;
	if (!k)
		return false;
	if (!found)
		return service_account_create(k, wanted, err);
	ours = *resource_str(found, "made_by") &&
		str_eq(resource_str(found, "made_by"), resource_str(wanted, "setup"));
	if (ours || resource_get(wanted, "made_by") ||
	    service_account_only_adds(wanted, found) ||
	    str_eq(resource_str(wanted, "others"), "change"))
		return service_account_patch(k, wanted, found, err);
	/* one that appeared since the plan, with another role, is another's */
	err_set(err, ERR_SERVICE, "the annotations of service account '%s' have changed",
		wanted->name);
	return err_hint(err, "check it, then run this again: it makes a new plan");
}

/* What others made stays, without what we added. */
static bool service_account_remove(struct aws *a, const struct resource *found,
				   char *request_id, struct err *err)
{
	struct kube *k = kube_of(a, resource_str(found, "cluster"), err);
	struct resource *nothing = resource_new("", found->kind, found->name);
	char *path = service_account_path_of(found, true);
	bool ok = false;

	(void)request_id;
	if (k && *resource_str(found, "setup") &&
	    str_eq(resource_str(found, "made_by"), resource_str(found, "setup")))
		ok = kube_delete(k, path, resource_str(found, "version"), err);
	else if (k)
		ok = service_account_patch(k, nothing, found, err);
	resource_free(nothing);
	free(path);
	return ok;
}

const struct resource_kind kind_service_account = {
	.name = "service-account",
	.fill = service_account_fill,
	.settle = service_account_settle,
	.read = service_account_read,
	.make = service_account_make,
	.remove = service_account_remove,
	.only_adds = service_account_only_adds,
};
