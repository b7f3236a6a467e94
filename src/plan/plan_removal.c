/* plan_removal.c - plan_removal: what we made, last made first; see plan.h. */
#include "config.h"

#include <stdlib.h>

#include "aws/call.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "plan/backups.h"
#include "plan/build_internal.h"
#include "plan/diff.h"
#include "plan/key_step.h"
#include "plan/other_setups.h"
#include "plan/record.h"
#include "plan/step_works.h"
#include "resource/kind.h"

#define TWICE_MS 1000

static struct json *plan_removal_add_row(struct json *diff, const char *path,
					 const struct json *found)
{
	struct json *row = json_push(diff, json_object_new());

	json_put_str(row, "path", path);
	json_put(row, "found", json_copy(found));
	json_put(row, "wanted", NULL);
	return row;
}

/* What differs from what was made, where that is why it stays. */
static void plan_removal_add_reason(struct json *diff, const struct reading *r,
				    const char *setup)
{
	const struct json *users = r->kept->users;
	struct err ignored = ERR_INIT;

	if (users) {
		plan_removal_add_row(diff, "used_by", users);
	} else if (r->io->refuse && !r->io->refuse(r->wanted, r->found, &ignored)) {
		json_put(plan_removal_add_row(diff, *r->kind->compares,
					      resource_get(r->found, *r->kind->compares)),
			 "wanted", json_copy(resource_get(r->wanted, *r->kind->compares)));
	} else if (r->kind->tagged && !diff_is_tagged(r->found, setup)) {
		json_put_str(plan_removal_add_row(diff, "tags." SETUP_TAG,
						  resource_path(r->found,
								"tags." SETUP_TAG)),
			     "wanted", setup);
	}
}

/* What we made may be gone, or stay: see kept.c. */
static enum action plan_removal_of(const struct reading *r, const char *setup,
				   struct json **diff)
{
	struct json *found;

	*diff = json_list_new();
	if (!r->found)
		return ACTION_NONE;
	if (r->kept) {
		plan_removal_add_reason(*diff, r, setup);
		return ACTION_NONE;
	}
	found = resource_found_save(r->found);
	plan_removal_add_row(*diff, "", found);
	json_free(found);
	return ACTION_REMOVE;
}

/*
 * The order of a removal: a key is deactivated first of all and deleted as late as AWS
 * allows, so that until then everything can be undone; the files that hold it go after
 * it, so that no active key is ever without its secret. Its user goes last.
 */
enum turn { OTHERS, KEYS, LOCATIONS, UNDER_KEYS, TURNS };

static bool plan_removal_is_key(const struct reading *r)
{
	return str_eq(r->kind->name, "access-key");
}

static bool plan_removal_is_location(const struct reading *r)
{
	return r->kind->needs && str_eq(r->kind->needs, "access-key");
}

static enum turn plan_removal_turn_of(const struct reading *all, size_t n,
				      const struct reading *r)
{
	if (plan_removal_is_key(r))
		return KEYS;
	if (plan_removal_is_location(r))
		return LOCATIONS;
	/* the user of a key: AWS deletes no user who has keys */
	for (size_t i = 0; i < n; i++)
		if (plan_removal_is_key(&all[i]) &&
		    str_eq(r->kind->name, all[i].kind->needs) &&
		    str_eq(r->wanted->name,
			   resource_text(all[i].wanted, all[i].kind->parent)))
			return UNDER_KEYS;
	return OTHERS;
}

/* What it waits for: all that needs it; a key waits for everything, a file for its key. */
static struct needs plan_removal_needed_by(const struct plan *p, const struct reading *r,
					   enum turn turn)
{
	struct needs needs = { NULL };

	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		bool deactivates = step->work == &key_deactivate_work;

		if (deactivates || turn == KEYS ||
		    (turn == LOCATIONS &&
		     step_is_about(step, resource_str(r->wanted, "key"))) ||
		    json_has(resource_get(step->resource, "needs"), r->wanted->id))
			needs_add(&needs, step->id);
	}
	return needs;
}

static bool plan_removal_add_deactivation(struct plan *p, const struct reading *r,
					  struct err *err)
{
	const char *id = resource_str(r->found, "key_id");

	if (!plan_removal_is_key(r) || !r->found || r->kept)
		return true;
	if (str_eq(id, aws_key_id(r->aws))) {
		err_set(err, ERR_CHOICE,
			"accredit is signed in with the key %s, which would be removed",
			id);
		return err_hint(err, "sign in with other credentials (AWS_PROFILE), then run this "
				"again");
	}
	if (str_eq(resource_str(r->found, "status"), "Active"))
		key_add_deactivation(p, r->wanted, r->found);
	return true;
}

static void plan_removal_add_removals_of(struct plan *p, struct reading *all, size_t n,
					 enum turn turn)
{
	for (size_t i = n; i-- > 0; ) {
		struct needs needs;
		struct json *diff;
		enum action action;

		if (plan_removal_turn_of(all, n, &all[i]) != turn)
			continue;
		needs = plan_removal_needed_by(p, &all[i], turn);
		action = all[i].change ? back_decide(&all[i], &diff) :
					 plan_removal_of(&all[i], p->setup, &diff);
		reading_step(p, &all[i], action, diff, needs.ids);
		free(needs.ids);
	}
}

static bool plan_removal_is_dropped(const struct plan *p, const struct recorded *row)
{
	if (!row->made || row->previous)
		return false;
	for (size_t i = 0; i < p->resources.count; i++) {
		const struct resource *r = p->resources.items[i];

		if (str_eq(r->id, row->id) ||
		    (str_eq(r->kind, row->kind) && str_eq(r->name, row->name)))
			return false;
	}
	return true;
}

