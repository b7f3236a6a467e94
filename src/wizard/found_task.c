/*
 * found_task.c - the roles and users that a setup created manually may be, for a face that
 * lets a person choose; see wizard.h.
 */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "pack/answers.h"
#include "wizard/candidates.h"
#include "wizard/wizard_internal.h"

/* Rows that leave no choice are no questions. */
static struct json *found_task_with_candidates(struct json *rows)
{
	struct json *left = json_list_new();

	json_each(row, rows)
		if (json_count(json_get(row, "candidates")))
			json_push(left, json_copy(row));
	json_free(rows);
	return left;
}

bool found_task_choose(struct wizard *w, struct err *err)
{
	struct json *rows = candidates_find(&w->j, err);

	json_free(w->found);
	w->found = NULL;
	if (!rows)
		return false;
	w->found = found_task_with_candidates(rows);
	if (!json_count(w->found)) {
		json_free(w->found);
		w->found = NULL;
		return true;
	}
	err_set(err, ERR_CHOICE, "there is no %s '%s', but there are others that may be meant",
		json_str(json_first(w->found), "kind"), json_str(json_first(w->found), "default"));
	err_field(err, json_str(json_first(w->found), "value"));
	return err_hint(err, "choose the one that is meant, or --set %s=NAME",
			json_str(json_first(w->found), "value"));
}

bool wizard_choose_found(struct wizard *w, const char *name, struct err *err)
{
	struct json *row = json_shift(w->found);
	bool ok = row && answers_set(&w->j.given, w->j.pack, json_str(row, "value"), name, err);

	json_free(row);
	if (ok && json_count(w->found))
		return true;
	json_free(w->found);
	w->found = NULL;
	return ok;
}

void wizard_describe_candidate(const struct json *row, const struct json *candidate,
			       struct buf *out)
{
	buf_fmt(out, "The %s '%s' (%s) %s.\n", json_str(row, "kind"),
		json_str(candidate, "name"), json_str(candidate, "arn"),
		json_str(candidate, "text"));
	if (!json_count(json_get(candidate, "missing")))
		return;
	buf_str(out, "Missing:\n");
	json_each(statement, json_get(candidate, "missing"))
		json_pretty(out, statement);
	buf_char(out, '\n');
}
