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
#include "pack/pack.h"
#include "text/text_internal.h"

#define QUESTIONS_MAX 128

struct question {
	enum move (*ask)(struct text *t, const struct pack_value *v);
	const struct pack_value *v; /* NULL: it asks for no value of the pack */
	const char *title;	    /* of the group that begins with it; NULL: none does */
};

/* --- the setup's own name -------------------------------------------------- */

static enum move text_setup_ask_name(struct text *t, const struct pack_value *v)
{
	const struct wizard *w = t->w;
	const struct setup_row *row;

	(void)v;
	for (;;) {
		const char *now = *w->j.given.name ? w->j.given.name : w->j.pack->name;
		char *prompt = xasprintf("Setup name [%s]", now);
		enum said said = hear(t, prompt);
		struct err err = ERR_INIT;
		char name[256];

		free(prompt);
		snprintf(name, sizeof(name), "%s",
			 said == SAID_EMPTY ? now : t->line.s);
		if (said == SAID_BACK || said == SAID_LEAVE)
			return text_moved(t);
		if (said == SAID_HELP) {
			say(t,
			    "accredit's name for this setup: shown in the menu, used for its "
			    "record on this computer, and as the value of the tag "
			    "accredit:setup. Use a different name to set up the same platform "
			    "again. 1-63 lowercase letters, digits and hyphens.");
			continue;
		}
		if (wizard_name(t->w, name, &err)) {
			/* A name that is in use means that setup, not a second one. */
			row = setups_find(&w->setups, w->j.given.name);
			if (row)
				say(t,
				    "The setup '%s' exists (method %s, policy %s, %s). Continuing "
				    "compares it with the account and repairs or changes it; "
				    "go back (b) and use a different name to set up the platform "
				    "again.",
				    w->j.given.name, row->answers.method,
				    row->answers.policy, row->state);
			return MOVE_ON;
		}
		say_err(t, "Not accepted", &err);
	}
}

/* --- the walk ---------------------------------------------------------------- */

/* A value that is asked now, in a row of its own. */
static struct question text_setup_row(const struct pack_value *v)
{
	return (struct question){ .v = v,
				  .ask = v->kind == VALUE_SECRET ? ask_secret :
					  v->kind == VALUE_PARTS && v->choices ? ask_parts :
					  v->choices ? ask_choice :
						       ask_value };
}

/* Whether v is asked with the answers so far, and is not behind "More settings". */
static bool text_setup_in_front(const struct text *t, const struct group_question *one)
{
	return !one->more && !json_get(t->behind, one->v->name) &&
		wizard_asks(t->w, one->v) && wizard_asked_now(t->w, one->v) &&
		!str_eq(one->v->name, "CARRY_FILE");
}

static size_t text_setup_add_group(const struct text *t, struct question *q, size_t n,
				   const struct pack_group *g)
{
	struct group_question all[QUESTIONS_MAX];
	size_t count = wizard_group_questions(t->w, g, all, QUESTIONS_MAX), first = n;
	const struct pack_value *carry = NULL, *more = NULL;

	for (size_t i = 0; i < count; i++)
		carry = str_eq(all[i].v->name, "CARRY_FILE") ? all[i].v : carry;
	for (size_t i = 0; i < count && n < QUESTIONS_MAX - 4; i++) {
		bool profile = carry && all[i].v->kind == VALUE_PROFILE;

		if (!text_setup_in_front(t, &all[i]))
			continue;
		if (profile)
			q[n++] = (struct question){ .ask = ask_place, .v = all[i].v };
		q[n++] = text_setup_row(all[i].v);
		if (profile && t->elsewhere)
			q[n++] = text_setup_row(carry);
	}
	for (size_t i = 0; i < count && n < QUESTIONS_MAX - 4; i++) {
		if (text_setup_in_front(t, &all[i]) || all[i].v == carry ||
		    !wizard_asks(t->w, all[i].v) || !wizard_asked_now(t->w, all[i].v))
			continue;
		if (!more)
			q[n++] = (struct question){ .ask = ask_more, .v = all[i].v };
		more = all[i].v;
		if (json_get(t->behind, more->name))
			q[n++] = text_setup_row(more);
	}
	if (n > first)
		q[first].title = g->title;
	return n;
}

/*
 * The questions with the answers so far, in the order of the screens. What an answer decides
 * comes after it, so the ones before a question stay the same while it is asked.
 */
static size_t text_setup_list_questions(const struct text *t, struct question *q)
{
	const struct pack *p = t->w->j.pack;
	size_t n = 0;

	q[n++] = (struct question){ .ask = ask_platform };
	if (!p)
		return n;
	if (text_discovers(t))
		q[n++] = (struct question){ .ask = text_discovery };
	if (wizard_asks_method(t->w))
		q[n++] = (struct question){ .ask = ask_method };
	if (!t->w->taken || (t->adopting && wizard_asks_name(t->w)))
		q[n++] = (struct question){ .ask = text_setup_ask_name };
	for (int early = 1; early >= 0; early--) {
		for (const struct pack_group *g = p->groups; g->name; g++)
			if (g->early == early)
				n = text_setup_add_group(t, q, n, g);
		if (early && p->policy_count && !t->w->taken)
			q[n++] = (struct question){ .ask = ask_policy };
	}
	return n;
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
			if (t->by_hand	    ? text_by_hand(t) :
			    t->adopting	    ? text_found(t) :
			    t->handing_off ? text_handoff(t) :
					      text_review(t))
				return true;
			at = n - 1;
		} else {
			enum move move;

			say(t, q[at].title ? "\n--- %s ---" : "\n", q[at].title);
			move = q[at].ask(t, q[at].v);
			if (move == MOVE_BACK && !at)
				return false;
			at = move == MOVE_BACK ? at - 1 : at + (move == MOVE_ON);
			t->why = (struct err)ERR_INIT; /* what was refused is over */
		}
		if (t->leaving)
			return false;
	}
}
