/* text_found.c - recording a set-up that was made by hand; see text_inside.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "wizard/around.h"
#include "wizard/text_inside.h"
#include "wizard/words.h"

static void say_found(struct text *t)
{
	const struct journey *j = &t->w->j;

	say(t, "What is there of it:");
	json_each(resource, json_get(j->wanted, "resources")) {
		const struct step *step = journey_step_of(j, json_str(resource, "id"));
		const char *kind = json_str(resource, "kind");
		const char *name = json_str(resource, "name");

		if (!step && json_get(j->plan->allowed, json_str(resource, "id")))
			say(t, "  %s '%s': not there, but allowed all the same", kind, name);
		else if (!step)
			say(t, "  %s '%s': not there", kind, name);
		else if (json_count(step->diff))
			say(t, "  %s '%s': otherwise in %s", kind, name,
			    json_str(json_first(step->diff), "path"));
		else
			say(t, "  %s '%s': as the template wants", kind, name);
	}
}

/* What is there besides, with its risks, and what could not be told. Whether it differs. */
static bool say_around(struct text *t)
{
	json_each(event, t->w->around) {
		struct buf line = BUF(BUF_TEXT);

		if (around_is_extra(event) || str_eq(json_str(event, "event"), "undecided")) {
			words_event(&line, event);
			say_text(t, line.s);
		}
		buf_free(&line);
	}
	return around_more(t->w->around) || around_undecided_any(t->w->around);
}

bool text_found(struct text *t)
{
	bool more;

	t->back = false;
	if (!work(t, TASK_FOUND))
		return false;
	say_found(t);
	more = say_around(t);
	switch (confirm(t, "Record it as it is?", "Nothing in the account is changed. Verify "
			"then compares it, and Repair mends what you choose.")) {
	case REPLY_YES:
		t->begun = true;
		if (work(t, TASK_APPLY))
			say(t, "Recorded. 'accredit verify %s' compares it again.",
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
