/*
 * loop.h - the one loop: keys, signals and news in one wait, one repaint.
 *
 * The terminal must be open (term.h) for loop_run. Everything else works
 * without one, so a test drives screens with loop_key and loop_refresh.
 * Threads of the engine block all signals: these are the loop's.
 */
#ifndef ACCREDIT_LOOP_H
#define ACCREDIT_LOOP_H

#include "screens/screen.h"

struct popup;

enum { FULL_W = 80, FULL_H = 24, LEAST_W = 60, LEAST_H = 16 };

enum loop_end {
	LOOP_QUIT, /* a screen said GO_QUIT, or the question was answered */
	LOOP_SIGNAL, /* SIGTERM or SIGHUP */
	LOOP_HANGUP, /* the terminal is not there any more */
};

struct loop *loop_new(const struct app *app);	/* app is copied */
void loop_free(struct loop *loop);		/* leaves and drops every screen; NULL is fine */

/* Until someone leaves. *sig, where not NULL, is the signal or 0. */
enum loop_end loop_run(struct loop *loop, int *sig);

/* --- for screens, from any callback but draw --- */

/* Starts another flow on top; it ends back here (enter is called again). */
void loop_start(struct loop *loop, const struct flow *flow);

/* Goes to another screen of this flow (wanted or not); unknown: stays. */
void loop_jump(struct loop *loop, const struct screen *to);

/*
 * One line until the next key: "saved to ...". Above the hints; where the
 * screen is compact, in their place.
 */
void loop_note(struct loop *loop, enum role role, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

void loop_redraw(struct loop *loop);		/* something changed by itself */

/* Takes over a popup; discard_keys: what was typed ahead is thrown away. See popup.h. */
void loop_popup(struct loop *loop, struct popup *p, bool discard_keys);

/* The question of Ctrl-C, also for a "Leave" of a menu. */
void loop_ask_quit(struct loop *loop);

/* --- for tests --- */
const struct screen *loop_now(const struct loop *loop);	/* NULL: has ended */
void *loop_state(const struct loop *loop); /* its private state */
void loop_key(struct loop *loop, struct key k);	/* as if typed */
void loop_news(struct loop *loop);		/* as if the engine woke us */
void loop_refresh(struct loop *loop); /* one whole frame */
bool loop_ended(const struct loop *loop);

#endif
