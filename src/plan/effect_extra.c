/*
 * effect_extra.c - what a role or user has beyond what is wanted, and what takes away
 * from it; see effect.h.
 *
 * A statement is more where what is wanted does not allow all that it does. Whatever
 * could not be decided counts as more, and says so.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/effect_internal.h"
#include "policy/findings.h"

/* What is known of a document or a statement that goes beyond. */
struct beyond {
	struct json *statements;	/* that do, as they are written */
	struct json *indexes;		/* and their places */
	struct json *missing;		/* what of them is not wanted */
	bool unknown;
};

static struct beyond effect_extra_beyond_new(void)
{
	return (struct beyond){ json_list_new(), json_list_new(), json_list_new(), false };
}

static void effect_extra_beyond_free(struct beyond *b)
{
	json_free(b->statements);
	json_free(b->indexes);
	json_free(b->missing);
}

/* --- a statement that allows -------------------------------------------------------- */

static void effect_extra_add_statement(struct effect_work *e, struct beyond *b,
				       const struct held *h,
				       const struct policy_statement *s)
{
	struct policy_set one;
	struct policy_cover c;

	if (s->deny || (!e->undenied && effect_has(h->wanted, s->json)))
		return;
	one = effect_one(s, e->have);
	c = policy_covers(e->wants, &one);
	if (c.covered != POLICY_YES) {
		json_push(b->statements, json_copy(s->json));
		json_push(b->indexes, json_number_new((double)s->index));
		json_each(m, c.missing)
			json_push(b->missing, json_copy(m));
		b->unknown |= c.covered == POLICY_CANNOT_TELL || e->unknown;
	}
	policy_cover_free(&c);
	free(one.statements);
}

/* --- its findings ---------------------------------------------------------------------- */

/* What all documents together give away, as far as these statements take part. */
static void effect_extra_add_findings(struct effect_work *e, struct json *findings,
				      const struct held *h, const struct json *indexes)
{
	if (!e->findings)
		e->findings = findings_identity(e->have);
	json_each(finding, e->findings) {
		bool points = false;

		json_each(place, json_get(finding, "statements")) {
			bool here = str_eq(json_str(place, "document"), h->name);

			json_each(index, here ? indexes : NULL)
				points |= json_number(index) ==
					json_number(json_get(place, "index"));
		}
		if (points)
			json_push(findings, json_copy(finding));
	}
}

/* --- extras -------------------------------------------------------------------------- */

/* The members of a new extra. */
static struct json *effect_extra_new(struct effect_work *e, const char *kind,
				     const char *name, const struct json *content)
{
	struct json *x = extras_push(&e->out.more, kind, name)->members;

	effect_digest(x, content);
	return x;
}

static const char *effect_extra_says_kind(const struct held *h)
{
	return str_ends(h->kind, "attachment") ? "attached policy" : "inline policy";
}

static void effect_extra_finish(struct json *x, const struct beyond *b, const char *what)
{
	struct json *actions = effect_actions_of(json_count(b->missing) && !b->unknown ?
						 b->missing : b->statements);
	struct buf text = BUF(BUF_TEXT);

	buf_fmt(&text, "%s %s ", what,
		b->unknown ? "may allow more than the template:" : "allows");
	effect_actions(&text, actions);
	json_put_str(x, "text", text.s);
	json_put(x, "actions", actions);
	if (b->unknown)
		json_put(x, "unknown", json_bool_new(true));
	buf_free(&text);
}

/* A policy that is not wanted: one extra for all of it. */
static void effect_extra_add_policy(struct effect_work *e, const struct held *h)
{
	struct beyond b = effect_extra_beyond_new();
	char what[600];
	struct json *x;

	for (size_t i = h->from; i < h->to; i++)
		effect_extra_add_statement(e, &b, h, &e->have->statements[i]);
	if (json_count(b.statements)) {
		x = effect_extra_new(e, h->kind, h->key, h->document);
		effect_extra_add_findings(e, json_put(x, "findings", json_list_new()), h,
					  b.indexes);
		snprintf(what, sizeof(what), "%s '%s' of the %s '%s'",
			 effect_extra_says_kind(h), h->name, e->kind, e->name);
		json_put_str(x, "policy", h->name);
		effect_extra_finish(x, &b, what);
	}
	effect_extra_beyond_free(&b);
}

/* In a policy that is wanted by its name: one extra for each statement. */
static void effect_extra_add_of_statement(struct effect_work *e, const struct held *h,
					  const struct policy_statement *s)
{
	struct beyond b = effect_extra_beyond_new();
	char what[600];
	struct json *x;

	effect_extra_add_statement(e, &b, h, s);
	if (json_count(b.statements)) {
		x = effect_extra_new(e, "statement", h->name, s->json);
		json_put_str(x, "policy", h->name);
		json_put(x, "index", json_number_new((double)s->index));
		effect_extra_add_findings(e, json_put(x, "findings", json_list_new()), h,
					  b.indexes);
		snprintf(what, sizeof(what), "statement %zu of the %s '%s' of the %s '%s'",
			 s->index, effect_extra_says_kind(h), h->name, e->kind, e->name);
		effect_extra_finish(x, &b, what);
	}
	effect_extra_beyond_free(&b);
}

