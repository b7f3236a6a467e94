/*
 * screen.h - what a screen is, and what an app gives to the loop.
 *
 * A screen is a const struct of callbacks. draw gets everything const, so it can be
 * called at any time and for any size. key and news change state and return where to
 * go; screens that are not wanted are skipped in either direction.
 *
 * model belongs to the app and is opaque here. me is the private state of a screen:
 * zeroed when its flow starts and kept until the flow ends, so that after Back what was
 * typed is still there. Any callback but draw may be NULL.
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
	GO_STAY,	/* the key was used */
	GO_PASS,	/* the screen does not use this key: Esc then goes back */
	GO_NEXT,	/* to the next wanted screen; after the last the flow ends */
	GO_BACK,	/* to the one before; from the first the flow ends */
	GO_END,		/* ends this flow: back to the screen that started it */
	GO_QUIT,	/* quits the program without a question */
};

/* The keys of key_table.h. */
enum hint_id {
	HINT_END,		/* ends a table */
#define HINT(id, key, verb, help) HINT_##id,
#include "screens/key_table.h"
};

struct hint_key {
	const char *key, *verb, *help;
};

extern const struct hint_key hint_keys[];	/* by id */

struct hint {
	enum hint_id key;
	const char *does;	/* the footer's word; NULL: the verb of the key */
};

struct help {
	const char *title;	/* the field or screen that it is about */
	const char *text;
	const char *vendor;	/* the vendor's documented step, or NULL */
	const char *keys;	/* set by the loop: one line for each key */
};

struct screen {
	const char *name;	/* one word, for tests */
	const char *title;
	const char *side;	/* in the list of steps; NULL: title, "": not listed */
	size_t state_size;	/* bytes of private state */
	bool confirms;		/* Enter confirms something: keys typed before the screen
				   was shown are discarded */
	bool wide;		/* also takes the columns of the list of steps */
	bool no_back;		/* Esc does not go back where key passes it on */

	bool (*wanted)(const void *model);		/* NULL: always */
	void (*enter)(struct loop *loop, void *model, void *me);
	void (*draw)(const void *model, const void *me, struct box at);
	enum go (*key)(struct loop *loop, void *model, void *me, struct key k);
	enum go (*news)(struct loop *loop, void *model, void *me);
	bool (*animated)(const void *model, const void *me);	/* the spinner turns */
	bool (*typing)(const void *model, const void *me);	/* '?' is text, not help */
	bool (*help)(const void *model, const void *me, struct help *out);
	/*
	 * Of a screen with several parts: the title of part i, in place of the screen's and below
	 * it in the list of steps; NULL: there are no more. now: it is the one shown.
	 */
	const char *(*part)(const void *model, const void *me, size_t i, bool *now);

	/*
	 * For the question of Ctrl-C: what quitting now stops, and how to resume.
	 * NULL: nothing has been changed yet.
	 */
	void (*quit_text)(const void *model, const void *me, struct buf *says);
	void (*leave)(struct loop *loop, void *model, void *me);	/* no longer shown */
	void (*drop)(void *me);		/* the flow ends: frees what me owns */

	const struct hint *hints;	/* the bottom row; the loop adds "F1 help" */
	/* Hints that change; called before hints is read. */
	const struct hint *(*hints_now)(const void *model, const void *me);
};

/* Screens in order. The list of steps shows them. */
struct flow {
	const char *name, *title;
	bool steps;				/* show the list of steps */
	const struct screen *const *screens;	/* NULL ends it */
};

/* The top row. Borrowed for one frame. */
struct header {
	const char *account;		/* "123456789012 (alias)", or why it is not known */
	const char *region;
	const char *credentials;	/* "profile ops", "environment" */
	bool practice;
};

struct app {
	void *model;
	void (*header)(const void *model, struct header *out);
	void (*news)(struct loop *loop, void *model);	/* before the screen's own */
	int wake;	/* readable when the engine has news, -1: none; the loop reads it empty */
	const struct flow *flow;	/* the first one: the menu */
};

#endif
