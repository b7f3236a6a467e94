/* cmd_rotate.c - accredit rotate: replaces an access key, deletes the old one, or goes back to it. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "plan/open_run.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "rotate/facts_json.h"
#include "session/session.h"
#include "wizard/describe.h"
#include "wizard/journey.h"
#include "wizard/rotation_journey.h"

static int cmd_rotate_modes(const struct flags *f)
{
	return f->finish + f->revert + f->revoke;
}

/* "80d", or "80"; -1: not given, -2: invalid. */
static double cmd_rotate_days_of(const char *text)
{
	char *end;
	double days;

	if (!text)
		return -1;
	days = strtod(text, &end);
	return end != text && (!*end || str_eq(end, "d")) && days >= 0 && days < 36500 ?
		days :
		-2;
}

/* One action, one selection, and valid days. */
static bool cmd_rotate_one_thing(const struct flags *f, struct err *err)
{
	int named = (f->words_count > 0) + (f->user != NULL) + f->all;

	if (cmd_rotate_modes(f) > 1) {
		err_set(err, ERR_INPUT,
			"--finish, --revert and --revoke-sessions exclude each other");
		return err_hint(err, "choose one of them");
	}
	if (named != 1) {
		err_set(err, ERR_CHOICE,
			named ? "SETUP, --user and --all exclude each other" :
				"nothing selected to rotate");
		return err_hint(err, "name a SETUP, or use --user USER or --all");
	}
	if (cmd_rotate_days_of(f->older_than) > -2)
		return true;
	err_set(err, ERR_INPUT, "'%s' is not a number of days", f->older_than);
	return err_hint(err, "for example: --older-than 90d");
}

/* A program that only reads gets the facts; one that acts, the plan and its steps. */
static void cmd_rotate_say_keys(const struct flags *f, const struct rotation_facts *facts)
{
	struct buf text = BUF(BUF_TEXT);
	struct json *event;

	if (f->json && !f->plan)
		return;
	if (f->json) {
		event = rotation_facts_save(facts);
		json_put_str(event, "event", "keys");
		report_event(true, event);
		return;
	}
	describe_keys(&text, facts);
	report_text(text.s);
	buf_free(&text);
}

struct rotation_wish command_rotation_wish(const struct flags *f)
{
	return (struct rotation_wish){
		.what = f->finish ? ROTATE_FINISH :
			f->revert ? ROTATE_REVERT :
			f->revoke ? ROTATE_REVOKE :
				    ROTATE_KEY,
		.other_key = f->other_key,
		.store = f->store,
		.now = f->now,
		.probe = !f->no_probe,
	};
}

/* The exit code of the contract; *err is reported already. */
static int cmd_rotate_go(const struct flags *f, struct journey *j, int64_t began,
			 struct err *err)
{
	const struct step *shell;
	int code;

	report_plan(f->json, j);
	if (f->plan) {
		report_plan_verdict(f->json, j);
		return report_result(f->json, j->answers.name, NULL,
				     plan_differs(j->plan) ? EXIT_DIFFERS : 0, began);
	}
	if (!command_consent(f,
			     plan_step(j->plan, "key.finish") ?
				     "Delete this key permanently?" :
				     "Apply these changes?",
			     err) ||
	    !rotation_run(j, err))
		return command_fail(err);
	code = report_finish(f->json, j, began);
	/* Where no one reads the notes, the shell's own key is mentioned here. */
	shell = j->plan ? plan_step(j->plan, "key.environment") : NULL;
	if (f->json && shell && shell->state == STEP_DONE)
		fprintf(stderr,
			"accredit: AWS_ACCESS_KEY_ID in this shell's environment is still the "
			"old key %s\naccredit: unset it or export the new key\n",
			resource_str(shell->before, "key_id"));
	return code;
}

/* What ends a rotation works from the shell whose key it deactivated. */
static bool cmd_rotate_open_session(const struct flags *f, struct session *s,
				    const char *region, struct stop *stop, struct err *err)
{
	bool ok = f->finish || f->revert ?
		session_open_or_use_rotated_key(s, region, stop, err) :
		session_open(s, region, stop, err);

	if (ok)
		command_tell_instead(s);
	return ok;
}

