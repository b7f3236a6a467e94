/* verify.c - accredit verify: is it still right, and does it still work? */
#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include "aws/call.h"
#include "aws/memo.h"
#include "base/buf.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "probe/probe.h"
#include "resource/learn.h"
#include "wizard/around.h"
#include "wizard/journey.h"
#include "wizard/session.h"

#define REGIONS_MAX 32
#define MANY 4		/* from here on lists are cheaper than questions */

/* One run over one set-up or over all: who is signed in where, what AWS said. */
struct verifying {
	const struct flags *f;
	struct stop *stop;
	struct memo *memo;	/* NULL: one set-up, nothing to remember */
	struct session sessions[REGIONS_MAX];
	size_t regions;
	size_t at, all;
};

static void say_price(const struct json *wanted)
{
	struct buf price = BUF(BUF_TEXT);

	probe_price(wanted, &price);
	printf("%s\n", price.s);
	buf_free(&price);
}

static const struct asked {
	const char *ask, *not_done, *add;
} asked[] = {
	{ "Launch the worker?", "no worker was launched", "launch one" },
	{ "Start the pod?", "no pod was started", "start one" },
	{ "Try the key?", "the key was not tried", "try it" },
};

/* What runs costs something: without consent it is left out, and that is said. */
static bool may_probe(const struct flags *f, const struct journey *j)
{
	struct err err = ERR_INIT;
	bool worker = probe_wanted(j->wanted), pod = probe_pod_wanted(j->wanted);
	const struct asked *w = &asked[worker ? 0 : pod ? 1 : 2];

	if (f->no_probe || !probe_any_wanted(j->wanted))
		return false;
	if (!f->json)
		say_price(j->wanted);
	if ((!worker && !pod && !probe_key_wanted(j->wanted)) ||
	    command_consent(f, w->ask, &err))
		return true;
	fprintf(stderr, "accredit: %s, so only the documents were compared; add --yes to %s\n",
		w->not_done, w->add);
	return false;
}

/* --- one --------------------------------------------------------------------------- */

/* Whether anything of it differs. */
static bool tell_around(const struct flags *f, const struct journey *j)
{
	struct json *events = around_look(j);
	bool differs = around_differs(events);

	json_each(event, events)
		report_event(f->json, json_copy(event));
	json_free(events);
	return differs;
}

static void tell_since(const struct flags *f, const struct journey *j,
		       const struct json *seen)
{
	struct json *event = j->by_hand ? NULL : around_since(j->answers.name, seen);

	if (event)
		report_event(f->json, event);
}

static void say_remedy(const struct flags *f, const struct journey *j)
{
	if (f->json)
		return;
	if (j->by_hand)
		printf("it is not as the template wants it: 'accredit adopt %s' records "
		       "it, 'accredit repair' then mends it\n", j->answers.platform);
	else
		printf("'%s' is not as it was made: 'accredit repair %s' mends it\n",
		       j->answers.name, j->answers.name);
}

/* The checks belong to what was seen; the record is free again once the run is over. */
static int probe_it(const struct flags *f, struct journey *j, struct json *seen,
		    struct json **outputs)
{
	struct json *report = NULL, *checks;
	struct err err = ERR_INIT;
	int code;

	journey_probe_only(j);
	if (!journey_run(j, &err))
		return command_fail(&err);
	code = report_end(f->json, j, &report);
	checks = probe_report(j->plan);
	json_each(check, checks)
		json_put_str(seen, json_str(check, "id"), json_str(check, "verdict"));
	json_free(checks);
	*outputs = json_copy(json_get(report, "outputs"));
	json_free(report);
	record_close(j->record);
	j->record = NULL;
	return code;
}

static int compare(const struct flags *f, struct journey *j, struct memo *memo,
		   int64_t began)
{
	bool differs = plan_differs(j->plan);
	struct json *seen = around_seen(j->plan), *outputs = NULL;
	int code = 0;

	report_plan(f->json, j);
	if (differs)
		say_remedy(f, j);
	differs |= tell_around(f, j);
	if (memo)	/* what a probe looks at changes under it */
		aws_remember(j->session->aws, NULL);
	if (may_probe(f, j))
		code = probe_it(f, j, seen, &outputs);
	tell_since(f, j, seen);
	code = code ? code : differs ? EXIT_DIFFERS : 0;
	report_result(f->json, j->answers.name, outputs, code, began);
	json_free(outputs);
	json_free(seen);
	return code;
}

static int verify_one(const struct flags *f, const char *name, struct session *s,
		      struct memo *memo, struct stop *stop)
{
	int64_t began = when_ms();
	struct err err = ERR_INIT;
	struct journey j;
	int code;

	journey_init(&j, s, stop);
	j.probe = false;
	aws_remember(s->aws, memo);
	if (journey_recorded(&j, name, &err) && journey_plan(&j, PLAN_VERIFY, NULL, &err))
		code = compare(f, &j, memo, began);
	else
		code = report_result(f->json, name, NULL, command_fail(&err), began);
	journey_free(&j);
	return code;
}

