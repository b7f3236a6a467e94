/*
 * wizard.h - what a face (screens or plain text) drives: a session, a journey,
 * and one task at a time on a thread of its own, so that whoever draws never
 * waits. A face asks for a task, watches the wake descriptor, calls
 * wizard_news, and draws what it finds.
 *
 * While wizard_busy() is true the journey belongs to the task: a face may read
 * only w->task_name and what it holds itself. While a run is under way the plan
 * may be read, its moving parts through run_look.
 */
#ifndef ACCREDIT_WIZARD_H
#define ACCREDIT_WIZARD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "aws/creds_chain.h"
#include "aws/sso.h"
#include "base/buf.h"
#include "base/err.h"
#include "pack/pack.h"
#include "probe/probe.h"
#include "session/session.h"
#include "wizard/journey.h"
#include "wizard/platforms.h"
#include "wizard/rotation_journey.h"

enum task {
	TASK_NONE,
	TASK_SIGN_IN, /* credentials, account, alias, leftovers */
	TASK_LOGIN, /* signs in to IAM Identity Center with w->profile, then that */
	TASK_PLAN, /* answers -> wanted -> found -> plan */
	TASK_FOUND, /* answers -> what is there of a set-up made by hand -> plan */
	TASK_APPLY, /* starts the plan; ends when the run has started */
	TASK_PROBE, /* starts a plan of the probe alone */
	TASK_COMPARE, /* for verify: w->setup against AWS, and what is around it */
	TASK_BY_HAND, /* the same of the answers, as of a set-up made by hand */
	TASK_ACCEPT, /* records what w->around has more than wanted as accepted */
	TASK_ALL, /* all set-ups into w->all; meanwhile wizard_progress tells */
	TASK_REPAIR, /* plans the repair of w->setup, of w->only alone if there is any */
	TASK_RESUME, /* starts w->setup's half-way run again */
	TASK_UNDO, /* starts taking it back */
	TASK_REMOVAL, /* plans the removal of w->setup */
	TASK_REMOVE, /* starts that plan */
	TASK_LEFTOVERS, /* ends the workers left over */
	TASK_FINISH, /* report and record, by itself after a run's end */
	TASK_SETUPS, /* wizard_look_setups, for a face that may not wait */
	TASK_PACKS, /* reads all templates into w->platforms */
	TASK_BEGIN, /* wizard_begin with w->platform */
	TASK_SHOW, /* reads w->setup's record into w->shown */
	TASK_SAVE_SUMMARY, /* to w->path */
	TASK_SAVE_ANSWERS,
	TASK_KEYS, /* the keys of w->rotation into w->facts */
	TASK_ROTATE_PLAN, /* plans w->rotation with them */
	TASK_ROTATE, /* starts that plan */
	TASK_COUNT
};

/* A question for an MFA code: nobody asks, it is open, answered, or refused. */
enum code_state { CODE_NONE, CODE_ASKED, CODE_GIVEN, CODE_REFUSED };
#define CODE_QUESTION 400

/* Which questions of the pack belong to which step of the set-up. */
enum stage { STAGE_NAMES, STAGE_VALUES };

/* What a rotation is about, and what it shall be. */
struct rotation_request {
	char user[132];		/* "": the key of w->setup */
	char profile[132];	/* the profile whose key is meant; "": not said */
	enum rotation_mode what;
	char other_key[132], store[1024];
	bool now;		/* the parked key goes without its day of quiet */
	bool no_probe;
	bool role;		/* by TASK_KEYS: the set-up works with a role */
	bool early; /* by TASK_ROTATE_PLAN: the parked key is not quiet yet */
	bool held; /* by TASK_ROTATE_PLAN: a file still contains the old key */
};

struct wizard {
	struct stop stop;
	struct session session;
	bool signed_in;
	struct journey j;
	bool again;		/* the journey is about a set-up that exists */
	bool with_kept;		/* TASK_REMOVAL takes what the pack says to keep, too */
	char setup[64];		/* the set-up that resume, verify, remove are about */
	char region[64];	/* chosen in place of the SDK's own; "" none */
	char platform[64], path[1024], profile[256];	/* what a task is about; see enum task */

	enum task task;		/* the last one asked for */
	bool ok;		/* how it ended */
	struct err err;		/* why not */

