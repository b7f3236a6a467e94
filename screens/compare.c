/* compare.c - Verify: a setup compared with its record or its template. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "screens/candidate_picker.h"
#include "screens/page.h"
#include "screens/popup.h"
#include "wizard/accept.h"
#include "wizard/describe.h"
#include "wizard/surroundings.h"

struct compare {
	struct page page;
	struct tally tally;
	bool moved; /* what the setup depends on has changed */
	bool undecided; /* some of it could not be determined */
	size_t extras; /* additions that were not accepted */
	size_t acceptable; /* of those, what can be accepted */
	bool unrecorded; /* the setup was created manually: it has no record */
	struct candidate_picker candidates; /* of such a setup */
};

static bool compare_differs(const struct compare *c)
{
	return c->tally.create || c->tally.update || c->tally.remove;
}

/* What else was found: extras, the age of keys, changes since the last comparison. */
static void compare_add_events(struct compare *c, const struct json *around)
{
	if (json_count(around))
		textview_line(&c->page.text, R_TEXT, "");
	json_each(event, around) {
		const char *name = json_str(event, "event");
		struct json *one = json_list_new();
		struct buf line = BUF(BUF_TEXT);
		enum role role = R_QUIET;

		/* Differences, and events that may be one. */
		json_push(one, json_copy(event));
		if (surroundings_count_extras(one))
			role = R_FAIL;
		else if (str_eq(name, "trust") || str_eq(name, "undecided"))
			role = R_WARN;
		json_free(one);
		describe_event(&line, event);
		textview_line(&c->page.text, role, line.s);
		textview_hang(&c->page.text, 2);
		buf_free(&line);
	}
}

static enum go compare_build(struct context *d, void *me)
{
	struct compare *c = me;
	struct textview *text = &c->page.text;

	textview_free(text);
	c->tally = wizard_tally(d->w);
	context_steps(text, d->w->j.plan);
	compare_add_events(c, d->w->verify.around);
	c->moved = surroundings_moved(d->w->verify.around);
	c->extras = surroundings_count_extras(d->w->verify.around);
	c->undecided = surroundings_any_undecided(d->w->verify.around);
	c->acceptable = c->unrecorded || surroundings_interrupted(d->w->verify.around) ?
		0 :
		accept_count(d->w->verify.around);
	if (!compare_differs(c))
		return GO_STAY;
	textview_line(text, R_TEXT, "");
	textview_line(text, R_TITLE, "In detail");
	context_changes(text, d->w->j.plan);
	textview_line(text, R_TEXT, "");
	textview_line(text, R_QUIET,
		      "Lines with - are in the account, lines with + are "
		      "what it should be.");
	textview_span(text, R_QUIET,
		      c->unrecorded ? " a records it as it is, and Repair "
				      "then mends what you choose." :
				      " m goes to Repair, which mends what "
				      "you choose.");
	return GO_STAY;
}

static void compare_start(struct context *d, void *me)
{
	struct compare *c = me;

	candidate_picker_drop(&c->candidates);
	c->unrecorded |= d->purpose == FOR_VERIFY_UNRECORDED;
	d->purpose = c->unrecorded ? FOR_VERIFY_UNRECORDED : FOR_VERIFY;
	page_wait(&c->page, d, c->unrecorded ? TASK_BY_HAND : TASK_COMPARE);
}

static void compare_failed(struct loop *loop, struct context *d, void *me)
{
	struct compare *c = me;

	(void)loop;
	if (c->unrecorded && candidate_picker_asks(&c->candidates, d))
		page_show(&c->page);
}

static void compare_news(struct loop *loop, struct context *d, void *me, enum task ended)
{
	if (ended != TASK_ACCEPT)
		return;
	if (d->ok)
		page_refresh(me, d);
	else
		popup_err(loop, "Accept", &d->err);
}

