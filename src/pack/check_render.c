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
#include "pack/pack.h"
#include "pack/render.h"
#include "pack/value.h"

static const struct json *check_render_section(const struct check *c, const char *name)
{
	return json_get(pack_json(c->p), name);
}

/* Something for every value without a default, of its kind. */
static void check_render_put_examples(const struct check *c, struct answers *a)
{
	json_each (row, check_render_section(c, "values")) {
		const struct value_kind *k = value_kind_find(json_str(row, "kind"));
		const struct json *words = json_get(row, "check");
		const char *name = json_str(row, "name");

		/* an example of a key would leave out what is made without one */
		if (*json_str(row, "default") || !k || str_eq(k->name, "secret") ||
		    str_eq(k->name, "access-key-id"))
			continue;
		json_put_str(a->values, name, json_type(words) == JSON_LIST ?
			     json_text(json_first(words)) : k->example);
	}
}

/* Holes were named already; here they must not hide what comes after them. */
static void check_render_put_strangers(const struct check *c, struct answers *a)
{
	static const char *const users[] = { "policies", "resources", NULL };
	struct json *names = json_list_new();

	for (int i = 0; users[i]; i++)
		json_each (row, check_render_section(c, users[i])) {
			fill_names(row, names);
			fill_names(pack_document(c->p, json_str(row, "document")),
				   names);
		}
	json_each(name, names)
		if (!pack_value(c->p, json_text(name)))
			json_put_str(a->values, json_text(name), "example");
	json_free(names);
}

/* All parts at once: the most that can be wanted. */
static void check_render_put_parts(const struct check *c, struct answers *a)
{
	struct buf all = BUF(2048);

	json_each(part, json_get(pack_value(c->p, "PARTS"), "check"))
		buf_fmt(&all, "%s%s", all.len ? "," : "", json_text(part));
	if (all.len)
		json_put_str(a->values, "PARTS", all.s);
	buf_free(&all);
}

static void check_render_start(const struct check *c, struct answers *a)
{
	snprintf(a->name, sizeof(a->name), "example");
	snprintf(a->account, sizeof(a->account), "123456789012");
	snprintf(a->region, sizeof(a->region), "us-east-1");
	a->values = json_object_new();
	check_render_put_examples(c, a);
	check_render_put_strangers(c, a);
	check_render_put_parts(c, a);
}

static bool check_render_is_any_default_made_of_others(const struct check *c)
{
	json_each (row, check_render_section(c, "values"))
		if (strstr(json_str(row, "default"), "${"))
			return true;
	return false;
}

/* A default is as good as an answer: it must pass the same check. */
void check_defaults(struct check *c)
{
	struct answers a = { .values = NULL };
	struct json *values;
	size_t i = 0;

	if (!check_render_is_any_default_made_of_others(c))
		return;
	check_render_start(c, &a);
	values = answers_values(&a, c->p);
	json_each (row, check_render_section(c, "values")) {
		const char *text = json_str(row, "default");
		struct err err = ERR_INIT;
		char place[128];

		snprintf(place, sizeof(place), "pack.json: values[%zu].default", i++);
		if (!strstr(text, "${"))
			continue;
		if (!json_get(values, json_str(row, "name")))
			check_say(c, place, "'%s' leads back to itself", text);
		else if (!value_check(row, json_str(values, json_str(row, "name")), &err))
			check_say(c, place, "%s", err.text);
	}
	json_free(values);
	answers_free(&a);
}

/* Whether all it needs could be read; what could not was said before. */
static bool check_render_is_whole(const struct check *c, const struct answers *a)
{
	const char *policy = json_str(pack_policy(c->p, a->policy), "document");

	json_each (row, check_render_section(c, "resources")) {
		const char *file = json_str(row, "document");

		if (str_eq(file, "$policy"))
			file = policy;
		if (*file && when_holds(json_get(row, "when"), a) &&
		    !pack_document(c->p, file))
			return false;
	}
	return true;
}

static void check_render_one(struct check *c, const struct answers *a, struct json *said)
{
	struct err err = ERR_INIT;
	struct json *wanted;
	char place[256];

	if (!check_render_is_whole(c, a))
		return;
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

static void check_render_method(struct check *c, struct answers *a, struct json *said)
{
	if (!json_count(check_render_section(c, "policies")))
		check_render_one(c, a, said);
	json_each (policy, check_render_section(c, "policies")) {
		snprintf(a->policy, sizeof(a->policy), "%s", json_str(policy, "name"));
		if (when_holds(json_get(policy, "when"), a) &&
		    !*json_str(json_get(policy, "refused"), a->method))
			check_render_one(c, a, said);
	}
}

static void check_render_all(struct check *c, struct answers *a, struct json *said)
{
	json_each (method, check_render_section(c, "methods")) {
		snprintf(a->method, sizeof(a->method), "%s", json_str(method, "name"));
		check_render_method(c, a, said);
	}
}

/* Once more for each word of a value that a condition names. */
static void check_render_words_of(struct check *c, const struct json *which,
				  struct answers *a, struct json *said)
{
	if (json_type(which) != JSON_OBJECT)
		return;
	json_each(word, which) {
		char was[256];

		snprintf(was, sizeof(was), "%s", json_str(a->values, json_key(word)));
		json_put_str(a->values, json_key(word), value_word(a->values, json_text(word)));
		check_render_all(c, a, said);
		json_put_str(a->values, json_key(word), was);
	}
}

void check_renders(struct check *c)
{
	struct answers a = { .values = NULL };
	struct json *said = json_list_new();

	check_render_start(c, &a);
	check_render_all(c, &a, said);
	json_each (row, check_render_section(c, "resources")) {
		check_render_words_of(c, json_get(row, "with"), &a, said);
		check_render_words_of(c, json_get(row, "unless"), &a, said);
	}
	json_free(said);
	answers_free(&a);
}
