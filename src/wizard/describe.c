/* describe.c - see describe.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "advise/lookalike.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/find_json.h"
#include "kinds/kinds.h"
#include "plan/describe_step.h"
#include "plan/kept_event.h"
#include "plan/plan.h"
#include "plan/step_event.h"
#include "probe/probe.h"
#include "probe/result.h"
#include "probe/result_words.h"
#include "wizard/describe.h"
#include "wizard/drift_history.h"
#include "wizard/handoff_task.h"
#include "wizard/missing.h"
#include "wizard/setup_summary.h"
#include "wizard/stackset_words.h"
#include "wizard/surroundings.h"

static bool describe_is_long(const struct json *j)
{
	return json_text(j) && strchr(json_text(j), '\n');
}

/* A text of several lines stands below, further in. */
static void describe_value(struct buf *out, const struct json *j, const char *indent)
{
	const char *s = json_text(j);

	if (!s) {
		json_print(out, j);
		return;
	}
	for (; *s; s += *s == '\n') {
		size_t n = strcspn(s, "\n");

		if (describe_is_long(j))
			buf_fmt(out, "\n%s      ", indent);
		buf_add(out, s, n);
		s += n;
	}
}

void describe_diff(struct buf *out, const struct json *diff, const char *indent)
{
	json_each(row, diff) {
		const struct json *found = json_get(row, "found");
		const struct json *wanted = json_get(row, "wanted");

		if (json_type(found) != JSON_NULL && json_type(found) != JSON_NONE) {
			buf_fmt(out, "%s- %s:%s", indent, json_str(row, "path"),
				describe_is_long(found) ? "" : " ");
			describe_value(out, found, indent);
			buf_char(out, '\n');
		}
		if (json_type(wanted) != JSON_NULL && json_type(wanted) != JSON_NONE &&
		    !str_eq(json_text(wanted), "")) {
			buf_fmt(out, "%s+ %s:%s", indent, json_str(row, "path"),
				describe_is_long(wanted) ? "" : " ");
			describe_value(out, wanted, indent);
			buf_char(out, '\n');
		}
	}
}

void describe_left(struct buf *out, const struct json *left)
{
	if (json_count(left))
		buf_str(out, "What is left, and why:\n");
	json_each(event, left) {
		const struct kept one = kept_read(event);

		buf_fmt(out, "  %s '%s': %s\n", kind_label(one.kind), one.name, one.why);
	}
}

void describe_removed(struct buf *out, const struct plan *plan, const char *where)
{
	size_t kept = 0, adopted = 0, removed = 0;

	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];

		kept += step->kept != NULL;
		adopted += keep_reason_is(step->kept, "adopted");
		removed += step->action == ACTION_REMOVE;
	}
	if (!kept)
		buf_str(out, "Everything accredit created has been removed");
	else if (!removed && adopted == kept)
		buf_fmt(out,
			"The record is removed; %zu adopted resource%s in the account%s",
			kept, kept == 1 ? " stays" : "s stay", where);
	else
		buf_fmt(out, "Removed, except %zu resource%s%s", kept, kept == 1 ? "" : "s",
			where);
}

void describe_gone(struct buf *out, const struct step *step)
{
	buf_str(out, "already removed: ");
	describe_object(out, step);
}

void describe_plan(struct buf *out, const struct plan *plan)
{
	bool worker = false, pod = false;

	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];

		/* the probe's own steps have no resource */
		if (!step->resource && (str_starts(step->kind, "probe-") ||
					str_starts(step->kind, "pod-"))) {
			worker |= str_starts(step->kind, "probe-");
			pod |= str_starts(step->kind, "pod-");
			continue;
		}
		buf_fmt(out, "%c ", (step->unread ? '?' : "=+~=-"[step->action]));
		/* of a removal, where nothing was found to remove */
		if (!plan->wanted && step->resource && step->action == ACTION_NONE &&
		    !step->kept)
			describe_gone(out, step);
		else
			describe_doing(out, step);
		buf_char(out, '\n');
		if (str_eq(step->kind, "key-hold")) {
			/* the lines that keep the old key of a rotation active */
			struct arena arena = { NULL };
			size_t n;
			const struct key_line *lines = key_lines_load(
				&arena, json_get(step->settings, "files"), &n);

			describe_lines(out, lines, n, "    ");
			arena_free(&arena);
		}
		if (step->action == ACTION_CREATE || step->action == ACTION_UPDATE)
			describe_changes(out, plan, step, "    ");
	}
	if (worker || pod) {
		buf_str(out, "then tests it: ");
		probe_price(plan->wanted, out);
		buf_char(out, '\n');
	}
}

static void describe_check_event(struct buf *out, const struct json *event)
{
	const struct check_result r = check_result_read(event);

	buf_fmt(out, "check %s: %s", *r.label ? r.label : r.id, verdict_word(r.verdict));
	if (*result_words_how(&r))
		buf_fmt(out, " (%s)", result_words_how(&r));
	if (r.deny)
		buf_str(out, " (expected: denied)");
	if (*r.layer && r.verdict != VERDICT_PASSED)
		buf_fmt(out, " (decided by: %s)", result_words_layer(&r));
	if (*r.text && r.verdict != VERDICT_PASSED)
		buf_fmt(out, ": %s", r.text);
}

