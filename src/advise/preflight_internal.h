/* preflight_internal.h - what the files preflight_*.c share. For them alone. */
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

/* Which of the two answered what IAM decides: "by" of an answer and of the event. */
#define BY_SIMULATION "simulation"
#define BY_POLICIES "policies"

/* Who may be asked: each asks on a thread of its own. */
enum asker { ASK_IAM, ASK_EC2, ASK_CLUSTER, ASKERS };

struct preflight {
	struct creds creds;
	char region[64], account[16], arn[300];
	struct stop own, *stop;
	int64_t began;
	struct json *rights;
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

/* Each fills p->answers by preflight_answer; nothing of theirs fails a run. */
void preflight_simulate(struct preflight *p);
/* False: nothing of the caller's own could be read; nobody answered. */
bool preflight_read(struct preflight *p);
void preflight_dry(struct preflight *p);
void preflight_cluster(struct preflight *p);

/* Who decides this right; whose word is heard besides. */
enum asker preflight_asker(const struct json *right);
bool preflight_is_dry(const struct json *right);	/* EC2 says so in a dry run */

/*
 * Answers are {"ACTION RESOURCE": {"decision","layer","why"?,"by"?,...}}; "allowed",
 * "implicitDeny", "explicitDeny" or "unsure". What an asker cannot say of anything
 * stands under its own name. A word of EC2's outweighs the simulator's.
 */
void preflight_answer(struct preflight *p, const char *action, const char *resource,
		      struct json *row, bool outweighs);
void preflight_silent(struct preflight *p, enum asker who, const char *why);
const char *preflight_name(enum asker who);
struct json *preflight_find(const struct json *answers, const struct json *right);

/* What a step of the plan takes: appends rights. */
void preflight_rights(struct json *list, const struct plan *plan, const struct step *step,
		      const struct required_actions_place *place);

#endif
