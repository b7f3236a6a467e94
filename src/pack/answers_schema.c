/* answers_schema.c - see answers_schema.h. */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/answers.h"
#include "pack/answers_schema.h"
#include "pack/pack.h"
#include "pack/pack_load.h"
#include "pack/templates.h"
#include "pack/value.h"

/* The members of an answers file besides "v" and "values", and the texts that they take. */
static const struct {
	const char *name, *says, *pattern;
} members[] = {
	{ "platform", "The platform: the name of a template.", "^[a-z0-9.-]+$" },
	{ "name", "The setup's name; the platform's by default.",
	  "^([a-z0-9][a-z0-9-]{0,62})?$" },
	{ "account", "The account: twelve digits.", "^([0-9]{12})?$" },
	{ "region", "The Region.", "^[a-z0-9-]*$" },
	{ "method", "How the platform authenticates.", "^[a-z0-9.-]*$" },
	{ "policy", "What it is allowed to do.", "^[a-z0-9.-]*$" },
};
#define MEMBERS (sizeof(members) / sizeof(*members))

static struct json *answers_schema_object(void)
{
	struct json *j = json_object_new();

	json_put_str(j, "type", "object");
	return j;
}

/* {"type": "string", "description"} in an object of properties. */
static struct json *answers_schema_text(struct json *properties, const char *name,
					const char *says)
{
	struct json *j = json_put(properties, name, json_object_new());

	json_put_str(j, "type", "string");
	json_put_str(j, "description", says);
	return j;
}

static void answers_schema_value(struct json *properties, const struct pack_value *v)
{
	struct json *j, *words;
	struct buf says = BUF(BUF_TEXT);

	buf_fmt(&says, "%s: %s", v->label, v->help);
	j = answers_schema_text(properties, v->name, says.s);
	buf_free(&says);
	if (*v->default_text)
		json_put_str(j, "default", v->default_text);
	if (value_kinds[v->kind].example && *value_kinds[v->kind].example) {
		words = json_put(j, "examples", json_list_new());
		json_push(words, json_string_new(value_kinds[v->kind].example));
	}
	if (v->kind != VALUE_CHOICE && v->kind != VALUE_YES_NO)
		return;
	/* "" is no answer */
	words = json_put(j, "enum", json_list_new());
	json_push(words, json_string_new(""));
	for (const char *const *word = v->choices; word && *word; word++)
		json_push(words, json_string_new(*word));
	if (v->kind == VALUE_YES_NO) {
		json_push(words, json_string_new("yes"));
		json_push(words, json_string_new("no"));
	}
}

/* {"properties": {name: {"const"}, ...}, "required": [...]}: texts that a file has. */
static struct json *answers_schema_is(const char *const (*pairs)[2])
{
	struct json *j = json_object_new();
	struct json *properties = json_put(j, "properties", json_object_new());
	struct json *required = json_put(j, "required", json_list_new());

	for (; (*pairs)[0]; pairs++) {
		json_put_str(json_put(properties, (*pairs)[0], json_object_new()), "const",
			     (*pairs)[1]);
		json_push(required, json_string_new((*pairs)[0]));
	}
	return j;
}

static void answers_schema_rule(struct json *rules, struct json *where, struct json *then)
{
	struct json *rule = json_push(rules, json_object_new());

	json_put(rule, "if", where);
	json_put(rule, "then", then);
}

