/*
 * pod_identity.c - a Pod Identity association of EKS: the pods of a namespace that run
 * under a service account get a role. A service account has one at most (EKS API
 * reference, CreatePodIdentityAssociation), so it is found by cluster, namespace and
 * service account; its name here is the service account's.
 */
#include "config.h"

#include <stdio.h>

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "kube/kube.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

#define TAGS_ON "on"
#define TAGS_OFF "off"

/*
 * Pods get the role itself, with all that it may do: no second role is assumed from it
 * and no policy narrows it, for what is proved would be another thing then.
 */
static bool pod_identity_fill(struct resource *wanted, struct err *err)
{
	resource_put_str(wanted, "session_tags", TAGS_ON);
	resource_put_str(wanted, "target_role", "");
	resource_put_str(wanted, "session_policy", "");
	return kube_name_check("service account", wanted->name, err) &&
		kube_name_check("namespace", resource_str(wanted, "namespace"), err);
}

/* A cluster that is missing is told before anything is created. */
static bool pod_identity_settle(struct aws *a, struct resource *wanted, struct err *err)
{
	if (kube_of(a, resource_str(wanted, "cluster"), err))
		return true;
	if (err->kind != ERR_DENIED)
		return false;
	*err = (struct err)ERR_INIT;	/* the calls on associations need no look at it */
	return true;
}

static struct json *pod_identity_named(const struct resource *association)
{
	return params("clusterName", resource_str(association, "cluster"), "associationId",
		      resource_str(association, "association_id"), NULL);
}

static void pod_identity_put_found(struct resource *found, const struct resource *wanted,
				   const struct json *association)
{
	const struct json *tags = json_get(association, "tags");
	bool off = str_eq(json_str(association, "disableSessionTags"), "true");

	resource_put_str(found, "cluster", resource_str(wanted, "cluster"));
	resource_put_str(found, "namespace", resource_str(wanted, "namespace"));
	resource_put_str(found, "principal", json_str(association, "roleArn"));
	resource_put_str(found, "session_tags", off ? TAGS_OFF : TAGS_ON);
	resource_put_str(found, "target_role", json_str(association, "targetRoleArn"));
	resource_put_str(found, "session_policy", json_str(association, "policy"));
	resource_put_str(found, "owner", json_str(association, "ownerArn"));
	resource_put_str(found, "arn", json_str(association, "associationArn"));
	resource_put_str(found, "association_id", json_str(association, "associationId"));
	resource_put(found, "tags", tags ? json_copy(tags) : json_object_new());
}

/* The filter is asked for, and not trusted. "": there is none. */
static bool pod_identity_find_id(struct aws *a, const struct resource *wanted, char id[128],
				 struct err *err)
{
	struct json *reply = NULL;
	bool there;

	*id = '\0';
	if (!call_if_there(a, OP_EKS_LIST_POD_IDENTITY_ASSOCIATIONS,
			   params("clusterName", resource_str(wanted, "cluster"),
				  "namespace", resource_str(wanted, "namespace"),
				  "serviceAccount", wanted->name, NULL),
			   &reply, &there, err))
		return false;
	json_each(row, json_get(reply, "associations"))
		if (str_eq(json_str(row, "namespace"), resource_str(wanted, "namespace")) &&
		    str_eq(json_str(row, "serviceAccount"), wanted->name))
			snprintf(id, 128, "%s", json_str(row, "associationId"));
	json_free(reply);
	return true;
}

static bool pod_identity_read(struct aws *a, const struct resource *wanted,
			      struct resource **found, struct err *err)
{
	struct json *reply = NULL;
	char id[128];
	bool there;

	*found = NULL;
	if (!pod_identity_find_id(a, wanted, id, err))
		return false;
	if (!*id)
		return true;
	if (!call_if_there(a, OP_EKS_DESCRIBE_POD_IDENTITY_ASSOCIATION,
			   params("clusterName", resource_str(wanted, "cluster"),
				  "associationId", id, NULL),
			   &reply, &there, err))
		return false;
	if (there) {
		*found = resource_new("", "pod-identity-association", wanted->name);
		pod_identity_put_found(*found, wanted, json_get(reply, "association"));
	}
	json_free(reply);
	return true;
}

static void pod_identity_put_role(struct json *p, const struct resource *wanted,
				  bool always)
{
	bool off = str_eq(resource_str(wanted, "session_tags"), TAGS_OFF);

	json_put_str(p, "roleArn", resource_str(wanted, "principal"));
	if (always || off)
		json_put(p, "disableSessionTags", json_bool_new(off));
}

