/* leftovers.c - test instances of earlier runs that still exist. */
#include "config.h"

#include "base/clock.h"
#include "base/when.h"
#include "probe/probe.h"
#include "screens/button_row.h"
#include "screens/context.h"

struct leftovers {
	struct textview text;
	struct button_row buttons;
};

static const struct button leftovers_buttons[] = {
	{ .label = "Terminate", .letter = L'y', .danger = true },
	{ .label = "Keep", .letter = L'n' },
	{ 0 },
};

static void leftovers_build(struct leftovers *l, const struct context *d)
{
	const struct probe_leftovers *all = &d->w->sign_in.leftovers;
	struct textview *v = &l->text;
	char count[40], when[WHEN_SIZE];
	size_t n = 0, groups = 0;

	for (size_t i = 0; i < all->count; i++)
		*(all->item[i].is_group ? &groups : &n) += 1;
	textview_free(v);
	if (n)
		textview_fmt(v, R_WARN,
			     "%s %s still running. Cost: about US$0.01 per hour each.",
			     glyphs()->warn,
			     context_count(count, n, "instance of an interrupted test is",
					   "instances of interrupted tests are"));
	textview_hang(v, 2);
	if (groups)
		textview_fmt(v, R_WARN, "%s %s not deleted (no cost).", glyphs()->warn,
			     context_count(count, groups, "security group of a test was",
					   "security groups of tests were"));
	textview_hang(v, 2);
	textview_line(v, R_TEXT, "");
	for (size_t i = 0; i < all->count; i++) {
		const struct probe_leftover *one = &all->item[i];

		textview_fmt(v, R_LINK, "  %s", one->id);
		textview_span(v, R_TEXT, "  setup '");
		textview_span(v, R_TEXT, one->setup);
		textview_span(v, R_TEXT, one->is_group ? "'" : "', launched ");
		textview_span(v, R_TEXT, when_full_iso(when, one->launched, clock_wall()));
		textview_hang(v, 4);
	}
	textview_line(v, R_TEXT, "");
	textview_line(v, R_TEXT,
		      "Keep them if another accredit is running a test right now.");
}

static void leftovers_enter(struct loop *loop, void *model, void *me)
{
	struct leftovers *l = me;

	(void)loop;
	l->buttons.at = 1; /* terminating is never the default */
	if (!context_busy(model))
		leftovers_build(l, model);
}

static enum go leftovers_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	enum task ended = context_news(d);

	if (ended == TASK_LEFTOVERS && d->ok) {
		loop_note(loop, R_DONE, "%s all are terminated or deleted", glyphs()->done);
		return GO_END;
	}
	if (ended == TASK_LEFTOVERS)
		loop_note(loop, R_FAIL, "%s", d->err.text);
	if (ended && !context_busy(d))
		leftovers_build(me, d);
	return GO_STAY;
}

static enum go leftovers_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct context *d = model;
	struct leftovers *l = me;

	(void)loop;
	if (context_busy(d)) {
		if (k.code == K_ESC)
			context_cancel(d);
		return GO_STAY;
	}
	switch (button_row_key(&l->buttons, leftovers_buttons, k)) {
	case 0:
		context_do(d, TASK_LEFTOVERS);
		return GO_STAY;
	case 1:
		return GO_END;
	case BUTTON_MOVED:
		return GO_STAY;
	default:
		return textview_key(&l->text, k) ? GO_STAY : GO_PASS;
	}
}

static void leftovers_draw(const void *model, const void *me, struct box at)
{
	const struct leftovers *l = me;

	textview_draw(&l->text, box_part(at, 0, 0, at.h - 3, at.w));
	if (!context_busy(model))
		button_row_draw(&l->buttons, leftovers_buttons,
				box_part(at, at.h - 1, 0, 1, at.w));
	else
		context_draw_busy(model, at, at.h - 2);
}

static void leftovers_drop(void *me)
{
	struct leftovers *l = me;

	textview_free(&l->text);
}

const struct screen screen_leftovers = {
	.name = "leftovers",
	.title = "Leftover test instances",
	.state_size = sizeof(struct leftovers),
	.confirms = true,
	.enter = leftovers_enter,
	.draw = leftovers_draw,
	.key = leftovers_key,
	.news = leftovers_news,
	.animated = context_is_animated,
	.drop = leftovers_drop,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, NULL },
					{ HINT_TAB, NULL },
					{ HINT_ESC, NULL },
					{ 0 } },
};

const struct flow flow_leftovers = {
	.name = "leftovers",
	.title = "Leftovers",
	.screens = (const struct screen *const[]){ &screen_leftovers, NULL },
};
