/* build.c - plan_build and plan_removal: read, compare, order; see plan.h. */
#include "config.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/diff.h"
#include "plan/key_step.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "resource/kind.h"

#define MANY 64

struct reading {
	struct aws *aws;
	const struct resource_kind *kind;
	struct json *wanted;	/* a copy, with what record and machine add */
	struct json *found;
	struct json *users;	/* of what shall go: a list, or NULL */
	enum purpose { TO_MAKE, TO_LOOK, TO_REMOVE } purpose;
	struct err err;
	bool ok;
	pthread_t thread;
};

/* Besides the thing itself: is its name free, or who would miss it. */
static bool read_around(struct reading *r)
{
	const struct resource_kind *k = r->kind;

	if (!r->found)
		return r->purpose != TO_MAKE || !k->is_free ||
		       k->is_free(r->aws, r->wanted, &r->err);
	if (r->purpose != TO_REMOVE || !k->users)
		return true;
	r->users = json_list_new();
	if (k->users(r->aws, r->found, r->users, &r->err))
		return true;
	if (r->err.kind != ERR_DENIED)	/* then its removal will tell */
		return false;
	r->err = (struct err)ERR_INIT;
	return true;
}

static void *read_one(void *with)
{
	struct reading *r = with;

	r->ok = r->kind->read(r->aws, r->wanted, &r->found, &r->err) && read_around(r);
	return NULL;
}

/* All at once: one wait for the slowest, not a sum of waits. */
static bool read_all(struct reading *all, size_t n, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; i < n; i++)
		if (pthread_create(&all[i].thread, NULL, read_one, &all[i])) {
			read_one(&all[i]);
			all[i].thread = 0;
		}
	for (size_t i = 0; i < n; i++) {
		if (all[i].thread)
			pthread_join(all[i].thread, NULL);
		if (!all[i].ok && ok) {
			*err = all[i].err;
			ok = false;
		}
	}
	return ok;
}

static void free_all(struct reading *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		json_free(all[i].found);
		json_free(all[i].users);
		json_free(all[i].wanted);
	}
}

/* Ours needs the record and, where the kind carries tags, the tag. */
static bool is_ours(const struct reading *r, const struct json *recorded,
		    const char *setup)
{
	const struct json *row = json_get(recorded, json_str(r->wanted, "id"));

	return json_true(json_get(row, "made")) &&
	       str_eq(json_str(row, "name"), json_str(r->wanted, "name")) &&
	       (!r->kind->tagged || diff_is_tagged(r->found, setup));
}

static bool may_replace(const struct reading *r, struct err *err)
{
	return !r->kind->refuse || r->kind->refuse(r->wanted, r->found, err);
}

static bool in_the_way(const struct reading *r, const struct json *diff,
		       struct err *err)
{
	if (!may_replace(r, err))
		return false;
	err_set(err, ERR_CHOICE, "%s '%s' exists, was not made by accredit and differs "
		"in %s", r->kind->says, json_str(r->wanted, "name"),
		json_str(json_first(diff), "path"));
	if (*json_str(r->wanted, "named_by"))
		return err_hint(err, "choose another name with --set %s=NAME",
				json_str(r->wanted, "named_by"));
	return err_hint(err, "choose another name with --set NAME=VALUE");
}

/* A thing of others is changed as shown and nothing more: it bears none of our tags. */
static bool change_foreign(const struct reading *r, enum action *action, struct err *err)
{
	*action = ACTION_UPDATE;
	json_drop(r->wanted, "tags");
	return may_replace(r, err);
}

/* A thing of others that differs; "others" is the pack's or the operator's word on it. */
static bool decide_foreign(const struct reading *r, const struct json *diff,
			   enum action *action, struct err *err)
{
	const char *others = json_str(r->wanted, "others");

	if (str_eq(others, "change") ||
	    (r->kind->only_adds && r->kind->only_adds(r->wanted, r->found)))
		return change_foreign(r, action, err);
	if (!str_eq(others, "keep"))
		return in_the_way(r, diff, err);
	*action = ACTION_ADOPT;
	return true;
}

static bool decide(const struct reading *r, const struct json *recorded,
		   const char *setup, enum action *action, struct json **diff,
		   struct err *err)
{
	bool ours = r->found && is_ours(r, recorded, setup);
	bool known = json_get(recorded, json_str(r->wanted, "id"));
	bool change = r->found && !ours &&
		      str_eq(json_str(r->wanted, "others"), "change");
	bool ok = true;

	if (change)
		json_drop(r->wanted, "tags");
	*diff = diff_resource(r->kind, r->wanted, r->found, ours || !r->found || change);
	*action = r->found ? ACTION_UPDATE : ACTION_CREATE;
	if (!r->found)
		return true;
	if (!json_count(*diff))
		*action = ours || known ? ACTION_NONE : ACTION_ADOPT;
	else
		ok = ours ? may_replace(r, err) : decide_foreign(r, *diff, action, err);
	if (*action == ACTION_UPDATE && r->kind->costs)
		r->kind->costs(r->wanted, r->found, *diff);
	return ok;
}

