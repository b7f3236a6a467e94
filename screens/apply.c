/*
 * apply.c - runs the plan of a setup, a resume, an undo, a removal, a repair or a
 * rotation.
 */
#include "config.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"
#include "plan/plan.h"
#include "screens/button_row.h"
#include "screens/popup.h"
#include "screens/run_steps.h"
#include "wizard/describe.h"
#include "wizard/run_result.h"

enum phase { STARTING, RUNNING, SUCCEEDED, FAILED };

struct apply {
	enum phase phase;
	bool begun, stopping;
	int64_t since;
	struct err err;			/* why it failed */
	bool can_resume; /* resume can continue it */
	struct textview text;
	struct button_row buttons;
	size_t kept; /* resources that a removal kept */
};

static const struct {
	enum task task;
	const char *doing, *done;
} purposes[] = {
	[FOR_SETUP] = { TASK_APPLY, "Applying", "All resources have been created." },
	[FOR_RESUME] = { TASK_RESUME, "Resuming", "All steps are done." },
	[FOR_UNDO] = { TASK_UNDO, "Undoing", "The changes have been undone." },
	[FOR_REMOVAL] = { TASK_REMOVE, "Removing",
			  "Everything accredit created has been removed." },
	[FOR_VERIFY] = { TASK_PROBE, "Testing", "Done." },
	[FOR_REPAIR] = { TASK_APPLY, "Repairing",
			 "The selected differences have been repaired." },
	[FOR_ADOPT] = { TASK_APPLY, "Recording", "The existing resources are recorded." },
	[FOR_ROTATE] = { TASK_ROTATE, "Rotating the key", "The key has been rotated." },
	[FOR_FINISH] = { TASK_ROTATE, "Finishing the rotation",
			 "The deactivated key has been deleted." },
	[FOR_REVERT] = { TASK_ROTATE, "Reverting the rotation",
			 "The old key is active and in place again." },
	[FOR_REVOKE] = { TASK_ROTATE, "Revoking the sessions",
			 "The sessions have been revoked." },
	[FOR_VERIFY_UNRECORDED] = { TASK_PROBE, "Testing", "Done." },
};

/* After an undo or a removal there is nothing to test. */
static bool apply_is_last(const struct context *d)
{
	return d->purpose == FOR_UNDO || d->purpose == FOR_REMOVAL;
}

/* Those of the end; none while it runs. */
static const struct button *apply_buttons(const struct context *d, const struct apply *a)
{
	static const struct button none[] = { { 0 } };
	static const struct button next[] = { { .label = "Continue" }, { 0 } };
	static const struct button menu[] = { { .label = "Menu" }, { 0 } };
	static const struct button half[] = {
		{ .label = "Resume", .letter = L'r' },
		{ .label = "Undo", .letter = L'u', .danger = true },
		{ .label = "Menu", .letter = L'l' },
		{ 0 }
	};
	static const struct button undo[] = { { .label = "Resume", .letter = L'r' },
					      { .label = "Menu", .letter = L'l' },
					      { 0 } };
	static const struct button again[] = { { .label = "Retry", .letter = L'r' },
					       { .label = "Menu", .letter = L'l' },
					       { 0 } };

	if (a->phase == SUCCEEDED)
		return apply_is_last(d) ? menu : next;
	if (a->phase != FAILED)
		return none;
	return !a->can_resume ? again : d->purpose == FOR_UNDO ? undo : half;
}

static void apply_start(struct apply *a, struct context *d, enum task task)
{
	textview_free(&a->text);
	*a = (struct apply){ .phase = STARTING, .begun = true, .since = clock_ms() };
	d->applied = false;
	context_do(d, task);
}

static void apply_enter(struct loop *loop, void *model, void *me)
{
	struct apply *a = me;
	struct context *d = model;

	(void)loop;
	if (!a->begun)
		apply_start(a, d, purposes[d->purpose].task);
}

