/*
 * record.h - the record of one setup: its answers, its journal, its last
 * report, under $XDG_STATE_HOME/accredit/setups/NAME/. Holds no secret.
 */
#ifndef ACCREDIT_RECORD_H
#define ACCREDIT_RECORD_H

#include <stdbool.h>

#include "base/err.h"
#include "pack/answers.h"

struct json;
struct journal;
struct record;

/* Names of the setups that have a record, sorted: a list of strings, yours. */
struct json *record_names(struct err *err);

/* Whether the name can be a setup's: [a-z0-9][a-z0-9-]{0,62}. */
bool record_name_check(const char *name, struct err *err);

/*
 * Opens the record of a setup. for_writing: created when missing and locked
 * against other copies (ERR_BUSY). Else a missing one is ERR_INPUT.
 */
struct record *record_open(const char *name, bool for_writing, struct err *err);
/* Sets that error, with a setup of a similar name. Always false. */
bool record_missing(const char *name, struct err *err);
void record_close(struct record *r);		/* NULL is fine */

/* The process that has it open for writing at this moment; 0: none but this one. */
long record_holder(const struct record *r);

/*
 * Locks these IAM users (a list of names) of the account, too, until record_close:
 * runs of two setups never work on one user at once. Safe to repeat. ERR_BUSY:
 * another process has one of them.
 */
bool record_lock_users(struct record *r, const char *account, const struct json *users,
		       struct err *err);

const char *record_name(const struct record *r);
char *record_file(const struct record *r, const char *file);	/* its path; free() it */
struct journal *record_journal(struct record *r);
/* NULL: none were ever saved. Borrowed. */
const struct answers *record_answers(const struct record *r);
bool record_save_answers(struct record *r, const struct answers *a, struct err *err);

/* The last report as a tree, yours; NULL: none, or none that can be read. */
struct json *record_report(const struct record *r);
/*
 * Puts a report that cannot be read aside, as report.json.broken: true, and why
 * says so in a sentence. False: it is whole, or there is none.
 */
bool record_set_aside(struct record *r, struct err *why);
/*
 * Its "history" and "compared" are kept from the report before; so is "changed", the
 * time of the last run that was more than checks, unless it has one of its own.
 */
bool record_save_report(struct record *r, const struct json *report, struct err *err);

/*
 * Adds {"time","seen"} to the report's "history", of which the last LOOKS_KEPT are
 * kept; compared (may be NULL), the evidence for it, becomes the report's own. A
 * setup that was never probed gets a report of these alone.
 */
#define LOOKS_KEPT 50
bool record_note_look(struct record *r, const struct json *seen,
		      const struct json *compared, struct err *err);
/* What was seen after that, by a probe: it joins the last look. None: nothing is done. */
bool record_add_seen(struct record *r, const struct json *seen, struct err *err);

/* Whether its last run was a probe and nothing else: what it left open is a worker. */
bool record_probe_alone(const struct record *r);
/* What is wanted, as its last run has it, where that run tests it; NULL: no test. Borrowed.
 */
const struct json *record_tested(const struct record *r);
/* Whether its last run was a removal that came to its end, and left something of ours. */
bool record_was_removed(const struct record *r);

/*
 * What the journal says we made and did not remove: id -> {"kind", "name",
 * "wanted": the resource, "made": true, or false when it was adopted, "begun": true
 * while nobody knows that its making came to its end, "key_id" of a key and of its
 * places}. A step
 * whose intent has no outcome counts as made. Yours.
 */
struct json *record_resources(const struct record *r);

/* A row of it as a struct, borrowed from it; "" and false where it has no such member. */
struct recorded {
	const char *id; /* of the resource; "" for NULL */
	const char *kind, *name;
	const char *key_id;
	const char *setup, *region; /* of other_setups_things alone */
	const struct json *wanted; /* NULL: there is no such row */
	bool made, begun;
	bool previous; /* the provider of a cluster that was created again since */
};
struct recorded recorded_read(const struct json *row);
/* The row of this resource; wanted is NULL where there is none. */
struct recorded recorded_find(const struct json *resources, const char *id);

/*
 * What we changed of resources that others made, and did not take back: id -> {"before":
 * as it was found first, "wanted": the resource as it was last to be}. Yours.
 */
struct json *record_changes(const struct record *r);

/* The step of this id in the plan of this run; borrowed, NULL: none. */
const struct json *record_planned(const struct record *r, const char *run, const char *id);

/*
 * The answers' values follow the keys: one that names a key which a rotation replaced
 * gets the ID of its successor, or of the one that was put back.
 */
void record_follow(const struct record *r, struct json *values);

/*
 * The last run ended and left nothing, and it waits for no one (waiting.h): a kill came
 * before record_forget. Such a setup no longer is one: it is not listed and not opened
 * for reading.
 */
bool record_gone(const struct record *r);

/* The last run, when it has work left for resume: its id, or NULL. Borrowed. */
const char *record_half_way(const struct record *r);
/* Of the last run: its plan line's "plan" (borrowed, NULL: no run), and how
 * many of its steps are done. */
const struct json *record_last_plan(const struct record *r, size_t *done, size_t *all);
/*
 * Of a run and its plan: the ID of the step that was begun and has no outcome, else of the
 * first that failed. Borrowed from plan; "": neither.
 */
const char *record_open_step(const struct record *r, const struct json *plan,
			     const char *run);
/* All lines of the journal, oldest first: a list, borrowed. */
const struct json *record_lines(const struct record *r);
/* Last line of a step in a run (borrowed), NULL: none. phase may be NULL. */
const struct json *record_line(const struct record *r, const char *run,
			       const char *step, const char *phase);

/* Nothing is left of the setup: removes answers and report, keeps the journal. */
bool record_forget(struct record *r, struct err *err);

#endif
