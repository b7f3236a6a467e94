/* report.c - see report.h. */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "advise/preflight.h"
#include "aws/unread.h"
#include "base/buf.h"
#include "base/str.h"
#include "command/command.h"
#include "command/output.h"
#include "command/report.h"
#include "format/json.h"
#include "pack/risk.h"
#include "plan/describe_step.h"
#include "plan/plan.h"
#include "plan/run.h"
#include "plan/step_event.h"
#include "probe/probe.h"
#include "probe/result.h"
#include "rotate/rotation.h"
#include "wizard/describe.h"
#include "wizard/journey.h"

void report_text(const char *text)
{
	struct buf clean = BUF(BUF_TEXT);

	str_clean_into(&clean, text, strlen(text), true);
	fputs(clean.s, stdout);
	output_wrote();
	buf_free(&clean);
}

void report_event(bool as_json, struct json *event)
{
	struct buf line = BUF(BUF_TEXT);

	if (as_json)
		json_print(&line, event);
	else
		describe_event(&line, event);
	if (line.len) {
		report_text(line.s);
		putchar('\n');
		fflush(stdout);
		output_wrote();
	}
	buf_free(&line);
	json_free(event);
}

/* What a removal leaves, or will leave: an event each, or a list in words. */
static void report_left(bool as_json, const struct journey *j)
{
	struct json *left = plan_left(j->plan);
	struct buf text = BUF(BUF_TEXT);
	bool keeps = false;

	if (!as_json)
		describe_left(&text, left);
	json_each(one, left) {
		keeps |= str_eq(json_str(one, "reason"), "stays");
		if (as_json)
			report_event(true, json_copy(one));
	}
	if (!as_json && keeps)
		buf_str(&text, "  (--with-kept also removes what the template keeps)\n");
	report_text(text.s);
	buf_free(&text);
	json_free(left);
}

void report_plan(bool as_json, const struct journey *j)
{
	struct buf text = BUF(BUF_TEXT);

	if (as_json) {
		struct json *risks = risk_events(j->risks), *event, *notes;

		report_event(true, plan_event(j->plan));
		json_each(risk, risks)
			report_event(true, json_copy(risk));
		json_free(risks);
		report_left(true, j);
		if (!j->preflight)
			return;
		/* With what else the account says. */
		event = json_copy(j->preflight);
		notes = risk_notes(j->risks);
		if (json_count(notes))
			json_put(event, "notes", notes);
		else
			json_free(notes);
		report_event(true, event);
		return;
	}
	describe_plan(&text, j->plan);
	if (j->preflight && !rotate_is(j->plan))
		describe_policy(&text, j);
	describe_risks(&text, j->risks);
	preflight_words(&text, j->preflight);
	report_text(text.s);
	buf_free(&text);
	report_left(false, j);
}

bool report_moved(bool as_json, const struct journey *j)
{
	bool stays = false;

	json_each(event, j->moved) {
		stays |= !*json_str(event, "now");
		report_event(as_json, json_copy(event));
	}
	json_each(event, j->beside) {
		stays |= str_eq(json_str(event, "event"), "missing");
		report_event(as_json, json_copy(event));
	}
	return stays;
}

void report_checked(struct buf *out, const struct journey *j)
{
	struct json *checks = probe_report(j->plan);
	/* a rotation runs those of the key alone */
	struct check_results run = check_results_read(checks);
	struct check_results not_run = probe_not_run(rotate_is(j->plan) ? NULL : j->wanted,
						     &run);
	struct probe_tally t = probe_count(&run, &not_run);

	if (!j->undo && t.all && (checks || probe_began(j->plan)))
		probe_tally_words(out, &t);
	check_results_free(&not_run);
	check_results_free(&run);
	json_free(checks);
}

/* People read what a check or a step is about, not its id. */
static void report_say(struct json *event, const struct journey *j)
{
	struct checks all = checks_read(j->wanted, CHECK_BY_ANY);
	const struct check_result r = check_result_read(event);
	const struct check *check = checks_find(&all, r.id);
	const struct step *step = plan_step(j->plan, step_event_read(event).id);
	struct buf says = BUF(BUF_TEXT);

	if (check && !*r.label) {
		json_put_str(event, "says", check->label);
	} else if (step && str_eq(json_str(event, "event"), "step")) {
		describe_doing(&says, step);
		json_put_str(event, "says", says.s);
	}
	buf_free(&says);
	checks_free(&all);
}

