/*
 * surroundings_pods.c - other service accounts of the cluster that get a role of the setup by EKS
 * Pod Identity; see surroundings_internal.h. Other clusters are not looked at.
 */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/effect.h"
#include "plan/plan.h"
#include "resource/resource_call.h"
#include "session/session.h"
#include "wizard/journey.h"
#include "wizard/surroundings_internal.h"

#define KIND "pod-identity-association"

/* Whether the setup itself wants that one. */
static bool surroundings_pods_is_wanted(const struct journey *j, const struct json *row)
{
	struct resources wanted = resources_load(json_get(j->wanted, "resources"));
	bool is = false;

	for (size_t i = 0; i < wanted.count; i++) {
		const struct resource *r = wanted.items[i];

		is |= str_eq(r->kind, KIND) &&
			str_eq(resource_str(r, "cluster"), json_str(row, "clusterName")) &&
			str_eq(resource_str(r, "namespace"), json_str(row, "namespace")) &&
			str_eq(r->name, json_str(row, "serviceAccount"));
	}
	resources_free(&wanted);
	return is;
}

/* The list does not say which role it is. False: it could not be read. */
static bool surroundings_pods_look_at(const struct journey *j, const struct step *step,
				      const struct json *row, struct json *events,
				      struct err *err)
{
	struct json *reply = NULL;
	const struct json *one;
	bool there;

	if (!call_if_there(j->session->aws, OP_EKS_DESCRIBE_POD_IDENTITY_ASSOCIATION,
			   params("clusterName", resource_str(step->resource, "cluster"),
				  "associationId", json_str(row, "associationId"), NULL),
			   &reply, &there, err))
		return false;
	one = json_get(reply, "association");
	if (str_eq(json_str(one, "roleArn"), resource_str(step->resource, "principal")) ||
	    str_eq(json_str(one, "targetRoleArn"),
		   resource_str(step->resource, "principal"))) {
		const char *space = json_str(one, "namespace"),
			   *account = json_str(one, "serviceAccount");
		struct json *e = around_extra(events, step, KIND, account);
		struct json *content = params("namespace", space, "account", account,
					      "role", json_str(one, "roleArn"), NULL);
		struct buf text = BUF(4096);

		effect_digest(e, content);
		json_free(content);
		json_put_str(e, "namespace", space);
		json_put_str(e, "role", json_str(one, "roleArn"));
		buf_fmt(&text,
			"pods of the service account '%s' in the namespace '%s' of the "
			"cluster "
			"'%s' "
			"also get the role %s, through the Pod Identity association %s",
			account, space, resource_str(step->resource, "cluster"),
			json_str(one, "roleArn"), json_str(one, "associationId"));
		json_put_str(e, "text", text.s);
		buf_free(&text);
	}
	json_free(reply);
	return true;
}

void around_pods(const struct journey *j, const struct step *step, struct json *events)
{
	struct json *reply = NULL;
	struct err err = ERR_INIT;
	bool there;

	if (call_if_there(j->session->aws, OP_EKS_LIST_POD_IDENTITY_ASSOCIATIONS,
			  params("clusterName", resource_str(step->resource, "cluster"),
				 NULL),
			  &reply, &there, &err))
		json_each(row, json_get(reply, "associations"))
			if (!err.kind && !surroundings_pods_is_wanted(j, row))
				surroundings_pods_look_at(j, step, row, events, &err);
	if (err.kind)
		around_undecided(events, step, "the other Pod Identity associations of the cluster "
				 "could not be read", &err);
	json_free(reply);
}
