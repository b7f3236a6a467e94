/* pack_when.c - see pack_when.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"

bool when_holds(const struct pack_when *when, const struct answers *a)
{
	bool holds = (!when->methods || str_in(a->method, when->methods)) &&
		(!when->policies || str_in(a->policy, when->policies));
	struct json *chosen;

	if (!holds || !when->parts)
		return holds;
	/* one of the parts must be chosen */
	holds = false;
	chosen = value_members(json_str(a->values, "PARTS"));
	json_each(part, chosen)
		holds = holds || str_in(json_text(part), when->parts);
	json_free(chosen);
	return holds;
}

bool value_asked(const struct pack_value *v, const struct answers *a)
{
	return when_holds(&v->when, a);
}

const char *value_default(const struct pack_value *v, const struct answers *a)
{
	return when_holds(&v->default_when, a) ? v->default_text : "";
}

bool value_named(const char *text, char name[64])
{
	size_t n = text ? strlen(text) : 0;	/* a template may have anything there */

	*name = '\0';
	if (n > 3 && n < 64 && str_starts(text, "${") && strchr(text, '}') == text + n - 1)
		snprintf(name, 64, "%.*s", (int)(n - 3), text + 2);
	return *name;
}

const char *value_word(const struct json *values, const char *word)
{
	char name[64];

	return word && value_named(word, name) ? json_str(values, name) : word;
}

static bool pack_when_is_given(const struct pack_given *g, const struct json *values)
{
	if (g->value)
		return *json_str(values, g->value);
	for (const struct pack_word *w = g->words; w < g->words + g->count; w++)
		if (!str_eq(json_str(values, w->value), value_word(values, w->text)))
			return false;
	return g->count;
}

bool condition_holds(const struct pack_condition *c, const struct answers *a,
		     const struct json *values)
{
	return when_holds(&c->when, a) && !pack_when_is_given(&c->unless, values) &&
		(!c->with.set || pack_when_is_given(&c->with, values));
}

bool resource_holds(const struct pack_resource *r, const struct answers *a,
		    const struct json *values)
{
	bool holds = condition_holds(&r->condition, a, values);
	struct json *names;

	if (!holds || !a->exists)
		return holds;
	/* a location that is not named is left out */
	names = json_list_new();
	if (str_starts(r->kind, "credentials-"))
		fill_text_names(r->name, names);
	json_each(name, names)
		holds = holds && *json_str(values, json_text(name));
	json_free(names);
	return holds;
}