void report_follow(bool as_json, struct journey *j)
{
	while (!run_ended(j->run)) {
		struct pollfd p = { .fd = run_wake_fd(j->run), .events = POLLIN };
		struct json *event = run_next(j->run);

		if (event && !as_json)
			report_say(event, j);
		if (event)
			report_event(as_json, event);
		else
			poll(&p, 1, 1000);
	}
}

/* What was not checked, because the operator may not look at it. */
static void report_unread(void)
{
	struct buf words = BUF(BUF_TEXT);

	unread_words(&words);
	if (words.len)
		fprintf(stderr,
			"accredit: not checked, because AWS denied it: %s\n"
			"accredit: 'accredit permissions' prints the policy that allows it\n",
			words.s);
	buf_free(&words);
}

int report_result(bool as_json, const char *setup, const struct json *outputs,
		  int code, int64_t began)
{
	struct json *event;

	if (!code)
		report_unread();
	if (!as_json)
		return code;
	event = json_object_new();
	json_put_str(event, "event", "result");
	json_put(event, "ok", json_bool_new(code == 0));
	json_put_str(event, "setup", setup);
	json_put(event, "outputs", outputs ? json_copy(outputs) : json_object_new());
	json_put(event, "seconds", json_number_new((double)(clock_ms() - began) / 1000));
	report_event(true, event);
	return code;
}

int report_end(bool as_json, struct journey *j, struct json **report)
{
	struct err err = ERR_INIT;
	struct buf text = BUF(BUF_TEXT);
	int code;

	report_follow(as_json, j);
	report_checked(&text, j);
	if (!as_json && text.len)
		printf("%s\n", text.s);
	buf_reset(&text);
	code = journey_finish(j, report, &err);
	if (!j->plan->wanted && !j->undo && code != 1)
		report_left(as_json, j);
	if (!as_json && (code == 0 || code == EXIT_DIFFERS)) {
		describe_report(&text, *report);
		report_text(text.s);
	}
	if (code)
		command_fail(&err);
	buf_free(&text);
	return code;
}

void report_plan_verdict(bool as_json, const struct journey *j)
{
	static const struct {
		enum action action;
		const char *words;
	} kinds[] = {
		{ ACTION_CREATE, "to create" },
		{ ACTION_UPDATE, "to change" },
		{ ACTION_REMOVE, "to remove" },
		{ ACTION_ADOPT, "existing to record" },
	};
	const char *before = "";

	if (as_json)
		return;
	printf("Plan: ");
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		size_t n = 0;

		for (size_t i = 0; i < j->plan->count; i++)
			n += j->plan->steps[i].action == kinds[k].action;
		if (n)
			printf("%s%zu %s", before, n, kinds[k].words);
		before = n ? ", " : before;
	}
	printf("%s. Nothing has been changed.\n", *before ? "" : "nothing to do");
}

/* What a rotation came to, by the step that ends it. */
static const char *report_rotated(const struct plan *p)
{
	static const char *const ends[][2] = {
		{ "key.finish", "The old key is deleted." },
		{ "key.park", "Key rotated." },
		{ "key.hold", "Key rotated; the old key is still active." },
		{ "key.revive", "The old key is in use again." },
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		const struct step *step = plan_step(p, ends[i][0]);

		if (step && step->state == STEP_DONE)
			return ends[i][1];
	}
	return "Active sessions revoked.";
}

void report_verdict(bool as_json, const struct journey *j, int code)
{
	struct buf checks = BUF(BUF_TEXT), removed = BUF(200);

	report_checked(&checks, j);
	if (as_json || (code && code != EXIT_DIFFERS)) {
		;
	} else if (j->undo) {
		printf("The changes have been undone.\n");
	} else if (rotate_is(j->plan)) {
		printf("%s\n", report_rotated(j->plan));
	} else if (!j->plan->wanted) {
		describe_removed(&removed, j->plan, " (see above)");
		printf("%s.\n", removed.s);
	} else {
		printf("Setup '%s': all resources are in place; %s.\n", j->plan->setup,
		       checks.len ? checks.s : "the access was not tested");
	}
	buf_free(&checks);
	buf_free(&removed);
}

int report_finish(bool as_json, struct journey *j, int64_t began)
{
	struct json *report = NULL;
	int code = report_end(as_json, j, &report);

	report_verdict(as_json, j, code);
	report_result(as_json, json_str(report, "setup"), json_get(report, "outputs"),
		      code, began);
	json_free(report);
	return code;
}
