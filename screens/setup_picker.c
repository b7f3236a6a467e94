/* setup_picker.c - see setup_picker.h. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "screens/setup_picker.h"
#include "wizard/verified.h"

/* One sentence a row, made when it is read. */
static void setup_picker_put_note(struct json *row)
{
	struct buf note = BUF(256);

	buf_fmt(&note, "%s, %s", json_str(row, "region"), json_str(row, "state"));
	if (*json_str(row, "platform")) {
		buf_str(&note, ", ");
		verified_words(&note, row);
	}
	json_put_str(row, "note", note.s);
	buf_free(&note);
}

static void setup_picker_add_special(struct setup_picker *m, const char *special,
				     const char *name, const char *note)
{
	struct json *row = json_push(m->rows, json_object_new());

	json_put_str(row, "special", special);
	json_put_str(row, "name", name);
	json_put_str(row, "note", note);
}

static void setup_picker_add_all(struct setup_picker *m, const struct json *setups)
{
	char note[80];
	size_t n = 0;

	json_each(one, setups)
		n += *json_str(one, "platform") != '\0';
	snprintf(note, sizeof(note), "%zu set-ups, one after another", n);
	if (n > 1)
		setup_picker_add_special(m, "all", "All of them", note);
}

static void setup_picker_take(struct setup_picker *m, const struct context *d)
{
	json_free(m->rows);
	m->rows = json_list_new();
	if (m->verify)
		setup_picker_add_all(m, d->w->setups);
	json_each(one, d->w->setups) {
		struct json *row;

		if (m->half_way && !json_true(json_get(one, "half_way")))
			continue;
		row = json_push(m->rows, json_copy(one));
		setup_picker_put_note(row);
	}
	if (m->verify)
		setup_picker_add_special(m, "by-hand", "One made by hand",
					 "no record: asks what it is");
	if (m->list.pick >= json_count(m->rows))
		m->list.pick = 0;
}

static void setup_picker_row(const void *data, size_t i, struct list_row *out)
{
	const struct setup_picker *m = data;
	const struct json *one = context_nth(m->rows, i);

	out->text = json_str(one, "name");
	out->note = json_str(one, "note");
	if (*json_str(one, "special")) {
		out->role = R_KEY;
	} else if (json_true(json_get(one, "half_way"))) {
		out->role = R_WARN;
		out->off = m->whole;
		out->why = "half-way: Resume it first";
	} else if (m->whole && !*json_str(one, "platform")) {
		out->off = true;	/* rotations of a user's key */
		out->why = "a user's key: see Rotate keys";
	}
}

static struct list_of setup_picker_of(const struct setup_picker *m)
{
	return (struct list_of){ json_count(m->rows), setup_picker_row, m };
}

const char *setup_picker_special(const struct setup_picker *m)
{
	return json_str(context_nth(m->rows, m->list.pick), "special");
}

void setup_picker_choose(const struct setup_picker *m, struct context *d)
{
	snprintf(d->w->setup, sizeof(d->w->setup), "%s",
		 json_str(context_nth(m->rows, m->list.pick), "name"));
	d->w->from_all = false;
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
		setup_picker_take(me, d);
	return GO_STAY;
}

enum go setup_picker_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct setup_picker *m = me;

	if (!m->rows)
		return GO_PASS;
	switch (list_key(&m->list, setup_picker_of(m), k)) {
	case LIST_TAKEN:
		setup_picker_choose(m, model);
		return GO_NEXT;
	case LIST_OFF:
		loop_note(loop, R_WARN, !*json_str(context_nth(((struct setup_picker *)me)->rows, m->list.pick),
			  "platform") ? "it holds a user's key: Rotate keys on the menu shows it" :
			  "it is half-way: choose Resume on the menu first");
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
	if (!m->rows) {
		context_draw_busy(d, at, 0);
	} else if (!json_count(m->rows)) {
		put_cut(at, 0, 0, at.w, R_TEXT, none);
	} else {
		put(at, 0, 0, R_TEXT, question);
		list_draw(&m->list, setup_picker_of(m), box_part(at, 2, 0, at.h - 2, at.w));
	}
}

void setup_picker_drop(void *me)
{
	struct setup_picker *m = me;

	json_free(m->rows);
	m->rows = NULL;
}
