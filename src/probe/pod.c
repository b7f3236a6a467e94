/* pod.c - see pod.h: which pods, their Job, and what their objects say. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/kube.h"
#include "plan/run.h"
#include "probe/pod.h"
#include "probe/worker.h"
#include "resource/kube_object.h"

/* --- which ------------------------------------------------------------------------ */

static bool pod_is_of(const struct json *group, const struct json *probe)
{
	static const char *const same[] = { "cluster", "namespace", "account", NULL };

	for (int i = 0; same[i]; i++)
		if (!str_eq(json_str(group, same[i]), json_str(probe, same[i])))
			return false;
	return true;
}

static struct json *pod_new_group(struct json *groups, const struct json *probe)
{
	struct json *group = json_push(groups, json_object_new());
	size_t n = json_count(groups);
	char step[32] = "pod";

	if (n > 1)
		snprintf(step, sizeof(step), "pod-%zu", n);
	json_put_str(group, "step", step);
	json_put_str(group, "cluster", json_str(probe, "cluster"));
	json_put_str(group, "namespace", json_str(probe, "namespace"));
	json_put_str(group, "account", json_str(probe, "account"));
	json_put_str(group, "image", POD_IMAGE);
	json_put_str(group, "role", "");
	json_put(group, "probes", json_list_new());
	return group;
}

static const char *pod_role_path(const struct json *wanted, const char *role)
{
	json_each(resource, json_get(wanted, "resources"))
		if (str_eq(json_str(resource, "kind"), "role") &&
		    str_eq(json_str(resource, "name"), role) && *json_str(resource, "path"))
			return json_str(resource, "path");
	return "/";
}

/* The role a service account gets that stands for the checks alone. */
static void pod_put_role(struct json *group, const struct json *wanted,
			 const struct json *probe)
{
	const char *name = json_text(json_get(json_get(probe, "call"), "identity"));
	char *arn;

	if (!name || *json_str(group, "role"))
		return;
	arn = xasprintf("arn:%s:iam::%s:role%s%s", json_str(wanted, "partition"),
			json_str(wanted, "account"), pod_role_path(wanted, name), name);
	json_put_str(group, "role", arn);
	free(arn);
}

/* The association by which EKS gives these pods their role; "": an annotation does. */
static const char *pod_association_of(const struct json *wanted, const struct json *group)
{
	json_each(one, json_get(wanted, "resources"))
		if (str_eq(json_str(one, "kind"), "pod-identity-association") &&
		    str_eq(json_str(one, "cluster"), json_str(group, "cluster")) &&
		    str_eq(json_str(one, "namespace"), json_str(group, "namespace")) &&
		    str_eq(json_str(one, "name"), json_str(group, "account")))
			return json_str(one, "id");
	return "";
}

static void pod_add_probe(struct json *group, const struct json *probe)
{
	struct json *copy = json_push(json_get(group, "probes"), json_copy(probe));

	if (*json_str(group, "association"))
		json_put(copy, "pod_identity", json_bool_new(true));
}

struct json *pod_groups(const struct json *wanted)
{
	struct json *groups = json_list_new(), *probes = worker_probes_of(wanted, "pod");

	json_each(probe, probes) {
		struct json *group = NULL;

		json_each(one, groups)
			if (pod_is_of(one, probe))
				group = one;
		if (!group) {
			group = pod_new_group(groups, probe);
			json_put_str(group, "association",
				     pod_association_of(wanted, group));
		}
		if (*json_str(probe, "image"))
			json_put_str(group, "image", json_str(probe, "image"));
		pod_put_role(group, wanted, probe);
		pod_add_probe(group, probe);
	}
	json_free(probes);
	return groups;
}

const struct json *pod_group(const struct json *groups, const struct step *step)
{
	size_t n = strcspn(step->id, ".");

	json_each(group, groups) {
		const char *name = json_str(group, "step");

		if (strlen(name) == n && !strncmp(name, step->id, n))
			return group;
	}
	return NULL;
}

const struct step *pod_sibling(const struct step_ctx *c, const char *verb)
{
	char *id = xasprintf("%.*s.%s", (int)strcspn(c->step->id, "."), c->step->id, verb);
	const struct step *step = plan_step(c->plan, id);

	free(id);
	return step;
}

static void pod_add_group(struct plan *plan, const struct json *group,
			  const char *const *needs)
{
	char *name = xasprintf("%s/%s", json_str(group, "namespace"), json_str(group, "account"));
	char *launch = xasprintf("%s.launch", json_str(group, "step"));
	char *check = xasprintf("%s.check", json_str(group, "step"));
	char *end = xasprintf("%s.end", json_str(group, "step"));

	plan_add(plan, launch, &pod_launch_work, name, ACTION_NONE, NULL, NULL, needs);
	plan_add(plan, check, &pod_check_work, name, ACTION_NONE, NULL, NULL,
		 (const char *const[]){ launch, NULL });
	plan_add(plan, end, &pod_end_work, name, ACTION_NONE, NULL, NULL,
		 (const char *const[]){ launch, check, NULL });
	free(name);
	free(launch);
	free(check);
	free(end);
}

void pod_add(struct plan *plan, const char *const *needs)
{
	struct json *groups = pod_groups(plan->wanted);

	json_each(group, groups)
		pod_add_group(plan, group, needs);
	json_free(groups);
}

/* --- its Job ------------------------------------------------------------------------ */

