/* verify.c - accredit verify: is it still right, and does it still work? */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "probe/probe.h"
#include "wizard/journey.h"
#include "wizard/session.h"

static void say_price(const struct json *wanted)
{
	struct buf price = BUF(BUF_TEXT);

	probe_price(wanted, &price);
	printf("%s\n", price.s);
	buf_free(&price);
}

/* The worker costs money: without consent it is left out, and that is said. */
static bool may_probe(const struct flags *f, const struct journey *j)
{
	struct err err = ERR_INIT;
	bool worker = probe_wanted(j->wanted), key = probe_key_wanted(j->wanted);

	if (f->no_probe || !probe_any_wanted(j->wanted))
		return false;
	if (!f->json)
		say_price(j->wanted);
	if ((!worker && !key) ||
	    command_consent(f, worker ? "Launch the worker?" : "Try the key?", &err))
		return true;
	fprintf(stderr, "accredit: %s, so only the documents were compared; add --yes to %s\n",
		worker ? "no worker was launched" : "the key was not tried",
		worker ? "launch one" : "try it");
	return false;
}

static int probe_it(const struct flags *f, struct journey *j, bool differs,
		    int64_t began)
{
	struct err err = ERR_INIT;
	int code;

	journey_probe_only(j);
	if (!journey_run(j, &err))
		return command_fail(&err);
	code = report_finish(f->json, j, began);
	return code ? code : differs ? EXIT_DIFFERS : 0;
}

static int verify_one(const struct flags *f, const char *name, struct session *s,
		      struct stop *stop)
{
	int64_t began = when_ms();
	struct err err = ERR_INIT;
	struct journey j;
	bool differs;
	int code;

	journey_init(&j, s, stop);
	j.probe = false;
	if (!journey_recorded(&j, name, &err) || !journey_plan(&j, PLAN_VERIFY, NULL, &err)) {
		code = command_fail(&err);
		goto out;
	}
	report_plan(f->json, &j);
	differs = plan_differs(j.plan);
	code = differs ? EXIT_DIFFERS : 0;
	if (differs && !f->json)
		printf("'%s' is not as it was made: 'accredit repair %s' mends it\n",
		       name, name);
	if (may_probe(f, &j))
		code = probe_it(f, &j, differs, began);
	else
		report_result(f->json, name, NULL, code, began);
out:
	if (err.kind)
		report_result(f->json, name, NULL, code, began);
	journey_free(&j);
	return code;
}

/* Each set-up has a region of its own. */
static int verify_in(const struct flags *f, const char *name, struct stop *stop)
{
	struct session s = { .aws = NULL };
	struct err err = ERR_INIT;
	int code;

	if (command_recorded_session(f, &s, name, stop, &err))
		code = verify_one(f, name, &s, stop);
	else
		code = report_result(f->json, name, NULL, command_fail(&err), when_ms());
	session_close(&s);
	return code;
}

/* With --all the records of users' keys are passed over. */
static bool has_platform(const char *name)
{
	struct err ignored = ERR_INIT;
	struct record *r = record_open(name, false, &ignored);
	bool has = !r || !record_answers(r) || *record_answers(r)->platform;

	record_close(r);
	return has;
}

static int run(const struct flags *f, const struct faces *faces, struct stop *stop)
{
	struct err err = ERR_INIT;
	struct json *names;
	int worst = 0;

	if (!f->all && command_is_wizard(f))
		return command_wizard(f, faces, "verify", stop);
	if (f->words_count && !f->all)
		return verify_in(f, f->words[0], stop);
	if (!f->all) {
		err_set(&err, ERR_CHOICE, "no set-up is named");
		err_hint(&err, "name one ('accredit list' shows them) or add --all");
		return command_fail(&err);
	}
	names = record_names(&err);
	json_each(name, names) {
		int code = has_platform(json_text(name)) ?
			   verify_in(f, json_text(name), stop) : 0;

		worst = code == 1 || code > worst ? code : worst;
	}
	json_free(names);
	return worst;
}

const struct command command_verify = {
	.name = "verify",
	.words = "SETUP",
	.flags = "all yes no-probe json text mouse",
	.says = "compares a set-up with AWS and probes it",
	.max_words = 1,
	.run = run,
};
