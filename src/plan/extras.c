/* extras.c - see extras.h. */
#include "config.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "aws/evidence.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/accepted.h"
#include "plan/build_internal.h"
#include "plan/effect.h"
#include "plan/extras.h"
#include "plan/other_setups.h"
#include "plan/record.h"
#include "plan/unattached.h"
#include "resource/holdings.h"
#include "resource/kind.h"
#include "resource/meaning.h"

/* A role or user that the plan is about. */
struct principal {
	const char *kind, *name;
	const char *of;			/* its id, or that of a policy it is to have */
	const struct step *step;	/* its own; NULL: it is not of this plan */
	struct aws *aws;
	const struct resources *wanted;
	struct json *found, *managed;
	struct effect effect;
	struct err err;
	bool ok;
	pthread_t thread;
};

struct principals {
	struct principal *at;
	size_t n;
};

/* --- who ------------------------------------------------------------------------------ */

static void extras_append(struct principals *all, const struct plan *p, const char *kind,
			  const char *name, const char *of)
{
	struct principal *one;

	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->at[i].kind, kind) && str_eq(all->at[i].name, name))
			return;
	all->at = xrealloc(all->at, (all->n + 1) * sizeof(*all->at));
	one = &all->at[all->n++];
	*one = (struct principal){
		.kind = kind, .name = name, .of = of, .wanted = &p->resources
	};
	for (size_t i = 0; i < p->count && !one->step; i++)
		if (step_is_about(&p->steps[i], of))
			one->step = &p->steps[i];
	if (one->step && !str_eq(one->step->kind, kind))
		one->step = NULL;
}

static bool extras_is_policy(const char *kind)
{
	return str_ends(kind, "-policy") || str_ends(kind, "-policy-attachment");
}

/* Those that are resources first: an extra is told with their ids. */
static void extras_gather(struct principals *all, const struct plan *p)
{
	const struct resources *wanted = &p->resources;

	for (size_t i = 0; i < wanted->count; i++) {
		const struct resource *r = wanted->items[i];

		if (str_eq(r->kind, "role") || str_eq(r->kind, "user"))
			extras_append(all, p, r->kind, r->name, r->id);
	}
	for (size_t i = 0; i < wanted->count; i++) {
		const struct resource *r = wanted->items[i];
		const char *kind = *resource_str(r, "role") ? "role" : "user";

		if (extras_is_policy(r->kind) && *resource_str(r, kind))
			extras_append(all, p, kind, resource_str(r, kind), r->id);
	}
}

/* --- what they hold --------------------------------------------------------------------- */

static void *extras_read_one(void *with)
{
	struct principal *one = with;

	evidence_record_to(NULL);
	one->ok = holdings_read(one->aws, one->kind, one->name, &one->found, &one->err) &&
		  (!one->found || !str_eq(one->kind, "user") ||
		   holdings_add_access(one->aws, one->found, &one->err));
	if (one->ok && one->found) {
		/* Documents of managed policies that are wanted and not attached: all of AWS's own. */
		one->managed = json_object_new();
		for (size_t i = 0; i < one->wanted->count; i++) {
			const struct resource *r = one->wanted->items[i];
			const char *arn = resource_str(r, "policy");
			struct err ignored = ERR_INIT;
			struct json *document;
			bool created = false;

			for (size_t k = 0; k < one->wanted->count; k++)
				created |= str_eq(one->wanted->items[k]->kind, "policy") &&
					str_eq(resource_str(one->wanted->items[k], "arn"),
					       arn);
			if (!str_eq(resource_str(r, one->kind), one->name) || !*arn ||
			    holdings_attached(one->found, arn) || created)
				continue;
			document = holdings_managed(one->aws, arn, &ignored);
			if (document)
				json_put(one->managed, arn, document);
		}
	}
	return NULL;
}

static void extras_read_all(struct principals *all, struct aws *aws)
{
	for (size_t i = 0; i < all->n; i++) {
		struct principal *one = &all->at[i];

		one->aws = aws;
		/* a role that is not there holds nothing; a step says that it is missing */
		one->ok = one->step && !one->step->before && !one->step->unread;
		if (!one->ok && pthread_create(&one->thread, NULL, extras_read_one, one)) {
			one->thread = 0;
			extras_read_one(one);
		}
	}
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].thread)
			pthread_join(all->at[i].thread, NULL);
}

/* --- extras ------------------------------------------------------------------------------ */

static void extras_add_undecided(struct extras *all, const char *of, const char *text)
{
	struct extra *x = extras_push(all, NULL, NULL);

	x->of = of;
	json_put_str(x->members, "text", text);
}

