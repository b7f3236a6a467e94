/*
 * text_setups.c - setups that are there: resume, remove, look; see text_internal.h.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "probe/probe.h"
#include "text/text_internal.h"
#include "wizard/describe.h"
#include "wizard/setup_summary.h"

/* --- which ------------------------------------------------------------------- */

char *text_about(struct arena *a, const struct setup_row *row)
{
	const struct answers *answers = &row->answers;
	struct buf words = BUF(64);
	char *line;

	if (!*answers->platform)
		return arena_fmt(a, "%s: the key of user '%s', account %s, %s",
				 answers->name, json_str(answers->values, "USER_NAME"),
				 answers->account, row->state);
	verified_words(&words, &row->verified);
	line = arena_fmt(a, "%s: %s, method %s, region %s, account %s, %s, %s",
			 answers->name, answers->platform, answers->method, answers->region,
			 answers->account, row->state, words.s);
	buf_free(&words);
	return line;
}

/* Asks which setup; its name is then in w->setup. */
static bool text_setups_pick(struct text *t, const char *what, bool half_way)
{
	const struct setups *all = &t->w->setups;
	size_t n = 0;
	struct option *options = xcalloc(all->count + 1, sizeof(*options));
	struct arena arena = { NULL };
	struct choice c = { .what = what, .options = options };
	int chosen;

	for (size_t i = 0; i < all->count; i++) {
		const struct setup_row *row = &all->rows[i];

		if (!half_way || row->interrupted)
			options[n++] = (struct option){ .name = row->answers.name,
							.title = text_about(&arena, row) };
	}
	c.count = n;
	c.marked = n == 1 ? 0 : n;
	say_options(t, &c);
	chosen = choose(t, &c);
	if (chosen >= 0)
		snprintf(t->w->setup, sizeof(t->w->setup), "%s", options[chosen].name);
	free(options);
	arena_free(&arena);
	return chosen >= 0;
}

bool text_known(struct text *t, const char *setup, const char *what, bool half_way)
{
	wizard_load_setups(t->w);
	t->asking = false;
	if (*setup) {
		snprintf(t->w->setup, sizeof(t->w->setup), "%s", setup);
		return true;
	}
	if (!t->w->setups.count) {
		say(t, "No set-up was made here yet. 'Set up' in the menu makes one.");
		return false;
	}
	return text_setups_pick(t, what, half_way);
}

/* --- resume ------------------------------------------------------------------ */

static void text_setups_go_on(struct text *t)
{
	bool checked;

	/* The command line has said which way already; it still asks. */
	if (t->start->undo) {
		if (confirm(t, "Take back what was made?",
			    "What this run made is removed again, last made first; what "
			    "was there before stays.") != REPLY_YES)
			return;
		if (work(t, TASK_UNDO))
			say(t, "All that was made is taken back.");
		else
			text_after_failure(t);
		return;
	}
	t->code = 3;
	if (!text_after_failure(t))
		return;
	checked = json_count(json_get(t->w->run.report, "checks"));
	if (!t->w->j.undo && wizard_is_rotation(t->w)) {
		text_rotation_result(t);
		return;
	}
	if (t->w->j.undo || !t->w->j.plan->wanted)
		return;
	if (!checked)
		text_proof(t);
	if (!t->leaving)
		text_summary(t);
}

void text_resume(struct text *t, const char *setup)
{
	const struct probe_leftovers *all;

	wizard_load_setups(t->w);
	if (!*setup && !wizard_half_way(t->w)) {
		say(t, "Nothing is half-way.");
		t->code = 0;
	} else if (text_known(t, setup, "Resume", true)) {
		const struct setup_row *row = setups_find(&t->w->setups, t->w->setup);

		t->begun = true;
		if (row)
			say(t, "Set-up '%s': %s.", row->answers.name, row->state);
		if (row && row->interrupted)
			text_setups_go_on(t);
		else
			t->code = 0;
	}
	all = &t->w->sign_in.leftovers;
	for (size_t i = 0; i < all->count; i++)
		say(t,
		    all->item[i].is_group ?
			    "The security group %s of set-up '%s' is still there." :
			    "Worker %s of set-up '%s' is still alive.",
		    all->item[i].id, all->item[i].setup);
	if (t->leaving || !all->count)
		return;
	if (confirm(t, "End it?",
		    "A worker that no run will end any more ends itself "
		    "after 15 minutes; this ends it now. Where another accredit is "
		    "at work on it just now, answer n.") == REPLY_YES &&
	    work(t, TASK_LEFTOVERS))
		say(t, "Ended.");
}

