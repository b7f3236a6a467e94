/* cmd_verify.c - accredit verify: does a setup still match, and does it still work? */
#include "config.h"

#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/when.h"
#include "command/commands.h"
#include "command/progress.h"
#include "command/report.h"
#include "command/report_compared.h"
#include "format/json.h"
#include "plan/open_run.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/waiting.h"
#include "probe/probe.h"
#include "session/session.h"
#include "wizard/awaited.h"
#include "wizard/compare_all.h"
#include "wizard/drift_history.h"
#include "wizard/journey.h"
#include "wizard/surroundings.h"

static const struct asked {
	const char *ask, *not_done;
} asked[] = {
	{ "Launch the test instance?", "no test instance was launched" },
	{ "Start the pod?", "no pod was started" },
	{ "Test the key?", "the key was not tested" },
};

/* One run of the command: its flags, and the walk; m NULL: a setup created manually. */
struct verifying {
	const struct flags *f;
	struct compare_all *m;
	bool refused; /* it was said that nothing runs without confirmation */
};

static bool cmd_verify_is_walk(const struct verifying *v)
{
	return v->m && compare_all_setups(v->m) > 1;
}

/* What runs costs something: without confirmation it is skipped, and that is said. */
static bool cmd_verify_may_probe(struct verifying *v, const struct journey *j)
{
	const struct flags *f = v->f;
	struct err err = ERR_INIT;
	bool worker = probe_wanted(j->wanted), pod = checks_wanted(j->wanted, CHECK_BY_POD);
	const struct asked *w = &asked[worker ? 0 : pod ? 1 : 2];
	struct buf price = BUF(BUF_TEXT);

	if (f->no_probe || v->refused || !probe_any_wanted(j->wanted))
		return false;
	if (!f->json && (f->yes || !cmd_verify_is_walk(v))) {
		probe_price(j->wanted, &price);
		printf("%s\n", price.s);
		buf_free(&price);
	}
	if ((!worker && !pod && !checks_wanted(j->wanted, CHECK_BY_KEY)) ||
	    command_consent(f, w->ask, &err))
		return true;
	fprintf(stderr,
		"accredit: not confirmed: %s, only the resources were compared\n"
		"accredit: use --yes to run the test\n",
		w->not_done);
	v->refused = cmd_verify_is_walk(v);
	return false;
}

/* --- one --------------------------------------------------------------------------- */

/* The last line: how it compared, and what the checks came to. Of many: the checks alone. */
static void cmd_verify_say_verdict(const struct verifying *v, const char *name,
				   const struct compared *row, const struct buf *checks)
{
	const char *tested = checks->len ? checks->s : "the access was not tested";

	if (!cmd_verify_is_walk(v))
		printf("%s: %s; %s\n", name, row->text, tested);
	else if (checks->len)
		printf("%s: %s\n", name, checks->s);
}

/*
 * The checks belong to what was seen; the record is free again once the run is over.
 * What to enter in the platform is said by the setup, not by each verification.
 */
static int cmd_verify_probe_it(const struct flags *f, struct journey *j, struct json *seen,
			       struct json **outputs, struct buf *verdict)
{
	struct json *report = NULL, *checks;
	struct err err = ERR_INIT;
	int code;

	journey_probe_only(j);
	if (!journey_run(j, &err))
		return command_fail(&err);
	report_follow(f->json, j);
	report_checked(verdict, j);
	code = journey_finish(j, &report, &err);
	if (code)
		command_fail(&err);
	checks = probe_report(j->plan);
	drift_history_checks(seen, checks);
	json_free(checks);
	*outputs = json_copy(json_get(report, "outputs"));
	json_free(report);
	record_close(j->record);
	j->record = NULL;
	return code;
}

