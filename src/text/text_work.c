/* text_work.c - a task or a run, followed in words; see text_internal.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "net/unanswered.h"
#include "plan/describe_step.h"
#include "plan/plan.h"
#include "plan/run.h"
#include "plan/step_event.h"
#include "probe/probe.h"
#include "probe/probe_steps.h"
#include "resource/kind.h"
#include "text/text_internal.h"

#define FIRST_WORD_MS 1000	/* a task that is quicker is not worth a line */
#define STILL_MS 10000

/* One task as it is followed. */
struct follow {
	size_t told;		/* events of the log */
	size_t done, all;	/* steps; all 0: not counted */
	int64_t began, spoke;
	bool stopping;
	bool silent;		/* that AWS does not answer was told */
	bool counted;		/* how many resources are read was told */
	bool checking;		/* answers come in: they say more than the wait */
	size_t walked; /* setups of TASK_ALL that were told */
	bool device;		/* address and code were told */
};

static void text_work_say_step(struct text *t, struct follow *f, const struct json *event)
{
	const struct step_event e = step_event_read(event);
	const struct step *step = t->w->j.plan ? plan_step(t->w->j.plan, e.id) : NULL;
	struct buf what = BUF(1024);

	if (step)
		describe_doing(&what, step);
	else
		buf_str(&what, e.id);
	if (str_eq(e.status, "waiting"))
		say(t, "waiting: %s", e.text);
	else if (str_eq(e.status, "failed"))
		say(t, "failed: %s: %s.", what.s, json_str(e.error, "message"));
	else if (str_eq(e.status, "done") && f->all)
		say(t, "%zu of %zu done: %s (%.1f s)", ++f->done, f->all, what.s,
		    e.seconds);
	else if (!str_eq(e.status, "started"))
		say(t, "%s: %s (%.1f s)", e.status, what.s, e.seconds);
	if (str_eq(e.status, "failed") && *json_str(e.error, "request_id"))
		say(t, "  (AWS request %s)", json_str(e.error, "request_id"));
	buf_free(&what);
}

/* In a resumed run some are done before: they are not counted twice. */
static size_t text_work_count_steps(const struct wizard *w)
{
	size_t n = 0;

	if (w->queue.task == TASK_RESUME || w->queue.task == TASK_UNDO || !w->j.plan)
		return 0;
	for (size_t i = 0; i < w->j.plan->count; i++)
		n += !w->j.plan->steps[i].resource ||
		     w->j.plan->steps[i].action != ACTION_NONE;
	return n;
}

/* "[3 of 100] name: as wanted", as they come. */
static void text_work_tell_walk(struct text *t, struct follow *f)
{
	struct progress p;
	struct compared_list rows;

	if (t->w->queue.task != TASK_ALL)
		return;
	wizard_progress(t->w, &p);
	rows = wizard_compared_rows(t->w, f->walked);
	for (size_t i = 0; i < rows.count; i++) {
		say(t, "[%zu of %zu] %s: %s", ++f->walked, p.all, rows.rows[i].name,
		    rows.rows[i].text);
		f->spoke = clock_ms();
	}
	compared_list_free(&rows);
}

/*
 * The step that is being waited for, in the run's own words; first one whose call has no
 * answer.
 */
static bool text_work_say_still_running(struct text *t)
{
	struct step_look look, one = { .text = "" };
	struct buf what = BUF(1024);
	struct wizard *w = t->w;
	char waited[WHEN_SIZE];
	size_t at = SIZE_MAX;

	for (size_t i = 0; w->run.active && i < w->j.plan->count && !one.unanswered; i++) {
		run_look(w->j.run, i, &look);
		if ((look.state != STEP_STARTED && look.state != STEP_WAITING) ||
		    (at != SIZE_MAX && !look.unanswered))
			continue;
		one = look;
		at = i;
	}
	if (at == SIZE_MAX)
		return false;
	describe_doing(&what, &w->j.plan->steps[at]);
	say(t, "still waiting: %s%s%s (%s)", what.s, *one.text ? ": " : "", one.text,
	    when_duration(waited, one.ms / 1000));
	buf_free(&what);
	return true;
}

static void text_work_tell_wait(struct text *t, struct follow *f)
{
	int64_t now = clock_ms();
	bool first = f->spoke == f->began && !t->w->run.active;
	char silence[UNANSWERED_WORDS], waited[WHEN_SIZE], read[READ_PROGRESS_WORDS];
	bool silent = unanswered_words(silence), begins = silent && !f->silent;

	f->silent = silent;
	read_progress_words(&t->w->queue.progress, read);
	if (*read && !f->counted && now - f->began >= READ_PROGRESS_AFTER_MS &&
	    !t->w->run.active) {
		say(t, "%s: %s", wizard_doing(t->w), read);
		f->counted = true;
		f->spoke = now;
	}
	if (!begins && now - f->spoke < (first ? FIRST_WORD_MS : STILL_MS))
		return;
	f->spoke = now;
	if (first && !silent)
		say(t, "waiting: %s", wizard_doing(t->w));
	else if (!text_work_say_still_running(t))
		say(t, "still waiting: %s%s%s%s%s (%s)", wizard_doing(t->w),
		    silent ? ": " : "", silence, *read ? ", " : "", read,
		    when_duration(waited, (now - f->began) / 1000));
	if (begins)
		say(t, "Ctrl-C stops.");
}