static int verify_by_hand(const struct flags *f, struct stop *stop)
{
	int64_t began = when_ms();
	struct session s = { .aws = NULL };
	struct err err = ERR_INIT;
	struct journey j;
	int code;

	journey_init(&j, &s, stop);
	j.probe = false;
	j.by_hand = true;
	if (command_answer(&j, f, &err) && journey_early(&j, &err) &&
	    command_session(f, &s, j.given.region, stop, &err) &&
	    journey_by_hand(&j, &err) && journey_plan(&j, PLAN_VERIFY, NULL, &err))
		code = compare(f, &j, NULL, began);
	else
		code = report_result(f->json, j.given.name, NULL, command_fail(&err), began);
	journey_free(&j);
	session_close(&s);
	return code;
}

/* --- all ---------------------------------------------------------------------------- */

/* Each set-up has a region of its own; whoever is signed in there stays so. */
static struct session *session_in(struct verifying *v, const char *name, struct err *err)
{
	struct record *r = record_open(name, false, err);
	char region[64] = "";
	struct session *s;

	if (!r)
		return NULL;
	str_clean(region, sizeof(region), record_answers(r) ? record_answers(r)->region : "");
	record_close(r);
	for (size_t i = 0; i < v->regions; i++)
		if (str_eq(v->sessions[i].region, region))
			return &v->sessions[i];
	if (v->regions == REGIONS_MAX)
		session_close(&v->sessions[--v->regions]);
	s = &v->sessions[v->regions];
	*s = (struct session){ .aws = NULL };
	if (!command_session(v->f, s, region, v->stop, err)) {
		session_close(s);
		return NULL;
	}
	v->regions++;
	if (v->memo && v->all >= MANY && v->regions == 1) {
		aws_remember(s->aws, v->memo);
		learn_account(s->aws, v->memo);
	}
	return s;
}

/* On a terminal alone: a line of its own, which the next one takes. */
static void say_progress(const struct verifying *v, const char *name)
{
	if (v->all > 1 && !v->f->json && isatty(STDERR_FILENO))
		fprintf(stderr, "[%zu of %zu] %s\n", v->at, v->all, name);
}

static int verify_in(struct verifying *v, const char *name)
{
	struct err err = ERR_INIT;
	struct session *s;

	v->at++;
	say_progress(v, name);
	s = session_in(v, name, &err);
	if (s)
		return verify_one(v->f, name, s, v->memo, v->stop);
	return report_result(v->f->json, name, NULL, command_fail(&err), when_ms());
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

static int verify_all(struct verifying *v)
{
	struct err err = ERR_INIT;
	struct json *names = record_names(&err);
	int worst = 0;

	json_each(name, names)
		v->all += has_platform(json_text(name));
	v->memo = memo_new();
	json_each(name, names) {
		int code = has_platform(json_text(name)) ?
			   verify_in(v, json_text(name)) : 0;

		worst = code == 1 || code > worst ? code : worst;
	}
	json_free(names);
	return worst;
}

static int verify(struct verifying *v)
{
	int code = v->f->all ? verify_all(v) : verify_in(v, v->f->words[0]);

	for (size_t i = 0; i < v->regions; i++)
		session_close(&v->sessions[i]);
	memo_free(v->memo);
	return code;
}

/* Three ways to say what is meant; one at a time. */
static bool one_way(const struct flags *f, struct err *err)
{
	bool by_hand = f->platform || f->answers;
	int ways = (f->words_count > 0) + f->all + by_hand;

	if (ways > 1) {
		err_set(err, ERR_INPUT, "a set-up, --all and --platform are three ways");
		return err_hint(err, "name one of them");
	}
	if (!by_hand && (f->method || f->policy || f->sets || f->name)) {
		err_set(err, ERR_INPUT, "answers are for a set-up made by hand");
		return err_hint(err, "name its platform with --platform; a recorded set-up "
				"knows its own");
	}
	if (ways)
		return true;
	err_set(err, ERR_CHOICE, "no set-up is named");
	return err_hint(err, "name one ('accredit list' shows them), add --all, or name a "
			"platform set up by hand with --platform");
}

static int run(const struct flags *f, const struct faces *faces, struct stop *stop)
{
	struct verifying v = { .f = f, .stop = stop };
	struct err err = ERR_INIT;
	bool by_hand = f->platform || f->answers;

	if (!f->all && !by_hand && command_is_wizard(f))
		return command_wizard(f, faces, "verify", stop);
	if (!one_way(f, &err))
		return report_result(f->json, "", NULL, command_fail(&err), when_ms());
	return by_hand ? verify_by_hand(f, stop) : verify(&v);
}

const struct command command_verify = {
	.name = "verify",
	.words = "SETUP",
	.flags = "all platform method policy set answers name yes no-probe json text mouse",
	.says = "compares a set-up with AWS and probes it",
	.max_words = 1,
	.run = run,
};
