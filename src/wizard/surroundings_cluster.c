/*
 * surroundings_cluster.c - what lets a role of the setup into a cluster besides: EKS access
 * policies on its access entry, other lines of aws-auth; see surroundings_internal.h.
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/cluster.h"
#include "kube/map_roles.h"
#include "plan/effect.h"
#include "plan/plan.h"
#include "resource/mapping.h"
#include "resource/resource_call.h"
#include "session/session.h"
#include "wizard/journey.h"
#include "wizard/surroundings_internal.h"

/* What AWS's own access policies allow (EKS User Guide, "Review access policy permissions"). */
static const struct policy {
	const char *name, *severity, *text;
} policies[] = {
	{ "AmazonEKSClusterAdminPolicy", "high", "It makes the role an administrator of the "
	  "cluster: it can read all secrets and use the roles of all pods." },
	{ "AmazonEKSAdminPolicy", "high", "It can read secrets, run pods with any service account "
	  "and change permissions in its namespaces." },
	{ "AmazonEKSEditPolicy", "high", "It can read secrets and run pods with any service "
	  "account of its namespaces." },
	{ "AmazonEKSAdminViewPolicy", "high",
	  "It can read everything, including secrets." },
	{ "AmazonEKSSecretReaderPolicy", "high", "It can read secrets." },
	{ "AmazonEKSViewPolicy", "low", "It can read most resources, but no secrets." },
};

static struct json *surroundings_cluster_finding_of(const char *arn)
{
	const char *name = strrchr(arn, '/');
	const struct policy *p = NULL;

	for (size_t i = 0; name && i < sizeof(policies) / sizeof(*policies); i++)
		if (str_eq(policies[i].name, name + 1))
			p = &policies[i];
	return around_finding(&(struct around_finding){
		.id = "eks-access-policy-associated",
		.severity = p ? p->severity : "medium",
		.on = arn,
		.text = p ? p->text : "It gives the role permissions in the cluster." });
}

static void surroundings_cluster_add_policy(const struct step *step,
					    const struct json *policy, struct json *events)
{
	const char *arn = json_str(policy, "policyArn");
	struct json *e = around_extra(events, step, "cluster-access-policy", arn);
	const struct json *scope = json_get(policy, "accessScope");
	const char *between = "namespaces ";
	struct json *content = json_object_new();
	struct buf text = BUF(4096);

	json_put_str(content, "policy", arn);
	json_put(content, "scope", json_copy(scope));
	effect_digest(e, content);
	json_free(content);
	json_put(e, "scope", json_copy(scope));
	json_push(json_put(e, "findings", json_list_new()),
		  surroundings_cluster_finding_of(arn));
	buf_fmt(&text,
		"EKS access policy %s is associated with %s in the cluster '%s', for ", arn,
		resource_str(step->resource, "principal"),
		resource_str(step->resource, "cluster"));
	if (!str_eq(json_str(scope, "type"), "namespace")) {
		buf_str(&text, "the whole cluster");
	} else {
		json_each(name, json_get(scope, "namespaces")) {
			buf_fmt(&text, "%s%s", between, json_text(name));
			between = ", ";
		}
	}
	json_put_str(e, "text", text.s);
	buf_free(&text);
}

/* --- aws-auth ------------------------------------------------------------------------ */

static bool surroundings_cluster_has_path(const char *arn)
{
	const char *mark = strstr(arn, ":role/");

	return mark && strchr(mark + strlen(":role/"), '/');
}

static bool surroundings_cluster_is_in_force(const struct json *line,
					     const struct resource *found)
{
	struct json *a = mapping_groups(json_get(line, "groups"));
	struct json *b = mapping_groups(json_get(resource_get(found, "entry"), "groups"));
	bool same = json_equal(a, b) &&
		str_eq(json_str(line, "rolearn"),
		       json_str(resource_get(found, "entry"), "rolearn")) &&
		str_eq(json_str(line, "username"),
		       json_str(resource_get(found, "entry"), "username"));

	json_free(a);
	json_free(b);
	return same;
}

static void surroundings_cluster_add_line(const struct step *step, const struct json *line,
					  struct json *events)
{
	const char *arn = json_str(line, "rolearn");
	struct json *e = around_extra(events, step, "aws-auth", json_str(line, "username"));
	struct json *findings = json_put(e, "findings", json_list_new());
	struct buf text = BUF(4096);

	effect_digest(e, line);
	if (!surroundings_cluster_has_path(arn) &&
	    json_has(json_get(line, "groups"), "system:masters"))
		json_push(findings, around_finding(&(struct around_finding){
			.id = "aws-auth-masters",
			.severity = "high",
			.on = arn,
			.text = "system:masters can do everything in the cluster." }));
	json_put(e, "groups", mapping_groups(json_get(line, "groups")));
	json_put_str(e, "rolearn", arn);
	buf_fmt(&text,
		"another line of aws-auth in the cluster '%s' maps %s to the user '%s'",
		resource_str(step->resource, "cluster"), arn, json_str(line, "username"));
	json_each(group, json_get(line, "groups"))
		buf_fmt(&text, "%s%s", group == json_first(json_get(line, "groups")) ?
			" in the groups " : ", ", json_text(group));
	if (surroundings_cluster_has_path(arn)) {
		json_put(e, "never_matches", json_bool_new(true));
		buf_str(&text, "; it never matches, because EKS compares role ARNs without "
			"their path");
	}
	json_put_str(e, "text", text.s);
	buf_free(&text);
}

static void surroundings_cluster_add_lines(const struct step *step, struct json *events)
{
	struct err ignored = ERR_INIT;
	struct json *list = map_roles_read(resource_str(step->resource, "was"), &ignored);
	struct buf principal = BUF(4096);

	map_roles_principal(&principal, resource_str(step->resource, "principal"));
	json_each(line, list) {
		struct buf arn = BUF(4096);

		map_roles_principal(&arn, json_str(line, "rolearn"));
		if (!strcasecmp(arn.s, principal.s) &&
		    !surroundings_cluster_is_in_force(line, step->before))
			surroundings_cluster_add_line(step, line, events);
		buf_free(&arn);
	}
	buf_free(&principal);
	json_free(list);
}

void around_cluster(const struct journey *j, const struct step *step, struct json *events)
{
	struct json *reply = NULL;
	struct err err = ERR_INIT;
	bool there;

	if (str_eq(resource_str(step->before, "by"), BY_LINE)) {
		surroundings_cluster_add_lines(step, events);
		return;
	}
	if (str_eq(resource_str(step->before, "type"), TYPE_NODES))
		return;
	if (!call_if_there(j->session->aws, OP_EKS_LIST_ASSOCIATED_ACCESS_POLICIES,
			   cluster_entry_params(resource_str(step->resource, "cluster"),
						resource_str(step->resource, "principal")),
			   &reply, &there, &err))
		around_undecided(events, step, "the EKS access policies of the access entry could "
				 "not be read", &err);
	json_each(policy, json_get(reply, "associatedAccessPolicies"))
		surroundings_cluster_add_policy(step, policy, events);
	json_free(reply);
}
