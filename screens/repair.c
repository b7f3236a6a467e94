/* repair.c - Repair: which setup, and which of its differences. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/plan.h"
#include "screens/button_row.h"
#include "screens/journey_flow.h"
#include "screens/list.h"
#include "screens/page.h"
#include "screens/popup.h"
#include "screens/setup_picker.h"
#include "wizard/describe.h"
#include "wizard/repair_notes.h"

/* --- which setup --- */

static void repair_which_enter(struct loop *loop, void *model, void *me)
{
	struct setup_picker *m = me;

	m->complete = true;
	setup_picker_enter(loop, model, me);
}

static void repair_which_draw(const void *model, const void *me, struct box at)
{
	setup_picker_draw(me, model, at, "Which setup do you want to repair?",
			  "No setups yet.");
}

const struct screen screen_repair = {
	.name = "repair",
	.title = "Repair",
	.state_size = sizeof(struct setup_picker),
	.enter = repair_which_enter,
	.draw = repair_which_draw,
	.key = setup_picker_key,
	.news = setup_picker_news,
	.animated = context_is_animated,
	.drop = setup_picker_drop,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, NULL },
					{ HINT_ESC, NULL },
					{ HINT_MOVE, NULL },
					{ 0 } },
};

/* --- which differences --- */

struct repair {
	struct page page;
	struct list list;
	struct textview details;
	struct difference {
		char label[160];
		size_t step;	/* its index in the plan */
		bool ticked;
	} *all;
	size_t count, shown;
	struct button_row buttons;
	bool json;	/* policy documents are shown as JSON */
	bool confirmed; /* the task plans what was selected and confirmed */
};

struct row_data {
	const struct context *d;
	const struct repair *me;
};

static const struct step *repair_step_at(const struct context *d, const struct repair *m,
					 size_t i)
{
	return &d->w->j.plan->steps[m->all[i].step];
}

/* A step that cannot be repaired has an error. */
static bool repair_is_possible(const struct step *step)
{
	return !step->err.kind;
}

static void repair_row(const void *data, size_t i, struct list_row *out)
{
	const struct row_data *r = data;
	const struct step *step = repair_step_at(r->d, r->me, i);

	out->text = r->me->all[i].label;
	out->disabled = !repair_is_possible(step);
	out->why = "cannot be repaired; see below";
	out->tag = step->action == ACTION_CREATE ? "missing" :
		step->action == ACTION_REMOVE	 ? "not expected" :
						   "differs";
	out->role = step->action == ACTION_REMOVE ? R_REMOVE : R_TEXT;
}

static struct list_source repair_rows_of(const struct row_data *data)
{
	return (struct list_source){ data->me->count, repair_row, data };
}

static void repair_label(struct repair *m, const struct context *d, size_t i)
{
	const struct step *step = repair_step_at(d, m, i);
	snprintf(m->all[i].label, sizeof(m->all[i].label), "[%c] %s '%s'",
		 !repair_is_possible(step) ? '-' :
			 m->all[i].ticked  ? 'x' :
					     ' ',
		 kind_label(step->kind), step->name);
}

/* Events: what others added, and what a repair does not change. */
static void repair_add_events(struct repair *m, const struct context *d)
{
	json_each(event, d->w->verify.around) {
		struct buf text = BUF(BUF_TEXT);

		describe_event(&text, event);
		textview_line(&m->details, R_WARN, text.s);
		buf_free(&text);
	}
}

static void repair_show_details(struct repair *m, const struct context *d)
{
	const struct step *step;

	textview_free(&m->details);
	m->shown = m->list.selected;
	if (!m->count)
		repair_add_events(m, d);
	if (m->list.selected >= m->count)
		return;
	step = repair_step_at(d, m, m->list.selected);
	if (step->err.kind)
		context_err(&m->details, d, &step->err);
	context_step_permissions(&m->details, d->w->j.preflight, step->id);
	context_step_diff(&m->details, d->w->j.plan, step, m->json);
	repair_add_events(m, d);
}

static enum go repair_build(struct context *d, void *me)
{
	const struct plan *p = d->w->j.plan;
	struct repair *m = me;

