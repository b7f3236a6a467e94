/*
 * journey.h - one setup on its way from answers to a proved access: the model
 * that the screens, the text front end and the command line drive alike.
 *
 * Order: journey_start, journey_answers (as often as answers change),
 * journey_plan, journey_run or journey_resume, then run.h's functions on
 * j->run, then journey_finish. A function that fails leaves what was there.
 */
#ifndef ACCREDIT_JOURNEY_H
#define ACCREDIT_JOURNEY_H

#include <stdbool.h>

#include "base/err.h"
#include "base/secret.h"
#include "pack/answers.h"
#include "plan/plan.h"
#include "plan/run.h"

struct errors;
struct json;
struct reply_cache;
struct pack;
struct plan;
struct record;
struct run;
struct session;

struct journey {
	struct session *session;	/* not owned */
	struct stop *stop;		/* the session's, not owned */
	struct pack *pack;
	struct answers given;		/* what this run was told */
	struct secret secret;		/* of a key that was given; see secret_answers.h */
	struct answers answers;		/* record < given, completed */
	struct record *record;		/* NULL until needed */
	struct json *wanted;
	struct json *risks;		/* of journey_plan; see risk.h */
	struct json *managed;		/* managed policies that were read for them */
	struct json *moved;		/* clusters that are not what was recorded: lookup.h */
	struct json *beside;		/* the plan: lookalike.h, prerequisites.h; or NULL */
	struct reply_cache *seen;		/* answers about the network, asked once for all */
	struct json *preflight;		/* may the caller do the plan? See preflight.h; or NULL */
	struct plan *plan;
	struct json *outputs;		/* of the plan before this one; NULL: none */
	struct run *run;
	bool probe; /* the probe runs after it */
	bool skip_proof;		/* a resume leaves the probe out */
	bool proof_later;		/* the proof is offered after the apply */
	bool undo;			/* the run takes back */
	bool sets_up;			/* the plan is that of a setup */
	bool with_kept;			/* a removal takes what the pack says to keep, too */
	bool by_hand; /* a setup without a record, or as if */
	bool one_of_many;		/* in a walk: what decides nothing costs no call */
	bool exists; /* created manually: what there is of it is looked for */
};

/* Nothing yet; session may be set later. */
void journey_init(struct journey *j, struct session *session, struct stop *stop);
void journey_free(struct journey *j);

/* Loads the pack. */
bool journey_platform(struct journey *j, const char *platform, struct err *err);

/* Adds to wrong all that is wrong with the answers and can be said before anybody signs in. */
void journey_early(struct journey *j, struct errors *wrong);

/*
 * Completes and checks the answers against pack, record and the caller's
 * account, and renders what is wanted (j->wanted). Opens the record for reading
 * when the setup has one.
 */
bool journey_answers(struct journey *j, struct err *err);

/* Its parts. The given answers over the record's, into all; opens the record, if any. */
bool journey_merge(struct journey *j, struct answers *all, struct err *err);
/* What is wanted for j->answers, complete; of a setup that exists they must be its own. */
bool journey_render(struct journey *j, struct err *err);

/*
 * Whether a new run of this setup, and of the users it works on, may begin: see
 * open_run.h. Each plan but PLAN_VERIFY asks it first, and the start of a run again.
 */
bool journey_may_begin(const struct journey *j, struct err *err);

/*
 * Reads AWS and compares, as plan_build; adds the probe's steps when j->probe and
 * the pack asks for a worker. Of a plan that creates or repairs, j->preflight says
 * whether the caller may. j->risks: what the documents that are wanted give away, and
 * in a PLAN_VERIFY and a PLAN_ADOPT those that were found in their place.
 */
bool journey_plan(struct journey *j, enum plan_for what_for, const struct json *only,
		  struct err *err);

/* The answers that the setup was made with, completed, for a comparison. */
bool journey_recorded(struct journey *j, const char *setup, struct err *err);

/*
 * After journey_platform and the answers given: the same for a setup created manually,
 * which has no record. Its name is the platform's with "-by-hand", unless given; a
 * probe's worker has its record under it, while there is one. ERR_CHOICE: a setup
 * of that name is recorded.
 */
bool journey_by_hand(struct journey *j, struct err *err);

/*
 * After journey_answers: a plan that records what is there of it. ERR_CHOICE:
 * the setup has a record already; ERR_INPUT: nothing of it is there.
 */
bool journey_adopt(struct journey *j, struct err *err);

/*
 * After a plan that found something of others in its way (ERR_CHOICE, AWS_ERROR_CONFLICT): its
 * hint names the command that records what is there, first. Always false.
 */
bool journey_offer_adopt(const struct journey *j, struct err *err);

/* The plan's step of the resource with this id; NULL: none. */
const struct step *journey_step_of(const struct journey *j, const char *resource);

/* Takes a plan in place of the one before. */
void journey_take(struct journey *j, struct plan *plan);

/*
 * A plan of the probe alone, after an apply or for verify: j->plan is replaced,
 * and its outputs are kept for the report.
 */
void journey_probe_only(struct journey *j);

/* Where the plan has nothing to do: saves answers that are not as recorded. */
bool journey_keep(struct journey *j, struct err *err);

/* Saves the answers and starts the plan; the record is locked from here on. */
bool journey_run(struct journey *j, struct err *err);

/* Opens the setup's record and account, for what an interrupted run left or created. */
bool journey_open(struct journey *j, const char *setup, bool for_writing,
		  struct err *err);
bool journey_resume(struct journey *j, bool undo, struct err *err);
bool journey_plan_removal(struct journey *j, struct err *err);
/* Starts the removal that journey_plan_removal planned. */
bool journey_remove(struct journey *j, struct err *err);

/*
 * After the run ended: saves the report, forgets a setup that is gone.
 * *report is yours: {"setup","platform","account","region","method","policy",
 * "time","outputs","steps","checks","ok","vendor","notes"}. The exit code of
 * the contract. err: why it is not 0.
 */
int journey_finish(struct journey *j, struct json **report, struct err *err);

/* The report that a plan would have that needs no run; NULL: no plan. Yours. */
struct json *journey_outlook(const struct journey *j);

/* The exit code of a failure: 64 for input and choices, 3 where an open run comes
 * first, else 1. */
int journey_exit(const struct err *err);

/* A setup's state in a line: "done", "2 of 6 done". Into out. */
struct buf;
void journey_state(const struct record *r, struct buf *out);

#endif
