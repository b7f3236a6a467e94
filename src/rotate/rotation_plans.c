/* rotation_plans.c - from the facts to the steps of a rotation; see rotation.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/backups.h"
#include "plan/key_step.h"
#include "plan/step_works.h"
#include "resource/kind.h"
#include "rotate/rotate_internal.h"
#include "rotate/rotation.h"

static const char *const of_given[] = {
	"given_id", "owner", "setup", "recorded", "replaces", "replaces_of", "replaces_ours", "others",
};

#define NEW_KEY "(the new key)"	/* its id is not known while the plan is made */

const struct step_work *const rotate_works[] = {
	&rotate_delete_other_work, &rotate_store_work,
	&rotate_check_work,	   &rotate_deactivate_work,
	&rotate_keep_old_work,	   &rotate_environment_work,
	&rotate_finish_work,	   &rotate_reactivate_work,
	&rotate_keep_newer_work,   NULL
};

/* --- the steps --------------------------------------------------------------------- */

/* What a step about one key needs to know: {"user","key_id","resource"}. Yours. */
static struct json *rotation_plans_params(const struct json *facts, const char *id)
{
	struct json *j = json_object_new();

	json_put_str(j, "user", json_str(facts, "user"));
	json_put_str(j, "key_id", id);
	json_put_str(j, "resource", json_str(facts, "resource"));
	return j;
}

static void rotation_plans_add(struct plan *p, const char *id, const struct step_work *work,
			       const char *name, enum action action, struct json *take,
			       const char *const *needs)
{
	plan_add(p, id, work, name, action, NULL, NULL, needs)->settings = take;
}

