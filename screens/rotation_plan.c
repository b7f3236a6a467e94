/* rotation_plan.c - the plan of a rotation, before it is applied. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "plan/plan.h"
#include "screens/button_row.h"
#include "screens/page.h"
#include "screens/popup.h"
#include "wizard/describe.h"

struct rotation_plan {
	struct page page;
	struct button_row buttons;
	struct button button[3];
	bool early; /* the deactivated key was used too recently to delete it */
};

enum { APPLY, BACK };

/* In the order of the steps. */
static enum go rotation_plan_build(struct context *d, void *me)
{
	struct rotation_plan *r = me;
	struct buf says = BUF(BUF_TEXT);
	bool deletes = plan_step(d->w->j.plan, "key.finish");

	r->buttons = (struct button_row){ 0 };
	r->button[APPLY] = (struct button){
		.label = d->purpose == FOR_REVERT ? "Switch back" :
			d->purpose == FOR_REVOKE  ? "Revoke sessions" :
			deletes			  ? "Delete key" :
			d->purpose == FOR_FINISH  ? "Deactivate key" :
						    "Rotate now",
		.letter = L'a',
		.danger = deletes || d->purpose == FOR_REVOKE,
	};
	r->button[BACK] = (struct button){ .label = "Back" };
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
	textview_line(&r->page.text, R_TEXT, "Press D to delete it now anyway.");
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

#define GONE                                                                               \
	"Anything still using this key will fail, and a deleted key cannot be restored."

/* Asks where a key is deleted; with "now" it was asked already. */
static enum go rotation_plan_apply(struct loop *loop, const struct context *d)
{
	const struct step *deletion = plan_step(d->w->j.plan, "key.drop");
	char title[200];

	if (!deletion && !d->w->rotation.now)
		deletion = plan_step(d->w->j.plan, "key.finish");
	if (!deletion)
		return GO_NEXT;
	snprintf(title, sizeof(title), "Delete key %s?", deletion->name);
	popup_ask(
		loop, title,
		str_eq(deletion->id, "key.drop") ?
			"It is deleted before the new key is created. accredit found nothing "
			"that uses it. A deleted key cannot be restored." :
			GONE,
		"delete it", rotation_plan_delete_answer);
	return GO_STAY;
}

static enum go rotation_plan_key(struct loop *loop, struct context *d, void *me,
				 struct key k)
{
	struct rotation_plan *r = me;

	switch (button_row_key(&r->buttons, r->button, k)) {
	case APPLY:
		return rotation_plan_apply(loop, d);
	case BACK:
		return GO_BACK;
	case BUTTON_MOVED:
		return GO_STAY;
	default:
		return GO_PASS;
	}
}

static enum go rotation_plan_failed_key(struct loop *loop, struct context *d, void *me,
					struct key k)
{
	const struct rotation_plan *r = me;

	(void)d;
	if (k.ch != L'D' || !r->early)
		return GO_PASS;
	popup_ask(loop, "Delete the key now?",
		  "AWS reports the use of a key up to 24 hours late. " GONE, "delete it",
		  rotation_plan_now_answer);
	return GO_STAY;
}

static void rotation_plan_draw(const struct context *d, const void *me, struct box at)
{
	const struct rotation_plan *r = me;

	(void)d;
	put_cut(at, 0, 0, at.w, R_TITLE, "Steps, in this order:");
	textview_draw(&r->page.text, box_part(at, 2, 0, at.h - 5, at.w));
	put_cut(at, at.h - 2, 0, at.w, R_QUIET, "Nothing has been changed yet.");
	button_row_draw(&r->buttons, r->button, box_part(at, at.h - 1, 0, 1, at.w));
}

static const struct page_type rotation_plan_page = {
	.waiting = "Preparing the steps",
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
	static const struct hint read[] = { { HINT_ENTER, NULL },
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
	out->text =
		"AWS must accept the new key before it is stored anywhere, and every location "
		"must contain it before the old key is deactivated. Each step is recorded "
		"before it runs, so an interrupted rotation can be resumed or undone.";
	return true;
}

const struct screen screen_rotation_plan = {
	.name = "rotation-plan",
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
