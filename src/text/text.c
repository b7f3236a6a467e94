/* text.c - the plain-text front end: its start, its menu, its end; see text.h. */
#include "config.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "base/str.h"
#include "format/json.h"
#include "probe/probe.h"
#include "text/text_internal.h"
#include "wizard/due.h"
#include "wizard/journeys.h"

#define EXIT_NOTHING_BEGUN 64

/* --- the menu ------------------------------------------------------------------ */

static const struct text_journey *const text_journeys[] = {
#define JOURNEY(command, text, screens, ...) &text_journey_##text,
#include "wizard/journey_table.h"
};

static const struct text_journey *text_journey_of(const struct journey_row *row)
{
	return text_journeys[journeys_index(row)];
}

static void text_menu_help(struct text *t, size_t i)
{
	const struct journey_row *rows[JOURNEYS_MAX];

	say(t, "%s",
	    i < journeys_menu(rows) ? rows[i]->help :
				      "Type the number or the name of what you want, "
				      "then Enter. '? 3' explains number 3, h lists the "
				      "keys.");
}

/* "Set up: create the AWS access a platform needs"; of what is due, that. */
static char *text_menu_line(struct arena *a, const struct journey_row *row,
			    const struct setups *all, const struct due *due, size_t n)
{
	char note[DUE_TEXT];

	due_menu_note(note, row->name, all, due, n);
	return arena_fmt(a, "%s: %s", row->title, *note ? note : row->note);
}

static void text_run_menu(struct text *t)
{
	const struct journey_row *rows[JOURNEYS_MAX];
	struct option options[JOURNEYS_MAX];
	struct choice c = { .what = "Your choice",
			    .options = options,
			    .count = journeys_menu(rows),
			    .help = text_menu_help };
	struct due due[DUE_MAX];
	struct arena arena = { NULL };
	size_t n;
	int chosen;

	if (!t->asking)
		wizard_drop(t->w);	/* the record is free for others */
	wizard_load_setups(t->w);
	n = due_find(&t->w->setups, clock_wall(), due);
	for (size_t i = 0; i < c.count; i++) {
		options[i] =
			(struct option){ .name = rows[i]->name,
					 .title = text_menu_line(&arena, rows[i],
								 &t->w->setups, due, n) };
		if (n && due[0].now && str_eq(due[0].journey, rows[i]->name))
			c.marked = i;
	}
	say(t, "\n");
	text_say_who(t);
	text_say_leftovers(t);
	if (t->w->sign_in.leftovers.count)
		say(t, "Resume cleans this up.");
	for (size_t i = 0; i < n; i++)
		if (!due_is_noted(due, i)) /* else its row says so */
			say(t, "! %s", due[i].text);
	say(t, "What do you want to do? (? help%sb back%sq quit)", text_dot(t),
	    text_dot(t));
	t->announced = true;
	say_options(t, &c);
	chosen = choose(t, &c);
	t->announced = false; /* a journey says it again */
	arena_free(&arena);
	if (chosen >= 0)
		text_journey_of(rows[chosen])->chosen(t);
	else if (!t->leaving)
		say(t, "This is the first question; q quits.");
}

/* What is left over, for those who read only the last line. */
static void text_say_why(const struct text *t, struct err *why)
{
	const char *setup = t->w->setup;

	if (t->code == 3) {
		err_set(why, ERR_STOPPED, "the run of setup '%s' is incomplete", setup);
		err_hint(why,
			 "continue with 'accredit resume %s', or undo with 'accredit "
			 "resume %s --undo'",
			 setup, setup);
	} else if (t->why.kind) {
		*why = t->why;
	} else if (t->code == EXIT_NOTHING_BEGUN) {
		err_set(why, ERR_CHOICE, "%s: nothing was changed",
			t->ended ? "the input ended" : "it was not confirmed");
		err_hint(why,
			 "start again; 'accredit --help' shows how to do it without "
			 "questions");
	}
}

int text_run(const struct text_start *start)
{
	struct text t = { .start = start, .in = start->in, .out = start->out,
			  .line = BUF(LINE_LIMIT), .code = EXIT_NOTHING_BEGUN };
	locale_t locale;
	int code;

	t.tty = isatty(t.in);
	/* Not setlocale: the checks of values work on bytes. */
	locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	t.utf8 = locale && str_eq(nl_langinfo_l(CODESET, locale), "UTF-8");
	if (locale)
		freelocale(locale);
	t.w = wizard_new();
	t.w->verify.fail_on = start->fail_on;
	text_signals(&t, true);
	say(&t, "Sets up AWS access for a platform and tests that it works.");
	if (start->journey) {
		text_journey_of(start->journey)->opened(&t);
	} else {
		text_sign_in(&t);
		while (!t.leaving)
			text_run_menu(&t);
	}
	if (!t.code && json_count(t.w->verify.deciding)) {
		text_say_deciding(&t, "so the exit code is 2");
		t.code = EXIT_DECIDED;
	}
	code = t.code;
	if (code)
		text_say_why(&t, start->why);
	wizard_free(t.w);
	text_signals(&t, false);
	json_free(t.kept);
	json_free(t.behind);
	buf_free(&t.line);
	return code;
}