static int cmd_rotate_one(const struct flags *f, struct session *s, const char *setup,
			  struct stop *stop, struct err *err)
{
	struct rotation_wish wish = command_rotation_wish(f);
	int64_t began = clock_ms();
	struct rotation_facts *facts = NULL;
	struct journey j;
	bool busy = false;
	int code;

	journey_init(&j, s, stop);
	/* what ends a rotation of a setup takes no further location */
	if (rotation_look(&j, setup, f->user,
			  f->profile && (!*setup || wish.what == ROTATE_KEY) ? f->profile :
									       "",
			  &facts, err))
		cmd_rotate_say_keys(f, facts);
	else if (wish.what == ROTATE_REVOKE && err->kind == ERR_CHOICE && j.record)
		*err = (struct err)ERR_INIT;	/* a role needs no key */
	code = !err->kind && rotation_plan(&j, facts, &wish, &busy, err) ?
		cmd_rotate_go(f, &j, began, err) :
		command_fail(err);
	if (busy)
		code = EXIT_DIFFERS;
	if (err->kind)
		report_result(f->json, *setup ? setup : j.answers.name, NULL, code, began);
	rotation_facts_free(facts);
	journey_free(&j);
	return code;
}

/* --- all of them ------------------------------------------------------------------- */

/* Those with a key, in this Region and account; the rest is skipped. */
static bool cmd_rotate_has_key(const char *name, char region[64])
{
	struct err ignored = ERR_INIT;
	struct record *r = record_open(name, false, &ignored);
	struct json *resources = r ? record_resources(r) : NULL;
	bool has = false;

	json_each(row, resources)
		has |= str_eq(recorded_read(row).kind, "access-key");
	if (r && record_answers(r))
		snprintf(region, 64, "%s", record_answers(r)->region);
	json_free(resources);
	record_close(r);
	return has;
}

/* A key that AWS does not have counts as due: the rotation then says so. */
static bool cmd_rotate_is_due(const struct rotation_facts *facts, double days)
{
	const struct rotation_key *current = rotation_find_key(facts, facts->key_id);

	return !current || current->key.days >= days;
}

/* Reports that a person is needed; the other setups continue. */
static int cmd_rotate_needs_person(const char *name, const struct err *err)
{
	fprintf(stderr, "accredit: setup '%s' needs a person:\n", name);
	command_fail(err);
	return EXIT_DIFFERS;
}

/* A setup of another account also needs a person: the owner of its credentials. */
static bool cmd_rotate_is_choice(const struct err *err)
{
	return err->kind == ERR_CHOICE || err->kind == ERR_INPUT;
}

/* What --all came to, in setups with a key. */
struct rotate_tally {
	size_t keys, young, done;
};

static int cmd_rotate_next(const struct flags *f, const char *name,
			   struct rotate_tally *tally, struct stop *stop)
{
	struct rotation_wish wish = command_rotation_wish(f);
	struct session s = { .aws = NULL };
	struct err err = ERR_INIT;
	struct rotation_facts *facts = NULL;
	struct open_run open;
	struct journey j;
	char region[64] = "";
	bool busy = false;
	int code = 0;

	if (open_run_named(name, &open)) {
		open_run_refuse(&open, &err);
		command_fail(&err);
		return EXIT_HALF_WAY;
	}
	if (!cmd_rotate_has_key(name, region))
		return 0;
	tally->keys++;
	journey_init(&j, &s, stop);
	if (!cmd_rotate_open_session(f, &s, region, stop, &err) ||
	    !rotation_look(&j, name, NULL, "", &facts, &err))
		code = cmd_rotate_is_choice(&err) ? cmd_rotate_needs_person(name, &err) :
						    command_fail(&err);
	else if (wish.what == ROTATE_KEY &&
		 !cmd_rotate_is_due(facts, cmd_rotate_days_of(f->older_than))) {
		tally->young++;
		if (!f->json)
			printf("%s: the key is not that old\n", name);
	} else if (!rotation_plan(&j, facts, &wish, &busy, &err))
		code = cmd_rotate_is_choice(&err) || busy ?
			cmd_rotate_needs_person(name, &err) :
			command_fail(&err);
	else {
		report_plan(f->json, &j);
		if (f->plan)
			code = EXIT_DIFFERS;
		else
			code = rotation_run(&j, &err) ? report_finish(f->json, &j, clock_ms()) :
			       command_fail(&err);
		tally->done += f->plan || !code;
	}
	rotation_facts_free(facts);
	journey_free(&j);
	session_close(&s);
	return code;
}

