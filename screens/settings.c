/* settings.c - the settings of the platform. */
#include "config.h"

#include "screens/question_form.h"

static void settings_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	question_form_enter(me, model, STAGE_VALUES);
}

/* The account is that of the credentials. */
static void settings_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;

	put(at, 0, 0, R_TEXT, "Account ");
	if (d->signed_in) {
		put_cut(at, 0, 8, at.w - 8, R_LINK, d->account);
		if (at.w - put_width(d->account) > 40)
			put_right(at, 0, R_QUIET, "from your credentials");
	} else {
		put(at, 0, 8, R_WARN, "not known: not signed in");
	}
	question_form_draw(me, d, at, 2);
}

const struct screen screen_values = {
	.name = "values",
	.title = "Values",
	.state_size = sizeof(struct question_form),
	.enter = settings_enter,
	.draw = settings_draw,
	.key = question_form_key,
	.news = question_form_news,
	.animated = context_is_animated,
	.typing = question_form_typing,
	.help = question_form_help,
	.drop = question_form_drop,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, "Next" },
					{ HINT_ESC, NULL },
					{ HINT_MOVE, NULL },
					{ 0 } },
};
