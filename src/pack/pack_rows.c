/* pack_rows.c - see pack_rows.h. */
#include "config.h"

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/pack_rows.h"

#define FIRST_MAX 4096	/* characters of a derived value; more than any template can ask for */

/* --- members ---------------------------------------------------------------- */

/* A list of texts; NULL: there is no such member. */
static const char *const *pack_rows_texts(struct arena *a, const struct json *list)
{
	const char **all;
	size_t n = 0;

	if (!list)
		return NULL;
	all = arena_zero(a, (json_count(list) + 1) * sizeof(*all));
	json_each(text, list)
		if (json_text(text))
			all[n++] = json_text(text);
	return all;
}

static struct pack_when pack_rows_when(struct arena *a, const struct json *when)
{
	return (struct pack_when){
		.methods = pack_rows_texts(a, json_get(when, "method")),
		.policies = pack_rows_texts(a, json_get(when, "policy")),
		.parts = pack_rows_texts(a, json_get(when, "part")),
	};
}

static struct pack_given pack_rows_given(struct arena *a, const struct json *which)
{
	struct pack_given given = { .set = which, .value = json_text(which) };
	struct pack_word *words = arena_zero(a, (json_count(which) + 1) * sizeof(*words));

	json_each(word, which)
		words[given.count++] = (struct pack_word){ json_key(word), json_text(word) };
	given.words = words;
	return given;
}

static struct pack_condition pack_rows_condition(struct arena *a, const struct json *row)
{
	return (struct pack_condition){
		.when = pack_rows_when(a, json_get(row, "when")),
		.with = pack_rows_given(a, json_get(row, "with")),
		.unless = pack_rows_given(a, json_get(row, "unless")),
	};
}

/* --- values ----------------------------------------------------------------- */

static const struct pack_answer_text *pack_rows_answer_texts(struct arena *a,
							     const struct json *texts)
{
	struct pack_answer_text *all =
		arena_zero(a, (json_count(texts) + 1) * sizeof(*all));
	size_t n = 0;

	json_each(text, texts)
		if (json_key(text) && json_text(text))
			all[n++] = (struct pack_answer_text){ json_key(text),
							      json_text(text) };
	return all;
}

static const struct pack_fix *pack_rows_fixes(struct arena *a, const struct json *fixes)
{
	struct pack_fix *all;
	size_t count = 0, n = 0;

	json_each(answer, fixes)
		count += json_count(answer);
	all = arena_zero(a, (count + 1) * sizeof(*all));
	json_each(answer, fixes)
		json_each(text, answer)
			if (json_key(text) && json_text(text))
				all[n++] = (struct pack_fix){ json_key(answer),
							      json_key(text),
							      json_text(text) };
	return all;
}

static const struct pack_group *pack_rows_groups(struct arena *a, const struct json *rows)
{
	static const struct pack_group by_kind[] = {
		{ "names", "Names for the new resources", true },
		{ "settings", "Settings", false },
		{ NULL, NULL, false },
	};
	struct pack_group *all = arena_zero(a, (json_count(rows) + 1) * sizeof(*all));
	size_t n = 0;

	json_each(row, rows)
		all[n++] = (struct pack_group){
			.name = json_str(row, "name"),
			.title = json_str(row, "title"),
			.early = json_true(json_get(row, "early")),
		};
	return rows ? all : by_kind;
}

/* grouped: pack.json has groups. */
/* "check": a list of words, or a pattern and lengths with the sentence that explains them. */
static void pack_rows_check(struct arena *a, struct pack_value *v, const struct json *check)
{
	if (json_type(check) == JSON_LIST)
		v->choices = pack_rows_texts(a, check);
	v->pattern = json_text(json_get(check, "pattern"));
	v->min = json_number(json_get(check, "min"));
	v->max = json_number(json_get(check, "max"));
	v->says = json_str(check, "says");
}

static bool pack_rows_is_name(const struct pack_value *v)
{
	return v->kind == VALUE_ROLE_NAME || v->kind == VALUE_USER_NAME ||
		v->kind == VALUE_POLICY_NAME;
}

static const struct pack_value *pack_rows_values(struct arena *a, const struct json *rows,
						 bool grouped)
{
	struct pack_value *all = arena_zero(a, (json_count(rows) + 1) * sizeof(*all));
	struct pack_value *v = all;

	json_each(row, rows) {
		const struct value_kind *kind = value_kind_find(json_str(row, "kind"));
		const struct json *asked = json_get(row, "asked");
		const struct json *check = json_get(row, "check");

		*v = (struct pack_value){
			.name = json_str(row, "name"),
			.label = json_str(row, "label"),
			.help = json_str(row, "help"),
			.vendor = json_str(row, "vendor"),
			.group = json_str(row, "group"),
			.rare = json_true(json_get(row, "rare")),
			.kind = kind ? (enum value_kind_id)(kind - value_kinds) :
				       VALUE_UNKNOWN,
			.kind_name = json_str(row, "kind"),
			.default_text = json_str(row, "default"),
			.default_when = pack_rows_when(a, json_get(row, "default-when")),
			.fills = json_str(row, "fills"),
			.cluster = json_str(row, "cluster"),
			.nodes_of = json_str(row, "nodes-of"),
			.picks = json_str(row, "picks"),
			.quiet = asked && !json_true(asked),
			.optional = json_true(json_get(row, "optional")),
			.refused = json_str(row, "refused"),
			.exists = json_true(json_get(row, "exists")),
			.titles = pack_rows_answer_texts(a, json_get(row, "titles")),
			.warns = pack_rows_answer_texts(a, json_get(row, "warns")),
			.warns_in = pack_rows_answer_texts(a, json_get(row, "warns-in")),
			.fixes = pack_rows_fixes(a, json_get(row, "fixes")),
			.when = pack_rows_when(a, json_get(row, "when")),
			.tree = row,
		};
		pack_rows_check(a, v, check);
		if (!grouped)
			v->group = pack_rows_is_name(v) ? "names" : "settings";
		v++;
	}
	return all;
}

