/* cmd_repair.c - accredit repair: repairs what differs, all of it or what is named. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "session/session.h"
#include "wizard/journey.h"
#include "wizard/repair_notes.h"
#include "wizard/surroundings.h"

/* What differs, or cannot be read, and stays so: why. Whether any does. */
static bool cmd_repair_tell_left(const struct flags *f, const struct plan *plan)
{
	bool any = false;

	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];

		if (!step->err.kind)
			continue;
		any = true;
		fprintf(f->json ? stderr : stdout, "%snot repaired: %s '%s': %s; %s\n",
			f->json ? "accredit: " : "", step->kind, step->name, step->err.text,
			step->err.hint);
	}
	return any;
}

static int cmd_repair_fix(struct journey *j, const struct flags *f, int64_t began,
			  struct err *err)
{
	bool differs = plan_differs(j->plan), left, takes;
	struct json *report = NULL, *events = repair_notes_events(j, f->only);
	int code;

	report_plan(f->json, j);
	/* What others added, and what no repair can do. Whether any of it stays and differs. */
	json_each(event, events)
		report_event(f->json, json_copy(event));
	if (surroundings_count_kept(events) && !f->json)
		printf("Repair keeps what others added: remove it in the account, or record it "
		       "as accepted with 'accredit accept %s'.\n",
		       j->answers.name);
	left = repair_notes_any_kept(events);
	left |= cmd_repair_tell_left(f, j->plan);
	takes = repair_notes_count_removed(events);
	json_free(events);
	if (f->plan || !differs) {
		if (!differs && !left && !f->json)
			printf("%s\n",
			       f->only ? "None of that differs. Nothing to repair." :
					 "Everything matches. Nothing to repair.");
		if (differs)
			report_plan_verdict(f->json, j);
		code = left || differs ? EXIT_DIFFERS : 0;
		return report_result(f->json, j->answers.name, NULL, code, began);
	}
	if (!command_consent(f,
			     takes ? "Repair this, and remove what others added?" :
				     "Repair this?",
			     err) ||
	    !journey_run(j, err))
		return command_fail(err);
	code = report_end(f->json, j, &report);
	if (!code && !f->json)
		printf("Repaired. Next: 'accredit verify %s' tests the access.\n",
		       j->answers.name);
	code = code ? code : left ? EXIT_DIFFERS : 0;
	report_result(f->json, j->answers.name, json_get(report, "outputs"), code, began);
	json_free(report);
	return code;
}

static int cmd_repair_run(const struct flags *f, const struct faces *faces,
			  struct stop *stop)
{
	int64_t began = clock_ms();
	struct session s = { .aws = NULL };
	struct err err = ERR_INIT;
	struct journey j;
	int code;

	if (!f->only && command_is_wizard(f))
		return command_wizard(f, faces, "repair", stop);
	journey_init(&j, &s, stop);
	j.probe = false;
	if (!command_recorded_session(f, &s, f->words[0], stop, &err) ||
	    !journey_recorded(&j, f->words[0], &err) ||
	    !journey_plan(&j, PLAN_REPAIR, f->only, &err))
		code = command_fail(&err);
	else
		code = cmd_repair_fix(&j, f, began, &err);
	if (err.kind)
		report_result(f->json, f->words[0], NULL, code, began);
	journey_free(&j);
	session_close(&s);
	return code;
}

const struct command command_repair = {
	.name = "repair",
	.words = "SETUP",
	.flags = "only plan yes json text mouse",
	.says = "fix differences in a setup",
	.about =
		"Fixes what differs from the template: all differences, or only those named. "
		"Roles and users keep what others added to them.",
	.examples = "repair my-setup --plan\n"
		    "repair my-setup --only policy --yes\n",
	.takes = { TAKES_SETUP },
	.min_words = 1,
	.max_words = 1,
	.run = cmd_repair_run,
};
