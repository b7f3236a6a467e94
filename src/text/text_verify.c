/*
 * text_verify.c - one setup compared and proved, one created manually, or all of them;
 * see text_internal.h.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "text/text_internal.h"
#include "wizard/accept.h"
#include "wizard/compare_all.h"
#include "wizard/comparison_words.h"
#include "wizard/describe.h"
#include "wizard/surroundings.h"

/* --- one ---------------------------------------------------------------------------- */

/* The verdict, and what differs. Whether something does, or could not be determined. */
static bool text_verify_say_compared(struct text *t, bool of_template)
{
	const struct plan *p = t->w->j.plan;
	const struct comparison_verdict v = comparison_verdict(p, t->w->verify.around);
	struct buf text = BUF(BUF_TEXT);

	comparison_verdict_words(&text, &v, of_template);
	say(t, "'%s': %s", t->w->j.answers.name, text.s);
	buf_reset(&text);
	comparison_rows(&text, p, false);
	say_text(t, text.s);
	buf_free(&text);
	json_each(event, t->w->verify.around) {
		struct buf line = BUF(BUF_TEXT);

		describe_event(&line, event);
		say_text(t, line.s);
		buf_free(&line);
	}
	return !comparison_matches(&v);
}

/* What was added is recorded as accepted, where that is wanted. True: it was. */
static bool text_verify_offer_accept(struct text *t)
{
	size_t n = accept_count(t->w->verify.around);
	struct buf lines = BUF(BUF_TEXT);

	if (!n || t->leaving || surroundings_interrupted(t->w->verify.around))
		return false;
	accept_words(&lines, t->w->verify.around);
	say(t, "Additions:");
	say_text(t, lines.s);
	buf_free(&lines);
	return confirm(t, n == 1 ? "Accept this addition?" : "Accept these additions?",
		       ACCEPT_CONSEQUENCE) == REPLY_YES &&
		work(t, TASK_ACCEPT);
}

/* What became of a hand-off. True: not all of it is there, so it still waits. */
static bool text_verify_say_awaited(struct text *t)
{
	const struct awaited *a = &t->w->verify.awaited;
	struct buf text = BUF(BUF_TEXT);

	if (!a->missing)
		return false;
	awaited_says(&text, a, t->w->setup);
	awaited_left_words(&text, a, &t->w->j);
	say_text(t, text.s);
	buf_free(&text);
	return json_count(a->missing);
}

static void text_verify_one(struct text *t)
{
	char name[64];
	bool differs;

	if (!work(t, TASK_COMPARE))
		return;
	if (text_verify_say_awaited(t)) {
		text_verify_say_compared(t, false);
		t->code = 2;
		t->begun = true;
		return;
	}
	differs = text_verify_say_compared(t, false);
	if (text_verify_offer_accept(t) && work(t, TASK_COMPARE))
		differs = text_verify_say_compared(t, false);
	t->code = differs ? 2 : 0;
	t->begun = true;
	text_proof(t);
	if (!differs)
		return;
	t->code = t->code ? t->code : 2;
	snprintf(name, sizeof(name), "%s", t->w->setup);
	if (!t->leaving && plan_differs(t->w->j.plan))
		text_repair(t, name);
}

/* --- all of them ---------------------------------------------------------------------- */

/* One of those that differ, to be shown in detail; its name is in
 * w->setup. */
static bool text_verify_pick_odd(struct text *t, const struct compared_list *all)
{
	struct option *options = xcalloc(all->count + 1, sizeof(*options));
	struct choice c = { .what = "Show", .options = options };
	struct arena arena = { NULL };
	int chosen = CHOSE_BACK;

	for (const struct compared *row = all->rows; row < all->rows + all->count; row++)
		if (row->outcome != OUTCOME_AS_WANTED)
			options[c.count++] = (struct option){
				.name = row->name,
				.title = arena_fmt(&arena, "%s: %s", row->name, row->text)
			};
	c.marked = c.count;
	if (c.count) {
		say_options(t, &c);
		say(t, "  b  back");
		chosen = choose(t, &c);
	}
	if (chosen >= 0)
		snprintf(t->w->setup, sizeof(t->w->setup), "%s", options[chosen].name);
	arena_free(&arena);
	free(options);
	return chosen >= 0;
}