static const struct pack_derived *pack_rows_derived(struct arena *a,
						    const struct json *rows)
{
	struct pack_derived *all = arena_zero(a, (json_count(rows) + 1) * sizeof(*all));
	size_t n = 0;

	json_each(row, rows) {
		double first = json_number(json_get(row, "first"));

		all[n++] = (struct pack_derived){
			.name = json_str(row, "name"),
			.of = json_str(row, "of"),
			.first = first < 0		   ? 0 :
				 first > FIRST_MAX ? FIRST_MAX :
						     (size_t)first,
		};
	}
	return all;
}

/* --- the other sections ----------------------------------------------------- */

static const struct pack_method *pack_rows_methods(struct arena *a, const struct json *rows)
{
	struct pack_method *all = arena_zero(a, (json_count(rows) + 1) * sizeof(*all));
	size_t n = 0;

	json_each(row, rows)
		all[n++] = (struct pack_method){
			.name = json_str(row, "name"),
			.title = json_str(row, "title"),
			.gives = json_str(row, "gives"),
			.limits = pack_rows_texts(a, json_get(row, "limits")),
			.recommended = json_true(json_get(row, "recommended")),
			.refused = json_str(row, "refused"),
			.when = pack_rows_when(a, json_get(row, "when")),
		};
	return all;
}

static const struct pack_refusal *pack_rows_refusals(struct arena *a,
						     const struct json *refused)
{
	struct pack_refusal *all = arena_zero(a, (json_count(refused) + 1) * sizeof(*all));
	size_t n = 0;

	json_each(why, refused)
		if (json_key(why) && json_text(why))
			all[n++] = (struct pack_refusal){ json_key(why), json_text(why) };
	return all;
}

static const struct pack_policy *pack_rows_policies(struct arena *a,
						    const struct json *rows)
{
	struct pack_policy *all = arena_zero(a, (json_count(rows) + 1) * sizeof(*all));
	size_t n = 0;

	json_each(row, rows)
		all[n++] = (struct pack_policy){
			.name = json_str(row, "name"),
			.title = json_str(row, "title"),
			.grants = json_str(row, "grants"),
			.risks = json_str(row, "risks"),
			.document = json_str(row, "document"),
			.recommended = json_true(json_get(row, "recommended")),
			.refused = pack_rows_refusals(a, json_get(row, "refused")),
			.instead = json_str(row, "instead"),
			.when = pack_rows_when(a, json_get(row, "when")),
		};
	return all;
}

static const struct pack_resource *pack_rows_resources(struct arena *a,
						       const struct json *rows)
{
	struct pack_resource *all = arena_zero(a, (json_count(rows) + 1) * sizeof(*all));
	size_t n = 0;

	json_each(row, rows)
		all[n++] = (struct pack_resource){
			.id = json_str(row, "id"),
			.kind = json_str(row, "kind"),
			.name = json_str(row, "name"),
			.document = json_str(row, "document"),
			.user = json_str(row, "user"),
			.given = json_str(row, "given"),
			.secret = json_str(row, "secret"),
			.needs = pack_rows_texts(a, json_get(row, "needs")),
			.condition = pack_rows_condition(a, row),
			.tree = row,
		};
	return all;
}

static const struct pack_text *pack_rows_filled(struct arena *a, const struct json *rows)
{
	struct pack_text *all = arena_zero(a, (json_count(rows) + 1) * sizeof(*all));
	size_t n = 0;

	json_each(row, rows)
		all[n++] = (struct pack_text){
			.tree = row,
			.id = json_str(row, "id"),
			.each = json_str(row, "each"),
			.rotation = str_eq(json_str(row, "at"), "rotate"),
			.condition = pack_rows_condition(a, row),
		};
	return all;
}

void pack_rows_read(struct pack *p)
{
	const struct json *j = p->tree;
	struct arena *a = &p->rows;

	p->name = json_str(j, "name");
	p->title = json_str(j, "title");
	p->caution = json_str(j, "caution");
	p->methods = pack_rows_methods(a, json_get(j, "methods"));
	p->policies = pack_rows_policies(a, json_get(j, "policies"));
	p->groups = pack_rows_groups(a, json_get(j, "groups"));
	p->values = pack_rows_values(a, json_get(j, "values"), json_get(j, "groups"));
	p->derived = pack_rows_derived(a, json_get(j, "derived"));
	p->resources = pack_rows_resources(a, json_get(j, "resources"));
	p->probes = pack_rows_filled(a, json_get(j, "probes"));
	p->notes = pack_rows_filled(a, json_get(j, "notes"));
	p->vendor = pack_rows_filled(a, json_get(j, "vendor"));
	p->method_count = json_count(json_get(j, "methods"));
	p->policy_count = json_count(json_get(j, "policies"));
	p->value_count = json_count(json_get(j, "values"));
}