/* Whether anything is; of this kind, unless it is NULL. */
static bool plan_removal_drops(const struct plan *p, const struct json *recorded,
			       const char *kind)
{
	json_each(one, recorded) {
		struct recorded row = recorded_read(one);

		if ((!kind || str_eq(row.kind, kind)) && plan_removal_is_dropped(p, &row))
			return true;
	}
	return false;
}

/* What is taken away of a record. */
struct removing {
	const struct json *recorded, *others;
	const struct json *changes;	/* of record_changes; NULL: they stay */
	bool dropped;		/* only what is wanted no more */
	bool with_kept;		/* what the pack says to keep as well */
};

/*
 * One reader of AWS may not know yet of what another does: "not there" is believed when
 * it was said twice, for what is taken for gone is never looked for again.
 */
static bool plan_removal_read_twice(struct reading *all, size_t n, struct aws *aws,
				    struct err *err)
{
	bool slept = false;

	for (size_t i = 0; i < n; i++) {
		if (all[i].found || plan_removal_is_location(&all[i]))
			continue;
		if (!slept && !clock_sleep(TWICE_MS, aws_stop(aws)))
			return err_set(err, ERR_STOPPED, "stopped");
		slept = true;
		reading_again(&all[i]);
		if (!all[i].ok) {
			*err = all[i].err;
			return false;
		}
	}
	return true;
}

static bool plan_removal_add_recorded(struct plan *p, const struct removing *what,
				      struct aws *aws, struct err *err)
{
	const struct json *recorded = what->recorded;
	struct reading *all = readings_new(json_count(recorded));
	size_t n = 0;
	bool ok = true;

	json_each(one, recorded) {
		struct recorded row = recorded_read(one);
		const struct json *change = json_get(what->changes, row.id);
		struct resource *wanted;

		if (!ok || (!row.made && !change) ||
		    (what->dropped && !plan_removal_is_dropped(p, &row)))
			continue;
		wanted = resource_load(change ? json_get(change, "wanted") : row.wanted);
		ok = reading_begin(&all[n++], aws, wanted, recorded, err);
		resource_free(wanted);
		all[n - 1].removal = true;
		all[n - 1].change = change;
		if (change)
			resource_put(all[n - 1].wanted, "raw", json_bool_new(true));
	}
	ok = ok && readings_read(all, n, err) && plan_removal_read_twice(all, n, aws, err);
	if (ok)
		left_decide(all, n, p->setup, what->others, what->with_kept);
	for (size_t i = 0; ok && i < n; i++)
		ok = plan_removal_add_deactivation(p, &all[i], err);
	for (enum turn turn = OTHERS; ok && turn < TURNS; turn++)
		plan_removal_add_removals_of(p, all, n, turn);
	readings_free(all, n);
	return ok;
}

bool dropped_add(struct plan *p, const struct json *recorded, struct aws *aws,
		 struct err *err)
{
	struct removing what = { .recorded = recorded, .dropped = true };
	struct json *others;
	bool ok;

	if (plan_removal_drops(p, recorded, "access-key") ||
	    !plan_removal_drops(p, recorded, NULL))
		return true;
	others = other_setups_things(p->setup, json_str(p->wanted, "account"));
	what.others = others;
	ok = plan_removal_add_recorded(p, &what, aws, err);
	json_free(others);
	return ok;
}

/* What was there before is not even looked at. */
static void plan_removal_add_adopted(struct plan *p, const struct recorded *row,
				     const struct json *others, const char *region)
{
	struct resource *wanted = resource_load(row->wanted);
	bool own_key = *resource_str(wanted, "given_id") || *resource_str(wanted, "own_id");
	const char *other = other_setups_user(others, wanted, region);
	char *id = xasprintf("%s.none", wanted->id), *why;
	struct step *step = plan_add(p, id, plan_work(row->kind), row->name, ACTION_NONE,
				     wanted, NULL, NULL);

	why = other	? xasprintf("setup '%s' created it, or uses it, too", other) :
		own_key ? xasprintf("it is your own key %s: it is not changed in AWS; only "
				    "the copies in this setup's locations are removed",
				    row->key_id) :
			  xasprintf("it existed before, and was adopted as it was");
	step->kept = keep_reason_new("adopted", why);
	resource_free(wanted);
	free(why);
	free(id);
}

struct plan *plan_removal(const struct record *record, bool with_kept, struct aws *aws,
			  struct err *err)
{
	struct plan *p = plan_new(record_name(record), NULL);
	struct json *recorded = record_resources(record);
	struct json *others = other_setups_things(p->setup, record_answers(record)->account);
	struct json *changes = record_changes(record);
	const struct removing what = { .recorded = recorded, .others = others,
				       .changes = changes, .with_kept = with_kept };
	bool ok = plan_removal_add_recorded(p, &what, aws, err);

	json_each(one, ok ? recorded : NULL) {
		struct recorded row = recorded_read(one);

		if (!row.made && !json_get(changes, row.id))
			plan_removal_add_adopted(p, &row, others, aws_region(aws));
	}
	json_free(changes);
	json_free(others);
	json_free(recorded);
	if (ok) { /* last, for the other steps write such files */
		struct json *known = backups_known(record);

		backups_add(p, known);
		json_free(known);
		return p;
	}
	plan_free(p);
	return NULL;
}
