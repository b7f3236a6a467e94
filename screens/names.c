/* names.c - the name of the setup, and the questions before the policy. */
#include "config.h"

#include "screens/discover.h"
#include "screens/question_form.h"

static void names_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	question_form_enter(me, model, true);
}

const struct screen screen_names = {
	.name = "names",
	.title = "Names",
	.state_size = sizeof(struct question_form),
	.wanted = discover_asks_names,
	.enter = names_enter,
	.draw = question_form_draw,
	.key = question_form_key,
	.news = question_form_news,
	.animated = context_is_animated,
	.typing = question_form_typing,
	.help = question_form_help,
	.part = question_form_part,
	.drop = question_form_drop,
	.quit_text = context_quit_text,
	.hints_now = question_form_hints,
};
