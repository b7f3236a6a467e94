/*
 * context.h - the state that all screens share: the wizard's model, the queue of tasks,
 * and copies of what draw needs while a running task owns the model.
 */
#ifndef ACCREDIT_CONTEXT_H
#define ACCREDIT_CONTEXT_H

#include "base/mem.h"
#include "screens/loop.h"
#include "screens/textview.h"
#include "wizard/wizard.h"

struct json;

/* What the current flow does: apply, probe and summary depend on it. */
enum purpose {
	FOR_SETUP,
	FOR_RESUME,
	FOR_UNDO,
	FOR_REMOVAL,
	FOR_VERIFY,
	FOR_ROTATE,
	FOR_FINISH,		/* of a rotation: deletes the deactivated key */
	FOR_REVERT,		/* of a rotation: back to the old key */
	FOR_REVOKE,		/* of a rotation: ends the sessions of a role */
	FOR_REPAIR,
	FOR_ADOPT,
	FOR_HANDOFF,
	FOR_VERIFY_UNRECORDED,	/* of a setup created manually, without a record */
};

struct context {
	struct wizard *w;
	bool (*start)(struct wizard *w, enum task task);	/* wizard_do, or a test's */
	enum purpose purpose;

	/* the tasks that wait, and how the last one ended */
	enum task queue[8];
	size_t queued;
	bool was_busy;			/* a task runs, as of the last news */
	int64_t since;			/* when it started, by clock_ms */
	enum task ended;
	bool ok;
	struct err err;			/* where not ok */

	/* copies for the header */
	char account[112], region[64], credentials[200];
	bool practice, signed_in, sign_in_failed;
	struct err sign_in_err;

	bool show_sign_in;		/* the menu opens the screen of a failed sign-in */
	bool show_leftovers;		/* the menu opens the screen of leftover workers */
	bool has_probe;			/* the setup has checks */
	bool has_worker;		/* which run on an instance */
	bool has_key;			/* which run with the key */
	bool has_pod;			/* which run in a pod */
	bool has_both;			/* in more ways than one */
	bool is_rotation;		/* the plan is that of a rotation */
	bool no_probe;			/* --no-probe */
	char sign_in_note[1300];	/* why other credentials are used than expected; "" */
	bool key_deactivated;		/* a rotation deactivated the key that signed in */
	bool applied;			/* a run of this flow has ended */
	bool nothing_to_apply;		/* the review went on without the screen of the run */
	bool started;			/* the menu was shown before */
	bool new_flow;			/* the flow has no platform yet */
	const struct flow *open;	/* what the command line opens; NULL: the menu */
	bool undo;			/* Resume selects Undo */
	const struct screen *open_at;
	bool device_login;		/* the operator has to enter a code in a browser */
	int64_t device_expires;		/* until when, by clock_ms */
	bool code_popup;		/* the question for an MFA code is open */
	char error_field[64];		/* the value that field_error is about; "" none */
	struct err field_error;
	bool start_practice;		/* after quitting, start practice mode */
};

/* Begins; w is the caller's to free. */
void context_open(struct context *d, struct wizard *w);

/* For struct app: the header, and a popup for an MFA code while a task asks for one. */
void context_header(const void *model, struct header *out);
void context_ask_code(struct loop *loop, void *model);

/* --- tasks --- */

/* Starts a task, or queues it. */
void context_do(struct context *d, enum task task);
/* Takes in the news, and starts the next task. The one that ended, or TASK_NONE. */
enum task context_news(struct context *d);
/* A task runs or is queued. */
bool context_busy(const struct context *d);
/* Empties the queue and asks the running task to stop. */
void context_cancel(struct context *d);
/*
 * Draws the spinner and what the task does, from row on, once it has lasted 0.1 s, and that
 * AWS is silent. Rows used.
 */
int context_draw_busy(const struct context *d, struct box at, int row);
/* Draws "no answer from AWS for 12 s · Esc stops" once that is so. Rows used, 0 or 1. */
int context_draw_silence(struct box at, int row);

/* --- signing in to IAM Identity Center --- */

/* The last error was a missing sign-in of a profile. */
bool context_can_login(const struct context *d);
/* The key l starts it; true: it did. */
bool context_login_key(struct context *d, struct key k);
/* After context_news. True: URL and code have come, and v has them. */
bool context_device_news(struct context *d, struct textview *v);
/* The hints while it waits, where l would start it, and else. */
const struct hint *context_login_hints(const struct context *d, const struct hint *usual,
				       const struct hint *with_login);
/* Draws the last row while it waits; false: it does not. */
bool context_draw_device(const struct context *d, struct box at);

/* --- for struct screen: news, animated, quit_text of most screens --- */

enum go context_only_news(struct loop *loop, void *model, void *me);
bool context_is_animated(const void *model, const void *me);
void context_quit_text(const void *model, const void *me, struct buf *says);

/* --- lines of text, appended --- */

/* An error: its text and hint, its code and request ID; the hint names fields, no options.
 */
void context_err(struct textview *v, const struct context *d, const struct err *failed);
/* Why the sign-in failed, findings about this computer, where credentials are looked up. */
void context_sign_in_failed(struct textview *v, const struct context *d);
/*
 * What differs of a step of the plan, as "+ path: value"; its policy document as a table of
 * statements, or as JSON.
 */
struct step;
void context_step_diff(struct textview *v, const struct plan *plan,
		       const struct step *step, bool json);
/* The steps of a plan, one line each; those that do nothing are last. */
void context_steps(struct textview *v, const struct plan *plan);
/*
 * The steps that create or change, each with its diff; policy documents as tables of
 * statements, or json.
 */
void context_changes(struct textview *v, const struct plan *plan, bool json);
/* What a removal keeps, with the reasons. Returns how many. */
size_t context_kept(struct textview *v, const struct plan *plan);
/* What a report says about changes to files. Returns how many. */
size_t context_notices(struct textview *v, const struct json *report);
/* A preflight event (preflight.h). False: nothing to say. */
bool context_missing_permissions(struct textview *v, const struct json *event);
/* What it says about one step. */
void context_step_permissions(struct textview *v, const struct json *event,
			      const char *step);

/* --- counts --- */

/* How many steps a preflight event says are denied. */
size_t context_denied_steps(const struct json *event);
/* How many values of existing resources a plan replaces or removes. */
size_t context_replaced(const struct plan *plan);
/* "1 step", "3 steps". Returns out. */
const char *context_count(char out[40], size_t n, const char *one, const char *many);
/* Item n of a list, from 0; NULL: there is none. */
const struct json *context_nth(const struct json *list, size_t n);

extern const struct flow flow_menu, flow_rotate, flow_setup, flow_resume, flow_setups,
	flow_verify, flow_practice, flow_sign_in, flow_who, flow_leftovers,
	flow_save_summary, flow_save_answers, flow_removal, flow_repair, flow_adopt,
	flow_verify_all, flow_verify_one, flow_verify_unrecorded, flow_handoff_now;

extern const struct screen screen_menu, screen_platform, screen_method, screen_names,
	screen_policy, screen_values, screen_adopt, screen_review, screen_apply, screen_run,
	screen_probe, screen_summary, screen_resume, screen_resume_how, screen_setups,
	screen_details, screen_removal, screen_repair, screen_differences, screen_verify,
	screen_verify_all, screen_compare, screen_practice, screen_sign_in, screen_who,
	screen_leftovers, screen_save_summary, screen_save_answers, screen_rotate,
	screen_keys, screen_manual_steps, screen_locations, screen_rotation_plan, screen_discovery,
	screen_rotation_result, screen_handoff, screen_handoff_result;

#endif
