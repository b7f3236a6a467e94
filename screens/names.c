/* names.c - names for the new resources. */
#include "config.h"

#include "screens/question_form.h"

static void names_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	question_form_enter(me, model, STAGE_NAMES);
}

static void names_draw(const void *model, const void *me, struct box at)
{
	put(at, 0, 0, R_TEXT, "What shall things be called?");
	question_form_draw(me, model, at, 2);
}

const struct screen screen_names = {
	.name = "names",
	.title = "Names",
	.state_size = sizeof(struct question_form),
	.enter = names_enter,
	.draw = names_draw,
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