/* A face that rotated its own key signs in with the new one, once it is known whose. */
static void text_setups_resume_chosen(struct text *t)
{
	if (t->w->signed_in || wizard_half_way(t->w) || text_sign_in(t))
		text_resume(t, "");
}

static void text_setups_resume_opened(struct text *t)
{
	if (t->start->setup) /* the sign-in looks for its rotation */
		snprintf(t->w->setup, sizeof(t->w->setup), "%s", t->start->setup);
	text_open_setup(t, text_resume);
}

const struct text_journey text_journey_resume = {
	.chosen = text_setups_resume_chosen,
	.opened = text_setups_resume_opened,
};

/* --- remove ------------------------------------------------------------------ */

static void text_setups_say_left(struct text *t)
{
	struct json *left = plan_left(t->w->j.plan);
	struct buf words = BUF(BUF_TEXT);

	describe_left(&words, left);
	say_text(t, words.s);
	buf_free(&words);
	json_free(left);
}

static bool text_setups_plan_it(struct text *t)
{
	struct buf plan = BUF(BUF_TEXT);

	if (!work(t, TASK_REMOVAL))
		return false;
	describe_plan(&plan, t->w->j.plan);
	say(t, "This is what accredit made for '%s' and would remove, and nothing else:",
	    t->w->setup);
	say_text(t, plan.s);
	say_rights(t);
	buf_free(&plan);
	text_setups_say_left(t);
	return true;
}

void text_remove(struct text *t, const char *setup)
{
	bool keeps = false;

	t->w->with_kept = t->start->with_kept;
	if (!text_known(t, setup, "Remove", false) || !text_setups_plan_it(t))
		return;
	/* What the template says to keep, once the operator has read why. */
	for (size_t i = 0; i < t->w->j.plan->count; i++)
		keeps |= keep_reason_is(t->w->j.plan->steps[i].kept, "stays");
	if (keeps &&
	    confirm(t,
		    "Shall what the template says to keep go "
		    "too?",
		    "n leaves it, with the reason that is said above.") == REPLY_YES) {
		t->w->with_kept = true;
		if (!text_setups_plan_it(t))
			return;
	}
	if (t->leaving)
		return;
	if (confirm(t, "Remove all this?", "Things that were there before, or that others "
		    "made, stay.") != REPLY_YES)
		say(t, "Nothing was removed.");
	else if (work(t, TASK_REMOVE)) {
		say(t, "Removed.");
		text_setups_say_left(t);
		say_notices(t, json_get(t->w->run.report, "notices"));
	} else
		text_after_failure(t);
}

static void text_setups_remove_opened(struct text *t)
{
	text_open_setup(t, text_remove);
}

const struct text_journey text_journey_remove = { .opened = text_setups_remove_opened };

/* --- setups made ------------------------------------------------------------ */

static void text_setups_again(struct text *t, const char *setup)
{
	struct err err = ERR_INIT;

	if (!wizard_begin_again(t->w, setup, &err)) {
		say_err(t, "That did not work", &err);
		return;
	}
	t->asking = true;
	text_setup(t, 1);
}

static const struct deed {
	const char *name, *title;
	void (*run)(struct text *t, const char *setup);
} deeds[] = {
	{ "verify", "Verify it", text_verify },
	{ "repair", "Mend what differs", text_repair },
	{ "change", "Change its answers", text_setups_again },
	{ "remove", "Remove it", text_remove },
};

#define DEEDS (sizeof(deeds) / sizeof(*deeds))

static void text_setups_made(struct text *t)
{
	struct option options[DEEDS];
	struct choice c = { .what = "What now", .options = options, .count = DEEDS,
			    .marked = DEEDS };
	char setup[64];
	int chosen;

	for (size_t i = 0; i < DEEDS; i++)
		options[i] = (struct option){ .name = deeds[i].name,
					      .title = deeds[i].title };
	while (text_known(t, "", "Set-up", false)) {
		if (!work(t, TASK_SHOW))
			return;
		snprintf(setup, sizeof(setup), "%s", t->w->setup);
		text_say_shown(t, SUMMARY_SETUP | SUMMARY_CHECKS | SUMMARY_RECORD);
		say_options(t, &c);
		say(t, "  b  back");
		chosen = choose(t, &c);
		if (chosen >= 0)
			deeds[chosen].run(t, setup);
		if (t->leaving)
			return;
	}
}

const struct text_journey text_journey_setups = { .chosen = text_setups_made };
