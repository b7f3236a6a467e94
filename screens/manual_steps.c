/*
 * manual_steps.c - what the operator does manually when a key is rotated, confirmed one by
 * one.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "screens/chooser.h"
#include "screens/context.h"

enum { MOST = 32 };

struct manual_steps {
	struct chooser choose;
	bool ticked[MOST];
	char rows[MOST][160];		/* "[x] " and the label */
	char of[200];			/* the setup and the user they are about */
};

static const struct json *manual_steps_notes(const struct context *d)
{
	return d->w->rotation.facts ? d->w->rotation.facts->notes : NULL;
}

static size_t manual_steps_count(const struct context *d)
{
	size_t n = json_count(manual_steps_notes(d));

	return n < MOST ? n : MOST;
}

struct row_data {
	const struct context *d;
	const struct manual_steps *me;
};

static void manual_steps_row(const void *data, size_t i, struct list_row *out)
{
	const struct row_data *r = data;

	out->text = r->me->rows[i];
	out->role = r->me->ticked[i] ? R_DONE : R_TEXT;
	out->tag = r->me->ticked[i] ? "noted" : NULL;
}

static struct list_source manual_steps_rows_of(const struct row_data *data)
{
	return (struct list_source){ manual_steps_count(data->d), manual_steps_row, data };
}

static void manual_steps_explain(struct manual_steps *b, const struct context *d)
{
	struct textview *v = &b->choose.text;

	for (size_t i = 0; i < manual_steps_count(d); i++)
		snprintf(b->rows[i], sizeof(b->rows[i]), "[%c] %.150s",
			 b->ticked[i] ? 'x' : ' ',
			 json_str(context_nth(manual_steps_notes(d), i), "label"));
	textview_free(v);
	textview_line(v, R_TEXT,
		      json_str(context_nth(manual_steps_notes(d), b->choose.list.selected),
			       "text"));
}

static void manual_steps_enter(struct loop *loop, void *model, void *me)
{
	const struct context *d = model;
	struct manual_steps *b = me;
	char of[200];

	(void)loop;
	snprintf(of, sizeof(of), "%.60s %.130s", d->w->setup, d->w->rotation.user);
	if (!str_eq(b->of, of)) {
		memset(b->ticked, 0, sizeof(b->ticked));
		b->choose.list = (struct list){ 0 };
	}
	memcpy(b->of, of, sizeof(of));
	manual_steps_explain(b, d);
}

static size_t manual_steps_count_open(const struct manual_steps *b, const struct context *d)
{
	size_t n = 0;

	for (size_t i = 0; i < manual_steps_count(d); i++)
		n += !b->ticked[i];
	return n;
}

static enum go manual_steps_key(struct loop *loop, void *model, void *me, struct key k)
{
	const struct row_data data = { model, me };
	struct manual_steps *b = me;

	(void)loop;
	if (k.ch == L' ')
		k = (struct key){ .code = K_ENTER };
	switch (chooser_key(&b->choose, manual_steps_rows_of(&data), k)) {
	case LIST_CHOSEN:
		/* Confirms the selected one, and selects the next that is not confirmed. */
		if (!manual_steps_count_open(b, model))
			return GO_NEXT;
		b->ticked[b->choose.list.selected] = true;
		for (size_t i = 0; i < manual_steps_count(model); i++)
			if (!b->ticked[i]) {
				b->choose.list.selected = i;
				break;
			}
		manual_steps_explain(b, model);
		return GO_STAY;
	case LIST_PASS:
		return GO_PASS;
	case LIST_DISABLED:
	case LIST_MOVED:
		manual_steps_explain(b, model);
		break;
	}
	return GO_STAY;
}

static void manual_steps_draw(const void *model, const void *me, struct box at)
{
	const struct row_data data = { model, me };
	size_t open = manual_steps_count_open(me, model);

	put_cut(at, 0, 0, at.w, R_TEXT, "What the platform needs by hand when its key changes");
	if (open)
		put_fmt(at, 1, 0, R_WARN, "%zu to read and tick: Enter ticks one", open);
	else
		put(at, 1, 0, R_DONE, "All are noted: Enter goes on");
	chooser_draw(&((const struct manual_steps *)me)->choose,
		     manual_steps_rows_of(&data), box_part(at, 3, 0, at.h - 3, at.w));
}

static bool manual_steps_wanted(const void *model)
{
	const struct context *d = model;

	return d->purpose == FOR_ROTATE && manual_steps_count(d);
}

static void manual_steps_drop(void *me)
{
	struct manual_steps *b = me;

	textview_free(&b->choose.text);
}

static const struct hint *manual_steps_hinting(const void *model, const void *me)
{
	static const struct hint ticks[] = {
		{ HINT_ENTER, "Select" }, { HINT_ESC, NULL }, { HINT_MOVE, NULL }, { 0 }
	};
	static const struct hint all[] = { { HINT_ENTER, "Continue" },
					   { HINT_ESC, NULL },
					   { 0 } };

	return manual_steps_count_open(me, model) ? ticks : all;
}

static bool manual_steps_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "By hand";
	out->text = "The platform keeps its key in places that no program of yours reaches, or "
		    "reads it only when it starts. The old key works until it is parked, so "
		    "there is time: but know now who does this, and when.";
	return true;
}

const struct screen screen_manual_steps = {
	.name = "by-hand",
	.title = "By hand",
	.state_size = sizeof(struct manual_steps),
	.confirms = true,
	.wanted = manual_steps_wanted,
	.enter = manual_steps_enter,
	.draw = manual_steps_draw,
	.key = manual_steps_key,
	.news = context_only_news,
	.drop = manual_steps_drop,
	.hints_now = manual_steps_hinting,
	.help = manual_steps_help,
	.quit_text = context_quit_text,
};
