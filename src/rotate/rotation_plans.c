/* rotation_plans.c - from the facts to the steps of a rotation; see rotation.h. */
#include "config.h"

#include <stdlib.h>

#include "base/str.h"
#include "format/json.h"
#include "keys/find_json.h"
#include "kinds/resource.h"
#include "plan/backups.h"
#include "plan/key_step.h"
#include "plan/step_works.h"
#include "resource/kind.h"
#include "rotate/rotate_internal.h"
#include "rotate/rotation.h"

#define NEW_KEY "(the new key)" /* its ID is not known while the plan is built */

/* Members of a key that the operator supplied, which a rotated key does not have. */
static const char *const of_supplied[] = {
	"given_id", "owner",	   "setup",	    "recorded",
	"replaces", "replaces_of", "replaces_ours", "others",
};

const struct step_work *const rotate_works[] = {
	&rotate_delete_other_work, &rotate_store_work,
	&rotate_check_work,	   &rotate_deactivate_work,
	&rotate_keep_old_work,	   &rotate_environment_work,
	&rotate_finish_work,	   &rotate_reactivate_work,
	&rotate_keep_newer_work,   NULL
};

/* --- the steps --------------------------------------------------------------------- */

/* What a step about one key needs to know: {"user","key_id","resource"}. Yours. */
static struct json *rotation_plans_params(const struct rotation_facts *f, const char *id)
{
	struct json *j = json_object_new();

	json_put_str(j, "user", f->user);
	json_put_str(j, "key_id", id);
	json_put_str(j, "resource", f->resource);
	return j;
}

/* A step without a resource; takes the params. */
static struct step *rotation_plans_add(struct plan *p, const char *id,
				       const struct step_work *work, const char *name,
				       enum action action, struct json *params,
				       const char *const *needs)
{
	struct step *step = plan_add(p, id, work, name, action, NULL, NULL, needs);

	step->settings = params;
return step;
}

/* The step of a resource: ID.update, or ID.create where nothing was found. Takes both. */
static struct step *rotation_plans_add_resource(struct plan *p,
						const struct step_work *work,
						const char *name, struct resource *wanted,
						struct resource *found, const char *need)
{
	char *id = xasprintf("%s.%s", wanted->id, found ? "update" : "create");struct step *step = plan_add(p, id, work, name,
				     found ? ACTION_UPDATE : ACTION_CREATE, wanted, found,
				     (const char *const[]){ need, NULL });

	free(id);	resource_free(found);
	resource_free(wanted);
	return step;
}

/* found: "" for none. */
static void rotation_plans_add_diff(struct step *step, const char *path, const char *found,
				    const char *wanted)
{
	struct json *row = json_push(step->diff, json_object_new());

	json_put_str(row, "path", path);
	json_put_str(row, "found", *found ? found : NULL);
	json_put_str(row, "wanted", wanted);
}

/* Of a setup with all that it needs, for the removal. Yours. */
static struct resource *rotation_plans_key_resource(const struct rotation_facts *f)
{
	struct resource *key = resource_copy(f->wanted);
	struct json *tags;

	if (key) {
		const char *supplied = f->supplied_id;

		/*
		 * accredit creates a rotated key, so it is none that the operator supplied. "own_id" says
		 * which was theirs, "was_id" which the answers name until they follow.
		 */
		if (*supplied && !*resource_str(key, "own_id"))
			resource_put_str(key, "own_id", supplied);
		if (*supplied)
			resource_put_str(key, "was_id", supplied);
		for (size_t i = 0; i < sizeof(of_supplied) / sizeof(*of_supplied); i++)
			resource_drop(key, of_supplied[i]);
		return key;
	}
	key = resource_new(f->resource, "access-key", f->user);
	tags = json_object_new();
	resource_put_str(key, "user", f->user);
	json_put_str(tags, SETUP_TAG, f->setup);
	resource_put(key, "tags", tags);
	return key;
}

/* The step of the key's resource, from the key to rotate to id ("": a new one). */
static void rotation_plans_add_key_step(struct plan *p, const struct rotation_facts *f,
					const char *id, bool rotate, const char *need)
{
	const struct rotation_key *now = rotation_find_key(f, f->key_id);
	struct resource *key = rotation_plans_key_resource(f);	struct resource *found = resource_new("", "", "");
	struct step *step;

	if (rotate)
		resource_put(key, "rotate", json_bool_new(true));
	resource_put_str(key, "key_id", id);
	resource_put_str(found, "key_id", f->key_id);
	resource_put_str(found, "status", now ? now->key.status : "");
	step = rotation_plans_add_resource(p, &key_work, f->user, key, found, need);
	rotation_plans_add_diff(step, "key_id", f->key_id, *id ? id : "(a new key)");
}

