/* key_plan.c - keys and their locations while a plan is built; see key_step.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/stage.h"
#include "plan/key_step.h"
#include "resource/key_location.h"
#include "resource/kind.h"

#define PROVE ".prove"
#define SETTLE "key.settle"

/* The ID of a staged key; "": none. */
static void key_plan_staged_id(const char *setup, const char *resource, enum stage which,
			       char id[132])
{
	struct access_key key = ACCESS_KEY_INIT;
	struct err ignored = ERR_INIT;
	bool there = false;

	*id = '\0';
	if (stage_load(setup, resource, which, &key, &there, &ignored) && there)
		str_clean(id, 132, key.id);
	access_key_free(&key);
}

static const char *key_plan_setup_of(const struct resource *wanted)
{
	const char *setup = json_text(resource_path(wanted, "tags." SETUP_TAG));

	return setup ? setup : "";
}

/*
 * The operator's own key, as the record has it. One that a rotation created instead is an
 * ordinary key from then on; another one replaces the recorded one.
 */
static void key_plan_bind_supplied(struct resource *wanted, const struct json *row)
{
	const char *given = resource_str(wanted, "given_id"),
		   *has = json_str(row, "key_id");
	bool ours = json_true(json_get(row, "made"));

	if (ours && str_eq(given, has)) {
		resource_drop(wanted, "given_id");
		if (*json_str(json_get(row, "wanted"), "own_id"))
			resource_put_str(wanted, "own_id",
					 json_str(json_get(row, "wanted"), "own_id"));
		return;
	}
	resource_put_str(wanted, "owner", resource_str(wanted, "user"));
	resource_put_str(wanted, "setup", key_plan_setup_of(wanted));
	resource_put(wanted, "recorded", json_bool_new(row != NULL));
	if (!*has || str_eq(given, has))
		return;
	resource_put_str(wanted, "replaces", has);
	resource_put_str(wanted, "replaces_of", json_str(json_get(row, "wanted"), "user"));
	resource_put(wanted, "replaces_ours", json_bool_new(ours));
	resource_put_str(wanted, "others",
			 "change"); /* the operator can change their own key */
}

void key_bind(struct resource *wanted, const struct json *recorded)
{
	bool is_key = str_eq(wanted->kind, key_work.kind);
	const char *of = is_key ? wanted->id : resource_str(wanted, "key");
	const struct json *row = json_get(recorded, of);
	const char *id = json_str(row, "key_id");
	char staged[132] = "";

	if (!*of)
		return;
	if (is_key && *resource_str(wanted, "given_id"))
		key_plan_bind_supplied(wanted, row);
	if (*resource_str(wanted, "given_id"))
		id = resource_str(wanted, "given_id");
	else if (!*id && row)		/* the run was killed before the outcome was written */
		key_plan_staged_id(key_plan_setup_of(wanted), of, STAGE_NEW, staged);
	resource_put_str(wanted, "key_id", *id ? id : staged);
	if (is_key)
		resource_put_str(wanted, "status", "Active");
	else
		resource_put_str(wanted, "expects",
				 json_str(json_get(recorded, wanted->id), "key_id"));
}

static const struct step *key_plan_step_of(const struct plan *p,
					   const struct resource *location)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->steps[i].work == &key_work &&
		    step_is_about(&p->steps[i], resource_str(location, "key")))
			return &p->steps[i];
	return NULL;
}

void key_bind_location(const struct plan *p, struct resource *wanted, bool found)
{
	const struct step *key = key_plan_step_of(p, wanted);

	if (!key)
		return;
	if (!found)
		resource_put_str(wanted, "expects", "");
	resource_put_str(wanted, "key_id",
			 key->action == ACTION_CREATE ?
				 "" :
				 resource_str(key->resource, "key_id"));
	if (*resource_str(key->resource, "replaces")) /* for the undo */
		resource_put(wanted, "keeps", json_bool_new(true));
}

static bool key_plan_is_staged(const struct plan *p, const char *resource, enum stage which,
			       const char *id)
{
	char staged[132];

	key_plan_staged_id(p->setup, resource, which, staged);
	return str_eq(staged, id);
}

bool key_location_possible(const struct plan *p, const struct resource *wanted, bool is_new,
			   struct err *err)
{
	const struct step *key = key_plan_step_of(p, wanted);
	const char *id = resource_str(wanted, "key_id"), *of = resource_str(wanted, "key");

	if (!key || !*id || *resource_str(key->resource, "given_id") ||
	    key_plan_is_staged(p, of, STAGE_NEW, id) ||
	    key_plan_is_staged(p, of, STAGE_OLD, id))
		return true;
	err_set(err, ERR_CHOICE,
		"'%s' no longer contains the access key of '%s', and AWS shows the secret "
		"only once",
		wanted->name, resource_str(wanted, "user"));
	if (!is_new)
		return err_hint(
			err, "'accredit rotate %s' creates a new key and stores it there",
			p->setup);
	return err_hint(err,
			"'accredit rotate %s --profile PROFILE' creates a new key and "
			"stores it in a profile",
			p->setup);
}

bool key_path_possible(const struct resource *wanted, struct err *err)
{
	struct key_location location;

	return !key_location_of(wanted, &location) || location_possible(&location, err);
}

bool key_locations_ready(const struct plan *p, const char *resource, struct err *err)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		struct key_location location;

		if (step->action != ACTION_NONE && step->state != STEP_DONE &&
		    str_eq(resource_str(step->resource, "key"), resource) &&
		    key_location_of(step->resource, &location) &&
		    !location_ready(&location, resource_str(step->resource, "expects"),
				    err))
			return false;
	}
	return true;
}

const struct step *key_proof_of(const struct plan *p, const struct step *step)
{
	char *id = xasprintf("%s" PROVE, step->resource->id);
	const struct step *proof = plan_step(p, id);

	free(id);
	return proof ? proof : step;
}

bool key_is_relabelled(const struct step *step)
{
	return step->action == ACTION_ADOPT &&
		json_true(resource_get(step->resource, "recorded"));
}

void key_add_proof(struct plan *p)
{
	const struct step *key = &p->steps[p->count - 1];
	const char *resource = key->resource->id;
	char staged[132], *id, *need, *name;

	if (key->work != &key_work || key_is_relabelled(key))
		return;
	key_plan_staged_id(p->setup, resource, STAGE_NEW, staged);
	if (!*staged && key->action != ACTION_CREATE && key->action != ACTION_ADOPT &&
	    !json_true(resource_get(key->resource, "rotate")) &&
	    (key->action != ACTION_UPDATE || !*resource_str(key->resource, "given_id")))
		return;
	id = xasprintf("%s" PROVE, resource);
	need = xstrdup(key->id);
	name = xstrdup(key->name);
	plan_add(p, id, &key_prove_work, name, ACTION_NONE, NULL, NULL,
		 (const char *const[]){ need, NULL });
	free(name);
	free(need);
	free(id);
}

void key_add_settle(struct plan *p)
{
	struct needs needs = { NULL };
	bool proved = false;

	for (size_t i = 0; i < p->count; i++) {
		proved |= p->steps[i].work == &key_prove_work;
		if (p->steps[i].work == &key_prove_work ||
		    *resource_str(p->steps[i].resource, "key"))
			needs_add(&needs, p->steps[i].id);
	}
	if (proved)
		plan_add(p, SETTLE, &key_settle_work, "staged key", ACTION_NONE, NULL,
			 NULL, needs.ids);
	free(needs.ids);
}
