/* probe_view.c - the probe: keys, news and results. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "probe/probe.h"
#include "screens/popup.h"
#include "screens/probe_view.h"
#include "screens/run_steps.h"

static void probe_view_free_results(struct probe_view *p)
{
	check_results_free(&p->results);
	json_free(p->events);
	p->events = NULL;
}

static void probe_view_read_console(struct probe_view *p, const struct context *d)
{
	char *text = run_steps_available(d) ? probe_console(d->w->j.run) : NULL;

	textview_free(&p->lines);
	p->lines.follow = true;
	textview_line(&p->lines, R_TEXT,
		      text ? text :
			     "The console has no lines yet. AWS "
			     "posts them late: the first may take two minutes.");
	free(text);
}

/* Every planned check in the template's order, with its result if there is one. */
static void probe_view_update(struct probe_view *p, const struct context *d)
{
	struct checks planned = probe_planned_checks(d->w->j.wanted);
	struct check_results run, not_run;

	probe_view_free_results(p);
	p->events = json_copy(d->w->run.checks);
	run = check_results_read(p->events);
	not_run = probe_not_run(d->w->j.wanted, &run);
	p->tally = probe_count(&run, &not_run);
	for (size_t i = 0; i < planned.count; i++) {
		const struct check_result *known = check_results_find(&run,
								      planned.check[i].id);
		struct check_result one = known ? *known : check_result_read(NULL);

		if (!*one.label) /* a comparison with the old key has its own */
			one.label = arena_str(&one.texts, planned.check[i].label);
		one.id = arena_str(&one.texts, planned.check[i].id);
		check_results_add(&p->results, one);
	}
	check_results_free(&not_run);
	check_results_free(&run);
	checks_free(&planned);
	if (p->console)
		probe_view_read_console(p, d);
}

/* A resumed run may have results already. */
static void probe_view_enter(struct loop *loop, void *model, void *me)
{
	struct probe_view *p = me;
	struct context *d = model;

	(void)loop;
	if (p->phase == ASKING && d->purpose == FOR_RESUME && run_steps_available(d) &&
	    json_count(d->w->run.checks)) {
		p->phase = ENDED;
		probe_view_update(p, d);
	}
}

static void probe_view_start(struct probe_view *p, struct context *d, enum task task)
{
	p->phase = STARTING;
	p->stopping = p->console = false;
	probe_view_free_results(p);
	p->tally = (struct probe_tally){ 0 };
	textview_free(&p->lines);
	textview_free(&p->text);
	d->applied = false;
	context_do(d, task);
}

static void probe_view_fail(struct probe_view *p, const struct context *d,
			    const struct err *err, bool can_resume)
{
	p->phase = FAILED;
	p->err = *err;
	p->can_resume = can_resume;
	textview_free(&p->text);
	context_err(&p->text, err);
	textview_line(&p->text, R_TEXT, "");
	run_steps_lines(d, &p->text);
}

static enum go probe_view_news(struct loop *loop, void *model, void *me)
{
	struct probe_view *p = me;
	struct context *d = model;
	enum task task = context_news(d);

	(void)loop;
	if (p->phase == STARTING && d->w->run.active)
		p->phase = RUNNING;
	if (p->phase == STARTING && task && !d->ok && task != TASK_SETUPS)
		probe_view_fail(p, d, &d->err, false);
	if (p->phase == RUNNING || (p->phase == STARTING && task == TASK_FINISH))
		probe_view_update(p, d);
	if (task != TASK_FINISH || p->phase == ASKING)
		return GO_STAY;
	if (d->w->run.code == 1 || d->w->run.code == 3)
		probe_view_fail(p, d, &d->w->run.outcome, d->w->run.code == 3);
	else
		p->phase = ENDED;
	return GO_STAY;
}

static void probe_view_evidence_line(struct buf *text, const char *label, const char *value)
{
	if (*value)
		buf_fmt(text, "%-9s %s\n", label, value);
}

static void probe_view_show_evidence(struct loop *loop, const struct probe_view *p)
{
	const struct check_result *r = p->list.selected < p->results.count ?
		&p->results.result[p->list.selected] :
		NULL;
	struct buf text = BUF(BUF_TEXT);

	if (!r || !r->verdict) {
		loop_note(loop, R_TEXT, "this has no answer yet");
		return;
	}
	probe_view_evidence_line(&text, "expected",
				 r->deny ? "to be refused" : "to be allowed");
	probe_view_evidence_line(&text, "result", verdict_word(r->verdict));
	probe_view_evidence_line(&text, "who", r->layer);
	probe_view_evidence_line(&text, "call", r->call);
	probe_view_evidence_line(&text, "time", r->time);
	probe_view_evidence_line(&text, "request", r->request_id);
	if (*r->text)
		buf_fmt(&text, "\n%s", r->text);
	popup_message(loop, R_TEXT, r->label, text.s);
	buf_free(&text);
}

