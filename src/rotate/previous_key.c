/* previous_key.c - the key that the rotation before replaced; see rotation.h. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/stage.h"
#include "kinds/resource.h"
#include "plan/journal.h"
#include "plan/record.h"
#include "rotate/rotate_internal.h"
#include "rotate/rotation.h"

/* The previous key as one step of the journal left it. */
struct journaled {
	struct previous_key key;
	const char *run, *step; /* borrowed from the journal */
};

static const struct {
	const char *step;
	enum previous_state state;
	const char *id, *at; /* names of its outputs */
} rows[] = {
	{ DEACTIVATE_STEP, PREVIOUS_DEACTIVATED, "parked_id", "parked_at" },
	{ KEEP_OLD_STEP, PREVIOUS_WAITING, "waiting_id", "waiting_at" },
	{ KEEP_NEWER_STEP, PREVIOUS_REVERTED, "parked_id", "parked_at" },
	{ FINISH_STEP, PREVIOUS_NONE, "", "" },
};

void rotate_read_previous(const struct record *record, struct previous_key *previous)
{
	/* before: what an undo of the last such step goes back to */
	struct journaled now = { .run = NULL }, before = { .run = NULL };

	json_each(line, record_lines(record)) {
		const char *step = json_str(line, "step"), *phase = json_str(line, "phase");
		const char *run = json_str(line, "run");
		const struct json *outputs = json_get(line, "outputs");

		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
			if (!str_eq(step, rows[i].step))
				continue;
			if (str_eq(phase, PHASE_DONE)) {
				before = now;
				now = (struct journaled){ .run = run, .step = step };
				now.key.state = rows[i].state;
				snprintf(now.key.id, sizeof(now.key.id), "%s",
					 json_str(outputs, rows[i].id));
				snprintf(now.key.at, sizeof(now.key.at), "%s",
					 json_str(outputs, rows[i].at));
			} else if (str_eq(phase, PHASE_UNDONE) && str_eq(step, now.step) &&
				   str_eq(run, now.run)) {
				now = before;
				before = (struct journaled){ .run = NULL };
			}
		}
	}
	*previous = now.key;
}

/* Reactivated by a revert or an undo, it is the record's key again, and works. */
bool rotate_deactivated(const struct record *record, const char *id)
{
	json_each(line, record_lines(record)) {
		const char *step = json_str(line, "step");

		if ((str_eq(step, DEACTIVATE_STEP) || str_eq(step, KEEP_NEWER_STEP)) &&
		    str_eq(json_str(line, "phase"), PHASE_DONE) &&
		    str_eq(json_str(json_get(line, "outputs"), "parked_id"), id))
			return true;
	}
	return false;
}

bool rotate_waiting(const struct record *record, char id[132])
{
	struct previous_key previous;

	rotate_read_previous(record, &previous);
	str_clean(id, 132, previous.state == PREVIOUS_WAITING ? previous.id : "");
	return *id;
}

static bool previous_key_is_staged(const struct rotation_facts *f, enum stage which,
				   const char *id)
{
	struct access_key key = ACCESS_KEY_INIT;
	struct err ignored = ERR_INIT;
	bool there = false, is;

	is = stage_load(f->setup, f->resource, which, &key, &there, &ignored) && there &&
		str_eq(key.id, id);
	access_key_free(&key);
	return is;
}

/* Where a location was empty before the rotation, no secret of the old key was staged. */
bool rotate_can_revert(const struct rotation_facts *f, const char *old, struct err *err)
{
	if (previous_key_is_staged(f, STAGE_OLD, old) ||
	    previous_key_is_staged(f, STAGE_NEW, old))
		return true;
	for (size_t i = 0; i < f->locations_count; i++) {
		if (str_eq(f->locations[i].holds, old))
			continue;
		err_set(err, ERR_CHOICE,
			"the secret of the key %s is not on this computer, "
			"so it cannot be put back into '%s'",
			old, f->locations[i].resource->name);
		return err_hint(err,
				"keep the new key; 'accredit rotate %s --finish' deletes "
				"the old one",
				f->setup);
	}
	return true;
}
