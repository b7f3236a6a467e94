/* cmd_setup.c - accredit setup: from answers to access that was tested. */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/pack_load.h"
#include "plan/accepted.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "session/session.h"
#include "wizard/accept.h"
#include "wizard/journey.h"
#include "wizard/secret_answers.h"
#include "wizard/surroundings.h"

/* Which platform: the word, or the one of the answers file. */
static bool cmd_setup_platform_of(const struct flags *f, struct answers *given,
				  struct err *err)
{
	if (f->words_count || f->platform) {
		snprintf(given->platform, sizeof(given->platform), "%s",
			 f->platform ? f->platform : f->words[0]);
		return true;
	}
	if (f->answers)
		return flags_load(f, given, err);
	err_set(err, ERR_CHOICE, "no platform given");
	return err_hint(err, "name a PLATFORM; 'accredit templates' lists them");
}

bool command_answers(const struct flags *f, struct answers *given, struct errors *wrong)
{
	struct answers first = { .values = NULL };
	struct err err = ERR_INIT;
	struct pack *pack = NULL;

	if (!f->words_count && !f->platform && !f->answers && !f->sets && !f->method && !f->policy &&
	    !f->name)
		return true;
	if (cmd_setup_platform_of(f, &first, &err))
		pack = pack_load(first.platform, &err);
	errors_add(wrong, &err);
	if (pack)
		flags_answers(f, pack, given, wrong);
	pack_free(pack);
	answers_free(&first);
	return !wrong->count;
}

bool command_answer(struct journey *j, const struct flags *f, struct errors *wrong)
{
	struct answers first = { .values = NULL };
	struct err err = ERR_INIT;

	fail_on_check(f, &err);
	errors_add(wrong, &err);
	if (cmd_setup_platform_of(f, &first, &err) &&
	    journey_platform(j, first.platform, &err)) {
		flags_answers(f, j->pack, &j->given, wrong);
		json_each(secret, f->secrets) {
			secret_answers_file(j, json_text(secret), &err);
			errors_add(wrong, &err);
		}
		/* a file that cannot be read may have what would be missing */
		if (!f->answers || !wrong->count)
			journey_early(j, wrong);
	}
	errors_add(wrong, &err);
	answers_free(&first);
	return !wrong->count;
}

/* Everything was done, and still more is there than is wanted: as verify sees it. */
static int cmd_setup_end_with_more(const struct journey *j)
{
	const char *name = j->answers.name;
	struct buf list = BUF(600);
	struct err err = ERR_INIT;

	json_each(e, j->plan->extras) {
		const struct extra_subject extra = surroundings_extra_subject(e);

		if (surroundings_is_extra(e) && accepted_differs(e) && !*json_str(e, "step"))
			buf_fmt(&list, "%s%s '%s'", list.len ? ", " : "", extra.kind,
				extra.name);
	}
	err_set(&err, ERR_DENIED,
		"'%s' is set up, but has more than the template allows: %s", name, list.s);
	if (accept_count(j->plan->extras))
		err_hint(&err,
			 "setup keeps what others added: remove it in the account, or "
			 "record it as accepted with 'accredit accept %s'",
			 name);
	else
		err_hint(&err, "remove it in the account, then run 'accredit verify %s'",
			 name);
	buf_free(&list);
	command_fail(&err);
	return EXIT_DIFFERS;
}

/* There is nothing to do. */
static int cmd_setup_keep(struct journey *j, const struct flags *f, bool more,
			  int64_t began, struct err *err)
{
	struct json *outputs;
	int code;

	if (!journey_keep(j, err))
		return command_fail(err);
	outputs = plan_outputs(j->plan);
	code = more ? cmd_setup_end_with_more(j) : 0;
	report_result(f->json, j->answers.name, outputs, code, began);
	json_free(outputs);
	if (!f->json)
		printf("%s\n",
		       more || surroundings_any_undecided(j->plan->extras) ?
			       "All resources of the template exist. Nothing to change." :
			       "Everything already matches. Nothing to change.");
	return code;
}