/* Writes a location: the key wanted ("": the new one) in place of the one it contains. */
static void rotation_plans_add_location(struct plan *p, const struct rotation_location *l,
					const char *wanted, const char *need)
{
	struct resource *r = resource_copy(l->resource);	struct resource *found = NULL;
	struct step *step;

	if (*l->holds) {
		found = resource_copy(r);
		resource_put_str(found, "holds", l->holds);
		resource_put_str(found, "key_id", l->holds);
	}
	resource_put_str(r, "expects", l->holds);
	resource_put_str(r, "key_id", wanted);
	resource_put(r, "rotate", json_bool_new(true));
	step = rotation_plans_add_resource(p, plan_work(r->kind), l->resource->name, r,
					   found, need);
	rotation_plans_add_diff(step, "key_id", l->holds, *wanted ? wanted : NEW_KEY);
}

/* Steps that no other step needs. */
static struct needs rotation_plans_last_steps(const struct plan *p)
{
	struct needs last = { NULL };

	for (size_t i = 0; i < p->count; i++) {
		bool needed = false;

		for (size_t k = 0; k < p->count; k++)
			for (size_t m = 0; m < p->steps[k].needs_count; m++)
				needed |= p->steps[k].needs[m] == i;
		if (!needed)
			needs_add(&last, p->steps[i].id);
	}
	return last;
}

/*
 * The checks with the key, if there are any. "adopted": whether what the old key cannot do
 * either is no failure of the new one.
 */
static void rotation_plans_add_check(struct plan *p, const struct rotation_facts *f,
				     const struct json *wanted)
{
	struct needs last;
	struct json *params;
	bool any = false;

	json_each(probe, json_get(wanted, "probes"))
		any |= str_eq(json_str(probe, "where"), "key");
	if (!any)
		return;
	last = rotation_plans_last_steps(p);
	params = json_object_new();
	json_put(params, "adopted", json_bool_new(f->adopted));
	rotation_plans_add(p, KEY_CHECK_STEP, &rotate_check_work, f->user, ACTION_NONE,
			   params, last.ids);
	free(last.ids);
}

/* The old key stays active for the programs that read files which are not edited. */
static void rotation_plans_add_keep_old(struct plan *p, const struct rotation_facts *f,
					const struct key_search *found,
					const char *const *needs)
{
	struct json *params = rotation_plans_params(f, f->key_id);
	struct step *step;

	json_put(params, "files", key_lines_save(found->lines, found->lines_count));
	step = rotation_plans_add(p, KEEP_OLD_STEP, &rotate_keep_old_work, f->key_id,
				  ACTION_NONE, params, needs);
	for (size_t i = 0; i < found->lines_count; i++) {
		char *path = xasprintf("%s:%zu", found->lines[i].file,
				       found->lines[i].number);

		rotation_plans_add_diff(step, path, f->key_id,
					"(the new key, put there by you)");
		free(path);
	}
}

static void rotation_plans_add_deactivation(struct plan *p, const struct rotation_facts *f,
					    const char *id, const char *const *needs)
{
	struct step *step = rotation_plans_add(p, DEACTIVATE_STEP, &rotate_deactivate_work,
					       id, ACTION_UPDATE,
					       rotation_plans_params(f, id), needs);

	rotation_plans_add_diff(step, "status", "Active", "Inactive");
}

/* The environment of the shell that started accredit cannot be changed. */
static void rotation_plans_add_environment(struct plan *p, const struct rotation_facts *f,
					   const char *id)
{
	struct step *step;

	if (!rotate_in_environment(rotation_find_key(f, id)))
		return;
	step = rotation_plans_add(p, ENVIRONMENT_STEP, &rotate_environment_work,
				  "AWS_ACCESS_KEY_ID in this shell's environment",
				  ACTION_NONE, rotation_plans_params(f, id), NULL);
	rotation_plans_add_diff(step, "AWS_ACCESS_KEY_ID", id,
				"(not updated: unset it or export the new key)");
}

/* wanted is NULL for a user's rotation, which belongs to no platform. */
static struct plan *rotation_plans_new(const struct rotation_facts *f,
				       const struct json *wanted)
{
	struct json *tree = wanted ? json_copy(wanted) : json_object_new();
	struct plan *p;

	json_put_str(tree, "setup", f->setup);
	p = plan_new(f->setup, tree);
	json_free(tree);
	return p;
}

