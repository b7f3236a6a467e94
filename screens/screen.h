/*
 * screen.h - what a screen is, and what an app gives to the loop.
 *
 * A screen is a const struct of callbacks. draw sees everything const, so it
 * may run at any time and size; keys and news change state and answer where to
 * go; the flow decides what that means, stepping over screens that are not
 * wanted, in the same direction.
 *
 * model is the app's own and opaque here. me is the private state of a screen:
 * zeroed when its flow starts and kept until the flow ends, so what was typed
 * is still there after Back. Any callback but draw may be NULL.
 */
#ifndef ACCREDIT_SCREEN_H
#define ACCREDIT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "screens/draw_text.h"
#include "screens/keystroke.h"

struct loop;

enum go {
	GO_STAY,	/* the key was used, we stay */
	GO_PASS,	/* not a key of this screen: Esc then goes back */
	GO_NEXT,	/* the next wanted screen; after the last the flow ends */
	GO_BACK,	/* the one before; from the first the flow ends */
	GO_END,		/* end this flow: back to the screen that started it */
	GO_QUIT,	/* leave the program, unasked */
};

struct hint {
	const char *key, *does;		/* { "Enter", "next" }; { 0 } ends a table */
};

struct help {
	const char *title;	/* the field or screen that is explained */
	const char *text;	/* in the operator's words */
	const char *vendor;	/* the vendor's documented step, or NULL */
	const char *keys;	/* the loop's own: a line a key */
};

struct screen {
	const char *name;	/* one word */
	const char *title;
	const char *side;	/* in the list of steps; NULL: title, "": not listed */
	size_t state_size; /* bytes of private state */
	bool confirms;		/* Enter here does something that counts: what was
				   typed ahead is thrown away when it appears */
	bool wide;		/* takes the place of the list of steps as well */
	bool no_back; /* Esc that is passed on does not lead back */

	bool (*wanted)(const void *model);		/* NULL: always */
	void (*enter)(struct loop *loop, void *model, void *me);
	void (*draw)(const void *model, const void *me, struct box at);
	enum go (*key)(struct loop *loop, void *model, void *me, struct key k);
	enum go (*news)(struct loop *loop, void *model, void *me);
	bool (*animated)(const void *model, const void *me); /* turn the spinner */
	bool (*typing)(const void *model, const void *me);	/* '?' is text now */
	bool (*help)(const void *model, const void *me, struct help *out);

	/*
	 * What leaving now means: what goes on, what stops, how to resume. Put
	 * into the question of Ctrl-C. NULL: nothing was changed yet.
	 */
	void (*quit_text)(const void *model, const void *me, struct buf *says);
	void (*leave)(struct loop *loop, void *model, void *me);	/* no longer shown */
	void (*drop)(void *me);			/* the flow ends: free what me owns */

	const struct hint *hints;		/* the bar below; "F1 help" is added */
	const struct hint *(*hints_now)(const void *model, const void *me);
	/* where they change; before hints */
};

/* Screens in order. The list of steps at the side is read from it. */
struct flow {
	const char *name, *title;
	bool steps;				/* show the list of steps */
	const struct screen *const *screens;	/* NULL ends it */
};

/* The line that is always at the top. Borrowed for one frame. */
struct header {
	const char *account;		/* "123456789012 (alias)", or why not known */
	const char *region;
	const char *credentials;	/* "profile ops", "environment" */
	bool practice;
};

struct app {
	void *model;
	void (*header)(const void *model, struct header *out);
	void (*news)(struct loop *loop, void *model);	/* before the screen's own */
	int wake;	/* readable when the engine has news; -1: none. Drained here. */
	const struct flow *flow;	/* where it starts: the menu */
};

#endif
