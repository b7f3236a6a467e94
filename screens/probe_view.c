/* probe_view.c - the probe: keys, news and results. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "probe/probe.h"
#include "probe/result_words.h"
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
	textview_line(
		&p->lines, R_TEXT,
		text ? text :
		       "No console output yet. AWS delivers it with a delay of up to two "
		       "minutes.");
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
	p->buttons = (struct button_row){ 0 };
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
	p->buttons = (struct button_row){ 0 };
	p->err = *err;
	p->can_resume = can_resume;
	textview_free(&p->text);
	context_err(&p->text, d, err);
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

static void probe_view_show_evidence(struct loop *loop, const struct probe_view *p)
{
	const struct check_result *r = p->list.selected < p->results.count ?
		&p->results.result[p->list.selected] :
		NULL;
	struct buf text = BUF(BUF_TEXT);

	if (!r || !r->verdict) {
		loop_note(loop, R_TEXT, "no result yet");
		return;
	}
	result_words_evidence(&text, r);
	popup_message(loop, R_TEXT, r->label, text.s);
	buf_free(&text);
}

static enum go probe_view_stop_answer(struct loop *loop, void *model, void *me, bool yes)
{
	struct context *d = model;
	struct probe_view *p = me;

	if (yes && (p->phase == ENDED || p->phase == FAILED)) {
		loop_note(loop, R_WARN, "It had ended already; nothing was stopped");
	} else if (yes) {
		p->stopping = true;
		wizard_stop(d->w);
	}
	return GO_STAY;
}

/* A probe that was interrupted is continued: its run is still open. */
static void probe_view_run(struct context *d, struct probe_view *p)
{
	if (p->can_resume)
		snprintf(d->w->setup, sizeof(d->w->setup), "%s", d->w->j.plan->setup);
	probe_view_start(p, d, p->can_resume ? TASK_RESUME : TASK_PROBE);
}

static enum go probe_view_press(struct context *d, struct probe_view *p,
				const struct button *button)
{
	if (button->letter == L'y' || button->letter == L'r')
		probe_view_run(d, p);
	else
		return p->phase == ASKING && !button->letter ? GO_BACK : GO_NEXT;
	return GO_STAY;
}

static void probe_view_ask_stop(struct loop *loop, const struct context *d)
{
	popup_ask(loop, "Stop the test?",
		  d->has_worker ?
			  "The test instance is terminated first. Your setup is kept; "
			  "only the test result is missing." :
			  d->has_pod ?
			  "The test pod is removed first. Your setup is kept; only the "
			  "test result is missing." :
			  "The setup is unchanged; it just has not been tested.",
		  "stop", probe_view_stop_answer);
}

/* One step back: from the console, from an end to the question, from an answer. */
static enum go probe_view_escape(struct loop *loop, const struct context *d,
				 struct probe_view *p)
{
	if (p->console)
		p->console = false;
	else if (p->phase == FAILED)
		p->phase = ASKING;
	else if (p->phase == STARTING || p->phase == RUNNING)
		probe_view_ask_stop(loop, d);
	else
		return GO_BACK;
	return GO_STAY;
}

static enum go probe_view_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct probe_view *p = me;
	struct context *d = model;
	const struct button *buttons = probe_view_buttons(p);
	bool lists = p->phase != ASKING && p->phase != FAILED && !p->console;
	int pressed = button_row_key(&p->buttons, buttons, k);

	if (pressed >= 0)
		return probe_view_press(d, p, &buttons[pressed]);
	if (pressed == BUTTON_MOVED || (p->phase == FAILED && textview_key(&p->text, k)) ||
	    (p->console && textview_key(&p->lines, k)) ||
	    (lists && list_key(&p->list, probe_view_rows(p), k) != LIST_PASS))
		return GO_STAY;
	if (k.code == K_ESC)
		return probe_view_escape(loop, d, p);
	if (k.ch == L'c' && d->has_worker && (lists || p->console)) {
		p->console = !p->console;
		if (p->console)
			probe_view_read_console(p, d);
	} else if (k.ch == L'e' && lists) {
		probe_view_show_evidence(loop, p);
	} else {
		return GO_PASS;
	}
	return GO_STAY;
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
	out->title = "Test";
	out->text =
		"passed: the result is as expected (including expected denials). failed: "
		"it is not; details name the policy that denied it and the fix. "
		"inconclusive: no usable answer. not run: the test stopped before this "
		"check. e shows details of the selected check, c the console of the test "
		"instance.";
	return true;
}

const struct screen screen_probe = {
	.name = "probe",
	.title = "Test",
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