/* --- the plans --------------------------------------------------------------------- */

struct plan *rotate_plan(const struct rotation_facts *f, const struct json *wanted,
			 const struct rotate_wish *wish, struct err *err)
{
	const char *need = NULL, *other = rotate_other_key(f, wish);
	const struct key_search *found;
	struct needs last;
	struct plan *p;

	if (!rotate_may_begin(f, wish, err) || !rotate_locations_ready(f, err))
		return NULL;
	p = rotation_plans_new(f, wanted);
	if (*other) {
		rotation_plans_add(p, DELETE_OTHER_STEP, &rotate_delete_other_work, other,
				   ACTION_REMOVE, rotation_plans_params(f, other), NULL);
		need = DELETE_OTHER_STEP;
	}
	rotation_plans_add_key_step(p, f, "", true, need);
	key_add_proof(p);
	need = p->steps[p->count - 1].id;
	for (size_t i = 0; i < f->locations_count; i++)
		rotation_plans_add_location(p, &f->locations[i], "", need);
	if (wish->store) {
		const char *command = wish->store;
		struct json *params = rotation_plans_params(f, "");
		struct step *step;

		json_put_str(params, "command", command);
		step = rotation_plans_add(p, STORE_STEP, &rotate_store_work, command,
					  ACTION_UPDATE, params,
					  (const char *const[]){ need, NULL });
		rotation_plans_add_diff(step, "key_id", f->key_id, NEW_KEY);
	}
	if (wish->probe)
		rotation_plans_add_check(p, f, wanted);
	last = rotation_plans_last_steps(p);
	found = &rotation_find_key(f, f->key_id)->found;
	if (found->lines_count)
		rotation_plans_add_keep_old(p, f, found, last.ids);
	else
		rotation_plans_add_deactivation(p, f, f->key_id, last.ids);
	free(last.ids);
	rotation_plans_add_environment(p, f, f->key_id);
	return p;
}

/* Deletes a deactivated key; one that waited is deactivated first. */
struct plan *rotate_finish_plan(const struct rotation_facts *f, const struct json *wanted,
				bool now, bool *busy, struct err *err)
{
	bool waited = f->previous.state == PREVIOUS_WAITING;
	const char *id = f->previous.id;
	struct plan *p;

	*busy = false;
	if (!rotate_has_previous(f, err))
		return NULL;
	*busy = !(waited ? rotate_is_updated(f, err) : now || rotate_is_quiet(f, err));
	if (*busy)
		return NULL;
	p = rotation_plans_new(f, wanted);
	if (waited)
		rotation_plans_add_deactivation(p, f, id, NULL);
	if (!waited || now)
		rotation_plans_add(p, FINISH_STEP, &rotate_finish_work, id, ACTION_REMOVE,
				   rotation_plans_params(f, id),
				   (const char *const[]){ waited ? DEACTIVATE_STEP : NULL,
							  NULL });
	rotation_plans_add_environment(p, f, id);
	if (!waited || now)
		backups_add(p, f->backups);
	return p;
}

struct plan *rotate_revert_plan(const struct rotation_facts *f, const struct json *wanted,
				struct err *err)
{
	const char *old = f->previous.id, *status;
	struct needs last;
	struct step *step;
	struct plan *p;
	bool active;

	if (!rotate_has_previous(f, err) || !rotate_can_revert(f, old, err) ||
	    !rotate_locations_ready(f, err))
		return NULL;
	p = rotation_plans_new(f, wanted);
	status = rotation_find_key(f, old)->key.status;
	active = str_eq(status, "Active"); /* a key that waited */
	step = rotation_plans_add(p, REACTIVATE_STEP, &rotate_reactivate_work, old,
				  active ? ACTION_NONE : ACTION_UPDATE,
				  rotation_plans_params(f, old), NULL);
	if (!active)
		rotation_plans_add_diff(step, "status", status, "Active");
	for (size_t i = 0; i < f->locations_count; i++)
		rotation_plans_add_location(p, &f->locations[i], old, REACTIVATE_STEP);
	/* AWS has nothing to do for it: the record has the old key again */
	rotation_plans_add_key_step(p, f, old, false, REACTIVATE_STEP);
	last = rotation_plans_last_steps(p);
	rotation_plans_add(p, KEEP_NEWER_STEP, &rotate_keep_newer_work, f->key_id,
			   ACTION_NONE, rotation_plans_params(f, f->key_id), last.ids);
	free(last.ids);
	return p;
}
