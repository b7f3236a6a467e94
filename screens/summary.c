/* summary.c - what to enter in the platform, and the command that repeats the setup. */
#include "config.h"

#include "screens/context.h"
#include "screens/value_view.h"

static const struct button menu_button[] = { { "Menu", 0, false }, { NULL, 0, false } };

static void summary_enter(struct loop *loop, void *model, void *me)
{
	const struct context *d = model;

	(void)loop;
	if (context_busy(d))
		return;
	wizard_show_run(d->w);
	value_view_build(me, d->w->shown, SUMMARY_SETUP);
}

static enum go summary_news(struct loop *loop, void *model, void *me)
{
	if (context_news(model))
		summary_enter(loop, model, me);
	return GO_STAY;
}

static enum go summary_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct value_view *v = me;

	(void)model;
	if (value_view_key(loop, v, k))
		return GO_STAY;
	if (k.ch == L's')
		loop_start(loop, &flow_save_summary);
	else if (k.ch == L'w')
		loop_start(loop, &flow_save_answers);
	else if (button_row_key(&v->buttons, menu_button, k) == 0 || k.code == K_ESC)
		return GO_END;
	else
		return GO_PASS;
	return GO_STAY;
}

static void summary_draw(const void *model, const void *me, struct box at)
{
	(void)model;
	value_view_draw(me, menu_button, at);
}

static void summary_leave(struct loop *loop, void *model, void *me)
{
	struct value_view *v = me;

	(void)loop;
	(void)model;
	access_key_free(&v->key);
}

static void summary_drop(void *me)
{
	value_view_free(me);
}

static const struct hint *summary_hints(const void *model, const void *me)
{
	static const struct hint plain[] = { { HINT_ENTER, "Menu" },
					     { HINT_COPY, NULL },
					     { HINT_SAVE, NULL },
					     { HINT_ANSWERS, NULL },
					     { HINT_MOVE, "Select" },
					     { HINT_PAGE, NULL },
					     { 0 } };
	static const struct hint secret[] = { { HINT_ENTER, "Menu" },
					      { HINT_SHOW, NULL },
					      { HINT_COPY, NULL },
					      { HINT_SAVE, NULL },
					      { HINT_ANSWERS, NULL },
					      { HINT_MOVE, "Select" },
					      { 0 } };

	(void)model;
	return value_view_is_secret(me) ? secret : plain;
}

static bool summary_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Summary";
	out->text =
		"The values to enter in the platform, in the order of the vendor's page, "
		"what was created, and how to repeat this setup. c copies the selected "
		"value to the clipboard of your terminal; not every terminal accepts it, "
		"and inside tmux it needs the option set-clipboard or "
		"allow-passthrough. s saves this text, w saves your answers; neither "
		"contains secrets. Setups on the menu shows this again on any day.";
	return true;
}

/* A resumed rotation ends with its own screen. */
static bool summary_wanted(const void *model)
{
	const struct context *d = model;

	return !d->is_rotation;
}

const struct screen screen_summary = {
	.name = "summary",
	.title = "Summary",
	.state_size = sizeof(struct value_view),
	.wide = true,
	.wanted = summary_wanted,
	.no_back = true,
	.enter = summary_enter,
	.draw = summary_draw,
	.key = summary_key,
	.news = summary_news,
	.animated = context_is_animated,
	.quit_text = context_quit_text,
	.leave = summary_leave,
	.drop = summary_drop,
	.help = summary_help,
	.hints_now = summary_hints,
};
