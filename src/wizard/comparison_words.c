/* comparison_words.c - see comparison_words.h. */
#include "config.h"

#include "base/buf.h"
#include "format/json.h"
#include "plan/describe_step.h"
#include "plan/plan.h"
#include "wizard/comparison_words.h"
#include "wizard/describe.h"
#include "wizard/surroundings.h"

static const char *const endings[] = {
	[ROW_MISSING] = " is missing",
	[ROW_DIFFERS] = " differs",
	[ROW_EXTRA] = " is no longer expected",
	[ROW_UNREAD] = " could not be read",
};

static enum comparison_row comparison_words_row(const struct step *step)
{
	static const enum comparison_row rows[] = {
		[ACTION_NONE] = ROW_MATCHES, [ACTION_ADOPT] = ROW_MATCHES,
		[ACTION_CREATE] = ROW_MISSING, [ACTION_UPDATE] = ROW_DIFFERS,
		[ACTION_REMOVE] = ROW_EXTRA,
	};

	return !step->resource ? ROW_NONE : step->unread ? ROW_UNREAD : rows[step->action];
}

enum comparison_row comparison_row(struct buf *out, const struct step *step,
				   const char *matches)
{
	enum comparison_row row = comparison_words_row(step);
	bool elsewhere = row == ROW_MATCHES && !step->before && json_count(step->allowed);
	const char *before = elsewhere ?
		": missing, but not needed: the same is allowed by " :
		": the same permissions come from ";

	if (row == ROW_NONE)
		return row;
	describe_object(out, step);
	if (!elsewhere)
		buf_str(out, row == ROW_MATCHES ? matches : endings[row]);
	if (row == ROW_UNREAD)
		buf_fmt(out, ": %s; %s", step->err.text, step->err.hint);
	if (row != ROW_MATCHES)
		return row;
	json_each(name, step->allowed) {
		buf_fmt(out, "%s'%s'", before, json_text(name));
		before = " and ";
	}
	if (json_count(step->diff) && step->action == ACTION_ADOPT)
		buf_str(out, " (kept with its own settings)");
	describe_used(out, step);
	return row;
}

void comparison_rows(struct buf *out, const struct plan *p, bool all)
{
	static const char *const marks[] = {
		[ROW_NONE] = "",     [ROW_MATCHES] = "=", [ROW_MISSING] = "!",
		[ROW_DIFFERS] = "~", [ROW_EXTRA] = "-",	  [ROW_UNREAD] = "?",
	};

	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		struct buf line = BUF(BUF_TEXT);
		enum comparison_row row =
			comparison_row(&line, step, " is as the template says");

		if (*marks[row] && (all || row != ROW_MATCHES))
			buf_fmt(out, "%s %s\n", marks[row], line.s);
		if (row == ROW_DIFFERS)
			describe_changes(out, p, step, "    ");
		buf_free(&line);
	}
}

struct comparison_verdict comparison_verdict(const struct plan *p,
					     const struct json *around)
{
	struct comparison_verdict v = { .more = surroundings_count_extras(around),
					.moved = surroundings_moved(around),
					.unfinished = surroundings_interrupted(around),
					.undecided = surroundings_any_undecided(around) };
	size_t *const counts[] = {
		[ROW_NONE] = NULL, [ROW_MATCHES] = &v.matching, [ROW_MISSING] = &v.missing,
		[ROW_DIFFERS] = &v.changed, [ROW_EXTRA] = &v.changed, [ROW_UNREAD] = &v.unread,
	};

	for (size_t i = 0; p && i < p->count; i++) {
		size_t *count = counts[comparison_words_row(&p->steps[i])];

		if (count)
			(*count)++;
	}
	return v;
}

bool comparison_differs(const struct comparison_verdict *v)
{
	return v->missing || v->changed || v->more || v->moved;
}

bool comparison_matches(const struct comparison_verdict *v)
{
	return !comparison_differs(v) && !v->unread && !v->undecided;
}

void comparison_counts(struct buf *out, const struct comparison_verdict *v)
{
	const struct { size_t n; const char *words;
	} counts[] = {
		{ v->missing, "missing" },
		{ v->changed, "changed" },
		{ v->more, "beyond the template" },
		{ v->unread, "could not be read" },
	};
	const char *between = "";

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		if (counts[i].n) {
			buf_fmt(out, "%s%zu %s", between, counts[i].n, counts[i].words);
			between = ", ";
		}
}

void comparison_verdict_words(struct buf *out, const struct comparison_verdict *v,
			      bool of_template)
{
	const char *match = of_template ? "match the template" : "match";

	if (v->missing || v->changed || v->more) {
		buf_str(out, of_template ? "Differs from the template: " : "Differences: ");
		comparison_counts(out, v);
		buf_str(out,
			v->unfinished ? ", because a run is not finished ('accredit "
					"resume' continues it)." :
					".");
	} else if (v->unfinished) {
		buf_str(out,
			"Its resources match, but a run is not finished ('accredit "
			"resume' continues it).");
	} else if (v->moved) {
		buf_str(out,
			"Its resources are unchanged, but something they depend on "
			"has changed.");
	} else if (v->unread) {
		buf_fmt(out, "%zu resource%s could not be read; the other %zu %s.", v->unread,
			v->unread == 1 ? "" : "s", v->matching, match);
	} else if (v->undecided) {
		buf_fmt(out, "%zu resource%s %s, but not everything could be checked.",
			v->matching, v->matching == 1 ? "" : "s",
			v->matching != 1 ? match : of_template ? "matches the template" :
								 "matches");
	} else if (v->matching == 1) {
		buf_fmt(out, "The resource matches%s.", of_template ? " the template" : "");
	} else {
		buf_fmt(out, "All %zu resources %s.", v->matching, match);
	}
}
