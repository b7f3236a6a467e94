/* rotation_result.c - what a rotation did, what remains to do, and when. */
#include "config.h"

#include "format/json.h"
#include "screens/context.h"
#include "screens/value_view.h"
#include "screens/wrap.h"
#include "wizard/setup_summary.h"

static const struct button menu_button[] = { { "Menu", 0, false }, { NULL, 0, false } };

static void rotation_result_enter(struct loop *loop, void *model, void *me)
{
	const struct context *d = model;
	struct summary_lines lines = { .count = 0 };
	struct json *report;

	(void)loop;
	if (context_busy(d))
		return;
	report = wizard_report(d->w);
	wizard_rotation_lines(d->w, report, &lines);
	value_view_show(me, &lines);
	json_free(report);
}

static enum go rotation_result_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct value_view *v = me;

	(void)model;
	if (value_view_key(loop, v, k))
		return GO_STAY;
	return button_row_key(&v->buttons, menu_button, k) == 0 || k.code == K_ESC ?
		GO_END :
		GO_PASS;
}

static void rotation_result_draw(const void *model, const void *me, struct box at)
{
	static const char says[] = "You were signed in with the old key. Update it in your "
				   "shell's environment variables, if they contain it.";
	const struct context *d = model;
	int used = d->key_deactivated ? wrap_put(at, 0, R_WARN, says) + 1 : 0;

	value_view_draw(me, menu_button, box_part(at, used, 0, at.h - used, at.w));
}

static bool rotation_result_wanted(const void *model)
{
	const struct context *d = model;

	return d->is_rotation || d->purpose >= FOR_ROTATE;
}

static void rotation_result_drop(void *me)
{
	value_view_free(me);
}

static bool rotation_result_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Result";
	out->text =
		"AWS rejects a deactivated key, but you can reactivate it until it is "
		"deleted. If nothing has needed it for a day, delete it: Rotate keys on the "
		"menu, then the same setup or user.";
	return true;
}

const struct screen screen_rotation_result = {
	.name = "rotation-result",
	.title = "Result",
	.state_size = sizeof(struct value_view),
	.wide = true,
	.no_back = true,
	.wanted = rotation_result_wanted,
	.enter = rotation_result_enter,
	.draw = rotation_result_draw,
	.key = rotation_result_key,
	.news = context_only_news,
	.animated = context_is_animated,
	.quit_text = context_quit_text,
	.drop = rotation_result_drop,
	.help = rotation_result_help,
	.hints = (const struct hint[]){ { HINT_ENTER, "Menu" },
					{ HINT_COPY, NULL },
					{ HINT_MOVE, "Select" },
					{ HINT_PAGE, NULL },
					{ 0 } },
};
