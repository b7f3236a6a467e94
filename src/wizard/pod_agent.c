/* pod_agent.c - see pod_agent.h. */
#include "config.h"

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "kube/cluster.h"
#include "kube/kube.h"
#include "resource/resource_call.h"
#include "wizard/missing.h"
#include "wizard/pod_agent.h"

#define DAEMON_SET "/apis/apps/v1/namespaces/kube-system/daemonsets/" POD_AGENT
#define REMEDY "install it: aws eks create-addon --cluster-name %s --addon-name " POD_AGENT
#define BROKEN_REMEDY "see what is wrong: aws eks describe-addon --cluster-name %s " \
	"--addon-name " POD_AGENT

/* What EKS says of an add-on (EKS API reference, Addon: status). Any other word: unsure. */
static const struct { const char *status; enum pod_agent is;
} states[] = {
	{ "ACTIVE", POD_AGENT_RUNS },	       { "UPDATING", POD_AGENT_RUNS },
	{ "UPDATE_FAILED", POD_AGENT_RUNS }, /* the version before keeps running */
	{ "CREATE_FAILED", POD_AGENT_BROKEN }, { "DEGRADED", POD_AGENT_BROKEN },
	{ "DELETING", POD_AGENT_BROKEN },
};

static enum pod_agent pod_agent_of_status(const char *status, struct buf *why)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (str_eq(states[i].status, status)) {
			if (states[i].is != POD_AGENT_RUNS)
				buf_fmt(why, "the status of the EKS add-on " POD_AGENT " is %s",
					status);
			return states[i].is;
		}
	buf_fmt(why, "the status of the EKS add-on " POD_AGENT " is '%.60s'", status);
	return POD_AGENT_UNSURE;
}

/* True: EKS told whether there is such an add-on, in *is. */
static bool pod_agent_ask_addon(struct aws *aws, const char *cluster, enum pod_agent *is,
				struct buf *why)
{
	struct err err = ERR_INIT;
	struct json *reply = NULL;
	bool there, told;

	*is = POD_AGENT_MISSING;
	told = call_if_there(aws, OP_EKS_DESCRIBE_ADDON,
			     params("clusterName", cluster, "addonName", POD_AGENT, NULL), &reply,
			     &there, &err);
	if (!told)
		buf_str(why, err.text);
	else if (there)
		*is = pod_agent_of_status(json_str(json_get(reply, "addon"), "status"),
					  why);
	json_free(reply);
	return told;
}

/* Installed without EKS's add-on: it is a DaemonSet then. */
static enum pod_agent pod_agent_ask_cluster(struct aws *aws, const char *cluster,
					    struct buf *why)
{
	struct err err = ERR_INIT;
	struct kube *k = kube_of(aws, cluster, &err);
	struct json *set = NULL;
	enum pod_agent is = POD_AGENT_UNSURE;

	if (k && kube_get(k, DAEMON_SET, &set, &err))
		is = set ? POD_AGENT_RUNS : POD_AGENT_MISSING;
	else
		buf_fmt(why, "%s%s", why->len ? "; " : "", err.text);
	json_free(set);
	return is;
}

enum pod_agent pod_agent_find(struct aws *aws, const char *cluster, struct buf *why)
{
	enum pod_agent is, in_cluster;
	bool told = pod_agent_ask_addon(aws, cluster, &is, why), is_auto;
	struct err ignored = ERR_INIT;
	struct json *reply = NULL;

	if (told && is != POD_AGENT_MISSING)
		return is;
	/* EKS Auto Mode brings the agent along, and no add-on of it is listed. */
	call(aws, OP_EKS_DESCRIBE_CLUSTER, cluster_params(cluster), &reply, NULL, &ignored);
	is_auto = str_eq(json_text(json_path(reply, "cluster.computeConfig.enabled")), "true");
	json_free(reply);
	if (is_auto)
		return POD_AGENT_RUNS;
	in_cluster = pod_agent_ask_cluster(aws, cluster, why);
	if (in_cluster == POD_AGENT_MISSING && !told)	/* the add-on may be on its way */
		return POD_AGENT_UNSURE;
	return in_cluster;
}

/* Each cluster once. */
static struct json *pod_agent_clusters_of(const struct json *wanted)
{
	struct resources all = resources_load(json_get(wanted, "resources"));
	struct json *list = json_list_new();

	for (size_t i = 0; i < all.count; i++) {
		const char *cluster = resource_str(all.items[i], "cluster");

		if (str_eq(all.items[i]->kind, "pod-identity-association") &&
		    !json_has(list, cluster))
			json_push(list, json_string_new(cluster));
	}
	resources_free(&all);
	return list;
}

static void pod_agent_put_missing(struct json *list, const char *cluster, enum pod_agent is,
				  const char *why)
{
	struct buf text = BUF(2000), remedy = BUF(400);

	if (is == POD_AGENT_BROKEN)
		buf_fmt(&text, "the Pod Identity Agent of the cluster '%s' does not work: %s",
			cluster, why);
	else
		buf_fmt(&text, "the Pod Identity Agent does not run in the cluster '%s', so pods "
			"get no credentials", cluster);
	buf_fmt(&remedy, is == POD_AGENT_BROKEN ? BROKEN_REMEDY : REMEDY, cluster);
	json_push(list,
		  missing_event(&(struct missing){ .of = cluster,
						   .kind = "EKS add-on",
						   .name = POD_AGENT,
						   .text = text.s,
						   .remedy = remedy.s }));
	buf_free(&text);
	buf_free(&remedy);
}

void pod_agent_look(const struct json *wanted, struct aws *aws, struct json *list)
{
	struct json *clusters = pod_agent_clusters_of(wanted);

	json_each(cluster, clusters) {
		struct buf why = BUF(1000), text = BUF(2000);
		enum pod_agent is = pod_agent_find(aws, json_text(cluster), &why);

		if (is == POD_AGENT_MISSING || is == POD_AGENT_BROKEN)
			pod_agent_put_missing(list, json_text(cluster), is,
					      why.len ? why.s : "");
		else if (is == POD_AGENT_UNSURE) {
			struct json *event = json_push(list, json_object_new());

			buf_fmt(&text, "it could not be told whether the Pod Identity Agent (the "
				"add-on " POD_AGENT ") runs in the cluster '%s': %s",
				json_text(cluster), why.len ? why.s : "nothing says so");
			json_put_str(event, "event", "note");
			json_put_str(event, "of", json_text(cluster));
			json_put_str(event, "text", text.s);
		}
		buf_free(&text);
		buf_free(&why);
	}
	json_free(clusters);
}

bool pod_agent_lacks(const struct json *event, struct err *err)
{
	const struct missing m = missing_read(event);

	err_set(err, ERR_INPUT, "%s", m.text);
	return err_hint(err, "%s, then run this again", m.remedy);
}
