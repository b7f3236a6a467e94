/* check_rows.c - see check.h. Here: each row by the rules of its section. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/value_kind.h"
#include "pack/check.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"


/* --- when ----------------------------------------------------------------- */

static void check_rows_when(struct check *c, const struct json *row, const char *member,
			    const char *place)
{
	static const char *const members[] = { "method", "policy", "part", NULL };
	const struct pack_value *parts = pack_value(c->p, "PARTS");
	char in[256], here[256];

	check_at(in, place, member);
	json_each(m, check_object_in(row, member)) {
		const char *name = json_key(m);

		check_at(here, in, name);
		if (!str_in(name, members)) {
			check_say(c, here, "only method, policy and part are supported");
			continue;
		}
		if (json_type(m) != JSON_LIST || !json_count(m)) {
			check_say(c, here, "must be a list of at least one word");
			c->rough = true;
			continue;
		}
		check_words(c, m, here);
		json_each(word, m) {
			const char *text = json_text(word);
			bool known = !text;

			if (text && str_eq(name, "method"))
				known = pack_method(c->p, text);
			else if (text && str_eq(name, "policy"))
				known = pack_policy(c->p, text);
			else if (text)
				known = parts && parts->choices &&
					str_in(text, parts->choices);
			if (!known)
				check_say(c, here, "'%s' is not a %s of this template",
					  text, name);
		}
	}
}

/* "with" and "unless": a value, or words of values. */
static void check_rows_with(struct check *c, const struct json *which, const char *place)
{
	char here[256];

	if (json_text(which) && !pack_value(c->p, json_text(which)))
		check_say(c, place, "'%s' is not a value of this template",
			  json_text(which));
	if (!which || json_text(which))
		return;
	if (json_type(which) != JSON_OBJECT || !json_count(which)) {
		check_say(c, place,
			  "must be the name of a value, or an object of values and words");
		c->rough = true;
		return;
	}
	json_each(word, which) {
		const struct pack_value *v = pack_value(c->p, json_key(word));
		struct err err = ERR_INIT;
		char name[64];	/* of "${NAME}": the word is what that value has */

		check_at(here, place, json_key(word));
		if (!v)
			check_say(c, here, "'%s' is not a value of this template",
				  json_key(word));
		else if (!json_text(word) || !*json_text(word))
			check_say(c, here, "must be a word that the value can have");
		else if (!(value_named(json_text(word), name) && pack_value(c->p, name)) &&
			 !value_check(v, json_text(word), &err))
			check_say(c, here, "%s", err.text);
	}
}

/* --- the sections --------------------------------------------------------- */

static void check_rows_name(struct check *c, const struct json *row, const char *place)
{
	const char *name = json_str(row, "name");
	char here[256];

	if (*name && (!check_is_name(name, CHECK_NAME ".-") || strlen(name) >= 64))
		check_say(c, check_at(here, place, "name"),
			  "'%s' must consist of at most 63 lowercase letters, digits, dots "
			  "and hyphens",
			  name);
}

static void check_rows_method(struct check *c, const struct json *row, const char *place)
{
	char here[256];

	check_rows_name(c, row, place);
	check_words(c, json_get(row, "limits"), check_at(here, place, "limits"));
}

/* Methods that a policy is of no use with, each with its reason. */
static void check_rows_policy(struct check *c, const struct json *row, const char *place)
{
	const char *other = json_str(row, "instead");
	char here[256], in[256];

	check_rows_name(c, row, place);
	if (*other && (!pack_policy(c->p, other) || str_eq(other, json_str(row, "name"))))
		check_say(c, check_at(here, place, "instead"),
			  "'%s' is not another policy of this template", other);
	check_at(in, place, "refused");
	json_each(m, check_object_in(row, "refused")) {
		if (!pack_method(c->p, json_key(m)))
			check_say(c, check_at(here, in, json_key(m)), "there is no such method");
		if (!json_text(m) || !*json_text(m))
			check_say(c, check_at(here, in, json_key(m)), "must be the sentence that "
				  "says why");
	}
}

/*
 * Members that name a value of the pack, or another resource: texts, too, may depend on a
 * value that was given, or was not.
 */
static void check_rows_names_of(struct check *c, const struct json *row, const char *place)
{
	static const char *const values[] = { "given", "secret", NULL };
	char here[256];

	for (int i = 0; values[i]; i++)
		if (*json_str(row, values[i]) && !pack_value(c->p, json_str(row, values[i])))
			check_say(c, check_at(here, place, values[i]),
				  "'%s' is not a value of this template",
				  json_str(row, values[i]));
	if (*json_str(row, "key") && !json_has(json_get(row, "needs"), json_str(row, "key")))
		check_say(c, check_at(here, place, "key"), "'%s' is not in its needs",
			  json_str(row, "key"));
}

