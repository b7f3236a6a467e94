/*
 * probe.h - the proof of the access: the worker that proves it from the inside
 * (the steps launch, check and end), the checks made from here with the access
 * key, and those with the operator's own credentials (simulations and trusts),
 * all like any other steps of a plan.
 */
#ifndef ACCREDIT_PROBE_H
#define ACCREDIT_PROBE_H

#include <stdbool.h>

#include "base/err.h"
#include "probe/check.h"

struct aws;
struct buf;
struct json;
struct plan;
struct run;
struct step_work;

/* The works of the probe's steps, for plan_read; ends in NULL. */
extern const struct step_work *const probe_works[];
bool probe_is_work(const struct step_work *work);

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

/* Whether wanted has checks, made in whatever way. */
bool probe_any_wanted(const struct json *wanted);

/*
 * Adds key.check: those probes, with the key that key_check_session gives. needs
 * are ids of steps, ended by NULL: what makes the user, its policies and the key.
 */
void probe_add_key(struct plan *plan, const char *const *needs);

/* Adds all steps of the proof that plan->wanted asks for, after all of the plan. */
void probe_add_all(struct plan *plan);

/*
 * Before a resume (after run_recall): the steps of the proof count as done, without a
 * check. What an earlier run launched or created for them is still ended.
 */
void probe_skip(struct plan *plan);

/* The checks of wanted that will be made, those of the worker last; checks_free. */
struct checks probe_planned_checks(const struct json *wanted);

/* What it costs and how long it takes, for the question before it: sentences. */
void probe_price(const struct json *wanted, struct buf *out);

/*
 * The verdicts of a finished or broken run's check steps, of all ways: list
 * (yours) of the contract's "check" events; NULL: there were none.
 */
struct json *probe_report(const struct plan *plan);

/*
 * The end of the worker's console as it is now, cleaned, at most 16 KiB, yours;
 * NULL: nothing yet. During the run; afterwards it is the output "console" of
 * the step probe.check.
 */
char *probe_console(struct run *run);

/*
 * True when there is a report and every check of it said yes; one that is
 * optional may say that it cannot tell.
 */
bool probe_passed(const struct json *report);

/* A worker that is still alive, or a security group that was made for one. */
struct probe_leftover {
	bool is_group;
	const char *id, *setup;
	const char *launched; /* ISO 8601; "" of a group */
};

struct probe_leftovers {
	struct probe_leftover *item;
	size_t count;
	struct arena texts;
};

/*
 * Adds those that have accredit's tag to all, which starts as all zero;
 * probe_leftovers_free. setup NULL: of every setup.
 */
bool probe_find_leftovers(struct aws *aws, const char *setup, struct probe_leftovers *all,
			  struct err *err);
void probe_leftovers_free(struct probe_leftovers *all); /* leaves none */

/* Ends each by its ID, until AWS says terminated or shutting-down; groups are deleted. */
bool probe_end_leftovers(struct aws *aws, const struct probe_leftovers *all,
			 struct err *err);

#endif
