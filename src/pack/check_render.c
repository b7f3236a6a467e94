/* check_render.c - see check.h. Here: every method with every policy, filled in. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"
#include "kinds/value_kind.h"
#include "pack/answers.h"
#include "pack/check.h"
#include "pack/check_wanted.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/render.h"
#include "pack/value.h"

static void check_render_put_stranger_names(const struct check *c, const struct json *tree,
					    const char *document, struct answers *a)
{
	struct json *names = json_list_new();

	fill_names(tree, names);
	fill_names(pack_document(c->p, document), names);
	json_each(name, names)
		if (!pack_value(c->p, json_text(name)))
			json_put_str(a->values, json_text(name), "example");
	json_free(names);
}

static void check_render_start(const struct check *c, struct answers *a)
{
	const struct pack_value *parts;
	struct buf all = BUF(2048);

	snprintf(a->name, sizeof(a->name), "example");
	snprintf(a->account, sizeof(a->account), "123456789012");
	snprintf(a->region, sizeof(a->region), "us-east-1");
	a->values = json_object_new();
	/*
	 * Values without a default get an example of their kind; one of a key would leave out
	 * what is created without one.
	 */
	for (const struct pack_value *v = c->p->values; v->name; v++)
		if (!*v->default_text && v->kind != VALUE_UNKNOWN &&
		    v->kind != VALUE_SECRET && v->kind != VALUE_ACCESS_KEY_ID)
			json_put_str(a->values, v->name,
				     v->choices ? *v->choices :
						  value_kinds[v->kind].example);
	/* Unknown placeholders were reported before; here they get a text, so that rendering
	 * finds what else is wrong. */
	for (const struct pack_policy *policy = c->p->policies; policy->name; policy++)
		check_render_put_stranger_names(c, NULL, policy->document, a);
	for (const struct pack_resource *r = c->p->resources; r->id; r++)
		check_render_put_stranger_names(c, r->tree, r->document, a);
	/* All parts at once: the most that can be wanted. */
	parts = pack_value(c->p, "PARTS");
	for (const char *const *part = parts ? parts->choices : NULL; part && *part; part++)
		buf_fmt(&all, "%s%s", all.len ? "," : "", *part);
	if (all.len)
		json_put_str(a->values, "PARTS", all.s);
	buf_free(&all);
}

/* A default is as good as an answer: it must pass the same check. */
void check_defaults(struct check *c)
{
	struct answers a = { .values = NULL };
	struct json *values;
	bool any = false;

	for (const struct pack_value *v = c->p->values; v->name; v++)
		any = any || strstr(v->default_text, "${");
	if (!any)
		return;
	check_render_start(c, &a);
	values = answers_values(&a, c->p);
	for (const struct pack_value *v = c->p->values; v->name; v++) {
		struct err err = ERR_INIT;
		char place[128];

		snprintf(place, sizeof(place), "pack.json: values[%zu].default",
			 (size_t)(v - c->p->values));
		if (!strstr(v->default_text, "${"))
			continue;
		if (!json_get(values, v->name))
			check_say(c, place, "'%s' refers to itself", v->default_text);
		else if (!value_check(v, json_str(values, v->name), &err))
			check_say(c, place, "%s", err.text);
	}
	json_free(values);
	answers_free(&a);
}

static void check_render_one(struct check *c, const struct answers *a, struct json *said)
{
	struct err err = ERR_INIT;
	struct json *wanted;
	char place[256];

	/* Every document it needs must be there; what could not be read was reported before. */
	for (const struct pack_resource *r = c->p->resources; r->id; r++) {
		const char *file = pack_document_of(c->p, r, a->policy);

		if (*file && when_holds(&r->condition.when, a) &&
		    !pack_document(c->p, file))
			return;
	}
	wanted = pack_wanted(c->p, a, &err);
	if (!wanted && !json_has(said, err.text) &&
	    !(str_eq(err.code, CHECK_FILLED) && c->mistakes->len != c->start)) {
		json_push(said, json_string_new(err.text));
		snprintf(place, sizeof(place), "method '%s'%s%s%s", a->method,
			 *a->policy ? ", policy '" : "", a->policy,
			 *a->policy ? "'" : "");
		check_say(c, place, "%s", err.text);
	}
	json_free(wanted);
}

static void check_render_all(struct check *c, struct answers *a, struct json *said)
{
	for (const struct pack_method *m = c->p->methods; m->name; m++) {
		snprintf(a->method, sizeof(a->method), "%s", m->name);
		if (!c->p->policy_count)
			check_render_one(c, a, said);
		for (const struct pack_policy *policy = c->p->policies; policy->name;
		     policy++) {
			snprintf(a->policy, sizeof(a->policy), "%s", policy->name);
			if (when_holds(&policy->when, a) &&
			    !*pack_policy_refused(policy, a->method))
				check_render_one(c, a, said);
		}
	}
}

/* Once more for each word of a value that a condition names. */
static void check_render_words_of(struct check *c, const struct pack_given *given,
				  struct answers *a, struct json *said)
{
	for (const struct pack_word *w = given->words; w < given->words + given->count;
	     w++) {
		char was[256];

		snprintf(was, sizeof(was), "%s", json_str(a->values, w->value));
		json_put_str(a->values, w->value, value_word(a->values, w->text));
		check_render_all(c, a, said);
		json_put_str(a->values, w->value, was);
	}
}

void check_renders(struct check *c)
{
	struct answers a = { .values = NULL };
	struct json *said = json_list_new();

	check_render_start(c, &a);
	check_render_all(c, &a, said);
	for (const struct pack_resource *r = c->p->resources; r->id; r++) {
		check_render_words_of(c, &r->condition.with, &a, said);
		check_render_words_of(c, &r->condition.unless, &a, said);
	}
	json_free(said);
	answers_free(&a);
}
