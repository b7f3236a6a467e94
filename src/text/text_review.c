/*
 * text_review.c - what would be done, consent, and the doing; see
 * text_internal.h.
 */
#include "config.h"

#include "advise/preflight.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "probe/probe.h"
#include "probe/result.h"
#include "text/text_internal.h"
#include "wizard/describe.h"
#include "wizard/surroundings.h"

static const char review_help[] =
	"'y' applies exactly what is listed here. + is created, ~ is changed, - is removed, = is "
	"unchanged. Each step is recorded before and after it runs, so it can be resumed or "
	"undone. 'J' shows the policy documents as JSON. 'b' goes back to the questions.";

static void text_review_say_count(struct buf *out, size_t n, const char *what)
{
	if (n)
		buf_fmt(out, "%s%zu %s", out->len ? ", " : "", n, what);
}

void say_rights(struct text *t)
{
	struct buf text = BUF(BUF_TEXT);

	preflight_words(&text, t->w->j.preflight);
	if (text.len)
		say_text(t, text.s);
	buf_free(&text);
}

static void text_review_say_review(struct text *t)
{
	const struct answers *a = &t->w->j.answers;
	struct tally tally = wizard_tally(t->w);
	struct buf plan = BUF(BUF_TEXT);
	struct buf text = BUF(BUF_TEXT), counts = BUF(512);

	say(t, "\n");
	say(t, "Review: setup '%s' (%s), account %s, Region %s", a->name, a->platform,
	    a->account, a->region);
	describe_plan(&plan, t->w->j.plan);
	surroundings_describe_extras(&plan, t->w->j.plan->extras);
	say_text(t, plan.s);
	text_review_say_count(&counts, tally.create, "to create");
	text_review_say_count(&counts, tally.update, "to change");
	text_review_say_count(&counts, tally.remove, "to remove");
	text_review_say_count(&counts, tally.adopt, "existing to record");
	text_review_say_count(&counts, tally.none, "unchanged");
	say(t, "Resources: %s.", counts.len ? counts.s : "none");
	buf_free(&counts);
	describe_policy(&text, &t->w->j);
	describe_risks(&text, t->w->j.risks);
	if (text.len)
		say_text(t, text.s);
	buf_free(&text);
	say_rights(t);
	buf_free(&plan);
}

/* Whether the run that stopped was of checks alone: the setup itself is complete. */
static bool text_review_was_test(struct text *t)
{
	const struct setup_row *row;

	wizard_load_setups(t->w);
	row = setups_find(&t->w->setups, t->w->setup);
	return row && row->probe_alone;
}

/* Shared by setup, resume and undo: what can become of an interrupted run. */
bool text_after_failure(struct text *t)
{
	static const enum task tasks[] = { TASK_RESUME, TASK_UNDO, TASK_NONE };
	struct option options[] = {
		{ "on", "Continue", NULL, NULL },
		{ "undo", "Undo what this run did so far", NULL, NULL },
		{ "later", "Not now", NULL, NULL },
	};
	struct choice c = { .what = "Interrupted", .options = options, .count = 3,
			    .marked = 3 };

	while (t->code == 3 && !t->leaving) {
		bool test = text_review_was_test(t);
		int chosen;

		if (test)
			options[1].title = "Cancel the test";
		say(t,
		    test ? "The setup is unchanged; only its test is incomplete." :
			   "The steps done so far are recorded and kept.");
		say_options(t, &c);
		chosen = choose(t, &c);
		if (chosen < 0 || tasks[chosen] == TASK_NONE)
			break;
		if (work(t, tasks[chosen]) && tasks[chosen] == TASK_UNDO) {
			say(t,
			    test ? "The test was canceled." :
				   "The changes have been undone.");
			return false;
		}
	}
	return !t->code && !t->leaving;
}

/* The question before a test: what it does and costs, the question, its help, after a no. */
static const struct offer {
	const char *first, *question, *help, *declined;
} offers[] = {
	{ "accredit launches a small EC2 instance with the role, makes each call from it and "
	  "reports what is allowed and denied. ",
	  "Test the access now?",
	  "The instance gets exactly the role, makes the calls that the platform needs and "
	  "those that must be denied, reports, and terminates itself.",
	  "No test instance was launched. You can run the test later with verify." },
	{ "A pod runs under the platform's service account and makes each call. ",
	  "Test from inside the cluster?",
	  "The pod makes the calls that the platform's pods need and those that must be "
	  "denied, and is removed.",
	  "No pod was started. You can run the test later with verify." },
	{ "", "Test the key now?",
	  "Each call that the platform needs, and each that must be denied, is made with the "
	  "key. Nothing stays in the account.",
	  "The key was not tested. You can run the test later with verify." },
	{ "", "Check with the IAM policy simulator?",
	  "IAM evaluates the policies, and trust policies are read; no call is made with the "
	  "access itself.",
	  "Not tested. You can run the test later with verify." },
};

