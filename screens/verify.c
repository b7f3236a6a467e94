/* verify.c - is a set-up still as it was made, and does it still work? */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "screens/made.h"
#include "wizard/around.h"
#include "wizard/words.h"

static void enter(struct loop *loop, void *model, void *me)
{
	struct made *m = me;

	m->whole = true;
	made_enter(loop, model, me);
}

static void draw(const void *model, const void *me, struct box at)
{
	made_draw(me, model, at, "Which one shall be verified?",
		  "No set-up was made here yet.");
}

const struct screen screen_verify = {
	.name = "verify", .title = "Verify", .room = sizeof(struct made),
	.enter = enter, .draw = draw, .key = made_key, .news = made_news,
	.moving = desk_moving, .drop = made_drop, .leaving = desk_leaving,
	.hints = (const struct hint[]){
		{ "Enter", "choose" }, { "Esc", "back" }, { "Up Down", "move" }, { 0 } },
};

/* --- compared with the account --- */

struct compare {
	struct textview text;
	struct tally tally;
	bool read, failed, stopping;
	bool moved;		/* something around it is wrong */
};

static bool differs(const struct compare *c)
{
	return c->tally.create || c->tally.update || c->tally.remove;
}

/* What hangs on it besides, the keys' age, what changed since the last look. */
static void add_around(struct compare *c, const struct json *around)
{
	if (json_count(around))
		textview_line(&c->text, R_TEXT, "");
	json_each(event, around) {
		struct buf line = BUF(BUF_TEXT);

		words_event(&line, event);
		textview_line(&c->text, str_eq(json_str(event, "event"), "trust") ? R_WARN :
			      R_QUIET, line.s);
		buf_free(&line);
	}
}

static void build(struct compare *c, const struct desk *d)
{
	textview_free(&c->text);
	c->tally = wizard_tally(d->w);
	c->read = true;
	desk_steps(&c->text, d->w->j.plan);
	add_around(c, d->w->around);
	c->moved = around_differs(d->w->around);
	if (!differs(c))
		return;
	textview_line(&c->text, R_TEXT, "");
	textview_line(&c->text, R_TITLE, "In detail");
	desk_changes(&c->text, d->w->j.plan);
	textview_line(&c->text, R_TEXT, "");
	textview_line(&c->text, R_QUIET, "Lines with - are in the account, lines with + are "
		      "what it should be. m goes to Repair, which mends what you choose.");
}

static void compare_enter(struct loop *loop, void *model, void *me)
{
	struct compare *c = me;
	struct desk *d = model;

	(void)loop;
	c->read = c->failed = c->stopping = false;
	d->purpose = FOR_VERIFY;
	desk_do(d, TASK_COMPARE);
}

static enum go compare_news(struct loop *loop, void *model, void *me)
{
	struct compare *c = me;
	struct desk *d = model;
	enum task ended = desk_news(d);

	(void)loop;
	if (c->stopping && !desk_busy(d))
		return GO_BACK;
	if (ended == TASK_COMPARE && d->ok)
		build(c, d);
	if (ended == TASK_COMPARE && !d->ok) {
		c->failed = true;
		textview_free(&c->text);
		desk_err(&c->text, &d->err);
	}
	return GO_STAY;
}

static enum go compare_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct desk *d = model;
	struct compare *c = me;

	if (desk_busy(d)) {
		c->stopping = k.code == K_ESC;
		if (c->stopping)
			desk_cancel(d);
		return GO_STAY;
	}
	if (k.code == K_ENTER && c->read)
		return GO_NEXT;
	if (k.ch == L'm' && c->read && differs(c)) {
		d->open_at = &screen_mend;
		loop_start(loop, &flow_repair);
	} else if (k.ch == L'r')
		compare_enter(loop, model, me);
	else if (!textview_key(&c->text, k))
		return GO_PASS;
	return GO_STAY;
}

static void compare_draw(const void *model, const void *me, struct box at)
{
	const struct desk *d = model;
	const struct compare *c = me;

	if (desk_busy(d)) {
		put_fmt(at, 0, 0, R_TEXT, "Comparing it with the account");
		desk_draw_busy(d, at, 2);
		return;
	}
	if (c->read && differs(c))
		put_fmt(at, 0, 0, R_FAIL, "%s It is not as it was made: %zu missing, %zu "
			"changed.", glyphs()->fail, c->tally.create,
			c->tally.update + c->tally.remove);
	else if (c->read && c->moved)
		put_fmt(at, 0, 0, R_FAIL, "%s What it made is as it was, but not what it "
			"stands on.", glyphs()->fail);
	else if (c->read && c->tally.unread)
		put_fmt(at, 0, 0, R_WARN, "? %zu of it could not be looked at; the rest is as "
			"it was made.", c->tally.unread);
	else if (c->read)
		put_fmt(at, 0, 0, R_DONE, "%s All %zu things are as they were made.",
			glyphs()->done, c->tally.none + c->tally.adopt);
	textview_draw(&c->text, box_part(at, 2, 0, at.h - 4, at.w));
	if (c->read)
		put_cut(at, at.h - 1, 0, at.w, R_TEXT, !d->has_probe ? "Enter goes on." :
			d->has_worker || !d->has_key ? "Enter goes on to the probe." :
			"Enter goes on to try the key.");
}

static void compare_drop(void *me)
{
	struct compare *c = me;

	textview_free(&c->text);
}

static const struct hint *compare_hints(const void *model, const void *me)
{
	static const struct hint busy[] = { { "Esc", "stop" }, { 0 } };
	static const struct hint failed[] = { { "r", "try again" }, { "Esc", "back" }, { 0 } };
	static const struct hint read[] = { { "Enter", "go on" }, { "Esc", "back" },
		{ "Up Down", "scroll" }, { "r", "read again" }, { 0 } };
	static const struct hint differing[] = { { "m", "mend" }, { "Enter", "go on" },
		{ "Esc", "back" }, { "Up Down", "scroll" }, { "r", "read again" }, { 0 } };
	const struct compare *c = me;

	return desk_busy(model) ? busy : c->failed ? failed : differs(c) ? differing : read;
}

static bool help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Verify";
	out->text = "First what the set-up made is compared with what is in the account "
		    "now. Then, if you consent, a worker proves that it still works. "
		    "Nothing is changed.";
	return true;
}

const struct screen screen_compare = {
	.name = "compare", .title = "Verify", .room = sizeof(struct compare),
	.enter = compare_enter, .draw = compare_draw, .key = compare_key,
	.news = compare_news, .moving = desk_moving, .drop = compare_drop,
	.hinting = compare_hints, .help = help, .leaving = desk_leaving,
};

const struct flow flow_verify = {
	.name = "verify", .title = "Verify",
	.screens = (const struct screen *const[]){
		&screen_verify, &screen_compare, &screen_probe, &screen_summary, NULL },
};
