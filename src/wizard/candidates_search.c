/*
 * candidates_search.c - who of the account comes into question: roles by their trust, and
 * users that have any policy; see candidates.h. Thousands are looked at one by one, and
 * the few that fit are read in full.
 */
#include "config.h"

#include <string.h>

#include "aws/reply_cache.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "policy/iam_policy.h"
#include "resource/account.h"
#include "resource/bulk_read.h"
#include "resource/document.h"
#include "resource/holdings.h"
#include "resource/managed_read.h"
#include "resource/resource_call.h"
#include "session/session.h"
#include "wizard/candidates_internal.h"
#include "wizard/journey.h"

#define MOST 100	/* are read one by one, where the account's details may not be */
#define OF_AWS "/aws-service-role/"

struct search {
	const struct candidate_search *of;
	struct json *short_list;	/* {"role": names, "user": names} */
};

static const struct json *candidates_search_wanted_trust(const struct candidate_search *s,
							 const struct candidate_row *row)
{
	return resource_get(resources_find(&s->wanted, row->of), "document");
}

/* The principals that are to assume it can. */
static bool candidates_search_lets_in(const struct json *trust, const struct json *wanted)
{
	struct policy_set *have = policy_new(), *want = policy_new();
	struct err ignored = ERR_INIT;
	bool yes = false;

	if (policy_add(have, "trust", trust, &ignored) &&
	    policy_add(want, "trust", wanted, &ignored)) {
		struct policy_cover c = policy_covers(have, want);

		yes = c.covered == POLICY_YES;
		policy_cover_free(&c);
	}
	policy_free(have);
	policy_free(want);
	return yes;
}

static void candidates_search_put_short(struct search *s, const char *kind,
					const char *name)
{
	struct json *list = json_get(s->short_list, kind);

	if (!json_has(list, name))	/* some come twice: see account.h */
		json_push(list, json_string_new(name));
}

static void candidates_search_see_role(struct search *s, const struct json *item)
{
	struct err ignored = ERR_INIT;
	struct json *trust;

	if (str_starts(json_str(item, "Path"), OF_AWS))
		return;
	trust = document_decode(json_str(item, "AssumeRolePolicyDocument"), "a trust", &ignored);
	for (size_t i = 0; trust && i < s->of->rows->count; i++) {
		const struct candidate_row *row = &s->of->rows->items[i];

		if (str_eq(row->kind, "role") &&
		    candidates_search_lets_in(trust,
					      candidates_search_wanted_trust(s->of, row)))
			candidates_search_put_short(s, "role", json_str(item, "RoleName"));
	}
	json_free(trust);
}

static void candidates_search_see(void *with, const char *list, struct json *item)
{
	if (str_eq(list, ACCOUNT_ROLE_LIST))
		candidates_search_see_role(with, item);
	else if (str_eq(list, ACCOUNT_USER_LIST) &&
		 (json_count(json_get(item, "UserPolicyList")) ||
		  json_count(json_get(item, "AttachedManagedPolicies")) ||
		  json_count(json_get(item, "GroupList"))))
		candidates_search_put_short(with, "user", json_str(item, "UserName"));
	json_free(item);
}

static bool candidates_search_asks_for(const struct candidate_rows *rows, const char *kind)
{
	for (size_t i = 0; i < rows->count; i++)
		if (str_eq(rows->items[i].kind, kind))
			return true;
	return false;
}

/* By the plain lists, where the account's details may not be read. */
static bool candidates_search_list_plainly(struct search *s, struct aws *a, struct err *err)
{
	static const struct { const char *kind, *list; enum aws_op_id op; } lists[] = {
		{ "role", "Roles", OP_IAM_LIST_ROLES }, { "user", "Users", OP_IAM_LIST_USERS },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		struct json *reply = NULL;

		if (!candidates_search_asks_for(s->of->rows, lists[i].kind) ||
		    !call(a, lists[i].op, params("MaxItems", "1000", NULL), &reply, NULL,
			  err)) {
			if (err->kind == ERR_STOPPED || err->kind == ERR_NET)
				return false;
			*err = (struct err)ERR_INIT;
			continue;
		}
		json_each(item, json_get(reply, lists[i].list))
			if (!i)
				candidates_search_see_role(s, item);
			else
				candidates_search_put_short(s, "user",
							    json_str(item, "UserName"));
		json_free(reply);
	}
	return true;
}

