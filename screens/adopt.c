/* adopt.c - Adopt: what exists of a setup created manually, before it is recorded. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/plan.h"
#include "screens/button_row.h"
#include "screens/candidate_picker.h"
#include "screens/journey_flow.h"
#include "screens/page.h"
#include "wizard/describe.h"
#include "wizard/surroundings.h"

/* In the order of the screen. A resource that does not exist has no step in such a plan. */
enum found_how { FOUND_MISSING, FOUND_DIFFERING, FOUND_MATCHING, FOUND_KINDS };

struct adopt {
	struct page page;
	size_t counts[FOUND_KINDS];
	bool json; /* policy documents are shown as JSON */
	struct button_row buttons;
	struct candidate_picker candidates;
};

static const struct button adopt_buttons[] = { { "Record", L'a', false },
					       { "Back", 0, false },
					       { NULL, 0, false } };

static void adopt_add_line(struct adopt *f, const char *mark, enum role role,
			   const struct resource *resource, const char *how)
{
	textview_fmt(&f->page.text, role, "%s ", mark);
	textview_span(&f->page.text, R_TEXT, kind_label(resource->kind));
	textview_span(&f->page.text, R_TEXT, " ");
	textview_span(&f->page.text, R_LINK, resource->name);
	textview_span(&f->page.text, role, how);
	textview_hang(&f->page.text, 2);
}

/* Adds it to the part of the screen that it belongs to. */
static void adopt_add_resource(struct adopt *f, const struct context *d,
			       enum found_how part, const struct resource *resource)
{
	const struct step *step = journey_step_of(&d->w->j, resource->id);
	bool allowed = json_get(d->w->j.plan->allowed, resource->id);

	enum found_how how = step && json_count(step->diff) ? FOUND_DIFFERING :
		step || allowed				    ? FOUND_MATCHING :
							      FOUND_MISSING;

	if (how != part)
		return;
	f->counts[how]++;
	if (how == FOUND_DIFFERING) {
		adopt_add_line(f, "~", R_CHANGE, resource, " differs");
		context_step_diff(&f->page.text, d->w->j.plan, step, f->json);
	} else if (how == FOUND_MATCHING) {
		adopt_add_line(f, glyphs()->done, R_DONE, resource,
			       step ? "" :
				      " is missing, but other policies allow the same");
	} else {
		adopt_add_line(f, glyphs()->fail, R_WARN, resource, " is missing");
	}
}

static enum go adopt_build(struct context *d, void *me)
{
	const struct resources *all = &d->w->j.plan->resources;
	struct adopt *f = me;

	textview_free(&f->page.text);
	for (enum found_how part = 0; part < FOUND_KINDS; part++) {
		f->counts[part] = 0;
		for (size_t i = 0; i < all->count; i++)
			adopt_add_resource(f, d, part, all->items[i]);
		if (part == FOUND_DIFFERING && f->counts[part])
			textview_fmt(&f->page.text, R_QUIET, "  - current %s + expected",
				     glyphs()->dot);
	}
	/* Additions with their risks, and what could not be determined. */
	json_each(event, d->w->verify.around) {
		bool extra = surroundings_is_extra(event);
		struct buf text = BUF(BUF_TEXT);

		if (extra || str_eq(json_str(event, "event"), "undecided")) {
			describe_event(&text, event);
			textview_fmt(&f->page.text, extra ? R_FAIL : R_WARN, "%s ",
				     glyphs()->warn);
			textview_span(&f->page.text, extra ? R_FAIL : R_WARN, text.s);
			textview_hang(&f->page.text, 2);
		}
		buf_free(&text);
	}
	textview_line(&f->page.text, R_TEXT, "");
	textview_fmt(
		&f->page.text, R_QUIET,
		"It is recorded as it is, under the name '%s'; nothing in AWS changes. "
		"You can then verify it and repair differences.",
		d->w->j.answers.name);
	f->buttons.at = 0;
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
	if (k.ch == L'J') {
		f->json = !f->json;
		return adopt_build(d, f);
	}
	switch (button_row_key(&f->buttons, adopt_buttons, k)) {
	case 0:
		return GO_NEXT;
	case 1:
		return GO_BACK;
	case BUTTON_MOVED:
		return GO_STAY;
	default:
		return GO_PASS;
	}
}

static void adopt_draw(const struct context *d, const void *me, struct box at)
{
	const struct adopt *f = me;

	(void)d;
	if (candidate_picker_is_open(&f->candidates)) {
		candidate_picker_draw(&f->candidates, at);
		return;
	}
	put_fmt(at, 0, 0, R_TEXT, "Found: %zu match%s, %zu differ%s, %zu missing",
		f->counts[FOUND_MATCHING], f->counts[FOUND_MATCHING] == 1 ? "es" : "",
		f->counts[FOUND_DIFFERING], f->counts[FOUND_DIFFERING] == 1 ? "s" : "",
		f->counts[FOUND_MISSING]);
	textview_draw(&f->page.text, box_part(at, 2, 0, at.h - 4, at.w));
	button_row_draw(&f->buttons, adopt_buttons, box_part(at, at.h - 1, 0, 1, at.w));
}

static const struct page_type adopt_page = {
	.waiting = "Reading what exists in the account",
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
	static const struct hint all[2][8] = {
		{ { HINT_ENTER, "Record" },
		  { HINT_TAB, NULL },
		  { HINT_ESC, NULL },
		  { HINT_REFRESH, NULL },
		  { HINT_JSON, NULL },
		  { HINT_APPLY, "Record" },
		  { HINT_SCROLL, NULL },
		  { 0 } },
		{ { HINT_ENTER, "Back" },
		  { HINT_TAB, NULL },
		  { HINT_ESC, NULL },
		  { HINT_REFRESH, NULL },
		  { HINT_JSON, NULL },
		  { HINT_APPLY, "Record" },
		  { HINT_SCROLL, NULL },
		  { 0 } },
	};
	const struct adopt *f = me;

	return page_hints(&f->page, model,
			  candidate_picker_is_open(&f->candidates) ?
				  candidate_picker_hints :
				  all[f->buttons.at ? 1 : 0]);
}

static bool adopt_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Adopt";
	out->text = "A setup that was created manually gets a record, so that it can be "
		    "verified and repaired and its keys rotated. Resources tagged "
		    "accredit:setup with its name count as created by accredit and are "
		    "removed with the setup. Nothing else is ever removed.";
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
	.title = "Record",
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
	.screens = (const struct screen *const[]){ &screen_platform, &screen_discovery,
						   &screen_method, &screen_names,
						   &screen_policy, &screen_values,
						   &screen_adopt, &screen_apply,
						   &screen_summary, NULL },
};

const struct screens_journey screens_journey_adopt = {
	.flow = &flow_adopt,
	.begin = journey_flow_answers,
	.purpose = FOR_ADOPT,
	.starts_afresh = true,
};