static void apply_failed(struct apply *a, struct context *d, const struct err *err,
			 bool can_resume)
{
	a->phase = FAILED;
	a->err = *err;
	a->can_resume = can_resume;
	textview_free(&a->text);
	context_err(&a->text, d, err);
	textview_line(&a->text, R_TEXT, "");
	run_steps_lines(d, &a->text);
}

/* What a removal kept is listed above the steps. */
static void apply_succeeded(struct apply *a, struct context *d)
{
	bool removal = run_steps_available(d) && !d->w->j.plan->wanted && !d->w->j.undo;

	a->phase = SUCCEEDED;
	textview_free(&a->text);
	a->kept = removal ? context_kept(&a->text, d->w->j.plan) : 0;
	if (!context_notices(&a->text, d->w->run.report) && !a->kept)
		return;
	textview_line(&a->text, R_TEXT, "");
	run_steps_lines(d, &a->text);
}

static enum go apply_news(struct loop *loop, void *model, void *me)
{
	struct apply *a = me;
	struct context *d = model;
	enum task task = context_news(d);

	(void)loop;
	if (a->phase == STARTING && d->w->run.active)
		a->phase = RUNNING;
	if (task == TASK_FINISH) {
		if (d->w->run.code == 1 || d->w->run.code == 3 || d->w->run.code == 64)
			apply_failed(a, d, &d->w->run.outcome, d->w->run.code == 3);
		else
			apply_succeeded(a, d);
	} else if (task == purposes[d->purpose].task && !d->ok)
		apply_failed(a, d, &d->err, false);
	return GO_STAY;
}

static enum go apply_stop_answer(struct loop *loop, void *model, void *me, bool yes)
{
	struct context *d = model;
	struct apply *a = me;

	if (yes && (a->phase == SUCCEEDED || a->phase == FAILED)) {
		loop_note(loop, R_WARN, "It had ended already; nothing was stopped");
	} else if (yes) {
		a->stopping = true;
		wizard_stop(d->w);
	}
	return GO_STAY;
}

static enum go apply_undo_answer(struct loop *loop, void *model, void *me, bool yes)
{
	struct context *d = model;

	(void)loop;
	if (yes) {
		snprintf(d->w->setup, sizeof(d->w->setup), "%s", d->w->j.plan->setup);
		d->purpose = FOR_UNDO;
		apply_start(me, d, TASK_UNDO);
	}
	return GO_STAY;
}

static void apply_ask_stop(struct loop *loop, const struct context *d,
			   const struct apply *a)
{
	bool creates = d->purpose == FOR_SETUP || d->purpose == FOR_RESUME ||
		d->purpose == FOR_REPAIR;

	popup_ask(loop, "Stop now?",
		  a->phase == STARTING ?
			  "No step has started yet." :
			  creates ?
			  "The current call finishes and no further step starts. Resources "
			  "created so far are kept; you can resume or undo later." :
			  "The current call finishes and no further step starts. What is "
			  "done so far is recorded; you can resume later.",
		  "stop", apply_stop_answer);
}

static void apply_retry(struct context *d, struct apply *a)
{
	if (a->can_resume && d->w->j.plan) {
		snprintf(d->w->setup, sizeof(d->w->setup), "%s", d->w->j.plan->setup);
		if (d->purpose != FOR_UNDO)
			d->purpose = FOR_RESUME;
	}
	apply_start(a, d, purposes[d->purpose].task);
}

static void apply_ask_undo(struct loop *loop, const struct context *d)
{
	size_t all, n = run_steps_done(d, &all);
	char text[200];

	snprintf(text, sizeof(text),
		 "%zu of %zu steps are done. Resources that they created "
		 "are removed; resources that existed before are kept.",
		 n, all);
	popup_ask(loop, "Undo the changes?", text, "undo", apply_undo_answer);
}

