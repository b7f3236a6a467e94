/* candidates_judge.c - what one role or user has of what is wanted; see candidates.h. */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "pack/answers.h"
#include "pack/render.h"
#include "plan/effect.h"
#include "plan/named_paths.h"
#include "policy/iam_policy.h"
#include "wizard/candidates_internal.h"
#include "wizard/journey.h"

/* The one that this row is about, as far as that is known: {"name","path"}, or NULL. */
static const struct json *candidates_judge_settled(const struct json *row,
						   const struct json *now,
						   const struct json *found)
{
	const struct json *all = json_get(row, "candidates");

	return row == now ? found : candidates_best(all) == 1 ? json_first(all) : NULL;
}

static void candidates_judge_name_under_path(struct json **wanted, const char *kind,
					     const struct json *one, const char *path)
{
	struct json *named = named_paths_find(*wanted, kind, json_str(one, "name"),
					 json_str(one, path));

	json_free(*wanted);
	*wanted = named;
}

static void candidates_judge_name_all(const struct journey *j, const struct json *rows,
				      const struct json *row, const struct json *found,
				      struct json **wanted)
{
	json_each(one, rows)
		if (candidates_judge_settled(one, row, found))
			candidates_judge_name_under_path(wanted, json_str(one, "kind"),
							 candidates_judge_settled(one, row,
										  found),
							 "path");
	json_each(resource, json_get(j->wanted, "resources"))
		if (*json_str(resource, LIES_UNDER))
			candidates_judge_name_under_path(wanted, json_str(resource, "kind"),
							 resource, LIES_UNDER);
}

/* All that is wanted, if this were the one: under its name and its path. */
static struct json *candidates_judge_wanted_as(const struct journey *j,
					       const struct json *rows,
					       const struct json *row,
					       const struct json *found)
{
	struct answers a = { .values = NULL };
	struct err ignored = ERR_INIT;
	struct json *wanted = NULL;
	bool ok = true;

	answers_copy(&a, &j->answers);
	json_each(one, rows) {
		const struct json *is = candidates_judge_settled(one, row, found);

		ok = ok && (!is || answers_set(&a, j->pack, json_str(one, "value"),
					       json_str(is, "name"), &ignored));
	}
	if (ok)
		wanted = pack_wanted(j->pack, &a, &ignored);
	if (wanted)
		candidates_judge_name_all(j, rows, row, found, &wanted);
	answers_free(&a);
	return wanted;
}

static size_t candidates_judge_actions_of(const struct json *statements)
{
	size_t n = 0;

	json_each(s, statements) {
		const struct json *actions = json_get(s, "Action");

		n += json_type(actions) == JSON_LIST ? json_count(actions) : 1;
	}
	return n;
}

/* How much is wanted at all: what one who has nothing lacks. */
static size_t candidates_judge_all_of(const struct resources *wanted,
				      const struct json *found, const struct json *managed)
{
	struct json *none = json_object_new();
	struct effect effect;
	size_t n;

	json_put_str(none, "kind", json_str(found, "kind"));
	json_put_str(none, "name", json_str(found, "name"));
	effect = effect_of(wanted, none, managed);
	n = candidates_judge_actions_of(effect.missing);
	effect_free(&effect);
	json_free(none);
	return n;
}

static void candidates_judge_add_all(struct policy_set *set, const struct json *policies)
{
	struct err ignored = ERR_INIT;

	json_each(policy, policies)
		if (json_get(policy, "document"))
			policy_add(set, "policy", json_get(policy, "document"), &ignored);
}

/* An administrator may do what any template wants: that says nothing. */
static bool candidates_judge_is_allowed_everything(const struct json *found)
{
	static const char all[] = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":"
				  "\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";
	struct policy_set *have = policy_new(), *want = policy_new();
	struct err ignored = ERR_INIT;
	struct policy_cover c;
	bool yes;

	candidates_judge_add_all(have, json_get(found, "inline"));
	candidates_judge_add_all(have, json_get(found, "attached"));
	json_each(group, json_get(found, "groups")) {
		candidates_judge_add_all(have, json_get(group, "inline"));
		candidates_judge_add_all(have, json_get(group, "attached"));
	}
	policy_add_text(want, "all", all, sizeof(all) - 1, &ignored);
	c = policy_covers(have, want);
	yes = c.covered == POLICY_YES;
	policy_cover_free(&c);
	policy_free(have);
	policy_free(want);
	return yes;
}

/* NULL: it is none. all: how many actions are wanted. */
static const char *candidates_judge_fits(const struct effect *effect,
					 const struct json *found, size_t all)
{
	size_t lost = candidates_judge_actions_of(effect->missing);

	if (!all || lost * 2 > all)
		return NULL;
	if (candidates_judge_is_allowed_everything(found))
		return "everything";
	if (lost || json_count(effect->undecided))
		return "near";
	return effect->more.count ? "more" : "full";
}

static void candidates_judge_put_text(struct json *one, const char *how, size_t lost,
				      size_t all)
{
	struct buf text = BUF(200);

	if (str_eq(how, "full"))
		buf_str(&text, "is allowed what the template wants and nothing else");
	else if (str_eq(how, "more"))
		buf_str(&text, "is allowed what the template wants, and more");
	else if (str_eq(how, "everything"))
		buf_str(&text, "is allowed everything, as an administrator is");
	else if (lost)
		buf_fmt(&text, "comes near what the template wants: %zu of %zu actions are "
			"missing", lost, all);
	else
		buf_str(&text, "comes near what the template wants: not all of it could be "
			"decided");
	json_put_str(one, "text", text.s);
	buf_free(&text);
}

struct json *candidates_judge(const struct journey *j, const struct json *rows,
			      const struct json *row, const struct json *found,
			      const struct json *managed)
{
	struct json *wanted = candidates_judge_wanted_as(j, rows, row, found), *one = NULL;
	struct effect effect;
	struct resources resources;
	const char *how;
	size_t all;

	if (!wanted)
		return NULL;
	resources = resources_load(json_get(wanted, "resources"));
	effect = effect_of(&resources, found, managed);
	all = candidates_judge_all_of(&resources, found, managed);
	resources_free(&resources);
	how = candidates_judge_fits(&effect, found, all);
	if (how) {
		one = json_object_new();
		json_put_str(one, "name", json_str(found, "name"));
		json_put_str(one, "arn", json_str(found, "arn"));
		json_put_str(one, "path", json_str(found, "path"));
		json_put_str(one, "fits", how);
		json_put(one, "missing", json_copy(effect.missing));
		candidates_judge_put_text(one, how,
					  candidates_judge_actions_of(effect.missing), all);
	}
	effect_free(&effect);
	json_free(wanted);
	return one;
}
