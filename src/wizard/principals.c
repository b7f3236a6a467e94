/* principals.c - see principals.h. */
#include "config.h"

#include "aws/reply_cache.h"
#include "base/str.h"
#include "format/json.h"
#include "policy/iam_policy.h"
#include "resource/account.h"
#include "resource/bulk_read.h"
#include "resource/document.h"
#include "resource/holdings.h"
#include "resource/resource_call.h"
#include "wizard/principals.h"

#define MOST 100	/* are read one by one, where the account's details may not be */
#define OF_AWS "/aws-service-role/"

struct listing {
	const struct principals *of;
	struct json *names; /* {"role": names, "user": names} */
};

bool principals_trusted(const struct json *trust, const struct json *wanted)
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

static void principals_add(struct listing *l, const char *kind, const char *name)
{
	struct json *list = json_get(l->names, kind);

	if (!json_has(list, name)) /* some come twice: see account.h */
		json_push(list, json_string_new(name));
}

static void principals_see_role(struct listing *l, const struct json *item)
{
	struct err ignored = ERR_INIT;
	struct json *trust;

	if (str_starts(json_str(item, "Path"), OF_AWS))
		return;
	trust = document_decode(json_str(item, "AssumeRolePolicyDocument"), "a trust", &ignored);
	if (trust && l->of->trusts(l->of->with, trust))
		principals_add(l, "role", json_str(item, "RoleName"));
	json_free(trust);
}

static void principals_see(void *with, const char *list, struct json *item)
{
	if (str_eq(list, ACCOUNT_ROLE_LIST))
		principals_see_role(with, item);
	else if (str_eq(list, ACCOUNT_USER_LIST) &&
		 (json_count(json_get(item, "UserPolicyList")) ||
		  json_count(json_get(item, "AttachedManagedPolicies")) ||
		  json_count(json_get(item, "GroupList"))))
		principals_add(with, "user", json_str(item, "UserName"));
	json_free(item);
}

static bool principals_is_end(const struct err *err)
{
	return err->kind == ERR_STOPPED || err->kind == ERR_NET;
}

/* By the plain lists, where the account's details may not be read. */
static bool principals_list_plainly(struct listing *l, struct aws *a, struct err *err)
{
	const struct { bool wanted; const char *list; enum aws_op_id op; } lists[] = {
		{ l->of->roles, "Roles", OP_IAM_LIST_ROLES },
		{ l->of->users, "Users", OP_IAM_LIST_USERS },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		struct json *reply = NULL;

		if (lists[i].wanted)
			call(a, lists[i].op, params("MaxItems", "1000", NULL), &reply, NULL,
			     err);
		if (principals_is_end(err))
			return false;
		*err = (struct err)ERR_INIT;
		json_each(item, json_get(reply, lists[i].list))
			if (!i)
				principals_see_role(l, item);
			else
				principals_add(l, "user", json_str(item, "UserName"));
		json_free(reply);
	}
	return true;
}

/* *whole: by the account's details, which the memory learns of those that remain. */
static bool principals_list(struct listing *l, struct aws *a, bool *whole, struct err *err)
{
	unsigned parts = (l->of->roles ? ACCOUNT_ROLES : 0) |
		(l->of->users ? ACCOUNT_USERS : 0);

	*whole = account_read(a, parts, principals_see, l, NULL, err);
	if (*whole)
		return true;
	if (principals_is_end(err))
		return false;
	*err = (struct err)ERR_INIT;
	return principals_list_plainly(l, a, err);
}

static bool principals_read_one(const struct listing *l, struct aws *a, const char *kind,
				const char *name, struct err *err)
{
	struct json *found;

	if (!holdings_read(a, kind, name, &found, err)) {
		if (principals_is_end(err))
			return false;
		*err = (struct err)ERR_INIT;
		return true;
	}
	/* What the lists said may have changed, and is not in the plain ones of users. */
	if (found && (str_eq(kind, "user") ||
		      l->of->trusts(l->of->with, json_get(found, "trust"))))
		l->of->told(l->of->with, kind, name, found);
	json_free(found);
	return true;
}

bool principals_read(struct aws *a, const struct principals *p, struct err *err)
{
	struct listing l = { p, json_object_new() };
	struct reply_cache *memo = reply_cache_new();
	bool whole, ok;

	json_put(l.names, "role", json_list_new());
	json_put(l.names, "user", json_list_new());
	ok = principals_list(&l, a, &whole, err);
	if (ok && whole)
		bulk_read_account(a, memo, l.names);
	aws_use_cache(a, memo);
	json_each(list, l.names) {
		size_t n = 0;

		json_each(name, list)
			if (ok && (whole || n++ < MOST))
				ok = principals_read_one(&l, a, json_key(list),
							 json_text(name), err);
	}
	aws_use_cache(a, NULL);
	reply_cache_free(memo);
	json_free(l.names);
	return ok;
}
