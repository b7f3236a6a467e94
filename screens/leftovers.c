/* leftovers.c - probe workers of earlier runs that still exist. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "probe/probe.h"
#include "screens/context.h"

struct leftovers { struct textview text; };

static void leftovers_build(struct leftovers *l, const struct context *d)
{
	const struct probe_leftovers *all = &d->w->sign_in.leftovers;
	struct textview *v = &l->text;
	size_t n = 0, groups = 0;

	for (size_t i = 0; i < all->count; i++)
		*(all->item[i].is_group ? &groups : &n) += 1;
	textview_free(v);
	if (n)
		textview_fmt(v, R_WARN, "%s %zu probe worker%s still alive, left over from a run "
			     "that did not end well. Each costs about one US cent an hour.",
			     glyphs()->warn, n, n == 1 ? " is" : "s are");
	if (groups)
		textview_fmt(v, R_WARN, "%s %zu security group%s of a probe %s still there, left "
			     "over from a run that did not end well.", glyphs()->warn, groups,
			     groups == 1 ? "" : "s", groups == 1 ? "is" : "are");
	textview_hang(v, 2);
	textview_line(v, R_TEXT, "");
	for (size_t i = 0; i < all->count; i++) {
		const struct probe_leftover *one = &all->item[i];

		textview_fmt(v, R_LINK, "  %s", one->id);
		textview_span(v, R_TEXT, "  of set-up '");
		textview_span(v, R_TEXT, one->setup);
		textview_span(v, R_TEXT, one->is_group ? "'" : "', since ");
		textview_span(v, R_TEXT, one->launched);
		textview_hang(v, 4);
	}
	textview_line(v, R_TEXT, "");
	textview_line(v, R_TEXT, "Another copy of accredit may be using one just now; then "
		      "leave it.");
}

static void leftovers_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	if (!context_busy(model))
		leftovers_build(me, model);
}

static enum go leftovers_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	enum task ended = context_news(d);

	if (ended == TASK_LEFTOVERS && d->ok) {
		loop_note(loop, R_DONE, "%s no worker is left over", glyphs()->done);
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

	if (context_busy(d)) {
		if (k.code == K_ESC)
			context_cancel(d);
		return GO_STAY;
	}
	if (k.ch == L'y')
		context_do(d, TASK_LEFTOVERS);
	else if (k.ch == L'n')
		return GO_END;
	else if (k.code == K_ENTER)
		loop_note(loop, R_WARN, "y ends them, n leaves them");
	else if (!textview_key(&l->text, k))
		return GO_PASS;
	return GO_STAY;
}

static void leftovers_draw(const void *model, const void *me, struct box at)
{
	const struct leftovers *l = me;

	textview_draw(&l->text, box_part(at, 0, 0, at.h - 3, at.w));
	if (!context_draw_busy(model, at, at.h - 2))
		put_cut(at, at.h - 1, 0, at.w, R_TEXT, "y ends them, n leaves them.");
}

static void leftovers_drop(void *me)
{
	struct leftovers *l = me;

	textview_free(&l->text);
}

const struct screen screen_leftovers = {
	.name = "leftovers",
	.title = "Workers left over",
	.state_size = sizeof(struct leftovers),
	.confirms = true,
	.enter = leftovers_enter,
	.draw = leftovers_draw,
	.key = leftovers_key,
	.news = leftovers_news,
	.animated = context_is_animated,
	.drop = leftovers_drop,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_YES, "Terminate" },
					{ HINT_NO, "Keep" },
					{ 0 } },
};

const struct flow flow_leftovers = {
	.name = "leftovers", .title = "Left over",
	.screens = (const struct screen *const[]){ &screen_leftovers, NULL },
};
