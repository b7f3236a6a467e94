/* review_text.c - see review_text.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/render.h"
#include "plan/plan.h"
#include "screens/review_text.h"
#include "screens/statement_view.h"
#include "wizard/describe.h"
#include "wizard/surroundings.h"

static void review_text_add_risk(struct textview *v, const struct json *risk, enum role role)
{
	struct buf place = BUF(BUF_TEXT);

	textview_fmt(v, role, "%s %s: ", glyphs()->warn,
		     json_str(risk, "level"));
	textview_span(v, R_TEXT, json_str(risk, "text"));
	textview_hang(v, 2);
	if (*json_str(risk, "of")) {
		describe_risk_place(&place, risk);
		textview_line(v, R_QUIET, json_get(risk, "finding") ? "  In: " : "  On: ");
		textview_span(v, R_TEXT, place.s);
		textview_hang(v, 4);
	}
	if (*json_str(risk, "remedy")) {
		textview_line(v, R_QUIET, "  Recommendation: ");
		textview_span(v, R_TEXT, json_str(risk, "remedy"));
		textview_hang(v, 4);
	}
	buf_free(&place);
}

/* What the policy step says about the chosen policy. */
static void review_text_add_policy(struct textview *v, const struct journey *j,
				   struct review_facts *out)
{
	const struct pack_policy *policy = j->pack ? pack_policy(j->pack, j->answers.policy) : NULL;
	struct statement_table table = { .extent = "" };
	struct json *document = policy ? pack_preview(j->pack, &j->answers) : NULL;

	out->stated = policy && *policy->risks;
	if (policy) {
		textview_line(v, R_TITLE, "Policy: ");
		textview_span(v, R_TEXT, policy->title);
		if (document)
			statement_table_read(&table, document, NULL);
		statement_view_policy(v, policy, &table);
		textview_line(v, R_TEXT, "");
	}
	statement_table_free(&table);
	json_free(document);
}

static void review_text_add_risks(struct textview *v, const struct json *risks,
				  struct review_facts *out)
{
	static const struct { const char *level; enum role role; } levels[] = {
		{ "high", R_FAIL }, { "medium", R_WARN }, { "low", R_QUIET },
		{ "note", R_QUIET },
	};

		if (json_count(risks))
		textview_line(v, R_TITLE, "Risks and notes");
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		json_each(risk, risks) {
			if (!str_eq(json_str(risk, "level"), levels[i].level))
				continue;
			review_text_add_risk(v, risk, levels[i].role);
			out->high += i == 0;
			out->risks += i < 3;	/* a note is no risk */
			out->unjudged += json_get(risk, "judged") ? 1 : 0;
		}
	if (json_count(risks))
		textview_line(v, R_TEXT, "");
}

/* Extras of existing roles and users, which a setup keeps. */
static void review_text_add_extras(struct textview *v, const struct plan *plan,
				   struct review_facts *out)
{
	struct buf text = BUF(BUF_TEXT);
	char *rest = NULL;

	out->extras = surroundings_count_kept(plan->extras);
	surroundings_describe_extras(&text, plan->extras);
	if (text.len)
		textview_line(v, R_TITLE,
			      "Beyond what this setup needs (kept)");
	for (char *s = text.len ? strtok_r(text.s, "\n", &rest) : NULL; s;
	     s = strtok_r(NULL, "\n", &rest))
		textview_line(v, R_WARN, s);
	if (text.len)
		textview_line(v, R_TEXT, "");
	buf_free(&text);
}

bool review_text_changes(const struct review_facts *facts)
{
	return facts->tally.create || facts->tally.update || facts->tally.remove;
}

void review_text_build(struct textview *v, const struct context *d, bool json,
		       struct review_facts *out)
{
	const struct journey *j = &d->w->j;

	*out = (struct review_facts){ .tally = wizard_tally(d->w),
				      .replaced = context_replaced(j->plan),
				      .refusals = context_denied_steps(j->preflight) };
	textview_line(v, R_TITLE, review_text_changes(out) || out->tally.adopt ?
				  "Summary" : "In the account");
	context_steps(v, j->plan);
	textview_line(v, R_TEXT, "");
	if (context_missing_permissions(v, j->preflight))
		textview_line(v, R_TEXT, "");
	review_text_add_extras(v, j->plan, out);
	review_text_add_policy(v, j, out);
	review_text_add_risks(v, j->risks, out);
	if (j->pack && *j->pack->caution) {
		textview_line(v, R_TITLE, "Caution");
		textview_line(v, R_TEXT, j->pack->caution);
		textview_line(v, R_TEXT, "");
	}
	if (out->tally.create || out->tally.update)
		textview_line(v, R_TITLE, "Details");
	context_changes(v, j->plan, json);
}
