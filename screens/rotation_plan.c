/* rotation_plan.c - the plan of a rotation, before it is applied. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"
#include "screens/page.h"
#include "screens/popup.h"
#include "wizard/describe.h"

struct rotation_plan {
	struct page page;
	bool early; /* the deactivated key was used too recently to delete it */
};

/* In the order of the steps. */
static enum go rotation_plan_build(struct context *d, void *me)
{
	struct rotation_plan *r = me;
	struct buf says = BUF(BUF_TEXT);

	textview_free(&r->page.text);
	describe_plan(&says, d->w->j.plan);
	for (const char *at = says.s; *at;) {
		size_t n = strcspn(at, "\n"), indent = strspn(at, " ");
		char *line = xasprintf("%.*s", (int)n, at);

		textview_line(&r->page.text,
			      indent		   ? R_QUIET :
				      *line == '+' ? R_ADD :
				      *line == '~' ? R_CHANGE :
				      *line == '-' ? R_REMOVE :
						     R_TEXT,
			      line);
		textview_hang(&r->page.text, (int)indent + 2);
		free(line);
		at += n + (at[n] == '\n');
	}
	buf_free(&says);
	return GO_STAY;
}

static void rotation_plan_failed(struct loop *loop, struct context *d, void *me)
{
	struct rotation_plan *r = me;

	(void)loop;
	r->early = d->w->rotation.early;
	if (!r->early)
		return;
	textview_line(&r->page.text, R_TEXT, "");
	textview_line(&r->page.text, R_TEXT,
		      "D deletes it now all the same. Esc goes back.");
}

static void rotation_plan_start(struct context *d, void *me)
{
	struct rotation_plan *r = me;

	r->early = false;
	page_wait(&r->page, d, TASK_ROTATE_PLAN);
}

static enum go rotation_plan_now_answer(struct loop *loop, void *model, void *me, bool yes)
{
	struct context *d = model;

	(void)loop;
	d->w->rotation.now = yes;
	if (yes)
		page_refresh(me, d);
	return GO_STAY;
}

static enum go rotation_plan_delete_answer(struct loop *loop, void *model, void *me,
					   bool yes)
{
	(void)loop;
	(void)model;
	(void)me;
	return yes ? GO_NEXT : GO_STAY;
}

static enum go rotation_plan_key(struct loop *loop, struct context *d, void *me,
				 struct key k)
{
	(void)me;
	if (k.ch == L'a') {
		char text[300];

		if (d->purpose == FOR_ROTATE && *d->w->rotation.other_key)
			snprintf(text, sizeof(text),
				 "Key %s is deleted first, for good. Nothing is "
				 "known to use it.",
				 d->w->rotation.other_key);
		else if (d->purpose == FOR_FINISH &&
			 plan_step(d->w->j.plan, "key.finish") &&
			 !d->w->rotation.now) /* with now it was asked already */
			snprintf(text, sizeof(text),
				 "What still has the parked key stops working, and "
				 "there is no way back to it.");
		else
			return GO_NEXT;
		popup_ask(loop, "A key is deleted", text, "delete it",
			  rotation_plan_delete_answer);
		return GO_STAY;
	}
	if (k.code != K_ENTER)
		return GO_PASS;
	loop_note(loop, R_WARN, "a does what is shown, Esc goes back");
	return GO_STAY;
}

static enum go rotation_plan_failed_key(struct loop *loop, struct context *d, void *me,
					struct key k)
{
	const struct rotation_plan *r = me;

	(void)d;
	if (k.ch != L'D' || !r->early)
		return GO_PASS;
	popup_ask(loop, "Delete it now?",
		  "A use of the key shows up to 24 hours late. "
		  "What still has it stops working, and the key cannot be had back.",
		  "delete it", rotation_plan_now_answer);
	return GO_STAY;
}

static void rotation_plan_draw(const struct context *d, const void *me, struct box at)
{
	const struct rotation_plan *r = me;
	int col;

	(void)d;
	put_cut(at, 0, 0, at.w, R_TITLE, "This is done, in this order:");
	textview_draw(&r->page.text, box_part(at, 2, 0, at.h - 4, at.w));
	col = put(at, at.h - 1, 0, R_KEY, "a ");
	put_cut(at, at.h - 1, col, at.w - col, R_TEXT,
		"does this. Nothing has been changed yet.");
}

static const struct page_type rotation_plan_page = {
	.waiting = "Looking whether it can be done",
	.start = rotation_plan_start,
	.build = rotation_plan_build,
	.failed = rotation_plan_failed,
	.key = rotation_plan_key,
	.failed_key = rotation_plan_failed_key,
	.draw = rotation_plan_draw,
};

static void rotation_plan_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	page_enter(me, model, &rotation_plan_page);
}

static const struct hint *rotation_plan_hinting(const void *model, const void *me)
{
	static const struct hint early[] = { { HINT_NOW, "Delete now" },
					     { HINT_ESC, NULL },
					     { 0 } };
	static const struct hint read[] = { { HINT_APPLY, "Rotate now" },
					    { HINT_ESC, NULL },
					    { HINT_SCROLL, NULL },
					    { HINT_REFRESH, NULL },
					    { 0 } };
	const struct rotation_plan *r = me;

	return page_has_failed(&r->page, model) && r->early ?
		early :
		page_hints(&r->page, model, read);
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
	.state_size = sizeof(struct rotation_plan),
	.confirms = true,
	.enter = rotation_plan_enter,
	.draw = page_draw,
	.key = page_key,
	.news = page_news,
	.animated = context_is_animated,
	.drop = page_drop,
	.hints_now = rotation_plan_hinting,
	.help = rotation_plan_help,
	.quit_text = context_quit_text,
};
