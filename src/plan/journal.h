/*
 * journal.h - what a setup's runs meant to do and did: one JSON object a line,
 * appended with one write and synced, the intent before the call and the
 * outcome after it (doc/reliability.md, "The record").
 *
 * Line: {v, seq, t, run, step, phase, params, token, before, request_id,
 * outputs, error, prev, crc}; members that say nothing are left out. crc: str_sum of
 * the line's text up to the comma before "crc";
 * seq: without a gap; prev: the crc of the line before, "" in the first. Where the journal ends is kept outside it: journal_end.h.
 */
#ifndef ACCREDIT_JOURNAL_H
#define ACCREDIT_JOURNAL_H

#include <stdbool.h>

#include "base/err.h"

struct json;
struct journal;

/* Phases: of a run (step "") plan, end, interrupted; of a step the others but the last two,
 * which belong to no run: see waiting.h. */
#define PHASE_PLAN "plan"
#define PHASE_END "end"			/* nothing of this run is left to do */
#define PHASE_INTENT "intent"
#define PHASE_DONE "done"
#define PHASE_FAILED "failed"
#define PHASE_UNDONE "undone"
#define PHASE_HANDOFF "handoff"	    /* with "form" and "folder" */
#define PHASE_WITHDRAWN "withdrawn" /* it no longer waits */

/*
 * Reads every line of path (missing: none) and, when for_writing, opens it for
 * appending. A torn last line is dropped; a bad line before it, and lines that are
 * missing anywhere, are ERR_FILE.
 */
struct journal *journal_open(const char *path, bool for_writing, struct err *err);
void journal_close(struct journal *j);		/* NULL is fine */

/* All lines so far, oldest first: a list, borrowed. Not while a run writes. */
const struct json *journal_lines(const struct journal *j);

/*
 * Appends a line; takes extra (an object of further members, may be NULL).
 * Safe between threads. Synced to disk when it returns true.
 */
bool journal_add(struct journal *j, const char *run, const char *step,
		 const char *phase, struct json *extra, struct err *err);

#endif