	if (m->confirmed)
		return GO_NEXT;
	free(m->all);
	m->all = xcalloc(p->count + 1, sizeof(*m->all));
	m->count = 0;
	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];

		if (!step->resource || (!step->err.kind && (step->action == ACTION_NONE ||
							    step->action == ACTION_ADOPT)))
			continue;
		m->all[m->count].step = i;
		m->all[m->count].ticked = repair_is_possible(step);
		repair_label(m, d, m->count++);
	}
	if (m->list.selected >= m->count)
		m->list.selected = 0;
	repair_show_details(m, d);
	m->buttons.at = 0;
	return GO_STAY;
}

static void repair_start(struct context *d, void *me)
{
	struct repair *m = me;

	m->confirmed = false;
	d->purpose = FOR_REPAIR;
	json_free(d->w->verify.only);
	d->w->verify.only = NULL;
	page_wait(&m->page, d, TASK_REPAIR);
}

/* A selected resource may need another one that is not. */
static void repair_failed(struct loop *loop, struct context *d, void *me)
{
	struct repair *m = me;

	if (!m->confirmed)
		return;
	popup_err(loop, "This cannot be repaired on its own", &d->err);
	page_refresh(&m->page, d);
}

static size_t repair_count_ticked(const struct repair *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->count; i++)
		n += m->all[i].ticked;
	return n;
}

/* Plans again with the selected resources only. */
static enum go repair_answer(struct loop *loop, void *model, void *me, bool yes)
{
	struct context *d = model;
	struct repair *m = me;

	(void)loop;
	if (!yes)
		return GO_STAY;
	json_free(d->w->verify.only);
	d->w->verify.only = json_list_new();
	for (size_t i = 0; i < m->count; i++)
		if (m->all[i].ticked)
			json_push(d->w->verify.only,
				  json_string_new(repair_step_at(d, m, i)->resource->id));
	m->confirmed = true;
	page_wait(&m->page, d, TASK_REPAIR);
	return GO_STAY;
}

/* Whether what was selected takes something away: a resource, or a line with -. */
static bool repair_removes(const struct context *d, const struct repair *m)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct step *step = repair_step_at(d, m, i);

		if (!m->all[i].ticked)
			continue;
		if (step->action == ACTION_REMOVE)
			return true;
		json_each(row, step->action == ACTION_UPDATE ? step->diff : NULL)
			if (json_get(row, "found") &&
			    json_type(json_get(row, "found")) != JSON_NULL)
				return true;
	}
	return false;
}

/* Asks first where something is removed. */
static enum go repair_start_run(struct loop *loop, struct context *d, struct repair *m)
{
	size_t n = repair_count_ticked(m);
	char title[160], count[40];

	if (!n) {
		loop_note(loop, R_WARN, "Nothing is selected. Space selects a difference.");
		return GO_STAY;
	}
	if (!repair_removes(d, m))
		return repair_answer(loop, d, m, true);
	snprintf(title, sizeof(title), "Repair %s in account %s?",
		 context_count(count, n, "difference", "differences"), d->account);
	popup_ask(loop, title, repair_notes_consequence(d->w->verify.around), "repair",
		  repair_answer);
	return GO_STAY;
}

/* Both buttons; or Done, where there is nothing to repair. */
static void repair_buttons(const struct repair *m, char label[60], struct button out[3])
{
	char count[40];

	snprintf(label, 60, "Repair %s",
		 context_count(count, repair_count_ticked(m), "difference", "differences"));
	out[0] = (struct button){ .label = m->count ? label : "Done" };
	out[1] = (struct button){ .label = m->count ? "Back" : NULL };
	out[2] = (struct button){ .label = NULL };
}

static enum go repair_differences_key(struct loop *loop, struct context *d, void *me,
				      struct key k)
{
	struct repair *m = me;
	const struct row_data data = { d, m };
	struct button buttons[3];
	char label[60];
	int pressed;

	repair_buttons(m, label, buttons);
	pressed = button_row_key(&m->buttons, buttons, k);
	if (pressed == 0)
		return m->count ? repair_start_run(loop, d, m) : GO_END;
	if (pressed == 1)
		return GO_BACK;
	if (pressed == BUTTON_MOVED)
		return GO_STAY;
	if (!m->count)
		return GO_PASS;
	if (k.ch == L'J') {
		m->json = !m->json;
		repair_show_details(m, d);
		return GO_STAY;
	}
	if (k.ch == L' ' && repair_is_possible(repair_step_at(d, m, m->list.selected))) {
		m->all[m->list.selected].ticked = !m->all[m->list.selected].ticked;
		repair_label(m, d, m->list.selected);
		return GO_STAY;
	}
	if (k.code == K_PGUP || k.code == K_PGDN)
		return textview_key(&m->details, k) ? GO_STAY : GO_PASS;
	if (list_key(&m->list, repair_rows_of(&data), k) == LIST_PASS)
		return GO_PASS;
	if (m->shown != m->list.selected)
		repair_show_details(m, d);
	return GO_STAY;
}

