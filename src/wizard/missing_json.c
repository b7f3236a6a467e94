/* missing_json.c - see missing.h. */
#include "config.h"

#include "format/json.h"
#include "wizard/missing.h"

struct json *missing_event(const struct missing *one)
{
	struct json *event = json_object_new();

	json_put_str(event, "event", "missing");
	json_put_str(event, "of", one->of);
	json_put_str(event, "kind", one->kind);
	json_put_str(event, "name", one->name);
	if (one->text && *one->text) {
		json_put_str(event, "text", one->text);
		json_put_str(event, "remedy", one->remedy);
	}
	return event;
}

struct missing missing_read(const struct json *event)
{
	return (struct missing){
		.of = json_str(event, "of"), .kind = json_str(event, "kind"),
		.name = json_str(event, "name"), .text = json_str(event, "text"),
		.remedy = json_str(event, "remedy"),
	};
}
