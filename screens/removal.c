/* removal.c - the plan of a removal, before it is confirmed. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/waiting.h"
#include "screens/button_row.h"
#include "screens/journey_flow.h"
#include "screens/page.h"
#include "screens/popup.h"

struct removal {
	struct page page;
	struct button_row buttons;
	size_t count, refusals, kept;
	bool waits; /* for an administrator: only the record is removed, by TASK_FORGET */
	bool can_take_kept; /* the template keeps some of it, which k removes too */
};

static void removal_start(struct context *d, void *me)
{
	struct removal *r = me;
	struct waiting waiting;

	d->purpose = FOR_REMOVAL;
	r->waits = waiting_named(d->w->setup, &waiting);
	page_wait(me, d, r->waits ? TASK_SHOW : TASK_REMOVAL);
}

static enum go removal_build(struct context *d, void *me)
{
	struct removal *r = me;
	struct textview *text = &r->page.text;
	const struct plan *plan = d->w->j.plan;

	if (r->page.task == TASK_FORGET)
		return GO_END;
	textview_free(text);
	r->can_take_kept = false;
	r->count = r->refusals = r->kept = 0;
	if (r->waits) {
		textview_line(text, R_TEXT,
			      "The setup waits for the administrator: accredit created nothing "
			      "of it. Only its record is deleted. What the administrator "
			      "created stays; the hand-off says how to undo it.");
		return GO_STAY;
	}
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
	struct removal *r = me;

	(void)loop;
	if (!yes || !r->waits)
		return yes ? GO_NEXT : GO_STAY;
	page_wait(&r->page, model, TASK_FORGET);
	return GO_STAY;
}

/* Only those that do something now. what: the text of the first. */
static void removal_buttons(const struct context *d, const struct removal *r, char what[60],
			    struct button out[4])
{
	char n[40];
	size_t i = 0;

	snprintf(what, 60, r->count ? "Remove %s" : "Delete the record",
		 context_count(n, r->count, "resource", "resources"));
	out[i++] = (struct button){ what, L'd', true };
	if (r->can_take_kept || d->w->with_kept)
		out[i++] =
			(struct button){ d->w->with_kept ? "Keep what the template keeps" :
							   "Also remove what is kept",
					 L'k', false };
	out[i++] = (struct button){ "Back", 0, false };
	out[i] = (struct button){ NULL, 0, false };
}

static enum go removal_key(struct loop *loop, struct context *d, void *me, struct key k)
{
	struct removal *r = me;
	struct button buttons[4];
	char what[60], text[300], n[40];
	int pressed;

	removal_buttons(d, r, what, buttons);
	pressed = button_row_key(&r->buttons, buttons, k);
	if (pressed == BUTTON_PASS)
		return GO_PASS;
	if (pressed == BUTTON_MOVED)
		return GO_STAY;
	if (buttons[pressed].letter == L'k') {
		d->w->with_kept = !d->w->with_kept;
		r->buttons.at = 0;
		page_refresh(&r->page, d);
		return GO_STAY;
	}
	if (!buttons[pressed].letter)
		return GO_BACK;
	if (r->count)
		snprintf(text, sizeof(text),
			 "%s removed from account %s. Anything using this access stops "
			 "working. This cannot be undone.",
			 context_count(n, r->count, "resource is", "resources are"),
			 d->account);
	else
		snprintf(text, sizeof(text),
			 "Nothing is removed from account %s. accredit no longer lists the "
			 "setup, unless resources that it created are kept.",
			 d->account);
	popup_ask(loop, "Remove this setup?", text, "remove", removal_answer);
	return GO_STAY;
}

static void removal_draw(const struct context *d, const void *me, struct box at)
{
	const struct removal *r = me;
	int col = put_fmt(at, 0, 0, R_REMOVE, "%zu to remove", r->count);
	struct button buttons[4];
	char what[60];

	if (r->kept)
		col += put_fmt(at, 0, col, R_WARN, " %s %zu kept (see below)",
			       glyphs()->dot, r->kept);
	if (r->refusals)
		put_fmt(at, 0, col, R_WARN, " %s %zu may be denied", glyphs()->dot,
			r->refusals);
	removal_buttons(d, r, what, buttons);
	textview_draw(&r->page.text, box_part(at, 2, 0, at.h - 4, at.w));
	button_row_draw(&r->buttons, buttons, box_part(at, at.h - 1, 0, 1, at.w));
}

static const struct page_type removal_page = {
	.waiting = "Reading what can be removed",
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
	out->text = "Only resources created by accredit are removed: they must be in its "
		    "record and have the tag accredit:setup. Anything that existed before, "
		    "was created by others or is used elsewhere is kept, with the reason. "
		    "What is kept because it is in use can be removed later, when nothing "
		    "uses it.";
	return true;
}

static const struct hint *removal_hints(const void *model, const void *me)
{
	static const struct hint ready[] = { { HINT_ENTER, NULL },
					     { HINT_TAB, NULL },
					     { HINT_REMOVE, NULL },
					     { HINT_ESC, NULL },
					     { HINT_SCROLL, NULL },
					     { HINT_REFRESH, NULL },
					     { 0 } };

	return page_hints(me, model, ready);
}

const struct screen screen_removal = {
	.name = "removal",
	.title = "Remove a setup",
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
	.hints_now = removal_hints,
};

const struct flow flow_removal = {
	.name = "removal",
	.title = "Remove",
	.screens = (const struct screen *const[]){ &screen_removal, &screen_run, NULL },
};

const struct screens_journey screens_journey_remove = {
	.flow = &flow_removal,
};
