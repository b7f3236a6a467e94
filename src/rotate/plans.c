/* plans.c - from the facts to the steps of a rotation; see rotate.h. */
#include "config.h"

#include <stdlib.h>

#include "aws/place.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "keys/place.h"
#include "plan/backups.h"
#include "plan/key_step.h"
#include "plan/record.h"
#include "probe/probe.h"
#include "resource/key_place.h"
#include "resource/kind.h"
#include "rotate/inside.h"
#include "rotate/rotate.h"

static const char *const of_given[] = {
	"given_id", "owner", "setup", "recorded", "replaces", "replaces_ours", "others",
};

#define NEW_KEY "(the new key)"	/* its id is not known while the plan is made */

const struct step_work *const rotate_works[] = {
	&rotate_drop_work, &rotate_store_work, &rotate_try_work, &rotate_park_work,
	&rotate_finish_work, &rotate_revive_work, &rotate_leave_work, NULL
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

/* A user's rotation belongs to no platform: the plan says whose it is. */
static struct json *wanted_of(const struct json *facts, const struct json *wanted)
{
	struct json *j = wanted ? json_copy(wanted) : json_object_new();

	json_put_str(j, "setup", json_str(facts, "setup"));
	return j;
}

struct plan *rotate_plan(const struct json *facts, const struct json *wanted,
			 const struct rotate_wish *wish, struct err *err)
{
	struct json *tree;
	struct plan *p;
	const char *need = NULL, *goes = rotate_goes(facts, wish);
	struct needs ends;

	if (!rotate_may_begin(facts, wish, err) || !rotate_places_ready(facts, err))
		return NULL;
	tree = wanted_of(facts, wanted);
	p = plan_new(json_str(facts, "setup"), tree);
	json_free(tree);
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
		add(p, TRY_STEP, &rotate_try_work, json_str(facts, "user"), ACTION_NONE, NULL,
		    ends.ids);
		free(ends.ids);
	}
	ends = ends_of(p);
	add(p, PARK_STEP, &rotate_park_work, json_str(facts, "key_id"), ACTION_UPDATE,
	    about(facts, json_str(facts, "key_id")), ends.ids);
	free(ends.ids);
	say_diff(&p->steps[p->count - 1], "status", "Active", "Inactive");
	return p;
}

/* --- another day ------------------------------------------------------------------- */

struct plan *rotate_finish_plan(const struct json *facts, const struct json *wanted,
				bool now, bool *busy, struct err *err)
{
	const struct json *parked = rotate_parked(facts, err);
	struct json *tree;
	struct plan *p;

	*busy = false;
	if (!parked)
		return NULL;
	if (!now && !rotate_is_quiet(facts, parked, err)) {
		*busy = true;
		return NULL;
	}
	tree = wanted_of(facts, wanted);
	p = plan_new(json_str(facts, "setup"), tree);
	json_free(tree);
	add(p, FINISH_STEP, &rotate_finish_work, json_str(parked, "id"), ACTION_REMOVE,
	    about(facts, json_str(parked, "id")), NULL);
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

struct plan *rotate_revert_plan(const struct json *facts, const struct json *wanted,
				struct err *err)
{
	const struct json *parked = rotate_parked(facts, err);
	const char *now = json_str(facts, "key_id"), *old = json_str(parked, "id");
	struct needs ends;
	struct json *tree;
	struct plan *p;

	if (!parked || !rotate_places_ready(facts, err))
		return NULL;
	tree = wanted_of(facts, wanted);
	p = plan_new(json_str(facts, "setup"), tree);
	json_free(tree);
	add(p, REVIVE_STEP, &rotate_revive_work, old, ACTION_UPDATE, about(facts, old), NULL);
	say_diff(&p->steps[0], "status", json_str(rotate_key(facts, old), "status"), "Active");
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
	return plan_step(p, PARK_STEP) || plan_step(p, FINISH_STEP) ||
	       plan_step(p, REVIVE_STEP) || is_revocation(p);
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

struct json *rotate_notes(const struct plan *p)
{
	const struct step *park = plan_step(p, PARK_STEP), *left = plan_step(p, LEAVE_STEP);
	bool moved = park || plan_step(p, REVIVE_STEP);		/* a key did */
	struct json *notes = moved ? json_copy(json_get(p->wanted, "renewal")) : NULL;

	if (!notes)
		notes = json_list_new();
	if (is_done(park))
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