static void describe_key_event(struct buf *out, const struct json *event)
{
	const struct json *used = json_get(event, "last_used");

	buf_fmt(out, "key %s: %s, %.0f days old", json_str(event, "key_id"),
		json_str(event, "status"), json_number(json_get(event, "days")));
	if (used)
		buf_fmt(out, ", last used %.10s for %s", json_str(used, "date"),
			json_str(used, "service"));
	else if (!json_get(event, "use_read"))
		buf_str(out,
			json_true(json_get(event, "unknown")) ? ", last use not readable" :
								", never used");
	if (str_eq(json_str(event, "status"), "Inactive") &&
	    json_true(json_get(event, "given")))
		buf_fmt(out, "; 'accredit rotate %s' replaces it", json_str(event, "setup"));
	else if (str_eq(json_str(event, "status"), "Inactive"))
		buf_fmt(out,
			"; 'accredit repair %s' reactivates it, 'accredit rotate %s' "
			"replaces it",
			json_str(event, "setup"), json_str(event, "setup"));
	if (json_true(json_get(event, "replaced")))
		buf_fmt(out, "; the rotation replaced it, 'accredit rotate %s --finish' "
			"deactivates it", json_str(event, "setup"));
}

static void describe_issuer_event(struct buf *out, const struct json *event)
{
	const char *cluster = json_str(event, "cluster"), *setup = json_str(event, "setup");
	const char *now = json_text(json_get(event, "now"));

	if (!now)
		buf_fmt(out,
			"the EKS cluster '%s' no longer exists: create it again, then run "
			"'accredit repair %s'; or run 'accredit remove %s'",
			cluster, setup, setup);
	else if (!*now)
		buf_fmt(out,
			"the EKS cluster '%s' no longer has an OIDC issuer; the setup's "
			"provider is for %s",
			cluster, json_str(event, "was"));
	else
		buf_fmt(out,
			"the EKS cluster '%s' was recreated: its OIDC issuer is now %s, "
			"and no pod can assume roles that trust %s ('accredit repair %s' "
			"corrects them)", cluster, now, json_str(event, "was"), setup);
}

static void describe_missing_event(struct buf *out, const struct json *event)
{
	const struct missing m = missing_read(event);

	if (*m.text)
		buf_fmt(out, "%s; %s", m.text, m.remedy);
	else
		buf_fmt(out,
			"the %s '%s' (%s) does not exist, and this setup does not create "
			"it: create it again",
			m.kind, m.name, m.of);
}

static void describe_undecided_event(struct buf *out, const struct json *event)
{
	buf_fmt(out, "could not be determined: %s", json_str(event, "text"));
}

static void describe_trust_event(struct buf *out, const struct json *event)
{
	buf_fmt(out, "trust policy of %s: %s", json_str(event, "of"),
		json_str(event, "text"));
}

static void describe_lookalike_event(struct buf *out, const struct json *event)
{
	buf_fmt(out,
		"the OIDC provider '%s' is not '%s': AWS compares it with a token's "
		"issuer character by character, so it accepts no token of that issuer",
		lookalike_read(event).other, lookalike_read(event).name);
}

static void describe_step_event(struct buf *out, const struct json *event)
{
	struct step_event e = step_event_read(event);
	const char *says = json_str(event, "says"), *step = *says ? says : e.id;

	if (str_eq(e.status, "waiting"))
		buf_fmt(out, "%s: waiting: %s", step, e.text);
	else if (!str_eq(e.status, "started"))
		buf_fmt(out, "%s: %s (%.1f s)%s%s", step, e.status, e.seconds,
			e.error ? ": " : "", json_str(e.error, "message"));
}

void describe_interrupted(struct buf *out, const struct json *event)
{
	const char *setup = json_str(event, "setup");

	if (json_true(json_get(event, "running"))) {
		buf_fmt(out, "another accredit is working on '%s' at this moment", setup);
		return;
	}
	buf_fmt(out,
		"a run of '%s' was interrupted (%.0f of %.0f steps done): 'accredit resume "
		"%s' continues it, 'accredit resume %s --undo' undoes it",
		setup, json_number(json_get(event, "done")),
		json_number(json_get(event, "all")), setup, setup);
}

/* "compared" has no row: the plan says it in words already. */
static const struct {
	const char *kind;
	void (*describe)(struct buf *out, const struct json *event);
} events[] = {
	{ "check", describe_check_event },
	{ "interrupted", describe_interrupted },
	{ "extra", surroundings_describe_extra },
	{ "undecided", describe_undecided_event },
	{ "trust", describe_trust_event },
	{ "issuer", describe_issuer_event },
	{ "missing", describe_missing_event },
	{ "lookalike", describe_lookalike_event },
	{ "key", describe_key_event },
	{ "since", drift_history_since_words },
	{ "step", describe_step_event },
	{ "handoff", handoff_task_words },
	{ "stackset", stackset_plan_words },
	{ "operation", stackset_operation_words },
	{ "account", stackset_account_words },
	{ "account-verified", stackset_verified_words },
};

void describe_event(struct buf *out, const struct json *event)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		if (str_eq(events[i].kind, json_str(event, "event")))
			events[i].describe(out, event);
}

void describe_notices(struct buf *out, const struct json *notices)
{
	if (json_count(notices))
		buf_str(out, "\nOn this computer:\n");
	json_each(notice, notices)
		buf_fmt(out, "  %s\n", json_text(notice));
}

void describe_report(struct buf *out, const struct json *report)
{
	struct summary_lines lines = { .count = 0 };
	struct json *tree = json_object_new();

	json_put(tree, "report", json_copy(report));
	setup_summary_add(&lines, tree, SUMMARY_REPORT, clock_wall());
	setup_summary_print(out, &lines);
	setup_summary_free(&lines);
	json_free(tree);
}
