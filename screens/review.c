/* review.c - the plan of a setup, before it is applied. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/aws_error.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "plan/plan.h"
#include "screens/page.h"
#include "screens/popup.h"
#include "wizard/describe.h"
#include "wizard/surroundings.h"

enum { TIGHT = 15 };	/* rows: below this no blank rows */

struct review {
	struct page page;
	struct tally tally;
	size_t replaced, refusals, risks, high, unjudged;
	size_t extras; /* additions that are kept and were not accepted */
	bool can_adopt; /* an existing resource conflicts, which can be adopted */
	const struct screen *form; /* the screen with the field to correct; NULL: none */
	char fail_on_text[100]; /* the result of --fail-on */
};

/* --fail-on stops a setup, but not Adopt, which only records. */
static bool review_is_stopped(const struct context *d)
{
	return d->purpose == FOR_SETUP && json_count(d->w->verify.deciding);
}

static size_t review_count_changes(const struct review *r)
{
	return r->tally.create + r->tally.update + r->tally.remove;
}

static void review_add_risk(struct review *r, const struct json *risk, enum role role)
{
	struct buf place = BUF(BUF_TEXT);

	textview_fmt(&r->page.text, role, "%s %s: ", glyphs()->warn,
		     json_str(risk, "level"));
	textview_span(&r->page.text, R_TEXT, json_str(risk, "text"));
	textview_hang(&r->page.text, 2);
	if (json_get(risk, "finding")) {
		describe_risk_place(&place, risk);
		textview_line(&r->page.text, R_QUIET, "  In: ");
		textview_span(&r->page.text, R_TEXT, place.s);
		textview_hang(&r->page.text, 4);
	}
	if (*json_str(risk, "remedy")) {
		textview_line(&r->page.text, R_QUIET, "  Instead: ");
		textview_span(&r->page.text, R_TEXT, json_str(risk, "remedy"));
		textview_hang(&r->page.text, 4);
	}
	buf_free(&place);
}

static void review_add_risks(struct review *r, const struct json *risks)
{
	static const struct { const char *level; enum role role; } levels[] = {
		{ "high", R_FAIL }, { "medium", R_WARN }, { "low", R_QUIET },
		{ "note", R_QUIET },
	};

	r->high = r->risks = r->unjudged = 0;
	if (json_count(risks))
		textview_line(&r->page.text, R_TITLE, "Risks and notes");
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		json_each(risk, risks) {
			if (!str_eq(json_str(risk, "level"), levels[i].level))
				continue;
			review_add_risk(r, risk, levels[i].role);
			r->high += i == 0;
			r->risks += i < 3;	/* a note is no risk */
			r->unjudged += json_get(risk, "judged") ? 1 : 0;
		}
	if (json_count(risks))
		textview_line(&r->page.text, R_TEXT, "");
}

/* Extras of existing roles and users, which a setup keeps. */
static void review_add_extras(struct review *r, const struct plan *plan)
{
	struct buf text = BUF(BUF_TEXT);
	char *rest = NULL;

	r->extras = surroundings_count_kept(plan->extras);
	surroundings_describe_extras(&text, plan->extras);
	if (text.len)
		textview_line(&r->page.text, R_TITLE,
			      "More than this setup wants: it stays");
	for (char *s = text.len ? strtok_r(text.s, "\n", &rest) : NULL; s;
	     s = strtok_r(NULL, "\n", &rest))
		textview_line(&r->page.text, R_WARN, s);
	if (text.len)
		textview_line(&r->page.text, R_TEXT, "");
	buf_free(&text);
}

static enum go review_build(struct context *d, void *me)
{
	struct review *r = me;
	const struct journey *j = &d->w->j;

	textview_free(&r->page.text);
	r->tally = wizard_tally(d->w);
	r->replaced = context_replaced(j->plan);
	if (review_count_changes(r) || r->tally.adopt)
		textview_line(&r->page.text, R_TITLE, "In short");
	else
		textview_line(&r->page.text, R_TITLE, "What is there");
	context_steps(&r->page.text, j->plan);
	textview_line(&r->page.text, R_TEXT, "");
	r->refusals = context_denied_steps(j->preflight);
	if (context_missing_permissions(&r->page.text, j->preflight))
		textview_line(&r->page.text, R_TEXT, "");
	review_add_extras(r, j->plan);
	review_add_risks(r, j->risks);
	if (j->pack && *j->pack->caution) {
		textview_line(&r->page.text, R_TITLE, "Caution");
		textview_line(&r->page.text, R_TEXT, j->pack->caution);
		textview_line(&r->page.text, R_TEXT, "");
	}
	if (r->tally.create || r->tally.update)
		textview_line(&r->page.text, R_TITLE, "In detail");
	context_changes(&r->page.text, j->plan);
	snprintf(r->fail_on_text, sizeof(r->fail_on_text),
		 "--fail-on %s: %zu finding%s, so this cannot "
		 "be applied.",
		 d->w->verify.fail_on ? d->w->verify.fail_on : "",
		 json_count(d->w->verify.deciding),
		 json_count(d->w->verify.deciding) == 1 ? "" : "s");
	return GO_STAY;
}

