/*
 * apply.c - runs the plan of a setup, a resume, an undo, a removal, a repair or a
 * rotation.
 */
#include "config.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"
#include "plan/plan.h"
#include "screens/popup.h"
#include "screens/run_steps.h"

enum phase { STARTING, RUNNING, SUCCEEDED, FAILED };

struct apply {
	enum phase phase;
	bool begun, stopping;
	int64_t since;
	struct err err;			/* why it failed */
	bool can_resume; /* resume can continue it */
	struct textview text;
	size_t kept; /* resources that a removal kept */
};

static const struct {
	enum task task;
	const char *doing, *done;
} purposes[] = {
	[FOR_SETUP] = { TASK_APPLY, "Making it", "All of it is made." },
	[FOR_RESUME] = { TASK_RESUME, "Going on", "All of it is made now." },
	[FOR_UNDO] = { TASK_UNDO, "Taking it back", "What was made is taken back." },
	[FOR_REMOVAL] = { TASK_REMOVE, "Removing it", "What accredit made is removed." },
	[FOR_VERIFY] = { TASK_PROBE, "Probing", "Done." },
	[FOR_REPAIR] = { TASK_APPLY, "Mending it", "What was ticked is mended." },
	[FOR_ADOPT] = { TASK_APPLY, "Recording it", "It is recorded as it is." },
	[FOR_ROTATE] = { TASK_ROTATE, "Renewing the key", "The key is renewed." },
	[FOR_FINISH] = { TASK_ROTATE, "Ending the rotation",
			 "The deactivated key is deleted." },
	[FOR_REVERT] = { TASK_ROTATE, "Going back", "The old key is back in place." },
	[FOR_REVOKE] = { TASK_ROTATE, "Ending the sessions", "The sessions are ended." },
	[FOR_VERIFY_UNRECORDED] = { TASK_PROBE, "Probing", "Done." },
};

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
	context_err(&a->text, err);
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

	(void)loop;
	if (yes) {
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

static enum go apply_failed_key(struct loop *loop, struct context *d, struct apply *a,
				struct key k)
{
	if (k.ch == L'r') {
		if (a->can_resume && d->w->j.plan) {
			snprintf(d->w->setup, sizeof(d->w->setup), "%s",
				 d->w->j.plan->setup);
			if (d->purpose != FOR_UNDO)
				d->purpose = FOR_RESUME;
		}
		apply_start(a, d, purposes[d->purpose].task);
	} else if (k.ch == L'u' && a->can_resume && d->purpose != FOR_UNDO) {
		size_t all, n = run_steps_done(d, &all);
		char text[200];

		snprintf(text, sizeof(text),
			 "%zu of %zu steps are done. What they made in the "
			 "account is removed again; what was there before stays.",
			 n, all);
		popup_ask(loop, "Take back what was made?", text, "take it back",
			  apply_undo_answer);
	} else if (k.ch == L'l' || k.code == K_ESC)
		return GO_END;
	else if (!textview_key(&a->text, k))
		loop_note(loop, R_WARN, "r tries again, l leaves it as it is");
	return GO_STAY;
}

static enum go apply_key(struct loop *loop, void *model, void *me, struct key k)
{
	const struct context *d = model;
	struct apply *a = me;

	if (a->phase == FAILED)
		return apply_failed_key(loop, model, a, k);
	/* After an undo or a removal there is nothing to probe. */
	if (a->phase == SUCCEEDED && k.code == K_ENTER)
		return d->purpose == FOR_UNDO || d->purpose == FOR_REMOVAL ? GO_END :
									     GO_NEXT;
	if (a->phase == SUCCEEDED) {
		if (!a->kept || !textview_key(&a->text, k))
			loop_note(loop, R_TEXT, "Enter goes on");
	} else if (k.code == K_ESC)
		popup_ask(loop, "Stop here?",
			  "The call that is under way is finished, "
			  "the other steps are not begun. What was made stays and is in "
			  "the record: you can go on or take it back afterwards.",
			  "stop", apply_stop_answer);
	return GO_STAY;
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
	int rows = at.h - 4, col;

	if (a->kept)
		textview_draw(&a->text, box_part(at, 1, 0, at.h - 3, at.w));
	else
		rows = run_steps_draw(d, box_part(at, 2, 0, at.h - 4, at.w));
	/* A rotation that waits for other files has its own text, and so has its end. */
	if (p && d->purpose == FOR_ROTATE && plan_step(p, "key.hold"))
		done = "In place. The old key is still active.";
	if (p && d->purpose == FOR_FINISH && !plan_step(p, "key.finish"))
		done = "The old key is deactivated.";
	if (d->purpose == FOR_REMOVAL && a->kept)
		put_fmt(at, 0, 0, R_DONE, "%s Removed, but for %zu: see below.",
			glyphs()->done, a->kept);
	else if (d->purpose == FOR_REPAIR && apply_count_differing(d))
		put_fmt(at, 0, 0, R_WARN,
			"What was ticked is mended; %zu more still differ%s.",
			apply_count_differing(d), apply_count_differing(d) == 1 ? "s" : "");
	else
		put_fmt(at, 0, 0, R_DONE, "%s %s", glyphs()->done, done);
	col = put(at, rows + 3, 0, R_KEY, "Enter");
	put_cut(at, rows + 3, col, at.w - col, R_TEXT,
		d->purpose == FOR_UNDO || d->purpose == FOR_REMOVAL ? " goes to the menu" :
								      " goes on");
}

static void apply_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct apply *a = me;
	size_t all, n;

	if (a->phase == SUCCEEDED) {
		apply_draw_succeeded(d, a, at);
	} else if (a->phase == FAILED) {
		n = run_steps_done(d, &all);
		put_fmt(at, 0, 0, R_FAIL, "%s It stopped: %zu of %zu done.", glyphs()->fail,
			n, all);
		textview_draw(&a->text, box_part(at, 2, 0, at.h - 4, at.w));
		put_cut(at, at.h - 1, 0, at.w, R_TEXT,
			!a->can_resume ?
				"Nothing is half-way: r tries again, l leaves." :
				d->purpose == FOR_UNDO ?
				"r tries again. The menu's Resume finds it too." :
				"r goes on from here, u takes back what was made.");
	} else if (a->phase == STARTING) {
		put(at, 0, 0, R_TEXT, purposes[d->purpose].doing);
		context_draw_busy(d, at, 2);
	} else {
		n = run_steps_done(d, &all);
		put_fmt(at, 0, 0, R_TEXT, "%s: %zu of %zu done, %d s",
			purposes[d->purpose].doing, n, all,
			(int)((clock_ms() - a->since) / 1000));
		run_steps_draw(d, box_part(at, 2, 0, at.h - 4, at.w));
		put_cut(at, at.h - 1, 0, at.w, a->stopping ? R_WARN : R_QUIET, a->stopping ?
			"stopping after what is under way ..." :
			"Every step is on disk before it is done.");
	}
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
		buf_fmt(says, "It is half-way and nothing is under way. "
			"'accredit resume %s' goes on later.", d->w->j.plan->setup);
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
	static const struct hint well[] = { { HINT_ENTER, "Continue" }, { 0 } };
	static const struct hint half[] = { { HINT_REFRESH, "Retry" },
					    { HINT_UNDO, NULL },
					    { HINT_LEAVE, "Skip" },
					    { 0 } };
	static const struct hint none[] = { { HINT_REFRESH, "Retry" },
					    { HINT_LEAVE, "Skip" },
					    { 0 } };
	const struct apply *a = me;
	const struct context *d = model;

	if (a->phase == SUCCEEDED)
		return well;
	if (a->phase == FAILED)
		return a->can_resume && d->purpose != FOR_UNDO ? half : none;
	return run;
}

static bool apply_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Apply";
	out->text = "Each step is written to the record before it is done and again after. "
		    "So it can be resumed or taken back, whatever happens, from the menu "
		    "or by 'accredit resume SETUP'. Waiting is normal: AWS needs 10 to "
		    "20 seconds until a new role or key is known everywhere.";
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

	return d->purpose != FOR_VERIFY_UNRECORDED;
}

const struct screen screen_apply = {
	.name = "apply", .title = "Apply", .wanted = apply_wanted, CALLBACKS
};

/* The same screen in flows that do not begin with answers. */
const struct screen screen_run = { .name = "work", .title = "Under way", CALLBACKS };