/* The evidence for each resource; those that differ first. */
static void compare_show_evidence(struct loop *loop, const struct context *d)
{
	static const char *const verdicts[] = { "no", "cannot-tell", "yes" };
	struct buf text = BUF(BUF_TEXT);

	for (size_t i = 0; i < 3; i++)
		json_each(event, d->w->verify.compared) {
			const struct comparison one = comparison_read(event);

			if (str_eq(one.verdict, verdicts[i])) {
				const struct json *evidence = one.evidence;

				buf_fmt(&text, "%s%s %s\n", text.len ? "\n" : "", one.kind,
					one.name);
				buf_fmt(&text, "call     %s\ntime     %s\n",
					json_str(evidence, "call"),
					json_str(evidence, "time"));
				if (*json_str(evidence, "request_id"))
					buf_fmt(&text, "request  %s\n",
						json_str(evidence, "request_id"));
				buf_fmt(&text, "%s\n", json_str(evidence, "text"));
			}
		}
	popup_message(loop, R_TEXT, "What AWS was asked", text.s);
	buf_free(&text);
}

static enum go compare_accept_answer(struct loop *loop, void *model, void *me, bool yes)
{
	struct context *d = model;

	(void)loop;
	(void)me;
	if (yes)
		context_do(d, TASK_ACCEPT);
	return GO_STAY;
}

static enum go compare_key(struct loop *loop, struct context *d, void *me, struct key k)
{
	struct compare *c = me;

	if (candidate_picker_is_open(&c->candidates))
		return candidate_picker_page_key(&c->candidates, loop, d, &c->page, k);
	if (k.code == K_ENTER)
		return GO_NEXT;
	if (k.ch == L'a' && c->unrecorded) {
		d->purpose = FOR_ADOPT;
		return GO_NEXT;
	}
	if (k.ch == L'a' && c->acceptable) {
		struct buf text = BUF(BUF_TEXT);

		/* Shows what would be recorded. */
		accept_words(&text, d->w->verify.around);
		buf_str(&text,
			"\nWhat is accepted does not count as a difference until it "
			"changes.");
		popup_ask(loop, "Accept this?", text.s, "accept it", compare_accept_answer);
		buf_free(&text);
	} else if (k.ch == L'e') {
		compare_show_evidence(loop, d);
	} else if (k.ch == L'm' && compare_differs(c) && !c->unrecorded) {
		d->open_at = &screen_differences;
		loop_start(loop, &flow_repair);
	} else {
		return GO_PASS;
	}
	return GO_STAY;
}

/* The first line: the result. */
static void compare_draw_result(const struct compare *c, struct box at)
{
	const char *as = c->unrecorded ? "the template wants" : "it was made";
	char more[40] = "";

	if (c->extras)
		snprintf(more, sizeof(more), ", %zu more than wanted", c->extras);
	if (compare_differs(c))
		put_fmt(at, 0, 0, R_FAIL, "%s It is not as %s: %zu missing, %zu changed%s.",
			glyphs()->fail, as, c->tally.create,
			c->tally.update + c->tally.remove, more);
	else if (c->extras)
		put_fmt(at, 0, 0, R_FAIL,
			"%s All of it is there, and %zu more than wanted.", glyphs()->fail,
			c->extras);
	else if (c->moved)
		put_fmt(at, 0, 0, R_FAIL,
			"%s What it made is as it was, but not what it "
			"stands on.",
			glyphs()->fail);
	else if (c->undecided)
		put_fmt(at, 0, 0, R_WARN,
			"? Not all of it could be told; the rest is as %s.", as);
	else if (c->tally.unread)
		put_fmt(at, 0, 0, R_WARN,
			"? %zu of it could not be looked at; the rest is as "
			"%s.",
			c->tally.unread, as);
	else
		put_fmt(at, 0, 0, R_DONE, "%s All %zu things are as %s.", glyphs()->done,
			c->tally.none + c->tally.adopt,
			c->unrecorded ? as : "they were made");
}

