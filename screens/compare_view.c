/* compare_view.c - see compare_view.h. */
#include "config.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "plan/plan.h"
#include "screens/compare_view.h"
#include "screens/popup.h"
#include "screens/wrap.h"
#include "wizard/describe.h"
#include "wizard/document_change.h"
#include "wizard/surroundings.h"

int compare_view_verdict(const struct comparison_verdict *v, bool of_template,
			 struct box at)
{
	enum role role = comparison_matches(v) ? R_DONE :
		comparison_differs(v)	       ? R_FAIL :
						 R_WARN;
	struct buf text = BUF(400);
	int rows;

	buf_fmt(&text, "%s ", role == R_DONE ? glyphs()->done :
			      role == R_FAIL ? glyphs()->fail :
					       glyphs()->ask);
	comparison_verdict_words(&text, v, of_template);
	rows = wrap_put(at, 0, role, text.s);
	buf_free(&text);
	return rows;
}

/* The lines of the resources that compare like this. True: a difference was shown. */
static bool compare_view_add(struct textview *v, const struct plan *plan,
			     enum comparison_row wanted, bool json)
{
	const struct { const char *mark; enum role role; } marks[] = {
		[ROW_NONE] = { "", R_TEXT },
		[ROW_MATCHES] = { glyphs()->done, R_DONE },
		[ROW_MISSING] = { glyphs()->fail, R_FAIL },
		[ROW_DIFFERS] = { "~", R_CHANGE },
		[ROW_EXTRA] = { "-", R_REMOVE },
		[ROW_UNREAD] = { glyphs()->ask, R_WARN },
	};
	bool any = false;

	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];
		struct buf line = BUF(BUF_TEXT);

		if (comparison_row(&line, step, "") == wanted) {
			textview_fmt(v, marks[wanted].role, "%s ", marks[wanted].mark);
			textview_span(v, wanted == ROW_MATCHES ? R_TEXT : marks[wanted].role,
				      line.s);
			textview_hang(v, 2);
			if (wanted == ROW_DIFFERS) {
				context_step_diff(v, plan, step, json);
				any = true;
			}
		}
		buf_free(&line);
	}
	return any;
}

/* Additions, keys, changes since the last check. urgent: those that need attention. */
static void compare_view_add_events(struct textview *v, const struct json *around,
				    bool urgent)
{
	json_each(event, around) {
		bool counts = surroundings_event_differs(event);
		bool warns = str_eq(json_str(event, "event"), "trust") ||
			str_eq(json_str(event, "event"), "undecided");
		struct buf line = BUF(BUF_TEXT);

		if ((counts || warns) == urgent)
			describe_event(&line, event);
		if (line.len) {
			textview_fmt(v, counts ? R_FAIL : warns ? R_WARN : R_QUIET, "%s ",
				     counts || warns ? glyphs()->warn : glyphs()->dot);
			textview_span(v, counts ? R_FAIL : warns ? R_WARN : R_QUIET, line.s);
			textview_hang(v, 2);
		}
		buf_free(&line);
	}
}

void compare_view_rows(struct textview *v, const struct plan *plan,
		       const struct json *around, bool json)
{
	bool differs;

	compare_view_add(v, plan, ROW_MISSING, json);
	differs = compare_view_add(v, plan, ROW_DIFFERS, json);
	compare_view_add(v, plan, ROW_EXTRA, json);
	if (differs)
		textview_fmt(v, R_QUIET, "  - current %s + expected", glyphs()->dot);
	compare_view_add(v, plan, ROW_UNREAD, json);
	compare_view_add_events(v, around, true);
	compare_view_add(v, plan, ROW_MATCHES, json);
	compare_view_add_events(v, around, false);
}

/* --- evidence --------------------------------------------------------------------- */

/* "expected  PATH: VALUE" for each row of a difference, then the same of what was found. */
static void compare_view_values(struct buf *out, const struct json *diff, const char *label,
				const char *member)
{
	json_each(row, diff) {
		const struct json *value = json_get(row, member);

		buf_fmt(out, "%-9s %s: ", label, json_str(row, "path"));
		if (json_text(value))
			buf_str(out, json_text(value));
		else if (json_type(value) == JSON_NONE || json_type(value) == JSON_NULL)
			buf_str(out, "nothing");
		else
			json_print(out, value);
		buf_char(out, '\n');
	}
}

/* What differs; of a policy document its statements. */
static void compare_view_difference(struct buf *out, const struct plan *plan,
				    const struct step *step)
{
	struct statement_table t;
	bool statements = document_change_read(&t, plan, step);
	struct json *rest = statements ? document_change_rest(step) : json_copy(step->diff);

	compare_view_values(out, rest, "expected", "wanted");
	compare_view_values(out, rest, "found", "found");
	if (statements) {
		buf_fmt(out, "%s (- found, + expected):\n", document_change_title(step));
		describe_statements(out, &t, "  ");
	}
	statement_table_free(&t);
	json_free(rest);
}

static void compare_view_evidence_of(struct buf *out, const struct journey *j,
				     const struct json *event)
{
	const struct comparison one = comparison_read(event);
	const struct step *step = j->plan ? journey_step_of(j, one.id) : NULL;
	const char *request = json_str(one.evidence, "request_id");
	char when[WHEN_SIZE];

	buf_fmt(out, "%s%s '%s'\n", out->len ? "\n" : "", one.kind, one.name);
	if (step && step->action == ACTION_UPDATE) {
		compare_view_difference(out, j->plan, step);
	} else {
		buf_fmt(out, "expected  %s\n", step && step->action == ACTION_REMOVE ?
			"nothing" : "as the template describes it");
		buf_fmt(out, "found     %s\n", json_str(one.evidence, "text"));
	}
	buf_fmt(out, "call      %s\n", json_str(one.evidence, "call"));
	buf_fmt(out, "time      %s\n",
		when_at_iso(when, json_str(one.evidence, "time"), clock_wall()));
	if (*request)
		buf_fmt(out, "request   %s\n", request);
}

void compare_view_evidence(struct loop *loop, const struct wizard *w)
{
	static const char *const verdicts[] = { "no", "cannot-tell", "yes" };
	struct buf text = BUF(BUF_TEXT);

	for (size_t i = 0; i < 3; i++)
		json_each(event, w->verify.compared)
			if (str_eq(json_str(event, "verdict"), verdicts[i]))
				compare_view_evidence_of(&text, &w->j, event);
	popup_message(loop, R_TEXT, "Evidence", text.len ? text.s : "AWS was not asked.");
	buf_free(&text);
}
