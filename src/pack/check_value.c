/* check_value.c - see check.h. Here: the rows of the sections "values" and "derived". */
#include "config.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/value_kind.h"
#include "kinds/value_picks.h"
#include "pack/check.h"
#include "pack/pack.h"
#include "pack/value.h"

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool check_value_is_value_name(const char *s)
{
	return *s && strchr(UPPER, *s) && strlen(s) <= 64 &&
	       !s[strspn(s, UPPER "0123456789_")];
}

/* The row's own limits: a list of words, or lengths and a pattern. */
static void check_value_limits(struct check *c, const struct json *row, const char *place)
{
	static const char *const members[] = { "pattern", "says", "min", "max", NULL };
	const struct json *check = json_get(row, "check");
	const char *kind = json_str(row, "kind");
	bool words = str_eq(kind, "choice") || str_eq(kind, "parts");
	char in[256], here[256], why[128];
	regex_t re;
	int bad;

	check_at(in, place, "check");
	if (words && (json_type(check) != JSON_LIST || !json_count(check)))
		check_say(c, in, "a value of kind %s needs the list of its choices", kind);
	if (json_type(check) == JSON_LIST)
		check_words(c, check, in);
	if (!check || words || json_type(check) == JSON_LIST)
		return;
	if (json_type(check) != JSON_OBJECT) {
		check_say(c, in, "must be a list of words or an object");
		return;
	}
	json_each(m, check)
		if (!str_in(json_key(m), members))
			check_say(c, check_at(here, in, json_key(m)), "unknown member");
	if (!*json_str(check, "says"))
		check_say(c, in, "'says' is missing: what a valid value looks like");
	if (!json_get(check, "pattern"))
		return;
	bad = regcomp(&re, json_str(check, "pattern"), REG_EXTENDED | REG_NOSUB);
	if (!bad) {
		regfree(&re);
		return;
	}
	regerror(bad, &re, why, sizeof(why));
	check_say(c, check_at(here, in, "pattern"), "'%s' is not a regular expression: %s",
		  json_str(check, "pattern"), why);
}

static void check_value_default(struct check *c, const struct pack_value *v,
				const char *place)
{
	const char *text = v->default_text;
	struct err err = ERR_INIT;
	char here[256];

	check_at(here, place, "default");
	if (*text && v->kind == VALUE_SECRET)
		check_say(c, here, "a secret has no default");
	else if (*text && v->kind != VALUE_UNKNOWN && !strstr(text, "${") &&
		 !value_check(v, text, &err))
		check_say(c, here, "%s", err.text);
}

static void check_value_names(struct check *c, const struct json *row,
			      const char *place)
{
	static const char *const ours[] = { "PARTITION", "DNS_SUFFIX", "SETUP", "UNIQUE",
					    NULL };
	static const char *const members[] = { "name", "fills", NULL };
	static const char *const links[] = { "cluster", "nodes-of", NULL };
	const struct value_kind *k = value_kind_find(json_str(row, "kind"));
	char here[256];

	for (int i = 0; members[i]; i++) {
		const char *name = json_str(row, members[i]);

		check_at(here, place, members[i]);
		if (!*name)
			continue;
		if (!check_value_is_value_name(name))
			check_say(c, here,
				  "'%s' must consist of uppercase letters, digits and "
				  "underscores, starting with a letter",
				  name);
		else if (str_in(name, ours))
			check_say(c, here, "'%s' is a name that accredit sets", name);
	}
	for (int i = 0; links[i]; i++)
		if (json_get(row, links[i]) && !pack_value(c->p, json_str(row, links[i])))
			check_say(c, check_at(here, place, links[i]),
				  "'%s' is not a value of this template",
				  json_str(row, links[i]));
	if (k && !k->list && json_get(row, "fills"))
		check_say(c, check_at(here, place, "fills"), "only a list fills another name");
}

void check_derived(struct check *c, const struct json *row, const char *place)
{
	double first = json_number(json_get(row, "first"));
	char here[256];

	if (!check_value_is_value_name(json_str(row, "name")))
		check_say(c, check_at(here, place, "name"),
			  "'%s' must consist of uppercase letters, digits and underscores, "
			  "starting with a letter",
			  json_str(row, "name"));
	if (!pack_value(c->p, json_str(row, "of")))
		check_say(c, check_at(here, place, "of"),
			  "'%s' is not a value of this template", json_str(row, "of"));
	if (first < 1 || first > 64)
		check_say(c, check_at(here, place, "first"), "must be a number from 1 to 64");
}

/* Each member of this object of warnings is a sentence. */
static void check_value_warns(struct check *c, const struct json *row, const char *place,
			      const char *name)
{
	char here[256], in[256];

	check_at(in, place, name);
	json_each(m, check_object_in(row, name))
		if (!json_text(m) || !*json_text(m))
			check_say(c, check_at(here, in, json_key(m)),
				  "must be the sentence that is shown");
}

void check_value(struct check *c, const struct json *row, const char *place)
{
	static const char *const looked_up[] = { "bucket", "bucket-list", "role-name",
						 "user-name", "arn", NULL };
	const char *kind = json_str(row, "kind");
	char here[256];

	check_value_names(c, row, place);
	if (*kind && !value_kind_find(kind)) {
		const char *all[VALUE_KINDS] = { NULL };

		for (int i = VALUE_UNKNOWN + 1; i < VALUE_KINDS; i++)
			all[i - 1] = value_kinds[i].name;
		check_choices(c, check_at(here, place, "kind"), kind, all);
	}
	if (json_get(row, "picks") && !str_in(json_str(row, "picks"), value_picks))
		check_choices(c, check_at(here, place, "picks"), json_str(row, "picks"),
			      value_picks);
	check_value_limits(c, row, place);
	check_grouped(c, row, place);
	check_value_warns(c, row, place, "warns");
	check_value_warns(c, row, place, "warns-in");
	json_each(m, check_object_in(row, "warns-in"))
		if (!pack_value(c->p, json_key(m)))
			check_say(c, check_at(here, place, "warns-in"),
				  "'%s' is not a value of this template", json_key(m));
	check_fixes(c, row, place);
	for (const struct pack_value *v = c->p->values; v->name; v++)
		if (v->tree == row)
			check_value_default(c, v, place);
	if (json_get(row, "exists") && !str_in(kind, looked_up))
		check_say(c, check_at(here, place, "exists"), "only a bucket, a bucket-list, a "
			  "role-name, a user-name and an arn can be looked up");
	if (json_get(row, "default-when") && !*json_str(row, "default"))
		check_say(c, check_at(here, place, "default-when"), "there is no default");
}
