/* rotate.c - Rotate keys: which setup or user. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "command/commands.h"
#include "format/json.h"
#include "screens/context.h"
#include "screens/journey_flow.h"
#include "screens/list.h"
#include "screens/popup.h"

struct rotate_row {
	char name[64], note[320];
	bool interrupted;
};

struct rotate {
	struct list list;
	struct rotate_row *rows;	/* of the setups; NULL: not read yet */
	size_t count;
	char own[132], own_text[160];	/* the IAM user who is signed in; "" none */
};

static void rotate_row(const void *data, size_t i, struct list_row *out)
{
	const struct rotate *m = data;

	if (i < m->count) {
		out->text = m->rows[i].name;
		out->note = m->rows[i].note;
		out->disabled = m->rows[i].interrupted;
		out->why = "half-way: Resume it first";
	} else if (*m->own && i == m->count) {
		out->text = "Your own key";
		out->note = m->own_text;
	} else {
		out->text = "Another user";
		out->note = "whose name you type";
	}
}

static struct list_source rotate_rows_of(const struct rotate *m)
{
	return (struct list_source){ m->count + (*m->own ? 2 : 1), rotate_row, m };
}

static void rotate_enter(struct loop *loop, void *model, void *me)
{
	struct context *d = model;

	(void)me;
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

	(void)loop;
	if (context_news(d) && !context_busy(d)) {
		free(m->rows);
		m->rows = xcalloc(d->w->setups.count + 1, sizeof(*m->rows));
		m->count = 0;
		for (size_t i = 0; i < d->w->setups.count; i++) {
			const struct setup_row *setup = &d->w->setups.rows[i];
			struct rotate_row *row = &m->rows[m->count++];

			snprintf(row->name, sizeof(row->name), "%s", setup->answers.name);
			row->interrupted = setup->interrupted;
			if (*setup->answers.platform)
				snprintf(row->note, sizeof(row->note), "%s, %s, %s",
					 setup->answers.method, setup->answers.region,
					 setup->state);
			else
				snprintf(row->note, sizeof(row->note),
					 "the key of user '%s'",
					 json_str(setup->answers.values, "USER_NAME"));
		}
		wizard_own_user(d->w, m->own);
		snprintf(m->own_text, sizeof(m->own_text), "user '%s'", m->own);
	}
	return GO_STAY;
}

static void rotate_user_typed(struct loop *loop, void *model, const char *text)
{
	const struct context *d = model;

	if (!text || loop_now(loop) != &screen_rotate || context_busy(d))
		return;
	wizard_start_rotation(d->w, "", text);
	loop_jump(loop, &screen_keys);
}

static enum go rotate_choose(struct loop *loop, const struct context *d,
			     const struct rotate *m)
{
	if (context_busy(d)) {
		loop_note(loop, R_TEXT, "%s ...", wizard_doing(d->w));
		return GO_STAY;
	}
	if (m->list.selected < m->count) {
		wizard_start_rotation(d->w, m->rows[m->list.selected].name, "");
		return GO_NEXT;
	}
	if (*m->own && m->list.selected == m->count) {
		wizard_start_rotation(d->w, "", m->own);
		return GO_NEXT;
	}
	popup_ask_text(loop, "Another user",
		       "The name of the IAM user whose key shall be "
		       "renewed. Its keys are looked at first; that changes nothing.",
		       rotate_user_typed);
	return GO_STAY;
}

static enum go rotate_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct rotate *m = me;

	if (!m->rows)
		return GO_PASS;
	switch (list_key(&m->list, rotate_rows_of(m), k)) {
	case LIST_CHOSEN:
		return rotate_choose(loop, model, m);
	case LIST_DISABLED:
		loop_note(loop, R_WARN, "it is half-way: choose Resume on the menu first");
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

	put(at, 0, 0, R_TEXT, "Whose key shall be renewed?");
	if (m->rows)
		list_draw(&m->list, rotate_rows_of(m), box_part(at, 2, 0, at.h - 4, at.w));
	context_draw_busy(model, at, at.h - 1);
}

static void rotate_drop(void *me)
{
	struct rotate *m = me;

	free(m->rows);
}

static bool rotate_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Rotate keys";
	out->text = "A new key is made, proved, and put into every place that holds the old "
		    "one; only then the old one is made inactive. It is deleted on another "
		    "day, once nothing missed it. A set-up knows its places; of any other "
		    "user the credentials files of this machine are looked through.";
	return true;
}

const struct screen screen_rotate = {
	.name = "rotate",
	.title = "Whose key",
	.state_size = sizeof(struct rotate),
	.enter = rotate_enter,
	.draw = rotate_draw,
	.key = rotate_key,
	.news = rotate_news,
	.animated = context_is_animated,
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
