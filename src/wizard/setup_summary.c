/* setup_summary.c - the lines of a summary; see setup_summary.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "pack/answers.h"
#include "plan/record.h"
#include "plan/waiting.h"
#include "probe/probe_check.h"
#include "probe/result.h"
#include "probe/result_words.h"
#include "wizard/comparison_words.h"
#include "wizard/drift_history.h"
#include "wizard/setup_summary_internal.h"

enum { HISTORY_SHOWN = 5 };

/* The section of the vendor texts that have no title of their own. */
#define VENDOR_TITLE "Enter these values in the platform"

struct summary_line *setup_summary_line(struct summary_lines *s, enum summary_kind kind,
					const char *label, const char *text)
{
	s->line = arena_more(&s->arena, s->line, s->count, sizeof(*s->line));
	s->line[s->count] = (struct summary_line){ .kind = kind,
						   .label = arena_str(&s->arena, label),
						   .text = arena_str(&s->arena, text) };
	return &s->line[s->count++];
}

/* Whether a text, or its parts between ", ", is in the lines so far. */
static bool setup_summary_has(const struct summary_lines *s, const char *text)
{
	size_t n;

	for (; *text; text += n + (text[n] ? 2 : 0)) {
		const char *end = strstr(text, ", ");
		bool found = false;

		n = end ? (size_t)(end - text) : strlen(text);
		if (!n || memchr(text, ' ', n))
			return false;
		for (size_t i = 0; i < s->count && !found; i++)
			found = s->line[i].kind != SUMMARY_NOTE &&
				memmem(s->line[i].text, strlen(s->line[i].text), text, n);
		if (!found)
			return false;
	}
	return true;
}

/* --- what was established --- */

/* How an adoption found it, or a comparison that no record keeps. */
static void setup_summary_add_found(struct summary_lines *s, const struct json *found,
				    const char *what)
{
	struct comparison_verdict v = {
		.matching = (size_t)json_number(json_get(found, "matching")),
		.changed = (size_t)json_number(json_get(found, "changed")),
		.missing = (size_t)json_number(json_get(found, "missing")),
		.more = (size_t)json_number(json_get(found, "more")),
		.unread = (size_t)json_number(json_get(found, "unread")),
	};
	struct buf words = BUF(400);

	if (!found)
		return;
	buf_fmt(&words, "%s: ", what);
	comparison_verdict_words(&words, &v, true);
	setup_summary_line(s, comparison_matches(&v) ? SUMMARY_GOOD : SUMMARY_BAD, "",
			   words.s);
	buf_free(&words);
}

/* The last comparison: that of Verify, or of an adoption. */
static void setup_summary_add_compared(struct summary_lines *s, const struct json *report,
				       time_t now)
{
	const struct json *look = NULL;
	struct buf words = BUF(400);
	bool differs, unseen;
	char at[WHEN_SIZE];

	json_each(one, json_get(report, "history"))
		look = one;
	/* One from before the setup was changed does not count. */
	if (strcmp(json_str(look, "time"), json_str(report, "changed")) < 0)
		look = NULL;
	if (!look) {
		when_full_iso(at, json_str(report, "time"), now);
		setup_summary_add_found(s, json_get(report, "adopted"),
					arena_fmt(&s->arena, "Adopted, %s", at));
		setup_summary_add_found(s, json_get(report, "compared_now"),
					"Compared with the account");
		return;
	}
	differs = drift_history_differs(look);
	unseen = drift_history_unseen(look);
	buf_fmt(&words, "%s, %s: ",
		differs	       ? "Verification failed" :
			unseen ? "Comparison incomplete" :
				 "Compared with the account",
		when_full_iso(at, json_str(look, "time"), now));
	drift_history_words(&words, look);
	buf_char(&words, '.');
	setup_summary_line(s,
			   differs	  ? SUMMARY_BAD :
				   unseen ? SUMMARY_OPEN :
					    SUMMARY_GOOD,
			   "", words.s);
	buf_free(&words);
}

