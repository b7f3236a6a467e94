/*
 * stackset_event.h - the events of a StackSet: its plan, its operations and their accounts,
 * and the accounts verified. Each is written to an event, yours, and read from one,
 * borrowed.
 */
#ifndef ACCREDIT_STACKSET_EVENT_H
#define ACCREDIT_STACKSET_EVENT_H

struct json;
struct stackset;
struct stackset_state;

/*
 * The plan: {"event":"stackset","name","region","model":"self-managed"|"service-managed",
 * "action":"create"|"update"|"remove"|"none","accounts":[{"id","action":"create"|"update"|
 * "retry"|"remove"|"none","status","unit"?,"reason"?}],"units"?: those that have no account
 * yet}. want NULL: a removal.
 */
struct json *stackset_plan_event(const struct stackset *want, const char *name,
				 const char *region, const struct stackset_state *state);

struct stackset_plan_event {
	const char *name, *region, *model, *action;
	const struct json *accounts; /* each for stackset_account_read */
	const struct json *units;    /* NULL: none */
};
struct stackset_plan_event stackset_plan_read(const struct json *event);

/*
 * {"event":"operation","stackset","id","action":"create"|"update"|"delete"|"other",
 *  "status":"running"|"succeeded"|"failed"|"stopped"}
 */
struct stackset_operation {
	const char *stackset, *id, *action, *status;
};
struct json *stackset_operation_event(const struct stackset_operation *operation);
struct stackset_operation stackset_operation_read(const struct json *event);

/*
 * An account: of an operation {"event":"account","id","status":"pending"|"running"|
 * "succeeded"|"failed","reason"?: where it failed}; or a row of the plan.
 */
struct stackset_account_event {
	const char *id, *status;
	const char *reason;	   /* "": none */
	const char *action, *unit; /* of the plan alone, else "" */
};
struct json *stackset_account_event(const struct stackset_account_event *account);
struct stackset_account_event stackset_account_read(const struct json *event);

/* {"event":"account-verified","id","verdict":"yes"|"no"|"cannot-tell","text"?} */
struct stackset_verified {
	const char *id, *verdict;
	const char
		*text; /* what differs, or why it could not be read; "" where it matches */
};
struct json *stackset_verified_event(const struct stackset_verified *verified);
struct stackset_verified stackset_verified_read(const struct json *event);

#endif
