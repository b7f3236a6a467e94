/* text_end.c - what came of it, and what to keep; see text_internal.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/record.h"
#include "probe/probe.h"
#include "probe/result.h"
#include "probe/result_words.h"
#include "text/text_internal.h"
#include "wizard/describe.h"
#include "wizard/setup_summary.h"

#define SHORT 60	/* a text to be copied that still fits behind its label */

/* The template's sentence for a check, unless the check brings its own. */
static void text_end_say_sentence(struct text *t, const char *verdict,
				  const struct check_result *r)
{
	struct checks all = checks_read(t->w->j.wanted, CHECK_BY_ANY);
	const struct check *check = checks_find(&all, r->id);

	say(t, "  %s: %s%s%s%s", verdict,
	    *r->label ? r->label : check ? check->label : r->id,
	    *result_words_how(r) ? " (" : "", result_words_how(r),
	    *result_words_how(r) ? ")" : "");
	checks_free(&all);
}

void say_check(struct text *t, const struct json *event)
{
	const struct check_result r = check_result_read(event);
	struct buf evidence = BUF(BUF_TEXT);
	char *rest = NULL;

	text_end_say_sentence(t, verdict_word(r.verdict), &r);
	if (r.verdict == VERDICT_PASSED)
		return;
	result_words_evidence(&evidence, &r);
	for (char *line = strtok_r(evidence.s, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		say(t, "    %s", line);
	if (*r.remedy)
		say(t, "    fix: %s", r.remedy);
	buf_free(&evidence);
}

void say_checks(struct text *t, const struct json *checks)
{
	json_each(event, checks)
		say_check(t, event);
}

/* Whole, so that it can be copied; on a line of its own where it is long. */
static void text_end_say_pair(struct text *t, const char *label, const char *value)
{
	char *line;

	if (strlen(label) + strlen(value) > SHORT) {
		say(t, "  %s:", label);
		line = xasprintf("    %s", value);
	} else {
		line = xasprintf("  %s: %s", label, value);
	}
	say_exact(t, line);
	free(line);
}

void say_notices(struct text *t, const struct json *notices)
{
	struct buf words = BUF(BUF_TEXT);

	describe_notices(&words, notices);
	say_text(t, words.s);
	buf_free(&words);
}

void text_say_lines(struct text *t, const struct summary_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		const struct summary_line *line = &lines->line[i];

		if (line->kind == SUMMARY_HEADING)
			say(t, "\n%s:", line->text);
		else if (line->kind < SUMMARY_VALUE)
			say(t, "%s", line->text);
		else if (line->kind == SUMMARY_COMMAND) {
			say(t, "  %s:", line->label);
			say_command(t, line->text);
		} else if (line->kind == SUMMARY_VALUE)
			text_end_say_pair(t, line->label, line->text);
		else
			say(t, "  %s%s%s", line->label, *line->label ? ": " : "",
			    line->text);
	}
}

void text_say_shown(struct text *t, unsigned parts)
{
	struct summary_lines lines = { .count = 0 };

	say(t, "\n");
	setup_summary_add(&lines, t->w->shown, parts, clock_wall());
	text_say_lines(t, &lines);
	setup_summary_free(&lines);
}

/* A file that exists is never overwritten. */
static void text_end_save(struct text *t, const char *what,
			  bool (*write)(const struct wizard *w, const char *path,
					struct err *err))
{
	char *prompt = xasprintf("File name for the %s", what);
	struct err err = ERR_INIT;
	enum said said;

	do {
		said = hear(t, prompt);
		if (said == SAID_HELP)
			say(t,
			    "For example %s.txt. Existing files are not overwritten. The file "
			    "contains no secrets.",
			    what);
	} while (said == SAID_HELP);
	if (said != SAID_LINE || !*t->line.s)
		say(t, "Nothing was saved.");
	else if (write(t->w, t->line.s, &err))
		say(t, "Saved to %s", t->line.s);
	else
		say_err(t, "Not saved", &err);
	free(prompt);
}

void text_save_summary(struct text *t, const char *setup)
{
	(void)setup; /* it is the one that is shown */
	text_end_save(t, "summary", wizard_save_summary);
}

static void text_end_keep(struct text *t)
{
	static const struct option options[] = {
		{ "done", "Done", NULL, NULL },
		{ "summary", "Save this summary to a file", NULL, NULL },
		{ "answers", "Save the answers to a file", NULL, NULL },
		{ "console", "Show the console of the test instance", NULL, NULL },
	};
	struct choice c = { .what = "Next", .options = options,
			    .count = probe_wanted(t->w->j.wanted) ? 4 : 3 };
	int chosen;

	do {
		say(t, "\n");
		say_options(t, &c);
		chosen = choose(t, &c);
		if (chosen == 1)
			text_save_summary(t, t->w->setup);
		else if (chosen == 2)
			text_end_save(t, "answers", wizard_save_answers);
		else if (chosen == 3) {
			char *console = t->w->j.run ? probe_console(t->w->j.run) : NULL;

			say(t, "%s",
			    console ? "Console of the test instance:" : "There was no test instance.");
			say_text(t, console ? console : "");
			free(console);
		}
	} while (chosen > 0 && !t->leaving);
}

void text_summary(struct text *t)
{
	wizard_show_run(t->w);
	text_say_shown(t, SUMMARY_SETUP | SUMMARY_CHECKS);
	text_end_keep(t);
}
