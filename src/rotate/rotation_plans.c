/* rotation_plans.c - from the facts to the steps of a rotation; see rotation.h. */
#include "config.h"

#include <stdlib.h>

#include "aws/endpoint.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/clock.h"
#include "format/json.h"
#include "keys/location.h"
#include "plan/backups.h"
#include "plan/key_step.h"
#include "plan/record.h"
#include "probe/probe.h"
#include "resource/key_location.h"
#include "resource/kind.h"
#include "rotate/rotate_internal.h"
#include "rotate/rotation.h"

static const char *const of_given[] = {
	"given_id", "owner", "setup", "recorded", "replaces", "replaces_of", "replaces_ours", "others",
};

#define NEW_KEY "(the new key)"	/* its id is not known while the plan is made */

const struct step_work *const rotate_works[] = {
	&rotate_drop_work, &rotate_store_work, &rotate_try_work, &rotate_park_work,
	&rotate_hold_work, &rotate_shell_work, &rotate_finish_work, &rotate_revive_work, &rotate_leave_work, NULL
};

/* --- the steps --------------------------------------------------------------------- */

/* What a step about one key needs to know: {"user","key_id","resource"}. Yours. */
static struct json *about(const struct json *facts, const char *id)
{
	struct json *j = json_object_new();

	json_put_str(j, "user", json_str(facts, "user"));
	json_put_str(j, "key_id", id);
	json_put_str(j, "resource", json_str(facts, "resource"));
	return j;
}

static void add(struct plan *p, const char *id, const struct step_work *work,
		const char *name, enum action action, struct json *take,
		const char *const *needs)
{
	plan_add(p, id, work, name, action, NULL, take, needs);
	json_free(take);
}

static void say_diff(struct step *step, const char *path, const char *found,
		     const char *wanted)
{
	struct json *row = json_push(step->diff, json_object_new());

	json_put_str(row, "path", path);
	json_put(row, "found", *found ? json_string_new(found) : NULL);
	json_put_str(row, "wanted", wanted);
}

/*
 * A rotated key is none that the operator gave: accredit creates it. "own_id" says which
 * was theirs, "was_id" which the answers name until they follow.
 */
static void leave_given(struct json *key, const struct json *facts)
{
	const char *given = json_str(facts, "given_id");

	if (*given && !*json_str(key, "own_id"))
		json_put_str(key, "own_id", given);
	if (*given)
		json_put_str(key, "was_id", given);
	for (size_t i = 0; i < sizeof(of_given) / sizeof(*of_given); i++)
		json_drop(key, of_given[i]);
}

static struct json *key_resource(const struct json *facts)
{
	struct json *key = json_copy(json_get(facts, "wanted")), *tags;

	if (key) {		/* of a setup: with all it needs, for the removal */
		leave_given(key, facts);
		return key;
	}
	key = json_object_new();
	tags = json_object_new();
	json_put_str(key, "id", json_str(facts, "resource"));
	json_put_str(key, "kind", "access-key");
	json_put_str(key, "name", json_str(facts, "user"));
	json_put_str(key, "user", json_str(facts, "user"));
	json_put_str(tags, SETUP_TAG, json_str(facts, "setup"));
	json_put(key, "tags", tags);
	return key;
}

/* {"key_id","status"} of what is there before. */
static struct json *found_key(const struct json *facts)
{
	const char *id = json_str(facts, "key_id");
	struct json *found = json_object_new();

	json_put_str(found, "key_id", id);
	json_put_str(found, "status", json_str(rotate_key(facts, id), "status"));
	return found;
}

static const char *add_key(struct plan *p, const struct json *facts, const char *need)
{
	struct json *key = key_resource(facts), *found = found_key(facts);
	struct step *step;
	char *id = xasprintf("%s.update", json_str(facts, "resource"));

	json_put(key, "rotate", json_bool_new(true));
	json_put_str(key, "key_id", "");
	step = plan_add(p, id, &key_work, json_str(facts, "user"), ACTION_UPDATE, key, found,
			(const char *const[]){ need, NULL });
	say_diff(step, "key_id", json_str(facts, "key_id"), "(a new key)");
	json_free(found);
	json_free(key);
	free(id);
	key_add_proof(p);
	return p->steps[p->count - 1].id;
}

