/* cmd_policy_check.c - accredit policy check: the findings of policy documents. */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "command/cmd_policy.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "policy/findings.h"
#include "policy/iam_policy.h"

/* Trust policies with --trust, and no others. */
static bool cmd_policy_check_kind(const struct flags *f, const struct policy_set *set,
				  struct err *err)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct policy_statement *s = &set->statements[i];

		if (s->no_resource == f->trust)
			continue;
		err_set(err, ERR_INPUT, "%s: statement %zu has %s Resource, so this is %s trust "
			"policy", s->document, s->index, f->trust ? "a" : "no",
			f->trust ? "not a" : "a");
		return err_hint(err, f->trust ? "check it without --trust" :
				"check it with --trust");
	}
	return true;
}

/* --- text ---------------------------------------------------------------------------- */

static void cmd_policy_check_print_findings(const struct json *findings, size_t rows)
{
	struct buf text = BUF(BUF_TEXT);

	json_each(f, findings) {
		const struct json *list;

		buf_fmt(&text, "%s: %s\n  on %s\n", json_str(f, "severity"),
			json_str(f, "text"), json_str(f, "on"));
		json_each(place, json_get(f, "statements"))
			buf_fmt(&text, "  statement %.0f of %s%s%s\n",
				json_number(json_get(place, "index")),
				json_str(place, "document"),
				*json_str(place, "sid") ? ", " : "",
				json_str(place, "sid"));
		buf_str(&text, "  actions: ");
		list = json_get(f, "actions");
		json_each(one, list)
			buf_fmt(&text, "%s%s", one == json_first(list) ? "" : ", ",
				json_text(one));
		if (*json_str(f, "narrower"))
			buf_fmt(&text, "\n  recommendation: %s", json_str(f, "narrower"));
		buf_fmt(&text, "\n  %s (%s)\n", finding_read(f).id, json_str(f, "source"));
	}
	if (json_count(findings)) {
		size_t n = json_count(findings);

		buf_fmt(&text, "%zu finding%s:", n, n == 1 ? "" : "s");
		for (int s = SEVERITY_HIGH; s > SEVERITY_NONE; s--) {
			size_t here = 0;

			json_each(f, findings)
				here += str_eq(json_str(f, "severity"), severity_names[s]);
			buf_fmt(&text, " %zu %s%s", here, severity_names[s],
				s > SEVERITY_LOW ? "," : "\n");
		}
	} else
		buf_fmt(&text,
			"No findings: none of the %zu rules applies to these documents.\n",
			rows);
	report_text(text.s);
	buf_free(&text);
}

/* --- the command ------------------------------------------------------------------------ */

int policy_check(const struct flags *f, struct err *err)
{
	struct policy_set *set = policy_new();
	struct json *findings = NULL;
	int code = -1;
	bool ok = f->words_count > 1 && fail_on_check(f, err);

	if (f->words_count < 2) {
		err_set(err, ERR_INPUT, "'accredit policy check' needs at least one file");
		err_hint(err, "for example: accredit policy check policy.json");
	}
	for (int i = 1; ok && i < f->words_count; i++)
		ok = policy_add_file(set, f->words[i], err);
	if (ok && cmd_policy_check_kind(f, set, err)) {
		findings = f->trust ? findings_trust(set, NULL) : findings_identity(set);
		if (f->json) {
			json_each(finding, findings)
				report_event(true, findings_event(finding));
		} else {
			cmd_policy_check_print_findings(
				findings, f->trust ? findings_trust_rows() :
						     findings_identity_rows());
		}
		code = f->fail_on && findings_worst(findings) >= severity_of(f->fail_on) ?
		       EXIT_DIFFERS : 0;
	}
	json_free(findings);
	policy_free(set);
	return code;
}
