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

static bool pack_when_has_part(const char *const *parts, const struct answers *a)
{
	struct json *chosen = value_members(json_str(a->values, "PARTS"));
	bool some = false;

	json_each(part, chosen)
		some = some || str_in(json_text(part), parts);
	json_free(chosen);
	return some;
}

bool when_holds(const struct pack_when *when, const struct answers *a)
{
	return (!when->methods || str_in(a->method, when->methods)) &&
		(!when->policies || str_in(a->policy, when->policies)) &&
		(!when->parts || pack_when_has_part(when->parts, a));
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

static bool pack_when_is_unnamed_location(const struct pack_resource *r,
					  const struct json *values)
{
	struct json *names = json_list_new();
	bool unnamed = false;

	if (str_starts(r->kind, "credentials-"))
		fill_text_names(r->name, names);
	json_each(name, names)
		unnamed |= !*json_str(values, json_text(name));
	json_free(names);
	return unnamed;
}

bool resource_holds(const struct pack_resource *r, const struct answers *a,
		    const struct json *values)
{
	return condition_holds(&r->condition, a, values) &&
		!(a->exists && pack_when_is_unnamed_location(r, values));
}