/* What a group adds: one extra for all its policies. */
static void effect_extra_add_group(struct effect_work *e, const char *group)
{
	struct json *findings = json_list_new(), *content = json_list_new(), *x;
	struct beyond b = effect_extra_beyond_new();
	char what[300];

	for (size_t i = 0; i < e->held_count; i++) {
		const struct held *h = &e->held[i];
		struct beyond one = effect_extra_beyond_new();

		if (str_eq(h->group, group))
			json_push(content, json_copy(h->document));
		for (size_t k = h->from; str_eq(h->group, group) && k < h->to; k++)
			effect_extra_add_statement(e, &one, h, &e->have->statements[k]);
		json_each(s, one.statements)
			json_push(b.statements, json_copy(s));
		json_each(s, one.missing)
			json_push(b.missing, json_copy(s));
		b.unknown |= one.unknown;
		if (json_count(one.statements))
			effect_extra_add_findings(e, findings, h, one.indexes);
		effect_extra_beyond_free(&one);
	}
	if (json_count(b.statements)) {
		x = effect_extra_new(e, "group", group, content);
		json_put(x, "findings", findings);
		snprintf(what, sizeof(what), "group '%s' of the user '%s'", group, e->name);
		effect_extra_finish(x, &b, what);
		findings = NULL;
	}
	json_free(findings);
	json_free(content);
	effect_extra_beyond_free(&b);
}

/* --- what takes away ----------------------------------------------------------------- */

struct json *effect_taken(const struct policy_statement *deny, const struct policy_set *wants)
{
	static const char rest[] = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":"
				   "\"Allow\",\"Action\":\"*\",%s}}";
	struct policy_set *all = policy_new(), both;
	struct err ignored = ERR_INIT;
	struct json *taken = NULL;
	struct policy_cover c;
	char text[160];
	int n = snprintf(text, sizeof(text), rest, deny->principal.given ?
			 "\"Principal\":\"*\"" : "\"Resource\":\"*\"");

	policy_add_text(all, "all", text, (size_t)n, &ignored);
	both = effect_one(deny, NULL);
	both.statements = xrealloc(both.statements, 2 * sizeof(*both.statements));
	both.statements[both.n++] = all->statements[0];
	c = policy_covers(&both, wants);
	if (c.covered != POLICY_YES)
		taken = json_copy(c.missing);
	policy_cover_free(&c);
	free(both.statements);
	policy_free(all);
	return taken;
}

static void effect_extra_add_deny(struct effect_work *e, const struct held *h,
				  const struct policy_statement *s)
{
	struct json *taken, *actions, *x;
	struct buf text = BUF(BUF_TEXT);

	if (!s->deny || effect_has(h->wanted, s->json))
		return;
	taken = effect_taken(s, e->wants);
	if (!taken)
		return;
	x = effect_extra_new(e,
			     h->group		? "group" :
				     h->by_name ? "statement" :
						  h->kind,
			     h->group		? h->group :
				     h->by_name ? h->name :
						  h->key,
			     s->json);
	actions = effect_actions_of(taken);
	json_put_str(x, "policy", h->name);
	json_put(x, "index", json_number_new((double)s->index));
	json_put(x, "denies", json_bool_new(true));
	buf_fmt(&text,
		"statement %zu (Deny) of the policy '%s' of the %s '%s' %s what the "
		"template needs: ",
		s->index, h->name, h->group ? "group" : e->kind,
		h->group ? h->group : e->name, json_count(taken) ? "denies" : "may deny");
	effect_actions(&text, json_count(actions) ? actions : json_get(s->json, "Action"));
	json_put_str(x, "text", text.s);
	if (!json_count(taken))
		json_put(x, "unknown", json_bool_new(true));
	json_put(x, "actions", actions);
	json_put(x, "takes", taken);
	buf_free(&text);
}

void effect_add_boundary(struct effect_work *e, const struct json *boundary)
{
	const struct json *document = json_get(boundary, "document");
	const char *arn = json_str(boundary, "arn");
	struct policy_set *set = policy_new();
	struct err err = ERR_INIT;

	if (document && policy_add(set, arn, document, &err)) {
		struct policy_cover c = policy_covers(set, e->wants);

		if (c.covered == POLICY_NO) {
			struct json *x = effect_extra_new(e, "boundary", arn, document);
			struct json *actions = effect_actions_of(c.missing);
			struct buf text = BUF(BUF_TEXT);

			json_put(x, "denies", json_bool_new(true));
			json_put(x, "takes", json_copy(c.missing));
			buf_fmt(&text,
				"permissions boundary %s of the %s '%s' does not allow "
				"what the template needs: ",
				arn, e->kind, e->name);
			effect_actions(&text, actions);
			json_put_str(x, "text", text.s);
			json_put(x, "actions", actions);
			buf_free(&text);
		}
		if (c.covered == POLICY_CANNOT_TELL)
			effect_undecided(
				e,
				"whether the permissions boundary %s allows all that the "
				"template needs",
				arn);
		policy_cover_free(&c);
	} else if (document) {
		effect_undecided(e,
				 "what the permissions boundary %s allows is unknown: %s",
				 arn, err.text);
	}
	policy_free(set);
}

/* --- all of it ------------------------------------------------------------------------ */

void effect_add_more(struct effect_work *e)
{
	for (size_t i = 0; i < e->held_count; i++) {
		const struct held *h = &e->held[i];
		bool first = h->group;

		for (size_t k = 0; k < i; k++)
			first = first && !str_eq(e->held[k].group, h->group);
		for (size_t k = h->from; k < h->to; k++)
			effect_extra_add_deny(e, h, &e->have->statements[k]);
		if (h->same && !e->undenied)
			continue;
		if (first)
			effect_extra_add_group(e, h->group);
		else if (!h->group && !h->by_name)
			effect_extra_add_policy(e, h);
		for (size_t k = h->from; h->by_name && k < h->to; k++)
			effect_extra_add_of_statement(e, h, &e->have->statements[k]);
	}
}
