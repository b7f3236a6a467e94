/* cmd_resume.c - accredit resume and accredit remove. */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/when.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/waiting.h"
#include "probe/probe.h"
#include "session/session.h"
#include "stackset/stackset.h"
#include "wizard/journey.h"
#include "wizard/rotation_journey.h"

/* The Region a setup was created in, "" when it has no record. */
static void cmd_resume_region_of(const char *setup, char region[64])
{
	struct err ignored = ERR_INIT;
	struct record *r = *setup ? record_open(setup, false, &ignored) : NULL;

	snprintf(region, 64, "%s",
		 r && record_answers(r) ? record_answers(r)->region : "");
	record_close(r);
}

/* Workers that no run will terminate any more. */
static bool cmd_resume_end_leftovers(const struct flags *f, struct session *s,
				     struct err *err)
{
	struct probe_leftovers all = { NULL };
	bool ok = true;

	if (!probe_find_leftovers(s->aws, NULL, &all, &(struct err)ERR_INIT))
		return true;
	if (all.count &&
	    command_consent(f, "Remove the resources that tests left over?", err))
		ok = probe_end_leftovers(s->aws, &all, err);
	for (size_t i = 0; ok && !f->json && !err->kind && i < all.count; i++)
		printf("%s %s is %s.\n",
		       all.item[i].is_group ? "Security group" : "Test instance",
		       all.item[i].id, all.item[i].is_group ? "deleted" : "terminated");
	probe_leftovers_free(&all);
	return ok && !err->kind;
}

static int cmd_resume_it(const struct flags *f, struct journey *j, const char *setup,
			 int64_t began, struct err *err)
{
	struct buf state = BUF(256), price = BUF(BUF_TEXT);
	const struct json *tested;
	bool ok;

	if (!journey_open(j, setup, true, err))
		return command_fail(err);
	journey_state(j->record, &state);
	if (!f->json)
		printf("Setup '%s': %s\n", setup, state.s);
	buf_free(&state);
	tested = f->undo || f->no_probe ? NULL : record_tested(j->record);
	if (record_half_way(j->record) && tested && !f->json) {
		probe_price(tested, &price);
		printf("The test: %s\n", price.s);
		buf_free(&price);
	}
	if (!record_half_way(j->record))
		return report_result(f->json, setup, NULL, 0, began);
	j->skip_proof = f->no_probe;
	ok = command_consent(f,
			     f->undo ? "Undo the interrupted run?" :
				     f->no_probe ?
				       "Continue to the end, without the test?" :
				       "Continue to the end, with the test?",
			     err) &&
		journey_resume(j, f->undo, err);
	return ok ? report_finish(f->json, j, began) : command_fail(err);
}

static int cmd_resume_run_resume(const struct flags *f, const struct faces *faces,
				 struct stop *stop)
{
	int64_t began = clock_ms();
	struct session s = { .aws = NULL };
	struct err err = ERR_INIT;
	char name[64] = "", region[64];
	struct journey j;
	int code = 0;

	if (command_is_wizard(f))
		return command_wizard(f, faces, "resume", stop);
	if (f->words_count)
		snprintf(name, sizeof(name), "%s", f->words[0]);
	else if (!command_half_way(name, &err))
		return report_result(f->json, "", NULL, command_fail(&err), began);
	cmd_resume_region_of(name, region);
	journey_init(&j, &s, stop);
	if (!rotation_session(&s, name, region, stop, &err))
		code = command_fail(&err);
	else if (*name)
		code = cmd_resume_it(f, &j, name, began, &err);
	if (!err.kind && s.aws && !cmd_resume_end_leftovers(f, &s, &err))
		code = command_fail(&err);
	if (err.kind || !*name)
		report_result(f->json, name, NULL, code, began);
	if (!*name && !f->json && !code)
		printf("Nothing to resume.\n");
	journey_free(&j);
	session_close(&s);
	return code;
}

