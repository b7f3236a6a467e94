/* previous_key.c - what the rotation before left of the key it replaced; see rotation.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/stage.h"
#include "plan/journal.h"
#include "plan/record.h"
#include "rotate/rotate_internal.h"
#include "rotate/rotation.h"

/* What a rotation left of the key before: {"id","at"} each, or NULL. */
struct before {
	struct json *parked;	/* deactivated, or the newer one after a revert */
	struct json *waiting;	/* it is active, for a file that is not edited contains it */
	const char *run, *step;	/* of the journal, that made it so; borrowed */
};

static void previous_key_free(struct before *b)
{
	json_free(b->parked);
	json_free(b->waiting);
	*b = (struct before){ .parked = NULL };
}

/* {"id","at"} of the outputs PREFIX_id and PREFIX_at; yours. */
static struct json *previous_key_at(const struct json *outputs, const char *id,
				    const char *at)
{
	struct json *j = json_object_new();

	json_put_str(j, "id", json_str(outputs, id));
	json_put_str(j, "at", json_str(outputs, at));
	return j;
}

/* One line of the journal; was: how it stood before the last step of these was done. */
static void previous_key_take_line(struct before *is, struct before *was,
				   const struct json *line)
{
	const char *step = json_str(line, "step"), *phase = json_str(line, "phase");
	const struct json *outputs = json_get(line, "outputs");
	bool hold = str_eq(step, KEEP_OLD_STEP), finish = str_eq(step, FINISH_STEP);

	if (!hold && !finish && !str_eq(step, DEACTIVATE_STEP) &&
	    !str_eq(step, KEEP_NEWER_STEP))
		return;
	if (str_eq(phase, PHASE_DONE)) {
		previous_key_free(was);
		*was = *is;
		*is = (struct before){ .run = json_str(line, "run"), .step = step };
		if (hold)
			is->waiting = previous_key_at(outputs, "waiting_id", "waiting_at");
		else if (!finish)
			is->parked = previous_key_at(outputs, "parked_id", "parked_at");
		if (str_eq(step, KEEP_NEWER_STEP))
			json_put(is->parked, "left", json_bool_new(true));
	} else if (str_eq(phase, PHASE_UNDONE) && str_eq(step, is->step) &&
		   str_eq(json_str(line, "run"), is->run)) {
		previous_key_free(is);
		*is = *was;
		*was = (struct before){ .parked = NULL };
	}
}

void rotate_put_previous_key(const struct record *record, struct json *facts)
{
	struct before is = { .parked = NULL }, was = { .parked = NULL };

	json_each(line, record_lines(record))
		previous_key_take_line(&is, &was, line);
	if (is.parked)
		json_put(facts, "parked", json_copy(is.parked));
	if (is.waiting)
		json_put(facts, "waiting", json_copy(is.waiting));
	previous_key_free(&is);
	previous_key_free(&was);
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
	struct json *facts = json_object_new();

	rotate_put_previous_key(record, facts);
	str_clean(id, 132, json_str(json_get(facts, "waiting"), "id"));
	json_free(facts);
	return *id;
}

static bool previous_key_is_staged(const struct json *facts, enum stage which,
				   const char *id)
{
	struct access_key key = ACCESS_KEY_INIT;
	struct err ignored = ERR_INIT;
	bool there = false, is;

	is = stage_load(json_str(facts, "setup"), json_str(facts, "resource"), which, &key,
			&there, &ignored) && there && str_eq(key.id, id);
	access_key_free(&key);
	return is;
}

/* A location that was empty before the rotation left no secret to put back. */
bool rotate_can_revert(const struct json *facts, const char *old, struct err *err)
{
	if (previous_key_is_staged(facts, STAGE_OLD, old) ||
	    previous_key_is_staged(facts, STAGE_NEW, old))
		return true;
	json_each(row, json_get(facts, "places"))
		if (!str_eq(json_str(row, "holds"), old)) {
			err_set(err, ERR_CHOICE, "the secret of the key %s is not on this computer, "
				"so it cannot be put back into '%s'", old, json_str(row, "name"));
			return err_hint(err, "keep the new key; 'accredit rotate %s --finish' deletes "
					"the old one", json_str(facts, "setup"));
		}
	return true;
}
