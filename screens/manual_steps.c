/* manual_steps.c - what the operator does manually when a key is rotated, read one by one. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "screens/button_row.h"
#include "screens/chooser.h"
#include "screens/context.h"

enum { MOST = 32 };

struct manual_steps {
	struct chooser choose;
	struct button_row buttons;
	bool ticked[MOST];
	char rows[MOST][160];		/* "[x] " and the label */
	char of[200];			/* the setup and the user they are about */
};

enum { FIRST, BACK };

static const struct button to_read[] = {
	[FIRST] = { .label = "Mark as read" },
	[BACK] = { .label = "Back" },
	{ .label = NULL },
};

static const struct button all_read[] = {
	[FIRST] = { .label = "Continue" },
	[BACK] = { .label = "Back" },
	{ .label = NULL },
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
	out->tag = r->me->ticked[i] ? "read" : NULL;
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
		b->buttons = (struct button_row){ 0 };
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

static const struct button *manual_steps_buttons(const struct manual_steps *b,
						 const struct context *d)
{
	return manual_steps_count_open(b, d) ? to_read : all_read;
}

/* Marks the selected one, and selects the next that is not read. */
static enum go manual_steps_read(struct manual_steps *b, const struct context *d)
{
	if (!manual_steps_count_open(b, d))
		return GO_NEXT;
	b->ticked[b->choose.list.selected] = true;
	for (size_t i = 0; i < manual_steps_count(d); i++)
		if (!b->ticked[i]) {
			b->choose.list.selected = i;
			break;
		}
	manual_steps_explain(b, d);
	return GO_STAY;
}

static enum go manual_steps_key(struct loop *loop, void *model, void *me, struct key k)
{
	const struct row_data data = { model, me };
	struct manual_steps *b = me;
	int button = button_row_key(&b->buttons, manual_steps_buttons(b, model), k);

	(void)loop;
	if (button >= 0)
		return button == BACK ? GO_BACK : manual_steps_read(b, model);
	if (button == BUTTON_MOVED)
		return GO_STAY;
	if (k.ch == L' ') {
		bool *ticked = &b->ticked[b->choose.list.selected];

		*ticked = !*ticked;
		manual_steps_explain(b, model);
		return GO_STAY;
	}
	switch (chooser_key(&b->choose, manual_steps_rows_of(&data), k)) {
	case LIST_CHOSEN: /* Enter is the button's, except in a search */
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
	const struct manual_steps *b = me;
	size_t open = manual_steps_count_open(b, model);

	put_cut(at, 0, 0, at.w, R_TEXT,
		"What you must update yourself when the key changes");
	if (open)
		put_fmt(at, 1, 0, R_WARN, "Read each step and mark it (%zu left)", open);
	else
		put(at, 1, 0, R_DONE, "All read");
	chooser_draw(&b->choose, manual_steps_rows_of(&data),
		     box_part(at, 3, 0, at.h - 5, at.w));
	button_row_draw(&b->buttons, manual_steps_buttons(b, model),
			box_part(at, at.h - 1, 0, 1, at.w));
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
	static const struct hint ticks[] = { { HINT_ENTER, "Mark as read" },
					     { HINT_ESC, NULL },
					     { HINT_MOVE, NULL },
					     { HINT_PAGE, NULL },
					     { 0 } };
	static const struct hint all[] = {
		{ HINT_ENTER, "Continue" }, { HINT_ESC, NULL }, { HINT_MOVE, NULL }, { 0 }
	};

	return manual_steps_count_open(me, model) ? ticks : all;
}

static bool manual_steps_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Manual steps";
	out->text =
		"The platform keeps its key where accredit cannot update it, or reads it only "
		"when it starts. The old key works until it is deactivated, at the end of "
		"the rotation. Decide now who does these steps, and when.";
	return true;
}

const struct screen screen_manual_steps = {
	.name = "manual-steps",
	.title = "Manual steps",
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