static void setup_summary_add_result(struct summary_lines *s, const struct json *tree,
				     time_t now)
{
	const struct json *report = json_get(tree, "report");
	struct probe_tally t = probe_report_tally(report);
	const char *tested = probe_result(&t), *result = json_str(tree, "result");
	bool passed = str_eq(tested, "passed"), failed = str_eq(tested, "failed");
	bool ended = json_true(json_get(report, "ok"));
	struct buf words = BUF(400);
	char at[WHEN_SIZE];

	setup_summary_add_compared(s, report, now);
	buf_str(&words,
		passed && ended ? "Tested" :
			failed	? "Test failed" :
				  "Test incomplete");
	if (*json_str(report, "time") && !json_true(json_get(tree, "fresh")))
		buf_fmt(&words, ", %s", when_full_iso(at, json_str(report, "time"), now));
	buf_str(&words, ": ");
	probe_tally_words(&words, &t);
	buf_str(&words, passed && !ended ? "; its run did not end." : ".");
	/* A change since then leaves a test without meaning. */
	if (str_eq(tested, "not-run") || str_eq(result, "not-run"))
		setup_summary_line(s, SUMMARY_OPEN, "",
				   "Not tested yet. Run Verify from the menu.");
	else
		setup_summary_line(s,
				   failed ? SUMMARY_BAD :
					   passed && ended &&
						   !(*result && !str_eq(result, "passed")) ?
					    SUMMARY_GOOD :
					    SUMMARY_OPEN,
				   "", words.s);
	buf_free(&words);
}

static void setup_summary_add_open_run(struct summary_lines *s, const struct json *open)
{
	bool running = json_true(json_get(open, "running"));

	if (open)
		setup_summary_line(
			s, SUMMARY_BAD, "",
			arena_fmt(
				&s->arena,
				running ?
					"A run is being carried out now: %.0f of %.0f steps "
					"done." :
					"Interrupted after %.0f of %.0f steps. Resume on the "
					"menu continues or undoes it.",
				json_number(json_get(open, "done")),
				json_number(json_get(open, "all"))));
}

static void setup_summary_add_waiting(struct summary_lines *s, const struct json *waiting,
				      const char *setup, time_t now)
{
	struct waiting w = { .since = "" };
	char at[WHEN_SIZE];

	snprintf(w.form, sizeof(w.form), "%s", json_str(waiting, "form"));
	if (waiting_is_stackset(&w)) {
		const char *name = json_str(waiting, "folder");

		setup_summary_line(
			s, SUMMARY_OPEN, "",
			arena_fmt(&s->arena,
				  "In other accounts since %s, by the StackSet %s.",
				  when_full_iso(at, json_str(waiting, "since"), now),
				  name));
		setup_summary_line(s, SUMMARY_HEADING, "", "Hand-off");
		setup_summary_line(
			s, SUMMARY_COMMAND, "To deploy and verify",
			arena_fmt(&s->arena,
				  "accredit handoff %s --stackset %s --verify-role "
				  "ROLE",
				  setup, name));
		return;
	}
	setup_summary_line(
		s, SUMMARY_OPEN, "",
		arena_fmt(&s->arena,
			  "Waiting for the administrator since %s (%s). accredit "
			  "created nothing of it.",
			  when_full_iso(at, json_str(waiting, "since"), now),
			  waiting_title(&w)));
	setup_summary_line(s, SUMMARY_HEADING, "", "Hand-off");
	if (*json_str(waiting, "folder"))
		setup_summary_line(s, SUMMARY_VALUE, "Written to",
				   json_str(waiting, "folder"));
	setup_summary_line(s, SUMMARY_COMMAND, "When the administrator is done",
			   arena_fmt(&s->arena, "accredit verify %s", setup));
}

/* --- the sections --- */

