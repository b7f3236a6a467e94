/* review.c - the plan of a setup, before it is applied. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "screens/button_row.h"
#include "screens/page.h"
#include "screens/popup.h"
#include "screens/review_text.h"

enum { TIGHT = 15 };	/* rows: below this no blank rows */

struct review {
	struct page page;
	struct review_facts facts;
	bool can_adopt; /* an existing resource conflicts, which can be adopted */
	const struct screen *form; /* the screen with the field to correct; NULL: none */
	char fail_on_text[100]; /* the result of --fail-on */
	char apply[60];		/* the label of the first button */
	struct button_row buttons;
	bool json; /* policy documents are shown as JSON */
};

enum { BUTTONS = 6 }; /* at most, with the end of the table */

/* --fail-on stops a setup, but not Adopt, which only records. */
static bool review_is_stopped(const struct context *d)
{
	return d->purpose == FOR_SETUP && json_count(d->w->verify.deciding);
}

static enum go review_build(struct context *d, void *me)
{
	struct review *r = me;
	size_t changes, deciding = json_count(d->w->verify.deciding);

	textview_free(&r->page.text);
	review_text_build(&r->page.text, d, r->json, &r->facts);
	snprintf(r->fail_on_text, sizeof(r->fail_on_text),
		 "--fail-on %s: %zu finding%s, so this cannot be applied.",
		 d->w->verify.fail_on ? d->w->verify.fail_on : "", deciding,
		 deciding == 1 ? "" : "s");
	changes = r->facts.tally.create + r->facts.tally.update + r->facts.tally.remove;
	if (changes)
		snprintf(r->apply, sizeof(r->apply), "Apply %zu change%s", changes,
			 changes == 1 ? "" : "s");
	else
		snprintf(r->apply, sizeof(r->apply), "Record %zu resource%s",
			 r->facts.tally.adopt, r->facts.tally.adopt == 1 ? "" : "s");
	r->buttons.at = 0; /* a new plan: its first button is the default again */
	return GO_STAY;
}

/* The form that asks for what the failure is about. */
static void review_find_form(struct review *r, const struct context *d)
{
	r->form = NULL;
	if (d->err.kind != ERR_INPUT && d->err.kind != ERR_CHOICE &&
	    d->err.kind != ERR_DENIED)
		return;
	if (str_eq(d->err.field, ERR_SETUP_NAME))
		r->form = &screen_names;
	else if (d->w->j.pack && pack_value(d->w->j.pack, d->err.field))
		r->form = wizard_is_early(d->w, d->err.field) ? &screen_names :
								&screen_values;
}

static void review_failed(struct loop *loop, struct context *d, void *me)
{
	struct review *r = me;

	(void)loop;
	review_find_form(r, d);
	r->can_adopt = d->err.kind == ERR_CHOICE && d->err.aws_error == AWS_ERROR_CONFLICT;
	r->buttons.at = 0;
	textview_line(&r->page.text, R_TEXT, "\nNothing has been changed.");
	if (r->can_adopt)
		textview_line(
			&r->page.text, R_TEXT,
			"Adopt records the existing resources as they are, as a setup.");
}

static void review_start(struct context *d, void *me)
{
	d->nothing_to_apply = false;
	page_wait(me, d, TASK_PLAN);
}

static enum go review_apply_answer(struct loop *loop, void *model, void *me, bool yes)
{
	(void)loop;
	(void)model;
	(void)me;
	return yes ? GO_NEXT : GO_STAY;
}

static bool review_has_work(const struct review *r)
{
	return review_text_changes(&r->facts) || r->facts.tally.adopt;
}

/* The buttons of this state, and what each is for: letters are the accelerators. */
static void review_buttons(const struct review *r, const struct context *d,
			   struct button out[BUTTONS])
{
	bool failed = page_has_failed(&r->page, d), stopped = review_is_stopped(d);
	size_t n = 0;

	if (failed && r->form)
		out[n++] = (struct button){ "Edit field", L'e', false };
	if (failed && r->can_adopt)
		out[n++] = (struct button){ "Adopt", L'a', false };
	if (failed)
		out[n++] = (struct button){ "Retry", L'r', false };
	else if (review_has_work(r) && !stopped)
		out[n++] = (struct button){ r->apply, L'a',
					    r->facts.tally.remove || r->facts.replaced };
	else if (!stopped)
		out[n++] = (struct button){ "Continue", 0, false };
	if (!stopped && d->purpose == FOR_SETUP && (failed || review_has_work(r)))
		out[n++] = (struct button){ "Hand off", L'h', false };
	out[n++] = (struct button){ "Back", 0, false };
	out[n] = (struct button){ NULL, 0, false };
}

static enum go review_apply(struct loop *loop, const struct review *r)
{
	char text[300], gone[80] = "", over[80] = "";