static void extras_add_password(struct extras *all, const struct principal *one)
{
	struct json *e, *content;
	struct buf text = BUF(1000);
	struct extra *x;

	if (!json_true(json_get(one->found, "password")))
		return;
	x = extras_push(all, "password", one->name);
	x->of = one->of;
	e = x->members;
	content = json_string_new(one->name);
	effect_digest(e, content);
	json_free(content);
	buf_fmt(&text, "console password: the user '%s' can sign in to the AWS console",
		one->name);
	json_put_str(e, "text", text.s);
	buf_free(&text);
}

static void extras_judge(struct extras *all, const struct plan *p, struct principal *one)
{
	const struct resource *before = one->step ? one->step->before : NULL;
	const struct resource *resource = one->step ? one->step->resource : NULL;
	const struct json *found = resource_get(before, "document");
	const struct json *wanted = resource_get(resource, "document");
	const char *account = json_str(p->wanted, "account"), *asked;
	struct buf text = BUF(2000);

	if (!one->ok) {
		buf_fmt(&text, "what the %s '%s' has could not be read: %s", one->kind, one->name,
			one->err.text);
		extras_add_undecided(all, one->of, text.s);
	} else if (one->found) {
		one->effect = effect_of(&p->resources, one->found, one->managed);
		/* A boundary that was answered cuts what it cuts: that is told, and no difference. */
		asked = resource_str(resource, "boundary");
		for (size_t i = 0; *asked && i < one->effect.more.count; i++)
			if (str_eq(one->effect.more.items[i]->kind, "boundary") &&
			    str_eq(one->effect.more.items[i]->name, asked))
				json_put(one->effect.more.items[i]->members, "asked",
					 json_bool_new(true));
		extras_move(all, &one->effect.more, one->of);
		json_each(sentence, one->effect.undecided)
			extras_add_undecided(all, one->of, json_text(sentence));
		extras_add_password(all, one);
	}
	if (found && wanted && str_eq(one->kind, "role")) {
		struct extras trust =
			effect_trust(one->name, wanted, found, *account ? account : NULL);

		extras_move(all, &trust, one->of);
	}
	buf_free(&text);
}

/* --- what other setups of this computer have put there -------------------------------------- */

static bool extras_is_recorded_by(const struct recorded *row, const struct extra *extra,
				  const struct principal *one)
{
	const char *member = str_ends(extra->kind, "attachment") ? "policy" : "name";

	return str_eq(row->kind, extra->kind) &&
		str_eq(json_str(row->wanted, one->kind), one->name) &&
		str_eq(json_str(row->wanted, member), extra->name);
}

static void extras_name_others(const struct plan *p, const struct principals *all,
			       const struct extras *extras, const struct json *recorded)
{
	struct json *things = NULL;

	for (size_t i = 0; i < extras->count; i++) {
		struct extra *x = extras->items[i];
		const struct principal *one = NULL;

		for (size_t k = 0; !one && k < all->n; k++)
			if (str_eq(all->at[k].of, x->of))
				one = &all->at[k];
		if (!one || !x->kind || !extras_is_policy(x->kind) || extra_true(x, "denies"))
			continue;
		/*
		 * This setup put it there, when its template still asked for it: that is no
		 * addition of somebody's. A setup that is run again removes it.
		 */
		json_each(thing, recorded) {
			struct recorded row = recorded_read(thing);

			if (row.made && !resources_find(&p->resources, row.id) &&
			    extras_is_recorded_by(&row, x, one))
				json_put_str(x->members, "setup", p->setup);
		}
		if (!things)
			things = other_setups_things(p->setup, json_str(p->wanted, "account"));
		json_each(thing, things) {
			struct recorded row = recorded_read(thing);

			if (extras_is_recorded_by(&row, x, one))
				json_put_str(x->members, "setup", row.setup);
		}
	}
	json_free(things);
}

/* --- steps that are not needed ---------------------------------------------------------------- */

static const struct json *extras_allowed_in(const struct principals *all,
					    const struct resource *resource)
{
	const char *kind = *resource_str(resource, "role") ? "role" : "user";

	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->at[i].kind, kind) &&
		    str_eq(all->at[i].name, resource_str(resource, kind)))
			return json_get(all->at[i].effect.allowed, resource->id);
	return NULL;
}

/* A managed policy is not needed where nobody it is to be attached to needs it. */
static const struct json *extras_allowed_policy(const struct plan *p,
						const struct principals *all,
						const struct resource *resource)
{
	const char *arn = resource_str(resource, "arn");
	const struct json *names = NULL;

	for (size_t i = 0; *arn && i < p->resources.count; i++) {
		if (!str_eq(resource_str(p->resources.items[i], "policy"), arn))
			continue;
		names = extras_allowed_in(all, p->resources.items[i]);
		if (!names)
			return NULL;
	}
	return names;
}