/* What this method and this policy require; policy may be "". */
static void answers_schema_required(struct json *rules, const struct pack *p,
				    const char *method, const char *policy)
{
	const char *const pairs[][2] = { { "platform", p->name },
					 { "method", method },
					 { *policy ? "policy" : NULL, policy },
					 { NULL, NULL } };
	struct answers a = { .exists = true };
	struct json *required = json_list_new(), *then, *values;

	snprintf(a.method, sizeof(a.method), "%s", method);
	snprintf(a.policy, sizeof(a.policy), "%s", policy);
	answers_start(&a, p);
	for (const struct pack_value *v = p->values; v->name; v++)
		if (!*v->cluster && v->kind != VALUE_ACCOUNT_ID &&
		    v->kind != VALUE_REGION && v->kind != VALUE_SECRET &&
		    value_required(p, v, &a))
			json_push(required, json_string_new(v->name));
	answers_free(&a);
	if (!json_count(required)) {
		json_free(required);
		return;
	}
	then = json_object_new();
	values = json_put(json_put(then, "properties", json_object_new()), "values",
			  json_object_new());
	json_put(values, "required", required);
	json_put(then, "required", json_list_new());
	json_push(json_get(then, "required"), json_string_new("values"));
	answers_schema_rule(rules, answers_schema_is(pairs), then);
}

static void answers_schema_words(struct json *properties, const char *name,
				 struct json *words)
{
	json_push(words, json_string_new(""));
	json_put(json_put(properties, name, json_object_new()), "enum", words);
}

static void answers_schema_platform(struct json *rules, const struct pack *p)
{
	const char *const pairs[][2] = { { "platform", p->name }, { NULL, NULL } };
	struct json *then = json_object_new();
	struct json *properties = json_put(then, "properties", json_object_new());
	struct json *values = json_put(properties, "values", answers_schema_object());
	struct json *words = json_list_new();

	for (const struct pack_method *m = p->methods; m->name; m++)
		json_push(words, json_string_new(m->name));
	answers_schema_words(properties, "method", words);
	words = json_list_new();
	for (const struct pack_policy *policy = p->policies; policy->name; policy++)
		json_push(words, json_string_new(policy->name));
	answers_schema_words(properties, "policy", words);
	json_put(values, "additionalProperties", json_bool_new(false));
	properties = json_put(values, "properties", json_object_new());
	for (const struct pack_value *v = p->values; v->name; v++)
		if (v->kind != VALUE_SECRET && !*v->refused)
			answers_schema_value(properties, v);
	answers_schema_rule(rules, answers_schema_is(pairs), then);
	for (const struct pack_method *m = p->methods; m->name; m++) {
		if (!p->policies->name)
			answers_schema_required(rules, p, m->name, "");
		for (const struct pack_policy *policy = p->policies; policy->name; policy++)
			if (!*pack_policy_refused(policy, m->name))
				answers_schema_required(rules, p, m->name, policy->name);
	}
}

static struct json *answers_schema_head(void)
{
	struct json *j = answers_schema_object(), *one, *properties, *list;

	json_put_str(j, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_put_str(j, "title", "An answers file of accredit (--answers FILE)");
	json_put_str(j, "description",
		     "Made by 'accredit templates schema answers' from the templates.");
	properties = json_put(j, "properties", json_object_new());
	one = json_put(properties, "v", json_object_new());
	list = json_put(one, "enum", json_list_new());
	json_push(list, json_number_new(1));
	json_push(list, json_string_new("1"));
	for (size_t i = 0; i < MEMBERS; i++)
		json_put_str(
			answers_schema_text(properties, members[i].name, members[i].says),
			"pattern", members[i].pattern);
	one = json_put(properties, "values", answers_schema_object());
	json_put_str(one, "description", "An answer for each setting, all of them texts.");
	json_put_str(json_put(one, "additionalProperties", json_object_new()), "type",
		     "string");
	json_put(j, "additionalProperties", json_bool_new(false));
	return j;
}

struct json *answers_schema(struct err *err)
{
	struct json *schema = answers_schema_head(), *names = templates_list(err);
	struct json *rules = json_put(schema, "allOf", json_list_new());
	bool ok = !err->kind;

	json_each(name, names) {
		struct pack *p = ok ? pack_load(json_text(name), err) : NULL;

		if (p)
			answers_schema_platform(rules, p);
		ok = ok && p;
		pack_free(p);
	}
	json_free(names);
	if (ok)
		return schema;
	json_free(schema);
	return NULL;
}
