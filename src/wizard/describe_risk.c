/* describe_risk.c - findings of policy documents as sentences; see describe.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/render.h"
#include "pack/risk.h"
#include "policy/statement_table.h"
#include "wizard/describe.h"
#include "wizard/journey.h"

/* "statements 1, 3 of PORTAL, statement 2 of OTHER" */
static void describe_risk_put_places(struct buf *out, const struct json *statements)
{
	for (const struct json *at = json_first(statements), *next; at; at = next) {
		const char *name = risk_statement_read(at).document;
		struct buf numbers = BUF(BUF_TEXT);
		size_t n = 0;

		for (next = at; next && str_eq(risk_statement_read(next).document, name);
		     next = json_next(next), n++)
			buf_fmt(&numbers, "%s%.0f", n ? ", " : "",
				risk_statement_read(next).index);
		buf_fmt(out, "%sstatement%s %s of %s", at == json_first(statements) ? "" : ", ",
			n > 1 ? "s" : "", numbers.s, name);
		buf_free(&numbers);
	}
}

void describe_risk_place(struct buf *out, const struct json *risk)
{
	const struct json *finding = json_get(risk, "finding");

	if (!finding) {
		buf_str(out, json_str(risk, *json_str(risk, "of") ? "of" : "resource"));
		return;
	}
	if (*json_str(risk, "of"))
		buf_fmt(out, "%s, ", json_str(risk, "of"));
	describe_risk_put_places(out, json_get(finding, "statements"));
}

void describe_policy(struct buf *out, const struct journey *j)
{
	const struct pack_policy *policy =
		j->pack ? pack_policy(j->pack, j->answers.policy) : NULL;
	struct json *document = policy ? pack_preview(j->pack, &j->answers) : NULL;
	struct statement_table t = { .extent = "" };

	if (document)
		statement_table_read(&t, document, NULL);
	if (policy)
		buf_fmt(out, "Policy: %s (%s)\n", policy->title, policy->name);
	if (*t.extent)
		buf_fmt(out, "  %s\n", t.extent);
	if (policy && *policy->risks)
		buf_fmt(out, "  Risks: %s\n", policy->risks);
	statement_table_free(&t);
	json_free(document);
}

void describe_risks(struct buf *out, const struct json *risks)
{
	if (json_count(risks))
		buf_str(out, "Risks and notes:\n");
	json_each(risk, risks) {
		buf_fmt(out, "  %s, ", json_str(risk, "level"));
		describe_risk_place(out, risk);
		buf_fmt(out, ":\n    %s.\n", json_str(risk, "text"));
		if (*json_str(risk, "remedy"))
			buf_fmt(out, "    Recommendation: %s.\n", json_str(risk, "remedy"));
	}
}

void describe_deciding(struct buf *out, const struct json *findings, const char *severity,
		    const char *outcome)
{
	size_t n = json_count(findings);

	if (!n)
		return;
	buf_fmt(out, "%zu finding%s %s at or above the severity '%s' (--fail-on): %s\n", n,
		n == 1 ? "" : "s", n == 1 ? "is" : "are", severity, outcome);
	json_each(f, findings) {
		buf_fmt(out, "  %s: %s", json_str(f, "severity"), json_str(f, "text"));
		if (json_count(json_get(f, "statements"))) {
			buf_str(out, " (");
			describe_risk_put_places(out, json_get(f, "statements"));
			buf_char(out, ')');
		}
		buf_char(out, '\n');
	}
}

void describe_unjudged(struct buf *out, const struct json *risks)
{
	json_each(risk, risks)
		if (json_get(risk, "judged"))
			buf_fmt(out, "%s\n", json_str(risk, "text"));
}