/* Ctrl-C during a task or a run, which continues behind the question. */
static void text_work_ask_stop(struct text *t, struct follow *f)
{
	bool worker = t->w->run.active && plan_step(t->w->j.plan, LAUNCH_STEP);
	struct buf leaving = BUF(2048);
	enum said said;
	bool yes = false;

	wizard_leaving(t->w, &leaving);
	if (f->stopping && worker)
		say(t,
		    "Already stopping (terminating the test instance). Interrupting now may "
		    "leave it running; accredit will offer to terminate it at the next start.");
	else if (f->stopping)
		say(t, "Already stopping after the current call.");
	else
		say(t, "%s", leaving.len ? leaving.s : "Nothing has been changed by this.");
	buf_free(&leaving);
	do {
		said = hear_afresh(t,
				   worker ? "Stop now? (y/N, c shows the console of the "
					    "test instance)" :
					    "Stop now? (y/N)");
		yes = said == SAID_LEAVE || (said == SAID_LINE && str_eq(t->line.s, "y"));
		if (said == SAID_LINE && str_eq(t->line.s, "c")) {
			/* The end of the console, only where it was asked for. */
			char *console = t->w->run.active ? probe_console(t->w->j.run) :
							   NULL;

			say(t, "%s",
			    console ? "Console of the test instance so far:" :
				      "No console output yet.");
			if (console)
				say_text(t, console);
			free(console);
		}
	} while (said == SAID_HELP || (said == SAID_LINE && str_eq(t->line.s, "c")));
	f->spoke = clock_ms();
	if (!yes)
		return;
	f->stopping = t->leaving = true;
	wizard_stop(t->w);
	say(t, "Stopping.");
}

/* An MFA code; Enter alone gives none. */
static void text_work_ask_code(struct text *t, struct follow *f)
{
	char question[CODE_QUESTION];
	enum said said;

	if (!wizard_mfa_question(t->w, question))
		return;
	do {
		said = hear_afresh(t, question);
		if (said == SAID_HELP)
			say(t,
			    "Your profile assumes a role that requires MFA: type the six digits "
			    "that the device or app shows now. Enter alone cancels the sign-in.");
	} while (said == SAID_HELP);
	f->spoke = clock_ms();
	wizard_answer_mfa(t->w, said == SAID_LINE ? t->line.s : NULL);
	buf_reset(&t->line);
}

/* What a sign-in by a browser needs, once. */
static void text_work_tell_device(struct text *t, struct follow *f)
{
	struct sso_device d;

	if (f->device || !wizard_device(t->w, &d))
		return;
	f->device = true;
	f->spoke = clock_ms();
	say(t, "Open this address in a browser, on any computer:");
	say(t, "  %s", d.url);
	say(t, "and enter the code: %s", d.code);
	if (*d.complete) {
		say(t, "Or open this one and compare the code:");
		say(t, "  %s", d.complete);
	}
	say(t, "Waiting for you to allow it there, for %d minutes at most. Ctrl-C cancels.",
	    (int)((d.until - clock_ms() + 59999) / 60000));
}

static void text_work_follow(struct text *t, struct follow *f)
{
	struct wizard *w = t->w;
	size_t place;

	while (wizard_busy(w) || w->run.active) {
		text_sleep(t, wizard_wake(w), 1000);
		wizard_news(w);
		place = 0;
		if (!f->all && t->w->run.active)
			f->all = text_work_count_steps(t->w);
		json_each(event, t->w->run.log) {
			if (place++ < f->told)
				continue;
			f->told = place;
			f->spoke = clock_ms();
			if (str_eq(json_str(event, "event"), "check"))
				say_check(t, event);
			else if (!f->checking ||
				 !str_eq(json_str(event, "status"), "waiting"))
				text_work_say_step(t, f, event);
			f->checking = f->checking ||
				str_eq(json_str(event, "event"), "check");
		}
		text_work_tell_walk(t, f);
		text_work_ask_code(t, f);
		text_work_tell_device(t, f);
		if (text_interrupted() && (wizard_busy(w) || w->run.active)) {
			/* Nothing is lost by its end: it is not asked for twice. */
			if (w->queue.task == TASK_LOGIN)
				wizard_stop(w);
			else
				text_work_ask_stop(t, f);
		}
		if (text_stop_asked(t) && !f->stopping) {
			f->stopping = t->leaving = true;
			wizard_stop(w);
		}
		text_work_tell_wait(t, f);
	}
}

bool work(struct text *t, enum task task)
{
	struct follow f = { .began = clock_ms() };
	struct wizard *w = t->w;

	f.spoke = f.began;
	if (!wizard_do(w, task))
		return false;
	f.told = json_count(w->run.log); /* an earlier run's, told then */
	text_work_follow(t, &f);
	/* other credentials may lie there the next time */
	if ((w->queue.task == TASK_FINISH ? w->run.outcome.kind : w->queue.err.kind) ==
	    ERR_LOGIN)
		w->signed_in = false;
	if (w->queue.task == TASK_FINISH) {
		/* How a run ended: the code is the program's unless something follows. */
		t->begun = true;
		t->code = t->w->run.code;
		snprintf(t->w->setup, sizeof(t->w->setup), "%s", t->w->j.plan->setup);
		t->why = (struct err)ERR_INIT;
		if (t->code)
			say_err(t,
				t->code == 3	     ? "Interrupted" :
					t->code == 2 ? "Not as expected" :
						       "Failed",
				&t->w->run.outcome);
		return !t->code;
	}
	if (!w->queue.ok && !w->found.count) /* else it is asked, and gone on with */
		say_err(t, "Failed", &w->queue.err);
	return w->queue.ok;
}
