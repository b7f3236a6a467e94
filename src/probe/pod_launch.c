/* pod_launch.c - the steps that start and delete the pod. */
#include "config.h"

#include <stdlib.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/kube.h"
#include "plan/run.h"
#include "probe/pod.h"
#include "resource/kube_object.h"

#define LOST_MAX 4		/* how often an answer may be lost */
#define ROLE_NOTE "eks.amazonaws.com/role-arn"
#define STANDS_FOR "service-account-of-a-probe"	/* the label of what is deleted with the pod */

static struct json *pod_launch_prepare(struct step_ctx *c, struct err *err)
{
	struct pod_groups groups = pod_groups(c->plan->wanted);
	const struct pod_group *group = pod_group(&groups, c->step);
	struct json *params = NULL, *job;
	char nonce[17];

	str_random(nonce, 16);
	job = pod_job(group, c->plan->setup, aws_region(c->aws), nonce, err);
	if (job) {
		params = json_object_new();
		json_put_str(params, "nonce", nonce);
		json_put(params, "group", pod_group_save(group));
		json_put(params, "job", job);
	}
	pod_groups_free(&groups);
	return params;
}

static bool pod_launch_post(struct kube *k, char *take_path, const struct json *body,
			    struct err *err)
{
	bool ok = kube_call(k, &(struct kube_request){ .method = "POST", .path = take_path,
						       .body = body }, NULL, err);

	free(take_path);
	if (!ok &&
	    err->aws_error == AWS_ERROR_CONFLICT) { /* it exists, as it should */
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	return ok;
}

/* What is missing is created for the checks, and deleted after them. */
static bool pod_launch_need(struct kube *k, char *take_path, const char *list,
			    const struct json *object, struct err *err)
{
	struct json *there = NULL;
	bool ok = kube_get(k, take_path, &there, err), missing = ok && !there;

	free(take_path);
	json_free(there);
	if (missing)
		return pod_launch_post(k, xstrdup(list), object, err);
	/* Without permission to read it, creating what needs it shows whether it exists. */
	if (!ok && err->aws_error == AWS_ERROR_DENIED) {
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	return ok;
}

/* Deletes Jobs of earlier launches of this setup. */
static bool pod_launch_end_earlier(struct step_ctx *c, struct kube *k,
				   const struct pod_group *group, struct err *err)
{
	const char *nonce = json_str(c->step->params, "nonce");
	char *all = pod_batch_path(group, "jobs?labelSelector=" POD_LABEL, "");
	struct json *reply = NULL;
	bool ok = kube_get(k, all, &reply, err);

	json_each(item, json_get(reply, "items")) {
		struct pod_job job = pod_job_read(item);
		char *path;

		if (!ok || !str_eq(job.setup, c->plan->setup) || str_eq(job.nonce, nonce))
			continue;
		path = pod_batch_path(group, "jobs", job.name);
		ok = kube_delete(k, path, "", err);
		free(path);
	}
	json_free(reply);
	free(all);
	return ok;
}

static bool pod_launch_start(struct step_ctx *c, struct err *err)
{
	const struct json *job = json_get(c->step->params, "job");
	struct pod_group group = pod_group_load(json_get(c->step->params, "group"));
	struct kube *k = kube_of(c->aws, group.cluster, err);
	const char *setup = c->plan->setup;
	struct json *space, *account;
	char *accounts;
	bool ok;

	if (!k)
		return false;
	space = kube_object_new("v1", "Namespace", "", group.name_space, setup);
	account = kube_object_new("v1", "ServiceAccount", group.name_space, group.account,
				  setup);
	json_put_str(json_path(space, "metadata.labels"), POD_LABEL, STANDS_FOR);
	json_put_str(json_path(account, "metadata.labels"), POD_LABEL, STANDS_FOR);
	if (*group.role && !*group.association)
		json_put_str(json_path(account, "metadata.annotations"), ROLE_NOTE,
			     group.role);
	accounts = pod_core_path(&group, "serviceaccounts", "");
	ok = pod_launch_need(k, xasprintf("/api/v1/namespaces/%s", group.name_space),
			     "/api/v1/namespaces", space, err) &&
		pod_launch_need(k, pod_core_path(&group, "serviceaccounts", group.account),
				accounts, account, err) &&
		pod_launch_end_earlier(c, k, &group, err) &&
		pod_await_identity(c, k, &group, job, err) &&
		pod_launch_post(k, pod_batch_path(&group, "jobs", ""), job, err);
	free(accounts);
	json_free(space);
	json_free(account);
	return ok;
}

/*
 * If the cluster is not reached or denies it, the checks are inconclusive, and the run goes
 * on.
 */
static bool pod_launch_run(struct step_ctx *c, struct err *err)
{
	const struct json *params = c->step->params;

	for (int lost = 0; !pod_launch_start(c, err); lost++) {
		if (err->kind == ERR_STOPPED)
			return false;
		if (err->aws_error != AWS_ERROR_AMBIGUOUS || lost == LOST_MAX) {
			char *why = xasprintf("no pod was started: %s%s%s", err->text,
					      *err->hint ? "; " : "", err->hint);

			step_output(c, "why", why);
			free(why);
			*err = (struct err)ERR_INIT;
			return true;
		}
		*err = (struct err)ERR_INIT;
		if (!step_sleep(c, 1000, err))
			return false;
	}
	step_output(c, "job", pod_job_read(json_get(params, "job")).name);
	step_output(c, "image", pod_group_load(json_get(params, "group")).image);
	return true;
}

/* --- the end -------------------------------------------------------------------------- */

/* Only what has accredit's label and this setup's name. */
static bool pod_launch_drop_ours(struct step_ctx *c, struct kube *k, char *take_path,
				 struct err *err)
{
	struct json *there = NULL;
	bool ok = kube_get(k, take_path, &there, err);

	if (ok && there && str_eq(kube_object_label(there, POD_LABEL), STANDS_FOR) &&
	    str_eq(kube_object_annotation(there, OBJECT_SETUP), c->plan->setup))
		ok = kube_delete(k, take_path, "", err);
	json_free(there);
	free(take_path);
	if (!ok && err->aws_error == AWS_ERROR_DENIED) { /* then it could not be created either */
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	return ok;
}

bool pod_delete(struct step_ctx *c, struct err *err)
{
	const struct step *launch = pod_sibling(c, "launch");
	struct pod_group group = pod_group_load(json_get(launch->params, "group"));
	struct kube *k;
	char *path;
	bool ok;

	if (!json_get(launch->params, "group") || *json_str(launch->outputs, "why"))
		return true;	/* nothing was started */
	k = kube_of(c->aws, group.cluster, err);
	if (!k && err->aws_error == AWS_ERROR_NOT_FOUND) {
		*err = (struct err)ERR_INIT; /* deleted with its cluster */
		return true;
	}
	if (!k)
		return false;
	path = pod_batch_path(&group, "jobs",
			      pod_job_read(json_get(launch->params, "job")).name);
	ok = kube_delete(k, path, "", err);
	free(path);
	return ok &&
		pod_launch_drop_ours(c, k,
				     pod_core_path(&group, "serviceaccounts",
						   group.account),
				     err) &&
		pod_launch_drop_ours(c, k,
				     xasprintf("/api/v1/namespaces/%s", group.name_space),
				     err);
}

const struct step_work pod_launch_work = {
	.kind = "pod-launch",
	.prepare = pod_launch_prepare,
	.run = pod_launch_run,
	.undo = pod_delete,
};

const struct step_work pod_end_work = {
	.kind = "pod-end",
	.run = pod_delete,
	.always = true,
};
