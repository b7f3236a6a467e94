/*
 * candidates_search.c - who of the account comes into question for the rows: roles by their
 * trust policy, and users; see candidates.h.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "resource/managed_read.h"
#include "session/session.h"
#include "wizard/candidates_internal.h"
#include "wizard/journey.h"
#include "wizard/principals.h"

struct search {
	const struct candidate_search *of;
	struct json *
		managed; /* AWS's own policies that the template attaches: ARN -> document */
};

/* Whether the row is of a role that this trust policy fits. */
static bool candidates_search_fits(const struct candidate_search *s,
				   const struct candidate_row *row,
				   const struct json *trust)
{
	return str_eq(row->kind, "role") &&
		principals_trusted(
			trust,
			resource_get(resources_find(&s->wanted, row->of), "document"));
}

static bool candidates_search_trusts(void *with, const struct json *trust)
{
	const struct candidate_search *s = ((const struct search *)with)->of;

	for (size_t i = 0; i < s->rows->count; i++)
		if (candidates_search_fits(s, &s->rows->items[i], trust))
			return true;
	return false;
}

/* Takes one. The best come first, then by name. */
static void candidates_search_add(struct candidate_row *row, struct candidate one)
{
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
}

static void candidates_search_weigh(void *with, const char *kind, const char *name,
				    const struct json *found)
{
	const struct search *s = with;

	for (size_t i = 0; i < s->of->rows->count; i++) {
		struct candidate_row *row = &s->of->rows->items[i];
		struct candidate one;

		if (!str_eq(row->kind, kind) ||
		    (str_eq(kind, "role") &&
		     !candidates_search_fits(s->of, row, json_get(found, "trust"))))
			continue;
		one = candidate_load(name, found);
		if (candidates_judge(s->of, row, &one, found, s->managed))
			candidates_search_add(row, one);
		else
			candidate_free(&one);
	}
}

static bool candidates_search_asks_for(const struct candidate_rows *rows, const char *kind)
{
	for (size_t i = 0; i < rows->count; i++)
		if (str_eq(rows->items[i].kind, kind))
			return true;
	return false;
}

bool candidates_search(const struct candidate_search *of, struct err *err)
{
	struct aws *a = of->j->session->aws;
	struct search s = { of, managed_documents(a, of->j->wanted) };
	const struct principals who = {
		.roles = candidates_search_asks_for(of->rows, "role"),
		.users = candidates_search_asks_for(of->rows, "user"),
		.trusts = candidates_search_trusts,
		.told = candidates_search_weigh,
		.with = &s,
	};
	bool ok = principals_read(a, &who, err);

	json_free(s.managed);
	return ok;
}
