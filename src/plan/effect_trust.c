/*
 * effect_trust.c - who can assume a role besides those who are to; see effect.h.
 *
 * Each principal of each statement is judged for itself, with the Deny statements of
 * the trust: it is more unless the wanted trust is certain to let it in, too.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/effect_internal.h"
#include "policy/findings.h"
#include "policy/trust.h"

struct trusting {
	const char *role, *account;
	const struct json *wanted, *found;
	struct policy_set *want, *have;
	struct json *findings;		/* of the whole trust */
	struct extras out;
};

/* Findings that mean: everyone. */
static const char *const open_ids[] = { "trust-everyone", "trust-not-principal", NULL };

/* The members of a new extra. */
static struct json *effect_trust_extra_new(struct trusting *t, const struct json *row)
{
	struct json *x = extras_push(&t->out, "trust", trust_row_read(row).name)->members;

	json_put(x, "index", json_copy(json_path(row, "statement.index")));
	json_put(x, "actions", json_copy(json_get(row, json_get(row, "actions") ? "actions" :
						   "not_actions")));
	return x;
}

/* The statement with the principal of the row alone. */
static struct policy_statement effect_trust_alone(const struct policy_statement *s,
						  const struct json *row)
{
	struct policy_statement one = *s;

	if (s->principal.except || s->principal.n < 2)
		return one;
	for (size_t i = 0; i < s->principal.n; i++)
		if (str_eq(s->principal.name[i].name, trust_row_read(row).name)) {
			one.principal.name = &s->principal.name[i];
			one.principal.n = 1;
			one.principal.everyone = str_eq(one.principal.name->name, "*");
		}
	return one;
}

static void effect_trust_add_text(struct trusting *t, struct json *x,
				  const struct json *row, bool unknown)
{
	struct json *rows = policy_trust(t->want);
	struct buf text = BUF(BUF_TEXT);
	bool wider = false;

	/* The wanted principal, on other conditions, is told as such. */
	json_each(one, rows)
		wider |= !json_true(json_get(one, "denied")) &&
			str_eq(trust_row_read(one).name, trust_row_read(row).name);
	json_free(rows);
	buf_fmt(&text, "trust policy of the role '%s', statement %.0f: %s%s%s", t->role,
		json_number(json_get(x, "index")), json_str(row, "text"),
		wider ? ", which is wider than the template" : "",
		unknown ? " (whether this is more than the template allows could not be "
			  "determined)" :
			  "");
	json_put_str(x, "text", text.s);
	buf_free(&text);
}

static void effect_trust_add_allowed(struct trusting *t, const struct json *row,
				     const struct policy_statement *s)
{
	struct policy_statement single = effect_trust_alone(s, row);
	struct policy_set one = effect_one(&single, t->have);
	struct policy_cover c = policy_covers(t->want, &one);
	struct json *content = json_copy(single.json), *x, *list;

	/* As it is written, but with that principal. */
	if (!single.principal.except && single.principal.n == 1)
		json_put_str(json_put(content, "Principal", json_object_new()),
			     single.principal.name->kind, single.principal.name->name);
	if (c.covered != POLICY_YES && !effect_has(t->wanted, content)) {
		x = effect_trust_extra_new(t, row);
		effect_digest(x, content);
		list = json_put(x, "findings", json_list_new());
		json_each(f, t->findings) {
			if (!str_eq(json_str(f, "on"), trust_row_read(row).name) ||
			    json_number(json_path(f, "statements.0.index")) !=
				    json_number(json_get(x, "index")))
				continue;
			json_push(list, json_copy(f));
			if (str_in(finding_read(f).id, open_ids))
				json_put(x, "everyone", json_bool_new(true));
		}
		if (c.covered == POLICY_CANNOT_TELL)
			json_put(x, "unknown", json_bool_new(true));
		effect_trust_add_text(t, x, row, c.covered == POLICY_CANNOT_TELL);
	}
	policy_cover_free(&c);
	free(one.statements);
	json_free(content);
}