/* The file of the rows that name the key by its file; the ID is known by now. */
static void setup_summary_add_vendor(struct summary_lines *s, const struct json *tree)
{
	const struct json *report = json_get(tree, "report");
	const struct json *list = json_get(tree, "vendor") ? json_get(tree, "vendor") :
							     json_get(report, "vendor");
	const char *section = "", *file = NULL,
		   *id = json_str(json_get(report, "outputs"), "key_id");

	json_each(row, json_get(tree, "resources")) {
		const struct recorded one = recorded_read(row);

		if (setup_summary_is_key_file(&one))
			file = *json_str(one.wanted, "file") ? json_str(one.wanted, "file") :
							       one.name;
		if (*one.key_id && str_eq(one.kind, "access-key"))
			id = one.key_id;
	}
	json_each(row, list) {
		const char *title =
			*json_str(row, "title") ? json_str(row, "title") : VENDOR_TITLE;
		const char *key = json_str(row, "key_part"), *text = json_str(row, "text");
		bool secret = str_eq(key, "secret");
		struct summary_line *line;

		if (!str_eq(title, section))
			setup_summary_line(s, SUMMARY_HEADING, "", title);
		section = title;
		line = setup_summary_line(s, SUMMARY_VALUE, json_str(row, "label"),
					  *key && !secret && *id ? id : text);
		if (secret && file)
			line->key_file = arena_str(&s->arena, file);
	}
}

static void setup_summary_add_labeled(struct summary_lines *s, const char *heading,
				      const struct json *list, enum summary_kind kind)
{
	bool any = false;

	json_each(row, list) {
		const char *label = json_str(row, "label"), *text = json_str(row, "text");

		if (kind == SUMMARY_NOTE && setup_summary_has(s, text))
			continue;
		if (!any)
			setup_summary_line(s, SUMMARY_HEADING, "", heading);
		any = true;
		setup_summary_line(s, kind, label, text);
	}
}

static void setup_summary_add_notices(struct summary_lines *s, const struct json *notices)
{
	if (json_count(notices))
		setup_summary_line(s, SUMMARY_HEADING, "", "On this computer");
	json_each(notice, notices)
		setup_summary_line(s, SUMMARY_NOTE, "", json_text(notice));
}

void setup_summary_add_notes(struct summary_lines *s, const struct json *report)
{
	setup_summary_add_labeled(s, "Next steps", json_get(report, "notes"), SUMMARY_NOTE);
	setup_summary_add_notices(s, json_get(report, "notices"));
}

static void setup_summary_add_setup(struct summary_lines *s, const struct json *tree,
				    time_t now)
{
	const struct json *report = json_get(tree, "report");
	const char *title = json_str(tree, "title"), *platform;
	struct answers a = { .values = NULL };

	answers_read(&a, json_get(tree, "answers"), "answers", &(struct err)ERR_INIT);
	platform = a.platform;

	setup_summary_line(
		s, SUMMARY_TITLE, "",
		*platform ?
			arena_fmt(&s->arena, "Setup '%s': %s, account %s, Region %s",
				  a.name, *title ? title : platform, a.account, a.region) :
			arena_fmt(&s->arena,
				  "'%s': the rotated key of an IAM user, account %s",
				  a.name, a.account));
	setup_summary_add_open_run(s, json_get(tree, "interrupted"));
	if (json_get(tree, "waiting"))
		setup_summary_add_waiting(s, json_get(tree, "waiting"), a.name, now);
	else if (*platform)
		setup_summary_add_result(s, tree, now);
	answers_free(&a);
	setup_summary_add_vendor(s, tree);
	if (json_count(json_get(tree, "resources"))) {
		setup_summary_add_resources(s, tree, true, "Resources created");
		setup_summary_add_resources(s, tree, false, "Existing resources, adopted");
	} else {
		setup_summary_add_outputs(s, json_get(report, "outputs"));
	}
	setup_summary_add_labeled(s, "Next steps",
				  json_get(tree, "notes") ? json_get(tree, "notes") :
							    json_get(report, "notes"),
				  SUMMARY_NOTE);
	setup_summary_add_notices(s, json_get(report, "notices"));
	if (!*json_str(tree, "command"))
		return;
	setup_summary_line(s, SUMMARY_HEADING, "",
			   json_get(tree, "waiting") ?
				   "To create it without the administrator" :
				   "To repeat this from a script");
	setup_summary_line(s, SUMMARY_COMMAND, "Command", json_str(tree, "command"));
	if (*json_str(tree, "from_answers"))
		setup_summary_line(s, SUMMARY_COMMAND, "The same with the recorded answers",
				   json_str(tree, "from_answers"));
}