static int cmd_verify_tell(struct verifying *v, struct journey *j,
			   const struct json *around, int64_t began)
{
	const struct flags *f = v->f;
	bool differs = plan_differs(j->plan);
	struct json *seen = drift_history_summarize(j->plan, around), *outputs = NULL;
	struct json *compared = plan_compared(j->plan);
	bool unsure = plan_unread(j->plan) || surroundings_any_undecided(around);
	struct buf verdict = BUF(BUF_TEXT);
	struct compared row = compare_all_row_of(j->answers.name, j->plan, around);
	char outcome[100];
	int code = 0;
	struct json *event;

	report_compared(f->json, cmd_verify_is_walk(v), j, compared, &row);
	if (differs && !f->json)
		report_compared_remedy(j);
	report_events(f->json, around);
	if (!f->json)
		report_compared_more(j, around);
	differs |= surroundings_differs(around);
	snprintf(outcome, sizeof(outcome), "'%s' does not pass", j->answers.name);
	differs |= fail_on_decides(f, j->risks, around, outcome);
	if (v->m)	/* what a probe looks at changes under it */
		compare_all_stop_caching(v->m);
	if (!surroundings_interrupted(around) && cmd_verify_may_probe(v, j))
		code = cmd_verify_probe_it(f, j, seen, &outputs, &verdict);
	/* What was found is compared with the history, and kept for the next time. */
	event = j->by_hand ? NULL : drift_history_add(j->answers.name, seen, compared);
	if (event &&
	    (v->f->json || !cmd_verify_is_walk(v) ||
	     json_count(json_get(event, "changes"))))
		report_event(v->f->json, event);
	else
		json_free(event);
	code = code ? code : differs || unsure ? EXIT_DIFFERS : 0;
	if (!f->json)
		cmd_verify_say_verdict(v, j->answers.name, &row, &verdict);
	report_result(f->json, j->answers.name, outputs, code, began);
	compared_free(&row);
	buf_free(&verdict);
	json_free(outputs);
	json_free(compared);
	json_free(seen);
	return code;
}

/* What the account is compared with, where the template's defaults decided. */
static void cmd_verify_say_defaults(const struct flags *f, const struct journey *j)
{
	const char *policy = f->policy ? "" : j->answers.policy;
	const char *method = f->method ? "" : j->answers.method;

	if (f->json || (!*method && !*policy))
		return;
	printf("Compared with the template's default");
	if (*method)
		printf(" method '%s'", method);
	if (*policy)
		printf("%s policy '%s'", *method ? " and" : "", policy);
	printf(". Choose %s with %s%s%s.\n", *method && *policy ? "others" : "another",
	       *method ? "--method" : "", *method && *policy ? " and " : "",
	       *policy ? "--policy" : "");
}

static int cmd_verify_by_hand(const struct flags *f, struct stop *stop)
{
	int64_t began = clock_ms();
	struct session s = { .aws = NULL };
	struct verifying v = { .f = f };
	struct err err = ERR_INIT;
	struct errors wrong = { NULL };
	struct json *around;
	struct journey j;
	int code;

	journey_init(&j, &s, stop);
	j.probe = false;
	j.by_hand = true;
	if (!command_answer(&j, f, &wrong)) {
		code = report_result(f->json, j.given.name, NULL, command_fail_all(&wrong),
				     began);
	} else if (command_session(f, &s, j.given.region, stop, &err) &&
		   journey_by_hand(&j, &err) && command_candidates(&j, f, &err) &&
		   journey_plan(&j, PLAN_VERIFY, NULL, &err)) {
		around = surroundings_look(&j);
		cmd_verify_say_defaults(f, &j);
		command_caution(j.pack, f->json);
		code = cmd_verify_tell(&v, &j, around, began);
		json_free(around);
	} else {
		code = report_result(f->json, j.given.name, NULL, command_fail(&err), began);
	}
	errors_free(&wrong);
	journey_free(&j);
	session_close(&s);
	return code;
}

/* --- one after another ---------------------------------------------------------------- */

static void cmd_verify_greet(void *with, struct session *s)
{
	progress_wipe();
	command_greet(with, s);
}

/* One of several, with an open run: it is skipped, and counts as differing. */
static int cmd_verify_skip(const struct verifying *v, int64_t began)
{
	const char *name = compare_all_name(v->m);
	struct open_run open;

	if (open_run_named(name, &open))
		report_event(v->f->json, open_run_event(&open));
	return report_result(v->f->json, name, NULL, EXIT_DIFFERS, began);
}

/* Of rotations of a user's key there is nothing to compare but this to report. */
static bool cmd_verify_is_users_open_run(const char *name, struct err *err)
{
	struct err ignored = ERR_INIT;
	struct record *r = record_open(name, false, &ignored);
	struct open_run open;
	bool is = r && record_answers(r) && !*record_answers(r)->platform &&
		  open_run_of(r, &open);

	if (is)
		open_run_refuse(&open, err);
	record_close(r);
	return is;
}

