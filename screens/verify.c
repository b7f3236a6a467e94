/* verify.c - Verify: which setup to compare with the account and to test. */
#include "config.h"

#include <stdio.h>

#include "command/command.h"
#include "screens/journey_flow.h"
#include "screens/setup_picker.h"

static void verify_enter(struct loop *loop, void *model, void *me)
{
	struct setup_picker *m = me;
	struct context *d = model;

	m->complete = m->for_verify = true;
	d->purpose = FOR_VERIFY;
	setup_picker_enter(loop, model, me);
}

static void verify_draw(const void *model, const void *me, struct box at)
{
	setup_picker_draw(me, model, at, "Which setup do you want to verify?",
			  "No setups yet.");
}

/* The rows that are no setup have flows of their own, which return here. */
static enum go verify_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct context *d = model;
	enum go to = setup_picker_key(loop, model, me, k);

	if (to != GO_NEXT)
		return to;
	switch (setup_picker_choice(me)) {
	case SETUP_CHOICE_ONE:
		return GO_NEXT;
	case SETUP_CHOICE_ALL:
		loop_start(loop, &flow_verify_all);
		break;
	case SETUP_CHOICE_NO_RECORD:
		d->purpose = FOR_VERIFY_UNRECORDED;
		d->new_flow = true;
		loop_start(loop, &flow_verify_unrecorded);
		break;
	}
	return GO_STAY;
}

static bool verify_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Verify";
	out->text =
		"A setup is compared with the account and, if you confirm, tested. All "
		"setups are compared one after another, and those that differ are listed "
		"first. For a setup that was created manually, accredit looks in the "
		"account for the roles and users that fit the platform you choose.";
	return true;
}

const struct screen screen_verify = {
	.name = "verify",
	.title = "Verify",
	.state_size = sizeof(struct setup_picker),
	.enter = verify_enter,
	.draw = verify_draw,
	.key = verify_key,
	.news = setup_picker_news,
	.animated = context_is_animated,
	.drop = setup_picker_drop,
	.quit_text = context_quit_text,
	.help = verify_help,
	.hints = (const struct hint[]){ { HINT_ENTER, NULL },
					{ HINT_ESC, NULL },
					{ HINT_MOVE, NULL },
					{ 0 } },
};

const struct flow flow_verify = {
	.name = "verify", .title = "Verify",
	.screens = (const struct screen *const[]){
		&screen_verify, &screen_compare, &screen_probe, &screen_summary, NULL },
};

/* One setup of the list of all, to which it returns. */
const struct flow flow_verify_one = {
	.name = "look",
	.title = "Verify",
	.screens = (const struct screen *const[]){ &screen_compare, &screen_probe,
						   &screen_summary, NULL },
};

const struct flow flow_verify_unrecorded = {
	.name = "by-hand",
	.title = "Verify",
	.steps = true,
	.screens =
		(const struct screen *const[]){
			&screen_platform, &screen_discovery, &screen_method, &screen_names,
			&screen_policy, &screen_values, &screen_compare, &screen_adopt,
			&screen_apply, &screen_probe, &screen_summary, NULL },
};

/* The answers of a hand-off: its setup is the one to verify, unless answers are missing. */
static bool verify_take_handoff(struct context *d, const struct flags *f, bool *taken,
				struct err *err)
{
	struct answers given = { .values = NULL };
	bool ok = journey_flow_answers(d, f, err);

	if (ok) {
		answers_copy(&given, &d->w->j.given);
		ok = verification_take(d->w, &given, taken, err);
	}
	answers_free(&given);
	return ok;
}

/* Opens all setups, one without a record, or the one that is named. */
static bool verify_begin(struct context *d, const struct flags *f, struct err *err)
{
	bool taken = false;

	if (f->all)
		d->open = &flow_verify_all;
	if (!f->platform && !f->answers)
		return true;
	if (!f->platform && !verify_take_handoff(d, f, &taken, err))
		return false;
	if (taken) {
		d->open_at = &screen_compare;
		return true;
	}
	d->open = &flow_verify_unrecorded;
	d->purpose = FOR_VERIFY_UNRECORDED;
	return journey_flow_answers(d, f, err);
}

const struct screens_journey screens_journey_verify = {
	.flow = &flow_verify,
	.of_setup = &screen_compare,
	.begin = verify_begin,
};
