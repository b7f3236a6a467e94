/* kinds_eks.c - access to EKS clusters, and what is in them. */
#include "config.h"

#include <string.h>

#include "kinds/kinds_rows.h"

#define CLUSTER "arn:{P}:eks:{R}:{A}:cluster/{cluster}"
#define NEW_ENTRY "arn:{P}:eks:{R}:{A}:access-entry/{cluster}/role/{A}/{principal.name}/*"
#define ASSOCIATION "arn:{P}:eks:{R}:{A}:podidentityassociation/{cluster}/*"	/* AWS names it */
#define NODE_GROUP "arn:{P}:eks:{R}:{A}:nodegroup/{cluster}/*/*"
#define POD_AGENT "arn:{P}:eks:{R}:{A}:addon/{cluster}/eks-pod-identity-agent/*"
#define TO_PODS "iam:PassedToService", "pods.eks.amazonaws.com"	/* in every partition */

/* Which of the two ways gives access is known only after the cluster was read. */
#define ENTRY_NEEDS(verbs, part, action, on) { verbs, part, action, on, NULL, NULL, BY_ENTRY }

static bool kinds_eks_is_cluster(const char *s)
{
	return strchr(ALNUM, *s);
}

static bool kinds_eks_is_subdomain(const char *s)
{
	return strchr(LOWER DIGIT, *s) && strchr(LOWER DIGIT, s[strlen(s) - 1]);
}

static const struct value_kind cluster_name = {
	.name = "cluster",
	.chars = ALNUM "_-",
	.min = 1,
	.max = 100,
	.more = kinds_eks_is_cluster,
	.what = "an EKS cluster name",
	.hint = "1 to 100 letters, digits, hyphens and underscores, a letter or digit first",
};

static const struct value_kind account_name = {
	.name = "service-account",
	.chars = LOWER DIGIT ".-",
	.min = 1,
	.max = 253,
	.more = kinds_eks_is_subdomain,
	.what = "a service account name",
	.hint = "1 to 253 lowercase letters, digits, dots and hyphens, a letter or digit at "
		"both ends",
};

