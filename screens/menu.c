/* menu.c - the menu. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "screens/journey_flow.h"
#include "screens/list.h"
#include "screens/popup.h"
#include "screens/wrap.h"

struct menu {
	struct list list;
	char resume[256], setups[64];
	size_t interrupted, count;
	bool known;
};

struct row_data { const struct context *d; const struct menu *me; };

static const struct journey_row *menu_nth(size_t i)
{
	const struct journey_row *rows[JOURNEYS_MAX];

	return i < journeys_on_screens(rows) ? rows[i] : NULL;
}

static void menu_disable(struct list_row *out, const char *why)
{
	out->disabled = true;
	out->why = why;
}

static void menu_row(const void *data, size_t i, struct list_row *out)
{
	const struct journey_row *row = menu_nth(i);
	const struct screens_journey *journey = journey_flow_of(row);
	const struct row_data *r = data;
	const struct menu *m = r->me;

	out->text = row->title;
	out->note = row->note;
	if (journey == &screens_journey_resume && m->interrupted) {
		out->note = m->resume;
		out->role = R_WARN;
	} else if (journey == &screens_journey_resume && m->known) {
		menu_disable(out, row->note);
	} else if (journey == &screens_journey_setups && m->count) {
		out->note = m->setups;
	} else if (journey == &screens_journey_setups && m->known) {
		menu_disable(out, "no set-up was made here yet");
	} else if (journey == &screens_journey_practice && r->d->practice) {
		out->note = "you are in it";
	} else if (journey == &screens_journey_who && r->d->sign_in_failed) {
		out->text = "Sign in again";
		out->note = "AWS did not say who you are";
		out->role = R_WARN;
	}
}

static struct list_source menu_rows_of(const struct row_data *data)
{
	const struct journey_row *rows[JOURNEYS_MAX];

	return (struct list_source){ journeys_on_screens(rows), menu_row, data };
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

static enum go menu_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct menu *m = me;
	const struct setups *all = &d->w->setups;

	if (context_news(d) == TASK_SETUPS) {
		m->interrupted = wizard_half_way(d->w);
		m->count = all->count;
		m->known = true;
		snprintf(m->setups, sizeof(m->setups), "%zu: look, verify, remove",
			 m->count);
		for (size_t i = 0; i < all->count; i++)
			if (all->rows[i].interrupted)
				snprintf(m->resume, sizeof(m->resume), "%s: %s",
					 all->rows[i].answers.name, all->rows[i].state);
		if (m->interrupted > 1)
			snprintf(m->resume, sizeof(m->resume), "%zu set-ups are half-way",
				 m->interrupted);
	}
	menu_open_next(loop, d);
	return GO_STAY;
}

static void menu_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct menu *m = me;
	const struct row_data data = { d, m };
	int h = list_rows(&m->list, menu_rows_of(&data));

	put(at, 0, 0, R_TEXT, "What shall be done?");
	list_draw(&m->list, menu_rows_of(&data), box_part(at, 2, 0, at.h - 4, at.w));
	at = box_part(at, 3 + h, 0, at.h - 3 - h, at.w);
	if (context_draw_busy(d, at, 0))
		return;
	if (d->sign_in_failed)
		put_cut(at, 0, 0, at.w, R_WARN, "Not signed in to AWS. Looking around "
			"works; nothing can be made.");
	else if (*d->sign_in_note)
		wrap_put(at, 0, R_WARN, d->sign_in_note);
	else if (d->practice)
		wrap_put(at, 0, R_QUIET, "This is the practice cloud: real calls, real "
			 "checks, nothing leaves this machine.");
}

static void menu_choose(struct loop *loop, struct context *d, size_t pick)
{
	const struct screens_journey *journey = journey_flow_of(menu_nth(pick));

	d->purpose = journey->purpose;
	if (journey == &screens_journey_who && d->sign_in_failed)
		context_do(d, TASK_SIGN_IN);
	else if (journey->flow)
		loop_start(loop, journey->flow);
	else
		journey->says(loop);
	d->new_flow = journey->starts_afresh;
}

static enum go menu_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct menu *m = me;
	const struct row_data data = { model, me };
	struct list_row picked = { 0 };

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
	out->title = "The menu";
	out->text = "Set up makes the access of a platform and proves it. Everything is "
		    "shown before it is made, and recorded, so that it can be resumed or "
		    "taken back. Up and Down move, Enter chooses, typing finds, w says "
		    "whose credentials these are.";
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
