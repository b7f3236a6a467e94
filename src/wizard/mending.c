/* mending.c - see mending.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "wizard/around.h"
#include "wizard/journey.h"
#include "wizard/mending.h"

static bool is_event(const struct json *event, const char *name)
{
	return str_eq(json_str(event, "event"), name);
}

struct json *mending_events(const struct journey *j, bool chosen)
{
	struct json *events = json_list_new(), *around = chosen ? NULL : around_look(j);

	json_each(event, j->moved)
		json_push(events, json_copy(event));
	json_each(event, j->beside)
		json_push(events, json_copy(event));
	json_each(event, around) {
		if (!is_event(event, "extra") && !is_event(event, "undecided"))
			continue;
		json_push(events, json_copy(event));
	}
	json_free(around);
	return events;
}

bool mending_stays(const struct json *events)
{
	json_each(event, events)
		if (is_event(event, "missing") ||
		    (is_event(event, "issuer") && !*json_str(event, "now")))
			return true;
	return around_stays(events) || around_undecided_any(events);
}

size_t mending_takes(const struct json *events)
{
	size_t n = 0;

	json_each(event, events)
		n += is_event(event, "extra") && *json_str(event, "step");
	return n;
}

const char *mending_question(const struct json *events, size_t differences)
{
	if (mending_takes(events))
		return differences > 1 ? "Repair all of it, and remove what others added? (n: "
					 "choose one by one)" :
					 "Repair it, and remove what others added?";
	return differences > 1 ? "Repair all of it? (n: choose one by one)" : "Repair it?";
}

const char *mending_does(const struct json *events)
{
	return mending_takes(events) ?
	       "What others added to documents that accredit created is removed: the lines with "
	       "-. What accredit did not create keeps what they put there." :
	       "It becomes as the record says; what others added stays.";
}
