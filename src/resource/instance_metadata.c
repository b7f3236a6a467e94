/*
 * instance_metadata.c - how many network hops the metadata service of a running
 * machine answers over: a container on it is one hop further. More than wanted
 * is as good. The machine is the operator's: what it was before is in the record,
 * and 'accredit resume --undo' goes back to it.
 *
 * Wanted: {"name": the machine's id, "hop_limit": "2"}. Found: the same, with
 * what is wanted where there is more.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/instance.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

#define USUAL "1"		/* where EC2 tells no limit */

static bool instance_metadata_read(struct aws *a, const struct resource *wanted,
				   struct resource **found, struct err *err)
{
	const char *least = resource_str(wanted, "hop_limit"), *limit;
	struct json *instance;

	*found = NULL;
	if (!instance_read(a, wanted->name, &instance, err))
		return false;
	if (!instance)
		return true;
	limit = json_str(json_get(instance, "metadataOptions"), "httpPutResponseHopLimit");
	if (!*limit)
		limit = USUAL;
	*found = resource_new("", "instance-metadata", wanted->name);
	/* raw: what others raised since is not ours to lower */
	resource_put_str(*found, "hop_limit",
			 atoi(limit) >= atoi(least) && !resource_get(wanted, "raw") ?
				 least :
				 limit);
	json_free(instance);
	return true;
}

static bool instance_metadata_make(struct aws *a, const struct resource *wanted,
				   const struct resource *found, char *request_id,
				   struct err *err)
{
	(void)found;
	return call(a, OP_EC2_MODIFY_INSTANCE_METADATA_OPTIONS,
		    params("InstanceId", wanted->name, "HttpPutResponseHopLimit",
			   resource_str(wanted, "hop_limit"), NULL),
		    NULL, request_id, err);
}

/* It was never made here, and a higher limit harms nobody. */
static bool instance_metadata_remove(struct aws *a, const struct resource *found,
				     char *request_id, struct err *err)
{
	(void)a;
	(void)found;
	(void)request_id;
	(void)err;
	return true;
}

static bool instance_metadata_only_adds(const struct resource *wanted,
					const struct resource *found)
{
	return atoi(resource_str(wanted, "hop_limit")) >
		atoi(resource_str(found, "hop_limit"));
}

const struct resource_kind kind_instance_metadata = {
	.name = "instance-metadata",
	.read = instance_metadata_read,
	.make = instance_metadata_make,
	.remove = instance_metadata_remove,
	.only_adds = instance_metadata_only_adds,
	.is_free = instance_is_there,
};