/* Its sentence, and of one that did not pass, why. */
static void setup_summary_add_check(struct summary_lines *s, const struct json *tree,
				    const struct json *event, const char *verdict)
{
	const struct check_result r = check_result_read(event);
	const char *says = json_str(json_get(tree, "checks"), r.id);
	bool explains = *verdict && r.verdict != VERDICT_PASSED;
	struct buf text = BUF(BUF_TEXT);

	buf_str(&text, *r.label ? r.label : *says ? says : r.id);
	if (*verdict && *result_words_how(&r))
		buf_fmt(&text, " (%s)", result_words_how(&r));
	if (explains && *r.layer)
		buf_fmt(&text, "; decided by: %s", result_words_layer(&r));
	if (explains && *r.text)
		buf_fmt(&text, ": %s", r.text);
	if (explains && *r.remedy)
		buf_fmt(&text, "; fix: %s", r.remedy);
	setup_summary_line(s, SUMMARY_NOTE, *verdict ? verdict : "not run", text.s);
	buf_free(&text);
}

static void setup_summary_add_checks(struct summary_lines *s, const struct json *tree)
{
	const struct json *report = json_get(tree, "report");

	if (!json_count(json_get(report, "checks")))
		return;
	setup_summary_line(s, SUMMARY_HEADING, "", "Checks of the last test");
	json_each(event, json_get(report, "checks"))
		setup_summary_add_check(s, tree, event,
					verdict_word(check_result_read(event).verdict));
	json_each(row, json_get(report, "not_run"))
		setup_summary_add_check(s, tree, row, "");
}

static void setup_summary_add_record(struct summary_lines *s, const struct json *tree,
				     time_t now)
{
	const struct json *report = json_get(tree, "report");
	const struct json *history = json_get(report, "history");
	size_t all = json_count(history), i = 0;
	char at[WHEN_SIZE];

	setup_summary_add_labeled(s, "Settings", json_get(tree, "settings"), SUMMARY_VALUE);
	if (json_count(json_get(tree, "accepted")))
		setup_summary_line(s, SUMMARY_HEADING, "", "Accepted");
	json_each(row, json_get(tree, "accepted"))
		setup_summary_line(s, SUMMARY_NOTE,
				   when_full_iso(at, json_str(row, "time"), now),
				   json_str(row, "text"));
	if (all)
		setup_summary_line(s, SUMMARY_HEADING, "",
				   arena_fmt(&s->arena, "Comparisons with the account (the last "
					     "%zu of %zu; %d are kept)",
					     all < HISTORY_SHOWN ? all : HISTORY_SHOWN, all,
					     LOOKS_KEPT));
	json_each(look, history) {
		struct buf text = BUF(200);

		drift_history_words(&text, look);
		if (i++ + HISTORY_SHOWN >= all)
			setup_summary_line(s, SUMMARY_NOTE,
					   when_full_iso(at, json_str(look, "time"), now),
					   text.s);
		buf_free(&text);
	}
}

void setup_summary_add(struct summary_lines *lines, const struct json *tree, unsigned parts,
		       time_t now)
{
	if (parts & SUMMARY_SETUP)
		setup_summary_add_setup(lines, tree, now);
	if (parts & SUMMARY_REPORT) {
		setup_summary_add_vendor(lines, tree);
		setup_summary_add_outputs(lines, json_path(tree, "report.outputs"));
		setup_summary_add_notes(lines, json_get(tree, "report"));
	}
	if (parts & SUMMARY_CHECKS)
		setup_summary_add_checks(lines, tree);
	if (parts & SUMMARY_RECORD)
		setup_summary_add_record(lines, tree, now);
}

void setup_summary_free(struct summary_lines *lines)
{
	arena_free(&lines->arena);
	*lines = (struct summary_lines){ 0 };
}

void setup_summary_print(struct buf *out, const struct summary_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		const struct summary_line *line = &lines->line[i];

		if (line->kind == SUMMARY_HEADING)
			buf_fmt(out, "\n%s:\n", line->text);
		else if (line->kind < SUMMARY_VALUE)
			buf_fmt(out, "%s\n", line->text);
		else
			buf_fmt(out, "  %s%s%s\n", line->label, *line->label ? ": " : "",
				line->text);
	}
}