static bool pod_identity_create(struct aws *a, const struct resource *wanted,
				char *request_id, struct err *err)
{
	struct json *p = params("clusterName", resource_str(wanted, "cluster"), "namespace",
				resource_str(wanted, "namespace"), "serviceAccount",
				wanted->name, NULL);

	pod_identity_put_role(p, wanted, false);
	/* only of one that is put back after its removal */
	if (*resource_str(wanted, "target_role"))
		json_put_str(p, "targetRoleArn", resource_str(wanted, "target_role"));
	if (*resource_str(wanted, "session_policy"))
		json_put_str(p, "policy", resource_str(wanted, "session_policy"));
	if (json_count(resource_get(wanted, "tags")))
		json_put(p, "tags", json_copy(resource_get(wanted, "tags")));
	return call(a, OP_EKS_CREATE_POD_IDENTITY_ASSOCIATION, p, NULL, request_id, err);
}

static bool pod_identity_is_same_role(const struct resource *wanted,
				      const struct resource *found)
{
	static const char *const members[] = { "principal", "session_tags", NULL };

	for (int i = 0; members[i]; i++)
		if (!str_eq(resource_str(wanted, members[i]),
			    resource_str(found, members[i])))
			return false;
	return true;
}

static bool pod_identity_make(struct aws *a, const struct resource *wanted,
			      const struct resource *found, char *request_id,
			      struct err *err)
{
	struct json *tags, *p;
	bool ok = true;

	if (!found)
		return pod_identity_create(a, wanted, request_id, err);
	/* EKS refuses an update that changes nothing */
	if (!pod_identity_is_same_role(wanted, found)) {
		p = pod_identity_named(found);
		pod_identity_put_role(p, wanted,
				      !str_eq(resource_str(wanted, "session_tags"),
					      resource_str(found, "session_tags")));
		ok = call(a, OP_EKS_UPDATE_POD_IDENTITY_ASSOCIATION, p, NULL, request_id,
			  err);
	}
	tags = tags_missing(wanted, found);
	if (ok && json_count(tags)) {
		p = params("resourceArn", resource_str(found, "arn"), NULL);
		json_put(p, "tags", json_copy(tags));
		ok = call(a, OP_EKS_TAG_RESOURCE, p, NULL, request_id, err);
	}
	json_free(tags);
	return ok;
}

static bool pod_identity_remove(struct aws *a, const struct resource *found,
				char *request_id, struct err *err)
{
	return call_gone(a, OP_EKS_DELETE_POD_IDENTITY_ASSOCIATION,
			 pod_identity_named(found), request_id, err);
}

static bool pod_identity_refuse(const struct resource *wanted, const struct resource *found,
				struct err *err)
{
	const char *why = NULL;

	/* what an update of EKS's cannot take away, and what is an add-on's */
	if (*resource_str(found, "owner") && !pod_identity_is_same_role(wanted, found))
		why = "belongs to an EKS add-on";
	else if (!str_eq(resource_str(wanted, "target_role"),
			 resource_str(found, "target_role")))
		why = "gives the pods a target role instead of its own";
	else if (!str_eq(resource_str(wanted, "session_policy"),
			 resource_str(found, "session_policy")))
		why = "restricts the role by a policy of its own";
	if (!why)
		return true;
	err_set(err, ERR_CHOICE,
		"the Pod Identity association %s of the service account '%s' in "
		"the namespace '%s' %s",
		resource_str(found, "association_id"), wanted->name,
		resource_str(wanted, "namespace"), why);
	return err_hint(
		err,
		"if nothing needs it, delete it and run this again: aws eks "
		"delete-pod-identity-association --cluster-name %s --association-id %s",
		resource_str(wanted, "cluster"), resource_str(found, "association_id"));
}

static void pod_identity_tell(const struct resource *wanted, struct json *outputs)
{
	json_put_str(outputs, "service_account", wanted->name);
	json_put_str(outputs, "namespace", resource_str(wanted, "namespace"));
}

const struct resource_kind kind_pod_identity_association = {
	.name = "pod-identity-association",
	.fill = pod_identity_fill,
	.settle = pod_identity_settle,
	.read = pod_identity_read,
	.make = pod_identity_make,
	.remove = pod_identity_remove,
	.refuse = pod_identity_refuse,
	.tell = pod_identity_tell,
};
