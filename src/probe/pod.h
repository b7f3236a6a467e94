/*
 * pod.h - checks made in a pod of a cluster, under a service account, as the
 * platform's own pods will: a Job whose log holds the answers. Steps of a plan
 * like the worker's; "pod.launch", "pod.check", "pod.end", and "pod-2.launch" ...
 * for a second service account.
 */
#ifndef ACCREDIT_PROBE_POD_H
#define ACCREDIT_PROBE_POD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "plan/plan.h"

struct json;
struct step_ctx;

extern const struct step_work pod_launch_work;	/* outputs: job, or why there is none */
extern const struct step_work pod_check_work;	/* outputs: checks, console */
extern const struct step_work pod_end_work;

#define POD_LABEL "accredit/probe"	/* of a Job its nonce; of what stands for it alone */
#define POD_MINUTES 15			/* Kubernetes ends it after so long at the latest */
#define POD_IMAGE "public.ecr.aws/aws-cli/aws-cli:2"

/*
 * A list (yours), one for each service account: {"step": "pod", "cluster",
 * "namespace","account","image","role": an ARN or "", "association": id of the resource
 * by which EKS Pod Identity gives the pods their role, or "", "probes": [...], each with
 * "pod_identity": true where there is such an association}.
 */
struct json *pod_groups(const struct json *wanted);

/* Adds the steps of all of them; needs: ids of steps, ended by NULL. */
void pod_add(struct plan *plan, const char *const *needs);

/* The one that this step is of (borrowed from groups), and a step beside it. */
const struct json *pod_group(const struct json *groups, const struct step *step);
const struct step *pod_sibling(const struct step_ctx *c, const char *verb);

/* The Job of this group; NULL: a check that a pod cannot make. */
struct json *pod_job(const struct json *group, const char *setup, const char *region,
		     const char *nonce, struct err *err);

/* What a pod's object says of it. */
struct pod_look {
	bool started, ended;
	bool hopeless;		/* it never starts: its image, its settings */
	char why[300];		/* what keeps it; "" if nothing */
};
struct pod_look pod_look(const struct json *pod);

/* Paths of the API; free() them. below: "/jobs/NAME" and the like. */
char *pod_batch_path(const struct json *group, const char *kind, const char *name);
char *pod_core_path(const struct json *group, const char *kind, const char *name);

struct kube;
/*
 * Before the pod: what EKS puts into it at its creation stays as it is, and an association
 * of this run may not be known everywhere yet (EKS API reference: "eventually
 * consistent"). Asked by dry runs, until EKS puts credentials into two in a row, for a
 * minute at most; who may not ask goes on. False: err, such as ERR_STOPPED.
 */
bool pod_await_identity(struct step_ctx *c, struct kube *k, const struct json *group,
			struct err *err);

/* Ends the pod of this plan's launch and takes away what stood for it alone. */
bool pod_take_away(struct step_ctx *c, struct err *err);

#endif