/* *whole: by the account's details, which the memory learns of those that remain. */
static bool candidates_search_make_short_list(struct search *s, struct aws *a, bool *whole,
					      struct err *err)
{
	unsigned parts = (candidates_search_asks_for(s->of->rows, "role") ? ACCOUNT_ROLES :
									    0) |
		(candidates_search_asks_for(s->of->rows, "user") ? ACCOUNT_USERS : 0);

	*whole = account_read(a, parts, candidates_search_see, s, NULL, err);
	if (*whole)
		return true;
	if (err->kind == ERR_STOPPED || err->kind == ERR_NET)
		return false;
	*err = (struct err)ERR_INIT;
	return candidates_search_list_plainly(s, a, err);
}

/* --- those that remain, in full --------------------------------------------------------- */

static void candidates_search_weigh(const struct candidate_search *s,
				    struct candidate_row *row, const char *name,
				    const struct json *found, const struct json *managed)
{
	struct candidate one;

	if (str_eq(row->kind, "role") &&
	    !candidates_search_lets_in(json_get(found, "trust"),
				       candidates_search_wanted_trust(s, row)))
		return;
	one = candidate_load(name, found);
	if (candidates_judge(s, row, &one, found, managed)) {
		/* Takes one. The best come first, then by name. */
		size_t at = 0;

		while (at < row->count &&
		       (row->items[at].fit < one.fit ||
			(row->items[at].fit == one.fit &&
			 strcmp(row->items[at].name, one.name) <= 0)))
			at++;
		row->items = xrealloc(row->items, (row->count + 1) * sizeof(*row->items));
		memmove(&row->items[at + 1], &row->items[at],
			(row->count - at) * sizeof(*row->items));
		row->items[at] = one;
		row->count++;
	} else
		candidate_free(&one);
}

static bool candidates_search_read_one(struct search *s, struct aws *a, const char *kind,
				       const char *name, const struct json *managed,
				       struct err *err)
{
	struct json *found;

	if (!holdings_read(a, kind, name, &found, err)) {
		if (err->kind == ERR_STOPPED || err->kind == ERR_NET)
			return false;
		*err = (struct err)ERR_INIT;
		return true;
	}
	for (size_t i = 0; found && i < s->of->rows->count; i++)
		if (str_eq(s->of->rows->items[i].kind, kind))
			candidates_search_weigh(s->of, &s->of->rows->items[i], name, found,
						managed);
	json_free(found);
	return true;
}

static bool candidates_search_read_short_list(struct search *s, struct aws *a, bool whole,
					      struct err *err)
{
	struct reply_cache *memo = reply_cache_new();
	struct json *attached = managed_read(a, s->of->j->wanted, NULL);
	struct json *managed = json_object_new();
	bool ok = true;

	/* Of AWS's own that the template attaches: ARN -> document. */
	json_each(row, attached)
		if (json_get(row, "document"))
			json_put(managed, json_str(row, "arn"),
				 json_copy(json_get(row, "document")));
	json_free(attached);
	if (whole)
		bulk_read_account(a, memo, s->short_list);
	aws_use_cache(a, memo);
	json_each(list, s->short_list) {
		size_t n = 0;

		json_each(name, list)
			if (ok && (whole || n++ < MOST))
				ok = candidates_search_read_one(s, a, json_key(list),
								json_text(name), managed,
								err);
	}
	aws_use_cache(a, NULL);
	reply_cache_free(memo);
	json_free(managed);
	return ok;
}

bool candidates_search(const struct candidate_search *of, struct err *err)
{
	struct search s = { of, json_object_new() };
	struct aws *a = of->j->session->aws;
	bool whole, ok;

	json_put(s.short_list, "role", json_list_new());
	json_put(s.short_list, "user", json_list_new());
	ok = candidates_search_make_short_list(&s, a, &whole, err) &&
		candidates_search_read_short_list(&s, a, whole, err);
	json_free(s.short_list);
	return ok;
}
