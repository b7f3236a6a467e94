/* names.c - what shall the things be called? */
#include "config.h"

#include "screens/asking.h"

static void enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	asking_enter(me, model, STAGE_NAMES);
}

static void draw(const void *model, const void *me, struct box at)
{
	put(at, 0, 0, R_TEXT, "What shall things be called?");
	asking_draw(me, model, at, 2);
}

const struct screen screen_names = {
	.name = "names", .title = "Names", .room = sizeof(struct asking),
	.enter = enter, .draw = draw, .key = asking_key, .news = asking_news,
	.moving = desk_moving, .typing = asking_typing, .help = asking_help,
	.drop = asking_drop, .leaving = desk_leaving,
	.hints = (const struct hint[]){
		{ "Enter", "next" }, { "Esc", "back" }, { "Up Down", "move" }, { 0 } },
};