static void compare_draw(const struct context *d, const void *me, struct box at)
{
	const struct compare *c = me;

	if (candidate_picker_is_open(&c->candidates)) {
		candidate_picker_draw(&c->candidates, at);
		return;
	}
	compare_draw_result(c, at);
	textview_draw(&c->page.text, box_part(at, 2, 0, at.h - 4, at.w));
	put_cut(at, at.h - 1, 0, at.w, R_TEXT,
		!d->has_probe ? "Enter goes on." :
			compare_differs(c) && !c->unrecorded ?
				"m mends it; Enter goes on to the probe, which may fail." :
			d->has_worker || !d->has_key ? "Enter goes on to the probe." :
						       "Enter goes on to try the key.");
}

static const struct page_type compare_page = {
	.waiting = "Comparing it with the account",
	.failure_margin = 2,
	.start = compare_start,
	.build = compare_build,
	.failed = compare_failed,
	.news = compare_news,
	.key = compare_key,
	.draw = compare_draw,
};

static void compare_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	page_enter(me, model, &compare_page);
}

static void compare_drop(void *me)
{
	struct compare *c = me;

	candidate_picker_drop(&c->candidates);
	page_drop(me);
}

static const struct hint *compare_hints(const void *model, const void *me)
{
	static const struct hint read[] = {
		{ HINT_ENTER, "Continue" }, { HINT_ESC, NULL },	    { HINT_SCROLL, NULL },
		{ HINT_EVIDENCE, NULL },    { HINT_REFRESH, NULL }, { 0 }
	};
	static const struct hint differing[] = { { HINT_REPAIR, NULL },
						 { HINT_ENTER, "Continue" },
						 { HINT_ESC, NULL },
						 { HINT_SCROLL, NULL },
						 { HINT_EVIDENCE, NULL },
						 { HINT_REFRESH, NULL },
						 { 0 } };
	static const struct hint more[] = { { HINT_APPLY, "Accept" },
					    { HINT_ENTER, "Continue" },
					    { HINT_ESC, NULL },
					    { HINT_SCROLL, NULL },
					    { HINT_EVIDENCE, NULL },
					    { HINT_REFRESH, NULL },
					    { 0 } };
	static const struct hint both[] = {
		{ HINT_REPAIR, NULL },	    { HINT_APPLY, "Accept" },
		{ HINT_ENTER, "Continue" }, { HINT_ESC, NULL },
		{ HINT_SCROLL, NULL },	    { HINT_EVIDENCE, NULL },
		{ HINT_REFRESH, NULL },	    { 0 }
	};
	static const struct hint unrecorded[] = { { HINT_APPLY, "Adopt" },
						  { HINT_ENTER, "Continue" },
						  { HINT_ESC, NULL },
						  { HINT_SCROLL, NULL },
						  { HINT_EVIDENCE, NULL },
						  { HINT_REFRESH, NULL },
						  { 0 } };
	const struct compare *c = me;

	if (candidate_picker_is_open(&c->candidates))
		return page_hints(&c->page, model, candidate_picker_hints);
	if (c->acceptable)
		return page_hints(&c->page, model, compare_differs(c) ? both : more);
	if (c->unrecorded)
		return page_hints(&c->page, model, unrecorded);
	return page_hints(&c->page, model, compare_differs(c) ? differing : read);
}

static bool compare_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Verify";
	out->text = "First what the set-up made is compared with what is in the account "
		    "now. Then, if you consent, a worker proves that it still works. "
		    "Nothing is changed. e shows what AWS was asked, when, and what it said. "
		    "a accepts what is there beyond what is wanted: it is recorded, and does "
		    "not count as a difference until it changes.";
	return true;
}

const struct screen screen_compare = {
	.name = "compare",
	.title = "Verify",
	.state_size = sizeof(struct compare),
	.enter = compare_enter,
	.draw = page_draw,
	.key = page_key,
	.news = page_news,
	.animated = context_is_animated,
	.drop = compare_drop,
	.hints_now = compare_hints,
	.help = compare_help,
	.quit_text = context_quit_text,
};
