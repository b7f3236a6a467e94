/*
 * counterexample.c - "not covered" is only answered with a request that want allows and
 * have does not, by evaluation. Action and resource are known; this file looks for a
 * context, among values near those of the conditions.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "policy/policy_internal.h"

#define KEYS 8		/* the most condition keys that are tried */
#define VALUES 16	/* the most values of each */
#define TRIES 2000	/* the most contexts for one request */

struct key {
	const char *name;
	const char *values[VALUES];	/* NULL: absent */
	size_t n, at;
};

struct trying {
	struct arena a;
	const struct policy_set *have, *want;
	const struct policy_statement *s;
	const struct counterexample *w;
	struct key keys[KEYS];
	size_t n;
	bool too_many;
};

/* --- the values worth trying -------------------------------------------------------- */

static void counterexample_add_value(struct key *k, const char *value)
{
	for (size_t i = 0; i < k->n; i++)
		if (str_eq(k->values[i], value))
			return;
	if (k->n < VALUES)
		k->values[k->n++] = value;
}

static struct key *counterexample_key_for(struct trying *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (!strcasecmp(t->keys[i].name, name))
			return &t->keys[i];
	if (t->n == KEYS) {
		t->too_many = true;
		return NULL;
	}
	t->keys[t->n].name = name;
	return &t->keys[t->n++];
}

/* A text that matches the pattern, with "any" for each *. */
static const char *counterexample_fitting(struct trying *t, const struct policy_glob *g,
					  const char *star)
{
	struct buf b = BUF(4096);
	const char *out;

	if (!g->wild && !g->variables)
		return g->text;
	for (size_t i = 0; i < g->n; i++) {
		uint32_t c = g->at[i];

		if (c == TOKEN_ANY) {
			buf_str(&b, star);
		} else if (c == TOKEN_ONE) {
			buf_str(&b, "x");
		} else if (c >= TOKEN_VARIABLE) { /* a key of the context too */
			const char *name = g->variables[c - TOKEN_VARIABLE].name;
			struct key *k = counterexample_key_for(t, name);

			if (k && !k->n)
				counterexample_add_value(k, t->w->other);
			buf_str(&b, k && k->values[0] ? k->values[0] : t->w->other);
		} else {
			glob_add_utf8(&b, c);
		}
	}
	out = arena_str(&t->a, b.s);
	buf_free(&b);
	return out;
}

static void counterexample_add_numbers(struct trying *t, struct key *k, double v)
{
	counterexample_add_value(k, arena_fmt(&t->a, "%.15g", v));
	counterexample_add_value(k, arena_fmt(&t->a, "%.15g", v + 1));
	counterexample_add_value(k, arena_fmt(&t->a, "%.15g", v - 1));
}

static void counterexample_add_near(struct trying *t, struct key *k,
				    const struct policy_condition *test,
				    const struct policy_glob *g)
{
	double v;

	switch (test->op->family) {
	case OF_NUMBER:
		if (value_number(g->text, &v))
			counterexample_add_numbers(t, k, v);
		break;
	case OF_DATE:
		if (value_date(g->text, &v))
			counterexample_add_numbers(t, k, v);
		break;
	case OF_IP:
		counterexample_add_value(k,
					 arena_fmt(&t->a, "%.*s",
						   (int)strcspn(g->text, "/"), g->text));
		break;
	case OF_NULL:
		break;
	default:
		counterexample_add_value(k, counterexample_fitting(t, g, "x"));
		if (g->wild)
			counterexample_add_value(k, counterexample_fitting(t, g, ""));
	}
}

static void counterexample_add_others(struct trying *t, struct key *k,
				      const struct policy_condition *test)
{
	static const char *const far[] = {
		[OF_STRING] = NULL, [OF_NUMBER] = "0", [OF_DATE] = "0", [OF_BOOL] = "false",
		[OF_BINARY] = "eA==", [OF_IP] = "192.0.2.77", [OF_NULL] = "x",
		[OF_ARN] = "arn:aws:none:none:000000000000:none",
	};
	enum family family = test->op->family;

	counterexample_add_value(k, NULL);
	counterexample_add_value(k,
				 far[family] ? far[family] :
					       arena_fmt(&t->a, "%s-none", t->w->other));
	if (family == OF_BOOL)
		counterexample_add_value(k, "true");
	if (family == OF_IP)
		counterexample_add_value(k, "2001:db8::77");
}

static void counterexample_add_tests(struct trying *t, const struct policy_statement *s,
				     bool near)
{
	for (size_t i = 0; i < s->condition_count; i++) {
		struct key *k = counterexample_key_for(t, s->conditions[i].key);

		for (size_t v = 0; k && near && v < s->conditions[i].n; v++)
			counterexample_add_near(t, k, &s->conditions[i],
						&s->conditions[i].values[v]);
		if (k && !near)
			counterexample_add_others(t, k, &s->conditions[i]);
	}
}

