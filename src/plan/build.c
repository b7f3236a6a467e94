/* build.c - plan_build: read, compare, order; see plan.h. */
#include "config.h"

#include <stdlib.h>

#include "aws/reply_cache.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/user_key_json.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "plan/answer_remedy.h"
#include "plan/build_internal.h"
#include "plan/extras.h"
#include "plan/key_step.h"
#include "plan/record.h"
#include "plan/step_works.h"
#include "resource/iam_access_key.h"
#include "resource/kind.h"

void reading_step(struct plan *p, const struct reading *r, enum action action,
		     struct json *diff, const char *const *needs)
{
	char *id = xasprintf("%s.%s", r->wanted->id, action_name(action));
	struct step *step = plan_add(p, id, plan_work(r->kind->name), r->wanted->name,
				     action, r->wanted, r->found, needs);

	json_free(step->diff);
	step->diff = diff;
	step->kept = keep_reason_copy(r->kept);
	step->asked = json_copy(r->asked);
	free(id);
}

/* The ids of the steps of those resources that this one needs. */
static struct needs build_needs_of(const struct plan *p, const struct resource *wanted)
{
	struct needs needs = { NULL };

	json_each(need, resource_get(wanted, "needs"))
		for (size_t i = 0; i < p->count; i++)
			if (step_is_about(&p->steps[i], json_text(need)))
				needs_add(&needs, key_proof_of(p, &p->steps[i])->id);
	return needs;
}

/* Why a difference cannot be repaired; only a setup fails for it. */
static bool build_leave(struct plan *p, const struct reading *r, const struct err *why)
{
	struct step *step;

	if (r->what_for == PLAN_SETUP)
		return false;
	step = &p->steps[p->count - 1];
	step->err = *why;
	if (r->what_for == PLAN_REPAIR) {
		step->action = ACTION_NONE;
		step->stays = true;
	}
	return true;
}

/* What a new location needs is found before anything is created. */
static bool build_can_be_written(const struct reading *r, struct err *err)
{
	bool writes = r->what_for == PLAN_SETUP || r->what_for == PLAN_REPAIR;

	if (r->gone.kind) {
		*err = r->gone;
		return false;
	}
	return r->found || !writes || key_path_possible(r->wanted, err);
}

static bool build_add_one(struct plan *p, const struct reading *r,
			  const struct json *recorded, struct err *err)
{
	struct needs needs;
	struct err why = ERR_INIT;
	struct json *diff;
	struct step *step;
	enum action action;
	bool can;

	if (r->ok && !r->found && str_eq(r->kind->name, "access-key"))
		resource_put_str(r->wanted, "key_id",
				 ""); /* the one that is created is new */
	key_bind_location(p, r->wanted, r->found);
	if (!r->ok) {
		needs = build_needs_of(p, r->wanted);
		reading_step(p, r, ACTION_NONE, json_list_new(), needs.ids);
		free(needs.ids);
		p->steps[p->count - 1].unread = true;
		p->steps[p->count - 1].err = r->err;
		return true;
	}
	can = decide(r, recorded, p->setup, &action, &diff, &why) &&
		(r->found || key_location_possible(p, r->wanted, r->is_new, &why)) &&
		build_can_be_written(r, &why);
	needs = build_needs_of(p, r->wanted);
	reading_step(p, r, action, diff, needs.ids);
	free(needs.ids);
	if (!can)
		answer_remedy_fit(&why, r->wanted, !r->is_new, r->what_for);
	if (!can && !build_leave(p, r, &why)) {
		*err = why;
		return false;
	}
	step = &p->steps[p->count - 1];
	if (!only_has(r->only, step)) {
		step->stays = step->action != ACTION_NONE && step->action != ACTION_ADOPT;
		step->action = ACTION_NONE;
	}
	return true;
}

/* Of the user's keys the one in a location of this setup, else the only one. */
static bool build_adopt_key(const struct reading *all, size_t n, const struct reading *key,
			    struct err *err)
{
	struct user_keys keys = user_keys_load(resource_get(key->found, "keys"));
	const char *id = keys.count == 1 ? keys.items[0].id : "";
	bool known;

	for (size_t i = 0; i < n; i++) {
		const char *held = resource_str(all[i].found, "key_id");

		if (str_eq(resource_str(all[i].wanted, "key"), key->wanted->id) &&
		    *held && user_keys_find(&keys, held))
			id = held;
	}
	resource_put_str(key->wanted, "key_id", id);
	resource_put_str(key->found, "key_id", id);
	known = *id;
	if (!known)
		err_set(err, ERR_CHOICE,
			"user '%s' has %zu access keys, and no location of this setup "
			"contains one of them",
			resource_str(key->wanted, "user"), keys.count);
	user_keys_free(&keys);
	return known ||
		err_hint(err, "use --set to say where the key of this setup is stored");
}