/* --- a Deny --------------------------------------------------------------------------- */

static const char *effect_trust_account_of(const struct policy_principal *p)
{
	const char *s = p->account ? p->account : strstr(p->name, "::");

	return !s ? "" : p->account ? s : s + 2;
}

static bool effect_trust_is_one(const struct policy_principal *p)
{
	return strstr(p->name, ":user/") || strstr(p->name, ":role/");
}

/* Certain to be two: nothing that is one of them is the other. */
static bool effect_trust_apart(const struct policy_principal *a,
			       const struct policy_principal *b)
{
	if (!str_eq(a->kind, b->kind))
		return true;
	if (!str_eq(a->kind, "AWS"))
		return !str_eq(a->name, b->name);
	if (strncmp(effect_trust_account_of(a), effect_trust_account_of(b), 12))
		return true;
	return effect_trust_is_one(a) && effect_trust_is_one(b) &&
		!str_eq(a->name, b->name);
}

static bool effect_trust_never_meet(const struct policy_principals *a,
				    const struct policy_principals *b)
{
	if (a->except || b->except || a->everyone || b->everyone)
		return false;
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (!effect_trust_apart(&a->name[i], &b->name[k]))
				return false;
	return true;
}

static void effect_trust_add_denied(struct trusting *t, const struct json *row,
				    const struct policy_statement *s)
{
	struct json *taken, *x;
	struct buf text = BUF(BUF_TEXT);
	bool others = true;

	for (size_t i = 0; i < t->want->n; i++)
		others = others &&
			(t->want->statements[i].deny ||
			 effect_trust_never_meet(&s->principal,
						 &t->want->statements[i].principal));
	if (others || effect_has(t->wanted, s->json))
		return;
	taken = effect_taken(s, t->want);
	if (!taken)
		return;
	x = effect_trust_extra_new(t, row);
	effect_digest(x, s->json);
	json_put(x, "denies", json_bool_new(true));
	if (!json_count(taken))
		json_put(x, "unknown", json_bool_new(true));
	json_put(x, "takes", taken);
	buf_fmt(&text,
		"trust policy of the role '%s', statement %.0f (Deny): %s, which %s a "
		"principal that needs to assume the role",
		t->role, json_number(json_get(x, "index")), json_str(row, "text"),
		json_count(taken) ? "denies" : "may deny");
	json_put_str(x, "text", text.s);
	buf_free(&text);
}

struct extras effect_trust(const char *role, const struct json *wanted,
			   const struct json *found, const char *account)
{
	struct trusting t = { role, account, wanted, found, policy_new(), policy_new(), NULL,
			      { NULL, 0 } };
	struct err err = ERR_INIT, ignored = ERR_INIT;
	struct json *x;

	if (!policy_add(t.have, "trust", found, &err)) {
		x = extras_push(&t.out, "trust", role)->members;
		json_put(x, "unknown", json_bool_new(true));
		json_put_str(x, "text", err.text);
		effect_digest(x, found);
	} else if (policy_add(t.want, "wanted", wanted, &ignored)) {
		struct json *rows = policy_trust(t.have);
		double last_denied = 0;

		t.findings = findings_trust(t.have, t.account);
		json_each(row, rows) {
			double index = json_number(json_path(row, "statement.index"));
			const struct policy_statement *s = NULL;

			for (size_t i = 0; !s && i < t.have->n; i++)
				if ((double)t.have->statements[i].index == index)
					s = &t.have->statements[i];
			if (!s)
				continue;
			if (!s->deny)
				effect_trust_add_allowed(&t, row, s);
			else if ((double)s->index != last_denied)
				effect_trust_add_denied(&t, row, s);
			if (s->deny)
				last_denied = (double)s->index;
		}
		json_free(t.findings);
		json_free(rows);
	}
	policy_free(t.want);
	policy_free(t.have);
	return t.out;
}