/* One place: from the key it holds to the other one ("" : the new one). */
static void add_place(struct plan *p, const struct json *row, const char *wanted,
		      const char *need)
{
	const char *expects = json_str(row, "holds");
	struct json *place = json_copy(row), *found = json_copy(row);
	char *id = xasprintf("%s.%s", json_str(row, "id"), *expects ? "update" : "create");
	struct step *step;

	json_put_str(place, "expects", expects);
	json_put_str(place, "key_id", wanted);
	json_drop(place, "holds");
	json_put(place, "rotate", json_bool_new(true));
	json_put_str(found, "key_id", expects);
	step = plan_add(p, id, plan_work(json_str(row, "kind")), json_str(row, "name"),
			*expects ? ACTION_UPDATE : ACTION_CREATE, place,
			*expects ? found : NULL, (const char *const[]){ need, NULL });
	say_diff(step, "key_id", expects, *wanted ? wanted : NEW_KEY);
	if (!*expects)
		json_put(json_first(step->diff), "found", json_null_new());
	json_free(found);
	json_free(place);
	free(id);
}

static void add_store(struct plan *p, const struct json *facts, const char *command,
		      const char *need)
{
	struct json *j = about(facts, "");

	json_put_str(j, "command", command);
	add(p, STORE_STEP, &rotate_store_work, command, ACTION_UPDATE, j,
	    (const char *const[]){ need, NULL });
	say_diff(&p->steps[p->count - 1], "key_id", json_str(facts, "key_id"), NEW_KEY);
}

static bool has_key_checks(const struct json *wanted)
{
	json_each(probe, json_get(wanted, "probes"))
		if (str_eq(json_str(probe, "where"), "key"))
			return true;
	return false;
}

/* All that nothing else comes after. */
static struct needs ends_of(const struct plan *p)
{
	struct needs ends = { NULL };

	for (size_t i = 0; i < p->count; i++) {
		bool needed = false;

		for (size_t k = 0; k < p->count; k++)
			for (size_t m = 0; m < p->steps[k].needs_count; m++)
				needed |= p->steps[k].needs[m] == i;
		if (!needed)
			needs_add(&ends, p->steps[i].id);
	}
	return ends;
}

/* Files that no edit reaches: the old key stays active for the programs that read them. */
static bool add_hold(struct plan *p, const struct json *facts, const char *const *needs)
{
	const char *id = json_str(facts, "key_id");
	const struct json *rows = json_get(rotate_key(facts, id), "elsewhere");
	struct json *j;

	if (!json_count(rows))
		return false;
	j = about(facts, id);
	json_put(j, "files", json_copy(rows));
	add(p, HOLD_STEP, &rotate_hold_work, id, ACTION_NONE, j, needs);
	json_each(row, rows) {
		char *path = xasprintf("%s:%.0f", json_str(row, "file"),
				       json_number(json_get(row, "line")));

		say_diff(&p->steps[p->count - 1], path, id, "(the new key, put there by you)");
		free(path);
	}
	return true;
}

static void add_park(struct plan *p, const struct json *facts, const char *id,
		     const char *const *needs)
{
	add(p, PARK_STEP, &rotate_park_work, id, ACTION_UPDATE, about(facts, id), needs);
	say_diff(&p->steps[p->count - 1], "status", "Active", "Inactive");
}

/* The shell that started this keeps what it has. */
static void add_shell(struct plan *p, const struct json *facts, const char *id)
{
	if (!rotate_in_environment(rotate_key(facts, id)))
		return;
	add(p, SHELL_STEP, &rotate_shell_work, "AWS_ACCESS_KEY_ID in this shell's environment",
	    ACTION_NONE, about(facts, id), NULL);
	say_diff(&p->steps[p->count - 1], "AWS_ACCESS_KEY_ID", id,
		 "(not updated: unset it or export the new key)");
}

/* A user's rotation belongs to no platform: the plan says whose it is. */
static struct json *wanted_of(const struct json *facts, const struct json *wanted)
{
	struct json *j = wanted ? json_copy(wanted) : json_object_new();

	json_put_str(j, "setup", json_str(facts, "setup"));
	return j;
}

static struct plan *new_plan(const struct json *facts, const struct json *wanted)
{
	struct json *tree = wanted_of(facts, wanted);
	struct plan *p = plan_new(json_str(facts, "setup"), tree);

	json_free(tree);
	return p;
}

/* {"adopted"}: whether the old key excuses what the new one cannot do. */
static struct json *yardstick(const struct json *facts)
{
	struct json *j = json_object_new();

