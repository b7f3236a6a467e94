/* setup_picker.c - see setup_picker.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/setup_picker.h"
#include "wizard/due.h"

/* Adds a row; rows has space for all setups and for the two other rows. */
static struct setup_picker_row *setup_picker_add(struct setup_picker *m,
						 enum setup_choice choice, const char *name)
{
	struct setup_picker_row *row = &m->rows[m->count++];

	*row = (struct setup_picker_row){ .choice = choice };
	snprintf(row->name, sizeof(row->name), "%s", name);
	return row;
}

enum { COLUMNS = 4, GAP = 2 };

/* Rows of texts, to be aligned. */
struct setup_picker_columns {
	const char *text[COLUMNS];
};

static struct setup_picker_columns setup_picker_columns_of(const struct due_columns *c)
{
	return (struct setup_picker_columns){ { c->state, c->verified, c->key, c->next } };
}

static void setup_picker_align(char *out, size_t size, struct setup_picker_columns c,
			       const int widths[COLUMNS])
{
	struct buf line = BUF(size - 1);

	for (int i = 0; i < COLUMNS; i++)
		buf_fmt(&line, "%-*s", i + 1 < COLUMNS ? widths[i] + GAP : 0, c.text[i]);
	snprintf(out, size, "%s", line.s);
	buf_free(&line);
}

/* The setups that the list has, in columns as wide as their texts. */
static void setup_picker_add_setups(struct setup_picker *m, const struct setups *all)
{
	static const struct setup_picker_columns heading = { { "STATE", "VERIFIED",
							       "KEY AGE", "NEXT" } };
	struct due_columns *columns = xcalloc(all->count + 1, sizeof(*columns));
	int widths[COLUMNS] = { 5, 8, 7, 4 };

	for (size_t i = 0; i < all->count; i++) {
		struct setup_picker_columns c;

		columns[i] = due_columns(&all->rows[i], clock_wall());
		c = setup_picker_columns_of(&columns[i]);
		for (int n = 0; n < COLUMNS; n++)
			if (put_width(c.text[n]) > widths[n])
				widths[n] = put_width(c.text[n]);
	}
	for (size_t i = 0; i < all->count; i++) {
		const struct setup_row *setup = &all->rows[i];
		struct setup_picker_row *row;

		if (m->only_interrupted && !setup->interrupted)
			continue;
		row = setup_picker_add(m, SETUP_CHOICE_ONE, setup->answers.name);
		row->interrupted = setup->interrupted;
		row->user_key = !*setup->answers.platform;
		row->has_key = setup->has_key;
		row->exists = setup->exists;
		row->waits = setup->waits;
		setup_picker_align(row->wide, sizeof(row->wide),
				   setup_picker_columns_of(&columns[i]), widths);
		snprintf(row->brief, sizeof(row->brief), "%s, %s", columns[i].state,
			 str_eq(columns[i].next, "-") ? columns[i].verified :
							columns[i].next);
	}
	setup_picker_align(m->heading, sizeof(m->heading), heading, widths);
	free(columns);
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
		n += *all->rows[i].answers.platform && !all->rows[i].waits;
	if (m->for_verify && n > 1) {
		row = setup_picker_add(m, SETUP_CHOICE_ALL, "All setups");
		snprintf(row->brief, sizeof(row->brief), "%zu, one after another", n);
	}
	setup_picker_add_setups(m, all);
	if (m->for_verify) {
		row = setup_picker_add(m, SETUP_CHOICE_NO_RECORD, "Created manually");
		snprintf(row->brief, sizeof(row->brief), "not yet recorded in accredit");
	}
	if (m->list.selected >= m->count)
		m->list.selected = 0;
}

struct row_data {
	const struct setup_picker *m;
	bool wide;
};

static void setup_picker_row(const void *data, size_t i, struct list_row *out)
{
	const struct row_data *r = data;
	const struct setup_picker *m = r->m;
	const struct setup_picker_row *row = &m->rows[i];

	out->text = row->name;
	out->note = r->wide && *row->wide ? row->wide : row->brief;
	if (row->choice != SETUP_CHOICE_ONE) {
		out->role = R_KEY;
	} else if (row->interrupted) {
		out->role = R_WARN;
		out->disabled = m->complete;
		out->why = "interrupted: choose Resume on the menu first";
	} else if (m->complete && row->user_key) {
		out->disabled = true;
		out->why = "the key of an IAM user: see Rotate keys";
	}
}

static struct list_source setup_picker_of(const struct row_data *data)
{
	return (struct list_source){ data->m->count, setup_picker_row, data };
}

const struct setup_picker_row *setup_picker_selected(const struct setup_picker *m)
{
	return m->list.selected < m->count ? &m->rows[m->list.selected] : NULL;
}

enum setup_choice setup_picker_choice(const struct setup_picker *m)
{
	const struct setup_picker_row *row = setup_picker_selected(m);

	return row ? row->choice : SETUP_CHOICE_ONE;
}

void setup_picker_choose(const struct setup_picker *m, struct context *d)
{
	snprintf(d->w->setup, sizeof(d->w->setup), "%s",
		 setup_picker_selected(m) ? setup_picker_selected(m)->name : "");
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
	const struct row_data data = { m, false };
	struct list_row row = { 0 };

	if (!m->loaded)
		return GO_PASS;
	switch (list_key(&m->list, setup_picker_of(&data), k)) {
	case LIST_CHOSEN:
		setup_picker_choose(m, model);
		return GO_NEXT;
	case LIST_DISABLED:
		if (list_selected(&m->list, setup_picker_of(&data), &row))
			loop_note(loop, R_WARN, "%s: %s", row.text, row.why);
		break;
	case LIST_PASS:
		if (k.ch != L'r')
			return GO_PASS;
		context_do(model, TASK_SETUPS);
		break;
	case LIST_MOVED:
		break;
	}
	return GO_STAY;
}

void setup_picker_draw(const struct setup_picker *m, const struct context *d, struct box at,
		       const char *question, const char *none)
{
	struct row_data data = { m, true };
	int names = 0, row = 2;

	if (!m->loaded) {
		context_draw_busy(d, at, 0);
		return;
	}
	if (!m->count) {
		put_cut(at, 0, 0, at.w, R_TEXT, none);
		return;
	}
	put(at, 0, 0, R_TEXT, question);
	for (size_t i = 0; i < m->count; i++)
		if (put_width(m->rows[i].name) > names)
			names = put_width(m->rows[i].name);
	/* The columns have no second line. */
	for (size_t i = 0; i < m->count; i++)
		data.wide &= names <= at.w * 2 / 5 &&
			put_width(m->rows[i].wide) <= at.w - names - 4;
	if (data.wide && *m->heading)
		put(at, row++, names + 4, R_QUIET, m->heading);
	list_draw(&m->list, setup_picker_of(&data), box_part(at, row, 0, at.h - row, at.w));
}

void setup_picker_drop(void *me)
{
	struct setup_picker *m = me;

	free(m->rows);
	m->rows = NULL;
}