	if (!r->facts.tally.remove && !r->facts.replaced)
		return GO_NEXT;
	if (r->facts.tally.remove)
		snprintf(gone, sizeof(gone), "%zu resource%s removed. ",
			 r->facts.tally.remove,
			 r->facts.tally.remove == 1 ? " is" : "s are");
	if (r->facts.replaced)
		snprintf(over, sizeof(over),
			 "%zu value%s of existing resources %s replaced. ",
			 r->facts.replaced, r->facts.replaced == 1 ? "" : "s",
			 r->facts.replaced == 1 ? "is" : "are");
	snprintf(text, sizeof(text), "%s%sSee the lines in red.", gone, over);
	popup_ask(loop, "Some changes remove or replace existing settings", text, "apply",
		  review_apply_answer);
	return GO_STAY;
}

/* Builds the text again in its other form, at the same place. */
static enum go review_turn(struct context *d, struct review *r)
{
	int top = r->page.text.top;
	size_t button = r->buttons.at;

	r->json = !r->json;
	review_build(d, r);
	r->page.text.top = top;
	r->buttons.at = button;
	return GO_STAY;
}

static enum go review_key(struct loop *loop, struct context *d, void *me, struct key k)
{
	struct review *r = me;
	struct button buttons[BUTTONS];
	int pressed;

	if (k.ch == L'J')
		return review_turn(d, r);
	if (k.ch == L'a' && review_is_stopped(d)) {
		loop_note(loop, R_WARN, "%s Press Esc to go back.", r->fail_on_text);
		return GO_STAY;
	}
	review_buttons(r, d, buttons);
	pressed = button_row_key(&r->buttons, buttons, k);
	if (pressed == BUTTON_MOVED)
		return GO_STAY;
	if (pressed == BUTTON_PASS && k.ch == L'a') {
		loop_note(loop, R_WARN, "Nothing to change. Press Enter to continue.");
		return GO_STAY;
	}
	if (pressed == BUTTON_PASS)
		return GO_PASS;
	if (buttons[pressed].letter == L'h') {
		loop_start(loop, &flow_handoff_now);
		return GO_STAY;
	}
	if (pressed || review_is_stopped(d))
		return GO_BACK;
	if (review_has_work(r))
		return review_apply(loop, r);
	d->applied = d->nothing_to_apply = true;
	loop_jump(loop, d->has_probe && !d->no_probe ? &screen_probe : &screen_summary);
	return GO_STAY;
}

static enum go review_failed_key(struct loop *loop, struct context *d, void *me,
				 struct key k)
{
	struct review *r = me;
	struct button buttons[BUTTONS];
	int pressed;

	review_buttons(r, d, buttons);
	pressed = button_row_key(&r->buttons, buttons, k);
	if (pressed == BUTTON_MOVED)
		return GO_STAY;
	if (pressed == BUTTON_PASS)
		return GO_PASS;
	switch (buttons[pressed].letter) {
	case L'e':
		snprintf(d->error_field, sizeof(d->error_field), "%s", d->err.field);
		d->field_error = d->err;
		loop_jump(loop, r->form);
		break;
	case L'a':
		d->purpose = FOR_ADOPT;
		loop_jump(loop, &screen_adopt);
		break;
	case L'r':
		page_refresh(&r->page, d);
		break;
	case L'h':
		loop_start(loop, &flow_handoff_now);
		break;
	default:
		return GO_BACK;
	}
	return GO_STAY;
}

/* The first row: what the plan does. */
static void review_draw_counts(const struct review *r, struct box at)
{
	int col = 0;

	if (!review_has_work(r) && r->facts.extras)
		put_fmt(at, 0, 0, R_FAIL,
			"Everything needed exists; %zu more than this setup needs.",
			r->facts.extras);
	else if (!review_has_work(r))
		put_cut(at, 0, 0, at.w, R_DONE,
			"Everything already matches. Nothing to change.");
	if (!review_has_work(r))
		return;
	const struct {
		size_t n;
		enum role role;
		const char *what;
	} counts[] = {
		{ r->facts.tally.create, R_ADD, "to create" },
		{ r->facts.tally.update, R_CHANGE, "to change" },
		{ r->facts.tally.remove, R_REMOVE, "to remove" },
		{ r->facts.tally.adopt, R_TEXT, "existing to record" },
	};

	/* where something is recorded there is no room for what is 0 */
	for (size_t i = 0; i < 4; i++) {
		if (!counts[i].n && (i == 3 || counts[3].n))
			continue;
		if (col)
			col += put_fmt(at, 0, col, R_TEXT, " %s ", glyphs()->dot);
		col += put_fmt(at, 0, col, counts[i].n ? counts[i].role : R_TEXT, "%zu %s",
			       counts[i].n, counts[i].what);
	}
}

/* The second row: what to know before. */
static void review_draw_warnings(const struct review *r, struct box at)
{
	const struct review_facts *f = &r->facts;
	char between[16];
	int col = 0;

	snprintf(between, sizeof(between), " %s ", glyphs()->dot);
	if (f->refusals)
		col += put_fmt(at, 1, col, R_WARN, "%zu step%s may be denied: h hands off",
			       f->refusals, f->refusals == 1 ? "" : "s");
	if (f->replaced)
		col += put_fmt(at, 1, col, R_REMOVE, "%s%zu value%s replaced",
			       col ? between : "", f->replaced,
			       f->replaced == 1 ? "" : "s");
	if (f->risks)
		put_fmt(at, 1, col, f->high ? R_FAIL : R_WARN,
			"%s%zu risk%s (%zu high), see below", col ? between : "", f->risks,
			f->risks == 1 ? "" : "s", f->high);
	else if (f->unjudged)
		put_fmt(at, 1, col, R_WARN, "%s%zu polic%s not checked, see below",
			col ? between : "", f->unjudged,
			f->unjudged == 1 ? "y was" : "ies were");
	else if (f->stated)
		put_fmt(at, 1, col, R_WARN, "%sSee the risks of the policy below",
			col ? between : "");
	else if (!col)
		put(at, 1, 0, R_QUIET, "No risky statements found");
}