	json_put(j, "adopted", json_bool_new(json_true(json_get(facts, "adopted"))));
	return j;
}

struct plan *rotate_plan(const struct json *facts, const struct json *wanted,
			 const struct rotate_wish *wish, struct err *err)
{
	struct plan *p;
	const char *need = NULL, *goes = rotate_goes(facts, wish);
	struct needs ends;

	if (!rotate_may_begin(facts, wish, err) || !rotate_places_ready(facts, err))
		return NULL;
	p = new_plan(facts, wanted);
	if (*goes) {
		add(p, DROP_STEP, &rotate_drop_work, goes, ACTION_REMOVE, about(facts, goes),
		    NULL);
		need = DROP_STEP;
	}
	need = add_key(p, facts, need);
	json_each(row, json_get(facts, "places"))
		add_place(p, row, "", need);
	if (wish->store)
		add_store(p, facts, wish->store, need);
	if (wish->probe && has_key_checks(wanted)) {
		ends = ends_of(p);
		add(p, TRY_STEP, &rotate_try_work, json_str(facts, "user"), ACTION_NONE,
		    yardstick(facts), ends.ids);
		free(ends.ids);
	}
	ends = ends_of(p);
	if (!add_hold(p, facts, ends.ids))
		add_park(p, facts, json_str(facts, "key_id"), ends.ids);
	free(ends.ids);
	add_shell(p, facts, json_str(facts, "key_id"));
	return p;
}

/* --- another day ------------------------------------------------------------------- */

/* Deletes what is deactivated; what waited is deactivated first. */
static struct plan *end_plan(const struct json *facts, const struct json *wanted,
			     const char *id, bool waited, bool now)
{
	struct plan *p = new_plan(facts, wanted);

	if (waited)
		add_park(p, facts, id, NULL);
	if (!waited || now)
		add(p, FINISH_STEP, &rotate_finish_work, id, ACTION_REMOVE, about(facts, id),
		    (const char *const[]){ waited ? PARK_STEP : NULL, NULL });
	add_shell(p, facts, id);
	return p;
}

struct plan *rotate_finish_plan(const struct json *facts, const struct json *wanted,
				bool now, bool *busy, struct err *err)
{
	const struct json *parked = rotate_parked(facts, err);
	struct plan *p;
	bool waited = parked && parked == json_get(facts, "waiting");

	*busy = false;
	if (!parked)
		return NULL;
	if (waited ? !rotate_is_updated(facts, parked, err) :
	    !now && !rotate_is_quiet(facts, parked, err)) {
		*busy = true;
		return NULL;
	}
	p = end_plan(facts, wanted, json_str(parked, "id"), waited, now);
	if (!waited || now)
		backups_add(p, json_get(facts, "backups"));
	return p;
}

/* The record says OLD again, though AWS has nothing to do for that. */
static void add_back(struct plan *p, const struct json *facts, const char *old,
		     const char *need)
{
	struct json *key = key_resource(facts), *found = found_key(facts);
	char *id = xasprintf("%s.update", json_str(facts, "resource"));
	struct step *step;

	json_put_str(key, "key_id", old);
	step = plan_add(p, id, &key_work, json_str(facts, "user"), ACTION_UPDATE, key, found,
			(const char *const[]){ need, NULL });
	say_diff(step, "key_id", json_str(facts, "key_id"), old);
	json_free(found);
	json_free(key);
	free(id);
}

/* One that waited is active already. */
static void add_revive(struct plan *p, const struct json *facts, const char *old)
{
	const char *status = json_str(rotate_key(facts, old), "status");
	bool active = str_eq(status, "Active");

	add(p, REVIVE_STEP, &rotate_revive_work, old, active ? ACTION_NONE : ACTION_UPDATE,
	    about(facts, old), NULL);
	if (!active)
		say_diff(&p->steps[0], "status", status, "Active");
}

struct plan *rotate_revert_plan(const struct json *facts, const struct json *wanted,
				struct err *err)
{
	const struct json *parked = rotate_parked(facts, err);
	const char *now = json_str(facts, "key_id"), *old = json_str(parked, "id");
	struct needs ends;
	struct plan *p;

