/* access_entry.c - EKS's own list of who may enter a cluster; see mapping.h. */
#include "config.h"

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "kube/cluster.h"
#include "resource/kind.h"
#include "resource/mapping.h"
#include "resource/resource_call.h"

static struct json *access_entry_name_both(const struct resource *mapping)
{
	return cluster_entry_params(resource_str(mapping, "cluster"),
				    resource_str(mapping, "principal"));
}

static void access_entry_put_found(struct resource *found, const struct resource *wanted,
				   const struct json *entry)
{
	resource_put_str(found, "cluster", resource_str(wanted, "cluster"));
	resource_put_str(found, "setup", resource_str(wanted, "setup"));
	resource_put_str(found, "principal", json_str(entry, "principalArn"));
	resource_put_str(found, "by", BY_ENTRY);
	resource_put_str(found, "arn", json_str(entry, "accessEntryArn"));
	resource_put_str(found, "type", json_str(entry, "type"));
	/* what EKS itself says of nodes is no wish of ours */
	if (!str_eq(json_str(entry, "type"), TYPE_NODES)) {
		resource_put_str(found, "username", json_str(entry, "username"));
		resource_put(found, "groups",
			     mapping_groups(json_get(entry, "kubernetesGroups")));
	} else {
		resource_put(found, "groups", json_list_new());
	}
	resource_put(found, "tags", json_copy(json_get(entry, "tags")));
}

bool access_entry_read(struct aws *a, const struct resource *wanted,
		       struct resource **found, struct err *err)
{
	struct json *reply = NULL;
	bool there;

	if (!call_if_there(a, OP_EKS_DESCRIBE_ACCESS_ENTRY, access_entry_name_both(wanted),
			   &reply, &there, err))
		return false;
	if (there) {
		*found = resource_new("", "cluster-access", wanted->name);
		access_entry_put_found(*found, wanted, json_get(reply, "accessEntry"));
	}
	json_free(reply);
	return true;
}

bool access_entry_make(struct aws *a, const struct resource *wanted,
		       const struct resource *found, char *request_id, struct err *err)
{
	struct json *p = access_entry_name_both(wanted);

	if (!found)
		json_put_str(p, "type", resource_str(wanted, "type"));
	if (!str_eq(resource_str(wanted, "type"), TYPE_NODES)) {
		json_put(p, "kubernetesGroups", json_copy(resource_get(wanted, "groups")));
		if (*resource_str(wanted, "username"))
			json_put_str(p, "username", resource_str(wanted, "username"));
	}
	if (!found && json_count(resource_get(wanted, "tags")))
		json_put(p, "tags", json_copy(resource_get(wanted, "tags")));
	return call(a, found ? OP_EKS_UPDATE_ACCESS_ENTRY : OP_EKS_CREATE_ACCESS_ENTRY, p,
		    NULL, request_id, err);
}

bool access_entry_remove(struct aws *a, const struct resource *found, char *request_id,
			 struct err *err)
{
	return call_gone(a, OP_EKS_DELETE_ACCESS_ENTRY, access_entry_name_both(found),
			 request_id, err);
}
