/* loop.c - see loop.h. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/flow.h"
#include "screens/frame.h"
#include "screens/popup.h"
#include "screens/term.h"

enum { SPINNER_MS = 120, PASTE_MS = 500, EMPTY_READS_MAX = 100 };

/* --- for screens --- */

void loop_start(struct loop *loop, const struct flow *flow)
{
	loop->start = flow;
}

void loop_jump(struct loop *loop, const struct screen *to)
{
	loop->jump = to;
}

void loop_redraw(struct loop *loop)
{
	loop->dirty = true;
}

void loop_note(struct loop *loop, enum role role, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(loop->note, sizeof(loop->note), fmt, ap);
	va_end(ap);
	loop->note_role = role;
	loop->dirty = true;
}

void loop_popup(struct loop *loop, struct popup *p, bool discard_keys)
{
	loop->dirty = true;
	if (loop->popup_count == POPUPS_MAX) {
		popup_free(p);
		return;
	}
	loop->popups[loop->popup_count++] = p;
	loop->discard_keys |= discard_keys;
}

static enum go loop_quit_answer(struct loop *loop, void *model, void *me, bool yes)
{
	(void)loop;
	(void)model;
	(void)me;
	return yes ? GO_QUIT : GO_STAY;
}

static bool loop_asks_quit(const struct loop *loop)
{
	const struct popup *p = flow_popup(loop);

	return p && popup_callback(p) == loop_quit_answer;
}

void loop_ask_quit(struct loop *loop)
{
	const struct screen *now = loop_now(loop);
	struct buf says = BUF(BUF_TEXT);

	if (loop_asks_quit(loop))
		return;
	if (now->quit_text)
		now->quit_text(loop->app.model, loop_state(loop), &says);
	else
		buf_str(&says, "Nothing has been changed yet.");
	popup_ask(loop, "Quit accredit?", says.s, "quit", loop_quit_answer);
	buf_free(&says);
}

/* --- keys and news --- */

static const struct hint *loop_hints_of(const struct loop *loop)
{
	const struct screen *now = loop_now(loop);

	return now->hints_now ? now->hints_now(loop->app.model, loop_state(loop)) :
				now->hints;
}

static bool loop_is_typing(const struct loop *loop)
{
	const struct screen *now = loop_now(loop);

	return key_is_text() ||
		(now->typing && now->typing(loop->app.model, loop_state(loop)));
}

/* The screen's help, then its keys. */
static void loop_show_help(struct loop *loop)
{
	static const enum hint_id everywhere[] = {
		HINT_SEARCH, HINT_ESC, HINT_QUIT, HINT_INTERRUPT, HINT_REDRAW, HINT_SUSPEND
	};
	const struct screen *now = loop_now(loop);
	struct help help = { .title = now->title };
	struct buf text = BUF(BUF_TEXT);

	if (now->help)
		now->help(loop->app.model, loop_state(loop), &help);
	for (const struct hint *h = loop_hints_of(loop); h && h->key; h++)
		if (h->key != HINT_ESC && h->key != HINT_QUIT &&
		    frame_offers(h->key, loop_is_typing(loop)))
			buf_fmt(&text, "%-10s %s\n", hint_keys[h->key].key,
				h->does ? h->does : hint_keys[h->key].verb);
	for (size_t i = 0; i < sizeof(everywhere) / sizeof(*everywhere); i++)
		/* in a field, letters and / are typed */
		if (!loop_is_typing(loop) ||
		    (everywhere[i] != HINT_SEARCH && everywhere[i] != HINT_QUIT))
			buf_fmt(&text, "%-10s %s\n", hint_keys[everywhere[i]].key,
				hint_keys[everywhere[i]].help);
	help.keys = text.s;
	popup_help(loop, &help);
	buf_free(&text);
}

static void loop_key_to_popup(struct loop *loop, struct key k)
{
	struct popup *p = flow_popup(loop);
	enum popup_result says = popup_key(p, k);
	popup_answer *answer = popup_callback(p);
	popup_text_answer *text_answer = popup_text_callback(p);

	if (says == POPUP_OPEN)
		return;
	loop->popup_count--;
	if (text_answer)
		text_answer(loop, loop->app.model,
			    says == POPUP_YES ? popup_text(p) : NULL);
	popup_free(p);
	if (text_answer)
		flow_go(loop, GO_STAY);
	if (answer)
		flow_go(loop,
			answer(loop, loop->app.model, loop_state(loop), says == POPUP_YES));
}

/*
 * In a terminal that is too small only text is accepted, for its field, and the answer to
 * the question of Ctrl-C.
 */
static bool loop_ignores(const struct loop *loop, struct key k)
{
	if (frame_fits(box_screen()))
		return false;
	if (loop->popup_count)
		return !loop_asks_quit(loop);
	return !loop_is_typing(loop) ||
		(k.code != K_NONE && k.code != K_PASTE && k.code != K_BACKSPACE);
}

void loop_key(struct loop *loop, struct key k)
{
	if (loop->ended)
		return;
	loop->dirty = true;
	loop->note[0] = '\0';
	if (k.code == K_CTRL_OF('c'))
		loop_ask_quit(loop);
	else if (loop_ignores(loop, k))
		return;
	else if (loop->popup_count)
		loop_key_to_popup(loop, k);
	else if (k.code == K_F(1) || (k.ch == L'?' && !loop_is_typing(loop)))
		loop_show_help(loop);
	else {
		const struct screen *now = loop_now(loop);
		enum go to = GO_PASS;

		k = key_as_text(k);
		if (now->key)
			to = now->key(loop, loop->app.model, loop_state(loop), k);
		if (to == GO_PASS && k.code == K_ESC && !now->no_back)
			to = GO_BACK;
		else if (to == GO_PASS && k.ch == L'q' && !loop_is_typing(loop))
			loop_ask_quit(loop);
		flow_go(loop, to);
	}
}