	if (!parked || !rotate_can_revert(facts, old, err) || !rotate_places_ready(facts, err))
		return NULL;
	p = new_plan(facts, wanted);
	add_revive(p, facts, old);
	json_each(row, json_get(facts, "places"))
		add_place(p, row, old, REVIVE_STEP);
	add_back(p, facts, old, REVIVE_STEP);
	ends = ends_of(p);
	add(p, LEAVE_STEP, &rotate_leave_work, now, ACTION_NONE, about(facts, now), ends.ids);
	free(ends.ids);
	return p;
}

/* --- afterwards -------------------------------------------------------------------- */

static bool is_revocation(const struct plan *p)
{
	return p->count == 1 && str_starts(p->steps[0].id, REVOKE_ID ".");
}

bool rotate_is(const struct plan *p)
{
	return plan_step(p, PARK_STEP) || plan_step(p, HOLD_STEP) ||
	       plan_step(p, FINISH_STEP) || plan_step(p, REVIVE_STEP) || is_revocation(p);
}

static void note(struct json *notes, const char *label, char *take)
{
	struct json *row = json_push(notes, json_object_new());

	json_put_str(row, "label", label);
	json_put_str(row, "text", take);
	free(take);
}

static bool is_done(const struct step *step)
{
	return step && step->state == STEP_DONE;
}

/* Where the new key is, for the operator who copies it. */
static const char *place_of(const struct plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (*json_str(p->steps[i].resource, "file"))
			return json_str(p->steps[i].resource, "file");
	return NULL;
}

bool rotate_holds(const struct plan *p, struct err *err)
{
	const struct step *hold = plan_step(p, HOLD_STEP);
	const char *file = place_of(p);
	struct buf text = BUF(400);

	if (!is_done(hold))
		return false;
	rotate_say_lines(&text, json_get(hold->before, "files"));
	err_set(err, ERR_DENIED, "the new key is in its locations, and the old key %s stays "
		"active: it is still in %s", hold->name, text.s);
	err_hint(err, "put the new key%s%s there yourself, then 'accredit rotate %s --finish' "
		 "deactivates the old one", file ? " from " : "", file ? file : "", p->setup);
	buf_free(&text);
	return true;
}

/* Whether another key is the one in use after it; else all was said before. */
static bool has_moved(const struct plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->steps[i].work == &key_work)
			return true;
	return false;
}

static void add_hold_notes(struct json *notes, const struct plan *p,
			   const struct step *hold)
{
	json_each(row, json_get(hold->before, "files"))
		note(notes, "To update", xasprintf("line %.0f of %s contains the old key %s; accredit "
		     "does not edit this file. Put the new key there.",
		     json_number(json_get(row, "line")), json_str(row, "file"), hold->name));
	note(notes, "The old key", xasprintf("%s stays active until then. 'accredit rotate %s "
	     "--finish' deactivates it once no file contains it; 'accredit rotate %s --revert' "
	     "goes back to it.", hold->name, p->setup, p->setup));
}

struct json *rotate_notes(const struct plan *p)
{
	const struct step *park = plan_step(p, PARK_STEP), *left = plan_step(p, LEAVE_STEP);
	const struct step *hold = plan_step(p, HOLD_STEP), *gone = plan_step(p, FINISH_STEP);
	struct json *notes = has_moved(p) ? json_copy(json_get(p->wanted, "renewal")) : NULL;

	if (!notes)
		notes = json_list_new();
	if (is_done(hold))
		add_hold_notes(notes, p, hold);
	if (is_done(plan_step(p, SHELL_STEP)))
		note(notes, "This shell", xasprintf("AWS_ACCESS_KEY_ID in its environment is still "
		     "the old key: unset it or export the new key."));
	if (is_done(park) && !is_done(gone))
		note(notes, "The old key", xasprintf("%s is inactive and can be had back: "
		     "'accredit rotate %s --revert'. When nothing missed it for %d hours, "
		     "'accredit rotate %s --finish' deletes it.", park->name, p->setup,
		     QUIET_HOURS, p->setup));
	if (is_revocation(p) && is_done(&p->steps[0]))
		note(notes, "Sessions", xasprintf("Those that the role handed out before now are "
		     "refused. A machine that is still trusted gets new ones by itself, at the "
		     "latest when the old ones end."));
	if (is_done(left))
		note(notes, "The newer key", xasprintf("%s is still active, in case something "
		     "uses it already. 'accredit rotate %s --finish' deletes it once nothing "
		     "used it for %d hours; the next rotation does so if nothing used it "
		     "since now.", left->name, p->setup, QUIET_HOURS));
	return notes;
}
