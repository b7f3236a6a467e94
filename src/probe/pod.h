/*
 * pod.h - checks made in a pod of a cluster, under the service account of the platform's own
 * pods: a Job whose log has the answers. Its steps are like the worker's: "pod.launch",
 * "pod.check", "pod.end", and "pod-2.launch" ... for a second service account.
 */
#ifndef ACCREDIT_PROBE_POD_H
#define ACCREDIT_PROBE_POD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "kinds/resource.h"
#include "plan/plan.h"
#include "probe/probe_check.h"

struct json;
struct step_ctx;

extern const struct step_work pod_launch_work;	/* outputs: job, or why there is none */
extern const struct step_work pod_check_work;	/* outputs: checks, console */
extern const struct step_work pod_end_work;

#define POD_LABEL                                                                          \
	"accredit/probe" /* of a Job: its nonce; of what is created for it: that */
#define POD_MINUTES 15			/* Kubernetes ends it after so long at the latest */
#define POD_IMAGE "public.ecr.aws/aws-cli/aws-cli:2"

/* The checks that are made under one service account. */
struct pod_group {
	const char *step; /* what its steps' IDs begin with: "pod", "pod-2" */
	const char *cluster, *name_space, *account, *image;
	const char *role; /* the role's ARN; "": none of the checks names it */
	/* The ID of the resource by which EKS Pod Identity gives the pods their role; or "". */
	const char *association;
	struct checks checks; /* each with pod_identity where there is an association */
};

struct pod_groups {
	struct pod_group *group;
	size_t count;
	struct checks checks; /* the groups borrow from these and the next two */
	struct resources resources;
	struct arena texts;
};

/* One group for each service account that wanted names; pod_groups_free. */
struct pod_groups pod_groups(const struct json *wanted);
void pod_groups_free(struct pod_groups *all);

/* A group without its checks, as the parameters of the launch have it; the latter borrows. */
struct json *pod_group_save(const struct pod_group *group);
struct pod_group pod_group_load(const struct json *j);

/* Adds the steps of all of them; needs: ids of steps, ended by NULL. */
void pod_add(struct plan *plan, const char *const *needs);

/* The group of this step, borrowed; NULL: none. */
const struct pod_group *pod_group(const struct pod_groups *all, const struct step *step);

/* Of the same group as the running step: "launch", "check" or "end". */
const struct step *pod_sibling(const struct step_ctx *c, const char *verb);

/* The Job of this group, yours; NULL: a check that a pod cannot make. */
struct json *pod_job(const struct pod_group *group, const char *setup, const char *region,
		     const char *nonce, struct err *err);

/* What a Job is, borrowed from it. */
struct pod_job {
	const char *name, *setup, *nonce; /* "": not known, or not one of accredit's */
};
struct pod_job pod_job_read(const struct json *job);

/* The pod that this Job makes, as an object of its own; yours. */
struct json *pod_alone(const struct json *job);

/* Whether a container of this pod has this environment variable. */
bool pod_has_variable(const struct json *pod, const char *name);

/* What a pod's object says of it. */
struct pod_look {
	char name[256];
	bool started, ended;
	bool hopeless;		/* it never starts: its image, its settings */
	char why[300]; /* why it has not started or has ended; "" if nothing says so */
};
struct pod_look pod_look(const struct json *pod);

/* Paths of the API, yours: free(). name "": of all. */
char *pod_batch_path(const struct pod_group *group, const char *kind, const char *name);
char *pod_core_path(const struct pod_group *group, const char *kind, const char *name);

struct kube;
/*
 * Waits until EKS gives new pods the role of the association: what it puts into a pod at
 * its creation does not change later, and an association of this run may not be known
 * everywhere yet (EKS API reference: "eventually consistent"). Asks by dry runs, until two
 * in a row have credentials, for a minute at most; where a dry run is denied it does not
 * wait. job: what the pod is of. False: err, such as ERR_STOPPED.
 */
bool pod_await_identity(struct step_ctx *c, struct kube *k, const struct pod_group *group,
			const struct json *job, struct err *err);

/* Ends the pod of this plan's launch and deletes what was created for it alone. */
bool pod_delete(struct step_ctx *c, struct err *err);

#endif