void text_proof(struct text *t)
{
	const struct json *wanted = t->w->j.wanted;
	const struct offer *offer = &offers[probe_wanted(wanted)		? 0 :
					    checks_wanted(wanted, CHECK_BY_POD) ? 1 :
					    checks_wanted(wanted, CHECK_BY_KEY) ? 2 :
										  3];
	struct probe_tally tally;
	struct buf price = BUF(BUF_TEXT), words = BUF(256);

	if (t->start->no_probe || t->leaving || !probe_any_wanted(wanted))
		return;
	say(t, "\n");
	probe_price(wanted, &price);
	say(t, "%s%s", offer->first, price.s);
	buf_free(&price);
	if (confirm(t, offer->question, offer->help) != REPLY_YES) {
		say(t, "%s", offer->declined);
		return;
	}
	work(t, TASK_PROBE);
	tally = probe_report_tally(t->w->run.report);
	probe_result_words(&words, &tally);
	say(t, "%s.", words.s);
	buf_free(&words);
	text_after_failure(t);
}

void text_say_deciding(struct text *t, const char *outcome)
{
	struct buf text = BUF(BUF_TEXT);

	describe_deciding(&text, t->w->verify.deciding, t->w->verify.fail_on, outcome);
	say_text(t, text.s);
	buf_free(&text);
}

/* Whether a step may be denied, as preflight says. */
static bool text_review_may_be_denied(const struct text *t)
{
	json_each(row, json_get(t->w->j.preflight, "steps"))
		if (str_eq(preflight_row_read(row).verdict, "no"))
			return true;
	return false;
}

/* True: there is something to tell about in the end. */
static bool text_review_apply(struct text *t)
{
	bool more = surroundings_count_kept(t->w->j.plan->extras) > 0;
	struct tally tally = wizard_tally(t->w);
	struct buf json = BUF(BUF_TEXT);
	enum reply reply;

	if (json_count(t->w->verify.deciding) && !t->adopting) {
		text_say_deciding(t, "nothing was created");
		t->code = EXIT_DECIDED;
		return false;
	}
	if (!tally.create && !tally.update && !tally.adopt && !tally.remove) {
		say(t,
		    more ? "Everything needed exists, and more than this setup needs." :
			   "Everything already matches. Nothing to change.");
		t->code = 0;
		return true;
	}
	do {
		reply = confirm_or(t, "Apply these changes?", "J", review_help);
		if (reply == REPLY_OTHER)
			describe_documents(&json, t->w->j.plan);
		say_text(t, json.s);
		buf_free(&json);
	} while (reply == REPLY_OTHER);
	switch (reply) {
	case REPLY_YES:
		return work(t, TASK_APPLY) || text_after_failure(t);
	case REPLY_NO:
		say(t, "Nothing has been changed.");
		if (!t->adopting && text_review_may_be_denied(t) &&
		    confirm(t, "Hand it off to an administrator instead?",
			    "Writes files that an administrator applies, who may create what "
			    "you may not. Nothing is created now.") == REPLY_YES)
			text_handoff(t);
		return false;
	default:
		t->back = !t->leaving;
		return false;
	}
}

bool text_review(struct text *t)
{
	bool more;

	t->back = false;
	/* The account could not be read, or the answers do not fit it. */
	while (!work(t, TASK_PLAN)) {
		enum said said;

		if (t->leaving)
			return false;
		do {
			said = hear(t, "Enter: retry, b: back to the questions");
			if (said == SAID_HELP)
				say(t,
				    "Nothing has been changed. Fix the problem above first, "
				    "here or in another window.");
		} while (said == SAID_HELP || said == SAID_LINE);
		if (said != SAID_EMPTY)
			return false;
	}
	text_review_say_review(t);
	more = surroundings_count_kept(t->w->j.plan->extras) > 0;
	if (text_review_apply(t)) {
		t->asking = false;
		text_proof(t);
		if (!t->leaving)
			text_summary(t);
		if (more && !t->code)	/* as verify sees it */
			t->code = EXIT_DECIDED;
	}
	return !t->back;
}
