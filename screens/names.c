/* names.c - what shall the things be called? */
#include "config.h"

#include "screens/asking.h"

static void enter(struct loop *loop, void *model, void *me)
{
	struct desk *d = model;

	(void)loop;
	if (!desk_busy(d))
		asking_enter(me, d, STAGE_NAMES);
}

/* Who is signed in may be looked up still; then the form waits for it. */
static enum go news(struct loop *loop, void *model, void *me)
{
	struct asking *a = me;
	struct desk *d = model;

	(void)loop;
	if (desk_news(d) && !desk_busy(d) && !a->form)
		asking_enter(a, d, STAGE_NAMES);
	return GO_STAY;
}

static enum go key(struct loop *loop, void *model, void *me, struct key k)
{
	(void)loop;
	return asking_key(me, model, k);
}

static void draw(const void *model, const void *me, struct box at)
{
	const struct asking *a = me;

	put(at, 0, 0, R_TEXT, "What shall things be called?");
	if (a->form)
		form_draw(a->form, box_part(at, 2, 0, at.h - 2, at.w));
	else
		desk_draw_busy(model, at, 2);
}

static bool typing(const void *model, const void *me)
{
	const struct asking *a = me;

	(void)model;
	return a->form && form_typing(a->form);
}

static bool help(const void *model, const void *me, struct help *out)
{
	const struct asking *a = me;

	(void)model;
	return a->form && form_help(a->form, out);
}

static void drop(void *me)
{
	asking_drop(me);
}

const struct screen screen_names = {
	.name = "names", .title = "Names", .room = sizeof(struct asking),
	.enter = enter, .draw = draw, .key = key, .news = news, .moving = desk_moving,
	.typing = typing, .help = help, .drop = drop, .leaving = desk_leaving,
	.hints = (const struct hint[]){
		{ "Enter", "next" }, { "Esc", "back" }, { "Up Down", "move" }, { 0 } },
};
