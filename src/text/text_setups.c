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
#include "plan/waiting.h"
#include "probe/probe.h"
#include "text/text_internal.h"
#include "wizard/describe.h"
#include "wizard/due.h"
#include "wizard/setup_summary.h"

/* --- which ------------------------------------------------------------------- */

char *text_about(struct arena *a, const struct setup_row *row)
{
	const struct due_columns c = due_columns(row, clock_wall());

	return arena_fmt(
		a, "%s: %s%s%s%s%s%s%s", row->answers.name, c.state,
		str_eq(c.verified, "-") ? "" : ", verification: ",
		str_eq(c.verified, "-") ? "" : c.verified,
		str_eq(c.key, "-") ? "" : ", key: ", str_eq(c.key, "-") ? "" : c.key,
		str_eq(c.next, "-") ? "" : ", next: ", str_eq(c.next, "-") ? "" : c.next);
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
	say(t, half_way ? "Which run do you want to resume?" : "Which setup?");
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
		say(t, "There are no setups on this computer yet.%s",
		    t->start->journey ? "" : " 'Set up' in the menu creates one.");
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
		if (confirm(t, "Undo the changes of this run?",
			    "What this run created is removed, newest first. What existed "
			    "before stays.") != REPLY_YES)
			return;
		if (work(t, TASK_UNDO))
			say(t, "The changes have been undone.");
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

void text_say_leftovers(struct text *t)
{
	const struct probe_leftovers *all = &t->w->sign_in.leftovers;

	for (size_t i = 0; i < all->count; i++)
		say(t,
		    all->item[i].is_group ?
			    "The security group %s of setup '%s' is left over from an "
			    "interrupted test." :
			    "The test instance %s of setup '%s' is still running after an "
			    "interrupted test (about US$0.01 per hour).",
		    all->item[i].id, all->item[i].setup);
}

void text_resume(struct text *t, const char *setup)
{

	wizard_load_setups(t->w);
	if (!*setup && !wizard_half_way(t->w)) {
		say(t, "Nothing to resume.");
		t->code = 0;
	} else if (text_known(t, setup, "Resume", true)) {
		const struct setup_row *row = setups_find(&t->w->setups, t->w->setup);

		t->begun = true;
		if (row)
			say(t, "Setup '%s': %s.", row->answers.name, row->state);
		if (row && row->interrupted && *row->price && !t->start->undo)
			say(t, "Continue runs the test: %s", row->price);
		if (row && row->interrupted)
			text_setups_go_on(t);
		else
			t->code = 0;
	}
	text_say_leftovers(t);
	if (t->leaving || !t->w->sign_in.leftovers.count)
		return;
	if (confirm(t, "Clean up: terminate instances and delete security groups?",
		    "A test instance terminates itself after 15 minutes; this terminates it "
		    "now. Answer n if another accredit is running a test now.") ==
		    REPLY_YES &&
	    work(t, TASK_LEFTOVERS))
		say(t, "Cleaned up.");
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
	say(t, "Setup '%s': these resources would be removed.", t->w->setup);
	say_text(t, plan.s);
	say_rights(t);
	buf_free(&plan);
	text_setups_say_left(t);
	return true;
}

static void text_setups_removed(struct text *t)
{
	struct buf removed = BUF(200);

	describe_removed(&removed, t->w->j.plan, "");
	say(t, "%s.", removed.s);
	buf_free(&removed);
	text_setups_say_left(t);
	say_notices(t, json_get(t->w->run.report, "notices"));
}

/* "Remove 4 resources from account N?"; with none only the record goes. Yours. */
static char *text_setups_removal_question(const struct text *t)
{
	size_t n = wizard_tally(t->w).remove;

	return n ? xasprintf("Remove %zu %s from account %s?", n,
			     n == 1 ? "resource" : "resources", t->w->session.account) :
		   xasprintf("Delete the record of '%s'?", t->w->setup);
}

/* Nothing of it was created by accredit: its record goes. */
static void text_setups_forget(struct text *t)
{
	char *question = xasprintf("Delete the record of '%s'?", t->w->setup);

	say(t, "'%s' waits for the administrator: accredit created nothing of it.",
	    t->w->setup);
	if (confirm(t, question,
		    "What the administrator created stays; the hand-off says how to undo "
		    "it.") != REPLY_YES)
		say(t, "Nothing was removed.");
	else if (work(t, TASK_FORGET)) {
		say(t, "The record is deleted.");
		t->code = 0;
	}
	free(question);
}

void text_remove(struct text *t, const char *setup)
{
	struct waiting waiting;
	bool keeps = false;
	char *question;

	t->w->with_kept = t->start->with_kept;
	if (!text_known(t, setup, "Remove", false))
		return;
	if (waiting_named(t->w->setup, &waiting)) {
		text_setups_forget(t);
		return;
	}
	if (!text_setups_plan_it(t))
		return;
	/* What the template says to keep, once the operator has read why. */
	for (size_t i = 0; i < t->w->j.plan->count; i++)
		keeps |= keep_reason_is(t->w->j.plan->steps[i].kept, "stays");
	if (keeps &&
	    confirm(t, "Also remove the resources that the template keeps?",
		    "n keeps them, for the reasons above.") == REPLY_YES) {
		t->w->with_kept = true;
		if (!text_setups_plan_it(t))
			return;
	}
	if (t->leaving)
		return;
	say(t, "Anything using this access stops working. This cannot be undone.");
	question = text_setups_removal_question(t);
	if (confirm(t, question,
		    "Only what accredit created is removed. What existed before, or is used "
		    "elsewhere, is kept, with the reason.") != REPLY_YES)
		say(t, "Nothing was removed.");
	else if (work(t, TASK_REMOVE))
		text_setups_removed(t);
	else
		text_after_failure(t);
	free(question);
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
		say_err(t, "Failed", &err);
		return;
	}
	t->asking = true;
	text_setup(t, 1);
}