/* The form that asks for what the failure is about. */
static void review_find_form(struct review *r, const struct context *d)
{
	const struct pack_value *values[40];

	r->form = NULL;
	if (d->err.kind != ERR_INPUT && d->err.kind != ERR_CHOICE &&
	    d->err.kind != ERR_DENIED)
		return;
	if (str_eq(d->err.field, ERR_SETUP_NAME))
		r->form = &screen_names;
	for (int stage = STAGE_NAMES; stage <= STAGE_VALUES; stage++) {
		size_t n = wizard_questions(d->w, (enum stage)stage, values, 40);

		for (size_t i = 0; i < n; i++)
			if (str_eq(values[i]->name, d->err.field))
				r->form = stage == STAGE_NAMES ? &screen_names :
								 &screen_values;
	}
}

static void review_failed(struct loop *loop, struct context *d, void *me)
{
	struct review *r = me;

	(void)loop;
	review_find_form(r, d);
	r->can_adopt = d->err.kind == ERR_CHOICE && d->err.aws_error == AWS_ERROR_CONFLICT;
	if (r->form)
		textview_line(&r->page.text, R_TEXT, "\nEnter goes to the field.");
	if (r->can_adopt)
		textview_line(&r->page.text, R_TEXT, "\na adopts what is there, as it is.");
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

static enum go review_key(struct loop *loop, struct context *d, void *me, struct key k)
{
	const struct review *r = me;
	bool todo = review_count_changes(r) || r->tally.adopt;

	if (k.ch == L'a' && review_is_stopped(d)) {
		loop_note(loop, R_WARN,
			  "--fail-on %s: this cannot be applied; Esc goes back",
			  d->w->verify.fail_on);
		return GO_STAY;
	}
	if (k.ch == L'a' && todo) {
		char text[300], gone[40], over[40];

		if (!r->tally.remove && !r->replaced)
			return GO_NEXT;
		snprintf(text, sizeof(text),
			 "%s removed, and %s replaced in what is there. "
			 "The lines in red say which.",
			 context_count(gone, r->tally.remove, "thing is", "things are"),
			 context_count(over, r->replaced, "value is", "values are"));
		popup_ask(loop, "This takes something away", text, "apply it",
			  review_apply_answer);
		return GO_STAY;
	}
	if (k.code == K_ENTER && !todo) {
		d->applied = d->nothing_to_apply = true;
		loop_jump(loop, d->has_probe && !d->no_probe ? &screen_probe :
			  &screen_summary);
	} else if (k.code == K_ENTER || k.ch == L'a') {
		loop_note(loop, R_WARN, todo ? "a applies what is shown" :
			  "nothing is to be changed; Enter goes on");
	} else {
		return GO_PASS;
	}
	return GO_STAY;
}

static enum go review_failed_key(struct loop *loop, struct context *d, void *me,
				 struct key k)
{
	const struct review *r = me;

	if (r->form && k.code == K_ENTER) {
		snprintf(d->error_field, sizeof(d->error_field), "%s", d->err.field);
		d->field_error = d->err;
		loop_jump(loop, r->form);
		return GO_STAY;
	}
	if (r->can_adopt && k.ch == L'a') {
		d->purpose = FOR_ADOPT;
		loop_jump(loop, &screen_adopt);
		return GO_STAY;
	}
	return GO_PASS;
}

static void review_draw_counts(const struct review *r, struct box at)
{
	int col;

	if (!review_count_changes(r) && !r->tally.adopt && r->extras) {
		put_fmt(at, 0, 0, R_FAIL, "All that is wanted is there, and %zu more.",
			r->extras);
	} else if (!review_count_changes(r) && !r->tally.adopt) {
		put_cut(at, 0, 0, at.w, R_DONE, "All is as wanted: nothing is to be changed.");
	} else {
		col = put_fmt(at, 0, 0, R_ADD, "%zu to create", r->tally.create);
		col += put(at, 0, col, R_TEXT, ", ");
		col += put_fmt(at, 0, col, r->tally.update ? R_CHANGE : R_TEXT,
			       "%zu to change", r->tally.update);
		col += put(at, 0, col, R_TEXT, ", ");
		col += put_fmt(at, 0, col, r->tally.remove ? R_REMOVE : R_TEXT,
			       "%zu to remove", r->tally.remove);
		if (r->tally.adopt)
			put_fmt(at, 0, col, R_TEXT, ", %zu to adopt", r->tally.adopt);
	}
	col = 0;
	if (r->refusals)
		col = put_fmt(at, 1, 0, R_WARN, "%zu step%s may be refused", r->refusals,
			      r->refusals == 1 ? "" : "s");
	if (r->refusals && r->replaced)
		col += put(at, 1, col, R_TEXT, "; ");
	if (r->replaced)
		col += put_fmt(at, 1, col, R_REMOVE, "%zu replaced%s", r->replaced,
			       col ? "" : " in what is there");
	if (col && r->risks)
		col += put(at, 1, col, R_TEXT, "; ");
	if (r->risks)
		put_fmt(at, 1, col, r->high ? R_FAIL : R_WARN, "%zu risk%s, %zu high%s",
			r->risks, r->risks == 1 ? "" : "s", r->high,
			col ? "" : ": see below");
	else if (!col && r->unjudged)
		put_fmt(at, 1, 0, R_WARN, "%zu polic%s not judged: see below", r->unjudged,
			r->unjudged == 1 ? "y was" : "ies were");
	else if (!col)
		put(at, 1, 0, R_QUIET, "none of the known risks was found");
}

static void review_draw(const struct context *d, const void *me, struct box at)
{
	const struct review *r = me;
	int col;

	review_draw_counts(r, at);
	textview_draw(&r->page.text,
		      at.h < TIGHT ? box_part(at, 2, 0, at.h - 3, at.w) :
				     box_part(at, 3, 0, at.h - 5, at.w));
	if (review_is_stopped(d)) {
		put_cut(at, at.h - 1, 0, at.w, R_FAIL, r->fail_on_text);
	} else if (review_count_changes(r) || r->tally.adopt) {
		col = put(at, at.h - 1, 0, R_KEY, "a ");
		put_cut(at, at.h - 1, col, at.w - col, R_TEXT,
			"applies this. Nothing has been changed yet.");
	} else {
		col = put(at, at.h - 1, 0, R_KEY, "Enter ");
		put_cut(at, at.h - 1, col, at.w - col, R_TEXT,
			!d->has_probe || d->no_probe ? "goes on to the summary." :
			!d->has_key || d->has_worker ? "goes on to the probe." :
			"goes on to try the key.");
	}
}

static void review_draw_waiting(const struct context *d, const void *me, struct box at)
{
	const struct page *p = me;

	page_draw_waiting(p, d, at);
	if (p->state == PAGE_STOPPING)
		put(at, 5, 0, R_WARN, "stopping ...");
}

static const struct page_type review_page = {
	.waiting = "Comparing what is wanted with the account",
	.failure_title = "The plan could not be made.",
	.start = review_start,
	.build = review_build,
	.failed = review_failed,
	.key = review_key,
	.failed_key = review_failed_key,
	.draw = review_draw,
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
	/* After a failure: by whether a adopts, then by whether Enter goes to a field. */
	static const struct hint failed[2][2][5] = {
		{ { { HINT_REFRESH, "Retry" }, { HINT_ESC, NULL }, { 0 } },
		  { { HINT_ENTER, "Edit field" },
		    { HINT_REFRESH, "Retry" },
		    { HINT_ESC, NULL },
		    { 0 } } },
		{ { { HINT_APPLY, "Adopt" },
		    { HINT_REFRESH, "Retry" },
		    { HINT_ESC, NULL },
		    { 0 } },
		  { { HINT_APPLY, "Adopt" },
		    { HINT_ENTER, "Edit field" },
		    { HINT_REFRESH, "Retry" },
		    { HINT_ESC, NULL },
		    { 0 } } },
	};
	static const struct hint nothing[] = { { HINT_ENTER, "Continue" },
					       { HINT_REFRESH, NULL },
					       { HINT_ESC, NULL },
					       { 0 } };
	static const struct hint changes[] = { { HINT_APPLY, NULL },
					       { HINT_ESC, NULL },
					       { HINT_SCROLL, NULL },
					       { HINT_REFRESH, NULL },
					       { 0 } };
	static const struct hint decided[] = {
		{ HINT_ESC, NULL }, { HINT_SCROLL, NULL }, { HINT_REFRESH, NULL }, { 0 }
	};
	const struct review *r = me;

	if (page_has_failed(&r->page, model))
		return failed[r->can_adopt][r->form != NULL];
	if (review_is_stopped(model))
		return page_hints(&r->page, model, decided);
	return page_hints(&r->page, model,
			  review_count_changes(r) || r->tally.adopt ? changes : nothing);
}

static bool review_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Review";
	out->text = "Green lines with + come, yellow ones with ~ change, red ones with - "
		    "go. Lines with = stay. Nothing is done before you press a, and every "
		    "step is recorded before it is done. Risks say what the documents "
		    "allow beyond what is needed. Steps that may be refused are named with "
		    "what an administrator would have to allow: advice, a applies all the same.";
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
