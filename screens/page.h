/*
 * page.h - a screen that waits for one task and then shows its result.
 *
 * The task is started when the screen is entered. What happens then:
 *
 *	WAITING	-- the task ends well -->	READY	build() makes what is drawn
 *	WAITING	-- the task fails -->		FAILED	the error is shown
 *	WAITING, READY or FAILED -- Esc while any task runs --> STOPPING
 *	STOPPING -- nothing runs any more -->	back to the screen before
 *	FAILED	-- the refresh key (r) -->	WAITING, from start() on
 *	FAILED	-- Esc -->			back to the screen before
 *
 * Esc is never lost. While a task runs it asks the task to stop, drops the tasks
 * queued behind it, and leads back as soon as it has stopped: whether the task
 * then ended well, failed or had ended already when Esc was pressed, and
 * whatever other key follows. However often it is pressed while a task runs,
 * it leads back one screen.
 *
 * struct page is the first member of the screen's private state, so that one
 * pointer serves as both.
 */
#ifndef ACCREDIT_PAGE_H
#define ACCREDIT_PAGE_H

#include "screens/context.h"

struct page;

/* What differs from page to page; any callback but start, build and draw may be NULL. */
struct page_type {
	const char *waiting;		/* the line above the spinner; NULL: none */
	const char *failure_title;	/* the line above an error; NULL: none */
	int failure_margin;		/* rows left free above and below an error */
	bool shows_partial;		/* what a stopped task found is shown: where it
					   ended well, build() is called all the same */

	/* Prepares the model and calls page_wait. Forgets what was shown before. */
	void (*start)(struct context *d, void *me);
	/* The task ended well: where to go; GO_STAY makes the page READY. */
	enum go (*build)(struct context *d, void *me);
	/*
	 * It failed, and page->text has the error: lines may be added. May call
	 * page_show or page_wait instead of leaving the page FAILED.
	 */
	void (*failed)(struct loop *loop, struct context *d, void *me);
	/* Any news, with the task that ended by it or TASK_NONE, before build or failed. */
	void (*news)(struct loop *loop, struct context *d, void *me, enum task ended);
	/*
	 * A key while nothing runs. What it passes on is taken by the refresh key,
	 * by the text, or leads back.
	 */
	enum go (*key)(struct loop *loop, struct context *d, void *me, struct key k);
	/* The same in place of key while the page is FAILED. */
	enum go (*failed_key)(struct loop *loop, struct context *d, void *me, struct key k);
	void (*draw)(const struct context *d, const void *me, struct box at);
	/* In place of the text alone while the page is FAILED: page->text has the error. */
	void (*draw_failed)(const struct context *d, const void *me, struct box at);
	/* In place of page_draw_waiting. */
	void (*draw_waiting)(const struct context *d, const void *me, struct box at);
};

enum page_state { PAGE_WAITING, PAGE_STOPPING, PAGE_READY, PAGE_FAILED };

struct page {
	const struct page_type *type;	/* set by page_enter; not owned */
	enum page_state state;
	enum task task;			/* what it waits for */
	struct textview text;		/* an error; else the screen's own */
};

/* For the enter of a screen: begins with start(). */
void page_enter(struct page *p, struct context *d, const struct page_type *type);
/* For start(): asks for the task, and waits for it. */
void page_wait(struct page *p, struct context *d, enum task task);
/* Begins again with start(). */
void page_refresh(struct page *p, struct context *d);
/* READY without a task: what was built before is still true. */
void page_show(struct page *p);

/* Nothing runs and the task ended well. */
bool page_ready(const struct page *p, const struct context *d);
bool page_has_failed(const struct page *p, const struct context *d);

/* For struct screen: draw, key, news and drop. me is a struct page. */
void page_draw(const void *model, const void *me, struct box at);
enum go page_key(struct loop *loop, void *model, void *me, struct key k);
enum go page_news(struct loop *loop, void *model, void *me);
void page_drop(void *me);

/* The line above the spinner, and the spinner two rows below it. */
void page_draw_waiting(const struct page *p, const struct context *d, struct box at);
/* The keys while it waits and after a failure (with r); else those given. */
const struct hint *page_hints(const struct page *p, const struct context *d,
			      const struct hint *ready);

#endif
