/* platform.c - which platform to set up. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "pack/pack.h"
#include "screens/chooser.h"
#include "screens/context.h"
#include "screens/journey_flow.h"

struct platform {
	struct chooser choose;
	bool chosen; /* Enter was pressed, and its template is being read */
	bool canceled; /* then Esc was pressed */
	char begun[64];		/* the platform that the journey's answers are about */
	struct platforms *all; /* a copy, because a task may read them again */
};

static void platform_row(const void *data, size_t i, struct list_row *out)
{
	const struct platforms *all = data;
	const struct platform_entry *e = &all->entries[i];

	out->text = e->name;
	out->note = e->title;
	out->why = e->error;
	out->disabled = *out->why;
}

static struct list_source platform_rows_of(const struct platform *p)
{
	return (struct list_source){ p->all ? p->all->count : 0, platform_row, p->all };
}

/* NULL: there is none. */
static const struct platform_entry *platform_selected(const struct platform *p)
{
	size_t i = p->choose.list.selected;

	return p->all && i < p->all->count ? &p->all->entries[i] : NULL;
}

static void platform_explain(struct platform *p)
{
	const struct platform_entry *e = platform_selected(p);

	textview_free(&p->choose.text);
	if (e && *e->error)
		textview_line(&p->choose.text, R_FAIL, e->error);
	if (!e || !*e->caution)
		return;
	textview_line(&p->choose.text, R_TITLE, "Before you start");
	textview_line(&p->choose.text, R_TEXT, e->caution);
}

static void platform_load(struct platform *p, const struct context *d)
{
	platforms_free(p->all);
	p->all = d->w->platforms ? platforms_copy(d->w->platforms) : NULL;
	platform_explain(p);
}

static void platform_select_begun(struct platform *p)
{
	for (size_t i = 0; p->all && i < p->all->count; i++)
		if (str_eq(p->all->entries[i].name, p->begun))
			p->choose.list.selected = i;
}

/* With answers from the command line the platform is begun already. */
static void platform_enter(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct platform *p = me;

	d->w->exists = d->purpose == FOR_ADOPT || d->purpose == FOR_VERIFY_UNRECORDED;
	d->w->handed_off = d->purpose == FOR_HANDOFF;
	if (!d->w->exists && d->purpose != FOR_HANDOFF)
		d->purpose = FOR_SETUP;
	d->applied = false;
	if (d->open_at) {
		snprintf(p->begun, sizeof(p->begun), "%s", d->w->j.pack->name);
		loop_jump(loop, d->open_at);
		d->open_at = NULL;
		d->new_flow = false;
	}
	if (!p->all && d->w->platforms)
		platform_load(p, d);
	if (!p->all)
		context_do(d, TASK_PACKS);
	platform_select_begun(p);
}

/*
 * After Esc this screen is not left, even where the template was read before the task
 * could stop.
 */
static enum go platform_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct platform *p = me;
	enum task ended = context_news(d);
	bool canceled = p->canceled;

	if (ended == TASK_PACKS) {
		platform_load(p, d);
		platform_select_begun(p);
	}
	if (ended == TASK_BEGIN || (canceled && !context_busy(d)))
		p->chosen = p->canceled = false;
	if (ended != TASK_BEGIN)
		return GO_STAY;
	if (!d->ok) {
		loop_note(loop, R_FAIL, "%s", d->err.text);
		return GO_STAY;
	}
	snprintf(p->begun, sizeof(p->begun), "%s", d->w->platform);
	return canceled ? GO_STAY : GO_NEXT;
}

static enum go platform_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct platform *p = me;
	struct context *d = model;
	const struct platform_entry *e;
	const char *name;

	if (p->chosen && k.code == K_ESC) {
		p->canceled = true;
		context_cancel(d);
		return GO_STAY;
	}
	switch (chooser_key(&p->choose, platform_rows_of(p), k)) {
	case LIST_CHOSEN:
		/* Choosing the same platform again keeps its answers. */
		e = platform_selected(p);
		name = e ? e->name : "";
		if (str_eq(p->begun, name))
			return GO_NEXT;
		if (p->chosen)
			return GO_STAY;
		snprintf(d->w->platform, sizeof(d->w->platform), "%s", name);
		p->chosen = true;
		context_do(d, TASK_BEGIN);
		return GO_STAY;
	case LIST_DISABLED:
		loop_note(loop, R_WARN, "this template is invalid and must be fixed first");
		break;
	case LIST_PASS:
		return GO_PASS;
	case LIST_MOVED:
		if (k.code != K_PGUP && k.code != K_PGDN) /* those scroll the text */
			platform_explain(p);
		break;
	}
	return GO_STAY;
}

static void platform_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct platform *p = me;

	put(at, 0, 0, R_TEXT,
	    d->purpose == FOR_SETUP   ? "Which platform do you want to set up?" :
	    d->purpose == FOR_HANDOFF ? "Which platform do you want to hand off?" :
					"Which platform does it belong to?");
	if (!p->all || !p->all->count) {
		if (!context_draw_busy(d, at, 2) && !context_busy(d))
			put_cut(at, 2, 0, at.w, R_FAIL,
				*d->err.text ? d->err.text : "No templates found");
		return;
	}
	if (p->chosen && context_draw_busy(d, at, at.h - 2))
		at.h -= 3;
	chooser_draw(&p->choose, platform_rows_of(p), box_part(at, 2, 0, at.h - 2, at.w));
}

static void platform_drop(void *me)
{
	struct platform *p = me;

	textview_free(&p->choose.text);
	platforms_free(p->all);
}

static bool platform_help(const void *model, const void *me, struct help *out)
{
	const struct context *d = model;

	(void)me;
	out->title = "Platform";
	out->text = d->purpose == FOR_HANDOFF ?
		"A platform is a third-party product that uses your AWS account. accredit "
		"follows its vendor's guide. A hand-off creates nothing: it writes files." :
		"A platform is a third-party product that uses your AWS account. accredit "
		"follows its vendor's guide. Nothing is created until the Apply step.";
	return true;
}

const struct screen screen_platform = {
	.name = "platform",
	.title = "Platform",
	.state_size = sizeof(struct platform),
	.enter = platform_enter,
	.draw = platform_draw,
	.key = platform_key,
	.news = platform_news,
	.animated = context_is_animated,
	.drop = platform_drop,
	.help = platform_help,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, NULL },
					{ HINT_ESC, NULL },
					{ HINT_MOVE, NULL },
					{ HINT_PAGE, NULL },
					{ 0 } },
};

const struct flow flow_setup = {
	.name = "setup",
	.title = "Set up",
	.steps = true,
	.screens = (const struct screen *const[]){ &screen_platform, &screen_method,
						   &screen_names, &screen_policy,
						   &screen_values, &screen_review,
						   &screen_adopt, &screen_apply,
						   &screen_probe, &screen_summary, NULL },
};

const struct screens_journey screens_journey_setup = {
	.flow = &flow_setup,
	.begin = journey_flow_answers,
	.purpose = FOR_SETUP,
	.starts_afresh = true,
};
