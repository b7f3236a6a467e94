/* practice.c - practice mode: a simulated AWS account. */
#include "config.h"

#include "screens/context.h"
#include "screens/journey_flow.h"
#include "screens/wrap.h"

static const char *const in_it =
	"You are in the practice cloud. It is a small AWS of its own on this machine: real "
	"calls, real checks of permissions, a real worker. Nothing leaves the machine, and "
	"your AWS files are neither read nor written. It ends when you leave.\n\n"
	"Try a bad day: leave, and start it with a fault, for example\n"
	"  accredit practice --delay 20\n"
	"  accredit practice --throttle 3\n"
	"  accredit practice --die before:3\n"
	"The last one kills accredit in the middle; start it again and choose Resume.";

static const char *const outside =
	"The practice cloud is a small AWS of its own on this machine. The whole journey "
	"runs there: real calls, real checks of permissions, a real worker that proves the "
	"access. Nothing leaves the machine, nothing is charged, and your AWS files are "
	"neither read nor written.\n\n"
	"Enter leaves this account and opens the menu on a fresh practice cloud. You know "
	"it by the word PRACTICE at the top.";

static enum go practice_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct context *d = model;

	(void)loop;
	(void)me;
	if (k.code != K_ENTER)
		return GO_PASS;
	if (d->practice)
		return GO_END;
	d->start_practice = true;
	return GO_QUIT;
}

static void practice_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;

	(void)me;
	wrap_put(at, 0, R_TEXT, d->practice ? in_it : outside);
}

static const struct hint *practice_hinting(const void *model, const void *me)
{
	static const struct hint here[] = { { HINT_ENTER, "Menu" }, { 0 } };
	static const struct hint there[] = { { HINT_ENTER, "Go there" },
					     { HINT_ESC, NULL },
					     { 0 } };
	const struct context *d = model;

	(void)me;
	return d->practice ? here : there;
}

const struct screen screen_practice = {
	.name = "practice",
	.title = "Practice",
	.draw = practice_draw,
	.key = practice_key,
	.news = context_only_news,
	.hints_now = practice_hinting,
	.quit_text = context_quit_text,
	.animated = context_is_animated,
};

const struct flow flow_practice = {
	.name = "practice", .title = "Practice",
	.screens = (const struct screen *const[]){ &screen_practice, NULL },
};

const struct screens_journey screens_journey_practice = {
	.flow = &flow_practice,
};
