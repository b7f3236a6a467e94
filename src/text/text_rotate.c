/* text_rotate.c - a key is rotated, by questions; see text_internal.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "text/text_internal.h"
#include "wizard/describe.h"
#include "wizard/setup_summary.h"

/* --- whose --------------------------------------------------------------------- */

static void text_rotate_help_whose(struct text *t, size_t i)
{
	(void)i;
	say(t,
	    "The locations of a setup's key are recorded. For any other user accredit searches "
	    "the files on this computer where keys usually are.");
}

static enum move text_rotate_ask_user(struct text *t)
{
	struct buf user = BUF(BUF_TEXT);
	bool ok =
		text_list_ask(t, "user",
			      "The IAM user whose key is rotated. accredit only lists the "
			      "user's keys at first.",
			      &user);

	if (ok)
		wizard_start_rotation(t->w, "", user.s);
	buf_free(&user);
	return ok ? MOVE_ON : text_moved(t);
}

static enum move text_rotate_ask_whose(struct text *t)
{
	struct choice c = { .what = "Key", .help = text_rotate_help_whose };
	struct arena arena = { NULL };
	enum rotation_row_kind kind = ROTATION_ROW_OTHER;
	struct rotation_rows all;
	struct option *options;
	char own[132];
	int chosen;

	wizard_load_setups(t->w);
	wizard_own_user(t->w, own);
	all = wizard_rotation_candidates(t->w);
	options = xcalloc(all.count, sizeof(*options));
	for (size_t i = 0; i < all.count; i++) {
		const struct rotation_row *row = &all.rows[i];

		options[i] = (struct option){
			.name = row->name,
			.title = arena_fmt(&arena, "%s%s%s", row->text,
					   *row->note ? ": " : "", row->note),
			.refused = row->interrupted ? "interrupted: resume it first" : NULL,
		};
	}
	c.options = options;
	c.count = c.marked = all.count;
	say(t, "\nWhich key do you want to rotate?");
	say_options(t, &c);
	chosen = choose(t, &c);
	if (chosen >= 0)
		kind = all.rows[chosen].kind;
	if (chosen >= 0 && kind == ROTATION_ROW_SETUP)
		wizard_start_rotation(t->w, all.rows[chosen].name, "");
	else if (chosen >= 0 && kind == ROTATION_ROW_OWN)
		wizard_start_rotation(t->w, "", own);
	free(options);
	free(all.rows);
	arena_free(&arena);
	if (chosen < 0)
		return text_moved(t);
	return kind == ROTATION_ROW_OTHER ? text_rotate_ask_user(t) : MOVE_ON;
}

/* --- what ---------------------------------------------------------------------- */

static void text_rotate_help_what(struct text *t, size_t i)
{
	(void)i;
	say(t,
	    "A rotation creates a new key, waits until AWS accepts it, writes it to every "
	    "location of the old one, and only then deactivates the old key. Delete that on "
	    "another day, once nothing has needed it.");
}

/* The one that was asked for on the command line, or the first that can be done. */
static size_t text_rotate_marked(const struct text *t,
				 const struct rotation_choice *choices, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (choices[i].what == t->w->rotation.what && !*choices[i].why)
			return i;
	for (size_t i = 0; i < n; i++)
		if (!*choices[i].why)
			return i;
	return n;
}

static enum move text_rotate_ask_what(struct text *t)
{
	struct rotation_choice choices[ROTATION_CHOICES_MAX];
	struct option options[ROTATION_CHOICES_MAX];
	struct choice c = { .what = "What to do",
			    .options = options,
			    .help = text_rotate_help_what };
	struct buf keys = BUF(BUF_TEXT);

	do {	/* once more where another profile is named */
		struct buf profile = BUF(BUF_TEXT);
		int chosen;

		if (!work(t, TASK_KEYS))
			return text_moved(t);
		wizard_describe_keys(t->w, &keys);
		say(t, "\n");
		say_text(t, keys.s);
		buf_free(&keys);
		c.count = wizard_rotation_choices(t->w, choices);
		c.marked = text_rotate_marked(t, choices, c.count);
		for (size_t i = 0; i < c.count; i++)
			options[i] = (struct option){ .name = choices[i].name,
						      .title = choices[i].text,
						      .refused = choices[i].why };
		say(t, "\n");
		say_options(t, &c);
		chosen = choose(t, &c);
		if (chosen < 0)
			return text_moved(t);
		if (!choices[chosen].names_profile) {
			wizard_choose_rotation(t->w, &choices[chosen]);
			return MOVE_ON;
		}
		if (text_list_ask(t, "profile",
				  "A profile of the AWS files. The key in it is the one to "
				  "rotate.",
				  &profile))
			snprintf(t->w->rotation.profile, sizeof(t->w->rotation.profile),
				 "%s", profile.s);
		buf_free(&profile);
	} while (!t->leaving);
	return MOVE_LEAVE;
}

/* --- what is to be done manually ------------------------------------------------- */

static enum move text_rotate_ask_notes(struct text *t)
{
	size_t n = json_count(t->w->rotation.facts->notes), at = 0;