/* Something in this document is more than wanted, and was not accepted. */
static bool extras_has_more(const struct extras *extras, const char *of,
			    const char *policy)
{
	for (size_t i = 0; i < extras->count; i++) {
		const struct extra *x = extras->items[i];

		if (x->kind && !*extra_str(x, "accepted") &&
		    (policy ? str_eq(extra_str(x, "policy"), policy) :
			      str_eq(x->kind, "trust") && str_eq(x->of, of)))
			return true;
	}
	return false;
}

/* The rows of the document go; what else differs stays. */
static void extras_drop_rows(struct step *step)
{
	struct json *rest = json_list_new();

	json_each(row, step->diff)
		if (!str_starts(json_str(row, "path"), "document"))
			json_push(rest, json_copy(row));
	json_free(step->diff);
	step->diff = rest;
	if (json_count(rest) || step->action == ACTION_ADOPT)
		return;
	step->action = ACTION_NONE;
	step->stays = false;
	step->err = (struct err)ERR_INIT;
}

static void extras_gather_allowed(struct plan *p, const struct principals *all)
{
	p->allowed = json_object_new();
	for (size_t i = 0; i < p->resources.count; i++) {
		const struct resource *r = p->resources.items[i];
		const struct json *names = str_eq(r->kind, "policy") ?
			extras_allowed_policy(p, all, r) :
			extras_is_policy(r->kind) ? extras_allowed_in(all, r) :
						    NULL;

		if (names)
			json_put(p->allowed, r->id, json_copy(names));
	}
}

static void extras_settle_policy(struct plan *p, struct step *step,
				 const struct extras *extras,
				 const struct json *recorded)
{
	const struct json *names = json_get(p->allowed, step->resource->id);

	if (!names || step->unread || step->action == ACTION_REMOVE)
		return;
	if (!step->before) {
		step->allowed = json_copy(names);
		step->action = ACTION_NONE;
		step->stays = false;
		step->err = (struct err)ERR_INIT;
		json_free(step->diff);
		step->diff = json_list_new();
	} else if (!decide_is_ours(step, recorded, p->setup) ||
		   !extras_has_more(extras, NULL, step->name))
		extras_drop_rows(step);
}

static void extras_settle(struct plan *p, const struct extras *extras,
			  const struct json *recorded)
{
	for (size_t i = 0; i < p->count; i++) {
		struct step *step = &p->steps[i];

		if (!step->resource)
			continue;
		if (str_eq(step->kind, "policy") || extras_is_policy(step->kind))
			extras_settle_policy(p, step, extras, recorded);
		else if (str_eq(step->kind, "role")) {
			/* What was accepted in a trust of ours is no difference. */
			const struct json *found = resource_get(step->before, "document");
			const struct json *wanted = resource_get(step->resource,
								 "document");

			if (json_count(step->diff) && found && wanted &&
			    meaning_covers(found, wanted) &&
			    !extras_has_more(extras, step->resource->id, NULL))
				extras_drop_rows(step);
		}
	}
}

/* --- all of it ---------------------------------------------------------------------------------- */

bool extras_add(struct plan *p, const struct record *record, const struct json *recorded,
		struct aws *aws, enum plan_for what_for, struct err *err)
{
	struct principals all = { NULL, 0 };
	struct extras extras = { NULL, 0 };
	bool ok = true;

	p->extras = json_list_new();
	extras_gather(&all, p);
	extras_read_all(&all, aws);
	for (size_t i = 0; ok && i < all.n; i++) {
		ok = all.at[i].err.kind != ERR_STOPPED;
		if (!ok)
			*err = all.at[i].err;
	}
	for (size_t i = 0; ok && i < all.n; i++)
		extras_judge(&extras, p, &all.at[i]);
	if (ok) {
		extras_name_others(p, &all, &extras, recorded);
		accepted_mark_extras(record, &extras);
		extras_gather_allowed(p, &all);
		if (what_for != PLAN_SETUP)
			extras_settle(p, &extras, recorded);
		extras_name_steps(p, &extras, recorded);
		for (size_t i = 0; i < extras.count; i++)
			json_push(p->extras, extra_event(extras.items[i]));
		for (size_t i = 0; i < all.n; i++)
			unattached_add(p, all.at[i].kind, all.at[i].name,
				    all.at[i].effect.missing, all.at[i].managed);
	}
	extras_free(&extras);
	for (size_t i = 0; i < all.n; i++) {
		json_free(all.at[i].found);
		json_free(all.at[i].managed);
		effect_free(&all.at[i].effect);
	}
	free(all.at);
	return ok;
}
