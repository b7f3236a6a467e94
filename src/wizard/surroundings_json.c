/* surroundings_json.c - the events of surroundings.h; see surroundings_internal.h. */
#include "config.h"

#include "base/buf.h"
#include "format/json.h"
#include "plan/plan.h"
#include "wizard/surroundings_internal.h"

struct json *around_extra(struct json *events, const struct step *step, const char *kind,
			  const char *name)
{
	struct json *event = json_push(events, json_object_new());

	json_put_str(event, "event", "extra");
	json_put_str(event, "of", step->resource->id);
	json_put_str(event, "kind", kind);
	json_put_str(event, "name", name);
	return event;
}

struct extra_subject surroundings_extra_subject(const struct json *event)
{
	return (struct extra_subject){
		.of = json_str(event, "of"),
		.kind = json_str(event, "kind"),
		.name = json_str(event, "name"),
	};
}

void around_undecided(struct json *events, const struct step *step, const char *what,
		      const struct err *why)
{
	struct json *event = json_push(events, json_object_new());
	struct buf text = BUF(2000);

	json_put_str(event, "event", "undecided");
	json_put_str(event, "of", step->resource->id);
	buf_fmt(&text, "%s: %s", what, why->text);
	json_put_str(event, "text", text.s);
	buf_free(&text);
}

struct json *around_finding(const struct around_finding *one)
{
	struct json *f = json_object_new();

	json_put_str(f, "id", one->id);
	json_put_str(f, "severity", one->severity);
	json_put_str(f, "on", one->on);
	json_put(f, "statements", json_list_new());
	json_put(f, "actions", json_list_new());
	json_put_str(f, "text", one->text);
	return f;
}
