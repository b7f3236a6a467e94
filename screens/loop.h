/*
 * loop.h - the event loop: waits for keys, signals and news of the engine, and refreshes
 * the screen.
 *
 * loop_run needs an open terminal (term.h). Everything else works without one, so that
 * tests drive screens with loop_key and loop_refresh. Threads of the engine block all
 * signals, so that this thread gets them.
 */
#ifndef ACCREDIT_LOOP_H
#define ACCREDIT_LOOP_H

#include "screens/screen.h"

struct popup;

enum { FULL_W = 80, FULL_H = 24, LEAST_W = 60, LEAST_H = 16 };

enum loop_end {
	LOOP_QUIT,	/* by GO_QUIT, or the question of Ctrl-C */
	LOOP_SIGNAL,	/* SIGTERM or SIGHUP */
	LOOP_HANGUP,	/* the terminal is gone */
};

/* Opens app->flow. app is copied; what it points to stays the caller's. */
struct loop *loop_new(const struct app *app);
/* Leaves and drops every screen. NULL is fine. */
void loop_free(struct loop *loop);

/* Runs until it ends. *sig, where not NULL, is the signal or 0. */
enum loop_end loop_run(struct loop *loop, int *sig);

/* --- for screens, from any callback but draw --- */

/* Starts another flow above this one; when it ends, enter is called here again. */
void loop_start(struct loop *loop, const struct flow *flow);

/* Goes to another screen of this flow, wanted or not. Ignored where it has none such. */
void loop_jump(struct loop *loop, const struct screen *to);

/*
 * A line until the next key, such as "saved to ...": above the hints, or in a compact
 * frame in their place.
 */
void loop_note(struct loop *loop, enum role role, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Draws again although no key was pressed. */
void loop_redraw(struct loop *loop);

/* Opens a popup, which the loop then owns. discard_keys: those typed before it. */
void loop_popup(struct loop *loop, struct popup *p, bool discard_keys);

/* Asks the question of Ctrl-C. */
void loop_ask_quit(struct loop *loop);

/* --- for tests, and for answers that come later --- */
const struct screen *loop_now(const struct loop *loop);	/* NULL: it has ended */
void *loop_state(const struct loop *loop);	/* the private state of that screen */
void loop_key(struct loop *loop, struct key k);	/* as if pressed */
void loop_news(struct loop *loop);		/* as if the engine had news */
void loop_refresh(struct loop *loop);		/* draws one frame */
bool loop_ended(const struct loop *loop);

#endif