static void add_step(struct plan *p, const struct reading *r, enum action action,
		     struct json *diff, const char *const *needs)
{
	char *id = xasprintf("%s.%s", json_str(r->wanted, "id"), action_name(action));
	struct step *step = plan_add(p, id, plan_work(r->kind->name),
				     json_str(r->wanted, "name"), action, r->wanted,
				     r->found, needs);

	json_free(step->diff);
	step->diff = diff;
	free(id);
}

/* The ids of the steps of those resources that this one needs. */
static void needs_of(const struct plan *p, const struct json *wanted,
		     const char *needs[16])
{
	size_t n = 0;

	json_each(need, json_get(wanted, "needs"))
		for (size_t i = 0; i < p->count && n < 15; i++)
			if (str_eq(json_str(p->steps[i].resource, "id"),
				   json_text(need)))
				needs[n++] = key_proof_of(p, &p->steps[i])->id;
	needs[n] = NULL;
}

static bool add_steps(struct plan *p, const struct reading *all, size_t n,
		      const struct json *recorded, bool lenient, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		const char *needs[16];
		struct json *diff;
		enum action action;

		key_bind_place(p, all[i].wanted);
		if ((!decide(&all[i], recorded, p->setup, &action, &diff, err) ||
		     (!all[i].found && !key_place_possible(p, all[i].wanted, err))) &&
		    !lenient) {
			json_free(diff);
			return false;
		}
		needs_of(p, all[i].wanted, needs);
		add_step(p, &all[i], action, diff, needs);
		key_add_proof(p);
	}
	key_add_settle(p);
	return true;
}

static bool prepare(struct reading *r, enum purpose purpose, struct aws *aws,
		    const struct json *wanted, const struct json *recorded,
		    struct err *err)
{
	*r = (struct reading){ .aws = aws, .wanted = json_copy(wanted),
			       .purpose = purpose };
	r->kind = resource_kind_find(json_str(wanted, "kind"));
	if (!r->kind)
		err_set(err, ERR_INPUT, "'%s' is not a kind of resource",
			json_str(wanted, "kind"));
	if (!r->kind || (r->kind->fill && !r->kind->fill(r->wanted, err)))
		return false;
	key_bind(r->wanted, recorded);
	return true;
}

struct plan *plan_build(const struct json *wanted, const struct record *record,
			struct aws *aws, bool lenient, struct err *err)
{
	struct plan *p = plan_new(json_str(wanted, "setup"), wanted);
	struct json *recorded = record ? record_resources(record) : NULL;
	struct reading all[MANY];
	size_t n = 0;
	bool ok = true;

	json_each(resource, json_get(p->wanted, "resources"))
		if (ok && n < MANY)
			ok = prepare(&all[n++], lenient ? TO_LOOK : TO_MAKE, aws, resource,
				     recorded, err);
	ok = ok && read_all(all, n, err) && add_steps(p, all, n, recorded, lenient, err);
	if (ok)
		*err = (struct err)ERR_INIT;
	free_all(all, n);
	json_free(recorded);
	if (ok)
		return p;
	plan_free(p);
	return NULL;
}

/* Whether this use of it ends with the removal: an attachment that was made here, too. */
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
		json_put_str(row, "path", "key_id");
		json_put(row, "found", json_copy(json_get(r->found, "key_id")));
		json_put(row, "wanted", json_copy(json_get(r->wanted, "key_id")));
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
static void needed_by(const struct plan *p, const struct json *wanted,
		      const char *needs[16])
{
	size_t n = 0;

	for (size_t i = 0; i < p->count && n < 15; i++)
		if (json_has(json_get(p->steps[i].resource, "needs"),
			     json_str(wanted, "id")))
			needs[n++] = p->steps[i].id;
	needs[n] = NULL;
}

static void add_removals(struct plan *p, const struct reading *all, size_t n)
{
	while (n-- > 0) {
		const char *needs[16];
		struct json *diff;
		enum action action = removal_of(&all[n], p->setup, &diff);

		needed_by(p, all[n].wanted, needs);
		add_step(p, &all[n], action, diff, needs);
	}
}

struct plan *plan_removal(const struct record *record, struct aws *aws,
			  struct err *err)
{
	struct plan *p = plan_new(record_name(record), NULL);
	struct json *recorded = record_resources(record);
	struct reading all[MANY];
	size_t n = 0;
	bool ok = true;

	json_each(row, recorded)
		if (ok && n < MANY && json_true(json_get(row, "made")))
			ok = prepare(&all[n++], TO_REMOVE, aws, json_get(row, "wanted"),
				     recorded, err);
	ok = ok && read_all(all, n, err);
	if (ok) {
		keep_others(all, n);
		add_removals(p, all, n);
	}
	free_all(all, n);
	json_free(recorded);
	if (ok)
		return p;
	plan_free(p);
	return NULL;
}