static void repair_differences_draw(const struct context *d, const void *me, struct box at)
{
	const struct repair *m = me;
	const struct row_data data = { d, m };
	struct box content = box_part(at, 0, 0, at.h - 2, at.w);
	int rows = list_rows(&m->list, repair_rows_of(&data), content.w), below;
	struct button buttons[3];
	char label[60];

	/* the list takes the rows that it needs, at most half of them */
	rows = rows < content.h / 2 ? rows : content.h / 2;
	below = content.h - 3 - rows;
	repair_buttons(m, label, buttons);
	button_row_draw(&m->buttons, buttons, box_part(at, at.h - 1, 0, 1, at.w));
	if (m->count) {
		put_fmt(content, 0, 0, R_TEXT,
			"Select the differences to repair (%zu of %zu selected)",
			repair_count_ticked(m), m->count);
		list_draw(&m->list, repair_rows_of(&data),
			  box_part(content, 2, 0, content.h - 3 - below, content.w));
		textview_draw(&m->details,
			      box_part(content, content.h - below, 0, below, content.w));
	} else if (repair_notes_any_kept(d->w->verify.around)) {
		put(content, 0, 0, R_WARN, "The differences cannot be repaired:");
		textview_draw(&m->details,
			      box_part(content, 2, 0, content.h - 2, content.w));
	} else {
		put_fmt(content, 0, 0, R_DONE, "%s Everything matches. Nothing to repair.",
			glyphs()->done);
	}
}

static const struct page_type repair_page = {
	.waiting = "Comparing the setup with the account",
	.start = repair_start,
	.build = repair_build,
	.failed = repair_failed,
	.key = repair_differences_key,
	.draw = repair_differences_draw,
};

static void repair_differences_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	page_enter(me, model, &repair_page);
}

static void repair_differences_drop(void *me)
{
	struct repair *m = me;

	page_drop(me);
	textview_free(&m->details);
	free(m->all);
	m->all = NULL;
	m->count = 0;
}

static const struct hint *repair_differences_hints(const void *model, const void *me)
{
	static const struct hint differing[] = {
		{ HINT_ENTER, "Repair" }, { HINT_SPACE, NULL }, { HINT_TAB, NULL },
		{ HINT_MOVE, NULL },	  { HINT_PAGE, NULL },	{ HINT_JSON, NULL },
		{ HINT_REFRESH, NULL },	  { HINT_ESC, NULL },	{ 0 }
	};
	static const struct hint back[] = { { HINT_ENTER, "Back" }, { HINT_SPACE, NULL },
					    { HINT_TAB, NULL },	    { HINT_MOVE, NULL },
					    { HINT_ESC, NULL },	    { 0 } };
	static const struct hint nothing[] = {
		{ HINT_ENTER, "Done" }, { HINT_REFRESH, NULL }, { HINT_ESC, NULL }, { 0 }
	};
	const struct repair *m = me;

	return page_hints(&m->page, model,
			  !m->count		? nothing :
				  m->buttons.at ? back :
						  differing);
}

static bool repair_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Repair";
	out->text = "Each row is a resource that differs; the selected row's details are "
		    "below the list: lines with - are current, lines with + are expected. "
		    "Space selects or clears a row, and only selected rows are changed. "
		    "J shows policies as JSON. "
		    "Resources that accredit did not create keep what others added.";
	return true;
}

const struct screen screen_differences = {
	.name = "differences",
	.title = "Repair",
	.state_size = sizeof(struct repair),
	.confirms = true,
	.enter = repair_differences_enter,
	.draw = page_draw,
	.key = page_key,
	.news = page_news,
	.animated = context_is_animated,
	.drop = repair_differences_drop,
	.hints_now = repair_differences_hints,
	.help = repair_help,
	.quit_text = context_quit_text,
};

const struct flow flow_repair = {
	.name = "repair",
	.title = "Repair",
	.screens = (const struct screen *const[]){ &screen_repair, &screen_differences,
						   &screen_run, &screen_probe,
						   &screen_summary, NULL },
};

const struct screens_journey screens_journey_repair = {
	.flow = &flow_repair,
	.of_setup = &screen_differences,
};
