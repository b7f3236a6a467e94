/* removal.c - the plan of a removal, before it is confirmed. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "screens/journey_flow.h"
#include "screens/page.h"
#include "screens/popup.h"

struct removal {
	struct page page;
	size_t count, refusals, kept;
	bool can_take_kept; /* the template keeps some of it, which k removes too */
};

static void removal_start(struct context *d, void *me)
{
	d->purpose = FOR_REMOVAL;
	page_wait(me, d, TASK_REMOVAL);
}

static enum go removal_build(struct context *d, void *me)
{
	struct removal *r = me;
	struct textview *text = &r->page.text;
	const struct plan *plan = d->w->j.plan;

	textview_free(text);
	r->count = wizard_tally(d->w).remove;
	r->refusals = context_denied_steps(d->w->j.preflight);
	r->can_take_kept = false;
	for (size_t i = 0; i < plan->count; i++)
		r->can_take_kept |= keep_reason_is(plan->steps[i].kept, "stays");
	context_steps(text, plan);
	r->kept = context_kept(text, plan);
	textview_line(text, R_TEXT, "");
	context_missing_permissions(text, d->w->j.preflight);
	return GO_STAY;
}

static enum go removal_answer(struct loop *loop, void *model, void *me, bool yes)
{
	(void)loop;
	(void)model;
	(void)me;
	return yes ? GO_NEXT : GO_STAY;
}

static enum go removal_key(struct loop *loop, struct context *d, void *me, struct key k)
{
	struct removal *r = me;

	if (k.ch == L'k' && (r->can_take_kept || d->w->with_kept)) {
		d->w->with_kept = !d->w->with_kept;
		page_refresh(&r->page, d);
	} else if (k.ch == L'd') {
		char text[300], n[40];

		snprintf(text, sizeof(text),
			 "%s removed from account %s. Whatever uses the access "
			 "stops working. There is no way back but to set it up again.",
			 context_count(n, r->count, "thing is", "things are"), d->account);
		popup_ask(loop, "Remove all this?", text, "remove it", removal_answer);
	} else if (k.code == K_ENTER) {
		loop_note(loop, R_WARN, "d removes what is shown, Esc goes back");
	} else {
		return GO_PASS;
	}
	return GO_STAY;
}

static void removal_draw(const struct context *d, const void *me, struct box at)
{
	const struct removal *r = me;
	int col = put_fmt(at, 0, 0, R_REMOVE, "%zu to remove", r->count);

	if (r->kept)
		col += put_fmt(at, 0, col, R_WARN, ", %zu left: see below", r->kept);
	if (r->refusals)
		put_fmt(at, 0, col, R_WARN, ", %zu may be refused", r->refusals);
	put_cut(at, at.h - 1, 0, at.w, R_TEXT,
		r->can_take_kept ?
			"d removes it, k takes what is kept too, Esc goes back." :
			d->w->with_kept ?
			"d removes it, k keeps that again, Esc goes back." :
			"d removes it; it asks once more. Esc goes back.");
	textview_draw(&r->page.text, box_part(at, 2, 0, at.h - 4, at.w));
}

static const struct page_type removal_page = {
	.waiting = "Looking what is there to remove",
	.failure_margin = 2,
	.start = removal_start,
	.build = removal_build,
	.key = removal_key,
	.draw = removal_draw,
};

static void removal_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	page_enter(me, model, &removal_page);
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
	.state_size = sizeof(struct removal),
	.confirms = true,
	.enter = removal_enter,
	.draw = page_draw,
	.key = page_key,
	.news = page_news,
	.animated = context_is_animated,
	.drop = page_drop,
	.help = removal_help,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_REMOVE, NULL },
					{ HINT_ESC, NULL },
					{ HINT_SCROLL, NULL },
					{ 0 } },
};

const struct flow flow_removal = {
	.name = "removal",
	.title = "Remove",
	.screens = (const struct screen *const[]){ &screen_removal, &screen_run, NULL },
};

const struct screens_journey screens_journey_remove = {
	.flow = &flow_removal,
};
