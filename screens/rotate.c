/* rotate.c - whose key shall be renewed? */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "command/commands.h"
#include "format/json.h"
#include "screens/context.h"
#include "screens/journey_flow.h"
#include "screens/list.h"
#include "screens/popup.h"

struct whose {
	struct list list;
	struct json *rows;	/* of the set-ups: {"name","note","off"} */
	char own[132], own_text[160];
};

static void rotate_add_setup(struct whose *m, const struct json *one)
{
	struct json *row = json_push(m->rows, json_object_new());
	const char *user = json_str(json_get(one, "values"), "USER_NAME");
	bool half_way = json_true(json_get(one, "half_way"));
	char note[200];

	if (*json_str(one, "platform"))
		snprintf(note, sizeof(note), "%s, %s, %s", json_str(one, "method"),
			 json_str(one, "region"), json_str(one, "state"));
	else
		snprintf(note, sizeof(note), "the key of user '%s'", user);
	json_put_str(row, "name", json_str(one, "name"));
	json_put_str(row, "note", note);
	json_put(row, "off", json_bool_new(half_way));
}

static void rotate_look_keys(struct whose *m, const struct context *d)
{
	json_free(m->rows);
	m->rows = json_list_new();
	json_each(one, d->w->setups)
		rotate_add_setup(m, one);
	wizard_own_user(d->w, m->own);
	snprintf(m->own_text, sizeof(m->own_text), "user '%s'", m->own);
}

static void rotate_row(const void *data, size_t i, struct list_row *out)
{
	const struct whose *m = data;
	const struct json *one = context_nth(m->rows, i);

	if (one) {
		out->text = json_str(one, "name");
		out->note = json_str(one, "note");
		out->off = json_true(json_get(one, "off"));
		out->why = "half-way: Resume it first";
	} else if (*m->own && i == json_count(m->rows)) {
		out->text = "Your own key";
		out->note = m->own_text;
	} else {
		out->text = "Another user";
		out->note = "whose name you type";
	}
}

static struct list_of rotate_rows_of(const struct whose *m)
{
	return (struct list_of){ json_count(m->rows) + (*m->own ? 2 : 1), rotate_row, m };
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
	struct whose *m = me;

	(void)loop;
	if (context_news(d) && !context_busy(d))
		rotate_look_keys(m, d);
	return GO_STAY;
}

static void rotate_told(struct loop *loop, void *model, const char *text)
{
	const struct context *d = model;

	if (!text || loop_now(loop) != &screen_rotate || context_busy(d))
		return;
	wizard_start_rotation(d->w, "", text);
	loop_jump(loop, &screen_keys);
}

static enum go rotate_take(struct loop *loop, const struct context *d,
			   const struct whose *m)
{
	const struct json *one = context_nth(m->rows, m->list.pick);

	if (context_busy(d)) {
		loop_note(loop, R_TEXT, "%s ...", wizard_doing(d->w));
		return GO_STAY;
	}
	if (one) {
		wizard_start_rotation(d->w, json_str(one, "name"), "");
		return GO_NEXT;
	}
	if (*m->own && m->list.pick == json_count(m->rows)) {
		wizard_start_rotation(d->w, "", m->own);
		return GO_NEXT;
	}
	popup_fill(loop, "Another user",
		   "The name of the IAM user whose key shall be "
		   "renewed. Its keys are looked at first; that changes nothing.",
		   rotate_told);
	return GO_STAY;
}

static enum go rotate_on_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct whose *m = me;

	if (!m->rows)
		return GO_PASS;
	switch (list_key(&m->list, rotate_rows_of(m), k)) {
	case LIST_TAKEN:
		return rotate_take(loop, model, m);
	case LIST_OFF:
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
	const struct whose *m = me;

	put(at, 0, 0, R_TEXT, "Whose key shall be renewed?");
	if (m->rows)
		list_draw(&m->list, rotate_rows_of(m), box_part(at, 2, 0, at.h - 4, at.w));
	context_draw_busy(model, at, at.h - 1);
}

static void rotate_drop(void *me)
{
	struct whose *m = me;

	json_free(m->rows);
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
	.room = sizeof(struct whose),
	.enter = rotate_enter,
	.draw = rotate_draw,
	.key = rotate_on_key,
	.news = rotate_news,
	.moving = context_moving,
	.drop = rotate_drop,
	.help = rotate_help,
	.leaving = context_leaving,
	.hints = (const struct hint[]){ { "Enter", "choose" },
					{ "Esc", "back" },
					{ "Up Down", "move" },
					{ 0 } },
};

const struct flow flow_rotate = {
	.name = "rotate",
	.title = "Rotate keys",
	.steps = true,
	.screens = (const struct screen *const[]){ &screen_rotate, &screen_keys,
						   &screen_by_hand, &screen_locations,
						   &screen_rotation_plan, &screen_work,
						   &screen_rotation_result, NULL },
};

static void rotate_copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

/* The keys of the setup or the user, and what the flags ask for. */
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
