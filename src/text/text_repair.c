/* text_repair.c - repairing what differs, all or one by one; see text_internal.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "plan/describe_step.h"
#include "plan/plan.h"
#include "text/text_internal.h"
#include "wizard/describe.h"
#include "wizard/repair_notes.h"
#include "wizard/remedy_words.h"

static bool text_repair_is_difference(const struct step *step)
{
	return step->resource && step->action != ACTION_NONE &&
	       step->action != ACTION_ADOPT;
}

static void text_repair_apply(struct text *t, bool stays)
{
	t->begun = true;
	if (work(t, TASK_APPLY)) {
		say(t,
		    stays ? "Repaired, except for the differences named above." :
			    "Repaired. Run Verify to test the access.");
		t->code = stays ? 2 : 0;
	} else {
		text_after_failure(t);
	}
}

/* All of it, or one by one: then the plan is made again for those chosen. */
static void text_repair_choose(struct text *t, const struct json *events, bool stays)
{
	struct wizard *w = t->w;
	struct json *only;
	size_t n = 0;

	for (size_t i = 0; i < w->j.plan->count; i++)
		n += text_repair_is_difference(&w->j.plan->steps[i]);
	if (confirm(t, repair_notes_question(events, n),
		    repair_notes_consequence(events)) == REPLY_YES) {
		text_repair_apply(t, stays);
		return;
	}
	if (n < 2 || t->leaving)
		return;
	/* Each difference in turn: the ids of those to repair. */
	only = json_list_new();
	for (size_t i = 0; i < t->w->j.plan->count && !t->leaving; i++) {
		const struct step *step = &t->w->j.plan->steps[i];
		struct buf question = BUF(BUF_TEXT);

		if (!text_repair_is_difference(step))
			continue;
		describe_doing(&question, step);
		buf_str(&question, "?");
		if (confirm(t, question.s, "Anything but y leaves it unchanged.") ==
		    REPLY_YES)
			json_push(only, json_string_new(step->resource->id));
		buf_free(&question);
	}
	w->verify.only = only;
	if (json_count(w->verify.only) && !t->leaving && work(t, TASK_REPAIR))
		text_repair_apply(t, stays || json_count(w->verify.only) < n);
	json_free(w->verify.only);
	w->verify.only = NULL;
}

void text_repair(struct text *t, const char *setup)
{
	struct buf plan = BUF(BUF_TEXT);

	json_free(t->w->verify.only);
	t->w->verify.only = NULL;
	if (text_known(t, setup, "Repair", false) && work(t, TASK_REPAIR)) {
		struct json *events = json_copy(t->w->verify.around);
		/* Whether something differs that no repair changes. */
		bool stays = repair_notes_any_kept(events);

		describe_plan(&plan, t->w->j.plan);
		say_text(t, plan.s);
		/* What others added, and what stays as it is, with the reason. */
		json_each(event, events) {
			struct buf text = BUF(BUF_TEXT);

			describe_event(&text, event);
			say(t, "%s.", text.s);
			buf_free(&text);
		}
		for (size_t i = 0; i < t->w->j.plan->count; i++) {
			const struct step *step = &t->w->j.plan->steps[i];
			struct err why = step->err;

			remedy_words(&why, t->w->j.pack);
			stays = stays || why.kind;
			if (why.kind && !step->unread) /* that was said */
				say(t, "%s '%s' cannot be repaired: %s; %s.", step->kind,
				    step->name, why.text, why.hint);
		}
		say_rights(t);
		t->code = plan_differs(t->w->j.plan) || stays ? 2 : 0;
		if (plan_differs(t->w->j.plan))
			text_repair_choose(t, events, stays);
		else if (!stays)
			say(t, "Everything of '%s' matches. Nothing to repair.",
			    t->w->setup);
		json_free(events);
	}
	buf_free(&plan);
}

static void text_repair_opened(struct text *t)
{
	text_open_setup(t, text_repair);
}

const struct text_journey text_journey_repair = { .opened = text_repair_opened };