/* Esc after the end goes to the menu: what is skipped by that is said there. */
static enum go apply_leave(struct loop *loop, const struct context *d,
			   const struct apply *a)
{
	if (a->phase == FAILED && a->can_resume && d->w->j.plan)
		loop_note(loop, R_WARN, "'%s' is incomplete: Resume continues or undoes it",
			  d->w->j.plan->setup);
	if (a->phase != SUCCEEDED || apply_is_last(d))
		return GO_END;
	if (d->is_rotation) /* its result says what is left to do */
		return GO_NEXT;
	if (screen_probe.wanted(d))
		loop_note(loop, R_WARN, "'%s' was not tested: Verify tests it",
			  d->w->j.answers.name);
	return GO_END;
}

static enum go apply_press(struct loop *loop, struct context *d, struct apply *a,
			   const struct button *button)
{
	if (a->phase == SUCCEEDED)
		return apply_is_last(d) ? GO_END : GO_NEXT;
	if (button->letter == L'r')
		apply_retry(d, a);
	else if (button->letter == L'u')
		apply_ask_undo(loop, d);
	else
		return apply_leave(loop, d, a);
	return GO_STAY;
}

static enum go apply_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct context *d = model;
	struct apply *a = me;
	const struct button *buttons = apply_buttons(d, a);
	int pressed = button_row_key(&a->buttons, buttons, k);

	if (pressed >= 0)
		return apply_press(loop, d, a, &buttons[pressed]);
	if (pressed == BUTTON_MOVED)
		return GO_STAY;
	if (a->phase != SUCCEEDED && a->phase != FAILED) {
		if (k.code == K_ESC)
			apply_ask_stop(loop, d, a);
		return k.code == K_ESC ? GO_STAY : GO_PASS;
	}
	if ((a->phase == FAILED || a->kept) && textview_key(&a->text, k))
		return GO_STAY;
	return k.code == K_ESC ? apply_leave(loop, d, a) : GO_PASS;
}

/* Differences that a repair did not change: not selected, or impossible to repair. */
static size_t apply_count_differing(const struct context *d)
{
	const struct plan *p = d->w->j.plan;
	size_t n = 0;

	for (size_t i = 0; p && i < p->count; i++)
		n += p->steps[i].stays;
	return n;
}

static void apply_draw_succeeded(const struct context *d, const struct apply *a,
				 struct box at)
{
	const struct plan *p = d->w->j.plan;
	const char *done = purposes[d->purpose].done;
	struct tally t = p ? wizard_tally(d->w) : (struct tally){ 0 };
	size_t left = apply_count_differing(d);
	struct buf removed = BUF(200);

	if (a->kept)
		textview_draw(&a->text, box_part(at, 1, 0, at.h - 3, at.w));
	else
		run_steps_draw(d, box_part(at, 2, 0, at.h - 4, at.w));
	if (d->purpose == FOR_SETUP && (t.update || t.adopt))
		done = "All changes have been applied.";
	/* A rotation that waits for other files has its own text, and so has its end. */
	if (p && d->purpose == FOR_ROTATE && plan_step(p, "key.hold"))
		done = "The new key is in place. The old key is still active.";
	if (p && d->purpose == FOR_FINISH && !plan_step(p, "key.finish"))
		done = "The old key is deactivated.";
	if (d->purpose == FOR_REMOVAL && a->kept) {
		describe_removed(&removed, p, " (see below)");
		put_fmt(at, 0, 0, R_DONE, "%s %s.", glyphs()->done, removed.s);
	} else if (d->purpose == FOR_REPAIR && left)
		put_fmt(at, 0, 0, R_WARN,
			"Selected differences repaired; %zu difference%s "
			"remain%s.",
			left, left == 1 ? "" : "s", left == 1 ? "s" : "");
	else
		put_fmt(at, 0, 0, R_DONE, "%s %s", glyphs()->done, done);
	buf_free(&removed);
}

