/* menu.c - the menu, and what is due. */
#include "config.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"
#include "screens/journey_flow.h"
#include "screens/list.h"
#include "screens/popup.h"
#include "screens/wrap.h"
#include "wizard/due.h"

/* Copied from the setups, because a task may read them again. */
struct menu {
	struct list list;
	struct menu_note {
		char text[DUE_TEXT]; /* "": that of the table */
		bool due, none;	     /* none: there is nothing to choose */
	} notes[JOURNEYS_MAX];
	struct due due[DUE_MAX];
	size_t due_count;
	bool known;
};

struct row_data { const struct context *d; const struct menu *me; };

static const struct journey_row *menu_nth(size_t i)
{
	const struct journey_row *rows[JOURNEYS_MAX];

	return i < journeys_menu(rows) ? rows[i] : NULL;
}

static void menu_row(const void *data, size_t i, struct list_row *out)
{
	const struct journey_row *row = menu_nth(i);
	const struct screens_journey *journey = journey_flow_of(row);
	const struct row_data *r = data;
	const struct menu_note *note = &r->me->notes[i];

	out->text = row->title;
	out->note = *note->text ? note->text : row->note;
	out->role = note->due ? R_WARN : R_TEXT;
	out->disabled = note->none;
	out->why = row->note;
	if (journey == &screens_journey_practice && r->d->practice) {
		out->note = "active";
	} else if (journey == &screens_journey_who && r->d->sign_in_failed) {
		out->text = "Sign in again";
		out->note = "not signed in to AWS";
		out->role = R_WARN;
	}
}

static struct list_source menu_rows_of(const struct row_data *data)
{
	const struct journey_row *rows[JOURNEYS_MAX];

	return (struct list_source){ journeys_menu(rows), menu_row, data };
}

/*
 * Opens one flow: that of the command line, then a failed sign-in, then leftover workers.
 */
static void menu_open_next(struct loop *loop, struct context *d)
{
	if (d->open) {
		loop_start(loop, d->open);
		d->open = NULL;
	} else if (d->show_sign_in) {
		d->show_sign_in = false;
		loop_start(loop, &flow_sign_in);
	} else if (d->show_leftovers) {
		d->show_leftovers = false;
		loop_start(loop, &flow_leftovers);
	}
}

static void menu_enter(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct menu *m = me;

	m->list.filter[0] = '\0';	/* used already */
	if (d->w->j.run && !context_busy(d) && !d->w->run.active)
		wizard_drop(d->w);	/* unlocks its record */
	context_do(d, TASK_SETUPS);
	if (!d->started)
		context_do(d, TASK_PACKS);
	if (!d->started || d->key_deactivated) /* the operator's own key was rotated */
		context_do(d, TASK_SIGN_IN);
	d->key_deactivated = false;
	d->started = true;
	menu_open_next(loop, d);
}

/* The first time, the row of what can be done now is selected. */
static void menu_load(struct menu *m, const struct setups *all, size_t interrupted)
{
	m->due_count = due_find(all, clock_wall(), m->due);
	for (size_t i = 0; menu_nth(i); i++) {
		const struct journey_row *row = menu_nth(i);
		const struct screens_journey *journey = journey_flow_of(row);
		struct menu_note *note = &m->notes[i];

		note->due = due_menu_note(note->text, row->name, all, m->due, m->due_count);
		note->none = (journey == &screens_journey_setups && !all->count) ||
			(journey == &screens_journey_resume && !interrupted);
		if (!m->known && m->due_count && m->due[0].now &&
		    str_eq(m->due[0].journey, row->name))
			m->list.selected = i;
	}
	m->known = true;
}

static enum go menu_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;

	if (context_news(d) == TASK_SETUPS)
		menu_load(me, &d->w->setups, wizard_half_way(d->w));
	menu_open_next(loop, d);
	return GO_STAY;
}

static void menu_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct menu *m = me;
	const struct row_data data = { d, m };
	int h = list_rows(&m->list, menu_rows_of(&data), at.w);

	put(at, 0, 0, R_TEXT, "What do you want to do?");
	list_draw(&m->list, menu_rows_of(&data), box_part(at, 2, 0, at.h - 3, at.w));
	at = box_part(at, 3 + h, 0, at.h - 3 - h, at.w);
	for (size_t i = 0; i < m->due_count; i++) {
		char line[DUE_TEXT + 4];

		if (due_is_noted(m->due, i))
			continue;
		snprintf(line, sizeof(line), "%s %s", glyphs()->warn, m->due[i].text);
		h = wrap_put(at, 0, R_WARN, line);
		at = box_part(at, h, 0, at.h - h, at.w);
	}
	if (context_draw_busy(d, at, 0))
		return;
	if (d->sign_in_failed)
		wrap_put(at, 0, R_WARN,
			 "Not signed in to AWS. You can browse, but nothing "
			 "can be created.");
	else if (*d->sign_in_note)
		wrap_put(at, 0, R_WARN, d->sign_in_note);
	else if (d->practice)
		wrap_put(at, 0, R_QUIET,
			 "Practice mode: a simulated AWS account on this "
			 "computer. Nothing is sent to AWS.");
}

static void menu_choose(struct loop *loop, struct context *d, size_t pick)
{
	const struct screens_journey *journey = journey_flow_of(menu_nth(pick));

	d->purpose = journey->purpose;
	d->nothing_to_apply = false;
	if (journey == &screens_journey_who && d->sign_in_failed)
		context_do(d, TASK_SIGN_IN);
	else
		loop_start(loop, journey->flow);
	d->new_flow = journey->starts_afresh;
}

static enum go menu_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct menu *m = me;
	struct context *d = model;
	const struct row_data data = { model, me };
	struct list_row picked = { 0 };

	if (k.code == K_ESC && context_busy(d)) {
		wizard_stop(d->w); /* what is queued still runs */
		return GO_STAY;
	}
	if (k.ch == L'w') {
		loop_start(loop, &flow_who);
		return GO_STAY;
	}
	switch (list_key(&m->list, menu_rows_of(&data), k)) {
	case LIST_PASS:
		if (k.code == K_ESC)
			loop_note(loop, R_TEXT, "Press q to quit");
		return GO_PASS;
	case LIST_CHOSEN:
		menu_choose(loop, model, m->list.selected);
		break;
	case LIST_DISABLED:
		if (list_selected(&m->list, menu_rows_of(&data), &picked))
			loop_note(loop, R_WARN, "%s: %s", picked.text, picked.why);
		break;
	case LIST_MOVED:
		break;
	}
	return GO_STAY;
}

static bool menu_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Menu";
	out->text =
		"Set up creates the IAM access a platform needs and tests it. You "
		"review every change before it is made, and an interrupted run can be "
		"resumed or undone. What is due is shown in its row: an interrupted "
		"run, a setup that differs or was not verified for 30 days, a rotation "
		"to finish, a key older than 90 days. It comes from the records on this "
		"computer; AWS is not asked.";
	return true;
}

const struct screen screen_menu = {
	.name = "menu",
	.title = "Menu",
	.state_size = sizeof(struct menu),
	.enter = menu_enter,
	.draw = menu_draw,
	.key = menu_key,
	.news = menu_news,
	.animated = context_is_animated,
	.help = menu_help,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, NULL },
					{ HINT_QUIT, NULL },
					{ HINT_WHO, NULL },
					{ HINT_MOVE, NULL },
					{ 0 } },
};

const struct flow flow_menu = {
	.name = "menu", .title = "Menu",
	.screens = (const struct screen *const[]){ &screen_menu, NULL },
};