/* The last line: how many, also where there was nothing to do. */
static void cmd_rotate_say_tally(const struct flags *f, const struct rotate_tally *t)
{
	static const char *const verbs[] = { "rotated", "finished", "reverted", "revoked" };
	const char *verb = verbs[f->finish ? 1 : f->revert ? 2 : f->revoke ? 3 : 0];
	size_t left = t->keys - t->young - t->done;

	if (!t->keys) {
		printf("Nothing to rotate: no setup on this computer has an access key.\n");
		return;
	}
	if (t->young == t->keys) {
		printf("Nothing to rotate: %zu key%s, none of that age.\n", t->keys,
		       t->keys == 1 ? "" : "s");
		return;
	}
	printf("%zu of %zu key%s %s", t->done, t->keys, t->keys == 1 ? "" : "s",
	       f->plan ? "to be " : "");
	printf("%s", verb);
	if (t->young)
		printf(", %zu not old enough", t->young);
	if (left)
		printf(", %zu needing attention (see above)", left);
	printf(".\n");
}

static int cmd_rotate_all(const struct flags *f, struct stop *stop, struct err *err)
{
	/* The worst of all outcomes: failed, interrupted, a person needed, done. */
	static const int order[] = { 1, EXIT_HALF_WAY, EXIT_BAD_USE, EXIT_DIFFERS };
	int64_t began = clock_ms();
	struct rotate_tally tally = { .keys = 0 };
	struct json *names;
	int code = 0, one;

	if (!f->plan && !command_consent(f, "Rotate all keys that are due?", err))
		return report_result(f->json, "", NULL, command_fail(err), began);
	names = record_names(err);
	json_each(name, names) {
		if (stop && atomic_load(&stop->asked))
			break;
		one = cmd_rotate_next(f, json_text(name), &tally, stop);
		for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
			if (code == order[i] || one == order[i]) {
				code = order[i];
				break;
			}
	}
	json_free(names);
	if (!f->json)
		cmd_rotate_say_tally(f, &tally);
	return report_result(f->json, "", NULL, code, began);
}

/* --- the command ------------------------------------------------------------------- */

static int cmd_rotate_run(const struct flags *f, const struct faces *faces,
			  struct stop *stop)
{
	const char *setup = f->words_count ? f->words[0] : "";
	struct session s = { .aws = NULL };
	struct err err = ERR_INIT;
	char region[64];
	int code;

	if (command_is_wizard(f) && !f->all && !(f->words_count && f->user) &&
	    cmd_rotate_modes(f) < 2)
		return command_wizard(f, faces, "rotate", stop);
	if (!cmd_rotate_one_thing(f, &err))
		return report_result(f->json, setup, NULL, command_fail(&err), clock_ms());
	if (f->all)
		return cmd_rotate_all(f, stop, &err);
	*region = '\0';
	if (*setup)
		cmd_rotate_has_key(setup, region);
	if (cmd_rotate_open_session(f, &s, region, stop, &err))
		code = cmd_rotate_one(f, &s, setup, stop, &err);
	else
		code = report_result(f->json, setup, NULL, command_fail(&err), clock_ms());
	session_close(&s);
	return code;
}

const struct command command_rotate = {
	.name = "rotate",
	.words = "[SETUP]",
	.flags = "user profile all older-than delete-key give-up store finish revert now "
		 "revoke-sessions plan yes no-probe json text mouse",
	.says = "rotate access keys safely",
	.about =
		"Creates a new access key, tests it, stores it wherever this computer has the old "
		"one, and deactivates the old key. A day later, --finish deletes the old key; "
		"--revert switches back to it.",
	.examples = "rotate my-setup\n"
		    "rotate my-setup --finish\n"
		    "rotate --all --older-than 90d --yes\n"
		    "rotate --user USER --profile my-profile\n",
	.takes = { TAKES_SETUP },
	.max_words = 1,
	.run = cmd_rotate_run,
};
