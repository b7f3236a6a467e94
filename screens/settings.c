/* settings.c - the questions after the policy. */
#include "config.h"

#include "screens/discover.h"
#include "screens/question_form.h"

static void settings_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	question_form_enter(me, model, false);
}

const struct screen screen_values = {
	.name = "values",
	.title = "Settings",
	.state_size = sizeof(struct question_form),
	.wanted = discover_asks_values,
	.enter = settings_enter,
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
