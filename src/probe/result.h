/*
 * result.h - what checks come to: passed, failed, inconclusive or not run. Pure. The
 * one place that decides what "verified" means, for the report, the screens and texts.
 */
#ifndef ACCREDIT_PROBE_RESULT_H
#define ACCREDIT_PROBE_RESULT_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct json;
struct plan;

struct probe_tally {
	size_t all;			/* that were planned, optional ones included */
	size_t passed, failed, inconclusive;	/* of those that ran; but for hints */
	size_t hints;			/* optional ones that were inconclusive */
	size_t not_run, required_not_run;
};

/*
 * The checks that wanted plans and of which checks (a list of "check" events, NULL is
 * fine) holds nothing: a list (yours) of {"id","says","optional"?}. wanted may be NULL.
 */
struct json *probe_not_run(const struct json *wanted, const struct json *checks);

/* Counts events and rows of probe_not_run; each may be NULL. */
struct probe_tally probe_count(const struct json *checks, const struct json *not_run);

/* The same of a report's "checks" and "not_run". */
struct probe_tally probe_report_tally(const struct json *report);

/*
 * "passed": every required check ran and passed; "failed": one did not pass;
 * "inconclusive": one could not tell, or some were not run; "not-run": none ran.
 */
const char *probe_result(const struct probe_tally *t);

/* "all 5 checks passed", "1 of 5 checks ran; 4 were not run", "2 of 5 checks passed, ..." */
void probe_tally_words(struct buf *out, const struct probe_tally *t);

/* "Verified: all 5 checks passed", "Not verified: ..." */
void probe_result_words(struct buf *out, const struct probe_tally *t);

/* The word for a check event's verdict: passed, failed, inconclusive; "": not run. */
const char *probe_verdict_word(const char *verdict);

/* Whether a step of the proof has begun. */
bool probe_began(const struct plan *plan);

/* Whether it holds nothing but steps of the proof: such a run changes no setup. */
bool probe_alone(const struct plan *plan);

#endif