static enum go probe_view_stop_answer(struct loop *loop, void *model, void *me, bool yes)
{
	struct context *d = model;
	struct probe_view *p = me;

	(void)loop;
	if (yes) {
		p->stopping = true;
		wizard_stop(d->w);
	}
	return GO_STAY;
}

static enum go probe_view_ask_key(struct loop *loop, struct context *d,
				  struct probe_view *p, struct key k)
{
	if (k.ch == L'y')
		probe_view_start(p, d, TASK_PROBE);
	else if (k.ch == L'n')
		return GO_NEXT;
	else if (k.code == K_ENTER)
		loop_note(loop, R_WARN, "y tries it, n goes on without");
	else if (k.code == K_ESC &&
		 (d->purpose == FOR_VERIFY || d->purpose == FOR_VERIFY_UNRECORDED))
		return GO_BACK;
	return GO_STAY;
}

static enum go probe_view_failed_key(struct loop *loop, struct context *d,
				     struct probe_view *p, struct key k)
{
	if (k.ch == L'r' && p->can_resume) {
		snprintf(d->w->setup, sizeof(d->w->setup), "%s", d->w->j.plan->setup);
		probe_view_start(p, d, TASK_RESUME);
	} else if (k.ch == L'r') {
		probe_view_start(p, d, TASK_PROBE);
	} else if (k.ch == L'l' || k.code == K_ESC) {
		return GO_NEXT;
	} else if (!textview_key(&p->text, k)) {
		loop_note(loop, R_WARN, "r tries again, l continues without it");
	}
	return GO_STAY;
}

static enum go probe_view_run_key(struct loop *loop, struct context *d,
				  struct probe_view *p, struct key k)
{
	if (k.ch == L'c' && d->has_worker) {
		p->console = !p->console;
		if (p->console)
			probe_view_read_console(p, d);
	} else if (p->console && textview_key(&p->lines, k))
		return GO_STAY;
	else if (k.ch == L'e')
		probe_view_show_evidence(loop, p);
	else if (k.code == K_ENTER && p->phase == ENDED)
		return GO_NEXT;
	else if (k.code == K_ESC && p->console)
		p->console = false;
	else if (k.code == K_ESC && p->phase != ENDED)
		popup_ask(loop, "Stop the probe?",
			  d->has_worker ?
				  "The worker is ended first. "
				  "The access stays as it was made; it is just not "
				  "verified." :
				  "The key stays as it is; it is just not verified.",
			  "stop", probe_view_stop_answer);
	else if (k.code != K_NONE && k.code != K_ESC)
		list_key(&p->list, probe_view_rows(p), k);
	return GO_STAY;
}

static enum go probe_view_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct probe_view *p = me;

	if (p->phase == ASKING)
		return probe_view_ask_key(loop, model, p, k);
	if (p->phase == FAILED)
		return probe_view_failed_key(loop, model, p, k);
	return probe_view_run_key(loop, model, p, k);
}

static bool probe_view_is_animated(const void *model, const void *me)
{
	const struct context *d = model;

	(void)me;
	return context_busy(d) || d->w->run.active;
}

static bool probe_view_wanted(const void *model)
{
	const struct context *d = model;

	return d->has_probe && !d->no_probe && !d->is_rotation && d->purpose != FOR_ADOPT;
}

static void probe_view_drop(void *me)
{
	struct probe_view *p = me;

	probe_view_free_results(p);
	textview_free(&p->lines);
	textview_free(&p->text);
}

static bool probe_view_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "The probe";
	out->text = "passed: it is as expected, also where a refusal was expected. failed: it "
		    "is not; the evidence says who refused and what fixes it. inconclusive: "
		    "no answer came that settles it. not run: the probe stopped before it. "
		    "Up and Down choose a check, e shows its evidence, c the worker's "
		    "console.";
	return true;
}

const struct screen screen_probe = {
	.name = "probe",
	.title = "Probe",
	.state_size = sizeof(struct probe_view),
	.confirms = true,
	.no_back = true,
	.wanted = probe_view_wanted,
	.enter = probe_view_enter,
	.draw = probe_view_draw,
	.key = probe_view_key,
	.news = probe_view_news,
	.animated = probe_view_is_animated,
	.quit_text = context_quit_text,
	.drop = probe_view_drop,
	.hints_now = probe_view_hints,
	.help = probe_view_help,
};
