/* cmd_accept.c - accredit accept: records what a setup has beyond its template as accepted. */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "plan/plan.h"
#include "session/session.h"
#include "wizard/accept.h"
#include "wizard/drift_history.h"
#include "wizard/journey.h"
#include "wizard/surroundings.h"

/* What can never be accepted still differs. */
static int cmd_accept_outcome(const struct flags *f, const struct json *around,
			      size_t accepted)
{
	size_t never = accept_never(around);

	if (!f->json && accepted)
		printf("%zu addition%s accepted.\n", accepted, accepted == 1 ? "" : "s");
	else if (!f->json && !never)
		printf("Nothing to accept.\n");
	if (!never)
		return 0;
	fflush(stdout);
	fprintf(stderr,
		"accredit: %zu cannot be accepted: a trust policy that is open to "
		"everyone, or a denial of what the setup needs\n"
		"accredit: remove %s in the account\n",
		never, never == 1 ? "it" : "them");
	return EXIT_DIFFERS;
}

/* The next comparison would find the same: it is kept, so that lists need not wait for it. */
static void cmd_accept_look_again(struct journey *j)
{
	struct err ignored = ERR_INIT;
	struct json *around, *seen, *compared;

	if (!journey_plan(j, PLAN_VERIFY, NULL, &ignored))
		return;
	around = surroundings_look(j);
	seen = drift_history_summarize(j->plan, around);
	compared = plan_compared(j->plan);
	json_free(drift_history_add(j->answers.name, seen, compared));
	json_free(compared);
	json_free(seen);
	json_free(around);
}

static int cmd_accept_it(struct journey *j, const struct flags *f, int64_t began,
			 struct err *err)
{
	struct json *around = surroundings_look(j);
	size_t n = accept_count(around);
	int code;

	if (!f->json && (n || accept_never(around))) {
		struct buf text = BUF(BUF_TEXT);

		accept_words(&text, around);
		report_text(text.s);
		buf_free(&text);
	}
	if (n &&
	    (!command_consent(f, "Accept these additions?", err) ||
	     !accept_save(j, around, err))) {
		json_free(around);
		return command_fail(err);
	}
	if (f->json) {
		json_each(event, around)
			if (surroundings_is_extra(event))
				report_event(f->json, json_copy(event));
	}
	if (n)
		cmd_accept_look_again(j);
	code = cmd_accept_outcome(f, around, n);
	json_free(around);
	return report_result(f->json, j->answers.name, NULL, code, began);
}

static int cmd_accept_run(const struct flags *f, const struct faces *faces,
			  struct stop *stop)
{
	int64_t began = clock_ms();
	struct session s = { .aws = NULL };
	struct err err = ERR_INIT;
	struct journey j;
	int code;

	if (command_is_wizard(f))
		return command_wizard(f, faces, "verify", stop);
	journey_init(&j, &s, stop);
	j.probe = false;
	if (!command_recorded_session(f, &s, f->words[0], stop, &err) ||
	    !journey_recorded(&j, f->words[0], &err) || !journey_may_begin(&j, &err) ||
	    !journey_plan(&j, PLAN_VERIFY, NULL, &err))
		code = command_fail(&err);
	else
		code = cmd_accept_it(&j, f, began, &err);
	if (err.kind)
		report_result(f->json, f->words[0], NULL, code, began);
	journey_free(&j);
	session_close(&s);
	return code;
}

const struct command command_accept = {
	.name = "accept",
	.words = "SETUP",
	.flags = "yes json text mouse",
	.says = "accept additions to a setup",
	.about =
		"Shows what the roles and users of a setup have beyond the template, and records "
		"it as accepted. It is still listed, but is no longer a difference until it "
		"changes.",
	.examples = "accept my-setup\n",
	.takes = { TAKES_SETUP },
	.min_words = 1,
	.max_words = 1,
	.run = cmd_accept_run,
};