/* *row: how it went, for the summary; yours, of no name: it was stopped. */
static int cmd_verify_next(struct verifying *v, struct compared *row)
{
	const struct flags *f = v->f;
	struct compare_all *m = v->m;
	int64_t began = clock_ms();
	struct err err = ERR_INIT;
	bool ok;
	int code;

	if (!cmd_verify_is_walk(v) &&
	    cmd_verify_is_users_open_run(compare_all_name(m), &err)) {
		*row = compare_all_row(m, &err);
		return cmd_verify_skip(v, began);
	}
	if (cmd_verify_is_walk(v) && !f->json)
		progress_show(compare_all_at(m), compare_all_setups(m), compare_all_name(m));
	ok = compare_all_compare(m, &err);
	progress_wipe();
	*row = (struct compared){ .name = NULL };
	if (cmd_verify_is_walk(v) && err.kind == ERR_STOPPED) /* the summary says so */
		return report_result(f->json, compare_all_name(m), NULL, 1, began);
	*row = compare_all_row(m, &err);
	if (err.kind == ERR_INTERRUPTED || err.kind == ERR_BUSY)
		return cmd_verify_skip(v, began);
	code = ok ?
		cmd_verify_tell(v, compare_all_journey(m), compare_all_around(m), began) :
		report_result(f->json, compare_all_name(m), NULL, command_fail(&err),
			      began);
	if (ok && code == 1)
		row->outcome = OUTCOME_FAILED;
	else if (code == EXIT_DIFFERS && row->outcome == OUTCOME_AS_WANTED)
		row->outcome = OUTCOME_DIFFERS;
	return code;
}

static void cmd_verify_say_names(const struct compared_list *all,
				 enum compared_outcome outcome, const char *label)
{
	const char *before = label;

	for (size_t i = 0; i < all->count; i++)
		if (all->rows[i].outcome == outcome) {
			printf("%s%s", before, all->rows[i].name);
			before = ", ";
		}
	if (before != label)
		putchar('\n');
}

/* Those that the walk leaves out, because an administrator has to create them first. */
static void cmd_verify_say_waiting(const struct flags *f)
{
	struct err ignored = ERR_INIT;
	struct json *names = record_names(&ignored);

	json_each(name, names) {
		struct awaited a = { .known = false };
		char when[WHEN_SIZE];

		a.known = waiting_named(json_text(name), &a.waiting);
		if (a.known && f->json)
			report_event(true, awaited_event(&a, json_text(name)));
		else if (a.known)
			printf("  waiting for the administrator: %s (since %s, %s)\n",
			       json_text(name),
			       when_at_iso(when, a.waiting.since, clock_wall()),
			       waiting_title(&a.waiting));
	}
	json_free(names);
}

static int cmd_verify_many(const struct flags *f, const struct json *names,
			   struct stop *stop)
{
	struct compare_all *m = compare_all_new(names, NULL, stop);
	struct verifying v = { .f = f, .m = m };
	struct compared_list all = { NULL, 0 };
	size_t left;
	int worst = 0;

	if (!names && f->json) /* before the results */
		cmd_verify_say_waiting(f);
	compare_all_tell(m, cmd_verify_greet, (void *)(uintptr_t)f);
	while (compare_all_next(m)) {
		struct compared row;
		int code = cmd_verify_next(&v, &row);

		if (row.name)
			compared_list_add(&all, row);
		worst = code == 1 || code > worst ? code : worst;
	}
	left = compare_all_setups(m) - all.count;
	if (!f->json && cmd_verify_is_walk(&v)) {
		/* Those that need attention, by name. */
		struct buf text = BUF(BUF_TEXT);

		compared_list_words(&text, &all);
		printf("\n%s\n", text.s);
		cmd_verify_say_names(&all, OUTCOME_DIFFERS, "  differing: ");
		cmd_verify_say_names(&all, OUTCOME_INTERRUPTED, "  interrupted: ");
		cmd_verify_say_names(&all, OUTCOME_FAILED, "  not read: ");
		cmd_verify_say_names(&all, OUTCOME_ELSEWHERE, "  in another account: ");
		buf_free(&text);
	}
	if (!names && !f->json)
		cmd_verify_say_waiting(f);
	if (left) {
		fflush(stdout);
		fprintf(stderr,
			"accredit: interrupted: %zu %s not verified\n"
			"accredit: run it again; nothing was changed\n",
			left, left == 1 ? "setup was" : "setups were");
	}
	worst = left ? 1 : worst;
	compared_list_free(&all);
	compare_all_free(m);
	return worst;
}

