/* adopt.c - Adopt: what exists of a setup created manually, before it is recorded. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/plan.h"
#include "screens/candidate_picker.h"
#include "screens/journey_flow.h"
#include "screens/page.h"
#include "wizard/describe.h"
#include "wizard/surroundings.h"

struct adopt {
	struct page page;
	size_t same, differing, missing;
	struct candidate_picker candidates;
};

static void adopt_add_line(struct adopt *f, const char *mark, enum role role,
			   const char *kind_name, const char *name, const char *how)
{
	const struct kind *kind = kind_find(kind_name);

	textview_fmt(&f->page.text, role, "%s ", mark);
	textview_span(&f->page.text, R_TEXT, kind ? kind->label : "");
	textview_span(&f->page.text, R_TEXT, " ");
	textview_span(&f->page.text, R_LINK, name);
	textview_span(&f->page.text, role, how);
	textview_hang(&f->page.text, 2);
}

static void adopt_add_resource(struct adopt *f, const struct context *d,
			       const struct resource *resource)
{
	const char *kind = resource->kind, *name = resource->name;
	const struct step *step = journey_step_of(&d->w->j, resource->id);

	if (!step && json_get(d->w->j.plan->allowed, resource->id)) {
		f->same++;
		adopt_add_line(f, glyphs()->done, R_DONE, kind, name,
			       ": not there, but allowed all the same");
	} else if (!step) {
		f->missing++;
		adopt_add_line(f, "-", R_WARN, kind, name, ": not there");
	} else if (json_count(step->diff)) {
		f->differing++;
		adopt_add_line(f, "~", R_WARN, kind, name, ": otherwise");
	} else {
		f->same++;
		adopt_add_line(f, glyphs()->done, R_DONE, kind, name, "");
	}
}

/* Extras with their risks, and what could not be determined. */
static void adopt_add_extras(struct adopt *f, const struct json *around)
{
	json_each(event, around) {
		bool extra = surroundings_is_extra(event);
		struct buf text = BUF(BUF_TEXT);

		if (extra || str_eq(json_str(event, "event"), "undecided")) {
			describe_event(&text, event);
			textview_line(&f->page.text, extra ? R_FAIL : R_WARN, text.s);
			textview_hang(&f->page.text, 2);
		}
		buf_free(&text);
	}
}

static enum go adopt_build(struct context *d, void *me)
{
	struct adopt *f = me;

	textview_free(&f->page.text);
	f->same = f->differing = f->missing = 0;
	for (size_t i = 0; i < d->w->j.plan->resources.count; i++)
		adopt_add_resource(f, d, d->w->j.plan->resources.items[i]);
	adopt_add_extras(f, d->w->verify.around);
	textview_line(&f->page.text, R_TEXT, "");
	textview_line(
		&f->page.text, R_QUIET,
		"It is recorded as it is; nothing in the account is "
		"changed. Verify then compares it with the template, and Repair mends "
		"what you choose.");
	if (f->differing) {
		const struct plan *p = d->w->j.plan;

		textview_line(&f->page.text, R_TEXT, "");
		textview_line(&f->page.text, R_TITLE, "In detail");
		for (size_t i = 0; i < p->count; i++) {
			if (!json_count(p->steps[i].diff))
				continue;
			adopt_add_line(f, "~", R_WARN, p->steps[i].kind, p->steps[i].name,
				       "");
			context_diff(&f->page.text, p->steps[i].diff);
		}
	}
	return GO_STAY;
}

static void adopt_start(struct context *d, void *me)
{
	struct adopt *f = me;

	candidate_picker_drop(&f->candidates);
	page_wait(&f->page, d, TASK_FOUND);
}

static void adopt_failed(struct loop *loop, struct context *d, void *me)
{
	struct adopt *f = me;

	(void)loop;
	if (candidate_picker_asks(&f->candidates, d))
		page_show(&f->page);
}

static enum go adopt_key(struct loop *loop, struct context *d, void *me, struct key k)
{
	struct adopt *f = me;

	if (candidate_picker_is_open(&f->candidates))
		return candidate_picker_page_key(&f->candidates, loop, d, &f->page, k);
	if (k.ch == L'a')
		return GO_NEXT;
	if (k.code != K_ENTER)
		return GO_PASS;
	loop_note(loop, R_WARN, "a records what is shown, Esc goes back");
	return GO_STAY;
}

static void adopt_draw(const struct context *d, const void *me, struct box at)
{
	const struct adopt *f = me;

	(void)d;
	if (candidate_picker_is_open(&f->candidates)) {
		candidate_picker_draw(&f->candidates, at);
		return;
	}
	put_fmt(at, 0, 0, R_TEXT, "%zu as the template wants, %zu otherwise, %zu not there",
		f->same, f->differing, f->missing);
	put_cut(at, at.h - 1, 0, at.w, R_TEXT, "a records it as it is. Esc goes back.");
	textview_draw(&f->page.text, box_part(at, 2, 0, at.h - 4, at.w));
}

static const struct page_type adopt_page = {
	.waiting = "Looking what is there",
	.failure_margin = 2,
	.start = adopt_start,
	.build = adopt_build,
	.failed = adopt_failed,
	.key = adopt_key,
	.draw = adopt_draw,
};

static void adopt_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	page_enter(me, model, &adopt_page);
}

static void adopt_drop(void *me)
{
	struct adopt *f = me;

	candidate_picker_drop(&f->candidates);
	page_drop(me);
}

static const struct hint *adopt_hinting(const void *model, const void *me)
{
	static const struct hint all[] = {
		{ HINT_APPLY, "Record" }, { HINT_ESC, NULL }, { HINT_SCROLL, NULL }, { 0 }
	};
	const struct adopt *f = me;

	(void)model;
	return candidate_picker_is_open(&f->candidates) ? candidate_picker_hints : all;
}

static bool adopt_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Adopt";
	out->text = "A set-up that was made by hand gets a record, so that it can be verified, "
		    "mended and its keys renewed. What bears the tag accredit:setup of this "
		    "name counts as made by accredit, and is removed with it; all else never "
		    "is.";
	return true;
}

/* Verify skips this screen, unless the operator chose to record what was compared. */
static bool adopt_wanted(const void *model)
{
	const struct context *d = model;

	return d->purpose == FOR_ADOPT;
}

const struct screen screen_adopt = {
	.name = "found",
	.title = "What is there",
	.state_size = sizeof(struct adopt),
	.confirms = true,
	.wanted = adopt_wanted,
	.enter = adopt_enter,
	.draw = page_draw,
	.key = page_key,
	.news = page_news,
	.animated = context_is_animated,
	.drop = adopt_drop,
	.help = adopt_help,
	.quit_text = context_quit_text,
	.hints_now = adopt_hinting,
};

const struct flow flow_adopt = {
	.name = "adopt",
	.title = "Adopt",
	.steps = true,
	.screens = (const struct screen *const[]){ &screen_platform, &screen_method,
						   &screen_names, &screen_policy,
						   &screen_values, &screen_adopt,
						   &screen_apply, &screen_summary, NULL },
};

const struct screens_journey screens_journey_adopt = {
	.flow = &flow_adopt,
	.begin = journey_flow_answers,
	.purpose = FOR_ADOPT,
	.starts_afresh = true,
};
