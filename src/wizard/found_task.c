/*
 * found_task.c - the roles and users that a setup created manually may be, for a face that
 * lets a person choose; see wizard.h.
 */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "format/json.h"
#include "pack/answers.h"
#include "wizard/candidates.h"
#include "wizard/wizard_internal.h"

bool found_task_choose(struct wizard *w, struct err *err)
{
	const struct candidate_row *first;
	size_t n = 0;

	candidate_rows_free(&w->found);
	if (!candidates_find(&w->j, &w->found, err))
		return false;
	/* Rows that leave no choice are no questions. */
	for (size_t i = 0; i < w->found.count; i++)
		if (w->found.items[i].count)
			w->found.items[n++] = w->found.items[i];
		else
			candidate_row_free(&w->found.items[i]);
	w->found.count = n;
	if (!n)
		candidate_rows_free(&w->found);
	if (!w->found.count)
		return true;
	first = &w->found.items[0];
	err_set(err, ERR_CHOICE, "there is no %s '%s', but others fit the template",
		first->kind, first->default_name);
	err_field(err, first->value);
	return err_hint(err, "choose one, or --set %s=NAME", first->value);
}

bool wizard_choose_found(struct wizard *w, const char *name, struct err *err)
{
	struct candidate_rows *rows = &w->found;

	if (!rows->count)
		return false;
	if (!answers_set(&w->j.given, w->j.pack, rows->items[0].value, name, err)) {
		candidate_rows_free(rows);
		return false;
	}
	candidate_row_free(&rows->items[0]);
	rows->count--;
	memmove(&rows->items[0], &rows->items[1], rows->count * sizeof(*rows->items));
	if (!rows->count)
		candidate_rows_free(rows);
	return true;
}

void wizard_describe_candidate(const struct candidate_row *row,
			       const struct candidate *candidate, struct buf *out)
{
	buf_fmt(out, "The %s '%s' (%s) %s.\n", row->kind, candidate->name, candidate->arn,
		candidate->text);
	if (!json_count(candidate->missing))
		return;
	buf_str(out, "Missing:\n");
	json_each(statement, candidate->missing)
		json_pretty(out, statement);
	buf_char(out, '\n');
}