static int cmd_setup_go(struct journey *j, const struct flags *f, int64_t began,
			struct err *err)
{
	bool more = surroundings_count_kept(j->plan->extras) > 0, todo = false;
	struct json *report = NULL;
	int code;

	/*
	 * What roles and users that existed have in addition. Where some of it stays, the plan
	 * and the end of a run differ by it; a run does what it was told all the same.
	 */
	json_each(event, j->plan->extras)
		report_event(f->json, json_copy(event));
	if (more && f->plan && !f->json)
		printf("Setup keeps what others added: remove it in the account, or record it "
		       "as accepted with 'accredit accept %s' once this is set up.\n",
		       j->answers.name);
	if (fail_on_decides(f, j->risks, NULL, "nothing was created. Use narrower "
			    "statements or another policy, or leave out --fail-on"))
		return report_result(f->json, j->answers.name, NULL, EXIT_DIFFERS, began);
	if (f->plan) {
		report_plan_verdict(f->json, j);
		return report_result(f->json, j->answers.name, NULL,
				     plan_differs(j->plan) || more ? EXIT_DIFFERS : 0, began);
	}
	for (size_t i = 0; i < j->plan->count; i++)
		todo |= !j->plan->steps[i].resource ||
			j->plan->steps[i].action != ACTION_NONE;
	if (!todo)
		return cmd_setup_keep(j, f, more, began, err);
	if (!command_consent(f, "Apply these changes?", err) || !journey_run(j, err))
		return command_fail(err);
	code = report_end(f->json, j, &report);
	report_verdict(f->json, j, code);
	code = code || !more ? code : cmd_setup_end_with_more(j);
	report_result(f->json, json_str(report, "setup"), json_get(report, "outputs"), code,
		      began);
	json_free(report);
	return code;
}

static int cmd_setup_run(const struct flags *f, const struct faces *faces,
			 struct stop *stop)
{
	int64_t began = clock_ms();
	struct session s = { .aws = NULL };
	struct err err = ERR_INIT, ignored = ERR_INIT;
	struct errors wrong = { NULL };
	const char *name;
	struct record *r;
	struct journey j;
	char region[64];
	int code;

	if (command_is_wizard(f) && fail_on_check(f, &err))
		return command_wizard(f, faces, "setup", stop);
	journey_init(&j, &s, stop);
	j.probe = !f->no_probe;
	if (!command_answer(&j, f, &wrong)) {
		code = command_fail_all(&wrong);
		goto out;
	}
	/* The region of a setup that exists wins over the environment's. */
	name = *j.given.name ? j.given.name : j.given.platform;
	r = *j.given.region ? NULL : record_open(name, false, &ignored);
	snprintf(region, sizeof(region), "%s",
		 r && record_answers(r) ? record_answers(r)->region : j.given.region);
	record_close(r);
	if (!command_session(f, &s, region, stop, &err) ||
	    !journey_answers(&j, &err) || !journey_plan(&j, PLAN_SETUP, NULL, &err)) {
		code = command_fail(&err);
		goto out;
	}
	command_caution(j.pack, f->json);
	report_plan(f->json, &j);
	report_moved(f->json, &j);
	code = cmd_setup_go(&j, f, began, &err);
out:
	if (err.kind || wrong.count)
		report_result(f->json, j.given.name, NULL, code, began);
	errors_free(&wrong);
	journey_free(&j);
	session_close(&s);
	return code;
}

const struct command command_setup = {
	.name = "setup",
	.words = "[PLATFORM]",
	.flags = "name method policy set secret answers plan yes no-probe fail-on json "
		 "text mouse",
	.says = "create the AWS access a platform needs, and test it",
	.about =
		"Creates the AWS access a platform needs and tests it. Shows the plan and its "
		"risks first, and asks before it changes anything. On a setup that exists it "
		"creates what is missing and corrects what differs.",
	.examples = "setup PLATFORM --plan\n"
		    "setup PLATFORM --answers answers.json --yes\n"
		    "setup PLATFORM --name second --set REGION=eu-west-1 --yes --json\n",
	.takes = { TAKES_PLATFORM },
	.max_words = 1,
	.run = cmd_setup_run,
};