void text_verify_all(struct text *t)
{
	struct compared_list all;
	struct buf text = BUF(256);
	struct progress p;
	int code;

	if (!work(t, TASK_ALL))
		return;
	all = compared_list_copy(&t->w->verify.all, 0);
	compared_list_sort(&all);
	compared_list_words(&text, &all);
	say(t, "%s.", text.s);
	code = compared_list_count(&all, OUTCOME_AS_WANTED) < all.count ? 2 : 0;
	if (compared_list_count(&all, OUTCOME_FAILED))
		code = 1;
	wizard_progress(t->w, &p);
	if (p.done < p.all) {
		say(t, "Stopped: %zu not checked.", p.all - p.done);
		code = 1;
	}
	t->code = code;
	t->begun = true;
	while (!t->leaving && text_verify_pick_odd(t, &all)) {
		t->w->verify.from_all = true;
		text_verify_one(t);
	}
	t->code = code;
	if (code == 1) {
		/* For those who read only the last line. */
		err_set(&t->why, ERR_SERVICE, "not all setups could be compared");
		err_hint(&t->why,
			 "see the lines above; 'accredit verify SETUP' checks one alone");
	}
	buf_free(&text);
	compared_list_free(&all);
}

/* --- one created manually -------------------------------------------------------------- */

bool text_by_hand(struct text *t)
{
	bool differs;

	t->back = false;
	if (!text_work_found(t, TASK_BY_HAND))
		return false;
	differs = text_verify_say_compared(t, true);
	t->code = differs ? 2 : 0;
	t->begun = true;
	t->asking = false;
	text_proof(t);
	t->code = t->code ? t->code : differs ? 2 : 0;
	/* It is recorded as it is, where that is wanted. */
	if (!t->leaving &&
	    confirm(t, "Adopt it?",
		    "It is recorded as it is; nothing in AWS changes. You can then "
		    "repair the differences you select.") == REPLY_YES)
		text_found(t);
	return true;
}

/* --- which ---------------------------------------------------------------------------- */

enum which { NONE, ONE, ALL, BY_HAND };

static enum which text_verify_ask_which(struct text *t)
{
	const struct setups *all = &t->w->setups;
	size_t made = all->count, n = 0;
	struct option *options = xcalloc(made + 2, sizeof(*options));
	struct choice c = { .what = "Verify", .options = options };
	struct arena arena = { NULL };
	enum which which;
	int chosen;

	if (made > 1)
		options[n++] = (struct option){ .name = "all", .title = "All setups" };
	for (size_t i = 0; i < made; i++)
		options[n++] = (struct option){ .name = all->rows[i].answers.name,
						.title = text_about(&arena,
								    &all->rows[i]) };
	options[n++] = (struct option){ .name = "by hand",
					.title = "Created manually: not "
						 "yet recorded in accredit" };
	c.count = n;
	c.marked = made == 1 ? 0 : n;
	say_options(t, &c);
	chosen = choose(t, &c);
	which = chosen < 0 ? NONE : (size_t)chosen == n - 1 ? BY_HAND :
		made > 1 && !chosen ? ALL : ONE;
	if (which == ONE)
		snprintf(t->w->setup, sizeof(t->w->setup), "%s", options[chosen].name);
	arena_free(&arena);
	free(options);
	return which;
}

void text_verify(struct text *t, const char *setup)
{
	enum which which = ONE;

	wizard_load_setups(t->w);
	t->asking = false;
	t->w->verify.from_all = false;
	if (*setup)
		snprintf(t->w->setup, sizeof(t->w->setup), "%s", setup);
	else
		which = text_verify_ask_which(t);
	if (which == ONE)
		text_verify_one(t);
	else if (which == ALL)
		text_verify_all(t);
	else if (which == BY_HAND)
		text_ask_by_hand(t);
}

static void text_verify_chosen(struct text *t)
{
	if (text_sign_in(t))
		text_verify(t, "");
}

/* All of them, one created manually, or the one that is named. */
static void text_verify_opened(struct text *t)
{
	const struct answers *given = t->start->given;
	struct err err = ERR_INIT;
	bool taken = false;
	char name[64];

	if (t->start->handoff && !verification_take(t->w, given, &taken, &err)) {
		say_err(t, "Not accepted", &err);
	} else if (taken) {
		if (text_sign_in(t)) {
			snprintf(name, sizeof(name), "%s", t->w->setup);
			text_say_who(t);
			text_verify(t, name);
		}
	} else if (given && *given->platform) {
		text_given_by_hand(t);
	} else if (!t->start->all) {
		text_open_setup(t, text_verify);
	} else if (text_sign_in(t)) {
		text_say_who(t);
		text_verify_all(t);
	}
}

const struct text_journey text_journey_verify = {
	.chosen = text_verify_chosen,
	.opened = text_verify_opened,
};
