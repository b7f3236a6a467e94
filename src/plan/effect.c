/*
 * effect.c - all documents of a role or user against all that are wanted of it; see
 * effect.h.
 *
 * What is wanted is the union of the wanted documents, what is there the union of those
 * that were found: a wanted policy under another name, or split in two, is the same.
 */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "plan/effect_internal.h"
#include "resource/holdings.h"
#include "resource/meaning.h"

void effect_undecided(struct effect_work *e, const char *fmt, ...)
{
	struct json *list = e->out.undecided;
	char text[1000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (!json_has(list, text))
		json_push(list, json_string_new(text));
}

/* --- what is wanted ---------------------------------------------------------------- */

static bool effect_is_of(const struct resource *resource, const struct effect_work *e,
			 const char *ending)
{
	return str_starts(resource->kind, e->kind) && str_ends(resource->kind, ending) &&
		str_eq(resource_str(resource, e->kind), e->name);
}

/* The document of a managed policy: created here, attached, or read for this. */
static const struct json *effect_managed_of(const char *arn, const struct resources *wanted,
					    const struct json *found,
					    const struct json *managed)
{
	const struct json *attached;
	char ending[200];

	for (size_t i = 0; i < wanted->count; i++) {
		const struct resource *r = wanted->items[i];

		snprintf(ending, sizeof(ending), ":policy/%s", r->name);
		if (str_eq(r->kind, "policy") &&
		    (str_eq(resource_str(r, "arn"), arn) || str_ends(arn, ending)))
			return resource_get(r, "document");
	}
	attached = holdings_attached(found, arn);
	return attached ? json_get(attached, "document") : json_get(managed, arn);
}

static void effect_add_want(struct effect_work *e, const struct resource *resource,
			    const char *key, const struct json *document,
			    const struct json *found)
{
	struct err err = ERR_INIT;

	e->want = xrealloc(e->want, (e->want_count + 1) * sizeof(*e->want));
	e->want[e->want_count++] = (struct want){
		.id = resource->id,
		.kind = resource->kind,
		.key = key,
		.document = document,
	};
	if (document && policy_add(e->wants, resource->id, document, &err))
		return;
	e->unknown = true;
	e->want[e->want_count - 1].document = NULL;
	if (!document && holdings_attached(found, key))
		return;		/* it is there, whatever it allows */
	effect_undecided(e, "what the policy '%s' allows is unknown%s%s", resource->name,
			 document ? ": " : "", document ? err.text : "");
}

/* --- what is there ----------------------------------------------------------------- */

static void effect_add_held(struct effect_work *e, const char *kind, const struct json *policy,
			    const char *member, const char *group)
{
	const struct json *document = json_get(policy, "document");
	struct err err = ERR_INIT;
	struct held h = {
		.kind = kind, .name = holdings_name(policy), .group = group,
		.key = json_str(policy, member), .document = document, .from = e->have->n,
	};

	if (document && !policy_add(e->have, h.name, document, &err))
		effect_undecided(e, "what the policy '%s' allows is unknown: %s", h.name,
				 err.text);
	h.to = e->have->n;
	e->held = xrealloc(e->held, (e->held_count + 1) * sizeof(*e->held));
	e->held[e->held_count++] = h;
}

static void effect_gather_of(struct effect_work *e, const struct json *from, const char *group)
{
	bool role = str_eq(e->kind, "role");

	json_each(policy, json_get(from, "inline"))
		effect_add_held(e, role ? "role-policy" : "user-policy", policy, "name",
				group);
	json_each(policy, json_get(from, "attached"))
		effect_add_held(e,
				role ? "role-policy-attachment" : "user-policy-attachment",
				policy, "arn", group);
}

static void effect_gather_held(struct effect_work *e, const struct json *found)
{
	static const char *const parts[] = { "inline", "attached", "groups", NULL };

	effect_gather_of(e, found, NULL);
	json_each(group, json_get(found, "groups"))
		effect_gather_of(e, group, holdings_name(group));
	json_each(row, json_get(found, "unread")) {
		struct holdings_unread u = holdings_unread_read(row);
		const char *quote = *u.name ? "'" : "";
		bool known = false;

		/* AWS's own policy that is wanted and attached: nobody needs to read it. */
		for (size_t i = 0; i < e->want_count; i++)
			known |= str_eq(u.what, "attached") && !e->want[i].document &&
				!*u.group && strstr(e->want[i].key, ":iam::aws:policy/") &&
				*u.name && str_ends(e->want[i].key, u.name);
		if (known)
			continue;
		e->partial |= str_in(u.what, parts);
		effect_undecided(e, "%s%s%s%s%s of the %s '%s' could not be read: %s", u.what,
				 *u.name ? " " : "", quote, u.name, quote, e->kind, e->name,
				 u.message);
	}
}

static bool effect_says_the_same(const struct json *a, const struct json *b)
{
	const struct json *all = json_get(a, "Statement"), *others = json_get(b, "Statement");
	size_t n = json_type(all) == JSON_LIST ? json_count(all) : 1;

	if (!str_eq(json_str(a, "Version"), json_str(b, "Version")) ||
	    n != (json_type(others) == JSON_LIST ? json_count(others) : 1))
		return false;
	if (json_type(all) != JSON_LIST)
		return effect_has(b, all);
	json_each(s, all)
		if (!effect_has(b, s))
			return false;
	json_each(s, json_type(others) == JSON_LIST ? others : NULL)
		if (!effect_has(a, s))
			return false;
	return true;
}

/* What is wanted under a name, and what is there under it. */
static void effect_pair(struct effect_work *e)
{
	for (size_t i = 0; i < e->want_count; i++)
		for (size_t k = 0; k < e->held_count; k++) {
			struct want *w = &e->want[i];
			struct held *h = &e->held[k];

			if (h->group || !str_eq(w->kind, h->kind) || !str_eq(w->key, h->key))
				continue;
			w->held = h;
			h->by_name = true;
			h->wanted = w->document;
			h->same = w->document && h->document &&
				effect_says_the_same(w->document, h->document);
		}
}

/* --- what is missing, and what stands in for it --------------------------------------- */

/* Leaves out whatever is not needed for it: what remains allows it. */
static struct json *effect_names_that_allow(const struct effect_work *e,
					    const struct policy_set *want)
{
	bool *out = xcalloc(e->held_count + 1, sizeof(*out));
	struct json *names = json_list_new();

	for (size_t i = 0; i < e->held_count; i++) {
		struct policy_set some = {
			.statements = xcalloc(e->have->n + 1, sizeof(*some.statements)),
		};

		out[i] = true;
		for (size_t h = 0; h < e->held_count; h++)
			for (size_t k = e->held[h].from; !out[h] && k < e->held[h].to; k++)
				some.statements[some.n++] = e->have->statements[k];
		out[i] = meaning_set_covers(&some, want, NULL, NULL);
		free(some.statements);
	}
	for (size_t i = 0; i < e->held_count; i++)
		if (!out[i])
			json_push(names, json_string_new(e->held[i].name));
	free(out);
	return names;
}

static bool effect_has_deny(const struct policy_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->statements[i].deny)
			return true;
	return false;
}

