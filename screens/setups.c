/* setups.c - the setups of this computer: their list, one of them, and what can be done. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "plan/record.h"
#include "screens/journey_flow.h"
#include "screens/page.h"
#include "screens/setup_picker.h"
#include "screens/value_view.h"

/* --- what can be done with a setup --- */

/* These begin at the setup and return to the screen that started them. */
static const struct flow repair_one = {
	.name = "repair-one",
	.title = "Repair",
	.screens = (const struct screen *const[]){ &screen_differences, &screen_run,
						   &screen_probe, &screen_summary, NULL },
};

static const struct flow rotate_one = {
	.name = "rotate-one",
	.title = "Rotate keys",
	.steps = true,
	.screens = (const struct screen *const[]){ &screen_keys, &screen_manual_steps,
						   &screen_locations, &screen_rotation_plan,
						   &screen_run, &screen_rotation_result,
						   NULL },
};

static const struct setups_action {
	wchar_t key;
	enum purpose purpose;
	const struct flow *flow;
	bool of_platform; /* not for the key of an IAM user alone */
	bool of_key;	  /* only where it has one */
} actions[] = {
	{ L'v', FOR_VERIFY, &flow_verify_one, true, false },
	{ L'm', FOR_REPAIR, &repair_one, true, false },
	{ L'o', FOR_ROTATE, &rotate_one, false, true },
	{ L'd', FOR_REMOVAL, &flow_removal, false, false },
	{ L'h', FOR_HANDOFF, &flow_handoff_now, true, false },
};

/* Why it cannot be done; NULL: it can. */
static const char *setups_refusal(const struct setups_action *a,
				  const struct setup_picker_row *row)
{
	if (row->interrupted)
		return "interrupted: choose Resume on the menu first";
	if (a->of_platform && row->user_key)
		return "the key of an IAM user: there is nothing to compare";
	if (a->of_key && !row->has_key)
		return "it has no access key";
	if (row->waits && a->purpose == FOR_REPAIR)
		return "it waits for the administrator: v verifies what there is";
	return row->exists || row->waits || a->purpose == FOR_HANDOFF ? NULL : "nothing of it is in the account";
}

/* GO_PASS: not a key of these. */
static enum go setups_act(struct loop *loop, struct context *d,
			  const struct setup_picker_row *row, struct key k)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		const struct setups_action *a = &actions[i];
		struct err err = ERR_INIT;
		const char *why;

		if (k.code != K_NONE || k.ch != a->key)
			continue;
		why = setups_refusal(a, row);
		if (why) {
			loop_note(loop, R_WARN, "%s: %s", row->name, why);
			return GO_STAY;
		}
		snprintf(d->w->setup, sizeof(d->w->setup), "%s", row->name);
		d->w->with_kept = d->w->verify.from_all = false;
		d->purpose = a->purpose;
		if (a->purpose == FOR_HANDOFF &&
		    !wizard_begin_again(d->w, row->name, &err)) {
			loop_note(loop, R_FAIL, "%s", err.text);
			return GO_STAY;
		}
		if (a->purpose == FOR_ROTATE)
			wizard_start_rotation(d->w, row->name, "");
		loop_start(loop, a->flow);
		return GO_STAY;
	}
	return GO_PASS;
}

/* --- the list --- */

static void setups_draw(const void *model, const void *me, struct box at)
{
	setup_picker_draw(me, model, at, "Select a setup", "None yet.");
}

static enum go setups_key(struct loop *loop, void *model, void *me, struct key k)
{
	const struct setup_picker *m = me;
	enum go to = setup_picker_key(loop, model, me, k);

	if (to != GO_PASS || !m->loaded || !setup_picker_selected(m))
		return to;
	return setups_act(loop, model, setup_picker_selected(m), k);
}

/* After the last one was removed there is nothing to select. */
static enum go setups_news(struct loop *loop, void *model, void *me)
{
	const struct setup_picker *m = me;
	bool had = m->count;

	setup_picker_news(loop, model, me);
	return had && !m->count ? GO_END : GO_STAY;
}

static bool setups_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Setups";
	out->text =
		"The setups of this computer, as their records say; AWS is not asked. "
		"VERIFIED is the last comparison or test, KEY the age of the access key, "
		"NEXT what is due. Enter shows a setup with the values for the platform; h "
		"writes it as files for an administrator.";
	return true;
}

const struct screen screen_setups = {
	.name = "setups",
	.title = "Setups",
	.state_size = sizeof(struct setup_picker),
	.enter = setup_picker_enter,
	.draw = setups_draw,
	.key = setups_key,
	.news = setups_news,
	.animated = context_is_animated,
	.drop = setup_picker_drop,
	.help = setups_help,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, "View" },
					{ HINT_VERIFY, NULL },
					{ HINT_REPAIR, NULL },
					{ HINT_ROTATE, NULL },
					{ HINT_REMOVE, NULL },
					{ HINT_ESC, NULL },
					{ HINT_REFRESH, NULL },
					{ 0 } },
};

