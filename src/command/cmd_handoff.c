/* cmd_handoff.c - accredit handoff: a setup as files for an administrator. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/handoff_stackset.h"
#include "command/report.h"
#include "format/json.h"
#include "handoff/handoff.h"
#include "pack/pack.h"
#include "pack/risk.h"
#include "plan/record.h"
#include "session/session.h"
#include "wizard/describe.h"
#include "wizard/handoff_task.h"
#include "wizard/journey.h"

/* Options that are about a StackSet alone. */
static const char *cmd_handoff_stackset_option(const struct flags *f)
{
	const struct {
		const char *name;
		bool given;
	} rows[] = {
		{ "--accounts", f->accounts != NULL },
		{ "--ou", f->ous != NULL },
		{ "--call-as", f->call_as != NULL },
		{ "--admin-role", f->admin_role != NULL },
		{ "--execution-role", f->execution_role != NULL },
		{ "--verify-role", f->verify_role != NULL },
		{ "--external-id", f->external_id != NULL },
		{ "--parallel", f->parallel != NULL },
		{ "--remove", f->remove },
		{ "--plan", f->plan },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].given)
			return rows[i].name;
	return NULL;
}

/* A StackSet is of one form, and writes no files. */
static void cmd_handoff_check_stackset(const struct flags *f, struct errors *wrong)
{
	struct err err = ERR_INIT;

	if (f->format && !str_eq(f->format, "cloudformation")) {
		err_set(&err, ERR_INPUT, "a StackSet is not of the form '%s'", f->format);
		err_hint(&err, "use --format cloudformation, or leave it out");
		errors_add(wrong, &err);
	}
	if (f->output) {
		err_set(&err, ERR_INPUT, "--stackset writes no files");
		err_hint(&err, "leave out --output");
		errors_add(wrong, &err);
	}
}

static const struct handoff_form *cmd_handoff_form(const struct flags *f,
						   struct errors *wrong)
{
	const struct handoff_form *form = f->format ? handoff_form_find(f->format) : NULL;
	struct err err = ERR_INIT;
	struct buf names = BUF(200);

	for (const struct handoff_form *one = handoff_forms; one->name; one++)
		buf_fmt(&names, "%s%s", names.len ? "|" : "", one->name);
	if (!f->format)
		err_set(&err, ERR_INPUT, "no form is given");
	else if (!form)
		err_set(&err, ERR_INPUT, "'%s' is not a form", f->format);
	if (err.kind)
		err_hint(&err, "use --format %s", names.s);
	errors_add(wrong, &err);
	if (cmd_handoff_stackset_option(f)) {
		err_set(&err, ERR_INPUT, "%s works only with --stackset",
			cmd_handoff_stackset_option(f));
		err_hint(&err, "add --stackset NAME, or leave it out");
		errors_add(wrong, &err);
	}
	if (!f->output || !*f->output) {
		err_set(&err, ERR_INPUT, "no folder is given");
		err_hint(&err, "name a new or an empty folder: -o DIR");
		errors_add(wrong, &err);
	} else if (!handoff_folder_is_free(f->output, &err)) {
		errors_add(wrong, &err);
	}
	buf_free(&names);
	return form;
}

/* The findings of what is handed off. */
static void cmd_handoff_tell_risks(bool as_json, const struct journey *j)
{
	struct json *risks = as_json ? risk_events(j->risks) : NULL;
	struct buf text = BUF(BUF_TEXT);

	json_each(risk, risks)
		report_event(true, json_copy(risk));
	if (!as_json)
		describe_risks(&text, j->risks);
	if (text.len)
		buf_char(&text, '\n');
	report_text(text.s);
	buf_free(&text);
	json_free(risks);
}

static int cmd_handoff_write(struct journey *j, const struct flags *f,
			     const struct handoff_form *form)
{
	struct err err = ERR_INIT;
	struct json *event;

	if (f->remove)
		return handoff_stackset(f, j);
	command_caution(j->pack, f->json);
	cmd_handoff_tell_risks(f->json, j);
	if (fail_on_decides(f, j->risks, NULL,
			    "nothing was written. Use narrower statements "
			    "or another policy, or leave out --fail-on"))
		return EXIT_DIFFERS;
	if (f->stackset)
		return handoff_stackset(f, j);
	if (!handoff_task_write(j, form, f->output, &event, &err))
		return command_fail(&err);
	report_event(f->json, event);
	return 0;
}

static int cmd_handoff_run(const struct flags *f, const struct faces *faces,
			   struct stop *stop)
{
	int64_t began = clock_ms();
	struct session s = { .aws = NULL };
	struct errors wrong = { NULL };
	const struct handoff_form *form = NULL;
	struct record *r;
	struct journey j;
	struct flags of;
	int code;

	(void)faces;
	journey_init(&j, &s, stop);
	j.exists = true; /* it creates no keys, so their locations are no question */
	if (f->stackset)
		cmd_handoff_check_stackset(f, &wrong);
	else
		form = cmd_handoff_form(f, &wrong);
	of = command_setup_or_platform(f, &r, &wrong);
	if (command_answer(&j, &of, &wrong) || j.pack)
		handoff_task_answers(&j, &wrong);
	code = wrong.count ? command_fail_all(&wrong) : cmd_handoff_write(&j, &of, form);
	report_result(f->json, *j.answers.name ? j.answers.name : j.given.name, NULL, code,
		      began);
	errors_free(&wrong);
	record_close(r);
	journey_free(&j);
	session_close(&s);
	return code;
}

const struct command command_handoff = {
	.name = "handoff",
	.words = "[SETUP|PLATFORM]",
	.flags =
		"name method policy set answers format output stackset accounts ou "
		"call-as admin-role execution-role verify-role external-id parallel remove plan yes "
		"fail-on json",
	.says = "write a setup as files for an administrator to apply",
	.about =
		"Writes what a setup creates as files for an administrator, who may create what "
		"you may not. Needs no credentials: then give ACCOUNT_ID and REGION. Creates "
		"nothing in AWS, and no access keys: it lists what is left to do afterwards. "
		"With --stackset it deploys the CloudFormation form to many accounts as a "
		"StackSet, and verifies each of them; run again, it continues where a run "
		"stopped and tries the accounts that failed.",
	.examples = "handoff PLATFORM --format cli -o folder\n"
		    "handoff PLATFORM --set ACCOUNT_ID=123456789012 --set REGION=eu-west-1 "
		    "--format cli -o folder\n"
		    "handoff my-setup --format cli -o folder\n"
		    "handoff PLATFORM --stackset my-access --accounts @accounts.txt "
		    "--verify-role Audit --yes\n"
		    "handoff PLATFORM --stackset my-access --ou ou-ab12-cdefgh34 --plan\n",
	.takes = { TAKES_SETUP_OR_PLATFORM },
	.max_words = 1,
	.run = cmd_handoff_run,
};