/* A comparison can leave open which key it is: that shows as a difference. */
static bool build_adopt_keys(const struct reading *all, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (all[i].found && !*resource_str(all[i].wanted, "given_id") &&
		    resource_get(all[i].found, "keys") &&
		    !build_adopt_key(all, n, &all[i], err)) {
			if (all[i].what_for == PLAN_ADOPT)
				return false;
			*err = (struct err)ERR_INIT;
		}
	return true;
}

static bool build_add_steps(struct plan *p, const struct reading *all, size_t n,
			    const struct json *recorded, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		if (all[i].what_for == PLAN_ADOPT && !all[i].found)
			continue;	/* what is not there is not made now */
		if (!build_add_one(p, &all[i], recorded, err))
			return false;
		if (all[i].what_for != PLAN_ADOPT)
			key_add_proof(p);
	}
	if (all->what_for == PLAN_SETUP || all->what_for == PLAN_REPAIR)
		key_add_settle(p);
	return true;
}

/* An owner that this plan does not create must exist: checked before anything is created. */
static bool build_check_owner(const struct reading *all, size_t n, const struct reading *r,
			      struct err *err)
{
	const char *owner = resource_text(r->wanted, r->kind->parent);
	struct resource *asked, *found = NULL;
	bool ok;

	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].kind->name, r->kind->needs) &&
		    str_eq(all[i].wanted->name, owner))
			return true;
	asked = resource_new("", r->kind->needs, owner);
	ok = resource_kind_find(r->kind->needs)->read(r->aws, asked, &found, err);
	if (ok && !found) {
		ok = err_set(err, ERR_CHOICE, "there is no %s '%s' for the %s '%s'",
			     r->kind->needs, owner, r->kind->label, r->wanted->name);
		err_hint(err,
			 "also select the component that creates it, or name an existing "
			 "one");
	}
	resource_free(asked);
	resource_free(found);
	return ok;
}

static bool build_check_owners(const struct reading *all, size_t n, struct err *err)
{
	static const char *const kinds[] = { "role", "user", NULL };

	for (size_t i = 0; i < n; i++)
		if (!all[i].found && all[i].kind->needs &&
		    str_in(all[i].kind->needs, kinds) &&
		    !build_check_owner(all, n, &all[i], err))
			return false;
	return true;
}

/* Checks that need the whole plan. */
static bool build_look_round(struct plan *p, const struct record *record,
			     const struct json *recorded, struct aws *aws,
			     enum plan_for what_for, const struct json *only,
			     struct err *err)
{
	if (what_for == PLAN_SETUP && !dropped_add(p, recorded, aws, err))
		return false;
	if ((what_for == PLAN_SETUP || what_for == PLAN_REPAIR) &&
	    !previous_add(p, recorded, aws, only, err))
		return false;
	if (what_for == PLAN_ADOPT)
		adopt_mark(p);
	if (what_for == PLAN_VERIFY || what_for == PLAN_REPAIR)
		boundaries_add(p, recorded, only);
	if (!extras_add(p, record, recorded, aws, what_for, err))
		return false;
	return only_check(p, only, err);
}

static void build_take_paths(struct plan *p, struct reading *all, size_t n)
{
	struct json *now = paths_settle(p->wanted, all, n);

	if (!now)
		return;
	json_free(p->wanted);
	p->wanted = now;
	resources_free(&p->resources);
	p->resources = resources_load(json_get(now, "resources"));
}

struct plan *plan_build(const struct json *wanted, const struct record *record,
			struct aws *aws, enum plan_for what_for,
			const struct json *only, struct err *err)
{
	struct plan *p = plan_new(json_str(wanted, "setup"), wanted);
	struct json *recorded = record ? record_resources(record) : NULL;
	struct reading *all = readings_new(p->resources.count);
	/* Many things may need the same answer, such as the list of all roles. */
	struct reply_cache *memo = aws_has_cache(aws) ? NULL : reply_cache_new();
	size_t n = 0;
	/* Of what is recorded, the record knows which key it is. */
	bool adopts_keys = what_for == PLAN_ADOPT ||
		(what_for == PLAN_VERIFY && !json_count(recorded));
	bool ok = true;

	if (memo)
		aws_use_cache(aws, memo);
	for (size_t i = 0; ok && i < p->resources.count; i++)
		ok = reading_begin(&all[n++], aws, p->resources.items[i], recorded, err);
	for (size_t i = 0; i < n; i++) {
		all[i].what_for = what_for;
		all[i].only = only;
		all[i].is_new = !json_get(recorded, all[i].wanted->id);
	}
	ok = ok && readings_read(all, n, err);
	if (ok)
		build_take_paths(p, all, n);
	ok = ok && (what_for != PLAN_SETUP || build_check_owners(all, n, err)) &&
		given_keys_settle(all, n, err) &&
		(!adopts_keys || build_adopt_keys(all, n, err)) &&
		(!n || build_add_steps(p, all, n, recorded, err)) &&
		build_look_round(p, record, recorded, aws, what_for, only, err);
	if (memo)
		aws_use_cache(aws, NULL);
	reply_cache_free(memo);
	readings_free(all, n);
	json_free(recorded);
	if (ok)
		return p;
	plan_free(p);
	return NULL;
}
