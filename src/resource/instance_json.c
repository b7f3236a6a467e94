/* instance_json.c - what EC2 is asked about a machine, and its reply; see instance.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "resource/instance.h"

struct json *instance_params(const char *id)
{
	struct json *p = json_object_new(), *ids = json_list_new();

	json_push(ids, json_string_new(id));
	json_put(p, "InstanceId", ids);
	return p;
}

struct json *instance_of_reply(const struct json *reply)
{
	return json_copy(json_path(reply, "reservationSet.0.instancesSet.0"));
}

bool instance_has_ended(const struct json *instance)
{
	const char *state = json_str(json_get(instance, "instanceState"), "name");

	return str_eq(state, "terminated") || str_eq(state, "shutting-down");
}
