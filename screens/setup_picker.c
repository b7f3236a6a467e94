/* setup_picker.c - see setup_picker.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "screens/setup_picker.h"

/* Adds a row; rows has space for all setups and for the two other rows. */
static struct setup_picker_row *setup_picker_add(struct setup_picker *m,
						 enum setup_choice choice, const char *name)
{
	struct setup_picker_row *row = &m->rows[m->count++];

	*row = (struct setup_picker_row){ .choice = choice };
	snprintf(row->name, sizeof(row->name), "%s", name);
	return row;
}

static void setup_picker_add_setup(struct setup_picker *m, const struct setup_row *setup)
{
	struct setup_picker_row *row = setup_picker_add(m, SETUP_CHOICE_ONE,
							setup->answers.name);
	struct buf note = BUF(sizeof(row->note));

	row->interrupted = setup->interrupted;
	row->user_key = !*setup->answers.platform;
	buf_str(&note, setup->answers.region);
	if (row->interrupted || row->user_key)
		buf_fmt(&note, " %s %s", glyphs()->dot, setup->state);
	if (!row->user_key) {
		buf_fmt(&note, " %s ", glyphs()->dot);
		verified_words(&note, &setup->verified);
	}
	snprintf(row->note, sizeof(row->note), "%s", note.s);
	buf_free(&note);
}

static void setup_picker_load(struct setup_picker *m, const struct context *d)
{
	const struct setups *all = &d->w->setups;
	struct setup_picker_row *row;
	size_t n = 0;

	free(m->rows);
	m->rows = xcalloc(all->count + 2, sizeof(*m->rows));
	m->count = 0;
	m->loaded = true;
	for (size_t i = 0; i < all->count; i++)
		n += *all->rows[i].answers.platform != '\0';
	if (m->for_verify && n > 1) {
		row = setup_picker_add(m, SETUP_CHOICE_ALL, "All setups");
		snprintf(row->note, sizeof(row->note), "%zu, one after another", n);
	}
	for (size_t i = 0; i < all->count; i++)
		if (!m->only_interrupted || all->rows[i].interrupted)
			setup_picker_add_setup(m, &all->rows[i]);
	if (m->for_verify) {
		row = setup_picker_add(m, SETUP_CHOICE_NO_RECORD, "Created manually");
		snprintf(row->note, sizeof(row->note), "not yet recorded in accredit");
	}
	if (m->list.selected >= m->count)
		m->list.selected = 0;
}

static void setup_picker_row(const void *data, size_t i, struct list_row *out)
{
	const struct setup_picker *m = data;
	const struct setup_picker_row *row = &m->rows[i];

	out->text = row->name;
	out->note = row->note;
	if (row->choice != SETUP_CHOICE_ONE) {
		out->role = R_KEY;
	} else if (row->interrupted) {
		out->role = R_WARN;
		out->disabled = m->complete;
		out->why = "interrupted: resume it first";
	} else if (m->complete && row->user_key) {
		out->disabled = true;
		out->why = "a user's key: see Rotate keys";
	}
}

static struct list_source setup_picker_of(const struct setup_picker *m)
{
	return (struct list_source){ m->count, setup_picker_row, m };
}

enum setup_choice setup_picker_choice(const struct setup_picker *m)
{
	return m->list.selected < m->count ? m->rows[m->list.selected].choice :
					     SETUP_CHOICE_ONE;
}

void setup_picker_choose(const struct setup_picker *m, struct context *d)
{
	snprintf(d->w->setup, sizeof(d->w->setup), "%s",
		 m->list.selected < m->count ? m->rows[m->list.selected].name : "");
	d->w->verify.from_all = false;
}

void setup_picker_enter(struct loop *loop, void *model, void *me)
{
	struct context *d = model;

	(void)me;
	if (d->open_at) {
		loop_jump(loop, d->open_at);
		d->open_at = NULL;
	}
	context_do(d, TASK_SETUPS);
}

enum go setup_picker_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;

	(void)loop;
	if (context_news(d) == TASK_SETUPS)
		setup_picker_load(me, d);
	return GO_STAY;
}

enum go setup_picker_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct setup_picker *m = me;

	if (!m->loaded)
		return GO_PASS;
	switch (list_key(&m->list, setup_picker_of(m), k)) {
	case LIST_CHOSEN:
		setup_picker_choose(m, model);
		return GO_NEXT;
	case LIST_DISABLED:
		loop_note(loop, R_WARN,
			  m->rows[m->list.selected].user_key ?
				  "This is the record of a user's key: see Rotate keys on "
				  "the menu." :
				  "It was interrupted: choose Resume on the menu first.");
		break;
	case LIST_PASS:
		return GO_PASS;
	case LIST_MOVED:
		break;
	}
	return GO_STAY;
}

void setup_picker_draw(const struct setup_picker *m, const struct context *d, struct box at,
		       const char *question, const char *none)
{
	if (!m->loaded) {
		context_draw_busy(d, at, 0);
	} else if (!m->count) {
		put_cut(at, 0, 0, at.w, R_TEXT, none);
	} else {
		put(at, 0, 0, R_TEXT, question);
		list_draw(&m->list, setup_picker_of(m), box_part(at, 2, 0, at.h - 2, at.w));
	}
}

void setup_picker_drop(void *me)
{
	struct setup_picker *m = me;

	free(m->rows);
	m->rows = NULL;
}
