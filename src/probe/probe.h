/*
 * probe.h - the probe of a setup, as steps of a plan: a worker or a pod that makes checks
 * (launch, check, end), checks with the access key, and checks with the operator's
 * credentials (simulations, trust policies, clusters).
 */
#ifndef ACCREDIT_PROBE_H
#define ACCREDIT_PROBE_H

#include <stdbool.h>

#include "base/err.h"
#include "probe/probe_check.h"

struct aws;
struct buf;
struct json;
struct plan;
struct run;
struct step_work;

/* The works of the probe's steps, for plan_read; ends in NULL. */
extern const struct step_work *const probe_works[];
bool probe_is_work(const struct step_work *work);

/* Whether wanted (pack_wanted) has checks of a worker, and an instance profile for it. */
bool probe_wanted(const struct json *wanted);

/*
 * Adds probe.launch (after every resource step), probe.check and probe.end to the plan. Their
 * action is ACTION_NONE: nothing that they create is kept.
 */
void probe_add(struct plan *plan);

/* Whether wanted has checks, made in whatever way. */
bool probe_any_wanted(const struct json *wanted);

/*
 * Adds key.check, the checks with the key of key_check_session. needs: IDs of the steps that
 * create the user, its policies and the key, ended by NULL.
 */
void probe_add_key(struct plan *plan, const char *const *needs);

/* Adds the steps of the probe that plan->wanted needs, after all steps of the plan. */
void probe_add_all(struct plan *plan);

/*
 * Before a resume (after run_recall): the steps of the probe count as done, without results.
 * What an earlier run launched or created for them is still deleted.
 */
void probe_skip(struct plan *plan);

/* The checks of wanted that will be made, those of the worker last; checks_free. */
struct checks probe_planned_checks(const struct json *wanted);

/* Sentences on what the probe costs and how long it takes, for the question before it. */
void probe_price(const struct json *wanted, struct buf *out);

/*
 * The results of a run's check steps, whether it finished or not: a list (yours) of "check"
 * events (doc/contract.md); NULL: there were none.
 */
struct json *probe_report(const struct plan *plan);

/*
 * The end of the worker's console as it is now, cleaned, at most 16 KiB, yours;
 * NULL: nothing yet. During the run; afterwards it is the output "console" of
 * the step probe.check.
 */
char *probe_console(struct run *run);

/* Whether there are results, and all passed; an optional check may be inconclusive. */
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
