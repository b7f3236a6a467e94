/*
 * setup_summary.h - what an operator copies into the platform after a setup, and on any
 * later day: one tree, of the run that has just ended or of a record, and its lines for
 * every face. No value is said twice.
 *
 * The tree: {"answers", "title": of the platform, "resources" (record_resources), "report",
 * "vendor", "notes", "settings": [{"label","text"}], "checks": {id: sentence}, "command":
 * repeats the setup, "from_answers": so does this, with the recorded answers, "accepted",
 * "interrupted" (open_run_event), "waiting" (waiting_json), "verified" and "result"
 * (verified_put), "fresh": the run has just ended}. Any member can be missing.
 */
#ifndef ACCREDIT_SETUP_SUMMARY_H
#define ACCREDIT_SETUP_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/err.h"
#include "base/mem.h"

struct answers;
struct buf;
struct json;
struct wizard;

/* Of the run that ended last, or where none was needed, what it would say. Yours. */
struct json *setup_summary_of_run(const struct wizard *w);
/* Of a record; yours. NULL: err says why there is none. Reads files, asks no one. */
struct json *setup_summary_of_record(const char *setup, struct err *err);

enum summary_kind {
	SUMMARY_TITLE,		/* text alone: the setup */
	SUMMARY_HEADING,	/* text alone: begins a section */
	SUMMARY_GOOD, SUMMARY_BAD, SUMMARY_OPEN,	/* text alone: what was established */
	SUMMARY_VALUE,		/* text is to be copied as it is; label says what it is */
	SUMMARY_COMMAND,	/* the same, for a shell */
	SUMMARY_NOTE,		/* a sentence, with a label or "" */
};

struct summary_line {
	enum summary_kind kind;
	const char *label, *text;
	const char *key_file;	/* the secret in this file is meant: text says so; or NULL */
};

/* All zero is an empty one. The texts are not cleaned: the face does that. */
struct summary_lines {
	struct arena arena;
	struct summary_line *line;
	size_t count;
};

enum summary_parts {
	SUMMARY_SETUP = 1,	/* title, result, values, resources, next steps, command */
	SUMMARY_CHECKS = 2,	/* each check of the last test */
	SUMMARY_RECORD = 4,	/* settings, what was accepted, comparisons */
	SUMMARY_REPORT = 8,	/* values, resources, next steps, files: what a run came to */
};

/* Appended to lines, which is yours: setup_summary_free. now: for "2 h ago". */
void setup_summary_add(struct summary_lines *lines, const struct json *tree, unsigned parts,
		       time_t now);
void setup_summary_free(struct summary_lines *lines);
/* The lines as text; a section begins with an empty line. */
void setup_summary_print(struct buf *out, const struct summary_lines *lines);

/*
 * "accredit setup x --policy y --set A=b --yes". command: "setup", "adopt" or "verify
 * --platform"; secret: its name where one is asked for, or NULL.
 */
void setup_summary_command(struct buf *out, const char *command, const struct answers *a,
			   const char *secret);

#endif