/* --- one of them --- */

struct setup_details {
	struct page page;
	struct value_view view;
	struct setup_picker_row row; /* which one, and what can be done with it */
};

static const struct button back_button[] = { { "Back", 0, false }, { NULL, 0, false } };

static enum go setups_details_build(struct context *d, void *me)
{
	const struct json *shown = d->w->shown;
	struct setup_details *s = me;
	struct setup_picker_row *row = &s->row;

	row->interrupted = json_get(shown, "interrupted");
	row->user_key = !*json_str(json_get(shown, "answers"), "platform");
	row->exists = json_count(json_get(shown, "resources"));
	row->waits = json_get(shown, "waiting");
	row->has_key = false;
	json_each(resource, json_get(shown, "resources"))
		row->has_key |= str_eq(recorded_read(resource).kind, "access-key");
	value_view_build(&s->view, shown, SUMMARY_SETUP | SUMMARY_CHECKS | SUMMARY_RECORD);
	return GO_STAY;
}

static void setups_details_start(struct context *d, void *me)
{
	page_wait(me, d, TASK_SHOW);
}

/* A setup that was shown and has no record any more was removed from here. */
static void setups_details_failed(struct loop *loop, struct context *d, void *me)
{
	const struct setup_details *s = me;

	if (!s->view.lines.count || d->err.kind != ERR_INPUT)
		return;
	loop_jump(loop, &screen_setups);
	loop_note(loop, R_DONE, "setup '%s' was removed", s->row.name);
}

static enum go setups_details_key(struct loop *loop, struct context *d, void *me,
				  struct key k)
{
	struct setup_details *s = me;

	if (value_view_key(loop, &s->view, k))
		return GO_STAY;
	if (k.ch == L's')
		loop_start(loop, &flow_save_summary);
	else if (k.ch == L'w')
		loop_start(loop, &flow_save_answers);
	else if (button_row_key(&s->view.buttons, back_button, k) == 0)
		return GO_BACK;
	else
		return setups_act(loop, d, &s->row, k);
	return GO_STAY;
}

static void setups_details_draw(const struct context *d, const void *me, struct box at)
{
	const struct setup_details *s = me;

	(void)d;
	value_view_draw(&s->view, back_button, at);
}

static const struct page_type setups_details_page = {
	.start = setups_details_start,
	.build = setups_details_build,
	.failed = setups_details_failed,
	.key = setups_details_key,
	.draw = setups_details_draw,
};

static void setups_details_enter(struct loop *loop, void *model, void *me)
{
	const struct context *d = model;
	struct setup_details *s = me;

	(void)loop;
	if (!str_eq(s->row.name, d->w->setup))
		value_view_free(&s->view); /* another one was shown before */
	snprintf(s->row.name, sizeof(s->row.name), "%s", d->w->setup);
	page_enter(me, model, &setups_details_page);
}

static void setups_details_leave(struct loop *loop, void *model, void *me)
{
	struct setup_details *s = me;

	(void)loop;
	(void)model;
	access_key_free(&s->view.key);
}

static void setups_details_drop(void *me)
{
	struct setup_details *s = me;

	value_view_free(&s->view);
	page_drop(me);
}

static const struct hint *setups_details_hints(const void *model, const void *me)
{
	static const struct hint plain[] = { { HINT_COPY, NULL },    { HINT_SAVE, NULL },
					     { HINT_VERIFY, NULL },  { HINT_REPAIR, NULL },
					     { HINT_ROTATE, NULL },  { HINT_REMOVE, NULL },
					     { HINT_ESC, NULL },     { HINT_ANSWERS, NULL },
					     { HINT_REFRESH, NULL }, { 0 } };
	static const struct hint secret[] = { { HINT_SHOW, NULL },   { HINT_COPY, NULL },
					      { HINT_SAVE, NULL },   { HINT_REPAIR, NULL },
					      { HINT_ROTATE, NULL }, { HINT_REMOVE, NULL },
					      { HINT_ESC, NULL },    { 0 } };
	const struct setup_details *s = me;

	return page_hints(&s->page, model, value_view_is_secret(&s->view) ? secret : plain);
}

const struct screen screen_details = {
	.name = "details",
	.title = "Setup details",
	.state_size = sizeof(struct setup_details),
	.wide = true,
	.enter = setups_details_enter,
	.draw = page_draw,
	.key = page_key,
	.news = page_news,
	.animated = context_is_animated,
	.leave = setups_details_leave,
	.drop = setups_details_drop,
	.quit_text = context_quit_text,
	.hints_now = setups_details_hints,
};

const struct flow flow_setups = {
	.name = "setups",
	.title = "Setups",
	.screens = (const struct screen *const[]){ &screen_setups, &screen_details, NULL },
};

const struct screens_journey screens_journey_setups = {
	.flow = &flow_setups,
	.of_setup = &screen_details,
};
