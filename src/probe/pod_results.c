/* pod_results.c - the step that reads the pod's answers from its log. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "aws/aws_error.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/kube.h"
#include "plan/run.h"
#include "probe/collect.h"
#include "probe/pod.h"
#include "resource/kube_object.h"

#define LIMIT_MS (POD_MINUTES * 60000)
#define PLACE_MS 300000		/* for a node to be created for it */
#define UNSEEN_MS 60000		/* for a Job to have a pod */
#define LOST_MS 60000		/* for the cluster to be reached again */

struct watch {
	struct step_ctx *c;
	struct kube *k;
	const struct pod_group *group;
	struct collector collector;
	struct pod_look pod;
	bool seen, failed;	/* there is a pod; the Job gave up */
	char why[300];		/* what the Job says of that */
	int64_t began, lost;	/* lost: since when; 0: not */
};

static bool pod_results_look_at_pod(struct watch *w, struct err *err)
{
	char *below = xasprintf("pods?labelSelector=" POD_LABEL "%%3D%s",
				w->collector.nonce);
	char *path = pod_core_path(w->group, below, "");
	struct json *reply = NULL;
	bool ok = kube_get(w->k, path, &reply, err);
	const struct json *pod = json_first(json_get(reply, "items"));

	*w->pod.name = '\0';
	w->seen = w->seen || pod;
	if (pod)
		w->pod = pod_look(pod);
	json_free(reply);
	free(path);
	free(below);
	return ok;
}

/* Before its container runs there is no log, and that is no failure. */
static bool pod_results_look_at_log(struct watch *w, struct err *err)
{
	char *path = pod_core_path(w->group, "pods", w->pod.name),
	     *log = xasprintf("%s/log", path);
	struct buf text = BUF(4u << 20);
	bool ok = kube_call(w->k, &(struct kube_request){ .method = "GET", .path = log,
							  .text = &text }, NULL, err);

	if (ok && text.len)
		collect_read(&w->collector, text.s, text.len);
	if (!ok && (err->status == 400 || err->aws_error == AWS_ERROR_NOT_FOUND)) {
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	buf_free(&text);
	free(path);
	free(log);
	return ok;
}

static bool pod_results_look_at_job(struct watch *w, struct err *err)
{
	const struct step *launch = pod_sibling(w->c, "launch");
	char *path = pod_batch_path(w->group, "jobs", json_str(launch->outputs, "job"));
	struct json *job = NULL;
	bool ok = kube_get(w->k, path, &job, err);

	w->failed = w->failed || (ok && !job);
	json_each(condition, json_path(job, "status.conditions"))
		if (str_eq(json_str(condition, "type"), "Failed") &&
		    str_eq(json_str(condition, "status"), "True")) {
			w->failed = true;
			str_clean(w->why, sizeof(w->why), json_str(condition, "message"));
		}
	json_free(job);
	free(path);
	return ok;
}

/* False: err, and another read cannot help. */
static bool pod_results_look(void *from, struct err *err)
{
	struct watch *w = from;
	/* the job first: if the pod has ended before its log is read, the log is complete */
	if (pod_results_look_at_job(w, err) && pod_results_look_at_pod(w, err) &&
	    (!*w->pod.name || (!w->pod.started && !w->pod.ended) ||
	     pod_results_look_at_log(w, err))) {
		w->lost = 0;
		return true;
	}
	if (err->kind == ERR_STOPPED ||
	    (err->kind != ERR_NET && err->aws_error != AWS_ERROR_THROTTLING &&
	     err->aws_error != AWS_ERROR_TRANSIENT))
		return false;
	if (!w->lost)
		w->lost = clock_ms();
	step_waits(w->c, "cannot reach the cluster; retrying");
	return clock_ms() - w->lost < LOST_MS;
}

static bool pod_results_is_finished(void *from)
{
	const struct watch *w = from;
	int64_t spent = clock_ms() - w->began;

	if (collect_complete(&w->collector) || w->pod.hopeless || w->pod.ended || w->failed)
		return true;
	if (!w->seen && spent > UNSEEN_MS)
		return true;
	return spent > (w->seen && !w->pod.started && *w->pod.why ? PLACE_MS : LIMIT_MS);
}

static void pod_results_show_progress(void *from)
{
	const struct watch *w = from;

	if (w->lost)
		return;
	if (w->collector.started)
		step_waits(w->c, "%zu of %zu checks done", w->collector.results.count,
			   w->collector.checks.count);
	else if (*w->pod.why)
		step_waits(w->c, "the pod is waiting: %s", w->pod.why);
	else
		step_waits(w->c, "the pod is starting (its image is pulled first)");
}

static char *pod_results_why_missing(void *from, const char **layer)
{
	struct watch *w = from;
	const char *why = *w->pod.why ? w->pod.why : w->why;

	(void)layer;
	if (!w->seen) {
		const struct step *launch = pod_sibling(w->c, "launch");
		char *below = xasprintf("events?fieldSelector=involvedObject.name%%3D%s",
					json_str(launch->outputs, "job"));
		char *path = pod_core_path(w->group, below, "");
		struct json *reply = NULL;

		/* Why Kubernetes could not create a pod for the Job. */
		if (kube_get(w->k, path, &reply, &(struct err)ERR_INIT))
			json_each(event, json_get(reply, "items"))
				if (str_eq(json_str(event, "type"), "Warning"))
					str_clean(w->why, sizeof(w->why),
						  json_str(event, "message"));
		json_free(reply);
		free(path);
		free(below);
		return xasprintf("the job started no pod%s%s", *w->why ? ": " : "", w->why);
	}
	if (w->pod.ended || w->failed)
		return xasprintf("the pod ended before it reported%s%s", *why ? ": " : "",
				 why);
	if (!w->pod.started)
		return xasprintf("the pod did not start%s%s", *why ? ": " : "", why);
	return xasprintf("no result within %d minutes", POD_MINUTES);
}

static const struct collect_source logs = {
	.look = pod_results_look,
	.finished = pod_results_is_finished,
	.show_progress = pod_results_show_progress,
	.why = pod_results_why_missing,
	.gap_ms = 500,
	.gap_max_ms = 3000,
};

static bool pod_results_run(struct step_ctx *c, struct err *err)
{
	const struct step *launch = pod_sibling(c, "launch");
	struct pod_groups groups = pod_groups(c->plan->wanted);
	const struct pod_group *group = pod_group(&groups, c->step);
	struct watch w = {
		.c = c,
		.group = group,
		.began = clock_ms(),
		.collector = collect_new(c, checks_copy(&group->checks),
					 json_str(launch->params, "nonce")),
	};
	const char *why = json_str(launch->outputs, "why");
	bool ok = true;

	if (*why) {
		collect_missing(&w.collector, why, "unknown");
	} else {
		w.k = kube_of(c->aws, group->cluster, err);
		ok = w.k && collect_watch(&w.collector, &logs, &w, err);
		/* If the cluster cannot be read any more, what remains is inconclusive. */
		if (w.k && !ok && err->kind != ERR_STOPPED) {
			collect_missing(&w.collector, err->text, "unknown");
			*err = (struct err)ERR_INIT;
			ok = true;
		}
	}
	collect_free(&w.collector);
	pod_groups_free(&groups);
	return ok;
}

const struct step_work pod_check_work = {
	.kind = "pod-check",
	.run = pod_results_run,
};
