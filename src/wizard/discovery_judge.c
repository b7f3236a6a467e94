/*
 * discovery_judge.c - how one role or user compares with what a method and a policy of the
 * template want; see discovery.h.
 */
#include "config.h"

#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "pack/pack_when.h"
#include "pack/render.h"
#include "plan/effect.h"
#include "plan/named_paths.h"
#include "resource/holdings.h"
#include "wizard/candidates_internal.h"
#include "wizard/discovery_internal.h"
#include "wizard/journey.h"

/* A pattern stands for many actions. */
static size_t discovery_judge_weight(const struct json *actions)
{
	size_t n = 0;

	if (json_text(actions))
		return strchr(json_text(actions), '*') ? 10 : 1;
	json_each(action, actions)
		n += discovery_judge_weight(action);
	return n;
}

static size_t discovery_judge_extra(const struct effect *effect, struct json *texts)
{
	size_t n = 0;

	for (size_t i = 0; i < effect->more.count; i++) {
		const struct extra *x = effect->more.items[i];
		size_t weight;

		if (!x->kind)
			continue;
		weight = discovery_judge_weight(json_get(x->members, "actions"));
		n += weight ? weight : 1;
		json_push(texts, json_string_new(extra_str(x, "text")));
	}
	return n;
}

/* The policies that it has under a name of its own: inline, or managed by the customer. */
static struct json *discovery_judge_names(const struct json *found, bool attached)
{
	struct json *names = json_list_new();

	json_each(policy, json_get(found, attached ? "attached" : "inline"))
		if (!attached ||
		    (!strstr(json_str(policy, "arn"), ":iam::aws:") &&
		     strchr(json_str(policy, "arn"), '/') ==
			     strrchr(json_str(policy, "arn"), '/')))
			json_push(names, json_string_new(holdings_name(policy)));
	return names;
}

/*
 * The names of the template's own policies: of those that allow the same, or, of inline
 * ones, of the only one there is. So a policy under another name is not missing.
 */
static void discovery_judge_name_policies(const struct discovery_search *s,
					  const struct pack_resource *of,
					  const struct json *found, struct judged *j)
{
	for (const struct pack_resource *row = s->j->pack->resources; row->id; row++) {
		bool attached = str_ends(row->kind, "-policy-attachment");
		const struct json *same = json_get(j->names, row->id);
		const char *name = json_text(json_first(same));
		struct err ignored = ERR_INIT;
		struct json *names;
		char value[64];

		if ((!attached && !str_ends(row->kind, "-policy")) ||
		    !value_named(row->name, value) ||
		    !str_eq(json_str(row->tree, of->kind), of->name))
			continue;
		names = discovery_judge_names(found, attached);
		if (json_count(same) != 1)
			name = !attached && json_count(names) == 1 ?
				json_text(json_first(names)) :
				NULL;
		if (name && json_has(names, name))
			answers_set(&j->answers, s->j->pack, value, name, &ignored);
		json_free(names);
	}
}

bool discovery_judge(const struct discovery_search *s, const struct variant *v,
		     const struct pack_resource *row, const struct json *found,
		     struct judged *out)
{
	const char *name = holdings_name(found);
	struct err ignored = ERR_INIT;
	struct json *wanted, *named;
	struct resources resources;
	struct effect effect;
	char value[64];

	*out = (struct judged){ .answers = { .values = NULL } };
	answers_copy(&out->answers, &v->answers);
	if (!value_named(row->name, value) ||
	    !answers_set(&out->answers, s->j->pack, value, name, &ignored))
		return false;
	out->unsure = json_list_new();
	discovery_answers(s, &out->answers, row, found, out->unsure);
	wanted = pack_wanted_known(s->j->pack, &out->answers);
	if (!wanted)
		return false;
	named = named_paths_find(wanted, row->kind, name, json_str(found, "path"));
	json_free(wanted);
	resources = resources_load(json_get(named, "resources"));
	effect = effect_of(&resources, found, s->managed);
	out->all = candidates_count_all(&resources, row->kind, name, s->managed);
	out->lost = candidates_count_actions(effect.missing);
	json_each(statement, effect.missing)
		out->less += discovery_judge_weight(json_get(statement, "Action"));
	out->missing = json_copy(effect.missing);
	out->names = json_copy(effect.allowed);
	out->more = json_list_new();
	out->extra = discovery_judge_extra(&effect, out->more);
	out->undecided = json_count(effect.undecided);
	discovery_judge_name_policies(s, row, found, out);
	effect_free(&effect);
	resources_free(&resources);
	json_free(named);
	return out->all;
}

void discovery_judged_free(struct judged *j)
{
	answers_free(&j->answers);
	json_free(j->missing);
	json_free(j->more);
	json_free(j->names);
	json_free(j->unsure);
	*j = (struct judged){ .answers = { .values = NULL } };
}
