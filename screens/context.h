/*
 * context.h - what the screens of the program share: the wizard's model, the task
 * under way, and copies of what a draw may need while a task owns the rest.
 */
#ifndef ACCREDIT_CONTEXT_H
#define ACCREDIT_CONTEXT_H

#include "base/mem.h"
#include "screens/loop.h"
#include "screens/textview.h"
#include "wizard/wizard.h"

struct json;

/* What the journey is for: the words of apply, probe and summary follow it. */
enum purpose {
	FOR_SETUP,
	FOR_RESUME,
	FOR_UNDO,
	FOR_REMOVAL,
	FOR_VERIFY,
	FOR_ROTATE,
	FOR_FINISH,
	FOR_REVERT,
	FOR_REVOKE,
	FOR_REPAIR,
	FOR_ADOPT,
	FOR_VERIFY_UNRECORDED
};

struct context {
	struct wizard *w;
	bool (*start)(struct wizard *w, enum task task);	/* wizard_do; a test's own */
	enum purpose purpose;

	/* the task under way, the one after it, and how the last one ended */
	enum task queue[8];
	size_t queued;
	bool was_busy;
	int64_t since;		/* when it began */
	enum task ended;
	bool ok;
	struct err err;

	/* the header's words */
	char account[112], region[64], credentials[200];
	bool practice, signed_in, sign_in_failed;
	struct err sign_in_err;

	bool show_sign_in, show_leftovers; /* the menu has yet to show it */
	bool has_probe;		/* what is wanted asks for a proof */
	bool has_worker;	/* for a worker */
	bool has_key;		/* tries its key */
	bool has_both;		/* more ways than one */
	bool has_pod;		/* in a pod of a cluster */
	bool is_rotation;	/* the plan is a rotation, and no set-up */
	bool no_probe;		/* the operator wants none (--no-probe) */
	char sign_in_note[1300]; /* why another key signs in than the one found; "" */
	bool key_deactivated; /* a rotation parked the key that was signed in */
	bool applied;		/* a run of this journey has come to its end */
	bool started;		/* the first screen has been */
	bool new_flow; /* the flow starts: its platform is not begun */
	const struct flow *open;	/* where the command line opens the program */
	const struct screen *open_at;
	bool device_login; /* an address and a code wait for the person */
	int64_t device_expires; /* of clock_ms */
	bool code_popup; /* a popup stands open for an MFA code */
	char error_field[64]; /* the value the account complains about; "" none */
	struct err field_error;
	bool start_practice; /* hand over to the practice cloud at the end */
};

void context_open(struct context *d, struct wizard *w);
void context_header(const void *model, struct header *out);

/* For struct app: the questions of what is under way. */
void context_ask_code(struct loop *loop, void *model);

/* Starts a task, or puts it behind the one under way. */
void context_do(struct context *d, enum task task);
/* Takes in the news: the task that has ended by it, or TASK_NONE. */
enum task context_news(struct context *d);
/* A task is under way or waits for its turn. */
bool context_busy(const struct context *d);
/* Forgets what waits and asks what is under way to stop. */
void context_cancel(struct context *d);

/* The line of a task under way, from row on; rows used. */
int context_draw_busy(const struct context *d, struct box at, int row);

/* Signing in to IAM Identity Center, where that is what is missing: l does. */
bool context_can_login(const struct context *d);
bool context_login_key(struct context *d, struct key k);	/* true: it began */
/* True: address and code came, and are in v now. After context_news. */
bool context_device_news(struct context *d, struct textview *v);
/* The keys: while they wait, where l does something, and else the usual ones. */
const struct hint *context_login_hints(const struct context *d, const struct hint *usual,
				    const struct hint *with_login);
/* The last line while they wait; false: they do not. */
bool context_draw_device(const struct context *d, struct box at);

/* For struct screen, where a screen has nothing of its own. */
enum go context_only_news(struct loop *loop, void *model, void *me);
bool context_is_animated(const void *model, const void *me);
void context_quit_text(const void *model, const void *me, struct buf *says);

/* A failure as lines: what, what now, code and request. */
void context_err(struct textview *v, const struct err *err);

/* Why the sign-in failed, this machine's own doing first, and where it looks. */
void context_sign_in_failed(struct textview *v, const struct context *d);

/* "1 thing", "3 things". Into out, which is also given back. */
const char *context_count(char out[40], size_t n, const char *one, const char *many);

/* A list's item; NULL: there are not so many. */
const struct json *context_nth(const struct json *list, size_t n);

/* Lines "+ path: value" of a diff, in the colours of what comes and goes. */
void context_diff(struct textview *v, const struct json *diff);
/* The plan's steps, a line each, those that do nothing last. */
void context_steps(struct textview *v, const struct plan *plan);
/* What a removal leaves, and why; how many things. */
size_t context_kept(struct textview *v, const struct plan *plan);
/* What the steps changed in files besides what the plan says, of a report. How many. */
size_t context_notices(struct textview *v, const struct json *report);
/* Those that create or change, each with its diff. */
void context_changes(struct textview *v, const struct plan *plan);
/* What the caller may lack (preflight.h), whole. False: nothing is said. */
bool context_missing_permissions(struct textview *v, const struct json *event);
/* The same of one step. */
void context_step_permissions(struct textview *v, const struct json *event,
			      const char *step);
/* Steps that may be refused. */
size_t context_denied_steps(const struct json *event);
/* Values a plan replaces or takes away in what stays. */
size_t context_replaced(const struct plan *plan);

extern const struct flow flow_menu, flow_rotate, flow_setup, flow_resume, flow_setups,
	flow_verify, flow_practice, flow_sign_in, flow_who, flow_leftovers,
	flow_save_summary, flow_save_answers, flow_removal, flow_repair, flow_adopt,
	flow_verify_all, flow_verify_one, flow_verify_unrecorded;

extern const struct screen screen_menu, screen_platform, screen_method, screen_names,
	screen_policy, screen_values, screen_adopt, screen_review, screen_apply, screen_run,
	screen_probe, screen_summary, screen_resume, screen_resume_how, screen_setups,
	screen_details, screen_removal, screen_repair, screen_differences, screen_verify,
	screen_verify_all, screen_compare, screen_practice, screen_sign_in, screen_who,
	screen_leftovers, screen_save_summary, screen_save_answers, screen_rotate,
	screen_keys, screen_manual_steps, screen_locations, screen_rotation_plan,
	screen_rotation_result;

#endif