static void review_draw_buttons(const struct review *r, const struct context *d,
				struct box at)
{
	struct button buttons[BUTTONS];

	review_buttons(r, d, buttons);
	button_row_draw(&r->buttons, buttons, box_part(at, at.h - 1, 0, 1, at.w));
}

static void review_draw(const struct context *d, const void *me, struct box at)
{
	const struct review *r = me;
	bool tight = at.h < TIGHT;
	const char *note = review_is_stopped(d) ? r->fail_on_text :
		review_has_work(r)		? "Nothing has been changed yet." :
						  "";

	review_draw_counts(r, at);
	review_draw_warnings(r, at);
	textview_draw(&r->page.text,
		      tight ? box_part(at, 2, 0, at.h - 4, at.w) :
			      box_part(at, 3, 0, at.h - 6, at.w));
	put_cut(at, at.h - 2, 0, at.w, review_is_stopped(d) ? R_FAIL : R_QUIET, note);
	review_draw_buttons(r, d, at);
}

static void review_draw_failed(const struct context *d, const void *me, struct box at)
{
	const struct review *r = me;

	textview_draw(&r->page.text, box_part(at, 0, 0, at.h - 2, at.w));
	review_draw_buttons(r, d, at);
}

static void review_draw_waiting(const struct context *d, const void *me, struct box at)
{
	const struct page *p = me;

	page_draw_waiting(p, d, at);
	if (p->state == PAGE_STOPPING)
		put(at, 5, 0, R_WARN, "Stopping ...");
}

static const struct page_type review_page = {
	.waiting = "Comparing the plan with the account",
	.failure_title = "The plan could not be prepared.",
	.start = review_start,
	.build = review_build,
	.failed = review_failed,
	.key = review_key,
	.failed_key = review_failed_key,
	.draw = review_draw,
	.draw_failed = review_draw_failed,
	.draw_waiting = review_draw_waiting,
};

/* Back from a later screen makes a new plan. */
static void review_enter(struct loop *loop, void *model, void *me)
{
	struct context *d = model;

	(void)loop;
	if (d->purpose == FOR_ADOPT) /* Back from Adopt */
		d->purpose = FOR_SETUP;
	page_enter(me, d, &review_page);
}

static const struct hint *review_hinting(const void *model, const void *me)
{
	static const struct hint failed[] = { { HINT_ENTER, NULL },
					      { HINT_TAB, NULL },
					      { HINT_REFRESH, "Retry" },
					      { HINT_ESC, NULL },
					      { 0 } };
	static const struct hint nothing[] = { { HINT_ENTER, "Continue" },
					       { HINT_ESC, NULL },
					       { HINT_REFRESH, NULL },
					       { 0 } };
	static const struct hint changes[] = {
		{ HINT_ENTER, NULL }, { HINT_TAB, NULL },     { HINT_ESC, NULL },
		{ HINT_JSON, NULL },  { HINT_SEARCH, NULL },  { HINT_SCROLL, NULL },
		{ HINT_APPLY, NULL }, { HINT_HANDOFF, NULL }, { HINT_REFRESH, NULL },
		{ 0 }
	};
	static const struct hint decided[] = {
		{ HINT_ESC, NULL },  { HINT_SCROLL, NULL },  { HINT_SEARCH, NULL },
		{ HINT_JSON, NULL }, { HINT_REFRESH, NULL }, { 0 }
	};
	const struct review *r = me;

	if (page_has_failed(&r->page, model))
		return failed;
	if (review_is_stopped(model))
		return page_hints(&r->page, model, decided);
	return page_hints(&r->page, model, review_has_work(r) ? changes : nothing);
}

static bool review_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Review";
	out->text =
		"+ (green) is created, ~ (yellow) is changed, - (red) is removed, = is "
		"unchanged. Nothing happens until you apply, and every step is recorded "
		"before it runs. Risks list what the policies allow beyond what the "
		"platform needs. Steps that you may not have permission for are listed "
		"with the permission to request; you can apply anyway, or hand off: h writes "
		"files for an administrator to apply. J shows policies as JSON.";
	return true;
}

const struct screen screen_review = {
	.name = "review",
	.title = "Review",
	.state_size = sizeof(struct review),
	.confirms = true,
	.enter = review_enter,
	.draw = page_draw,
	.key = page_key,
	.news = page_news,
	.animated = context_is_animated,
	.drop = page_drop,
	.hints_now = review_hinting,
	.help = review_help,
	.quit_text = context_quit_text,
};
