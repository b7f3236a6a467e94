/* rotate.c - Rotate keys: which setup or user. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "command/commands.h"
#include "screens/context.h"
#include "screens/journey_flow.h"
#include "screens/list.h"
#include "screens/principal_picker.h"

struct rotate {
	struct list list;
	struct rotation_rows all; /* rows NULL: not read yet */
	struct principal_picker picker; /* of another IAM user */
};

static void rotate_row(const void *data, size_t i, struct list_row *out)
{
	const struct rotate *m = data;
	const struct rotation_row *row = &m->all.rows[i];

	out->text = row->text;
	out->note = row->note;
	out->disabled = row->interrupted;
	out->why = "interrupted: resume it first";
}

static struct list_source rotate_rows_of(const struct rotate *m)
{
	return (struct list_source){ m->all.count, rotate_row, m };
}

static void rotate_enter(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct rotate *m = me;

	m->picker.kind = NULL;
	d->purpose = FOR_ROTATE;
	if (d->open_at) {
		loop_jump(loop, d->open_at);
		d->open_at = NULL;
	}
	context_do(d, TASK_SETUPS);
}

static enum go rotate_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct rotate *m = me;

	if (account_lists_news(d->w->lists))
		loop_redraw(loop);
	if (context_news(d) && !context_busy(d)) {
		free(m->all.rows);
		m->all = wizard_rotation_candidates(d->w);
	}
	return GO_STAY;
}

static enum go rotate_pick(struct rotate *m, struct context *d, struct key k)
{
	if (!principal_picker_key(&m->picker, d, k))
		return GO_STAY;
	wizard_start_rotation(d->w, "", d->w->named);
	*d->w->named = '\0';
	return GO_NEXT;
}

static enum go rotate_choose(struct loop *loop, struct context *d, struct rotate *m)
{
	const struct rotation_row *row = &m->all.rows[m->list.selected];
	char own[132];

	if (context_busy(d)) {
		loop_note(loop, R_TEXT, "%s ...", wizard_doing(d->w));
		return GO_STAY;
	}
	wizard_own_user(d->w, own);
	switch (row->kind) {
	case ROTATION_ROW_SETUP:
		wizard_start_rotation(d->w, row->name, "");
		return GO_NEXT;
	case ROTATION_ROW_OWN:
		wizard_start_rotation(d->w, "", own);
		return GO_NEXT;
	case ROTATION_ROW_OTHER:
		break;
	}
	principal_picker_open(&m->picker, d, "user");
	return GO_STAY;
}

static enum go rotate_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct rotate *m = me;

	if (!m->all.rows)
		return GO_PASS;
	if (m->picker.kind)
		return rotate_pick(m, model, k);
	switch (list_key(&m->list, rotate_rows_of(m), k)) {
	case LIST_CHOSEN:
		return rotate_choose(loop, model, m);
	case LIST_DISABLED:
		loop_note(loop, R_WARN,
			  "this setup is interrupted: choose Resume on the menu first");
		break;
	case LIST_PASS:
		return GO_PASS;
	case LIST_MOVED:
		break;
	}
	return GO_STAY;
}

static void rotate_draw(const void *model, const void *me, struct box at)
{
	const struct rotate *m = me;

	if (m->picker.kind) {
		principal_picker_draw(&m->picker, model, at);
		return;
	}
	if (m->all.rows) {
		put(at, 0, 0, R_TEXT, "Which key do you want to rotate?");
		list_draw(&m->list, rotate_rows_of(m), box_part(at, 2, 0, at.h - 4, at.w));
	}
	context_draw_busy(model, at, at.h - 1);
}

static void rotate_drop(void *me)
{
	struct rotate *m = me;

	free(m->all.rows);
}

static bool rotate_typing(const void *model, const void *me)
{
	const struct rotate *m = me;

	(void)model;
	return m->picker.kind;
}

static bool rotate_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Rotate keys";
	out->text =
		"accredit creates a new key, waits until AWS accepts it, and writes it to "
		"every location of the old one; only then it deactivates the old key. You "
		"delete that on another day, once nothing has needed it. The locations of "
		"a setup's key are recorded; for any other user accredit searches the "
		"files on this computer where keys usually are.";
	return true;
}

const struct screen screen_rotate = {
	.name = "rotate",
	.title = "Which key",
	.state_size = sizeof(struct rotate),
	.enter = rotate_enter,
	.draw = rotate_draw,
	.key = rotate_key,
	.news = rotate_news,
	.animated = context_is_animated,
	.typing = rotate_typing,
	.drop = rotate_drop,
	.help = rotate_help,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, NULL },
					{ HINT_ESC, NULL },
					{ HINT_MOVE, NULL },
					{ 0 } },
};

const struct flow flow_rotate = {
	.name = "rotate",
	.title = "Rotate keys",
	.steps = true,
	.screens = (const struct screen *const[]){ &screen_rotate, &screen_keys,
						   &screen_manual_steps, &screen_locations,
						   &screen_rotation_plan, &screen_run,
						   &screen_rotation_result, NULL },
};

static void rotate_copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

/* Opens the keys of the named setup or user, with the choices of the flags. */
static bool rotate_begin(struct context *d, const struct flags *f, struct err *err)
{
	const struct rotation_wish wish = command_rotation_wish(f);
	struct rotation_request *r = &d->w->rotation;

	(void)err;
	if (f->words_count || f->user) {
		wizard_start_rotation(d->w, f->words_count ? f->words[0] : "",
			     f->user ? f->user : "");
		d->open_at = &screen_keys;
	}
	r->what = wish.what;
	r->now = wish.now;
	rotate_copy(r->profile, sizeof(r->profile), f->profile);
	rotate_copy(r->store, sizeof(r->store), f->store);
	return true;
}

const struct screens_journey screens_journey_rotate = {
	.flow = &flow_rotate,
	.of_setup = &screen_keys,
	.begin = rotate_begin,
};
