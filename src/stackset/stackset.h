/*
 * stackset.h - one template in many accounts: a StackSet of CloudFormation, which deploys
 * it. What is wanted is compared with what the StackSet has, and the rest is left to
 * StackSets: at most two operations, followed to their end. A run that was killed or
 * stopped is continued by the next one, which reads the StackSet first and follows an
 * operation that still runs. Source: CloudFormation's API reference, the actions on
 * StackSets.
 */
#ifndef ACCREDIT_STACKSET_H
#define ACCREDIT_STACKSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"

struct aws;
struct buf;
struct json;
struct record;

#define STACKSET_BODY_MAX 51200 /* bytes of a template in a request */

/* What is wanted; all of it is borrowed. */
struct stackset {
	const char *name;
	const char *setup;	     /* value of its tag accredit:setup */
	const char *region;	     /* the one Region of the stack instances */
	const char *body;	     /* the template: JSON */
	const struct json *accounts; /* IDs; empty or NULL: service-managed */
	const struct json *units;    /* IDs of organizational units; else NULL or empty */
	const char *admin_role;	     /* ARN; "": CloudFormation's default */
	const char *execution_role;  /* name; "": CloudFormation's default */
	const char *call_as; /* CallAs of every call: "DELEGATED_ADMIN", "SELF"; "": none */
	int parallel;		     /* accounts at a time, at least 1 */
};

/* The state of an account's stack instance. */
enum stackset_status {
	STACKSET_ABSENT,  /* there is none */
	STACKSET_PENDING, /* its turn has not come, or was canceled */
	STACKSET_RUNNING,
	STACKSET_CURRENT,
	STACKSET_FAILED,     /* reason says why */
	STACKSET_INOPERABLE, /* a failed removal: StackSets leaves it out from now on */
};

enum stackset_action {
	STACKSET_LEAVE,
	STACKSET_CREATE,
	STACKSET_UPDATE,
	STACKSET_RETRY,
	STACKSET_REMOVE
};

struct stackset_account {
	char id[16];
	char unit[80];	  /* the organizational unit it was reached by, or "" */
	char region[40];  /* of its stack instance, or "" */
	char reason[400]; /* AWS's words, cleaned; or "" */
	enum stackset_status status;
	enum stackset_action action;
	bool extra; /* has a stack instance and is not among the wanted accounts */
};

/* What a StackSet has; all zero is one that does not exist. */
struct stackset_state {
	bool exists;
	bool service_managed;
	bool same;	     /* its template and roles are those wanted */
	char setup[64];	     /* its tag accredit:setup, or "" */
	char operation[132]; /* the ID of the operation that runs now, or "" */
	struct stackset_account *accounts; /* by ID */
	size_t count;
};

void stackset_state_free(struct stackset_state *state); /* leaves all zero */

/* stackset_targets.c: pure, apart from @FILE */

bool stackset_name_check(const char *name, struct err *err);
/*
 * The account IDs of texts, each a list with commas or "@FILE" (IDs between commas, spaces
 * or lines; "#" begins a comment): sorted, each once. NULL: err says which is no ID.
 */
struct json *stackset_accounts(const struct json *texts, struct err *err);
/* The IDs of organizational units, or the organization's root, likewise. */
struct json *stackset_units(const struct json *texts, struct err *err);

/* stackset_template.c: pure */

/*
 * The template with pseudo parameters in place of this account and its partition: a text
 * that holds the account's ID becomes {"Fn::Sub": ...}. False: it is no JSON, the ID is
 * where no function can be, or the result is over STACKSET_BODY_MAX.
 */
bool stackset_template(const char *body, const char *account, const char *partition,
		       struct buf *out, struct err *err);

/* stackset_state.c */

/* Reads the StackSet; want->body NULL: nothing is the same. False: err says why. */
bool stackset_read(struct aws *aws, const struct stackset *want,
		   struct stackset_state *state, struct err *err);
