/*
 * text_setup.c - the questions of a setup, one after another; a question is a
 * row. See text_internal.h.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "kinds/value_kind.h"
#include "pack/pack.h"
#include "text/text_internal.h"

#define QUESTIONS_MAX 128
#define LONG 50		/* bytes of a value that a prompt has no room for */

struct question {
	enum move (*ask)(struct text *t, const struct pack_value *v);
	const struct pack_value *v; /* NULL: it asks for no value of the pack */
};

/* --- the setup's own name -------------------------------------------------- */

static enum move text_setup_ask_name(struct text *t, const struct pack_value *v)
{
	const struct wizard *w = t->w;
	const struct setup_row *row;

	(void)v;
	for (;;) {
		const char *now = *w->j.given.name ? w->j.given.name : w->j.pack->name;
		char *prompt = xasprintf("Name of this set-up [%s]", now);
		enum said said = hear(t, prompt);
		struct err err = ERR_INIT;
		char name[256];

		free(prompt);
		snprintf(name, sizeof(name), "%s",
			 said == SAID_EMPTY ? now : t->line.s);
		if (said == SAID_BACK || said == SAID_LEAVE)
			return text_moved(t);
		if (said == SAID_HELP) {
			say(t, "The name under which accredit keeps its record of this "
			    "set-up: small letters, digits and dashes. It is also the "
			    "value of the tag accredit:setup on all that is made.");
			continue;
		}
		if (wizard_name(t->w, name, &err)) {
			/* A name that is in use means that setup, not a second one. */
			row = setups_find(&w->setups, w->j.given.name);
			if (row)
				say(t,
				    "There is a set-up '%s' already (method %s, policy %s, "
				    "%s). Going on compares it with the account and mends or "
				    "changes it; b and another name makes a second one.",
				    w->j.given.name, row->answers.method,
				    row->answers.policy, row->state);
			return MOVE_ON;
		}
		say_err(t, "Not taken", &err);
	}
}

/* --- values ------------------------------------------------------------------ */

/* A long value stands on lines of its own: a prompt is one line. */
static void text_setup_prompt_of(struct text *t, const struct pack_value *v,
				 const char *now, struct buf *out)
{
	struct buf words = BUF(BUF_TEXT);
	const char *const *word = v->choices;

	/* The words to choose from, where the value has a list of them. */
	if (v->kind == VALUE_YES_NO)
		buf_str(&words, "yes, no");
	else
		for (; word && *word; word++)
			buf_fmt(&words, "%s%s", words.len ? ", " : "", *word);
	buf_str(out, v->label);
	if (words.len)
		buf_fmt(out, " (%s)", words.s);
	if (strlen(now) > LONG) {
		say(t, "  Now: %s", now);
		buf_str(out, " [Enter keeps it]");
	} else if (*now) {
		buf_fmt(out, " [%s]", now);
	} else if (!wizard_required(t->w, v)) {
		buf_str(out, " (Enter leaves it empty)");
	}
	buf_free(&words);
}

static enum move text_setup_ask_row_once(struct text *t, const struct pack_value *v,
					 bool *again)
{
	struct buf now = BUF(BUF_TEXT), prompt = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	enum said said;

	wizard_value(t->w, v->name, &now);
	text_setup_prompt_of(t, v, now.s, &prompt);
	said = hear(t, prompt.s);
	*again = said == SAID_HELP;
	if (said == SAID_HELP) {
		const struct value_kind *k = &value_kinds[v->kind];

		say(t, "%s: %s", v->label, v->help);
		if (*v->vendor)
			say(t, "  The vendor's step: %s", v->vendor);
		if (k->hint)
			say(t, "  It takes %s: %s.", k->what, k->hint);
		if (*v->says)
			say(t, "  It takes %s.", v->says);
		if (k->example)
			say(t, "  For example: %s", k->example);
		say(t, "  %s",
		    wizard_required(t->w, v) ? "It is needed." : "It may stay as it is.");
	} else if (said == SAID_EMPTY || said == SAID_LINE) {
		/* Enter keeps what is in force, and only that is looked at. */
		*again = !(said == SAID_EMPTY ? wizard_check(t->w, v, now.s, &err) :
						wizard_answer(t->w, v, t->line.s, &err));
		if (*again)
			say_err(t, "Not taken", &err);
		if (*again && v->kind == VALUE_ACCESS_KEY_ID &&
		    access_key_is_secret(t->line.s))
			say(t, "  It is not kept, but it stands on this terminal now: clear it.");
		if (*again)
			buf_reset(&t->line);
	}
	buf_free(&now);
	buf_free(&prompt);
	return said == SAID_BACK || said == SAID_LEAVE ? text_moved(t) : MOVE_ON;
}

static enum move text_setup_ask_row(struct text *t, const struct pack_value *v)
{
	enum move move;
	bool again;

	say(t, "%s", v->help);
	do
		move = text_setup_ask_row_once(t, v, &again);
	while (again);
	return move;
}

/* --- the walk ---------------------------------------------------------------- */

/* early: those that the answers before the policy decide about. */
static size_t text_setup_add_rows(const struct text *t, struct question *q, size_t n,
				  enum stage stage, bool early)
{
	const struct pack_value *values[QUESTIONS_MAX];
	size_t count = wizard_questions(t->w, stage, values, QUESTIONS_MAX);

	for (size_t i = 0; i < count && n < QUESTIONS_MAX; i++)
		if ((!values[i]->when.policies && !values[i]->when.parts) == early &&
		    wizard_asked_now(t->w, values[i]))
			q[n++] = (struct question){ values[i]->kind == VALUE_SECRET ?
							    ask_secret :
							    text_setup_ask_row,
						    values[i] };
	return n;
}

/*
 * The questions with the answers so far. What an answer decides comes after it,
 * so the ones before a question stay the same while it is asked.
 */
static size_t text_setup_list_questions(const struct text *t, struct question *q)
{
	size_t n = 0;

	q[n++] = (struct question){ ask_platform, NULL };
	if (!t->w->j.pack)
		return n;
	q[n++] = (struct question){ ask_method, NULL };
	q[n++] = (struct question){ text_setup_ask_name, NULL };
	n = text_setup_add_rows(t, q, n, STAGE_NAMES, true);
	if (t->w->j.pack->policy_count)
		q[n++] = (struct question){ ask_policy, NULL };
	n = text_setup_add_rows(t, q, n, STAGE_VALUES, true);
	n = text_setup_add_rows(t, q, n, STAGE_NAMES, false);
	return text_setup_add_rows(t, q, n, STAGE_VALUES, false);
}

/* What the command line said needs no asking; b goes back to it. */
size_t text_first_open(const struct text *t)
{
	const struct answers *given = t->start->given;

	if (!t->w->j.pack)
		return 0;
	if (!given || !*given->method)
		return 1;
	return *given->name ? 3 : 2;
}

bool text_setup(struct text *t, size_t at)
{
	struct question q[QUESTIONS_MAX];
	size_t n;

	for (;;) {
		n = text_setup_list_questions(t, q);
		if (at >= n) {
			if (t->by_hand ? text_by_hand(t) : t->adopting ?
			    text_found(t) : text_review(t))
				return true;
			at = n - 1;
		} else {
			enum move move;

			say(t, "\n");
			move = q[at].ask(t, q[at].v);
			if (move == MOVE_BACK && !at)
				return false;
			at = move == MOVE_BACK ? at - 1 : at + (move == MOVE_ON);
		}
		if (t->leaving)
			return false;
	}
}