/* Three ways to select; one at a time. */
static bool cmd_verify_one_way(const struct flags *f, struct err *err)
{
	bool by_hand = f->platform || f->answers;
	int ways = (f->words_count > 0) + f->all + by_hand;

	if (ways > 1) {
		err_set(err, ERR_INPUT, "SETUP, --all and --platform exclude each other");
		return err_hint(err, "use one of them");
	}
	if (!by_hand && (f->method || f->policy || f->sets || f->name)) {
		err_set(err, ERR_INPUT, "%s works only with --platform",
			f->method	  ? "--method" :
				f->policy ? "--policy" :
				f->sets	  ? "--set" :
					    "--name");
		return err_hint(err,
				"add --platform for a setup created manually, or omit it: "
				"the record of a setup has its answers");
	}
	if (ways)
		return true;
	err_set(err, ERR_CHOICE, "no setup given");
	return err_hint(
		err,
		"name one ('accredit list' shows them), or use --all, or --platform "
		"for a setup created manually");
}

static int cmd_verify_run(const struct flags *f, const struct faces *faces,
			  struct stop *stop)
{
	struct err err = ERR_INIT;
	bool by_hand = f->platform || f->answers;
	bool says_nothing = !f->words_count && !f->all && !by_hand && !f->method &&
			    !f->policy && !f->sets && !f->name;
	struct json *names = NULL;
	struct waiting waiting;
	bool waits;
	int code;

	if (command_is_wizard(f) && fail_on_check(f, &err) &&
	    (says_nothing || cmd_verify_one_way(f, &err)))
		return command_wizard(f, faces, "verify", stop);
	if (!cmd_verify_one_way(f, &err) || (!by_hand && !fail_on_check(f, &err)))
		return report_result(f->json, "", NULL, command_fail(&err), clock_ms());
	waits = f->words_count && waiting_named(f->words[0], &waiting);
	if (waits && waiting_is_stackset(&waiting)) {
		err_set(&err, ERR_CHOICE, "'%s' is in other accounts, by the StackSet '%s'",
			f->words[0], waiting.folder);
		err_hint(
			&err,
			"verify them with 'accredit handoff %s --stackset %s --verify-role "
			"ROLE'",
			f->words[0], waiting.folder);
		return report_result(f->json, f->words[0], NULL, command_fail(&err),
				     clock_ms());
	}
	/* A setup that was handed off: waiting by its record, or named by its answers. */
	if (waits || (f->answers && !f->platform)) {
		code = verify_handoff(f, stop, &names);
		if (!names)
			return code;
	} else if (by_hand) {
		return cmd_verify_by_hand(f, stop);
	} else if (!f->all) {
		names = json_list_new();
		json_push(names, json_string_new(f->words[0]));
	}
	code = cmd_verify_many(f, names, stop);
	json_free(names);
	return code;
}

const struct command command_verify = {
	.name = "verify",
	.words = "[SETUP]",
	.flags = "all platform method policy set answers name yes no-probe fail-on json "
		 "text mouse",
	.says = "check that a setup still matches and still works",
	.about =
		"Compares the resources of a setup with its template, then tests the access. "
		"With --platform, compares a setup that was created manually; nothing is "
		"recorded. With --answers alone, or for a setup that waits for an "
		"administrator, compares what the administrator created from a hand-off, and "
		"records the setup if all of it is there.",
	.examples = "verify my-setup\n"
		    "verify --all --no-probe --json\n"
		    "verify --answers handoff/answers.json\n"
		    "verify --platform PLATFORM --set REGION=eu-west-1 --no-probe\n",
	.takes = { TAKES_SETUP },
	.max_words = 1,
	.run = cmd_verify_run,
};
