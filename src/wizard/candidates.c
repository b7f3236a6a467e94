/* candidates.c - see candidates.h. Here: who is looked for, and which one is taken. */
#include "config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "pack/answers.h"
#include "resource/resource_call.h"
#include "session/session.h"
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
static bool candidates_is_absent(struct aws *a, struct resource *resource, bool *absent,
				 struct err *err)
{
	size_t k = str_eq(resource->kind, "user");
	struct json *reply = NULL;
	const char *path;
	bool there, ok;

	ok = call_if_there(a, kinds[k].get, params(kinds[k].param, resource->name, NULL),
			   &reply, &there, err);
	path = json_str(json_get(reply, kinds[k].member), "Path");
	if (*path)
		resource_put_str(resource, EXISTING_PATH, path);
	json_free(reply);
	*absent = ok && !there;
	if (ok || err->kind == ERR_STOPPED || err->kind == ERR_NET)
		return ok;
	*err = (struct err)ERR_INIT;
	return true;
}

static bool candidates_is_principal(const struct resource *resource)
{
	return str_eq(resource->kind, "role") || str_eq(resource->kind, "user");
}

static bool candidates_is_open(const struct journey *j, const struct resource *resource)
{
	const char *by = resource_str(resource, "named_by");

	return candidates_is_principal(resource) && *by && !*json_str(j->given.values, by);
}

/* Of those that exist the paths are read: what is wanted names them. */
static bool candidates_add_open(const struct candidate_search *s, struct err *err)
{
	struct candidate_rows *rows = s->rows;
	bool any = false;

	for (size_t i = 0; i < s->wanted.count; i++)
		any = any || candidates_is_open(s->j, s->wanted.items[i]);
	for (size_t i = 0; any && i < s->wanted.count; i++) {
		struct resource *resource = s->wanted.items[i];
		bool absent;

		if (!candidates_is_principal(resource))
			continue;
		if (!candidates_is_absent(s->j->session->aws, resource, &absent, err))
			return false;
		if (!absent || !candidates_is_open(s->j, resource))
			continue;
		rows->items = xrealloc(rows->items,
				       (rows->count + 1) * sizeof(*rows->items));
		rows->items[rows->count++] = (struct candidate_row){
			.value = xstrdup(resource_str(resource, "named_by")),
			.kind = xstrdup(resource->kind),
			.of = xstrdup(resource->id),
			.default_name = xstrdup(resource->name),
		};
	}
	return true;
}

bool candidates_find(const struct journey *j, struct candidate_rows *rows, struct err *err)
{
	struct candidate_search s = { j, resources_load(json_get(j->wanted, "resources")),
				      rows };
	bool ok;

	*rows = (struct candidate_rows){ NULL };
	ok = candidates_add_open(&s, err) && (!rows->count || candidates_search(&s, err));
	resources_free(&s.wanted);
	if (!ok)
		candidate_rows_free(rows);
	return ok;
}

/* --- which one is taken ---------------------------------------------------------------- */

size_t candidates_best(const struct candidate_row *row)
{
	size_t n = 0;

	while (n < row->count && row->items[n].fit == row->items[0].fit)
		n++;
	return n && row->items[0].fit == FIT_EVERYTHING ? 0 : n;
}

static bool candidates_choose(const struct candidate_row *row, size_t n, struct err *err)
{
	struct buf names = BUF(300), hint = BUF(400);

	for (size_t i = 0; i < n; i++) {
		const char *name = row->items[i].name;

		buf_fmt(&names, "%s%s", i ? ", " : "", name);
		buf_fmt(&hint, "%s--set %s=%s", i ? " or " : "", row->value, name);
	}
	err_set(err, ERR_CHOICE,
		"there is no %s '%s', and several others fit the template: %s", row->kind,
		row->default_name, names.s);
	err_field(err, row->value);
	err_hint(err, "choose one: %s", hint.s);
	buf_free(&names);
	buf_free(&hint);
	return false;
}

bool candidates_settle(struct journey *j, struct candidate_rows *rows, struct err *err)
{
	bool any = false;

	if (!candidates_find(j, rows, err))
		return false;
	for (size_t i = 0; i < rows->count; i++) {
		struct candidate_row *row = &rows->items[i];
		size_t n = candidates_best(row);

		if (n > 1)
			return candidates_choose(row, n, err);
		if (!n)
			continue;
		if (!answers_set(&j->given, j->pack, row->value, row->items[0].name, err))
			return false;
		row->taken = xstrdup(row->items[0].name);
		any = true;
	}
	return !any || journey_answers(j, err);
}

void candidates_words(struct buf *out, const struct candidate_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct candidate_row *row = &rows->items[i];

		if (row->taken)
			buf_fmt(out,
				"There is no %s '%s'. The %s '%s' (%s) %s: it is "
				"taken for it; --set %s=NAME names another.\n",
				row->kind, row->default_name, row->kind, row->taken,
				row->items[0].arn, row->items[0].text, row->value);
	}
}

/* --- the rows in memory ---------------------------------------------------------------- */

void candidate_free(struct candidate *one)
{
	free(one->name);
	free(one->arn);
	free(one->path);
	json_free(one->missing);
	free(one->text);
	*one = (struct candidate){ .name = NULL };
}

struct candidate_row candidate_row_copy(const struct candidate_row *row)
{
	struct candidate_row copy = { .value = xstrdup(row->value),
				      .kind = xstrdup(row->kind),
				      .of = xstrdup(row->of),
				      .default_name = xstrdup(row->default_name),
				      .taken = row->taken ? xstrdup(row->taken) : NULL,
				      .items = xcalloc(row->count + 1, sizeof(*row->items)),
				      .count = row->count };

	for (size_t i = 0; i < row->count; i++) {
		const struct candidate *one = &row->items[i];

		copy.items[i] = (struct candidate){ .name = xstrdup(one->name),
						    .arn = xstrdup(one->arn),
						    .path = xstrdup(one->path),
						    .fit = one->fit,
						    .missing = json_copy(one->missing),
						    .text = xstrdup(one->text) };
	}
	return copy;
}

void candidate_row_free(struct candidate_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		candidate_free(&row->items[i]);
	free(row->items);
	free(row->value);
	free(row->kind);
	free(row->of);
	free(row->default_name);
	free(row->taken);
	*row = (struct candidate_row){ .value = NULL };
}

void candidate_rows_free(struct candidate_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		candidate_row_free(&rows->items[i]);
	free(rows->items);
	*rows = (struct candidate_rows){ NULL };
}
