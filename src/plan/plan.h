/*
 * plan.h - wanted against found as steps: the one object that preview, diff,
 * apply, undo, verify and the report are views of.
 */
#ifndef ACCREDIT_PLAN_H
#define ACCREDIT_PLAN_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "kinds/resource.h"

struct aws;
struct json;
struct resource_kind;
struct record;
struct step;
struct step_ctx;

enum action { ACTION_NONE, ACTION_CREATE, ACTION_UPDATE, ACTION_ADOPT, ACTION_REMOVE };

enum step_state {
	STEP_IDLE,	/* its turn has not come */
	STEP_STARTED,
	STEP_WAITING,	/* for AWS to catch up; see text */
	STEP_DONE,
	STEP_FAILED,
	STEP_UNDONE,
};

/* What a step does: a row of a table, never an if. */
struct step_work {
	const char *kind;	/* "role", "probe", ... */
	/* What a repeat needs verbatim, journaled with the intent; yours. May be NULL. */
	struct json *(*prepare)(struct step_ctx *c, struct err *err);
	bool (*run)(struct step_ctx *c, struct err *err);
	/* Takes back what run may have done. NULL: nothing to take back. */
	bool (*undo)(struct step_ctx *c, struct err *err);
	/*
	 * Whether this step, done, cannot be undone: then none of its run is undone.
	 * False: err says why. NULL: it can.
	 */
	bool (*can_undo)(const struct step *step, const char *setup, struct err *err);
	/* Runs even after a failure or a stop, once what it needs has begun. */
	bool always;
};

/* Why a removal keeps a resource. */
struct keep_reason {
	char *reason; /* see plan_left */
	char *why; /* a sentence, without a full stop */
	struct json *users; /* texts: what it is in use by; or NULL */
	struct json
		*changed; /* rows of plan_left: what stays otherwise than it was; or NULL */
};

/* The texts are copied; yours: keep_reason_free (NULL is fine, as of the copy). */
struct keep_reason *keep_reason_new(const char *reason, const char *why);
struct keep_reason *keep_reason_copy(const struct keep_reason *kept);
void keep_reason_free(struct keep_reason *kept);
/* Whether it is kept for this reason; kept may be NULL. */
bool keep_reason_is(const struct keep_reason *kept, const char *reason);

struct step {
	char *id;		/* resource id + verb: "role.create" */
	char *kind, *name;
	enum action action;
	const struct step_work *work;
	struct resource *resource; /* wanted; NULL for steps without one */
	struct resource *before; /* found when planned; NULL: nothing */
	struct json *settings; /* of a step without a resource: what it works on; or NULL */
	struct json *diff;	/* list of {path, found, wanted} */
	struct json *allowed;	/* not needed: names of the policies that allow the same; or NULL */
	struct keep_reason *kept; /* why a removal keeps it; or NULL */
	struct json *asked;	/* of a PLAN_VERIFY: what AWS was asked about it; or NULL */
	bool stays; /* of a PLAN_REPAIR: it differs and is not repaired */
	bool unread;		/* of a PLAN_VERIFY, PLAN_REPAIR: nobody let us look; see err */
	size_t *needs;		/* places in plan.steps */
	size_t needs_count;

	/* The runner's own; others read them by run_look. */
	enum step_state state;
	bool begun;		/* its intent is in the journal */
	bool again;		/* begun by an earlier run, outcome unknown */
	time_t begun_at, done_at;	/* by the journal of an earlier run; 0: not */
	int64_t since, took;	/* ms, monotonic */
	pthread_t thread;	/* that works on it */
	char text[256];		/* what is waited for */
	struct err err;
	struct json *params;	/* as journaled with the intent */
	struct json *outputs;	/* object: "arn", ... */
};

struct plan {
	char *setup;
	struct json *wanted;	/* pack_wanted's tree; NULL for a removal */
	struct resources resources; /* those of wanted */
	struct step *steps;
	size_t count;
	struct json *extras;	/* events of extras.h; NULL: nobody looked for them */
	struct json *allowed;	/* id of a wanted policy -> names that allow the same; or NULL */
};

const char *action_name(enum action a);

/* What a plan is for decides what becomes of things that differ. */
enum plan_for {
	PLAN_SETUP, /* a thing of others in the way is ERR_CHOICE; the hint names the flag */
	/*
	 * Whatever differs is an update to report. What may not be looked at, or is out
	 * of reach, while other things can be: step.unread.
	 */
	PLAN_VERIFY,
	/*
	 * What can be repaired is: resources of others get what they lack and keep what
	 * they have besides. What cannot be is ACTION_NONE, with its diff, and the
	 * reason in step.err; what may not be looked at is step.unread, as above.
	 */
	PLAN_REPAIR,
	PLAN_ADOPT, /* what is there is recorded as it is; what is not has no step */
};

