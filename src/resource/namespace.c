/* namespace.c - a namespace of a cluster: made when missing, removed when empty. */
#include "config.h"

#include <stdlib.h>

#include "aws/aws_error.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/kube.h"
#include "resource/kind.h"
#include "resource/kube_object.h"

#define SPACES "/api/v1/namespaces"

static char *namespace_path_of(const struct json *space, const char *below)
{
	return xasprintf(SPACES "/%s%s", json_str(space, "name"), below);
}

static bool namespace_space_fill(struct json *wanted, struct err *err)
{
	return kube_name_check("namespace", json_str(wanted, "name"), err);
}

static bool namespace_space_settle(struct aws *a, struct json *wanted, struct err *err)
{
	return kube_of(a, json_str(wanted, "cluster"), err);
}

/* Of tags a namespace knows one: the set-up it is of. */
static struct json *namespace_found_of(const struct json *wanted, const struct json *object)
{
	struct json *found = json_object_new(), *tags = json_copy(json_get(wanted, "tags"));

	if (!tags)
		tags = json_object_new();
	json_drop(tags, SETUP_TAG);
	if (*kube_object_annotation(object, OBJECT_SETUP))
		json_put_str(tags, SETUP_TAG, kube_object_annotation(object, OBJECT_SETUP));
	json_put_str(found, "kind", "namespace");
	json_put_str(found, "name", json_str(wanted, "name"));
	json_put_str(found, "cluster", json_str(wanted, "cluster"));
	json_put_str(found, "version", kube_object_version(object));
	json_put(found, "tags", tags);
	return found;
}

static bool namespace_space_read(struct aws *a, const struct json *wanted,
				 struct json **found, struct err *err)
{
	struct kube *k = kube_of(a, json_str(wanted, "cluster"), err);
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

/* One that is on its way out is waited for. */
static bool namespace_create(struct kube *k, const struct json *wanted, struct err *err)
{
	struct json *object = kube_object_new("v1", "Namespace", "", json_str(wanted, "name"),
					 json_str(json_get(wanted, "tags"), SETUP_TAG));
	bool ok = kube_call(k, &(struct kube_request){ .method = "POST", .path = SPACES,
						       .body = object }, NULL, err);

	json_free(object);
	if (!ok && err->aws_error == AWS_ERROR_CONFLICT) {
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

static bool namespace_space_make(struct aws *a, const struct json *wanted,
				 const struct json *found, char *request_id,
				 struct err *err)
{
	struct kube *k = kube_of(a, json_str(wanted, "cluster"), err);

	(void)request_id;
	return k && (found || namespace_create(k, wanted, err));
}

static bool namespace_space_remove(struct aws *a, const struct json *found,
				   char *request_id, struct err *err)
{
	struct kube *k = kube_of(a, json_str(found, "cluster"), err);
	char *path = namespace_path_of(found, "");
	bool ok = k && kube_delete(k, path, "", err);

	(void)request_id;
	free(path);
	return ok;
}

/* What every namespace has of itself. */
static bool namespace_is_of_itself(const char *kind, const char *name)
{
	return str_eq(kind, "configmap") && str_eq(name, "kube-root-ca.crt");
}

static bool namespace_add_users(struct kube *k, const struct json *found, const char *kind,
				const char *below, struct json *list, struct err *err)
{
	char *path = namespace_path_of(found, below), *user;
	struct json *reply = NULL;
	bool ok = kube_get(k, path, &reply, err);

	json_each(item, json_get(reply, "items")) {
		const char *name = json_str(json_get(item, "metadata"), "name");

		if (namespace_is_of_itself(kind, name))
			continue;
		user = xasprintf("%s %s", kind, name);
		json_push(list, json_string_new(user));
		free(user);
	}
	if (!ok && err->aws_error == AWS_ERROR_DENIED) {
		*err = (struct err)ERR_INIT;
		json_push(list, json_string_new("what may not be looked at there"));
		ok = true;
	}
	json_free(reply);
	free(path);
	return ok;
}

/* All that is in it would go with it. */
static bool namespace_space_users(struct aws *a, const struct json *found,
				  struct json *list, struct err *err)
{
	static const struct { const char *kind, *below; } rows[] = {
		{ "pod", "/pods" }, { "secret", "/secrets" }, { "configmap", "/configmaps" },
		{ "service", "/services" }, { "volume claim", "/persistentvolumeclaims" },
	};
	struct kube *k = kube_of(a, json_str(found, "cluster"), err);

	for (size_t i = 0; k && i < sizeof(rows) / sizeof(*rows); i++)
		if (!namespace_add_users(k, found, rows[i].kind, rows[i].below, list, err))
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