static void apply_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct apply *a = me;
	int last = at.h - 1;
	size_t all, n;

	if (a->phase == STARTING) {
		put(at, 0, 0, R_TEXT, purposes[d->purpose].doing);
		context_draw_busy(d, at, 2);
		return;
	}
	n = run_steps_done(d, &all);
	if (a->phase == SUCCEEDED) {
		apply_draw_succeeded(d, a, at);
	} else if (a->phase == FAILED) {
		put_fmt(at, 0, 0, R_FAIL, "%s Stopped after %zu of %zu steps.",
			glyphs()->fail, n, all);
		textview_draw(&a->text, box_part(at, 2, 0, at.h - 4, at.w));
	} else {
		put_fmt(at, 0, 0, R_TEXT, "%s: %zu of %zu done · %d s",
			purposes[d->purpose].doing, n, all,
			(int)((clock_ms() - a->since) / 1000));
		run_steps_draw(d, box_part(at, 2, 0, at.h - 4, at.w));
		if (a->stopping)
			put_cut(at, last, 0, at.w, R_WARN,
				"stopping: the current call finishes ...");
		else if (!context_draw_silence(at, last))
			put_cut(at, last, 0, at.w, R_QUIET,
				"Every step is recorded before it runs.");
	}
	button_row_draw(&a->buttons, apply_buttons(d, a), box_part(at, last, 0, 1, at.w));
}

static bool apply_is_animated(const void *model, const void *me)
{
	const struct context *d = model;

	(void)me;
	return context_busy(d) || d->w->run.active;
}

static void apply_quit_text(const void *model, const void *me, struct buf *says)
{
	const struct apply *a = me;
	const struct context *d = model;

	if (a->phase == FAILED && a->can_resume && d->w->j.plan)
		buf_fmt(says,
			"The run is incomplete and nothing is running. Continue it with "
			"'accredit resume %s', or undo it with 'accredit resume %s --undo'.",
			d->w->j.plan->setup, d->w->j.plan->setup);
	else
		context_quit_text(model, me, says);
}

static void apply_drop(void *me)
{
	struct apply *a = me;

	textview_free(&a->text);
}

static const struct hint *apply_hinting(const void *model, const void *me)
{
	static const struct hint run[] = { { HINT_ESC, "Stop" }, { 0 } };
	static const struct hint end[] = { { HINT_ENTER, "Continue" },
					   { HINT_ESC, "Menu" },
					   { 0 } };
	static const struct hint menu[] = { { HINT_ENTER, "Menu" }, { 0 } };
	static const struct hint half[] = { { HINT_ENTER, NULL },
					    { HINT_TAB, NULL },
					    { HINT_SCROLL, NULL },
					    { HINT_ESC, "Menu" },
					    { 0 } };
	const struct apply *a = me;
	const struct context *d = model;

	if (a->phase == FAILED)
		return half;
	return a->phase != SUCCEEDED ? run : apply_is_last(d) ? menu : end;
}

static bool apply_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Apply";
	out->text =
		"Every step is recorded before and after it runs, so an interrupted run can "
		"always be resumed or undone. Waiting is normal: new roles and keys take "
		"10-20 seconds to propagate.";
	return true;
}

#define CALLBACKS                                                                          \
	.state_size = sizeof(struct apply), .no_back = true, .enter = apply_enter,         \
	.draw = apply_draw, .key = apply_key, .news = apply_news,                          \
	.animated = apply_is_animated, .quit_text = apply_quit_text, .drop = apply_drop,   \
	.hints_now = apply_hinting, .help = apply_help

/* Verify without a record changes nothing. */
static bool apply_wanted(const void *model)
{
	const struct context *d = model;

	return d->purpose != FOR_VERIFY_UNRECORDED && !d->nothing_to_apply;
}

const struct screen screen_apply = {
	.name = "apply", .title = "Apply", .wanted = apply_wanted, CALLBACKS
};

/* The same screen in flows that do not begin with answers. */
const struct screen screen_run = { .name = "work", .title = "Progress", CALLBACKS };
