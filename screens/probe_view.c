/* probe_view.c - a worker proves the access from the inside. */
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

static void probe_view_free_rows(struct probe_view *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->rows[i].id);
		free(p->rows[i].says);
		json_free(p->rows[i].event);
	}
	free(p->rows);
	p->rows = NULL;
	p->count = 0;
}

/* All checks, with a result or not. */
static void probe_view_list_checks(struct probe_view *p, const struct context *d)
{
	struct json *listed = probe_listed(d->w->j.wanted);

	probe_view_free_rows(p);
	p->rows = xcalloc(json_count(listed) + 1, sizeof(*p->rows));
	json_each(check, listed)
		p->rows[p->count++] = (struct probe_row){
			.id = xstrdup(json_str(check, "id")),
			.says = xstrdup(json_str(check, "says")),
		};
	json_free(listed);
}

/* What they come to so far. */
static void probe_view_count(struct probe_view *p, const struct context *d)
{
	struct json *not_run = probe_not_run(d->w->j.wanted, d->w->checks);

	p->tally = probe_count(d->w->checks, not_run);
	json_free(not_run);
}

/* A result may have its own text for the check: what the old key can do. */
static void probe_view_add_result(struct probe_row *row, const struct json *event)
{
	json_free(row->event);
	row->event = json_copy(event);
	if (*json_str(event, "says")) {
		free(row->says);
		row->says = xstrdup(json_str(event, "says"));
	}
}

static void probe_view_add_results(struct probe_view *p, const struct json *events)
{
	json_each(event, events)
		for (size_t i = 0; i < p->count; i++)
			if (str_eq(p->rows[i].id, json_str(event, "id")))
				probe_view_add_result(&p->rows[i], event);
}

static void probe_view_read_console(struct probe_view *p, const struct context *d)
{
	char *text = run_steps_available(d) ? probe_console(d->w->j.run) : NULL;

	textview_free(&p->lines);
	p->lines.follow = true;
	textview_line(&p->lines, R_TEXT, text ? text : "The console has no lines yet. AWS "
		      "posts them late: the first may take two minutes.");
	free(text);
}

static void probe_view_update(struct probe_view *p, const struct context *d)
{
	if (!p->count)
		probe_view_list_checks(p, d);
	probe_view_add_results(p, d->w->checks);
	probe_view_count(p, d);
	if (p->console)
		probe_view_read_console(p, d);
}

/* A resumed run may have probed already. */
static void probe_view_enter(struct loop *loop, void *model, void *me)
{
	struct probe_view *p = me;
	struct context *d = model;

	(void)loop;
	if (p->phase == ASKING && d->purpose == FOR_RESUME && run_steps_available(d) &&
	    json_count(d->w->checks)) {
		p->phase = ENDED;
		probe_view_update(p, d);
	}
}

static void probe_view_start(struct probe_view *p, struct context *d, enum task task)
{
	p->phase = STARTING;
	p->stopping = p->console = false;
	probe_view_free_rows(p);
	p->tally = (struct probe_tally){ 0 };
	textview_free(&p->lines);
	textview_free(&p->text);
	d->applied = false;
	context_do(d, task);
}

static void probe_view_fail(struct probe_view *p, const struct context *d,
			    const struct err *err, bool half_way)
{
	p->phase = FAILED;
	p->err = *err;
	p->half_way = half_way;
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
	if (p->phase == STARTING && d->w->running)
		p->phase = RUNNING;
	if (p->phase == STARTING && task && !d->ok && task != TASK_SETUPS)
		probe_view_fail(p, d, &d->err, false);
	if (p->phase == RUNNING || (p->phase == STARTING && task == TASK_FINISH))
		probe_view_update(p, d);
	if (task != TASK_FINISH || p->phase == ASKING)
		return GO_STAY;
	if (d->w->code == 1 || d->w->code == 3)
		probe_view_fail(p, d, &d->w->outcome, d->w->code == 3);
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
	const struct probe_row *row = p->list.selected < p->count ?
		&p->rows[p->list.selected] :
		NULL;
	const struct json *event = row ? row->event : NULL;
	const struct json *evidence = json_get(event, "evidence");
	const char *verdict = json_str(event, "verdict");
	struct buf text = BUF(BUF_TEXT);

	if (!event) {
		loop_note(loop, R_TEXT, "this has no answer yet");
		return;
	}
	probe_view_evidence_line(&text, "expected",
				 str_eq(json_str(event, "expected"), "deny") ?
					 "to be refused" :
					 "to be allowed");
	probe_view_evidence_line(&text, "result", probe_verdict_word(verdict));
	probe_view_evidence_line(&text, "who", json_str(event, "layer"));
	probe_view_evidence_line(&text, "call", json_str(evidence, "call"));
	probe_view_evidence_line(&text, "time", json_str(evidence, "time"));
	probe_view_evidence_line(&text, "request", json_str(evidence, "request_id"));
	if (*json_str(evidence, "text"))
		buf_fmt(&text, "\n%s", json_str(evidence, "text"));
	popup_message(loop, R_TEXT, row->says, text.s);
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
	if (k.ch == L'r' && p->half_way) {
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

static void probe_view_console_key(struct probe_view *p, const struct context *d)
{
	p->console = !p->console;
	if (p->console)
		probe_view_read_console(p, d);
}

static enum go probe_view_run_key(struct loop *loop, struct context *d,
				  struct probe_view *p, struct key k)
{
	if (k.ch == L'c' && d->has_worker)
		probe_view_console_key(p, d);
	else if (p->console && textview_key(&p->lines, k))
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
	return context_busy(d) || d->w->running;
}

static bool probe_view_wanted(const void *model)
{
	const struct context *d = model;

	return d->has_probe && !d->no_probe && !d->is_rotation && d->purpose != FOR_ADOPT;
}

static void probe_view_drop(void *me)
{
	struct probe_view *p = me;

	probe_view_free_rows(p);
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
