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
#include "kube/kube.h"
#include "resource/kind.h"
#include "resource/kube_object.h"

static const char *const maps[] = { "annotations", "labels" };

static char *service_account_path_of(const struct json *account, bool with_name)
{
	return xasprintf("/api/v1/namespaces/%s/serviceaccounts%s%s",
			 json_str(account, "namespace"), with_name ? "/" : "",
			 with_name ? json_str(account, "name") : "");
}

static bool service_account_fill(struct json *wanted, struct err *err)
{
	const char *setup = json_str(json_get(wanted, "tags"), SETUP_TAG);

	if (*setup)
		json_put_str(wanted, "setup", setup);
	for (int i = 0; i < 2; i++)
		if (!json_get(wanted, maps[i]))
			json_put(wanted, maps[i], json_object_new());
	return kube_name_check("service account", json_str(wanted, "name"), err) &&
	       kube_name_check("namespace", json_str(wanted, "namespace"), err);
}

static bool service_account_settle(struct aws *a, struct json *wanted, struct err *err)
{
	return kube_of(a, json_str(wanted, "cluster"), err);
}

/* Of what it bears only what is wanted of it: the rest is others'. */
static struct json *service_account_part_of(const struct json *object, const char *map,
					    const struct json *wanted)
{
	const struct json *all = json_get(json_get(object, "metadata"), map);
	struct json *out = json_object_new();

	json_each(want, json_get(wanted, map))
		if (json_get(all, json_key(want)))
			json_put(out, json_key(want), json_copy(json_get(all, json_key(want))));
	return out;
}

static struct json *service_account_found_of(const struct json *wanted,
					     const struct json *object)
{
	static const char *const same[] = { "kind", "name", "cluster", "namespace", "setup" };
	struct json *found = json_object_new();

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		json_put_str(found, same[i], json_str(wanted, same[i]));
	for (int i = 0; i < 2; i++)
		json_put(found, maps[i], service_account_part_of(object, maps[i], wanted));
	json_put_str(found, "made_by", kube_object_annotation(object, OBJECT_SETUP));
	json_put_str(found, "version", kube_object_version(object));
	return found;
}

static bool service_account_read(struct aws *a, const struct json *wanted,
				 struct json **found, struct err *err)
{
	struct kube *k = kube_of(a, json_str(wanted, "cluster"), err);
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

static bool service_account_create(struct kube *k, const struct json *wanted,
				   struct err *err)
{
	struct json *object = kube_object_new("v1", "ServiceAccount", json_str(wanted, "namespace"),
					 json_str(wanted, "name"), json_str(wanted, "setup"));
	char *path = service_account_path_of(wanted, false);
	bool ok;

	for (int i = 0; i < 2; i++)
		json_each(want, json_get(wanted, maps[i]))
			json_put(json_get(json_get(object, "metadata"), maps[i]),
				 json_key(want), json_copy(want));
	ok = kube_call(k, &(struct kube_request){ .method = "POST", .path = path,
						  .body = object }, NULL, err);
	if (!ok && err->aws_error == AWS_ERROR_NOT_FOUND)
		err_hint(err, "make the namespace '%s' first", json_str(wanted, "namespace"));
	json_free(object);
	free(path);
	return ok;
}

/* What is in one map and not, or otherwise, in the other; gone: as null. */
static void service_account_add_changes(struct json *meta, const char *map,
					const struct json *wanted, const struct json *found)
{
	struct json *changes = json_object_new();

	json_each(want, json_get(wanted, map))
		if (!json_equal(want, json_get(json_get(found, map), json_key(want))))
			json_put(changes, json_key(want), json_copy(want));
	json_each(has, json_get(found, map))
		if (!json_get(json_get(wanted, map), json_key(has)))
			json_put(changes, json_key(has), NULL);
	if (json_count(changes))
		json_put(meta, map, changes);
	else
		json_free(changes);
}

/* With the version that was looked at: another's change since is not lost. */
static bool service_account_patch(struct kube *k, const struct json *wanted,
				  const struct json *found, struct err *err)
{
	struct json *body = json_object_new(), *meta = json_object_new();
	char *path = service_account_path_of(found, true);
	bool ok;

	json_put_str(meta, "resourceVersion", json_str(found, "version"));
	for (int i = 0; i < 2; i++)
		service_account_add_changes(meta, maps[i], wanted, found);
	json_put(body, "metadata", meta);
	ok = kube_call(k, &(struct kube_request){ .method = "PATCH", .path = path,
						  .body = body }, NULL, err);
	json_free(body);
	free(path);
	return ok;
}

static bool service_account_only_adds(const struct json *wanted, const struct json *found)
{
	for (int i = 0; i < 2; i++)
		json_each(has, json_get(found, maps[i]))
			if (!json_equal(has, json_get(json_get(wanted, maps[i]), json_key(has))))
				return false;
	return true;
}

/* One that appeared since the plan, with another role, is another's. */
static bool service_account_may_change(const struct json *wanted, const struct json *found,
				       struct err *err)
{
	bool ours = *json_str(found, "made_by") &&
		    str_eq(json_str(found, "made_by"), json_str(wanted, "setup"));

	if (ours || json_get(wanted, "made_by") ||
	    service_account_only_adds(wanted, found) ||
	    str_eq(json_str(wanted, "others"), "change"))
		return true;
	err_set(err, ERR_SERVICE, "the service account '%s' has other annotations by now",
		json_str(wanted, "name"));
	return err_hint(err, "look at it, then run this again: it plans anew");
}

static bool service_account_make(struct aws *a, const struct json *wanted,
				 const struct json *found, char *request_id,
				 struct err *err)
{
	struct kube *k = kube_of(a, json_str(wanted, "cluster"), err);

	(void)request_id;
	if (!k)
		return false;
	if (!found)
		return service_account_create(k, wanted, err);
	return service_account_may_change(wanted, found, err) &&
		service_account_patch(k, wanted, found, err);
}

/* What others made stays, without what we added. */
static bool service_account_remove(struct aws *a, const struct json *found,
				   char *request_id, struct err *err)
{
	struct kube *k = kube_of(a, json_str(found, "cluster"), err);
	struct json *nothing = json_object_new();
	char *path = service_account_path_of(found, true);
	bool ok = false;

	(void)request_id;
	if (k && *json_str(found, "setup") &&
	    str_eq(json_str(found, "made_by"), json_str(found, "setup")))
		ok = kube_delete(k, path, json_str(found, "version"), err);
	else if (k)
		ok = service_account_patch(k, nothing, found, err);
	json_free(nothing);
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