/* The account of that ID; NULL: none. */
struct stackset_account *stackset_account_of(const struct stackset_state *state,
					     const char *id);
/* How many accounts that are wanted have this status. */
size_t stackset_count(const struct stackset_state *state, enum stackset_status status);
/* The IDs of all accounts with a current stack instance that are wanted: a list, yours. */
struct json *stackset_current(const struct stackset_state *state);

/* stackset_plan.c: pure */

/*
 * Sets the action of each account, and adds wanted accounts that have no stack instance
 * yet. False (ERR_CHOICE): it belongs to another setup, has the other permission model, or
 * has a stack instance in another Region.
 */
bool stackset_plan(const struct stackset *want, struct stackset_state *state,
		   struct err *err);
void stackset_plan_removal(struct stackset_state *state);
/* Whether the plan changes anything: the StackSet, or an account. */
bool stackset_plan_changes(const struct stackset *want, const struct stackset_state *state);
/* Units that have no stack instance yet: a list, yours. */
struct json *stackset_new_units(const struct stackset *want,
				const struct stackset_state *state);
const char *stackset_action_name(enum stackset_action action); /* "create" */
const char *stackset_status_name(enum stackset_status status); /* "pending" */

/* stackset_run.c */

/* Told of each event of an operation or an account (stackset_event.h), which it takes. */
typedef void stackset_tell(void *with, struct json *event);

struct stackset_run {
	struct aws *aws;
	struct stop *stop; /* that aws looks at */
	stackset_tell *tell;
	void *with;
	char operation[132]; /* the operation that is followed now, or "" */
	/* The runner's own. */
	const struct stackset *set;
	struct json *told;  /* account -> status that was told */
	struct json *tried; /* accounts that an operation of this run worked on */
};

/*
 * Creates or updates the StackSet and its stack instances, and follows the operations to
 * their end. True: it came to its end, and state has what there is then; accounts may have
 * failed all the same. False: err; ERR_STOPPED: run->operation may still run at AWS.
 */
bool stackset_apply(struct stackset_run *run, const struct stackset *want,
		    struct stackset_state *state, struct err *err);
/*
 * Deletes all stack instances, then the StackSet. True and !state->exists: nothing is left;
 * else state has the accounts whose stack instance could not be deleted.
 */
bool stackset_remove(struct stackset_run *run, const struct stackset *want,
		     struct stackset_state *state, struct err *err);
/*
 * Stops the operation: accounts that it works on are finished, the others are left. aws: a
 * session whose stop was not asked.
 */
bool stackset_stop(struct aws *aws, const struct stackset *want, const char *operation,
		   struct err *err);
void stackset_run_free(struct stackset_run *run);

/* stackset_note.c: what the record of a setup keeps of its StackSet, in stackset.json */

/* As stackset_note_json.c writes it, yours; NULL: none. */
struct json *stackset_note_load(const struct record *r);
bool stackset_note_save(const struct record *r, const struct json *note, struct err *err);
/* Fails where the record has one, which has to be removed before the setup. */
bool stackset_note_none(const struct record *r, struct err *err);
bool stackset_note_remove(const struct record *r, struct err *err);

/* stackset_note_json.c */

struct stackset_note {
	const char *name;
	const char *account, *region;	     /* of the setup */
	const struct json *accounts, *units; /* IDs; NULL: none */
	/* As the flags of these names have them; "": not given. */
	const char *admin_role, *execution_role, *verify_role, *external_id;
	const char *call_as; /* as CallAs has it, "DELEGATED_ADMIN" */
};

/*
 * {"v":1,"name","account","region","accounts": IDs,"units": IDs,"admin_role"?,
 *  "execution_role"?,"verify_role"?,"external_id"?,"call_as"?}, yours; and what it says,
 * borrowed: of NULL, "" and NULL.
 */
struct json *stackset_note_json(const struct stackset_note *note);
struct stackset_note stackset_note_read(const struct json *note);

#endif
