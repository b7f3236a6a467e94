/* statement_view.c - see statement_view.h. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "screens/statement_view.h"

/* "<Label>" is a value that is not known yet. */
static enum role statement_view_role(const char *text)
{
	const char *at = strchr(text, '<');

	if (at && isalnum((unsigned char)at[1]) && strchr(at, '>'))
		return R_WARN;
	return strstr(text, "arn:") ? R_LINK : R_TEXT;
}

static void statement_view_add_finding(struct textview *v, const struct statement_line *line,
				       int indent, bool fixes)
{
	enum role role = line->severity == SEVERITY_HIGH ? R_FAIL : R_WARN;

	textview_fmt(v, role, "%*s%s %-*s", indent + 2, "", glyphs()->warn,
		     STATEMENT_LABEL - 2, line->label);
	textview_span(v, R_TEXT, line->text);
	textview_hang(v, indent + 2 + STATEMENT_LABEL);
	if (!fixes || !*line->fix)
		return;
	textview_fmt(v, R_QUIET, "%*sRecommendation: ", indent + 2 + STATEMENT_LABEL, "");
	textview_span(v, R_QUIET, line->fix);
	textview_hang(v, indent + 2 + STATEMENT_LABEL);
}

static const enum role roles[] = {
	[MARK_NONE] = R_TEXT, [MARK_ADDED] = R_ADD, [MARK_REMOVED] = R_REMOVE,
	[MARK_CHANGED] = R_CHANGE,
};

static void statement_view_add_line(struct textview *v, const struct statement_line *line,
				    int indent)
{
	int mark = line->mark ? 2 : 0;

	textview_fmt(v, R_QUIET, "%*s%-*s", indent + 2, "", STATEMENT_LABEL, line->label);
	if (line->mark)
		textview_span(v, roles[line->mark],
			      (const char[]){ statement_marks[line->mark], ' ', '\0' });
	textview_span(v, line->mark ? roles[line->mark] : statement_view_role(line->text),
		      line->text);
	textview_span(v, line->mark ? roles[line->mark] : R_WARN, line->wild);
	textview_hang(v, indent + 2 + STATEMENT_LABEL + mark);
}

void statement_view_rows(struct textview *v, const struct statement_table *t, int indent,
			 bool fixes)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct statement_row *row = &t->rows[i];
		enum role role = row->mark ? roles[row->mark] : row->deny ? R_FAIL : R_DONE;
		char number[24] = "";

		if (row->index)
			snprintf(number, sizeof(number), "%zu ", row->index);
		textview_fmt(v, role, "%*s%.*s%s%s", indent, "", row->mark ? 2 : 0,
			     (const char[]){ statement_marks[row->mark], ' ', 0 }, number,
			     row->effect);
		if (*row->sid)
			textview_span(v, R_QUIET, "  ");
		textview_span(v, R_QUIET, row->sid);
		textview_hang(v, indent + 2);
		for (size_t k = 0; k < row->count; k++)
			if (row->lines[k].part == PART_FINDING)
				statement_view_add_finding(v, &row->lines[k], indent, fixes);
			else
				statement_view_add_line(v, &row->lines[k], indent);
	}
	if (!t->count && !t->same && !t->unread)
		textview_fmt(v, R_QUIET, "%*sNo statements: it allows nothing.", indent, "");
	if (t->same && t->count)
		textview_fmt(v, R_QUIET, "%*s%zu statement%s unchanged", indent, "", t->same,
			     t->same == 1 ? "" : "s");
}

void statement_view_policy(struct textview *v, const struct pack_policy *policy,
			   const struct statement_table *t)
{
	if (*t->extent)
		textview_line(v, str_starts(t->extent, "Only") ? R_TEXT : R_WARN,
			      t->extent);
	textview_line(v, R_TITLE, "Allows: ");
	textview_span(v, R_TEXT, policy->grants);
	textview_line(v, R_WARN, "Risks: ");
	textview_span(v, R_TEXT, policy->risks);
}

void statement_view_json(struct textview *v, enum role role, const char *before,
			 const struct json *document)
{
	struct buf text = BUF(BUF_TEXT);

	json_pretty(&text, document);
	for (const char *s = text.s; *s;) {
		size_t n = strcspn(s, "\n");
		char *line = xasprintf("%s%.*s", before, (int)n, s);
		enum role own = statement_view_role(line);

		/* wildcards and values that are not known yet are highlighted */
		if (role != R_TEXT)
			own = role;
		else if (own != R_WARN && (strstr(line, "\"*\"") || strstr(line, ":*\"")))
			own = R_WARN;
		textview_line(v, own, line);
		textview_hang(v, (int)(strlen(before) + strspn(s, " ")) + 2);
		free(line);
		s += n + (s[n] == '\n');
	}
	buf_free(&text);
}
