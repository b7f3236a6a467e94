/* removal.c - plan_removal: what we made, last made first; see plan.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/build_inside.h"
#include "plan/diff.h"
#include "plan/record.h"
#include "resource/kind.h"

/* Whether this use of it ends with the removal: an attachment that was made here. */
static bool ends_with_it(const struct reading *all, size_t n, const struct json *found,
			 const char *user)
{
	bool ends = false;

	for (size_t i = 0; i < n && !ends; i++) {
		const char *owner = all[i].kind->parent;
		char *text;

		text = xasprintf("%s %s", all[i].kind->name, json_str(all[i].wanted, "name"));
		ends = str_eq(text, user);	/* it goes itself */
		free(text);
		if (!owner || ends || !str_eq(json_str(all[i].wanted, "policy"),
					      json_str(found, "arn")))
			continue;
		text = xasprintf("%s %s", owner, json_str(all[i].wanted, owner));
		ends = str_eq(text, user);
		free(text);
	}
	return ends;
}

/* Drops from each list of users those that go too. */
static void keep_others(struct reading *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct json *others = json_list_new();

		json_each(user, all[i].users)
			if (!ends_with_it(all, n, all[i].found, json_text(user)))
				json_push(others, json_copy(user));
		json_free(all[i].users);
		all[i].users = others;
	}
}

/* What we made may be gone, or be another's by now: then it is left alone. */
static enum action removal_of(const struct reading *r, const char *setup,
			      struct json **diff)
{
	struct err ignored = ERR_INIT;
	struct json *row;

	*diff = json_list_new();
	if (!r->found)
		return ACTION_NONE;
	if (json_count(r->users)) {
		row = json_push(*diff, json_object_new());
		json_put_str(row, "path", "used_by");
		json_put(row, "found", json_copy(r->users));
		json_put(row, "wanted", NULL);
		return ACTION_NONE;
	}
	if (r->kind->refuse && !r->kind->refuse(r->wanted, r->found, &ignored)) {
		row = json_push(*diff, json_object_new());
		json_put_str(row, "path", *r->kind->compares);
		json_put(row, "found", json_copy(json_get(r->found, *r->kind->compares)));
		json_put(row, "wanted", json_copy(json_get(r->wanted, *r->kind->compares)));
		return ACTION_NONE;
	}
	if (!r->kind->tagged || diff_is_tagged(r->found, setup)) {
		row = json_push(*diff, json_object_new());
		json_put_str(row, "path", "");
		json_put(row, "found", json_copy(r->found));
		json_put(row, "wanted", NULL);
		return ACTION_REMOVE;
	}
	row = json_push(*diff, json_object_new());
	json_put_str(row, "path", "tags." SETUP_TAG);
	json_put(row, "found", json_copy(json_path(r->found, "tags." SETUP_TAG)));
	json_put_str(row, "wanted", setup);
	return ACTION_NONE;
}

/* A thing goes only after all that needs it went. */
static struct needs needed_by(const struct plan *p, const struct json *wanted)
{
	struct needs needs = { NULL };

	for (size_t i = 0; i < p->count; i++)
		if (json_has(json_get(p->steps[i].resource, "needs"),
			     json_str(wanted, "id")))
			needs_add(&needs, p->steps[i].id);
	return needs;
}

static void add_removals(struct plan *p, const struct reading *all, size_t n)
{
	while (n-- > 0) {
		struct needs needs = needed_by(p, all[n].wanted);
		struct json *diff;
		enum action action = removal_of(&all[n], p->setup, &diff);

		reading_step(p, &all[n], action, diff, needs.ids);
		free(needs.ids);
	}
}

static bool is_wanted(const struct json *wanted, const char *id, const struct json *row)
{
	json_each(resource, json_get(wanted, "resources"))
		if (str_eq(json_str(resource, "id"), id) ||
		    (str_eq(json_str(resource, "kind"), json_str(row, "kind")) &&
		     str_eq(json_str(resource, "name"), json_str(row, "name"))))
			return true;
	return false;
}

static bool is_dropped(const struct plan *p, const struct json *row)
{
	return json_true(json_get(row, "made")) && !is_wanted(p->wanted, json_key(row), row);
}

static bool drops_a_key(const struct plan *p, const struct json *recorded)
{
	json_each(row, recorded)
		if (str_eq(json_str(row, "kind"), "access-key") && is_dropped(p, row))
			return true;
	return false;
}

/* Those of the record that were made here, or of them only what is wanted no more. */
static bool add_recorded(struct plan *p, const struct json *recorded, bool dropped,
			 struct aws *aws, struct err *err)
{
	struct reading *all = readings_new(json_count(recorded));
	size_t n = 0;
	bool ok = true;

	json_each(row, recorded)
		if (ok && json_true(json_get(row, "made")) &&
		    (!dropped || is_dropped(p, row))) {
			ok = reading_begin(&all[n++], aws, json_get(row, "wanted"),
					   recorded, err);
			all[n - 1].removal = true;
		}
	ok = ok && readings_read(all, n, err);
	if (ok) {
		keep_others(all, n);
		add_removals(p, all, n);
	}
	readings_free(all, n);
	return ok;
}

bool dropped_add(struct plan *p, const struct json *recorded, struct aws *aws,
		 struct err *err)
{
	return drops_a_key(p, recorded) || add_recorded(p, recorded, true, aws, err);
}

struct plan *plan_removal(const struct record *record, struct aws *aws,
			  struct err *err)
{
	struct plan *p = plan_new(record_name(record), NULL);
	struct json *recorded = record_resources(record);
	bool ok = add_recorded(p, recorded, false, aws, err);

	json_free(recorded);
	if (ok)
		return p;
	plan_free(p);
	return NULL;
}
