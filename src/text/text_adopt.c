/* text_adopt.c - recording a setup that was created manually; see text_internal.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "plan/plan.h"
#include "text/text_internal.h"
#include "wizard/describe.h"
#include "wizard/surroundings.h"

/* --- which one is meant ------------------------------------------------------------- */

/* The candidates of the first row that is open, and the name that is not there. */
static bool text_adopt_choose_one(struct text *t, const struct candidate_row *row)
{
	struct option *options = xcalloc(row->count + 2, sizeof(*options));
	struct choice c = { .what = "Which one", .options = options };
	struct arena arena = { NULL };
	struct err err = ERR_INIT;
	int chosen;

	for (; c.count < row->count; c.count++) {
		const struct candidate *one = &row->items[c.count];

		options[c.count] = (struct option){
			.name = one->name,
			.title = arena_fmt(&arena, "%s (%s) %s", one->name, one->arn,
					   one->text),
		};
	}
	options[c.count++] = (struct option){
		.name = row->default_name,
		.title = arena_fmt(&arena, "none of these: %s, which does not exist",
				   row->default_name),
	};
	say(t, "There is no %s '%s'. These fit the template:", row->kind,
	    row->default_name);
	say_options(t, &c);
	chosen = choose(t, &c);
	if (chosen >= 0 && !wizard_choose_found(t->w, options[chosen].name, &err))
		say_err(t, "Not accepted", &err);
	arena_free(&arena);
	free(options);
	return chosen >= 0;
}

bool text_work_found(struct text *t, enum task task)
{
	while (!work(t, task)) {
		if (!t->w->found.count)
			return false;
		while (t->w->found.count)
			if (!text_adopt_choose_one(t, &t->w->found.items[0])) {
				t->back = !t->leaving;
				return false;
			}
	}
	return true;
}

static void text_adopt_say_difference(struct text *t, const struct step *step,
				      const char *kind)
{
	struct buf lines = BUF(BUF_TEXT);

	say(t, "  %s '%s' differs (- current, + expected):", kind, step->name);
	describe_changes(&lines, t->w->j.plan, step, "    ");
	say_text(t, lines.s);
	buf_free(&lines);
}

static void text_adopt_say_found(struct text *t)
{
	const struct journey *j = &t->w->j;
	struct resources wanted = resources_load(json_get(j->wanted, "resources"));

	say(t, "Found:");
	for (size_t i = 0; i < wanted.count; i++) {
		const char *id = wanted.items[i]->id,
			   *kind = kind_label(wanted.items[i]->kind);
		const char *name = wanted.items[i]->name;
		const struct step *step = journey_step_of(j, id);

		if (!step)
			say(t, "  %s '%s' %s", kind, name,
			    json_get(j->plan->allowed, id) ?
				    "is missing, but other policies allow the same" :
				    "is missing");
		else if (json_count(step->diff))
			text_adopt_say_difference(t, step, kind);
		else
			say(t, "  %s '%s' matches", kind, name);
	}
	resources_free(&wanted);
}

bool text_found(struct text *t)
{
	bool more;

	t->back = false;
	if (!text_work_found(t, TASK_FOUND))
		return false;
	text_adopt_say_found(t);
	/* Additions with their risks, and what could not be determined. Whether it differs. */
	json_each(event, t->w->verify.around) {
		struct buf line = BUF(BUF_TEXT);

		if (surroundings_is_extra(event) || str_eq(json_str(event, "event"), "undecided")) {
			describe_event(&line, event);
			say_text(t, line.s);
		}
		buf_free(&line);
	}
	more = surroundings_count_extras(t->w->verify.around) ||
		surroundings_any_undecided(t->w->verify.around);
	switch (confirm(t, "Record it as it is?",
			"Nothing in AWS changes. You can then "
			"verify it and repair differences.")) {
	case REPLY_YES:
		t->begun = true;
		if (work(t, TASK_APPLY))
			say(t, "Recorded. Check it any time with 'accredit verify %s'.",
			    t->w->j.answers.name);
		else
			text_after_failure(t);
		t->code = !t->code && more ? 2 : t->code;
		return true;
	case REPLY_NO:
		say(t, "Nothing was recorded.");
		return true;
	default:
		t->back = !t->leaving;
		return !t->back;
	}
}
