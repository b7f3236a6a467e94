/* cli_eks.c - access of roles to clusters, and of pods to roles; see cli.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/cli.h"
#include "kinds/kinds.h"
#include "pack/answers.h"
#include "resource/kind.h"

#define NODES "EC2_LINUX" /* EKS decides about the names of these itself */

/* EKS keeps names with this prefix for itself, so no access entry can have them. */
static bool cli_eks_is_reserved(const struct resource *r)
{
	bool any = str_starts(resource_str(r, "username"), "system:");

	json_each(group, resource_get(r, "groups"))
		any = any || str_starts(json_text(group), "system:");
	return any;
}

static struct json *cli_eks_entry(const struct resource *r, bool new)
{
	const char *type = resource_str(r, "type");
	bool nodes = str_eq(type, NODES);
	struct json *p = cli_params("clusterName", resource_str(r, "cluster"),
				    "principalArn", resource_str(r, "principal"),
				    "username", nodes ? "" : resource_str(r, "username"),
				    "type", new ? *type ? type : "STANDARD" : "", NULL);

	if (!nodes && json_count(resource_get(r, "groups")))
		json_put(p, "kubernetesGroups", json_copy(resource_get(r, "groups")));
	if (new)
		json_put(p, "tags", json_copy(resource_get(r, "tags")));
	return p;
}

/* The fields of judge for an access entry. Groups are a set. */
static char *cli_eks_query(const struct resource *r)
{
	const char *type = resource_str(r, "type");
	struct buf query = BUF(BUF_TEXT);

	buf_char(&query, '[');
	cli_tag(&query, "accessEntry.tags", true);
	buf_char(&query, ',');
	cli_equals(&query, "accessEntry.type", *type ? type : "STANDARD");
	buf_str(&query, ",`true`,");
	cli_equals(&query, "accessEntry.type", *type ? type : "STANDARD");
	if (!str_eq(type, NODES)) {
		buf_str(&query, "&&");
		cli_equals(&query, "accessEntry.username", resource_str(r, "username"));
		buf_fmt(&query, "&&length(accessEntry.kubernetesGroups||`[]`)==`%zu`",
			json_count(resource_get(r, "groups")));
		json_each(group, resource_get(r, "groups")) {
			buf_str(&query, "&&contains(accessEntry.kubernetesGroups,");
			cli_literal(&query, group);
			buf_char(&query, ')');
		}
	}
	buf_char(&query, ']');
	return buf_take(&query);
}

/* A cluster without access entries has lines of aws-auth, which no call of AWS writes. */
void cli_cluster_access(struct cli_out *out, const struct resource *r)
{
	const char *cluster = resource_str(r, "cluster"),
		   *arn = resource_str(r, "principal");
	char *query = cli_eks_query(r), *create = cli_json(cli_eks_entry(r, true));
	char *update = cli_json(cli_eks_entry(r, false));
	char *later = xasprintf("accredit setup %s --answers answers.json",
				out->h->answers->platform);
	char *self = xasprintf("entry/%s", r->id);
	struct buf tag = BUF(BUF_TEXT);

	cli_tag(&tag, "accessEntry.tags", true);
	cli_about(out, r, self);
	cli_say(&out->make,
		"if looks; then\n"
		"\tget eks describe-cluster --name {} \\\n"
		"\t\t--query cluster.accessConfig.authenticationMode\n"
		"\t[ \"$there\" ] || stop \"there is no EKS cluster \"{}\" in $region\"\n"
		"\tcase {}$found in\n"
		"\tAPI*)\n"
		"\t\tget eks describe-access-entry --cluster-name {} --principal-arn {} \\\n"
		"\t\t\t--query {}\n"
		"\t\tjudge {!}\n"
		"\t\t;;\n"
		"\t*) leave \"$what: the cluster must use access entries for that\" {} ;;\n"
		"\tesac\n"
		"fi\n"
		"if creates; then run eks create-access-entry --cli-input-json {}; fi\n"
		"if updates; then run eks update-access-entry --cli-input-json {}; fi\n",
		cluster, cluster, cli_eks_is_reserved(r) ? "reserved" : "", cluster, arn,
		query, cli_others(r), later, create, update);
	cli_say(&out->undo,
		"if looks; then\n"
		"\tget eks describe-access-entry --cluster-name {} --principal-arn {} --query {}\n"
		"\tjudge\n"
		"fi\n"
		"if removes; then\n"
		"\ttry eks delete-access-entry --cluster-name {} --principal-arn {}\n"
		"fi\n",
		cluster, arn, tag.s, cluster, arn);
	buf_free(&tag);
	free(self);
	free(later);
	free(update);
	free(create);
	free(query);
}

