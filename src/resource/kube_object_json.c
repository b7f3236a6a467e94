/* kube_object_json.c - see kube_object.h. */
#include "config.h"

#include "format/json.h"
#include "resource/kube_object.h"

struct json *kube_object_new(const char *api, const char *kind, const char *name_space,
			const char *name, const char *setup)
{
	struct json *object = json_object_new(), *meta = json_object_new(), *labels, *notes;

	json_put_str(object, "apiVersion", api);
	json_put_str(object, "kind", kind);
	json_put(object, "metadata", meta);
	json_put_str(meta, "name", name);
	if (*name_space)
		json_put_str(meta, "namespace", name_space);
	labels = json_put(meta, "labels", json_object_new());
	notes = json_put(meta, "annotations", json_object_new());
	if (*setup) {
		json_put_str(labels, OBJECT_LABEL, "accredit");
		json_put_str(notes, OBJECT_SETUP, setup);
	}
	return object;
}

struct json *kube_config_map_new(const char *name_space, const char *name,
				 const char *annotation, const char *value)
{
	struct json *map = json_object_new(), *meta = json_object_new();

	json_put_str(map, "apiVersion", "v1");
	json_put_str(map, "kind", "ConfigMap");
	json_put_str(meta, "name", name);
	json_put_str(meta, "namespace", name_space);
	if (*value)
		json_put_str(json_put(meta, "annotations", json_object_new()), annotation,
			     value);
	json_put(map, "metadata", meta);
	return map;
}

const char *kube_object_name(const struct json *object)
{
	return json_str(json_get(object, "metadata"), "name");
}

const char *kube_object_annotation(const struct json *object, const char *name)
{
	return json_str(json_path(object, "metadata.annotations"), name);
}

const char *kube_object_label(const struct json *object, const char *name)
{
	return json_str(json_path(object, "metadata.labels"), name);
}

const char *kube_object_version(const struct json *object)
{
	return json_str(json_get(object, "metadata"), "resourceVersion");
}
