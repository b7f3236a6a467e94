/* kept_event_json.c - see kept_event.h. */
#include "config.h"

#include "format/json.h"
#include "plan/kept_event.h"

struct json *kept_event(const struct kept *one)
{
	struct json *event = json_object_new();

	json_put_str(event, "event", "left");
	json_put_str(event, "kind", one->kind);
	json_put_str(event, "name", one->name);
	json_put_str(event, "reason", one->reason);
	json_put_str(event, "why", one->why);
	return event;
}

struct kept kept_read(const struct json *event)
{
	return (struct kept){
		.kind = json_str(event, "kind"), .name = json_str(event, "name"),
		.reason = json_str(event, "reason"), .why = json_str(event, "why"),
	};
}