static int cmd_resume_remove_it(const struct flags *f, struct journey *j, int64_t began,
				struct err *err)
{
	if (!journey_plan_removal(j, err))
		return command_fail(err);
	report_plan(f->json, j);
	if (f->plan) {
		report_plan_verdict(f->json, j);
		return report_result(f->json, j->answers.name, NULL,
				     plan_differs(j->plan) ? EXIT_DIFFERS : 0, began);
	}
	if (!command_consent(f, "Remove these resources?", err))
		return command_fail(err);
	return journey_remove(j, err) ? report_finish(f->json, j, began) :
	       command_fail(err);
}

/* Nothing of it was created by accredit: its record goes, without asking AWS. */
static int cmd_resume_remove_handoff(const struct flags *f, const struct waiting *waiting,
				     int64_t began)
{
	const char *name = f->words[0];
	struct err err = ERR_INIT;
	struct record *r = NULL;
	char when[WHEN_SIZE];
	int code = 0;

	if (waiting_is_stackset(waiting) && (r = record_open(name, false, &err))) {
		bool none = stackset_note_none(r, &err);

		record_close(r);
		r = NULL;
		if (!none)
			return report_result(f->json, name, NULL, command_fail(&err),
					     began);
	}
	if (!f->json)
		printf("'%s' has been waiting for the administrator since %s (%s). accredit "
		       "created nothing of it.\n",
		       name, when_full_iso(when, waiting->since, clock_wall()),
		       waiting_title(waiting));
	if (!f->plan &&
	    (!command_consent(f, "Delete its record?", &err) ||
	     !(r = record_open(name, true, &err)) || !waiting_end(r, &err)))
		code = command_fail(&err);
	record_close(r);
	if (!f->json && !code)
		printf(f->plan ?
			       "Removing it deletes the record. Nothing has been changed.\n" :
			       "The record is deleted. What the administrator created stays "
			       "in the account: the hand-off says how to undo it.\n");
	return report_result(f->json, name, NULL, code, began);
}

static int cmd_resume_run_remove(const struct flags *f, const struct faces *faces,
				 struct stop *stop)
{
	int64_t began = clock_ms();
	struct session s = { .aws = NULL };
	struct err err = ERR_INIT;
	struct waiting waiting;
	char region[64];
	struct journey j;
	int code;

	if (command_is_wizard(f))
		return command_wizard(f, faces, "remove", stop);
	if (waiting_named(f->words[0], &waiting))
		return cmd_resume_remove_handoff(f, &waiting, began);
	cmd_resume_region_of(f->words[0], region);
	journey_init(&j, &s, stop);
	j.with_kept = f->with_kept;
	/* the record first: without one there is nothing to ask AWS about */
	j.session = NULL;
	if (!journey_open(&j, f->words[0], true, &err) ||
	    !session_open(&s, region, stop, &err)) {
		code = command_fail(&err);
	} else {
		j.session = &s;
		code = journey_open(&j, f->words[0], true, &err) ?
			cmd_resume_remove_it(f, &j, began, &err) :
			command_fail(&err);
	}
	if (err.kind)
		report_result(f->json, f->words[0], NULL, code, began);
	journey_free(&j);
	session_close(&s);
	return code;
}

const struct command command_resume = {
	.name = "resume",
	.words = "[SETUP]",
	.flags = "undo yes no-probe json text mouse",
	.says = "continue or undo an interrupted run",
	.about =
		"Continues an interrupted run to its end, or undoes it. Without SETUP it takes the "
		"setup whose run was interrupted. It also removes test instances that are left "
		"over.",
	.examples = "resume\n"
		    "resume my-setup --undo\n"
		    "resume --no-probe --yes\n",
	.takes = { TAKES_SETUP },
	.max_words = 1,
	.run = cmd_resume_run_resume,
};

const struct command command_remove = {
	.name = "remove",
	.words = "SETUP",
	.flags = "with-kept plan yes json text mouse",
	.says = "remove the resources that accredit created",
	.about =
		"Removes the resources of a setup that accredit created, and nothing else. What "
		"is used elsewhere, or existed before, is kept and listed with the reason.",
	.examples = "remove my-setup --plan\n"
		    "remove my-setup --yes\n",
	.takes = { TAKES_SETUP },
	.min_words = 1,
	.max_words = 1,
	.run = cmd_resume_run_remove,
};
