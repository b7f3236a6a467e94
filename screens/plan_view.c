/*
 * plan_view.c - lines about a plan, in the colors of what is created, changed and removed.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/describe_step.h"
#include "plan/kept_event.h"
#include "plan/plan.h"
#include "screens/context.h"
#include "screens/statement_view.h"
#include "wizard/document_change.h"

static bool plan_view_is_there(const struct json *j)
{
	return json_type(j) != JSON_NONE && json_type(j) != JSON_NULL;
}

static void plan_view_add_lines(struct textview *v, enum role role, const char *sign,
				const char *path, const char *text)
{
	if (*path)
		textview_fmt(v, role, "    %s %s:", sign, path);
	for (const char *s = text; *s;) {
		size_t n = strcspn(s, "\n");
		char *line = xasprintf("    %s   %.*s", sign, (int)n, s);

		textview_line(v, role, line);
		textview_hang(v, 10 + (int)strspn(s, " "));
		free(line);
		s += n + (s[n] == '\n');
	}
}

static void plan_view_add_value(struct textview *v, enum role role, const char *sign,
				const char *path, const struct json *value)
{
	struct buf line = BUF(BUF_TEXT);

	if (json_text(value))
		buf_str(&line, json_text(value));
	else
		json_print(&line, value);
	if (json_text(value) && strchr(line.s, '\n'))
		plan_view_add_lines(v, role, sign, path, line.s);
	else if (json_text(value) || line.len < 40) {
		const char *text = line.s;

		textview_fmt(v, role, "    %s %s%s", sign, path, *path ? ": " : "");
		textview_span(v, role, text);
		textview_hang(v, 8);
	} else {
		/* A document has one line for each member. */
		struct buf text = BUF(BUF_TEXT);

		json_pretty(&text, value);
		plan_view_add_lines(v, role, sign, path, text.s);
		buf_free(&text);
	}
	buf_free(&line);
}

static void plan_view_add_diff(struct textview *v, const struct json *diff)
{
	json_each(row, diff) {
		const struct json *found = json_get(row, "found");
		const struct json *wanted = json_get(row, "wanted");

		if (plan_view_is_there(found))
			plan_view_add_value(v, R_REMOVE, "-", json_str(row, "path"), found);
		if (plan_view_is_there(wanted))
			plan_view_add_value(v, R_ADD, "+", json_str(row, "path"), wanted);
	}
}

static const struct { const char *sign; enum role role; } signs[] = {
	[ACTION_NONE] = { "=", R_QUIET }, [ACTION_CREATE] = { "+", R_ADD },
	[ACTION_UPDATE] = { "~", R_CHANGE }, [ACTION_ADOPT] = { "=", R_TEXT },
	[ACTION_REMOVE] = { "-", R_REMOVE },
};

static void plan_view_add_step(struct textview *v, const struct step *step)
{
	struct buf says = BUF(2048);

	describe_doing(&says, step);
	if (step->unread) {
		textview_fmt(v, R_WARN, "? %s", says.s);
		textview_hang(v, 2);
		buf_free(&says);
		return;
	}
	textview_fmt(v, signs[step->action].role, "%s %s", signs[step->action].sign,
		     says.s);
	textview_hang(v, 2);
	buf_free(&says);
}

void context_steps(struct textview *v, const struct plan *plan)
{
	for (int quiet = 0; quiet < 2; quiet++)
		for (size_t i = 0; i < plan->count; i++) {
			const struct step *step = &plan->steps[i];
			bool changes =
				step->action != ACTION_NONE && step->action != ACTION_ADOPT;

			/* Without a resource and without a change: part of another step. */
			if (!step->resource && step->action == ACTION_NONE)
				continue;
			if ((!step->unread && !changes) == quiet)
				plan_view_add_step(v, step);
		}
}

size_t context_notices(struct textview *v, const struct json *report)
{
	const struct json *list = json_get(report, "notices");

	if (json_count(list)) {
		textview_line(v, R_TEXT, "");
		textview_line(v, R_TITLE, "On this computer");
	}
	json_each(notice, list) {
		textview_line(v, R_TEXT, "  ");
		textview_span(v, R_WARN, json_text(notice));
		textview_hang(v, 4);
	}
	return json_count(list);
}

size_t context_kept(struct textview *v, const struct plan *plan)
{
	struct json *left = plan_left(plan);
	size_t n = json_count(left);

	if (n) {
		textview_line(v, R_TEXT, "");
		textview_line(v, R_TITLE, "What is left, and why");
	}
	json_each(event, left) {
		const struct kept one = kept_read(event);

		textview_fmt(v, R_TEXT, "%s '%s': ", kind_label(one.kind), one.name);
		textview_span(v, R_WARN, one.why);
		textview_hang(v, 2);
	}
	json_free(left);
	return n;
}

/* True: the step's policy document is shown as a table, with all else that differs. */
static bool plan_view_add_statements(struct textview *v, const struct plan *plan,
				     const struct step *step)
{
	struct statement_table t;
	bool read = document_change_read(&t, plan, step);

	if (read) {
		struct json *rest = document_change_rest(step);

		plan_view_add_diff(v, rest);
		json_free(rest);
		textview_fmt(v, R_QUIET, "    %s:", document_change_title(step));
		statement_view_rows(v, &t, 4, false);
	}
	statement_table_free(&t);
	return read;
}

void context_step_diff(struct textview *v, const struct plan *plan, const struct step *step,
		       bool json)
{
	if (json || !plan_view_add_statements(v, plan, step))
		plan_view_add_diff(v, step->diff);
}

void context_changes(struct textview *v, const struct plan *plan, bool json)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];

		if (step->action != ACTION_CREATE && step->action != ACTION_UPDATE)
			continue;
		if (!step->resource || !json_count(step->diff))
			continue;
		plan_view_add_step(v, step);
		context_step_diff(v, plan, step, json);
	}
}

size_t context_replaced(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].action == ACTION_UPDATE)
			json_each(row, plan->steps[i].diff)
				n += plan_view_is_there(json_get(row, "found"));
	return n;
}
