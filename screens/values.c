/* values.c - what else must be known? */
#include "config.h"

#include "screens/asking.h"

static void enter(struct loop *loop, void *model, void *me)
{
	struct desk *d = model;

	(void)loop;
	if (!desk_busy(d))
		asking_enter(me, d, STAGE_VALUES);
}

static enum go news(struct loop *loop, void *model, void *me)
{
	struct asking *a = me;
	struct desk *d = model;

	(void)loop;
	if (desk_news(d) && !desk_busy(d) && !a->form)
		asking_enter(a, d, STAGE_VALUES);
	return GO_STAY;
}

static enum go key(struct loop *loop, void *model, void *me, struct key k)
{
	(void)loop;
	return asking_key(me, model, k);
}

/* The account is not asked for: it is that of the credentials. */
static void draw(const void *model, const void *me, struct box at)
{
	const struct desk *d = model;
	const struct asking *a = me;

	put(at, 0, 0, R_TEXT, "Account ");
	if (d->signed_in) {
		put_cut(at, 0, 8, at.w - 8, R_LINK, d->account);
		if (at.w - put_width(d->account) > 40)
			put_right(at, 0, R_QUIET, "from your credentials");
	} else {
		put(at, 0, 8, R_WARN, "not known: not signed in");
	}
	if (a->form)
		form_draw(a->form, box_part(at, 2, 0, at.h - 2, at.w));
	else
		desk_draw_busy(d, at, 2);
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

const struct screen screen_values = {
	.name = "values", .title = "Values", .room = sizeof(struct asking),
	.enter = enter, .draw = draw, .key = key, .news = news, .moving = desk_moving,
	.typing = typing, .help = help, .drop = drop, .leaving = desk_leaving,
	.hints = (const struct hint[]){
		{ "Enter", "next" }, { "Esc", "back" }, { "Up Down", "move" }, { 0 } },
};