	struct json *setups;	/* list: see wizard_look_setups */
	struct platforms *platforms; /* NULL: not read yet */
	struct json *shown;	/* {"answers","resources","report"} of w->setup */
	struct rotation_request rotation;
	struct json *facts;	/* of rotate.h; a place with "skip": true is left out */
	struct json *only;	/* ids of resources to mend; NULL: all that differs */
	struct json *around;	/* events of the last comparison, see surroundings.h (of a repair
				 * repair_notes.h); or NULL */
	struct json *compared;	/* its evidence, see plan_compared; or NULL */
	struct json *all;	/* rows of compare_all.h, in order; "since" where there is one */
	const char *fail_on;	/* --fail-on: a severity, or NULL; not owned */
	struct json *deciding;	/* the findings of the last task that it counts; or NULL */
	/*
	 * Rows of candidates.h: what a person has to choose before TASK_FOUND or
	 * TASK_BY_HAND, which ended with ERR_CHOICE, can go on. NULL: nothing.
	 */
	struct json *found;
	bool exists;		/* what is asked about was made by hand; before wizard_begin */
	bool from_all;		/* the next TASK_COMPARE is of a row of w->all */
	struct json *who;	/* of identity.h: the last sign-in that went well; or NULL */
	struct json *doctor;	/* of doctor.h: findings on the last sign-in that failed; or NULL */
	struct probe_leftovers leftovers; /* workers still alive, and their groups */
	struct json *checks;	/* check events of this run, in order of coming */
	struct json *log;	/* all events of this run */
	bool running;		/* a run is under way */
	struct json *report;	/* of the run that ended last; NULL: none */
	int code;		/* its exit code */
	struct err outcome;	/* why that is not 0 */

	/* inside */
	pthread_t thread;
	bool threaded;
	struct json *fresh;	/* what a task read, until it has ended */
	struct platforms *fresh_platforms; /* likewise, of TASK_PACKS */
	atomic_bool busy;
	int wake;
	struct {
		pthread_mutex_t lock;
		enum code_state state;
		char question[CODE_QUESTION], text[CREDS_MFA_CODE];
	} mfa;
	struct {
		pthread_mutex_t lock;
		bool open;		/* a person is to allow it now */
		struct sso_device now;
	} device;
	struct {
		pthread_mutex_t lock;
		size_t at, all;
		char name[64];
		struct json *rows;	/* so far */
	} walk;
};

/* How far TASK_ALL is. */
struct progress {
	size_t at, all;		/* the one that is looked at now; all 0: not known yet */
	size_t done, odd;	/* looked at; of these, not as wanted */
	char name[64];
};

struct wizard *wizard_new(void);
void wizard_free(struct wizard *w);	/* asks a task or run to stop and waits for it */

/*
 * A task or a run may need an MFA code: true, and the question, while it waits
 * for one. The answer; NULL: none, and what asked fails. To be looked at after
 * each wake.
 */
bool wizard_asks(struct wizard *w, char question[CODE_QUESTION]);
void wizard_tell(struct wizard *w, const char *code);
creds_mfa_prompt wizard_code; /* for wizard_new: with is the wizard */

/* True while TASK_LOGIN waits for the person: what that person needs, into out. */
bool wizard_device(struct wizard *w, struct sso_device *out);

int wizard_wake(const struct wizard *w);	/* readable when there is news */
/* Takes in what happened. True when something changed. Call after a wake. */
bool wizard_news(struct wizard *w);

/* Starts a task; false when one is under way. */
bool wizard_do(struct wizard *w, enum task task);
bool wizard_busy(const struct wizard *w);
/* "looking who is signed in", for the spinner. */
const char *wizard_doing(const struct wizard *w);
/* Asks what is under way (task or run) to stop. A run that was begun can resume. */
void wizard_stop(struct wizard *w);
/* For a face that may wait: sleeps until there is news, at most ms. */
void wizard_wait(struct wizard *w, int ms);

/* At any time, from the face's thread. */
void wizard_progress(struct wizard *w, struct progress *out);
/* The rows that TASK_ALL has so far, from this one on; yours. */
struct json *wizard_walked(struct wizard *w, size_t from);

/* Reads the record: w->setups = list of {"name","platform","method","policy",
 * "region","account","state","half_way","verified","result","ok"}. */
void wizard_look_setups(struct wizard *w);
/* The half-way ones among them. */
size_t wizard_half_way(const struct wizard *w);

/* A fresh journey on this platform; the one under way where it is of the same and
 * has not been run: nothing typed is lost. */
bool wizard_begin(struct wizard *w, const char *platform, struct err *err);
/* A journey filled with the answers of a set-up that exists. */
bool wizard_begin_again(struct wizard *w, const char *setup, struct err *err);

/* Forgets the journey, and lets go of the record it holds. */
void wizard_drop(struct wizard *w);

/* The values to ask for at a stage with the answers so far; at most max. A secret
 * is among them even while wizard_asked_now says no. */
size_t wizard_questions(const struct wizard *w, enum stage stage,
			const struct pack_value **values, size_t max);
/* The value in force. */
void wizard_value(const struct wizard *w, const char *name, struct buf *out);
bool wizard_required(const struct wizard *w, const struct pack_value *v);
/* Checks text (as typed) for the value without keeping it. Pure. */
bool wizard_check(const struct wizard *w, const struct pack_value *v, const char *text,
		  struct err *err);
/* Checks and keeps. "" takes the answer back, the default is in force again. */
bool wizard_answer(struct wizard *w, const struct pack_value *v, const char *text,
		   struct err *err);
