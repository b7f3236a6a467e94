/* report.c - see report.h. */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "advise/preflight.h"
#include "base/buf.h"
#include "base/str.h"
#include "command/command.h"
#include "command/output.h"
#include "command/report.h"
#include "format/json.h"
#include "pack/risk.h"
#include "plan/plan.h"
#include "plan/run.h"
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
		buf_str(&text, "  (--with-kept removes what the template says to keep, too)\n");
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
		/* With what the account says besides. */
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

/* After the checks: how many ran, and what they came to. */
static void report_say_checked(const struct journey *j)
{
	struct json *checks = probe_report(j->plan);
	/* a rotation runs those of the key alone */
	struct check_results run = check_results_read(checks);
	struct check_results not_run = probe_not_run(rotate_is(j->plan) ? NULL : j->wanted,
						     &run);
	struct probe_tally t = probe_count(&run, &not_run);
	struct buf text = BUF(256);

	if (!j->undo && t.all && (checks || probe_began(j->plan))) {
		probe_tally_words(&text, &t);
		printf("%s\n", text.s);
	}
	buf_free(&text);
	check_results_free(&not_run);
	check_results_free(&run);
	json_free(checks);
}

void report_follow(bool as_json, struct journey *j)
{
	while (!run_ended(j->run)) {
		struct pollfd p = { .fd = run_wake_fd(j->run), .events = POLLIN };
		struct json *event = run_next(j->run);

		if (event && !as_json) {
			/* People read what a check is about, not its id. */
			struct checks all = checks_read(j->wanted, CHECK_BY_ANY);
			const struct check_result r = check_result_read(event);
			const struct check *check = checks_find(&all, r.id);

			if (check && !*r.label)
				json_put_str(event, "says", check->label);
			checks_free(&all);
		}
		if (event)
			report_event(as_json, event);
		else
			poll(&p, 1, 1000);
	}
	if (!as_json)
		report_say_checked(j);
}

int report_result(bool as_json, const char *setup, const struct json *outputs,
		  int code, int64_t began)
{
	struct json *event;

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

int report_finish(bool as_json, struct journey *j, int64_t began)
{
	struct json *report = NULL;
	int code = report_end(as_json, j, &report);

	report_result(as_json, json_str(report, "setup"), json_get(report, "outputs"),
		      code, began);
	json_free(report);
	return code;
}
