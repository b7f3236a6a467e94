/* document_change.c - see document_change.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/plan.h"
#include "wizard/document_change.h"

bool document_change_has(const struct json *row)
{
	return str_starts(json_str(row, "path"), "document");
}

bool document_change_read(struct statement_table *t, const struct plan *plan,
			  const struct step *step)
{
	const struct json *wanted = resource_get(step->resource, "document");
	const struct json *found = resource_get(step->before, "document");
	const char *account = json_str(plan->wanted, "account");
	bool differs = false, extras_stay = true;

	*t = (struct statement_table){ .rows = NULL };
	json_each(row, step->diff) {
		differs |= document_change_has(row);
		/* additions alone: what else is found is left as it is */
		extras_stay &= !document_change_has(row) ||
			json_type(json_get(row, "found")) == JSON_NULL ||
			json_type(json_get(row, "found")) == JSON_NONE;
	}
	if (!differs || !statement_table_fits(wanted))
		return false;
	if (!found)
		return statement_table_read(t, wanted, *account ? account : NULL);
	return statement_table_diff(t, found, wanted, extras_stay) && t->count;
}

const char *document_change_title(const struct step *step)
{
	const struct kind *kind = kind_find(step->kind);

	return kind && kind->document == DOCUMENT_TRUST ? "Trust policy" : "Policy";
}

struct json *document_change_rest(const struct step *step)
{
	struct json *rest = json_list_new();

	json_each(row, step->diff)
		if (!document_change_has(row))
			json_push(rest, json_copy(row));
	return rest;
}