static void rotation_plans_add_diff(struct step *step, const char *path, const char *found,
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
static void rotation_plans_drop_supplied(struct resource *key, const struct json *facts)
{
	const char *given = json_str(facts, "given_id");

	if (*given && !*resource_str(key, "own_id"))
		resource_put_str(key, "own_id", given);
	if (*given)
		resource_put_str(key, "was_id", given);
	for (size_t i = 0; i < sizeof(of_given) / sizeof(*of_given); i++)
		resource_drop(key, of_given[i]);
}

static struct resource *rotation_plans_key_resource(const struct json *facts)
{
	struct resource *key = resource_load(json_get(facts, "wanted"));
	struct json *tags;

	if (key) {		/* of a setup: with all it needs, for the removal */
		rotation_plans_drop_supplied(key, facts);
		return key;
	}
	key = resource_new(json_str(facts, "resource"), "access-key",
			   json_str(facts, "user"));
	tags = json_object_new();
	resource_put_str(key, "user", json_str(facts, "user"));
	json_put_str(tags, SETUP_TAG, json_str(facts, "setup"));
	resource_put(key, "tags", tags);
	return key;
}

/* {"key_id","status"} of what is there before. */
static struct resource *rotation_plans_found_key(const struct json *facts)
{
	const char *id = json_str(facts, "key_id");
	struct resource *found = resource_new("", "", "");

	resource_put_str(found, "key_id", id);
	resource_put_str(found, "status", json_str(rotate_key(facts, id), "status"));
	return found;
}

static const char *rotation_plans_add_key(struct plan *p, const struct json *facts,
					  const char *need)
{
	struct resource *key = rotation_plans_key_resource(facts),
			*found = rotation_plans_found_key(facts);
	struct step *step;
	char *id = xasprintf("%s.update", json_str(facts, "resource"));

	resource_put(key, "rotate", json_bool_new(true));
	resource_put_str(key, "key_id", "");
	step = plan_add(p, id, &key_work, json_str(facts, "user"), ACTION_UPDATE, key, found,
			(const char *const[]){ need, NULL });
	rotation_plans_add_diff(step, "key_id", json_str(facts, "key_id"), "(a new key)");
	resource_free(found);
	resource_free(key);
	free(id);
	key_add_proof(p);
	return p->steps[p->count - 1].id;
}

/* One place: from the key it holds to the other one ("" : the new one). */
static void rotation_plans_add_location(struct plan *p, const struct json *row,
					const char *wanted, const char *need)
{
	const char *expects = json_str(row, "holds");
	struct resource *place = resource_load(row), *found = resource_load(row);
	char *id = xasprintf("%s.%s", json_str(row, "id"), *expects ? "update" : "create");
	struct step *step;

	resource_put_str(place, "expects", expects);
	resource_put_str(place, "key_id", wanted);
	resource_drop(place, "holds");
	resource_put(place, "rotate", json_bool_new(true));
	resource_put_str(found, "key_id", expects);
	step = plan_add(p, id, plan_work(json_str(row, "kind")), json_str(row, "name"),
			*expects ? ACTION_UPDATE : ACTION_CREATE, place,
			*expects ? found : NULL, (const char *const[]){ need, NULL });
	rotation_plans_add_diff(step, "key_id", expects, *wanted ? wanted : NEW_KEY);
	if (!*expects)
		json_put(json_first(step->diff), "found", json_null_new());
	resource_free(found);
	resource_free(place);
	free(id);
}

static void rotation_plans_add_store(struct plan *p, const struct json *facts,
				     const char *command, const char *need)
{
	struct json *j = rotation_plans_params(facts, "");

	json_put_str(j, "command", command);
	rotation_plans_add(p, STORE_STEP, &rotate_store_work, command, ACTION_UPDATE, j,
			   (const char *const[]){ need, NULL });
	rotation_plans_add_diff(&p->steps[p->count - 1], "key_id",
				json_str(facts, "key_id"), NEW_KEY);
}

static bool rotation_plans_has_key_checks(const struct json *wanted)
{
	json_each(probe, json_get(wanted, "probes"))
		if (str_eq(json_str(probe, "where"), "key"))
			return true;
	return false;
}

/* All that nothing else comes after. */
static struct needs rotation_plans_ends_of(const struct plan *p)
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
static bool rotation_plans_add_keep_old(struct plan *p, const struct json *facts,
					const char *const *needs)
{
	const char *id = json_str(facts, "key_id");
	const struct json *rows = json_get(rotate_key(facts, id), "elsewhere");
	struct json *j;

	if (!json_count(rows))
		return false;
	j = rotation_plans_params(facts, id);
	json_put(j, "files", json_copy(rows));
	rotation_plans_add(p, KEEP_OLD_STEP, &rotate_keep_old_work, id, ACTION_NONE, j,
			   needs);
	json_each(row, rows) {
		char *path = xasprintf("%s:%.0f", json_str(row, "file"),
				       json_number(json_get(row, "line")));

		rotation_plans_add_diff(&p->steps[p->count - 1], path, id,
					"(the new key, put there by you)");
		free(path);
	}
	return true;
}

static void rotation_plans_add_deactivation(struct plan *p, const struct json *facts,
					    const char *id, const char *const *needs)
{
	rotation_plans_add(p, DEACTIVATE_STEP, &rotate_deactivate_work, id, ACTION_UPDATE,
			   rotation_plans_params(facts, id), needs);
	rotation_plans_add_diff(&p->steps[p->count - 1], "status", "Active", "Inactive");
}

/* The shell that started this keeps what it has. */
static void rotation_plans_add_environment(struct plan *p, const struct json *facts,
					   const char *id)
{
	if (!rotate_in_environment(rotate_key(facts, id)))
		return;
	rotation_plans_add(p, ENVIRONMENT_STEP, &rotate_environment_work,
			   "AWS_ACCESS_KEY_ID in this shell's environment", ACTION_NONE,
			   rotation_plans_params(facts, id), NULL);
	rotation_plans_add_diff(&p->steps[p->count - 1], "AWS_ACCESS_KEY_ID", id,
				"(not updated: unset it or export the new key)");
}

/* A user's rotation belongs to no platform: the plan says whose it is. */
static struct json *rotation_plans_wanted_of(const struct json *facts,
					     const struct json *wanted)
{
	struct json *j = wanted ? json_copy(wanted) : json_object_new();

	json_put_str(j, "setup", json_str(facts, "setup"));
	return j;
}

static struct plan *rotation_plans_new_plan(const struct json *facts,
					    const struct json *wanted)
{
	struct json *tree = rotation_plans_wanted_of(facts, wanted);
	struct plan *p = plan_new(json_str(facts, "setup"), tree);

	json_free(tree);
	return p;
}

/* {"adopted"}: whether the old key excuses what the new one cannot do. */
static struct json *rotation_plans_check_params(const struct json *facts)
{
	struct json *j = json_object_new();

	json_put(j, "adopted", json_bool_new(json_true(json_get(facts, "adopted"))));
	return j;
}

struct plan *rotate_plan(const struct json *facts, const struct json *wanted,
			 const struct rotate_wish *wish, struct err *err)
{
	struct plan *p;
	const char *need = NULL, *goes = rotate_other_key(facts, wish);
	struct needs ends;

	if (!rotate_may_begin(facts, wish, err) || !rotate_locations_ready(facts, err))
		return NULL;
	p = rotation_plans_new_plan(facts, wanted);
	if (*goes) {
		rotation_plans_add(p, DELETE_OTHER_STEP, &rotate_delete_other_work, goes,
				   ACTION_REMOVE, rotation_plans_params(facts, goes), NULL);
		need = DELETE_OTHER_STEP;
	}
	need = rotation_plans_add_key(p, facts, need);
	json_each(row, json_get(facts, "places"))
		rotation_plans_add_location(p, row, "", need);
	if (wish->store)
		rotation_plans_add_store(p, facts, wish->store, need);
	if (wish->probe && rotation_plans_has_key_checks(wanted)) {
		ends = rotation_plans_ends_of(p);
		rotation_plans_add(p, KEY_CHECK_STEP, &rotate_check_work,
				   json_str(facts, "user"), ACTION_NONE,
				   rotation_plans_check_params(facts), ends.ids);
		free(ends.ids);
	}
	ends = rotation_plans_ends_of(p);
	if (!rotation_plans_add_keep_old(p, facts, ends.ids))
		rotation_plans_add_deactivation(p, facts, json_str(facts, "key_id"),
						ends.ids);
	free(ends.ids);
	rotation_plans_add_environment(p, facts, json_str(facts, "key_id"));
	return p;
}

/* --- another day ------------------------------------------------------------------- */

/* Deletes what is deactivated; what waited is deactivated first. */
static struct plan *rotation_plans_plan_end(const struct json *facts,
					    const struct json *wanted, const char *id,
					    bool waited, bool now)
{
	struct plan *p = rotation_plans_new_plan(facts, wanted);

	if (waited)
		rotation_plans_add_deactivation(p, facts, id, NULL);
	if (!waited || now)
		rotation_plans_add(p, FINISH_STEP, &rotate_finish_work, id, ACTION_REMOVE,
				   rotation_plans_params(facts, id),
				   (const char *const[]){ waited ? DEACTIVATE_STEP : NULL,
							  NULL });
	rotation_plans_add_environment(p, facts, id);
	return p;
}

struct plan *rotate_finish_plan(const struct json *facts, const struct json *wanted,
				bool now, bool *busy, struct err *err)
{
	const struct json *parked = rotate_previous_key(facts, err);
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
	p = rotation_plans_plan_end(facts, wanted, json_str(parked, "id"), waited, now);
	if (!waited || now)
		backups_add(p, json_get(facts, "backups"));
	return p;
}

/* The record says OLD again, though AWS has nothing to do for that. */
static void rotation_plans_add_back(struct plan *p, const struct json *facts,
				    const char *old, const char *need)
{
	struct resource *key = rotation_plans_key_resource(facts),
			*found = rotation_plans_found_key(facts);
	char *id = xasprintf("%s.update", json_str(facts, "resource"));
	struct step *step;

	resource_put_str(key, "key_id", old);
	step = plan_add(p, id, &key_work, json_str(facts, "user"), ACTION_UPDATE, key, found,
			(const char *const[]){ need, NULL });
	rotation_plans_add_diff(step, "key_id", json_str(facts, "key_id"), old);
	resource_free(found);
	resource_free(key);
	free(id);
}

/* One that waited is active already. */
static void rotation_plans_add_reactivation(struct plan *p, const struct json *facts,
					    const char *old)
{
	const char *status = json_str(rotate_key(facts, old), "status");
	bool active = str_eq(status, "Active");

	rotation_plans_add(p, REACTIVATE_STEP, &rotate_reactivate_work, old,
			   active ? ACTION_NONE : ACTION_UPDATE,
			   rotation_plans_params(facts, old), NULL);
	if (!active)
		rotation_plans_add_diff(&p->steps[0], "status", status, "Active");
}

struct plan *rotate_revert_plan(const struct json *facts, const struct json *wanted,
				struct err *err)
{
	const struct json *parked = rotate_previous_key(facts, err);
	const char *now = json_str(facts, "key_id"), *old = json_str(parked, "id");
	struct needs ends;
	struct plan *p;

	if (!parked || !rotate_can_revert(facts, old, err) ||
	    !rotate_locations_ready(facts, err))
		return NULL;
	p = rotation_plans_new_plan(facts, wanted);
	rotation_plans_add_reactivation(p, facts, old);
	json_each(row, json_get(facts, "places"))
		rotation_plans_add_location(p, row, old, REACTIVATE_STEP);
	rotation_plans_add_back(p, facts, old, REACTIVATE_STEP);
	ends = rotation_plans_ends_of(p);
	rotation_plans_add(p, KEEP_NEWER_STEP, &rotate_keep_newer_work, now, ACTION_NONE,
			   rotation_plans_params(facts, now), ends.ids);
	free(ends.ids);
	return p;
}

/* --- afterwards -------------------------------------------------------------------- */
