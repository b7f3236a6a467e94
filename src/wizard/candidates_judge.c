/* candidates_judge.c - what one role or user has of what is wanted; see candidates.h. */
#include "config.h"

#include "base/mem.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "pack/answers.h"
#include "pack/render.h"
#include "plan/effect.h"
#include "plan/named_paths.h"
#include "policy/iam_policy.h"
#include "wizard/candidates_internal.h"
#include "wizard/journey.h"

/* The one that this row is about, as far as that is known; or NULL. */
static const struct candidate *candidates_judge_settled(const struct candidate_row *row,
							const struct candidate_row *now,
							const struct candidate *one)
{
	return row == now ? one : candidates_best(row) == 1 ? &row->items[0] : NULL;
}

static void candidates_judge_name_under_path(struct json **wanted, const char *kind,
					     const char *name, const char *path)
{
	struct json *named = named_paths_find(*wanted, kind, name, path);

	json_free(*wanted);
	*wanted = named;
}

static void candidates_judge_name_all(const struct candidate_search *s,
				      const struct candidate_row *row,
				      const struct candidate *one, struct json **wanted)
{
	for (size_t i = 0; i < s->rows->count; i++) {
		const struct candidate_row *other = &s->rows->items[i];
		const struct candidate *is = candidates_judge_settled(other, row, one);

		if (is)
			candidates_judge_name_under_path(wanted, other->kind, is->name,
							 is->path);
	}
	for (size_t i = 0; i < s->wanted.count; i++) {
		const struct resource *resource = s->wanted.items[i];
		const char *path = resource_str(resource, EXISTING_PATH);

		if (*path)
			candidates_judge_name_under_path(wanted, resource->kind,
							 resource->name, path);
	}
}

/* All that is wanted, if this were the one: under its name and its path. */
static struct json *candidates_judge_wanted_as(const struct candidate_search *s,
					       const struct candidate_row *row,
					       const struct candidate *one)
{
	const struct journey *j = s->j;
	struct answers a = { .values = NULL };
	struct err ignored = ERR_INIT;
	struct json *wanted = NULL;
	bool ok = true;

	answers_copy(&a, &j->answers);
	for (size_t i = 0; ok && i < s->rows->count; i++) {
		const struct candidate_row *other = &s->rows->items[i];
		const struct candidate *is = candidates_judge_settled(other, row, one);

		ok = !is || answers_set(&a, j->pack, other->value, is->name, &ignored);
	}
	if (ok)
		wanted = pack_wanted(j->pack, &a, &ignored);
	if (wanted)
		candidates_judge_name_all(s, row, one, &wanted);
	answers_free(&a);
	return wanted;
}

size_t candidates_count_actions(const struct json *statements)
{
	size_t n = 0;

	json_each(s, statements) {
		const struct json *actions = json_get(s, "Action");

		n += json_type(actions) == JSON_LIST ? json_count(actions) : 1;
	}
	return n;
}

/* What one who has nothing lacks. */
size_t candidates_count_all(const struct resources *wanted, const char *kind,
			    const char *name, const struct json *managed)
{
	struct resource *nothing = resource_new("", kind, name);
	struct json *none = resource_save(nothing);
	struct effect effect;
	size_t n;

	effect = effect_of(wanted, none, managed);
	n = candidates_count_actions(effect.missing);
	effect_free(&effect);
	json_free(none);
	resource_free(nothing);
	return n;
}

static void candidates_judge_add_all(struct policy_set *set, const struct json *policies)
{
	struct err ignored = ERR_INIT;

	json_each(policy, policies)
		if (json_get(policy, "document"))
			policy_add(set, "policy", json_get(policy, "document"), &ignored);
}

bool candidates_allows_everything(const struct json *found)
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

static char *candidates_judge_text(enum candidate_fit fit, size_t lost, size_t all)
{
	static const char *const texts[] = {
		[FIT_FULL] = "has exactly the permissions of the template",
		[FIT_MORE] = "has the permissions of the template, and more",
		[FIT_NEAR] = "has most permissions of the template; some could not be "
			     "determined",
		[FIT_EVERYTHING] = "is allowed everything (administrator)",
	};

	if (fit == FIT_NEAR && lost)
		return xasprintf("lacks %zu of the %zu actions of the template", lost, all);
	return xstrdup(texts[fit]);
}

bool candidates_judge(const struct candidate_search *s, const struct candidate_row *row,
		      struct candidate *one, const struct json *found,
		      const struct json *managed)
{
	struct json *wanted = candidates_judge_wanted_as(s, row, one);
	struct effect effect;
	struct resources resources;
	size_t all, lost;	/* of the actions that are wanted */
	bool fits;

	if (!wanted)
		return false;
	resources = resources_load(json_get(wanted, "resources"));
	effect = effect_of(&resources, found, managed);
	all = candidates_count_all(&resources, row->kind, one->name, managed);
	resources_free(&resources);
	lost = candidates_count_actions(effect.missing);
	fits = all && lost * 2 <= all;
	if (fits) {
		if (candidates_allows_everything(found))
			one->fit = FIT_EVERYTHING;
		else if (lost || json_count(effect.undecided))
			one->fit = FIT_NEAR;
		else
			one->fit = effect.more.count ? FIT_MORE : FIT_FULL;
		one->missing = json_copy(effect.missing);
		one->text = candidates_judge_text(one->fit, lost, all);
	}
	effect_free(&effect);
	json_free(wanted);
	return fits;
}
