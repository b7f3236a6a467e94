/* setups.c - the setups of this computer, and the record of one. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "plan/record.h"
#include "probe/result.h"
#include "screens/journey_flow.h"
#include "screens/page.h"
#include "screens/setup_picker.h"
#include "screens/textview.h"
#include "wizard/drift_history.h"

enum { HISTORY_SHOWN = 5 }; /* how many are shown */

static void setups_draw(const void *model, const void *me, struct box at)
{
	setup_picker_draw(me, model, at, "Which one?", "No set-up was made here yet.");
}

const struct screen screen_setups = {
	.name = "setups",
	.title = "Set-ups made here",
	.state_size = sizeof(struct setup_picker),
	.enter = setup_picker_enter,
	.draw = setups_draw,
	.key = setup_picker_key,
	.news = setup_picker_news,
	.animated = context_is_animated,
	.drop = setup_picker_drop,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, "View" },
					{ HINT_ESC, NULL },
					{ HINT_MOVE, NULL },
					{ 0 } },
};

/* --- one of them --- */

struct setup_details {
	struct page page;
	bool removable;
	char name[64];
};

static void setups_add_answers(struct textview *v, const struct json *a)
{
	static const char *const keys[] = { "platform", "account", "region", "method",
					    "policy", NULL };

	for (const char *const *key = keys; *key; key++)
		textview_fmt(v, R_TEXT, "  %-9s %s", *key, json_str(a, *key));
	json_each(value, json_get(a, "values"))
		if (json_text(value) && *json_text(value)) {
			textview_fmt(v, R_QUIET, "  %s: ", json_key(value));
			textview_span(v, R_TEXT, json_text(value));
			textview_hang(v, 4);
		}
}

static void setups_add_report(struct textview *v, const struct json *report)
{
	if (!*json_str(report, "time"))	/* none, or only comparisons */
		return;
	textview_line(v, R_TEXT, "");
	textview_fmt(v, R_TITLE, "Last report, %s", json_str(report, "time"));
	json_each(output, json_get(report, "outputs")) {
		textview_fmt(v, R_TEXT, "  %s: ", json_key(output));
		textview_span(v, R_LINK, json_text(output));
		textview_hang(v, 4);
	}
	json_each(event, json_get(report, "checks")) {
		const struct check_result r = check_result_read(event);

		textview_fmt(v,
			     r.verdict == VERDICT_PASSED	 ? R_DONE :
				     r.verdict == VERDICT_FAILED ? R_FAIL :
								   R_WARN,
			     "  %-12s ", verdict_word(r.verdict));
		textview_span(v, R_TEXT, r.id);
	}
	json_each(row, json_get(report, "not_run")) {
		textview_fmt(v, R_WARN, "  %-12s ", "not run");
		textview_span(v, R_TEXT, check_result_read(row).id);
	}
}

/* The last comparisons, newest first. */
static void setups_add_history(struct textview *v, const struct json *history)
{
	size_t all = json_count(history), n = all < HISTORY_SHOWN ? all : HISTORY_SHOWN;

	if (!all)
		return;
	textview_line(v, R_TEXT, "");
	textview_fmt(v, R_TITLE, "Looks: the last %zu of %zu (%d are kept)", n, all,
		     LOOKS_KEPT);
	for (size_t i = 0; i < n; i++) {
		const struct json *look = context_nth(history, all - 1 - i);
		struct buf text = BUF(200);

		drift_history_words(&text, look);
		textview_fmt(v, R_TEXT, "  %.16s  ", json_str(look, "time"));
		textview_span(v, drift_history_as_wanted(look) ? R_DONE : R_FAIL, text.s);
		buf_free(&text);
	}
}

static void setups_add_accepted(struct textview *v, const struct json *accepted)
{
	if (!json_count(accepted))
		return;
	textview_line(v, R_TEXT, "");
	textview_line(v, R_TITLE, "Accepted");
	json_each(row, accepted) {
		textview_fmt(v, R_TEXT, "  %.16s  ", json_str(row, "time"));
		textview_span(v, R_TEXT, json_str(row, "text"));
		textview_hang(v, 20);
	}
}

static enum go setups_details_build(struct context *d, void *me)
{
	const struct json *shown = d->w->shown;
	struct setup_details *s = me;
	struct textview *text = &s->page.text;
	const struct json *resources;

	textview_free(text);
	setups_add_answers(text, json_get(shown, "answers"));
	resources = json_get(shown, "resources");
	textview_line(text, R_TEXT, "");
	textview_line(text, R_TITLE,
		      json_count(resources) ? "In the account" :
					      "Nothing of it is in the account");
	json_each(row, resources) {
		const struct recorded one = recorded_read(row);

		textview_fmt(text, R_TEXT, "  %s ", one.kind);
		textview_span(text, R_LINK, one.name);
		textview_span(text, one.made ? R_DONE : R_QUIET,
			      one.made ? "  made" : "  found and adopted");
		textview_hang(text, 4);
	}
	setups_add_accepted(text, json_get(shown, "accepted"));
	setups_add_history(text, json_get(json_get(shown, "report"), "history"));
	setups_add_report(text, json_get(shown, "report"));
	s->removable = json_count(json_get(shown, "resources"));
	return GO_STAY;
}

static void setups_details_start(struct context *d, void *me)
{
	page_wait(me, d, TASK_SHOW);
}

static enum go setups_details_key(struct loop *loop, struct context *d, void *me,
				  struct key k)
{
	struct setup_details *s = me;

	if (k.ch != L'd')
		return GO_PASS;
	if (!s->removable) {
		loop_note(loop, R_WARN, "nothing of it is in the account");
		return GO_STAY;
	}
	snprintf(d->w->setup, sizeof(d->w->setup), "%s", s->name);
	d->w->with_kept = false;
	loop_start(loop, &flow_removal);
	return GO_STAY;
}

static void setups_details_draw(const struct context *d, const void *me, struct box at)
{
	const struct setup_details *s = me;

	(void)d;
	textview_draw(&s->page.text, at);
}

static const struct page_type setups_details_page = {
	.start = setups_details_start,
	.build = setups_details_build,
	.key = setups_details_key,
	.draw = setups_details_draw,
};

static void setups_details_enter(struct loop *loop, void *model, void *me)
{
	const struct context *d = model;
	struct setup_details *s = me;

	(void)loop;
	snprintf(s->name, sizeof(s->name), "%s", d->w->setup);
	page_enter(me, model, &setups_details_page);
}

/* The title is shown in every state of the page. */
static void setups_details_draw_all(const void *model, const void *me, struct box at)
{
	const struct setup_details *s = me;

	put_fmt(at, 0, 0, R_TITLE, "Set-up '%s'", s->name);
	page_draw(model, me, box_part(at, 2, 0, at.h - 2, at.w));
}

const struct screen screen_details = {
	.name = "details",
	.title = "What the record says",
	.state_size = sizeof(struct setup_details),
	.enter = setups_details_enter,
	.draw = setups_details_draw_all,
	.key = page_key,
	.news = page_news,
	.animated = context_is_animated,
	.drop = page_drop,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_REMOVE, NULL },
					{ HINT_ESC, NULL },
					{ HINT_SCROLL, NULL },
					{ 0 } },
};

const struct flow flow_setups = {
	.name = "setups", .title = "Set-ups made",
	.screens = (const struct screen *const[]){
		&screen_setups, &screen_details, NULL },
};

const struct screens_journey screens_journey_setups = {
	.flow = &flow_setups,
};
