/* step_event_json.c - see step_event.h. */
#include "config.h"

#include "format/json.h"
#include "plan/plan.h"
#include "plan/step_event.h"

struct json *step_event_of(const struct step *step, const char *status)
{
	struct json *event = json_object_new();

	json_put_str(event, "event", "step");
	json_put_str(event, "id", step->id);
	json_put_str(event, "status", status);
	json_put(event, "seconds", json_number_new((double)step->took / 1000));
	if (step->state == STEP_WAITING)
		json_put_str(event, "text", step->text);
	if (step->state == STEP_FAILED)
		json_put(event, "error", plan_error(step));
	if (step->state >= STEP_DONE && json_get(step->outputs, "notices"))
		json_put(event, "notices", json_copy(json_get(step->outputs, "notices")));
	return event;
}

struct step_event step_event_read(const struct json *event)
{
	return (struct step_event){
		.id = json_str(event, "id"), .status = json_str(event, "status"),
		.text = json_str(event, "text"),
		.seconds = json_number(json_get(event, "seconds")),
		.error = json_get(event, "error"),
	};
}
