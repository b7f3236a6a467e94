/* pod_identity_wait.c - until EKS gives new pods the role of an association; see pod.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/kube.h"
#include "plan/plan.h"
#include "plan/run.h"
#include "probe/pod.h"

#define LIMIT_MS 60000
#define GAP_MS 2000
#define IN_A_ROW 2		/* EKS has several API servers, each with a cache */
#define CREDENTIALS "AWS_CONTAINER_CREDENTIALS_FULL_URI"

/* One dry run. False: err, and nothing is known. */
static bool pod_identity_wait_ask(struct kube *k, const struct pod_group *group,
				  const struct json *pod, bool *has, struct err *err)
{
	char *path = pod_core_path(group, "pods?dryRun=All", "");
	struct json *made = NULL;
	bool told = kube_call(k, &(struct kube_request){ .method = "POST", .path = path,
							 .body = pod }, &made, err);

	*has = told && pod_has_variable(made, CREDENTIALS);
	json_free(made);
	free(path);
	return told;
}

bool pod_await_identity(struct step_ctx *c, struct kube *k, const struct pod_group *group,
			const struct json *job, struct err *err)
{
	int64_t began = clock_ms();
	struct json *pod;
	int good = 0;
	bool changed = false, has, ok = true;

	/* Unless this run created or changed it, pods get the role already. */
	for (size_t i = 0; *group->association && i < c->plan->count; i++) {
		const struct step *step = &c->plan->steps[i];

		if (!step_is_about(step, group->association))
			continue;
		changed = step->action == ACTION_CREATE || step->action == ACTION_UPDATE;
		break;
	}
	if (!changed)
		return true;
	pod = pod_alone(job);
	while (ok && good < IN_A_ROW && clock_ms() - began < LIMIT_MS &&
	       pod_identity_wait_ask(k, group, pod, &has, err)) {
		good = has ? good + 1 : 0;
		if (!has)
			step_waits(
				c,
				"the Pod Identity association is not active yet (usually "
				"takes a few seconds)");
		if (good < IN_A_ROW)
			ok = step_sleep(c, has ? GAP_MS / 4 : GAP_MS, err);
	}
	json_free(pod);
	if (!ok || err->kind == ERR_STOPPED)
		return false;
	*err = (struct err)ERR_INIT;	/* the pod's checks will show it */
	return true;
}
