/* preflight_internal.h - shared by the files preflight*.c only. */
#ifndef ACCREDIT_PREFLIGHT_INTERNAL_H
#define ACCREDIT_PREFLIGHT_INTERNAL_H

#include <pthread.h>
#include <stdbool.h>

#include "aws/creds.h"
#include "base/clock.h"
#include "kinds/quota.h"

struct aws;
struct buf;
struct json;
struct reply_cache;
struct plan;
struct required_actions_place;
struct step;

/* How IAM's decisions were found: "by" of an answer and of the event. */
#define BY_SIMULATION "simulation"
#define BY_POLICIES "policies"

/* What the caller must be allowed, as required_actions.h says it. "" is none, or all. */
struct required_action {
	const char *action, *resource;
	const char *key, *value; /* a condition that the call meets */
	const char *boundary_by; /* the value of the template that sets a boundary */
	const char *cluster; /* whose RBAC decides; "": IAM or EC2 decides */
	const char *verb, *group, *plural, *name_space, *name; /* in a cluster */
};

struct required_actions {
	struct required_action *item;
	size_t count;
	struct json *list; /* what the texts are in */
};

struct required_action required_action_read(const struct json *row); /* borrows */
/* Takes the list; required_actions_free. */
struct required_actions required_actions_load(struct json *list);
void required_actions_free(struct required_actions *all);

/* What is asked, each on its own thread. */
enum asker { ASK_IAM, ASK_EC2, ASK_CLUSTER, ASKERS };

struct preflight {
	struct creds creds;
	char region[64], account[16], arn[300];
	struct stop own, *stop;
	int64_t began;
	struct required_actions required;
	struct json *wanted;	/* of the plan, for a dry launch; NULL: none */
	char setup[100];
	bool with_profile;	/* the worker's instance profile is there */
	bool asks_quotas;
	struct quotas quotas;	/* of the account; after the thread's end */
	struct aws *aws;
	struct reply_cache *seen;	/* not owned; or NULL */
	pthread_mutex_t lock;	/* of answers */
	struct json *answers;
	pthread_t thread;
	bool threaded;
};

/* Each adds to p->answers by preflight_answer; a failure is an answer, too. */
void preflight_simulate(struct preflight *p);
/* False: the caller's policies could not be read, and there is no answer. */
bool preflight_read(struct preflight *p);
void preflight_dry(struct preflight *p);
void preflight_cluster(struct preflight *p);

/* Who decides this action. */
enum asker preflight_asker(const struct required_action *right);
bool preflight_is_dry(const struct required_action *right); /* whether a dry run shows it, too */

/*
 * Answers are {"ACTION RESOURCE": {"decision","layer","why"?,"by"?,...}}; "allowed",
 * "implicitDeny", "explicitDeny" or "unsure". An asker that has no answers at all adds one
 * under its own name. With outweighs, the answer replaces one without it: EC2's a simulated
 * one.
 */
void preflight_answer(struct preflight *p, const char *action, const char *resource,
		      struct json *row, bool outweighs);
void preflight_no_answer(struct preflight *p, enum asker who, const char *why);
const char *preflight_name(enum asker who);
struct json *preflight_find(const struct json *answers,
			    const struct required_action *right);

/* Appends the actions that a step of the plan requires. */
void preflight_rights(struct json *list, const struct plan *plan, const struct step *step,
		      const struct required_actions_place *place);

/* A policy that the caller has, of holdings.h; borrowed. */
struct held_policy {
	const char *name;
	const struct json *document; /* NULL: it could not be read */
};
struct held_policy held_policy_read(const struct json *policy);

/* A row of the event, without its verdict yet; yours. */
struct json *preflight_row_new(const char *id, const char *label);

#endif
