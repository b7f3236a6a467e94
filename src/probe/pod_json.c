/* pod_json.c - groups of pods in a step's parameters, and the objects of Kubernetes; see pod.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/kube.h"
#include "probe/pod.h"
#include "probe/worker.h"
#include "resource/kube_object.h"

/* --- a group --------------------------------------------------------------------------- */

struct json *pod_group_save(const struct pod_group *group)
{
	struct json *j = json_object_new();

	json_put_str(j, "step", group->step);
	json_put_str(j, "cluster", group->cluster);
	json_put_str(j, "namespace", group->name_space);
	json_put_str(j, "account", group->account);
	json_put_str(j, "image", group->image);
	json_put_str(j, "role", group->role);
	json_put_str(j, "association", group->association);
	return j;
}

struct pod_group pod_group_load(const struct json *j)
{
	return (struct pod_group){
		.step = json_str(j, "step"),
		.cluster = json_str(j, "cluster"),
		.name_space = json_str(j, "namespace"),
		.account = json_str(j, "account"),
		.image = json_str(j, "image"),
		.role = json_str(j, "role"),
		.association = json_str(j, "association"),
	};
}

/* --- its Job --------------------------------------------------------------------------- */

/* The pod's, with one container. */
static struct json *pod_json_spec(const struct pod_group *group, const char *script)
{
	struct json *spec = json_object_new(), *containers = json_list_new();
	struct json *c = json_push(containers, json_object_new());
	struct json *command = json_list_new(), *safe, *drop;

	json_put_str(spec, "restartPolicy", "Never");
	json_put_str(spec, "serviceAccountName", group->account);
	json_put_str(c, "name", "probe");
	json_put_str(c, "image", group->image);
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
	json_put(spec, "containers", containers);
	return spec;
}

static struct json *pod_json_job_of(const struct pod_group *group, const char *setup,
				    const char *nonce, const char *script)
{
	char *name = xasprintf("accredit-probe-%s", nonce);
	struct json *job = kube_object_new("batch/v1", "Job", group->name_space, name,
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
	json_put(pod, "spec", pod_json_spec(group, script));
	free(name);
	return job;
}

struct json *pod_job(const struct pod_group *group, const char *setup, const char *region,
		     const char *nonce, struct err *err)
{
	struct worker_request request = {
		.nonce = nonce, .region = region, .pod = true, .checks = &group->checks
	};
	struct buf script = BUF(2 * WORKER_SCRIPT_MAX);
	struct json *job = NULL;

	if (kube_name_check("namespace", group->name_space, err) &&
	    kube_name_check("service account", group->account, err) &&
	    worker_script(&script, &request, err))
		job = pod_json_job_of(group, setup, nonce, script.s);
	buf_free(&script);
	return job;
}

/* --- its pod ------------------------------------------------------------------------- */

struct pod_look pod_look(const struct json *pod)
{
	static const char *const hopeless[] = {
		"ImagePullBackOff",	      "InvalidImageName",     "ErrImageNeverPull",
		"CreateContainerConfigError", "CreateContainerError", NULL
	};
	const struct json *status = json_get(pod, "status");
	const char *phase = json_str(status, "phase");
	struct pod_look l = { .started = str_eq(phase, "Running") };

	str_clean(l.name, sizeof(l.name), json_str(json_get(pod, "metadata"), "name"));
	l.ended = str_eq(phase, "Succeeded") || str_eq(phase, "Failed");
	if (l.ended && *json_str(status, "message"))
		str_clean(l.why, sizeof(l.why), json_str(status, "message"));
	if (l.started || l.ended)
		return l;
	json_each(condition, json_get(status, "conditions"))
		if (str_eq(json_str(condition, "type"), "PodScheduled") &&
		    str_eq(json_str(condition, "status"), "False"))
			str_clean(l.why, sizeof(l.why),
				  *json_str(condition, "message") ?
					  json_str(condition, "message") :
					  "no node accepts it");
	/* Why a container waits, and whether it will never start. */
	json_each(one, json_get(status, "containerStatuses")) {
		const struct json *waiting = json_path(one, "state.waiting");
		const char *reason = json_str(waiting, "reason");
		const char *message = json_str(waiting, "message");
		struct buf why = BUF(2048);

		if (!*reason || str_eq(reason, "ContainerCreating") ||
		    str_eq(reason, "PodInitializing"))
			continue;
		buf_fmt(&why, "%s%s%s", reason, *message ? ": " : "", message);
		str_clean(l.why, sizeof(l.why), why.s);
		buf_free(&why);
		l.hopeless = str_in(reason, hopeless);
	}
	return l;
}

struct pod_job pod_job_read(const struct json *job)
{
	return (struct pod_job){
		.name = json_str(json_get(job, "metadata"), "name"),
		.setup = kube_object_annotation(job, OBJECT_SETUP),
		.nonce = kube_object_label(job, POD_LABEL),
	};
}

struct json *pod_alone(const struct json *job)
{
	struct json *pod = json_copy(json_path(job, "spec.template"));

	json_put_str(pod, "apiVersion", "v1");
	json_put_str(pod, "kind", "Pod");
	json_put_str(json_get(pod, "metadata"), "generateName", "accredit-probe-");
	return pod;
}

bool pod_has_variable(const struct json *pod, const char *name)
{
	json_each(container, json_path(pod, "spec.containers"))
		json_each(variable, json_get(container, "env"))
			if (str_eq(json_str(variable, "name"), name))
				return true;
	return false;
}
