/* values.c - what else must be known? */
#include "config.h"

#include "screens/asking.h"

static void enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	asking_enter(me, model, STAGE_VALUES);
}

/* The account is not asked for: it is that of the credentials. */
static void draw(const void *model, const void *me, struct box at)
{
	const struct desk *d = model;

	put(at, 0, 0, R_TEXT, "Account ");
	if (d->signed_in) {
		put_cut(at, 0, 8, at.w - 8, R_LINK, d->account);
		if (at.w - put_width(d->account) > 40)
			put_right(at, 0, R_QUIET, "from your credentials");
	} else {
		put(at, 0, 8, R_WARN, "not known: not signed in");
	}
	asking_draw(me, d, at, 2);
}

const struct screen screen_values = {
	.name = "values", .title = "Values", .room = sizeof(struct asking),
	.enter = enter, .draw = draw, .key = asking_key, .news = asking_news,
	.moving = desk_moving, .typing = asking_typing, .help = asking_help,
	.drop = asking_drop, .leaving = desk_leaving,
	.hints = (const struct hint[]){
		{ "Enter", "next" }, { "Esc", "back" }, { "Up Down", "move" }, { 0 } },
};
