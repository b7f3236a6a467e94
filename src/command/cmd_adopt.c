/* cmd_adopt.c - accredit adopt: registers a setup that was created manually, and changes nothing. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/plan.h"
#include "session/session.h"
#include "wizard/journey.h"
#include "wizard/surroundings.h"

static int cmd_adopt_take(struct journey *j, const struct flags *f, int64_t began,
			  struct err *err)
{
	struct json *around = surroundings_look(j), *report = NULL;
	bool differs = surroundings_differs(around) || surroundings_any_undecided(around);
	int code;

	command_caution(j->pack, f->json);
	report_plan(f->json, j);
	json_each(event, around)
		report_event(f->json, json_copy(event));
	if (!journey_run(j, err)) {
		json_free(around);
		return command_fail(err);
	}
	code = report_end(f->json, j, &report);
	if (!code && !f->json) {
		/* What is missing, and what exists and differs: the record takes it as it is. */
		struct resources wanted = resources_load(json_get(j->wanted, "resources"));

		for (size_t i = 0; i < wanted.count; i++) {
			const struct resource *r = wanted.items[i];
			const struct step *step = journey_step_of(j, r->id);

			if (!step)
				printf("missing%s: %s '%s'\n",
				       json_get(j->plan->allowed, r->id) ?
					       ", but its permissions are allowed elsewhere" :
					       "",
				       r->kind, r->name);
			else if (json_count(step->diff))
				printf("differs: %s '%s', in %s\n", step->kind, step->name,
				       json_str(json_first(step->diff), "path"));
		}
		resources_free(&wanted);
		printf("Setup '%s' is registered. Next: 'accredit verify %s' tests it, 'accredit "
		       "repair %s' fixes what differs.\n",
		       j->answers.name, j->answers.name, j->answers.name);
	}
	if (fail_on_decides(f, j->risks, around, "it is recorded as it is") || differs)
		code = code ? code : EXIT_DIFFERS;
	report_result(f->json, json_str(report, "setup"), json_get(report, "outputs"), code,
		      began);
	json_free(report);
	json_free(around);
	return code;
}

static int cmd_adopt_run(const struct flags *f, const struct faces *faces,
			 struct stop *stop)
{
	int64_t began = clock_ms();
	struct session s = { .aws = NULL };
	struct err err = ERR_INIT;
	struct errors wrong = { NULL };
	struct journey j;
	int code;

	if (command_is_wizard(f) && fail_on_check(f, &err))
		return command_wizard(f, faces, "adopt", stop);
	journey_init(&j, &s, stop);
	j.probe = false;
	j.exists = true;
	if (!command_answer(&j, f, &wrong))
		code = command_fail_all(&wrong);
	else if (!command_session(f, &s, j.given.region, stop, &err) ||
		 !journey_answers(&j, &err) || !command_candidates(&j, f, &err) ||
		 !journey_adopt(&j, &err))
		code = command_fail(&err);
	else
		code = cmd_adopt_take(&j, f, began, &err);
	if (err.kind || wrong.count)
		report_result(f->json, j.given.name, NULL, code, began);
	errors_free(&wrong);
	journey_free(&j);
	session_close(&s);
	return code;
}

const struct command command_adopt = {
	.name = "adopt",
	.words = "[PLATFORM]",
	.flags = "name method policy set answers fail-on json text mouse",
	.says = "register a setup that was created manually",
	.about =
		"Registers a setup that was created manually, as it is. Nothing in AWS changes. "
		"Afterwards the setup can be verified, repaired, rotated and removed like any "
		"other.",
	.examples = "adopt PLATFORM\n"
		    "adopt PLATFORM --set ROLE_NAME=MyRole --json\n",
	.takes = { TAKES_PLATFORM },
	.max_words = 1,
	.run = cmd_adopt_run,
};