void loop_news(struct loop *loop)
{
	const struct screen *now = loop_now(loop);

	if (loop->ended)
		return;
	loop->dirty = true;
	if (loop->app.news)
		loop->app.news(loop, loop->app.model);
	flow_go(loop,
		now->news ? now->news(loop, loop->app.model, loop_state(loop)) : GO_STAY);
}

/* --- drawing --- */

static void loop_draw_frame(struct loop *loop)
{
	struct box screen = box_screen();

	put_begin();
	if (frame_fits(screen)) {
		const struct screen *now = loop_now(loop);
		struct header header = { 0 };
		struct frame frame = {
			.header = &header,
			.flow = flow_now(loop),
			.now = now,
			.model = loop->app.model,
			.me = loop_state(loop),
			.hints = loop_hints_of(loop),
			.typing = loop_is_typing(loop),
			.note_role = loop->note_role,
			.note = loop->note[0] ? loop->note : NULL,
		};

		if (loop->app.header)
			loop->app.header(loop->app.model, &header);
		now->draw(loop->app.model, loop_state(loop), frame_draw(&frame, screen));
		if (!loop->popup_count)
			frame_draw_footer(&frame, screen);
		for (size_t i = 0; i < loop->popup_count; i++)
			popup_draw(loop->popups[i], screen);
	} else {
		char ask[96];

		snprintf(ask, sizeof(ask), "%s (y/N)",
			 loop_asks_quit(loop) ? popup_title(flow_popup(loop)) : "");
		frame_small(screen, loop_asks_quit(loop) ? ask : NULL);
	}
	loop->dirty = false;
}

void loop_refresh(struct loop *loop)
{
	if (loop->ended)
		return;
	loop_draw_frame(loop);
	put_end();
	loop->discard_keys = false;
}

/* --- waiting for input --- */

static bool loop_is_animated(const struct loop *loop)
{
	const struct screen *now = loop_now(loop);

	return now->animated && now->animated(loop->app.model, loop_state(loop));
}

static void loop_signals(struct loop *loop)
{
	int sig;

	while ((sig = term_signal()) != 0) {
		loop->dirty = true;
		switch (sig) {
		case SIGWINCH:
			term_resize();
			break;
		case SIGTSTP:
			term_suspend();
			break;
		case SIGCONT:
			term_resume();
			break;
		case SIGINT:
			loop_ask_quit(loop);
			break;
		default:
			loop->sig = sig;
			flow_finish(loop, LOOP_SIGNAL);
		}
	}
}

/*
 * Readable input without a key is an incomplete character or paste, or a terminal that is
 * gone: the descriptor has hung up, or read returns nothing every time.
 */
static void loop_keys(struct loop *loop, bool ready)
{
	unsigned long before = key_bytes();
	struct key k;

	while (!loop->ended && !loop->discard_keys && key_next(&k)) {
		if (k.code == K_CTRL_OF('z'))
			term_suspend();
		else if (k.code == K_CTRL_OF('l'))
			term_resume();
		else
			loop_key(loop, k);
		loop->dirty = true;
	}
	if (!ready)
		return;
	loop->empty = key_bytes() == before ? loop->empty + 1 : 0;
	if (loop->empty && (term_hung_up() || loop->empty > EMPTY_READS_MAX))
		flow_finish(loop, LOOP_HANGUP);
}

static void loop_drain_wake(struct loop *loop)
{
	struct pollfd p = { .fd = loop->app.wake, .events = POLLIN };
	char bytes[256];

	while (poll(&p, 1, 0) > 0) {
		ssize_t n = read(p.fd, bytes, sizeof(bytes));

		if (n > 0 || (n < 0 && errno == EINTR))
			continue;
		if (n == 0 || errno != EAGAIN)
			loop->app.wake = -1;	/* closed by its writer */
		return;
	}
}

static void loop_wait_once(struct loop *loop, int64_t *turned)
{
	struct pollfd p[3] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = term_signals(), .events = POLLIN },
		{ .fd = loop->app.wake, .events = POLLIN },
	};
	int n, wait = -1;

	if (key_in_paste()) {
		wait = PASTE_MS;
	} else if (loop_is_animated(loop)) {
		int64_t left = *turned + SPINNER_MS - clock_ms();

		wait = left < 0 ? 0 : (int)left;
	}
	n = poll(p, 3, wait);
	if (n < 0)
		return;				/* a signal interrupted it, and is in the
						   pipe */
	if (n == 0 && key_in_paste())
		key_end_paste();
	loop_signals(loop);
	loop_keys(loop, p[0].revents != 0);
	if (p[2].revents) {
		loop_drain_wake(loop);
		loop_news(loop);
	}
	if (!loop->ended && loop_is_animated(loop) && clock_ms() >= *turned + SPINNER_MS) {
		*turned = clock_ms();
		spinner_advance();
		loop->dirty = true;
	}
}

enum loop_end loop_run(struct loop *loop, int *sig)
{
	int64_t turned = clock_ms();

	while (!loop->ended) {
		if (loop->dirty) {
			/* Discards the keys that were typed before a screen that confirms was shown. */
			loop_draw_frame(loop);
			if (loop->discard_keys)
				key_discard();
			loop->discard_keys = false;
			put_end();
		}
		loop_wait_once(loop, &turned);
	}
	if (sig)
		*sig = loop->sig;
	return loop->end;
}

struct loop *loop_new(const struct app *app)
{
	struct loop *loop = xcalloc(1, sizeof(*loop));

	loop->app = *app;
	loop->dirty = true;
	flow_open(loop);
	return loop;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	flow_close(loop);
	free(loop);
}
