/* rotation_plan.c - what a rotation will do, read before it is done. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"
#include "screens/context.h"
#include "screens/popup.h"
#include "wizard/describe.h"

struct outlook {
	struct textview text;
	bool read, failed, stopping;
	bool early;		/* the parked key is not quiet yet */
};

static enum role rotation_plan_role_of(const char *line)
{
	switch (*line) {
	case '+':
		return R_ADD;
	case '~':
		return R_CHANGE;
	case '-':
		return R_REMOVE;
	default:
		return R_TEXT;
	}
}

/* In the order in which it is done: that is what a rotation is about. */
static void rotation_plan_build(struct outlook *r, const struct context *d)
{
	struct buf says = BUF(BUF_TEXT);

	textview_free(&r->text);
	describe_plan(&says, d->w->j.plan);
	for (const char *at = says.s; *at;) {
		size_t n = strcspn(at, "\n"), indent = strspn(at, " ");
		char *line = xasprintf("%.*s", (int)n, at);

		textview_line(&r->text, indent ? R_QUIET : rotation_plan_role_of(line),
			      line);
		textview_hang(&r->text, (int)indent + 2);
		free(line);
		at += n + (at[n] == '\n');
	}
	buf_free(&says);
	r->read = true;
}

static void rotation_plan_build_failure(struct outlook *r, const struct context *d)
{
	r->failed = true;
	r->early = d->w->rotation.early;
	textview_free(&r->text);
	context_err(&r->text, &d->err);
	if (!r->early)
		return;
	textview_line(&r->text, R_TEXT, "");
	textview_line(&r->text, R_TEXT, "n deletes it now all the same. Esc goes back.");
}

static void rotation_plan_look(struct outlook *r, struct context *d)
{
	r->read = r->failed = r->early = r->stopping = false;
	context_do(d, TASK_ROTATE_PLAN);
}

static void rotation_plan_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	rotation_plan_look(me, model);
}

static enum go rotation_plan_news(struct loop *loop, void *model, void *me)
{
	struct outlook *r = me;
	struct context *d = model;
	enum task ended = context_news(d);

	(void)loop;
	if (r->stopping && !context_busy(d))
		return GO_BACK;
	if (ended == TASK_ROTATE_PLAN && d->ok)
		rotation_plan_build(r, d);
	else if (ended == TASK_ROTATE_PLAN)
		rotation_plan_build_failure(r, d);
	return GO_STAY;
}

static enum go rotation_plan_now_answer(struct loop *loop, void *model, void *me, bool yes)
{
	struct context *d = model;

	(void)loop;
	d->w->rotation.now = yes;
	if (yes)
		rotation_plan_look(me, d);
	return GO_STAY;
}

static enum go rotation_plan_gone_answer(struct loop *loop, void *model, void *me, bool yes)
{
	(void)loop;
	(void)model;
	(void)me;
	return yes ? GO_NEXT : GO_STAY;
}

static enum go rotation_plan_apply(struct loop *loop, const struct context *d)
{
	char text[300];

	if (d->purpose == FOR_ROTATE && *d->w->rotation.other_key)
		snprintf(text, sizeof(text),
			 "Key %s is deleted first, for good. Nothing is "
			 "known to use it.",
			 d->w->rotation.other_key);
	else if (d->purpose == FOR_FINISH && plan_step(d->w->j.plan, "key.finish") &&
		 !d->w->rotation.now) /* that asked already */
		snprintf(text, sizeof(text), "What still has the parked key stops working, and "
			 "there is no way back to it.");
	else
		return GO_NEXT;
	popup_ask(loop, "A key is deleted", text, "delete it", rotation_plan_gone_answer);
	return GO_STAY;
}

static enum go rotation_plan_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct outlook *r = me;
	struct context *d = model;

	if (context_busy(d)) {
		r->stopping = k.code == K_ESC;
		if (r->stopping)
			context_cancel(d);
		return GO_STAY;
	}
	if (k.ch == L'r')
		rotation_plan_look(r, d);
	else if (k.ch == L'a' && r->read)
		return rotation_plan_apply(loop, d);
	else if (k.ch == L'n' && r->early)
		popup_ask(
			loop, "Delete it now?",
			"A use of the key shows up to 24 hours late. "
			"What still has it stops working, and the key cannot be had back.",
			"delete it", rotation_plan_now_answer);
	else if (k.code == K_ENTER && r->read)
		loop_note(loop, R_WARN, "a does what is shown, Esc goes back");
	else if (!textview_key(&r->text, k))
		return GO_PASS;
	return GO_STAY;
}

static void rotation_plan_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct outlook *r = me;
	int col;

	if (context_busy(d)) {
		put(at, 0, 0, R_TEXT, "Looking whether it can be done");
		context_draw_busy(d, at, 2);
		return;
	}
	if (r->read)
		put_cut(at, 0, 0, at.w, R_TITLE, "This is done, in this order:");
	textview_draw(&r->text, r->read ? box_part(at, 2, 0, at.h - 4, at.w) : at);
	if (!r->read)
		return;
	col = put(at, at.h - 1, 0, R_KEY, "a ");
	put_cut(at, at.h - 1, col, at.w - col, R_TEXT,
		"does this. Nothing has been changed yet.");
}

static void rotation_plan_drop(void *me)
{
	struct outlook *r = me;

	textview_free(&r->text);
}

static const struct hint *rotation_plan_hinting(const void *model, const void *me)
{
	static const struct hint busy[] = { { "Esc", "stop" }, { 0 } };
	static const struct hint failed[] = { { "r", "try again" }, { "Esc", "back" }, { 0 } };
	static const struct hint early[] = { { "n", "now all the same" }, { "Esc", "back" },
					     { 0 } };
	static const struct hint read[] = { { "a", "do it" }, { "Esc", "back" },
		{ "Up Down", "scroll" }, { "r", "look again" }, { 0 } };
	const struct outlook *r = me;

	return context_busy(model) ? busy : r->early ? early : r->failed ? failed : read;
}

static bool rotation_plan_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Review";
	out->text = "The new key is proved before anything holds it, and in place before the "
		    "old one is parked. Every step is recorded before it is done: a rotation "
		    "that stops can be resumed or taken back, and no key is lost.";
	return true;
}

const struct screen screen_rotation_plan = {
	.name = "renewal",
	.title = "Review",
	.room = sizeof(struct outlook),
	.confirms = true,
	.enter = rotation_plan_enter,
	.draw = rotation_plan_draw,
	.key = rotation_plan_key,
	.news = rotation_plan_news,
	.moving = context_moving,
	.drop = rotation_plan_drop,
	.hinting = rotation_plan_hinting,
	.help = rotation_plan_help,
	.leaving = context_leaving,
};