/* A member of a kind's own. */
static void check_rows_member(struct check *c, const struct kind_member *m,
			      const struct json *j, const char *place)
{
	switch (m->type) {
	case JSON_LIST:
		check_words(c, j, place);
		break;
	case JSON_OBJECT:
		if (json_type(j) != JSON_OBJECT)
			check_say(c, place, "must be an object of texts");
		else
			json_each(entry, j)
				if (!json_text(entry))
					check_say(c, place, "'%s' is not a text",
						  json_key(entry));
		break;
	default:
		if (json_type(j) != JSON_STRING)
			check_say(c, place, "must be a text");
	}
}

static void check_rows_own_members(struct check *c, const struct json *row,
				   const char *place)
{
	static const char *const common[] = { "id", "kind", "name", "tags", "document",
					      "needs", "unless", "with", "others", "remark",
					      "caution", "stays", "when", NULL };
	/* What becomes of a thing of others: a word, or a value that answers with one. */
	static const char *const words[] = { "keep", "change", NULL };
	const struct kind *k = kind_find(json_str(row, "kind"));
	const char *others = json_str(row, "others");
	char here[256];

	if (!k)
		return;
	if (json_get(row, "others") && !str_starts(others, "${") && !str_in(others, words))
		check_choices(c, check_at(here, place, "others"), others, words);
	if (json_get(row, "remark") && !*json_str(row, "remark"))
		check_say(c, check_at(here, place, "remark"), "must be a sentence");
	json_each(child, row) {
		const char *name = json_key(child);
		const struct kind_member *m = kind_member(k, name);

		check_at(here, place, name);
		if (m)
			check_rows_member(c, m, child, here);
		else if (!str_in(name, common))
			check_say(c, here, "not a member of a resource of kind %s",
				  k->name);
	}
	for (const struct kind_member *m = k->members; m && m->name; m++)
		if (m->required && !*json_str(row, m->name))
			check_say(c, place, "'%s' is missing", m->name);
	if (k->document != DOCUMENT_NONE && !*json_str(row, "document"))
		check_say(c, place, "'document' is missing");
	if (k->document == DOCUMENT_NONE && json_get(row, "document"))
		check_say(c, check_at(here, place, "document"),
			  "a resource of kind %s has "
			  "none",
			  k->name);
}

static void check_rows_resource(struct check *c, const struct json *row, const char *place)
{
	const char *kind = json_str(row, "kind"), *id = json_str(row, "id");
	char here[256];

	check_id(c, id, check_at(here, place, "id"));
	if (*kind && c->strict && !str_in(kind, kind_names()))
		check_choices(c, check_at(here, place, "kind"), kind, kind_names());
	check_rows_own_members(c, row, place);
	check_rows_names_of(c, row, place);
	check_names(c, row, place);
	check_tags(c, row, place);
	check_words(c, json_get(row, "needs"), check_at(here, place, "needs"));
}

/* When a note is told; which part of the key a vendor text stands for. */
static void check_rows_text(struct check *c, const struct json *row, const char *place)
{
	static const struct {
		const char *member, *words[3];
	} choices[] = {
		{ "at", { "end", "rotate", NULL } },
		{ "key_part", { "id", "secret", NULL } },
	};
	char here[256];

	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++) {
		const char *word = json_str(row, choices[i].member);

		if (*word && !str_in(word, choices[i].words))
			check_choices(c, check_at(here, place, choices[i].member), word,
				      choices[i].words);
	}
	check_rows_names_of(c, row, place);
}

static const struct {
	const char *name;
	void (*check)(struct check *c, const struct json *row, const char *place);
} sections[] = {
	{ "methods", check_rows_method },
	{ "policies", check_rows_policy },
	{ "groups", check_group },
	{ "values", check_value },
	{ "derived", check_derived },
	{ "resources", check_rows_resource },
	{ "probes", check_probe },
	{ "notes", check_rows_text },
	{ "vendor", check_rows_text },
};

void check_rows(struct check *c)
{
	const char *name = json_str(c->p->tree, "name");
	char place[128];
	char here[256];

	if (*name && (!check_is_name(name, CHECK_NAME "-") || strlen(name) > 63))
		check_say(c, "pack.json: name",
			  "'%s' must consist of at most 63 lowercase letters, digits and "
			  "hyphens",
			  name);
	for (size_t s = 0; s < sizeof(sections) / sizeof(*sections); s++) {
		size_t i = 0;

		json_each(row, json_get(c->p->tree, sections[s].name)) {
			snprintf(place, sizeof(place), "pack.json: %s[%zu]",
				 sections[s].name, i++);
			if (sections[s].check)
				sections[s].check(c, row, place);
			check_rows_when(c, row, "when", place);
			check_rows_when(c, row, "default-when", place);
			check_rows_with(c, json_get(row, "with"),
					check_at(here, place, "with"));
			check_rows_with(c, json_get(row, "unless"),
					check_at(here, place, "unless"));
		}
	}
}