static char *pod_path_of(const char *api, const struct json *group, const char *kind,
			 const char *name)
{
	return xasprintf("%s/namespaces/%s/%s%s%s", api, json_str(group, "namespace"), kind,
			 *name ? "/" : "", name);
}

char *pod_batch_path(const struct json *group, const char *kind, const char *name)
{
	return pod_path_of("/apis/batch/v1", group, kind, name);
}

char *pod_core_path(const struct json *group, const char *kind, const char *name)
{
	return pod_path_of("/api/v1", group, kind, name);
}

static struct json *pod_container(const struct json *group, const char *script)
{
	struct json *c = json_object_new(), *command = json_list_new(), *safe, *drop;

	json_put_str(c, "name", "probe");
	json_put_str(c, "image", json_str(group, "image"));
	json_push(command, json_string_new("bash"));
	json_push(command, json_string_new("-c"));
	json_push(command, json_string_new(script));
	json_put(c, "command", command);
	safe = json_put(c, "securityContext", json_object_new());
	json_put(safe, "allowPrivilegeEscalation", json_bool_new(false));
	drop = json_put(json_put(safe, "capabilities", json_object_new()), "drop",
			json_list_new());
	json_push(drop, json_string_new("ALL"));
	json_put_str(json_put(safe, "seccompProfile", json_object_new()), "type",
		     "RuntimeDefault");
	return c;
}

static struct json *pod_spec(const struct json *group, const char *script)
{
	struct json *spec = json_object_new(), *containers = json_list_new();

	json_put_str(spec, "restartPolicy", "Never");
	json_put_str(spec, "serviceAccountName", json_str(group, "account"));
	json_push(containers, pod_container(group, script));
	json_put(spec, "containers", containers);
	return spec;
}

static struct json *pod_job_of(const struct json *group, const char *setup,
			       const char *nonce, const char *script)
{
	char *name = xasprintf("accredit-probe-%s", nonce);
	struct json *job = kube_object_new("batch/v1", "Job", json_str(group, "namespace"), name,
				      setup);
	struct json *spec = json_put(job, "spec", json_object_new()), *pod, *meta;

	json_put_str(json_path(job, "metadata.labels"), POD_LABEL, nonce);
	json_put(spec, "backoffLimit", json_number_new(0));
	json_put(spec, "activeDeadlineSeconds", json_number_new(POD_MINUTES * 60));
	json_put(spec, "ttlSecondsAfterFinished", json_number_new(600));
	pod = json_put(spec, "template", json_object_new());
	meta = json_put(pod, "metadata", json_object_new());
	json_put(meta, "labels", json_copy(json_path(job, "metadata.labels")));
	json_put(meta, "annotations", json_copy(json_path(job, "metadata.annotations")));
	json_put(pod, "spec", pod_spec(group, script));
	free(name);
	return job;
}

struct json *pod_job(const struct json *group, const char *setup, const char *region,
		     const char *nonce, struct err *err)
{
	struct worker_wish wish = { .nonce = nonce, .region = region, .pod = true,
				    .probes = json_get(group, "probes") };
	struct buf script = BUF(2 * WORKER_SCRIPT_MAX);
	struct json *job = NULL;

	if (kube_name_check("namespace", json_str(group, "namespace"), err) &&
	    kube_name_check("service account", json_str(group, "account"), err) &&
	    worker_script(&script, &wish, err))
		job = pod_job_of(group, setup, nonce, script.s);
	buf_free(&script);
	return job;
}

/* --- its pod ------------------------------------------------------------------------- */

/* Why a container waits. What never ends is not waited for. */
static void pod_look_at_wait(struct pod_look *l, const struct json *waiting)
{
	static const char *const hopeless[] = { "ImagePullBackOff", "InvalidImageName",
		"ErrImageNeverPull", "CreateContainerConfigError", "CreateContainerError",
		NULL };
	const char *reason = json_str(waiting, "reason");
	const char *message = json_str(waiting, "message");
	struct buf why = BUF(2048);

	if (!*reason || str_eq(reason, "ContainerCreating") || str_eq(reason, "PodInitializing"))
		return;
	buf_fmt(&why, "%s%s%s", reason, *message ? ": " : "", message);
	str_clean(l->why, sizeof(l->why), why.s);
	buf_free(&why);
	l->hopeless = str_in(reason, hopeless);
}

static void pod_look_at_place(struct pod_look *l, const struct json *status)
{
	json_each(condition, json_get(status, "conditions"))
		if (str_eq(json_str(condition, "type"), "PodScheduled") &&
		    str_eq(json_str(condition, "status"), "False"))
			str_clean(l->why, sizeof(l->why), *json_str(condition, "message") ?
				  json_str(condition, "message") : "no node takes it");
}

struct pod_look pod_look(const struct json *pod)
{
	const struct json *status = json_get(pod, "status");
	const char *phase = json_str(status, "phase");
	struct pod_look l = { .started = str_eq(phase, "Running") };

	l.ended = str_eq(phase, "Succeeded") || str_eq(phase, "Failed");
	if (l.ended && *json_str(status, "message"))
		str_clean(l.why, sizeof(l.why), json_str(status, "message"));
	if (l.started || l.ended)
		return l;
	pod_look_at_place(&l, status);
	json_each(one, json_get(status, "containerStatuses"))
		pod_look_at_wait(&l, json_path(one, "state.waiting"));
	return l;
}
