/* lookalike_json.c - the event of lookalike.h. */
#include "config.h"

#include "advise/lookalike.h"
#include "format/json.h"

struct json *lookalike_event(const struct lookalike *one)
{
	struct json *event = json_object_new();

	json_put_str(event, "event", "lookalike");
	json_put_str(event, "of", one->of);
	json_put_str(event, "name", one->name);
	json_put_str(event, "other", one->other);
	json_put_str(event, "arn", one->arn);
	return event;
}

struct lookalike lookalike_read(const struct json *event)
{
	return (struct lookalike){
		.of = json_str(event, "of"), .name = json_str(event, "name"),
		.other = json_str(event, "other"), .arn = json_str(event, "arn"),
	};
}