static bool counterexample_fits_some(const struct policy_globs *g,
				     const struct glob_text *text)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->glob[i].variables || glob_fits(g->glob[i].at, g->glob[i].n, text->at, text->n))
			return true;
	return g->except;
}

static void counterexample_add_set(struct trying *t, const struct policy_set *set,
				   bool near)
{
	struct glob_text action = glob_text(&t->a, t->w->action, true);
	struct glob_text resource = glob_text(&t->a, t->w->resource, false);

	for (size_t i = 0; i < set->n; i++)
		if (counterexample_fits_some(&set->statements[i].action, &action) &&
		    counterexample_fits_some(&set->statements[i].resource, &resource))
			counterexample_add_tests(t, &set->statements[i], near);
}

/* --- trying --------------------------------------------------------------------------- */

/* Moves to the next combination of values; false: there is none. */
static bool counterexample_turn(struct trying *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (++t->keys[i].at < t->keys[i].n)
			return true;
		t->keys[i].at = 0;
	}
	return false;
}

static enum policy_decision counterexample_decide(struct trying *t,
						  const struct policy_set *set,
						  const struct policy_request *r)
{
	struct policy_statement everything = { .document = "", .sid = "",
					       .action = globs_everything,
					       .resource = globs_everything };
	const struct policy_set all = { .statements = &everything, .n = 1 };
	struct policy_types layers = { .identity = set };
	struct arena a = { NULL };
	enum policy_decision decision;

	if (t->s->principal.given)
		layers = (struct policy_types){ .identity = &all,
						.resource = set,
						.cross_account = true };
	decision = policy_evaluate(&a, &layers, r).decision;
	arena_free(&a);
	return decision;
}

/* The context of this combination of values, where the request shows it; NULL: not. */
static struct json *counterexample_shows(struct trying *t)
{
	const struct policy_principals *p = &t->s->principal;
	struct json *context = json_object_new();
	struct policy_request r = {
		.action = t->w->action,
		.resource = t->w->resource,
		.context = context,
		.complete = true,
	};
	enum policy_decision have;

	for (size_t i = 0; i < t->n; i++)
		if (t->keys[i].n && t->keys[i].values[t->keys[i].at])
			json_put_str(context, t->keys[i].name,
				     t->keys[i].values[t->keys[i].at]);
	/* The caller is a principal of the statement whose own policies allow everything. */
	if (p->given)
		r.who.arn = "arn:aws:iam::000000000000:user/x";
	if (p->given && !p->everyone && !p->except && p->n) {
		if (str_eq(p->name->kind, "Service"))
			r.who = (struct policy_caller){ .service = p->name->name };
		else if (str_eq(p->name->kind, "Federated"))
			r.who = (struct policy_caller){ .federated = p->name->name };
		else
			r.who.arn = p->name->account ?
				arena_fmt(&t->a, "arn:aws:iam::%s:root", p->name->account) :
				p->name->name;
	}
	if (counterexample_decide(t, t->want, &r) == POLICY_ALLOW) {
		have = counterexample_decide(t, t->have, &r);
		if (have == POLICY_NONE || have == POLICY_DENY)
			return context;
	}
	json_free(context);
	return NULL;
}

struct json *counterexample_find(const struct policy_set *have,
				 const struct policy_set *want,
				 const struct policy_statement *s,
				 const struct counterexample *w, int *left)
{
	struct trying t = { .have = have, .want = want, .s = s, .w = w };
	struct json *found = NULL;
	int tries = 0;

	/*
	 * The statement's own values come first: they probably make a context that it
	 * allows.
	 */
	for (size_t i = 0; i < t.w->n; i++) {
		struct key *k = counterexample_key_for(&t, t.w->variables[i]);

		if (k)
			counterexample_add_value(k, t.w->values[i]);
	}
	counterexample_add_tests(&t, t.s, true);
	counterexample_add_tests(&t, t.s, false);
	counterexample_add_set(&t, t.have, true);
	counterexample_add_set(&t, t.want, true);
	counterexample_add_set(&t, t.have, false);
	counterexample_add_set(&t, t.want, false);
	do {
		struct json *context = counterexample_shows(&t);

		if (context) {
			found = json_object_new();
			json_put_str(found, "action", t.w->action);
			json_put_str(found, "resource", t.w->resource);
			json_put(found, "context", context);
		}
	} while (!found && ++tries < TRIES && --*left > 0 && counterexample_turn(&t));
	arena_free(&t.a);
	return found;
}
