/* describe_statements.c - tables of statements as plain lines; see describe.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/plan.h"
#include "wizard/describe.h"
#include "wizard/document_change.h"

static void describe_statements_line(struct buf *out, const struct statement_line *line,
				     const char *indent)
{
	if (line->part == PART_FINDING)
		buf_fmt(out, "%s  ! %s: %s\n", indent, line->label, line->text);
	else
		buf_fmt(out, "%s  %-*s%c%s%s%s\n", indent, STATEMENT_LABEL, line->label,
			statement_marks[line->mark], line->mark ? " " : "", line->text,
			line->wild);
}

void describe_statements(struct buf *out, const struct statement_table *t, const char *indent)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct statement_row *row = &t->rows[i];

		buf_str(out, indent);
		if (row->mark)
			buf_fmt(out, "%c ", statement_marks[row->mark]);
		if (row->index)
			buf_fmt(out, "%zu ", row->index);
		buf_fmt(out, "%s%s%s\n", row->effect, *row->sid ? "  " : "", row->sid);
		for (size_t k = 0; k < row->count; k++)
			describe_statements_line(out, &row->lines[k], indent);
	}
	if (!t->count && !t->same)
		buf_fmt(out, "%sNo statements: it allows nothing.\n", indent);
	else if (t->same && t->count)
		buf_fmt(out, "%s%zu statement%s unchanged\n", indent, t->same,
			t->same == 1 ? "" : "s");
}

void describe_changes(struct buf *out, const struct plan *plan, const struct step *step,
		      const char *indent)
{
	struct statement_table t;

	if (document_change_read(&t, plan, step)) {
		struct json *rest = document_change_rest(step);

		describe_diff(out, rest, indent);
		buf_fmt(out, "%s%s:\n", indent, document_change_title(step));
		describe_statements(out, &t, indent);
		json_free(rest);
	} else {
		describe_diff(out, step->diff, indent);
	}
	statement_table_free(&t);
}

void describe_documents(struct buf *out, const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];
		const struct json *document = resource_get(step->resource, "document");

		if ((step->action != ACTION_CREATE && step->action != ACTION_UPDATE) ||
		    !statement_table_fits(document))
			continue;
		buf_fmt(out, "%s of %s '%s':\n", document_change_title(step), kind_label(step->kind),
			step->name);
		json_pretty(out, document);
		buf_char(out, '\n');
	}
}
