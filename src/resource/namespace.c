/* namespace.c - a namespace of a cluster: made when missing, removed when empty. */
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
#include "resource/uses.h"

#define SPACES "/api/v1/namespaces"

static char *namespace_path_of(const struct resource *space, const char *below)
{
	return xasprintf(SPACES "/%s%s", space->name, below);
}

static bool namespace_space_fill(struct resource *wanted, struct err *err)
{
	return kube_name_check("namespace", wanted->name, err);
}

static bool namespace_space_settle(struct aws *a, struct resource *wanted, struct err *err)
{
	return kube_of(a, resource_str(wanted, "cluster"), err);
}

/* Of tags a namespace has one: its setup. */
static struct resource *namespace_found_of(const struct resource *wanted,
					   const struct json *object)
{
	struct resource *found = resource_new("", "namespace", wanted->name);
	struct json *tags = json_copy(resource_get(wanted, "tags"));

	if (!tags)
		tags = json_object_new();
	json_drop(tags, SETUP_TAG);
	if (*kube_object_annotation(object, OBJECT_SETUP))
		json_put_str(tags, SETUP_TAG, kube_object_annotation(object, OBJECT_SETUP));
	resource_put_str(found, "cluster", resource_str(wanted, "cluster"));
	resource_put_str(found, "version", kube_object_version(object));
	resource_put(found, "tags", tags);
	return found;
}

static bool namespace_space_read(struct aws *a, const struct resource *wanted,
				 struct resource **found, struct err *err)
{
	struct kube *k = kube_of(a, resource_str(wanted, "cluster"), err);
	char *path = namespace_path_of(wanted, "");
	struct json *object = NULL;
	bool ok = k && kube_get(k, path, &object, err);

	if (!k && err->aws_error == AWS_ERROR_NOT_FOUND) { /* went with its cluster */
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	*found = NULL;
	if (object && !*json_str(json_get(object, "metadata"), "deletionTimestamp"))
		*found = namespace_found_of(wanted, object);
	json_free(object);
	free(path);
	return ok;
}

static bool namespace_space_make(struct aws *a, const struct resource *wanted,
				 const struct resource *found, char *request_id,
				 struct err *err)
{
	struct kube *k = kube_of(a, resource_str(wanted, "cluster"), err);
	struct json *object;
	bool ok;

	(void)request_id;
	if (!k || found)
		return k;
	object = kube_object_new("v1", "Namespace", "", wanted->name,
				 json_str(resource_get(wanted, "tags"), SETUP_TAG));
	ok = kube_call(k, &(struct kube_request){ .method = "POST", .path = SPACES,
						  .body = object }, NULL, err);
	json_free(object);
	if (!ok && err->aws_error == AWS_ERROR_CONFLICT) {
		/* one that is on its way out is waited for */
		char *path = namespace_path_of(wanted, "");
		struct json *there = NULL;

		if (kube_get(k, path, &there, &(struct err)ERR_INIT) &&
		    *json_str(json_get(there, "metadata"), "deletionTimestamp"))
			err->aws_error = AWS_ERROR_NOT_READY;
		json_free(there);
		free(path);
	}
	return ok;
}

static bool namespace_space_remove(struct aws *a, const struct resource *found,
				   char *request_id, struct err *err)
{
	struct kube *k = kube_of(a, resource_str(found, "cluster"), err);
	char *path = namespace_path_of(found, "");
	bool ok = k && kube_delete(k, path, "", err);

	(void)request_id;
	free(path);
	return ok;
}

static bool namespace_add_users(struct kube *k, const struct resource *found,
				const char *kind, const char *below,
				struct resource_uses *uses, struct err *err)
{
	char *path = namespace_path_of(found, below), *user;
	struct json *reply = NULL;
	bool ok = kube_get(k, path, &reply, err);

	json_each(item, json_get(reply, "items")) {
		const char *name = kube_object_name(item);

		/* What every namespace has of itself. */
		if (str_eq(kind, "configmap") && str_eq(name, "kube-root-ca.crt"))
			continue;
		user = xasprintf("%s %s", kind, name);
		uses_add(uses, user, NULL);
		free(user);
	}
	if (!ok && err->aws_error == AWS_ERROR_DENIED) {
		*err = (struct err)ERR_INIT;
		uses_add(uses, "what may not be looked at there", NULL);
		ok = true;
	}
	json_free(reply);
	free(path);
	return ok;
}

/* All that is in it would go with it. */
static bool namespace_space_users(struct aws *a, const struct resource *found,
				  struct resource_uses *uses, struct err *err)
{
	static const struct { const char *kind, *below; } rows[] = {
		{ "pod", "/pods" }, { "secret", "/secrets" }, { "configmap", "/configmaps" },
		{ "service", "/services" }, { "volume claim", "/persistentvolumeclaims" },
	};
	struct kube *k = kube_of(a, resource_str(found, "cluster"), err);

	for (size_t i = 0; k && i < sizeof(rows) / sizeof(*rows); i++)
		if (!namespace_add_users(k, found, rows[i].kind, rows[i].below, uses, err))
			return false;
	return k;
}

const struct resource_kind kind_namespace = {
	.name = "namespace",
	.fill = namespace_space_fill,
	.settle = namespace_space_settle,
	.read = namespace_space_read,
	.make = namespace_space_make,
	.remove = namespace_space_remove,
	.users = namespace_space_users,
};