/*
 * Reads what wanted names, several at once, and compares. record may be NULL:
 * nothing is ours then. Copies wanted. only, PLAN_REPAIR: a list of ids, of steps
 * or of their resources, to repair; the rest is left. NULL: all. ERR_INPUT: the
 * plan has no such id; ERR_CHOICE: it cannot be repaired, or not without another.
 */
struct plan *plan_build(const struct json *wanted, const struct record *record,
			struct aws *aws, enum plan_for what_for,
			const struct json *only, struct err *err);

/* A plan without steps. wanted (copied) may be NULL. */
struct plan *plan_new(const char *setup, const struct json *wanted);

/*
 * Removes what the record says we made, last made first. What others use, what is not
 * ours by its tag, what was adopted and, unless with_kept, what the pack says to keep has a
 * step that does nothing and says why.
 */
struct plan *plan_removal(const struct record *record, bool with_kept, struct aws *aws,
			  struct err *err);

/*
 * What a removal leaves: a list of {"event":"left", kind, name, reason, why}; reason is
 * in-use, stays, not-ours, adopted, or changed: then "changed" lists what stays otherwise than
 * it was before the setup, {"path","was","set","now","why"}. Yours.
 */
struct json *plan_left(const struct plan *p);
/* Something of it is still ours: another removal may take it up. */
bool plan_keeps(const struct plan *p);

void plan_free(struct plan *p);		/* NULL is fine */

/* Ids of steps, however many: all zero is none; free() ends it. */
struct needs {
	const char **ids;	/* borrowed, ended by NULL; NULL while there is none */
	size_t count;
};
void needs_add(struct needs *n, const char *id);

/* Adds a step; needs are ids of earlier steps, ended by NULL. Takes nothing. */
struct step *plan_add(struct plan *p, const char *id, const struct step_work *work,
		      const char *name, enum action action, const struct resource *resource,
		      const struct resource *before, const char *const *needs);

struct step *plan_step(const struct plan *p, const char *id);	/* NULL: none */
/* Whether the step is about the resource with this ID. */
bool step_is_about(const struct step *step, const char *id);

/* True when it holds a create, update or remove. Waits and probes do not count. */
bool plan_differs(const struct plan *p);
/* How many things could not be looked at: of them nothing can be told. */
size_t plan_unread(const struct plan *p);
/* {"code","message","request_id","remedy"} of step.err; yours. */
struct json *plan_error(const struct step *step);

/* Puts "id" (unless it is NULL), and "kind" and "name" of the step. */
void plan_put_step(struct json *out, const char *id, const struct step *step);

/* {"event":"plan","steps":[...]}; yours. */
struct json *plan_event(const struct plan *p);
/*
 * How each step of a run ended, for its report: a list (yours) of
 * {"id","name","action","status","seconds"}.
 */
struct json *plan_report_steps(const struct plan *p);

/*
 * After a PLAN_VERIFY: a list (yours), a row each thing: {"event":"compared","id",
 * "kind","name","verdict": "yes", "no" or "cannot-tell","evidence": the question that
 * shows it, with what the comparison says and the answer in short,"asked": all
 * questions, "error" where it could not be looked at}. Evidence and questions in the
 * shape of evidence.h.
 */
struct json *plan_compared(const struct plan *p);
/* What such an event says, borrowed. */
struct comparison {
	const char *id, *kind, *name;
	const char *verdict; /* "yes", "no" or "cannot-tell" */
	const struct json *evidence;
};
struct comparison comparison_read(const struct json *event);
/* In words: that it is missing, which paths differ, that none does, or that it is unread. */
struct buf;
void plan_words(struct buf *out, const struct step *step);

/* The whole plan for the journal, and back. works: of all steps without a
 * resource that it may have, ended by NULL (step_works.h). */
struct json *plan_json(const struct plan *p);
struct plan *plan_read(const struct json *j, const struct step_work *const *works,
		       struct err *err);
/* What one of its "steps" says, borrowed; resource is the ID, "" for none. */
struct planned_step {
	const char *kind, *resource;
};
struct planned_step planned_step_read(const struct json *step);

/* What the plan found or, run, made and is there: {"role_arn": ...} from outputs; yours. */
struct json *plan_outputs(const struct plan *p);

#endif
