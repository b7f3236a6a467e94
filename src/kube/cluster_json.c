/* cluster_json.c - see cluster.h. */
#include "config.h"

#include "format/json.h"
#include "kube/cluster.h"

struct described_cluster cluster_read(const struct json *reply)
{
	const struct json *cluster = json_get(reply, "cluster");

	return (struct described_cluster){
		.name = json_str(cluster, "name"),
		.endpoint = json_str(cluster, "endpoint"),
		.ca = json_text(json_path(cluster, "certificateAuthority.data")),
		.mode = json_str(json_get(cluster, "accessConfig"), "authenticationMode"),
		.status = json_str(cluster, "status"),
		.version = json_str(cluster, "version"),
	};
}

struct json *cluster_params(const char *name)
{
	struct json *params = json_object_new();

	json_put_str(params, "name", name);
	return params;
}

struct json *cluster_entry_params(const char *name, const char *principal)
{
	struct json *params = cluster_params(name);

	json_put_str(params, "principalArn", principal);
	return params;
}

struct json *kube_delete_options(const char *version)
{
	struct json *options = json_object_new(), *only;

	json_put_str(options, "kind", "DeleteOptions");
	json_put_str(options, "apiVersion", "v1");
	json_put_str(options, "propagationPolicy", "Background");
	if (*version) {
		only = json_put(options, "preconditions", json_object_new());
		json_put_str(only, "resourceVersion", version);
	}
	return options;
}
