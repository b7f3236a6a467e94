/*
 * result.h - the result of all checks: passed, failed, inconclusive or not run. Pure. Report,
 * screens and texts all use this definition of "verified".
 */
#ifndef ACCREDIT_PROBE_RESULT_H
#define ACCREDIT_PROBE_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/probe_check.h"

struct buf;
struct json;
struct plan;

struct probe_tally {
	size_t all;			/* planned checks, optional ones included */
	size_t passed, failed, inconclusive;	/* of those that ran, without hints */
	size_t hints;			/* optional ones that were inconclusive */
	size_t not_run, required_not_run;
};

/*
 * The checks that wanted plans and that have no result in run: results without a verdict;
 * check_results_free. wanted may be NULL.
 */
struct check_results probe_not_run(const struct json *wanted,
				   const struct check_results *run);

struct probe_tally probe_count(const struct check_results *run,
			       const struct check_results *not_run);

/* The same of a report's "checks" and "not_run". */
struct probe_tally probe_report_tally(const struct json *report);

/*
 * "passed": every required check ran and passed; "failed": one did not pass;
 * "inconclusive": one could not tell, or some were not run; "not-run": none ran.
 */
const char *probe_result(const struct probe_tally *t);

/* "all 5 checks passed", "1 of 5 checks passed, 4 not run", "2 of 5 checks passed, ..." */
void probe_tally_words(struct buf *out, const struct probe_tally *t);

/* "Tested: all 5 checks passed", "Test failed: ...", "Test incomplete: ...", "Not tested" */
void probe_result_words(struct buf *out, const struct probe_tally *t);

/* Whether a step of the probe has begun. */
bool probe_began(const struct plan *plan);

/* Whether it has only steps of the probe: such a run changes no setup. */
bool probe_alone(const struct plan *plan);

#endif
