/* candidates.c - see candidates.h. Here: who is looked for, and which one is taken. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/answers.h"
#include "resource/resource_call.h"
#include "session/session.h"
#include "wizard/candidates.h"
#include "wizard/candidates_internal.h"
#include "wizard/journey.h"

/* --- who is looked for --------------------------------------------------------------- */

static const struct { const char *kind, *param, *member; enum aws_op_id get; } kinds[] = {
	{ "role", "RoleName", "Role", OP_IAM_GET_ROLE },
	{ "user", "UserName", "User", OP_IAM_GET_USER },
};

/*
 * Where the caller may not look it may be there, and its name stands. A path that it has
 * is put into resource, for the search.
 */
static bool candidates_is_absent(struct aws *a, struct json *resource, bool *absent,
				 struct err *err)
{
	size_t k = str_eq(json_str(resource, "kind"), "user");
	struct json *reply = NULL;
	const char *path;
	bool there, ok;

	ok = call_if_there(a, kinds[k].get, params(kinds[k].param, json_str(resource, "name"),
						   NULL), &reply, &there, err);
	path = json_str(json_get(reply, kinds[k].member), "Path");
	if (*path)
		json_put_str(resource, LIES_UNDER, path);
	json_free(reply);
	*absent = ok && !there;
	if (ok || err->kind == ERR_STOPPED || err->kind == ERR_NET)
		return ok;
	*err = (struct err)ERR_INIT;
	return true;
}

static bool candidates_is_principal(const struct json *resource)
{
	return str_eq(json_str(resource, "kind"), "role") ||
	       str_eq(json_str(resource, "kind"), "user");
}

static bool candidates_is_open(const struct journey *j, const struct json *resource)
{
	const char *by = json_str(resource, "named_by");

	return candidates_is_principal(resource) && *by && !*json_str(j->given.values, by);
}

static bool candidates_any_open(const struct journey *j, const struct json *resources)
{
	json_each(resource, resources)
		if (candidates_is_open(j, resource))
			return true;
	return false;
}

/* Of those that are there the paths are learned: what is wanted names them. */
static bool candidates_add_open(struct journey *j, struct json *rows, struct err *err)
{
	const struct json *resources = json_get(j->wanted, "resources");

	json_each (resource, candidates_any_open(j, resources) ? resources : NULL) {
		struct json *row;
		bool absent;

		if (!candidates_is_principal(resource))
			continue;
		if (!candidates_is_absent(j->session->aws, resource, &absent, err))
			return false;
		if (!absent || !candidates_is_open(j, resource))
			continue;
		row = json_push(rows, json_object_new());
		json_put_str(row, "event", "found");
		json_put_str(row, "value", json_str(resource, "named_by"));
		json_put_str(row, "kind", json_str(resource, "kind"));
		json_put_str(row, "of", json_str(resource, "id"));
		json_put_str(row, "default", json_str(resource, "name"));
		json_put(row, "candidates", json_list_new());
	}
	return true;
}

struct json *candidates_find(struct journey *j, struct err *err)
{
	struct json *rows = json_list_new();
	bool ok = candidates_add_open(j, rows, err) &&
		(!json_count(rows) || candidates_search(j, rows, err));

	json_each(resource, json_get(j->wanted, "resources"))
		json_drop(resource, LIES_UNDER);
	if (ok)
		return rows;
	json_free(rows);
	return NULL;
}

/* --- which one is taken ---------------------------------------------------------------- */

size_t candidates_best(const struct json *candidates)
{
	const char *best = json_str(json_first(candidates), "fits");
	size_t n = 0;

	json_each(one, str_eq(best, "everything") ? NULL : candidates)
		n += str_eq(json_str(one, "fits"), best);
	return n;
}

static bool candidates_choose(const struct json *row, size_t n, struct err *err)
{
	const char *value = json_str(row, "value");
	struct buf names = BUF(300), hint = BUF(400);

	json_each(one, json_get(row, "candidates")) {
		const char *before = names.len ? ", " : "";

		if (!n--)
			break;
		buf_fmt(&names, "%s%s", before, json_str(one, "name"));
		buf_fmt(&hint, "%s--set %s=%s", *before ? " or " : "", value,
			json_str(one, "name"));
	}
	err_set(err, ERR_CHOICE, "there is no %s '%s', and several others fit what the template "
		"wants: %s", json_str(row, "kind"), json_str(row, "default"), names.s);
	err_field(err, value);
	err_hint(err, "name the one that is meant: %s", hint.s);
	buf_free(&names);
	buf_free(&hint);
	return false;
}

bool candidates_take(struct journey *j, struct json *row, const char *name, struct err *err)
{
	if (!answers_set(&j->given, j->pack, json_str(row, "value"), name, err))
		return false;
	json_put_str(row, "taken", name);
	return true;
}

bool candidates_settle(struct journey *j, struct json **rows, struct err *err)
{
	bool any = false;

	*rows = candidates_find(j, err);
	if (!*rows)
		return false;
	json_each(row, *rows) {
		const struct json *all = json_get(row, "candidates");
		size_t n = candidates_best(all);

		if (n > 1)
			return candidates_choose(row, n, err);
		if (n && !candidates_take(j, row, json_str(json_first(all), "name"), err))
			return false;
		any |= n;
	}
	return !any || journey_answers(j, err);
}

void candidates_words(struct buf *out, const struct json *rows)
{
	json_each(row, rows) {
		const char *taken = json_str(row, "taken");

		json_each(one, *taken ? json_get(row, "candidates") : NULL)
			if (str_eq(json_str(one, "name"), taken))
				buf_fmt(out, "There is no %s '%s'. The %s '%s' (%s) %s: it is "
					"taken for it; --set %s=NAME names another.\n",
					json_str(row, "kind"), json_str(row, "default"),
					json_str(row, "kind"), taken, json_str(one, "arn"),
					json_str(one, "text"), json_str(row, "value"));
	}
}
