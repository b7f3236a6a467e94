/* removal.c - what would be removed, counted and in red, before it is. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "screens/context.h"
#include "screens/journey_flow.h"
#include "screens/popup.h"

struct removal {
	struct textview text;
	size_t gone, refusals, left;
	bool kept;		/* the template says to keep some of it */
	bool read, failed, stopping;
};

/* What the template says to keep. */
static bool removal_keeps_some(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (str_eq(json_str(plan->steps[i].left, "reason"), "stays"))
			return true;
	return false;
}

static void removal_build(struct removal *r, const struct context *d)
{
	struct tally t = wizard_tally(d->w);

	textview_free(&r->text);
	r->gone = t.remove;
	r->read = true;
	r->refusals = context_refusals(d->w->j.preflight);
	r->kept = removal_keeps_some(d->w->j.plan);
	context_steps(&r->text, d->w->j.plan);
	r->left = context_left(&r->text, d->w->j.plan);
	textview_line(&r->text, R_TEXT, "");
	context_rights(&r->text, d->w->j.preflight);
}

static void removal_enter(struct loop *loop, void *model, void *me)
{
	struct removal *r = me;
	struct context *d = model;

	(void)loop;
	r->read = r->failed = r->stopping = false;
	d->purpose = FOR_REMOVAL;
	context_do(d, TASK_REMOVAL);
}

static enum go removal_news(struct loop *loop, void *model, void *me)
{
	struct removal *r = me;
	struct context *d = model;
	enum task ended = context_news(d);

	(void)loop;
	if (r->stopping && !context_busy(d))
		return GO_BACK;
	if (ended != TASK_REMOVAL)
		return GO_STAY;
	if (d->ok) {
		removal_build(r, d);
		return GO_STAY;
	}
	r->failed = true;
	textview_free(&r->text);
	context_err(&r->text, &d->err);
	return GO_STAY;
}

static enum go removal_answer(struct loop *loop, void *model, void *me, bool yes)
{
	(void)loop;
	(void)model;
	(void)me;
	return yes ? GO_NEXT : GO_STAY;
}

static void removal_ask(struct loop *loop, const struct removal *r, const struct context *d)
{
	char text[300], n[40];

	snprintf(text, sizeof(text), "%s removed from account %s. Whatever uses the access "
		 "stops working. There is no way back but to set it up again.",
		 context_count(n, r->gone, "thing is", "things are"), d->account);
	popup_ask(loop, "Remove all this?", text, "remove it", removal_answer);
}

static enum go removal_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct context *d = model;
	struct removal *r = me;

	if (context_busy(d)) {
		r->stopping = k.code == K_ESC;
		if (r->stopping)
			context_cancel(d);
		return GO_STAY;
	}
	if (k.ch == L'k' && r->read && (r->kept || d->w->with_kept)) {
		d->w->with_kept = !d->w->with_kept;
		removal_enter(loop, model, me);
	} else if (k.ch == L'd' && r->read) {
		removal_ask(loop, r, d);
	} else if (k.ch == L'r') {
		removal_enter(loop, model, me);
	} else if (k.code == K_ENTER && r->read) {
		loop_note(loop, R_WARN, "d removes what is shown, Esc goes back");
	} else if (!textview_key(&r->text, k)) {
		return GO_PASS;
	}
	return GO_STAY;
}

static const char *removal_what_next(const struct removal *r, const struct context *d)
{
	if (r->kept)
		return "d removes it, k takes what is kept too, Esc goes back.";
	if (d->w->with_kept)
		return "d removes it, k keeps that again, Esc goes back.";
	return "d removes it; it asks once more. Esc goes back.";
}

static void removal_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct removal *r = me;

	if (context_busy(d)) {
		put(at, 0, 0, R_TEXT, "Looking what is there to remove");
		context_draw_busy(d, at, 2);
		return;
	}
	if (r->read) {
		int col = put_fmt(at, 0, 0, R_REMOVE, "%zu to remove", r->gone);

		if (r->left)
			col += put_fmt(at, 0, col, R_WARN, ", %zu left: see below", r->left);
		if (r->refusals)
			put_fmt(at, 0, col, R_WARN, ", %zu may be refused", r->refusals);
		put_cut(at, at.h - 1, 0, at.w, R_TEXT, removal_what_next(r, d));
	}
	textview_draw(&r->text, box_part(at, 2, 0, at.h - 4, at.w));
}

static void removal_drop(void *me)
{
	struct removal *r = me;

	textview_free(&r->text);
}

static bool removal_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Removal";
	out->text = "Only what accredit made is removed. It knows that by its record and "
		    "by the tag accredit:setup; both must say so. What was there before, "
		    "was made by others, or is used by others, stays: the list says why. "
		    "What is still ours of it can be removed once nothing uses it.";
	return true;
}

const struct screen screen_removal = {
	.name = "removal",
	.title = "Remove a set-up",
	.room = sizeof(struct removal),
	.confirms = true,
	.enter = removal_enter,
	.draw = removal_draw,
	.key = removal_key,
	.news = removal_news,
	.moving = context_moving,
	.drop = removal_drop,
	.help = removal_help,
	.leaving = context_leaving,
	.hints = (const struct hint[]){ { "d", "remove" },
					{ "Esc", "back" },
					{ "Up Down", "scroll" },
					{ 0 } },
};

const struct flow flow_removal = {
	.name = "removal", .title = "Remove",
	.screens = (const struct screen *const[]){
		&screen_removal, &screen_work, NULL },
};

const struct screens_journey screens_journey_remove = {
	.flow = &flow_removal,
};