/* --- Pod Identity
 * --------------------------------------------------------------------------- */

/* Leaves the association's ID in $association; "": there is none. */
static const char find_association[] =
	"\tget eks list-pod-identity-associations --cluster-name {} --namespace {} \\\n"
	"\t\t--service-account {} --query 'associations[].[associationId]'\n"
	"\tassociation=$found\n";

static void cli_eks_make_association(struct cli_out *out, const struct resource *r,
				     const char *query, const char *same,
				     const char *create)
{
	const char *cluster = resource_str(r, "cluster"),
		   *space = resource_str(r, "namespace");
	char *tags = cli_json(json_copy(resource_get(r, "tags")));

	buf_str(&out->make, "if looks; then\n");
	cli_say(&out->make, find_association, cluster, space, r->name);
	cli_say(&out->make,
		"\t[ \"$there\" ] || stop \"there is no EKS cluster \"{}\" in $region\"\n"
		"\tif [ -z \"$association\" ]; then there=; else\n"
		"\t\tget eks describe-pod-identity-association --cluster-name {} \\\n"
		"\t\t\t--association-id \"$association\" --query {}\n"
		"\tfi\n"
		"\tjudge {!}\n"
		"fi\n"
		"if creates; then\n"
		"\trun eks create-pod-identity-association --cli-input-json {}\n"
		"fi\n"
		"if updates; then\n",
		cluster, cluster, query, cli_others(r), create);
	cli_say(&out->make, find_association, cluster, space, r->name);
	cli_say(&out->make,
		"\tif needs eks describe-pod-identity-association --cluster-name {} \\\n"
		"\t\t--association-id \"$association\" --query {}; then\n"
		"\t\trun eks update-pod-identity-association --cluster-name {} \\\n"
		"\t\t\t--association-id \"$association\" --role-arn {} --no-disable-session-tags\n"
		"\tfi\n"
		"\tget eks describe-pod-identity-association --cluster-name {} \\\n"
		"\t\t--association-id \"$association\" --query association.associationArn\n"
		"\tif ours; then run eks tag-resource --resource-arn \"$found\" --tags {}; fi\n"
		"fi\n",
		cluster, same, cluster, resource_str(r, "principal"), cluster, tags);
	free(tags);
}

static void cli_eks_undo_association(struct cli_out *out, const struct resource *r,
				     const char *tag)
{
	const char *cluster = resource_str(r, "cluster"),
		   *space = resource_str(r, "namespace");

	buf_str(&out->undo, "if looks; then\n");
	cli_say(&out->undo, find_association, cluster, space, r->name);
	cli_say(&out->undo,
		"\tif [ -z \"$association\" ]; then there=; else\n"
		"\t\tget eks describe-pod-identity-association --cluster-name {} \\\n"
		"\t\t\t--association-id \"$association\" --query {}\n"
		"\tfi\n"
		"\tjudge\n"
		"fi\n"
		"if removes; then\n",
		cluster, tag);
	cli_say(&out->undo, find_association, cluster, space, r->name);
	cli_say(&out->undo,
		"\ttry eks delete-pod-identity-association --cluster-name {} \\\n"
		"\t\t--association-id \"$association\"\n"
		"fi\n",
		cluster);
}

void cli_pod_identity(struct cli_out *out, const struct resource *r)
{
	const char *role = resource_str(r, "principal");
	struct buf query = BUF(BUF_TEXT), tag = BUF(BUF_TEXT), same = BUF(BUF_TEXT);
	struct json *p = cli_params("clusterName", resource_str(r, "cluster"), "namespace",
				    resource_str(r, "namespace"), "serviceAccount", r->name,
				    "roleArn", role, NULL);
	char *create, *self = xasprintf("association/%s", r->id);

	cli_tag(&tag, "association.tags", true);
	buf_fmt(&query, "[%s,`true`,", tag.s);
	cli_tags_complete(&query, "association.tags", resource_get(r, "tags"), true);
	cli_equals(&same, "association.roleArn", role);
	/* "!" binds closer than "." */
	buf_str(&same,
		"&&!(association.targetRoleArn)&&!(association.policy)"
		"&&!(association.disableSessionTags)");
	buf_fmt(&query, ",%s]", same.s);
	json_put(p, "tags", json_copy(resource_get(r, "tags")));
	create = cli_json(p);
	cli_about(out, r, self);
	cli_eks_make_association(out, r, query.s, same.s, create);
	cli_eks_undo_association(out, r, tag.s);
	free(self);
	free(create);
	buf_free(&query);
	buf_free(&same);
	buf_free(&tag);
}
