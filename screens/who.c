/* who.c - Who am I: the credentials in use, and where they come from. */
#include "config.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "screens/context.h"
#include "screens/journey_flow.h"
#include "wizard/identity.h"

struct who {
	struct textview text;
	char expires[32];	/* of the credentials shown; "" none */
	bool requested;
};

enum { LABEL = 14 };

static void who_add_rows(struct who *me, const struct json *who)
{
	struct json *rows = identity_rows(who, clock_wall());
	const char *before = "";

	json_each(row, rows) {
		const char *label = json_str(row, "label");
		bool finding = str_eq(label, IDENTITY_PROBLEM);
		char padded[LABEL + 1];

		if (str_eq(label, IDENTITY_EXPIRES))
			continue;	/* draw counts it down */
		snprintf(padded, sizeof(padded), "%-*s", LABEL,
			 str_eq(label, before) && !finding ? "" : label);
		textview_line(&me->text, finding ? R_WARN : R_QUIET, padded);
		textview_span(&me->text, finding ? R_WARN : R_TEXT, json_str(row, "text"));
		textview_hang(&me->text, LABEL);
		before = label;
	}
	json_free(rows);
	snprintf(me->expires, sizeof(me->expires), "%s", json_str(who, "expires"));
}

static void who_build(struct who *me, const struct context *d)
{
	textview_free(&me->text);
	me->expires[0] = '\0';
	if (d->sign_in_failed)
		context_sign_in_failed(&me->text, d);
	else if (d->w->sign_in.who)
		who_add_rows(me, d->w->sign_in.who);
	else
		textview_line(&me->text, R_TEXT,
			      "Not signed in yet. Press r to check the credentials.");
}

static void who_enter(struct loop *loop, void *model, void *me)
{
	const struct context *d = model;

	(void)loop;
	if (!context_busy(d))
		who_build(me, d);
}

static enum go who_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct who *w = me;
	enum task ended = context_news(d);

	if (context_device_news(d, &w->text) || context_busy(d) || ended == TASK_NONE)
		return GO_STAY;
	if (ended == TASK_SIGN_IN || ended == TASK_LOGIN)
		d->show_sign_in = false; /* this screen shows it */
	who_build(w, d);
	if (ended == TASK_LOGIN && d->err.kind == ERR_STOPPED)
		loop_note(loop, R_WARN, "canceled");
	else if (!d->show_sign_in && w->requested && d->ok)
		loop_note(loop, R_DONE, "signed in to account %s", d->account);
	else if (w->requested)
		loop_note(loop, R_WARN, "not signed in to AWS");
	w->requested = false;
	return GO_STAY;
}

static enum go who_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct context *d = model;
	struct who *w = me;

	(void)loop;
	if (context_busy(d)) {
		if (k.code == K_ESC)
			context_cancel(d);
		return GO_STAY;
	}
	if (k.ch == L'r') {
		w->requested = true;
		context_do(d, TASK_SIGN_IN);
		return GO_STAY;
	}
	if (context_login_key(d, k)) {
		w->requested = true;
		w->expires[0] = '\0';
		return GO_STAY;
	}
	if (k.code == K_ENTER)
		return GO_END;
	return textview_key(&w->text, k) ? GO_STAY : GO_PASS;
}

static void who_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct who *w = me;
	char ends[96];

	textview_draw(&w->text, box_part(at, 0, 0, at.h - 2, at.w));
	if (*w->expires) {
		identity_expiry(ends, w->expires, clock_wall());
		put(at, at.h - 2, 0, R_QUIET, IDENTITY_EXPIRES);
		put_cut(at, at.h - 2, LABEL, at.w - LABEL, R_TEXT, ends);
	}
	if (!context_draw_device(d, at))
		context_draw_busy(d, at, at.h - 1);
}

static void who_drop(void *me)
{
	struct who *w = me;

	textview_free(&w->text);
}

static bool who_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Who am I";
	out->text =
		"The credentials that sign every call: where they were found, why they are "
		"used, and which others are not. Press r to re-read files. Environment "
		"variables are read at start-up: quit, set them and restart.";
	return true;
}

static const struct hint *who_hinting(const void *model, const void *me)
{
	static const struct hint with_login[] = { { HINT_LOGIN, NULL },
						  { HINT_REFRESH, NULL },
						  { HINT_ENTER, "Menu" },
						  { HINT_SCROLL, NULL },
						  { 0 } };

	(void)me;
	return context_login_hints(model, screen_who.hints, with_login);
}

const struct screen screen_who = {
	.name = "who",
	.title = "Who am I",
	.state_size = sizeof(struct who),
	.enter = who_enter,
	.draw = who_draw,
	.key = who_key,
	.news = who_news,
	.animated = context_is_animated,
	.drop = who_drop,
	.help = who_help,
	.quit_text = context_quit_text,
	.hints_now = who_hinting,
	.hints = (const struct hint[]){ { HINT_REFRESH, NULL },
					{ HINT_ENTER, "Menu" },
					{ HINT_SCROLL, NULL },
					{ 0 } },
};

const struct flow flow_who = {
	.name = "who", .title = "Who am I",
	.screens = (const struct screen *const[]){ &screen_who, NULL },
};

const struct screens_journey screens_journey_who = {
	.flow = &flow_who,
};
