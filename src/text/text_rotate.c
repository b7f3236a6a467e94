/* text_rotate.c - a key renewed, by questions; see text_internal.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "text/text_internal.h"
#include "wizard/describe.h"

/* --- whose --------------------------------------------------------------------- */

static void text_rotate_help_whose(struct text *t, size_t i)
{
	(void)i;
	say(t, "A set-up knows every place that holds its key. Of any other user the keys are "
	    "looked for in the credentials files of this machine.");
}

static size_t text_rotate_list_whose(struct text *t, struct arena *a,
				     struct option *options, const char *own)
{
	size_t n = 0;

	for (const struct setup_row *row = t->w->setups.rows; n < t->w->setups.count; row++)
		options[n++] = (struct option){ .name = row->answers.name,
						.title = text_about(a, row),
						.refused = row->interrupted ?
							"it is half-way: Resume it first" :
							NULL };
	if (*own)
		options[n++] = (struct option){ .name = "own", .title =
			arena_fmt(a, "Your own key: user '%s'", own) };
	options[n++] = (struct option){ .name = "user", .title = "The key of another user" };
	return n;
}

static enum move text_rotate_ask_whose(struct text *t)
{
	struct option *options;
	struct arena arena = { NULL };
	struct choice c = { .what = "Whose key", .help = text_rotate_help_whose };
	char own[132];
	enum said said;
	int chosen;

	wizard_load_setups(t->w);
	wizard_own_user(t->w, own);
	options = xcalloc(t->w->setups.count + 2, sizeof(*options));
	c.options = options;
	c.count = c.marked = text_rotate_list_whose(t, &arena, options, own);
	say(t, "\nWhose key shall be renewed?");
	say_options(t, &c);
	chosen = choose(t, &c);
	if (chosen >= 0 && (size_t)chosen < t->w->setups.count)
		wizard_start_rotation(t->w, options[chosen].name, "");
	else if (chosen >= 0 && str_eq(options[chosen].name, "own"))
		wizard_start_rotation(t->w, "", own);
	free(options);
	arena_free(&arena);
	if (chosen < 0)
		return text_moved(t);
	if ((size_t)chosen + 1 < c.count)
		return MOVE_ON;
	do {
		said = hear(t, "Name of the IAM user");
		if (said == SAID_HELP)
			say(t, "The user whose access key is renewed, as IAM calls it. Its keys "
			    "are looked at first; nothing is changed by that.");
	} while (said == SAID_HELP || said == SAID_EMPTY);
	if (said != SAID_LINE)
		return text_moved(t);
	wizard_start_rotation(t->w, "", t->line.s);
	return MOVE_ON;
}

/* --- what ---------------------------------------------------------------------- */

static void text_rotate_help_what(struct text *t, size_t i)
{
	(void)i;
	say(t, "Renewing makes a new key, proves it, puts it into every place that holds the "
	    "old one, and only then makes the old one inactive. Deleting it is another "
	    "day's work, once nothing missed it.");
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
	struct choice c = { .what = "What now",
			    .options = options,
			    .help = text_rotate_help_what };
	struct buf keys = BUF(BUF_TEXT);

	do {	/* once more where another profile is named */
		enum said said;
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
		said = hear(t, "Profile that holds the key");
		if (said == SAID_HELP)
			say(t, "A section of ~/.aws/credentials: the key in it is the one that "
			    "is renewed.");
		else if (said == SAID_LINE)
			snprintf(t->w->rotation.profile, sizeof(t->w->rotation.profile),
				 "%s", t->line.s);
	} while (!t->leaving);
	return MOVE_LEAVE;
}

/* --- what is to be done manually ------------------------------------------------- */

static enum move text_rotate_ask_notes(struct text *t)
{
	size_t n = json_count(t->w->rotation.facts->notes), at = 0;

	if (t->w->rotation.what != ROTATE_KEY || !n)
		return MOVE_ON;
	say(t, "\nThe platform needs this by hand when its key is renewed. One by one:");
	json_each(note, t->w->rotation.facts->notes) {
		say(t, "\n%zu of %zu: %s", ++at, n, json_str(note, "label"));
		say(t, "  %s", json_str(note, "text"));
		if (confirm(t, "Is it clear who does that, and when?", "The new key is of no "
			    "use to the platform before that is done; the old one works "
			    "until it is parked. n goes back.") != REPLY_YES)
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

	if (!ok && !t->leaving && r->early) {
		/* Planned again, without the day of quiet. */
		r->now = confirm(t, "Delete it at once all the same?",
				 "A use of the key shows up to 24 hours late. What still "
				 "has it stops working, and the key cannot be had back.") ==
			 REPLY_YES;
		ok = r->now && work(t, TASK_ROTATE_PLAN);
	}
	if (!ok && (r->early || r->held))
		t->code = 2;
	if (!ok)
		return text_moved(t);
	say(t, "\nReview: this is done, in this order:");
	describe_plan(&plan, t->w->j.plan);
	say_text(t, plan.s);
	buf_free(&plan);
	reply = confirm(t, plan_step(t->w->j.plan, "key.finish") ? "Delete it for good?" : "Go on?",
			"Each step is recorded before and after it is made: whatever happens, "
			"it can be resumed or taken back. The old key is made inactive last, "
			"and is not deleted.");
	if (reply == REPLY_NO)
		say(t, "Nothing was changed.");
	return reply == REPLY_YES ? MOVE_ON : text_moved(t);
}

/* --- the end --------------------------------------------------------------------- */

void text_rotation_result(struct text *t)
{
	struct buf says = BUF(BUF_TEXT), command = BUF(BUF_TEXT);
	const struct json *report = t->w->run.report;
	char from[24];

	wizard_describe_rotation(t->w, &says);
	say(t, "\n%s", says.s);
	if (json_count(json_get(report, "checks")))
		say(t, "\nThe key's checks:");
	say_checks(t, json_get(report, "checks"));
	if (json_count(json_get(report, "notes")))
		say(t, "\nTo know and do next:");
	json_each(note, json_get(report, "notes"))
		say(t, "  %s: %s", json_str(note, "label"), json_str(note, "text"));
	say_notices(t, json_get(report, "notices"));
	wizard_next_step(t->w, &command, from);
	if (command.len) {
		say(t, "\nThe next step, from %s on:", from);
		say_command(t, command.s);
	}
	if (!t->w->signed_in)
		say(t, "\nYou worked with the old key yourself. Where this shell's environment "
		    "contains it, unset it or export the new key; files are updated already.");
	buf_free(&says);
	buf_free(&command);
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
