/* practice.c - practice mode: a simulated AWS account. */
#include "config.h"

#include "screens/button_row.h"
#include "screens/context.h"
#include "screens/journey_flow.h"
#include "screens/wrap.h"

static const char *const active =
	"You are in practice mode: a simulated AWS account on this computer, with real API "
	"calls, permission checks and test instances. Nothing is sent to AWS, and your AWS "
	"files are neither read nor written. The account is discarded when practice mode ends.\n\n"
	"To rehearse failures, quit and start it with a fault, for example\n"
	"  accredit practice --delay 20\n"
	"  accredit practice --throttle 3\n"
	"  accredit practice --die before:3\n"
	"The last one stops accredit in the middle of a run. Start it again and choose Resume.";

static const char *const outside =
	"Practice mode is a simulated AWS account on this computer, with real API calls, "
	"permission checks and test instances. Nothing is sent to AWS, nothing is charged, and "
	"your AWS files are neither read nor written.\n\n"
	"Starting it leaves this account and opens the menu in a new simulated account. The "
	"word PRACTICE at the top shows where you are.";

struct practice {
	struct button_row buttons;
};

enum { GO, BACK };

static const struct button start[] = {
	[GO] = { .label = "Start practice" },
	[BACK] = { .label = "Back" },
	{ .label = NULL },
};

static const struct button menu[] = { [GO] = { .label = "Menu" }, { .label = NULL } };

static enum go practice_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct context *d = model;
	struct practice *p = me;
	int button = button_row_key(&p->buttons, d->practice ? menu : start, k);

	(void)loop;
	if (button < 0)
		return button == BUTTON_MOVED ? GO_STAY : GO_PASS;
	if (d->practice || button == BACK)
		return GO_END;
	d->start_practice = true;
	return GO_QUIT;
}

static void practice_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct practice *p = me;

	wrap_put(box_part(at, 0, 0, at.h - 1, at.w), 0, R_TEXT,
		 d->practice ? active : outside);
	button_row_draw(&p->buttons, d->practice ? menu : start,
			box_part(at, at.h - 1, 0, 1, at.w));
}

static const struct hint *practice_hinting(const void *model, const void *me)
{
	static const struct hint here[] = { { HINT_ENTER, "Menu" }, { 0 } };
	static const struct hint there[] = {
		{ HINT_ENTER, NULL }, { HINT_ESC, NULL }, { HINT_TAB, NULL }, { 0 }
	};
	const struct context *d = model;

	(void)me;
	return d->practice ? here : there;
}

const struct screen screen_practice = {
	.name = "practice",
	.title = "Practice",
	.state_size = sizeof(struct practice),
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