/* The set-up of the journey's name that exists already, of w->setups; NULL: none. */
const struct json *wizard_recorded(const struct wizard *w);
/* A method that cannot have the policy so far takes its own default. */
bool wizard_choose_method(struct wizard *w, const char *name, struct err *err);
bool wizard_choose_policy(struct wizard *w, const char *name, struct err *err);
/* Why the method chosen cannot have this policy; "": it can. policy NULL: "". */
const char *wizard_refused(const struct wizard *w, const struct pack_policy *policy);
/* Whether a value is asked for now: a secret is, once the key it belongs to was given. */
bool wizard_asked_now(const struct wizard *w, const struct pack_value *v);
/* One was given before, or lies where an earlier run put it: it may stay empty. */
bool wizard_has_secret(const struct wizard *w);
/* Whether there is no going on without it: that of a document is optional. */
bool wizard_needs_secret(const struct wizard *w, const struct pack_value *v);
/* Checks text (as typed) against the key's ID. Pure; the text is never quoted. */
bool wizard_check_secret(const struct wizard *w, const struct pack_value *v,
			 const char *text, struct err *err);
/* Checks and keeps: n bytes, ended by NUL, wiped. Empty: what was given stays. */
bool wizard_secret(struct wizard *w, const struct pack_value *v, char *text, size_t n,
		   struct err *err);
/* Answers the first row of w->found, and takes it out: then the task is asked for again. */
bool wizard_choose_found(struct wizard *w, const char *name, struct err *err);
/* A candidate of that row, in a few lines. */
void wizard_say_candidate(const struct json *row, const struct json *candidate,
			  struct buf *out);
/* The set-up's name: "" is the platform's. */
bool wizard_name(struct wizard *w, const char *name, struct err *err);

/* The policy's document with the answers so far, as JSON text of many lines. */
void wizard_preview(const struct wizard *w, const char *policy, struct buf *out);

/* How many of the plan's steps create, change, adopt, remove, keep, cannot tell. */
struct tally { size_t create, update, adopt, remove, none, unread; };
struct tally wizard_tally(const struct wizard *w);

/* "accredit setup x --policy y --set A=b --yes": repeats this unattended. */
void wizard_command(const struct wizard *w, struct buf *out);
/*
 * The report of the run that ended last, or where none was needed what it would
 * say. Yours; in the shape of journey_finish.
 */
struct json *wizard_report(const struct wizard *w);
/* All that is worth keeping of the finished run, as text. */
void wizard_summary(const struct wizard *w, struct buf *out);
/* Writes the summary, or the answers, to a new file. */
bool wizard_save_summary(const struct wizard *w, const char *path, struct err *err);
bool wizard_save_answers(const struct wizard *w, const char *path, struct err *err);

/* --- a rotation: see rotation_choices.c --- */

/* Begins anew with the keys of this set-up, or of this user. One is "". */
void wizard_start_rotation(struct wizard *w, const char *setup, const char *user);
/* The IAM user who is signed in; "": it is none. */
void wizard_own_user(const struct wizard *w, char user[132]);

/* One thing that can be done with the keys of w->facts. */
struct rotation_choice {
	const char *name;	/* "renew", "finish", "revert", "revoke", "profile" */
	enum rotation_mode what;
	bool names_profile;	/* say which profile holds the key that is meant, first */
	char other_key[132]; /* the second key, deleted first; "": none */
	char text[240];
	char why[400];		/* why it cannot be chosen; "": it can */
};
#define ROTATION_CHOICES_MAX 6
size_t wizard_rotation_choices(const struct wizard *w,
			       struct rotation_choice choices[ROTATION_CHOICES_MAX]);
void wizard_choose_rotation(struct wizard *w,
			    const struct rotation_choice *choice); /* into w->rotation */
/* What there is to know of the keys, and of the way to a role; many lines. */
void wizard_describe_keys(const struct wizard *w, struct buf *out);

/* The places of w->facts: nth is left out, or taken again; one more is added. */
void wizard_toggle_location(struct wizard *w, size_t n);
bool wizard_add_location(struct wizard *w, const char *profile, struct err *err);
/* "profile 'x' of FILE" */
void wizard_describe_location(const struct json *place, struct buf *out);
/* Where the old key is and cannot be updated, a line each; "": nowhere. */
void wizard_describe_kept_lines(const struct wizard *w, struct buf *out);
size_t wizard_count_locations(
	const struct wizard *w); /* those not left out, and the command */

/* Whether the plan under way is a rotation, and not a set-up. */
bool wizard_is_rotation(const struct wizard *w);
/* "Key B is in place of key A, which is parked since ..." of a run that ended. */
void wizard_describe_rotation(const struct wizard *w, struct buf *out);
/* The command of the next step and from when on: "" twice where there is none. */
void wizard_next_step(const struct wizard *w, struct buf *command, char from[24]);

/* What leaving now would mean, in a sentence or two; "" when nothing. */
void wizard_leaving(const struct wizard *w, struct buf *out);

#endif
