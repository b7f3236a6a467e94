/* signin.c - the sign-in failed: why, and what to do. */
#include "config.h"

#include <stdlib.h>

#include "base/str.h"
#include "format/json.h"
#include "screens/context.h"

struct sign_in {
	struct textview text;
	bool requested;
};

void context_sign_in_failed(struct textview *v, const struct context *d)
{
	const char *first = getenv("AWS_DEFAULT_PROFILE");
	const char *named = first ? first : getenv("AWS_PROFILE");
	const struct json *found = d->w->sign_in.doctor;
	struct err err = d->sign_in_err;

	if (*err.sso)
		err_hint(&err, "press l to sign in with your browser");
	context_err(v, d, &err);
	if (json_count(found) > 1) {
		textview_line(v, R_TEXT, "");
		textview_line(v, R_TITLE, "Other possible causes on this computer");
	}
	json_each(one, found) {
		if (one == json_first(found))
			continue; /* the error has it */
		textview_line(v, R_WARN, json_str(one, "text"));
		textview_span(v, R_TEXT, "; ");
		textview_span(v, R_TEXT, json_str(one, "remedy"));
		textview_hang(v, 2);
	}
	textview_line(v, R_TEXT, "");
	textview_line(v, R_TITLE, "Where accredit looks for credentials, in this order");
	textview_line(v, R_TEXT,
		      "1  environment variables AWS_ACCESS_KEY_ID and "
		      "AWS_SECRET_ACCESS_KEY");
	textview_hang(v, 3);
	textview_line(v, R_TEXT,
		      "2  the profile in ~/.aws that AWS_DEFAULT_PROFILE or "
		      "AWS_PROFILE names (now: ");
	textview_span(v, R_LINK, named ? named : "neither is set, so default");
	textview_span(v, R_TEXT,
		      "): a role, a web identity, SSO, an access key or a program");
	textview_hang(v, 3);
	textview_line(v, R_TEXT,
		      "3  the role of the container or instance that accredit runs on");
	textview_hang(v, 3);
	textview_line(v, R_TEXT, "");
	textview_line(v, R_TEXT,
		      "Press r to re-read files. Environment variables are read at "
		      "start-up: quit, set them and restart.");
}

static void signin_build(struct sign_in *s, const struct context *d)
{
	textview_free(&s->text);
	context_sign_in_failed(&s->text, d);
}

static void signin_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	signin_build(me, model);
}

static enum go signin_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct sign_in *s = me;
	enum task ended = context_news(d);

	if (context_device_news(d, &s->text) || (ended != TASK_SIGN_IN && ended != TASK_LOGIN))
		return GO_STAY;
	d->show_sign_in = false;
	s->requested = false;
	if (d->ok) {
		loop_note(loop, R_DONE, "signed in to account %s", d->account);
		return GO_END;
	}
	signin_build(s, d);
	loop_note(loop, R_WARN,
		  ended == TASK_SIGN_IN		     ? "still not signed in" :
			  d->err.kind == ERR_STOPPED ? "canceled" :
						       "not signed in");
	return GO_STAY;
}

static enum go signin_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct context *d = model;
	struct sign_in *s = me;

	(void)loop;
	if (context_busy(d)) {
		if (k.code == K_ESC)
			context_cancel(d);
		return GO_STAY;
	}
	if (k.ch == L'r') {
		s->requested = true;
		context_do(d, TASK_SIGN_IN);
	} else if (context_login_key(d, k)) {
		return GO_STAY;
	} else if (k.code == K_ENTER) {
		return GO_END;
	} else if (!textview_key(&s->text, k)) {
		return GO_PASS;
	}
	return GO_STAY;
}

static void signin_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct sign_in *s = me;

	textview_draw(&s->text, box_part(at, 0, 0, at.h - 2, at.w));
	if (!context_draw_device(d, at))
		context_draw_busy(d, at, at.h - 1);
}

static void signin_drop(void *me)
{
	struct sign_in *s = me;

	textview_free(&s->text);
}

static const struct hint *signin_hinting(const void *model, const void *me)
{
	static const struct hint with_login[] = { { HINT_LOGIN, NULL },
						  { HINT_REFRESH, "Retry" },
						  { HINT_ENTER, "Menu (not signed in)" },
						  { 0 } };

	(void)me;
	return context_login_hints(model, screen_sign_in.hints, with_login);
}

const struct screen screen_sign_in = {
	.name = "sign-in",
	.title = "Not signed in to AWS",
	.state_size = sizeof(struct sign_in),
	.enter = signin_enter,
	.draw = signin_draw,
	.key = signin_key,
	.news = signin_news,
	.animated = context_is_animated,
	.drop = signin_drop,
	.quit_text = context_quit_text,
	.hints_now = signin_hinting,
	.hints = (const struct hint[]){ { HINT_REFRESH, "Retry" },
					{ HINT_ENTER, "Menu (not signed in)" },
					{ 0 } },
};

const struct flow flow_sign_in = {
	.name = "sign-in", .title = "Sign in",
	.screens = (const struct screen *const[]){ &screen_sign_in, NULL },
};
