/*
 * run.h - the one runner: walks a plan on a small pool of threads, writes the
 * journal around every step, and reports as events.
 */
#ifndef ACCREDIT_RUN_H
#define ACCREDIT_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"
#include "plan/plan.h"

struct aws;
struct json;
struct journal;
struct run;

enum run_mode { RUN_APPLY, RUN_UNDO };

/* What a step's functions are given. */
struct step_ctx {
	struct run *run;
	struct step *step;
	struct plan *plan;
	struct aws *aws;
	struct stop *stop;
};

/*
 * Starts. stop is the same that aws looks at. For a fresh run the plan is
 * written to the journal first; run_id is then NULL. A resumed run gives its
 * id: its steps' states were set by run_recall. plan, aws, journal and stop
 * must outlive the run. NULL: the journal could not be written (ERR_FILE) and
 * nothing was done.
 */
struct run *run_start(struct plan *plan, struct aws *aws, struct journal *journal,
		      struct stop *stop, enum run_mode mode, const char *run_id,
		      struct err *err);

/* Sets the steps' states from the journal of that run, for a resume. */
void run_recall(struct plan *plan, const struct record *record, const char *run_id);

/* A descriptor that is readable when there is news; drained by run_next. */
int run_wake_fd(const struct run *run);

/* Also writes 1 to that eventfd at every piece of news. */
void run_tell(struct run *run, int fd);

/* The next event (contract's "step" and "check"; yours), or NULL: none now. */
struct json *run_next(struct run *run);

/* True when no thread works any more. */
bool run_ended(struct run *run);

/* A copy of one step's state, for screens and texts. */
struct step_look {
	enum step_state state;
	int64_t ms;		/* spent so far, or in all */
	bool unanswered;	/* its call has no answer for 5 s: text says so */
	char text[256];		/* what it waits for; "": nothing to say */
	struct err err;
};
void run_look(struct run *run, size_t step, struct step_look *look);

/* A step's output as it is now, yours; NULL: none. For screens and texts. */
char *run_output(struct run *run, const char *step, const char *key);

/* The state of the setup after the end: true: all done. err: the first failure. */
bool run_result(struct run *run, struct err *err);

/* Waits for the threads and frees. Safe only after run_ended or with stop asked. */
void run_close(struct run *run);

/* For steps' functions. */
void step_waits(struct step_ctx *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));	/* says why; an event */
void step_works(struct step_ctx *c);		/* the wait is over */
void step_output(struct step_ctx *c, const char *key, const char *value);
/* The same for a tree; takes it. */
void step_output_json(struct step_ctx *c, const char *key, struct json *value);
/*
 * Journals other parameters for a call that is not made yet: what is repeated
 * after a kill from here on. Takes params.
 */
bool step_intent(struct step_ctx *c, struct json *params, struct err *err);

/*
 * A create that found the thing made by another in the meantime: from now on it
 * is an update of what was found, on disk too, and never ours.
 */
bool step_adopts(struct step_ctx *c, const struct resource *found, struct err *err);
void step_emit(struct step_ctx *c, struct json *event);	/* takes event */
/* Sleeps; false (ERR_STOPPED) when stop was asked. */
bool step_sleep(struct step_ctx *c, int64_t ms, struct err *err);

#endif
