/*
 * text_open.c - how the journeys with answers for a template begin: Set up, Adopt, and
 * Verify of a setup that was created manually; from the menu, or with what the command
 * line answered. See text_internal.h.
 */
#include "config.h"

#include <stdio.h>

#include "format/json.h"
#include "text/text_internal.h"
#include "wizard/secret_answers.h"

void text_open_setup(struct text *t, void (*journey)(struct text *t, const char *setup))
{
	if (!text_sign_in(t))
		return;
	text_say_who(t);
	journey(t, t->start->setup ? t->start->setup : "");
}

static void text_open_questions(struct text *t)
{
	if (!text_sign_in(t) || !work(t, TASK_PACKS))
		return;
	wizard_load_setups(t->w);
	t->asking = true;
	text_setup(t, 0);
}

/* A journey with what the command line gave. */
static bool text_open_fill(struct text *t, const struct answers *given, struct err *err)
{
	struct wizard *w = t->w;

	if (!wizard_begin(w, given->platform, err))
		return false;
	text_say_caution(t);
	answers_over(&w->j.given, given);
	if ((*given->method && !wizard_choose_method(w, given->method, err)) ||
	    (*given->policy && !wizard_choose_policy(w, given->policy, err)) ||
	    !wizard_name(w, given->name, err))
		return false;
	json_each(secret, t->start->secrets)
		if (!secret_answers_file(&w->j, json_text(secret), err))
			return false;
	snprintf(w->region, sizeof(w->region), "%s", w->j.given.region);
	return true;
}

static void text_open_given(struct text *t)
{
	const struct answers *given = t->start->given;
	struct err err = ERR_INIT;

	if (!work(t, TASK_PACKS))
		return;
	wizard_load_setups(t->w);
	if (given && *given->platform && !text_open_fill(t, given, &err)) {
		say_err(t, "Not accepted", &err);
		return;
	}
	if (!text_sign_in(t))
		return;
	text_say_who(t);
	t->asking = true;
	text_setup(t, text_first_open(t));
}

const struct text_journey text_journey_setup = {
	.chosen = text_open_questions,
	.opened = text_open_given,
};

static void text_open_adopt_questions(struct text *t)
{
	t->adopting = t->w->exists = true;
	text_open_questions(t);
	t->adopting = t->w->exists = false;
}

static void text_open_adopt_given(struct text *t)
{
	t->adopting = t->w->exists = true;
	text_open_given(t);
}

const struct text_journey text_journey_adopt = {
	.chosen = text_open_adopt_questions,
	.opened = text_open_adopt_given,
};

void text_ask_by_hand(struct text *t)
{
	t->by_hand = t->w->exists = true;
	text_open_questions(t);
	t->by_hand = t->w->exists = false;
}

void text_given_by_hand(struct text *t)
{
	t->by_hand = t->w->exists = true;
	text_open_given(t);
}