const struct kind kinds_eks[] = {
	{
		.name = "cluster-access",
		.label = "cluster access of",
		.words.object = "access of '{}' to cluster '{cluster}'",
		.words.create = "give '{}' access to cluster '{cluster}'",
		.members = MEMBERS(REQUIRED_BY("cluster", cluster_name),
				   REQUIRED("principal", VALUE_ARN), OPTIONAL("username"),
				   OPTIONAL_OF("groups", JSON_LIST), OPTIONAL("type")),
		.limits = { .name = 128, .named = "access to the cluster" },
		.whole = true,
		.arn_pattern = NEW_ENTRY,
		.compares =
			COMPARES("by", "username", "user", "groups", "type", "line", NULL),
		.way_out =
			"it gives the role other access: remove that if it is no longer needed "
			"('aws eks delete-access-entry', or 'kubectl edit -n kube-system "
			"configmap aws-auth'), or choose another role",
		.actions = ACTIONS(
			READS(IN_SETUP | IN_VERIFY, "eks:DescribeCluster", CLUSTER),
			{ IN_REMOVAL, NULL, "eks:DescribeCluster", CLUSTER, NULL, NULL,
			  BY_LINE },
			READS(IN_ALL, "eks:DescribeAccessEntry", NEW_ENTRY),
			READS(IN_VERIFY, "eks:ListAssociatedAccessPolicies", NEW_ENTRY),
			READS(IN_SETUP, "eks:ListNodegroups", CLUSTER),
			READS(IN_SETUP, "eks:DescribeNodegroup", NODE_GROUP),
			ENTRY_NEEDS(C, NULL, "eks:CreateAccessEntry", CLUSTER),
			ENTRY_NEEDS(C, "tags", "eks:TagResource", NEW_ENTRY),
			ENTRY_NEEDS(C, NULL, "iam:PassRole", "{node}"),
			ENTRY_NEEDS(U, NULL, "eks:UpdateAccessEntry", "{entry}"),
			ENTRY_NEEDS(R, NULL, "eks:DeleteAccessEntry", "{entry}")),
		.cluster_actions = CLUSTER_ACTIONS(
			{ C, ONLY_NEW_MAP, "create", "configmaps", "kube-system", "" },
			{ C, ONLY_OLD_MAP, "update", "configmaps", "kube-system",
			  "aws-auth" },
			{ U | R, ONLY_LINE, "update", "configmaps", "kube-system",
			  "aws-auth" }),
	},
	{
		.name = "service-account",
		.label = "service account",
		.words.object = "service account '{}' in namespace '{namespace}'",
		.rule.own = &account_name,
		.members = MEMBERS(REQUIRED_BY("cluster", cluster_name),
				   REQUIRED("namespace", VALUE_KUBERNETES_NAME),
				   OPTIONAL_OF("annotations", JSON_OBJECT),
				   OPTIONAL_OF("labels", JSON_OBJECT)),
		.limits = { .name = 63, .named = "service account" },
		.compares = COMPARES("annotations", "labels", NULL),
		.way_out = "its pods use another role: remove that annotation if it is "
			   "no longer needed, or choose another service account",
		.actions = ACTIONS(READS(IN_ALL, "eks:DescribeCluster", CLUSTER)),
		.cluster_actions = CLUSTER_ACTIONS(
			{ C, ONLY_ANY, "create", "serviceaccounts", ".", "" },
			{ U, ONLY_ANY, "patch", "serviceaccounts", ".", "." },
			{ R, ONLY_OURS, "delete", "serviceaccounts", ".", "." },
			{ R, ONLY_OTHERS, "patch", "serviceaccounts", ".", "." }),
	},
	{
		.name = "namespace",
		.label = "namespace",
		.rule.value = VALUE_KUBERNETES_NAME,
		.members = MEMBERS(REQUIRED_BY("cluster", cluster_name)),
		.limits = { .name = 63, .named = "namespace" },
		.tagged = true,
		.shared = true,
		.compares = COMPARES(NULL),
		.actions = ACTIONS(READS(IN_ALL, "eks:DescribeCluster", CLUSTER)),
		.cluster_actions =
			CLUSTER_ACTIONS({ C, ONLY_ANY, "create", "namespaces", "", "" },
					{ U, ONLY_ANY, NULL, NULL, NULL, NULL },
					{ R, ONLY_ANY, "delete", "namespaces", "", "." }),
	},
	{
		.name = "pod-identity-association",
		.label = "Pod Identity association of service account",
		.words.object = "Pod Identity association of service account '{}' in "
				"namespace '{namespace}'",
		.rule.own = &account_name,
		.members = MEMBERS(REQUIRED_BY("cluster", cluster_name),
				   REQUIRED("namespace", VALUE_KUBERNETES_NAME),
				   REQUIRED("principal", VALUE_ARN)),
		.limits = { .name = 63, .named = "service account" },
		.tagged = true,
		.arn_pattern = ASSOCIATION,
		.compares = COMPARES("principal", "session_tags", "target_role",
				     "session_policy", NULL),
		.way_out =
			"it gives the service account another role: delete it if it is no "
			"longer needed ('aws eks delete-pod-identity-association'), or choose "
			"another namespace or service account",
		.untag = { OP_EKS_UNTAG_RESOURCE, "resourceArn", "arn", "tagKeys" },
		.actions = ACTIONS(
			READS(IN_SETUP | IN_VERIFY, "eks:DescribeCluster", CLUSTER),
			READS(IN_ALL, "eks:ListPodIdentityAssociations", CLUSTER),
			READS(IN_ALL, "eks:DescribePodIdentityAssociation", ASSOCIATION),
			READS(IN_SETUP | IN_VERIFY, "eks:DescribeAddon", POD_AGENT),
			NEEDS(C, NULL, "eks:CreatePodIdentityAssociation", CLUSTER),
			NEEDS(C, "tags", "eks:TagResource", ASSOCIATION),
			NEEDS(U, "tags", "eks:TagResource", "{arn}"),
			NEEDS(U, "principal", "eks:UpdatePodIdentityAssociation", "{arn}"),
			NEEDS(U, "session_tags", "eks:UpdatePodIdentityAssociation",
			      "{arn}"),
			NEEDS_IF(C, NULL, "iam:PassRole", "{principal}", TO_PODS),
			NEEDS_IF(U, "principal", "iam:PassRole", "{principal}", TO_PODS),
			NEEDS(C, NULL, "iam:GetRole", "{principal}"),
			NEEDS(U, "principal", "iam:GetRole", "{principal}"),
			NEEDS(R, NULL, "eks:DeletePodIdentityAssociation", "{arn}")),
	},
	{ .name = NULL }
};
