/* repair_notes.c - see repair_notes.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "wizard/journey.h"
#include "wizard/repair_notes.h"
#include "wizard/surroundings.h"

static bool repair_notes_is_event(const struct json *event, const char *name)
{
	return str_eq(json_str(event, "event"), name);
}

struct json *repair_notes_events(const struct journey *j, bool chosen)
{
	struct json *events = json_list_new(), *around = chosen ? NULL : surroundings_look(j);

	json_each(event, j->moved)
		json_push(events, json_copy(event));
	json_each(event, j->beside)
		json_push(events, json_copy(event));
	json_each(event, around) {
		if (!repair_notes_is_event(event, "extra") &&
		    !repair_notes_is_event(event, "undecided"))
			continue;
		json_push(events, json_copy(event));
	}
	json_free(around);
	return events;
}

bool repair_notes_any_kept(const struct json *events)
{
	json_each(event, events)
		if (repair_notes_is_event(event, "missing") ||
		    (repair_notes_is_event(event, "issuer") && !*json_str(event, "now")))
			return true;
	return surroundings_count_kept(events) || surroundings_any_undecided(events);
}

size_t repair_notes_count_removed(const struct json *events)
{
	size_t n = 0;

	json_each(event, events)
		n += repair_notes_is_event(event, "extra") && *json_str(event, "step");
	return n;
}

const char *repair_notes_question(const struct json *events, size_t differences)
{
	if (repair_notes_count_removed(events))
		return differences > 1 ? "Repair all differences, and remove what others "
					 "added? (n: select one by one)" :
					 "Repair it, and remove what others added?";
	return differences > 1 ? "Repair all differences? (n: select one by one)" :
				 "Repair it?";
}

const char *repair_notes_consequence(const struct json *events)
{
	return repair_notes_count_removed(events) ?
		"What others added to policies that accredit created is removed: the lines "
		"marked -. Other resources keep what others added." :
		"The selected resources are changed back to what is expected: lines "
		"marked - "
		"are replaced by lines marked +. What others added stays.";
}