static void text_setups_rotate(struct text *t, const char *setup)
{
	wizard_start_rotation(t->w, setup, "");
	text_rotate(t, true);
}

static const struct deed {
	const char *name, *title;
	void (*run)(struct text *t, const char *setup);
	bool of_platform; /* not for the key of an IAM user alone */
	bool of_key;	  /* only where it has one */
} deeds[] = {
	{ "verify", "Verify", text_verify, true, false },
	{ "repair", "Repair differences", text_repair, true, false },
	{ "rotate", "Rotate the key", text_setups_rotate, false, true },
	{ "change", "Change settings", text_setups_again, true, false },
	{ "save", "Save this summary to a file", text_save_summary, false, false },
	{ "remove", "Remove", text_remove, false, false },
};

#define DEEDS (sizeof(deeds) / sizeof(*deeds))

/* Why it cannot be done; NULL: it can. */
static const char *text_setups_refusal(const struct deed *d, const struct setup_row *row)
{
	if (row->interrupted && d->run != text_save_summary)
		return "interrupted, resume it first";
	if (d->of_platform && !*row->answers.platform)
		return "the key of an IAM user has nothing to compare";
	return d->of_key && !row->has_key ? "it has no access key" : NULL;
}

static void text_setups_made(struct text *t)
{
	struct option options[DEEDS];
	struct choice c = {
		.what = "Action", .options = options, .count = DEEDS, .marked = DEEDS
	};
	char setup[64];
	int chosen;

	while (text_known(t, "", "Setup", false)) {
		const struct setup_row *row = setups_find(&t->w->setups, t->w->setup);

		for (size_t i = 0; i < DEEDS; i++)
			options[i] = (struct option){
				.name = deeds[i].name,
				.title = deeds[i].title,
				.refused = row ? text_setups_refusal(&deeds[i], row) : NULL,
			};
		if (!work(t, TASK_SHOW))
			return;
		snprintf(setup, sizeof(setup), "%s", t->w->setup);
		text_say_shown(t, SUMMARY_SETUP | SUMMARY_CHECKS | SUMMARY_RECORD);
		say(t, "\n");
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