	if (t->w->rotation.what != ROTATE_KEY || !n)
		return MOVE_ON;
	say(t, "\nManual steps: what you must update yourself when the key changes.");
	json_each(note, t->w->rotation.facts->notes) {
		say(t, "\n%zu of %zu: %s", ++at, n, json_str(note, "label"));
		say(t, "  %s", json_str(note, "text"));
		if (confirm(t, "Have you arranged who will do this, and when?",
			    "The platform cannot "
			    "use the new key before that. The old one works until it is "
			    "deactivated, at the end of the rotation. n goes back.") !=
		    REPLY_YES)
			return text_moved(t);
	}
	return MOVE_ON;
}

/* --- the plan -------------------------------------------------------------------- */

static enum move text_rotate_ask_go(struct text *t)
{
	struct rotation_request *r = &t->w->rotation;
	struct buf plan = BUF(BUF_TEXT);
	bool ok = work(t, TASK_ROTATE_PLAN);
	enum reply reply;
	bool deletes;

	if (!ok && !t->leaving && r->early) {
		/* Planned again, without the day of quiet. */
		r->now =
			confirm(t, "Delete it now anyway?",
				"AWS reports the use of a key up to 24 hours late. Anything "
				"still using this key will fail, and a deleted key cannot be "
				"restored.") == REPLY_YES;
		ok = r->now && work(t, TASK_ROTATE_PLAN);
	}
	if (!ok && (r->early || r->held))
		t->code = 2;
	if (!ok)
		return text_moved(t);
	say(t, "\nReview: steps, in this order:");
	describe_plan(&plan, t->w->j.plan);
	say_text(t, plan.s);
	buf_free(&plan);
	deletes = plan_step(t->w->j.plan, "key.finish");
	reply = confirm(
		t,
		deletes			      ? "Delete the key?" :
			r->what == ROTATE_KEY ? "Rotate now?" :
						"Continue?",
		deletes ?
			"A deleted key cannot be restored." :
			r->what != ROTATE_KEY ?
			"Each step is recorded before and after it runs, so an interrupted "
			"run can be resumed or undone." :
			"Each step is recorded before and after it runs, so an "
			"interrupted rotation can be resumed or undone. The old key is "
			"deactivated last, and not deleted.");
	if (reply == REPLY_NO)
		say(t, "Nothing was changed.");
	return reply == REPLY_YES ? MOVE_ON : text_moved(t);
}

/* --- the end --------------------------------------------------------------------- */

void text_rotation_result(struct text *t)
{
	const struct json *report = t->w->run.report;
	struct summary_lines lines = { .count = 0 };

	if (json_count(json_get(report, "checks")))
		say(t, "\nChecks of the key:");
	say_checks(t, json_get(report, "checks"));
	say(t, "\n");
	wizard_rotation_lines(t->w, report, &lines);
	text_say_lines(t, &lines);
	setup_summary_free(&lines);
	if (!t->w->signed_in)
		say(t,
		    "\nYou were signed in with the old key. Update it in your shell's environment "
		    "variables, if they contain it.");
}

/* --- the walk -------------------------------------------------------------------- */

static enum move (*const steps[])(struct text *t) = {
	text_rotate_ask_whose, text_rotate_ask_what, text_rotate_ask_notes,
	text_locations,	       text_rotate_ask_go,
};

#define STEPS (sizeof(steps) / sizeof(*steps))

void text_rotate(struct text *t, bool chosen)
{
	size_t first = chosen, at = first;

	t->asking = false;
	while (at < STEPS) {
		enum move move = steps[at](t);
		bool renews = t->w->rotation.what == ROTATE_KEY;

		if (move == MOVE_LEAVE || t->leaving || (move == MOVE_BACK && at == first))
			return;
		at = move == MOVE_BACK ? at - 1 : at + 1;
		/* Back steps over what asks nothing here. */
		if (move == MOVE_BACK && at == 3 && !renews)
			at--;
		if (move == MOVE_BACK && at == 2 &&
		    (!renews || !json_count(t->w->rotation.facts->notes)))
			at--;
	}
	if (work(t, TASK_ROTATE) || text_after_failure(t) || t->code == 2)
		text_rotation_result(t);
}

static void text_rotate_chosen(struct text *t)
{
	t->w->rotation.no_probe = t->start->no_probe;
	if (text_sign_in(t))
		text_rotate(t, false);
	if (!t->leaving) /* the own key may be another one now */
		text_sign_in(t);
}

/* With what the command line said of it. */
static void text_rotate_opened(struct text *t)
{
	const struct text_start *s = t->start;
	const char *setup = s->setup ? s->setup : "", *user = s->user ? s->user : "";
	struct rotation_request *r = &t->w->rotation;

	r->no_probe = s->no_probe;
	if (!text_sign_in(t))
		return;
	text_say_who(t);
	if (*setup || *user)
		wizard_start_rotation(t->w, setup, user);
	r->what = s->wish.what;
	r->now = s->wish.now;
	snprintf(r->profile, sizeof(r->profile), "%s", s->profile ? s->profile : "");
	snprintf(r->store, sizeof(r->store), "%s", s->wish.store ? s->wish.store : "");
	text_rotate(t, *setup || *user);
}

const struct text_journey text_journey_rotate = {
	.chosen = text_rotate_chosen,
	.opened = text_rotate_opened,
};