static void effect_add_missing(struct effect_work *e)
{
	struct json *missing = e->out.missing;
	bool unsure = false, same = true, lacks_deny = false;

	for (size_t i = 0; i < e->want_count; i++)
		same = same && e->want[i].held && e->want[i].held->same;
	if (same && !effect_has_deny(e->have))
		return;
	meaning_set_covers(e->have, e->wants, missing, &unsure);
	if (e->partial) {	/* what was not read may allow it */
		unsure |= json_count(missing);
		json_free(missing);
		missing = e->out.missing = json_list_new();
	}
	json_each(statement, missing)
		lacks_deny |= str_eq(json_str(statement, "Effect"), "Deny");
	e->undenied = lacks_deny || (unsure && effect_has_deny(e->wants));
	if (unsure)
		effect_undecided(e, "whether everything the template needs is allowed");
}

/* --- all of it ------------------------------------------------------------------------ */

struct effect effect_of(const struct resources *wanted, const struct json *found,
			const struct json *managed)
{
	struct effect_work e;

	e = (struct effect_work){ .kind = holdings_kind(found),
				  .name = holdings_name(found),
				  .have = policy_new(),
				  .wants = policy_new(),
				  .out = { .missing = json_list_new(),
					   .undecided = json_list_new(),
					   .allowed = json_object_new() } };
	for (size_t i = 0; i < wanted->count; i++) {
		const struct resource *r = wanted->items[i];
		const char *arn = resource_str(r, "policy");

		if (effect_is_of(r, &e, "-policy"))
			effect_add_want(&e, r, r->name, resource_get(r, "document"), found);
		else if (effect_is_of(r, &e, "-policy-attachment"))
			effect_add_want(&e, r, arn,
					effect_managed_of(arn, wanted, found, managed),
					found);
	}
	effect_gather_held(&e, found);
	effect_pair(&e);
	effect_add_missing(&e);
	for (size_t i = 0; i < e.want_count; i++) {
		struct policy_set *one = policy_new();
		const struct want *w = &e.want[i];
		struct err ignored = ERR_INIT;

		if (w->document && !(w->held && w->held->same) &&
		    policy_add(one, w->id, w->document, &ignored) &&
		    meaning_set_covers(e.have, one, NULL, NULL))
			json_put(e.out.allowed, w->id, effect_names_that_allow(&e, one));
		policy_free(one);
	}
	effect_add_boundary(&e, json_get(found, "boundary"));
	effect_add_more(&e);
	policy_free(e.have);
	policy_free(e.wants);
	json_free(e.findings);
	free(e.held);
	free(e.want);
	return e.out;
}

void effect_free(struct effect *effect)
{
	json_free(effect->missing);
	json_free(effect->undecided);
	json_free(effect->allowed);
	extras_free(&effect->more);
	*effect = (struct effect){ .missing = NULL };
}

const char *effect_outcome(const struct effect *effect)
{
	bool missing = json_count(effect->missing), more = effect->more.count;

	if (missing || more)
		return missing && more ? "missing, more" : missing ? "missing" : "more";
	return json_count(effect->undecided) ? "cannot-tell" : "as-wanted";
}
