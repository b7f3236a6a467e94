/*
 * probe.h - the worker that proves the access from the inside: the steps
 * launch, check and end, like any other steps of a plan.
 */
#ifndef ACCREDIT_PROBE_H
#define ACCREDIT_PROBE_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;
struct plan;
struct run;
struct step_work;

/* The works of the probe's steps, for plan_read; ends in NULL. */
extern const struct step_work *const probe_works[];

/*
 * Whether wanted (pack_wanted) asks for a worker at all: it has probes with
 * "where":"worker" and an instance profile for it to run with.
 */
bool probe_wanted(const struct json *wanted);

/*
 * Adds probe.launch (after every resource step), probe.check and probe.end to
 * the plan. Their action is ACTION_NONE: they change nothing that stays.
 */
void probe_add(struct plan *plan);

/* What it costs and how long it takes, for the question before it: two sentences. */
const char *probe_price(void);

/*
 * The verdicts of a finished or broken run's check step: list (yours) of the
 * contract's "check" events; NULL: there was none.
 */
struct json *probe_report(const struct plan *plan);

/*
 * The end of the worker's console as it is now, cleaned, at most 16 KiB, yours;
 * NULL: nothing yet. During the run; afterwards it is the output "console" of
 * the step probe.check.
 */
char *probe_console(struct run *run);

/* True when there is a report and every check of it said yes. */
bool probe_passed(const struct json *report);

/*
 * Workers that are still alive: list (yours) of {"id","setup","launched",
 * "state"}, found by our tag. setup NULL: of every set-up.
 */
bool probe_leftovers(struct aws *aws, const char *setup, struct json **list,
		     struct err *err);
/* Ends them; each by id, until AWS says terminated or shutting-down. */
bool probe_end(struct aws *aws, const struct json *list, struct err *err);

#endif
