/* required_actions.c - see required_actions.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/required_actions.h"
#include "plan/required_actions_internal.h"
#include "resource/mapping.h"

/*
 * {P} {R} {A}: the place; {S}: what EC2 is called as a service; {role.path} that of
 * the role named; {profile.path} that of the instance profile; {passed} and
 * {passed.path}: the role in the instance profile; else a member of the resource;
 * {linked}: the role that a service has; {let in}: the name of the role in "principal";
 * {host}: the name up to its first slash; {node}: its ARN, if it is the nodes'. An ARN
 * that lacks a part is not asked about.
 */
#define ROLE "arn:{P}:iam::{A}:role{role.path}{role}"
#define USER "arn:{P}:iam::{A}:user{user.path}{user}"
#define OWN_ROLE "arn:{P}:iam::{A}:role{path}{name}"
#define OWN_USER "arn:{P}:iam::{A}:user{path}{name}"
#define PROFILE "arn:{P}:iam::{A}:instance-profile{profile.path}{name}"
#define POLICY "arn:{P}:iam::{A}:policy{path}{name}"
#define PROVIDER "arn:{P}:iam::{A}:oidc-provider/{name}"
#define NEW_PROVIDER "arn:{P}:iam::{A}:oidc-provider/{host}"	/* AWS leaves its path out */
#define LINKED "arn:{P}:iam::{A}:role/aws-service-role/{name}/{linked}"
#define MACHINE "arn:{P}:ec2:{R}:{A}:instance/{name}"
#define BUCKET "arn:{P}:s3:::{name}"
#define QUEUE "arn:{P}:sqs:{R}:{A}:{name}"
#define RULE "arn:{P}:events:{R}:{A}:rule/{name}"
#define CLUSTER "arn:{P}:eks:{R}:{A}:cluster/{cluster}"
#define NEW_ENTRY "arn:{P}:eks:{R}:{A}:access-entry/{cluster}/role/{A}/{let in}/*"
#define ASSOCIATION "arn:{P}:eks:{R}:{A}:podidentityassociation/{cluster}/*"	/* AWS names it */
#define PASSED "arn:{P}:iam::{A}:role{passed.path}{passed}"

#define PODS "pods.eks.amazonaws.com"	/* in every partition */
#define LIMITED "iam:PermissionsBoundary", "{boundary}"

struct right {
	const char *kind;
	unsigned verbs;
	/*
	 * Only where this is wanted, or differs; NULL: always. "=x": where x is wanted,
	 * whatever differs; "-x": where it is not; "+x": where x is a list of more than
	 * one; "~x": where it is not what AWS makes it by itself.
	 */
	const char *part;
	const char *action, *on;	/* NULL: nobody decides it, or this machine alone */
	const char *key, *value;	/* of a condition, or NULL */
};

static const struct right rights[] = {
	{ "role", C, "-boundary", "iam:CreateRole", OWN_ROLE, NULL, NULL },
	{ "role", C, "=boundary", "iam:CreateRole", OWN_ROLE, LIMITED },
	{ "role", C | U, "tags", "iam:TagRole", OWN_ROLE, NULL, NULL },
	{ "role", U, "boundary", "iam:PutRolePermissionsBoundary", OWN_ROLE, NULL, NULL },
	{ "role", U, "document", "iam:UpdateAssumeRolePolicy", OWN_ROLE, NULL, NULL },
	{ "role", U, "description", "iam:UpdateRole", OWN_ROLE, NULL, NULL },
	{ "role", R, NULL, "iam:DeleteRole", OWN_ROLE, NULL, NULL },
	{ "role-policy", C | U, NULL, "iam:PutRolePolicy", ROLE, NULL, NULL },
	{ "role-policy", R, NULL, "iam:DeleteRolePolicy", ROLE, NULL, NULL },
	{ "role-policy-attachment", C | U, NULL, "iam:AttachRolePolicy", ROLE,
	  "iam:PolicyARN", "{policy}" },
	{ "role-policy-attachment", R, NULL, "iam:DetachRolePolicy", ROLE,
	  "iam:PolicyARN", "{policy}" },
	{ "role-boundary", C | U, NULL, "iam:PutRolePermissionsBoundary", ROLE, NULL, NULL },
	{ "role-boundary", R, NULL, "iam:DeleteRolePermissionsBoundary", ROLE, NULL, NULL },
	{ "user", C, "-boundary", "iam:CreateUser", OWN_USER, NULL, NULL },
	{ "user", C, "=boundary", "iam:CreateUser", OWN_USER, LIMITED },
	{ "user", C | U, "tags", "iam:TagUser", OWN_USER, NULL, NULL },
	{ "user", U, "boundary", "iam:PutUserPermissionsBoundary", OWN_USER, NULL, NULL },
	{ "user", R, NULL, "iam:DeleteUser", OWN_USER, NULL, NULL },
	{ "user-policy", C | U, NULL, "iam:PutUserPolicy", USER, NULL, NULL },
	{ "user-policy", R, NULL, "iam:DeleteUserPolicy", USER, NULL, NULL },
	{ "user-policy-attachment", C | U, NULL, "iam:AttachUserPolicy", USER,
	  "iam:PolicyARN", "{policy}" },
	{ "user-policy-attachment", R, NULL, "iam:DetachUserPolicy", USER,
	  "iam:PolicyARN", "{policy}" },
	{ "user-boundary", C | U, NULL, "iam:PutUserPermissionsBoundary", USER, NULL, NULL },
	{ "user-boundary", R, NULL, "iam:DeleteUserPermissionsBoundary", USER, NULL, NULL },
	{ "access-key", C, NULL, "iam:CreateAccessKey", USER, NULL, NULL },
	{ "access-key", U | R, NULL, "iam:UpdateAccessKey", USER, NULL, NULL },
	{ "access-key", R, NULL, "iam:DeleteAccessKey", USER, NULL, NULL },
	{ "instance-profile", C, NULL, "iam:CreateInstanceProfile", PROFILE, NULL, NULL },
	{ "instance-profile", C | U, "tags", "iam:TagInstanceProfile", PROFILE, NULL, NULL },
	{ "instance-profile", R, NULL, "iam:DeleteInstanceProfile", PROFILE, NULL, NULL },
	{ "instance-profile-role", U | R, NULL, "iam:RemoveRoleFromInstanceProfile", PROFILE,
	  NULL, NULL },
	{ "instance-profile-role", C | U, NULL, "iam:AddRoleToInstanceProfile", PROFILE,
	  NULL, NULL },
	{ "instance-profile-role", C | U, NULL, "iam:PassRole", ROLE,
	  "iam:PassedToService", "{S}" },
	{ "instance-profile-association", C | U, NULL, "ec2:AssociateIamInstanceProfile",
	  MACHINE, NULL, NULL },
	{ "instance-profile-association", C | U, NULL, "iam:PassRole", PASSED,
	  "iam:PassedToService", "{S}" },
	{ "instance-profile-association", R, NULL, "ec2:DisassociateIamInstanceProfile",
	  MACHINE, NULL, NULL },
	{ "instance-metadata", C | U, NULL, "ec2:ModifyInstanceMetadataOptions", MACHINE,
	  NULL, NULL },
	{ "instance-metadata", R, NULL, NULL, NULL, NULL, NULL },
	{ "policy", C, NULL, "iam:CreatePolicy", POLICY, NULL, NULL },
	{ "policy", C | U, "tags", "iam:TagPolicy", POLICY, NULL, NULL },
	{ "policy", U, "document", "iam:CreatePolicyVersion", POLICY, NULL, NULL },
	{ "policy", U, "versions", "iam:DeletePolicyVersion", POLICY, NULL, NULL },
	{ "policy", R, "+versions", "iam:DeletePolicyVersion", POLICY, NULL, NULL },
	{ "policy", R, NULL, "iam:DeletePolicy", POLICY, NULL, NULL },
	{ "service-linked-role", C, NULL, "iam:CreateServiceLinkedRole", LINKED,
	  "iam:AWSServiceName", "{name}" },
	{ "service-linked-role", U, NULL, NULL, NULL, NULL, NULL },
	{ "service-linked-role", R, NULL, "iam:DeleteServiceLinkedRole", LINKED, NULL, NULL },
	{ "service-linked-role", R, NULL, "iam:GetServiceLinkedRoleDeletionStatus", LINKED,
	  NULL, NULL },
	{ "oidc-provider", C, NULL, "iam:CreateOpenIDConnectProvider", NEW_PROVIDER,
	  NULL, NULL },
	{ "oidc-provider", C, "tags", "iam:TagOpenIDConnectProvider", NEW_PROVIDER, NULL, NULL },
	{ "oidc-provider", U, "tags", "iam:TagOpenIDConnectProvider", PROVIDER, NULL, NULL },
	{ "oidc-provider", U, "audience", "iam:AddClientIDToOpenIDConnectProvider", PROVIDER,
	  NULL, NULL },
	{ "oidc-provider", U, "=took_back", "iam:RemoveClientIDFromOpenIDConnectProvider",
	  PROVIDER, NULL, NULL },
	{ "oidc-provider", R, NULL, "iam:DeleteOpenIDConnectProvider", PROVIDER, NULL, NULL },
	{ "bucket", C, NULL, "s3:CreateBucket", BUCKET, NULL, NULL },
	{ "bucket", C, "tags", "s3:TagResource", BUCKET, NULL, NULL },
	{ "bucket", U, "tags", "s3:PutBucketTagging", BUCKET, NULL, NULL },
	{ "bucket", C | U, "versioning", "s3:PutBucketVersioning", BUCKET, NULL, NULL },
	{ "bucket", C | U, "encryption", "s3:PutEncryptionConfiguration", BUCKET, NULL, NULL },
	{ "bucket", C | U, "public-access", "s3:PutBucketPublicAccessBlock", BUCKET, NULL, NULL },
	{ "bucket", C | U, "ownership", "s3:PutBucketOwnershipControls", BUCKET, NULL, NULL },
	{ "bucket", C, "~acl", "s3:PutBucketAcl", BUCKET, NULL, NULL },
	{ "bucket", U, "acl", "s3:PutBucketAcl", BUCKET, NULL, NULL },
	{ "bucket", C | U, "lifecycle", "s3:PutLifecycleConfiguration", BUCKET, NULL, NULL },
	{ "bucket", R, NULL, "s3:DeleteBucket", BUCKET, NULL, NULL },
	{ "bucket-policy", C | U, NULL, "s3:PutBucketPolicy", BUCKET, NULL, NULL },
	{ "bucket-policy", R, NULL, "s3:DeleteBucketPolicy", BUCKET, NULL, NULL },
	{ "bucket-logging", C | U | R, NULL, "s3:PutBucketLogging", BUCKET, NULL, NULL },
	{ "queue", C, NULL, "sqs:CreateQueue", QUEUE, NULL, NULL },
	{ "queue", C | U, "tags", "sqs:TagQueue", QUEUE, NULL, NULL },
	{ "queue", U, NULL, "sqs:SetQueueAttributes", QUEUE, NULL, NULL },
	{ "queue", R, NULL, "sqs:DeleteQueue", QUEUE, NULL, NULL },
	{ "event-rule", C | U, NULL, "events:PutRule", RULE, NULL, NULL },
	{ "event-rule", C | U, "=target", "events:PutTargets", RULE, NULL, NULL },
	{ "event-rule", C | U, "tags", "events:TagResource", RULE, NULL, NULL },
	{ "event-rule", R, NULL, "events:RemoveTargets", RULE, NULL, NULL },
	{ "event-rule", R, NULL, "events:DeleteRule", RULE, NULL, NULL },
	{ "pod-identity-association", C, NULL, "eks:CreatePodIdentityAssociation", CLUSTER,
	  NULL, NULL },
	{ "pod-identity-association", C, "tags", "eks:TagResource", ASSOCIATION, NULL, NULL },
	{ "pod-identity-association", U, "tags", "eks:TagResource", "{arn}", NULL, NULL },
	{ "pod-identity-association", U, "principal", "eks:UpdatePodIdentityAssociation",
	  "{arn}", NULL, NULL },
	{ "pod-identity-association", U, "session_tags", "eks:UpdatePodIdentityAssociation",
	  "{arn}", NULL, NULL },
	{ "pod-identity-association", C, NULL, "iam:PassRole", "{principal}",
	  "iam:PassedToService", PODS },
	{ "pod-identity-association", U, "principal", "iam:PassRole", "{principal}",
	  "iam:PassedToService", PODS },
	{ "pod-identity-association", C, NULL, "iam:GetRole", "{principal}", NULL, NULL },
	{ "pod-identity-association", U, "principal", "iam:GetRole", "{principal}", NULL, NULL },
	{ "pod-identity-association", R, NULL, "eks:DeletePodIdentityAssociation", "{arn}",
	  NULL, NULL },
};

/* Where the way into a cluster is not known yet nothing is asked; see required_actions_cluster.c. */
static const struct right entry_rights[] = {
	{ "cluster-access", C, NULL, "eks:CreateAccessEntry", CLUSTER, NULL, NULL },
	{ "cluster-access", C, "tags", "eks:TagResource", NEW_ENTRY, NULL, NULL },
	{ "cluster-access", C, NULL, "iam:PassRole", "{node}", NULL, NULL },
	{ "cluster-access", U, NULL, "eks:UpdateAccessEntry", "{entry}", NULL, NULL },
	{ "cluster-access", R, NULL, "eks:DeleteAccessEntry", "{entry}", NULL, NULL },
};

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

/* What only this machine does: AWS is not asked for it. */
static const char *const of_this_machine[] = {
	"credentials-profile", "credentials-csv", "credentials-document", "file", NULL
};

static const char *required_actions_path_of(const struct json *others, const char *kind,
					    const char *name)
{
	json_each(one, others)
		if (str_eq(json_str(one, "kind"), kind) && str_eq(json_str(one, "name"), name) &&
		    *json_str(one, "path"))
			return json_str(one, "path");
	return "/";
}

static const char *required_actions_passed_role(const struct json *others,
						const char *profile)
{
	json_each(one, others)
		if (str_eq(json_str(one, "kind"), "instance-profile-role") &&
		    str_eq(json_str(one, "name"), profile))
			return json_str(one, "role");
	return "";
}

/* As it is, or as the service will call it. */
static const char *required_actions_linked_role(const struct json *resource)
{
	static const struct { const char *service, *role; } names[] = {
		{ "spot.amazonaws.com", "AWSServiceRoleForEC2Spot" },
		{ "spotfleet.amazonaws.com", "AWSServiceRoleForEC2SpotFleet" },
	};

	for (size_t i = 0; i < ROWS(names); i++)
		if (!*json_str(resource, "role") &&
		    str_eq(names[i].service, json_str(resource, "name")))
			return names[i].role;
	return *json_str(resource, "role") ? json_str(resource, "role") : "AWSServiceRole";
}

static const char *required_actions_name_in(const char *arn)
{
	const char *slash = strrchr(arn, '/');

	return slash ? slash + 1 : "";
}

static const char *required_actions_part_of(const char *word, const struct json *resource,
					    const struct json *others,
					    const struct required_actions_place *place)
{
	const char *path = json_str(resource, "path");
	const char *passed = required_actions_passed_role(others,
							  json_str(resource, "profile"));

	if (str_eq(word, "P"))
		return place->partition;
	if (str_eq(word, "R"))
		return place->region;
	if (str_eq(word, "A"))
		return place->account;
	if (str_eq(word, "role.path"))
		return required_actions_path_of(others, "role", json_str(resource, "role"));
	if (str_eq(word, "profile.path"))
		return required_actions_path_of(others, "instance-profile",
						json_str(resource, "name"));
	if (str_eq(word, "user.path"))
		return required_actions_path_of(others, "user", json_str(resource, "user"));
	if (str_eq(word, "S"))
		return str_eq(place->partition, "aws-cn") ? "ec2.amazonaws.com.cn" :
							    "ec2.amazonaws.com";
	if (str_eq(word, "passed"))
		return passed;
	if (str_eq(word, "passed.path"))
		return required_actions_path_of(others, "role", passed);
	if (str_eq(word, "entry"))
		return json_str(resource, "arn");
	if (str_eq(word, "host"))
		return json_str(resource, "name");
	if (str_eq(word, "linked"))
		return required_actions_linked_role(resource);
	if (str_eq(word, "let in"))
		return required_actions_name_in(json_str(resource, "principal"));
	if (str_eq(word, "node"))	/* EKS lets nodes in for those who may pass their role */
		return str_eq(json_str(resource, "type"), TYPE_NODES) ?
		       json_str(resource, "principal") : "";
	if (str_eq(word, "path"))
		return *path ? path : "/";
	return json_str(resource, word);
}

/* False: a part is not known. */
static bool required_actions_fill(struct buf *out, const char *text,
				  const struct json *resource, const struct json *others,
				  const struct required_actions_place *place)
{
	bool all = true;

	while (*text) {
		size_t n = strcspn(text, "{");
		const char *part;
		char word[32];

		buf_add(out, text, n);
		text += n;
		if (!*text)
			break;
		n = strcspn(++text, "}");
		memcpy(word, text, n < sizeof(word) ? n : 0);
		word[n < sizeof(word) ? n : 0] = '\0';
		text += n + 1;
		part = required_actions_part_of(word, resource, others, place);
		all = all && *part;
		buf_add(out, part, str_eq(word, "host") ? strcspn(part, "/") : strlen(part));
	}
	return all;
}

static bool required_actions_has_part(const struct json *resource, const char *part)
{
	return json_get(resource, part) || json_get(json_get(resource, "document"), part);
}

static bool required_actions_by_itself(const struct json *resource, const char *part)
{
	return str_eq(json_str(resource, part), "private") ||
	       str_eq(json_str(json_get(resource, "document"), part), "private");
}

/* What was found without it has an empty text. */
static bool required_actions_is_empty(const struct json *resource, const char *part)
{
	return json_type(json_get(resource, part)) == JSON_STRING && !*json_str(resource, part);
}

static bool required_actions_applies(const struct right *r, const struct json *resource,
				     enum action action, const struct json *diff)
{
	if (!str_eq(r->kind, json_str(resource, "kind")) || !(r->verbs & (1u << action)))
		return false;
	if (!r->part || !r->action)
		return r->action;
	if (*r->part == '=')
		return required_actions_has_part(resource, r->part + 1) &&
			!required_actions_is_empty(resource, r->part + 1);
	if (*r->part == '~')
		return required_actions_has_part(resource, r->part + 1) &&
			!required_actions_by_itself(resource, r->part + 1);
	if (*r->part == '-')
		return !*json_str(resource, r->part + 1);
	if (*r->part == '+')
		return json_count(json_get(resource, r->part + 1)) > 1;
	if (action != ACTION_UPDATE || !diff)
		return required_actions_has_part(resource, r->part);
	json_each(row, diff)
		if (strstr(json_str(row, "path"), r->part))
			return true;
	return false;
}

static void required_actions_append(struct json *list, const struct right *r,
				    const struct json *resource, const struct json *others,
				    const struct required_actions_place *place)
{
	struct buf on = BUF(2048), value = BUF(2048);

	if (required_actions_fill(&on, r->on, resource, others, place) &&
	    (!r->key || required_actions_fill(&value, r->value, resource, others, place))) {
		struct json *one = json_push(list, json_object_new());

		json_put_str(one, "action", r->action);
		json_put_str(one, "resource", on.s);
		if (r->part && *r->part == '-' && *json_str(resource, "boundary_by"))
			json_put_str(one, "boundary_by", json_str(resource, "boundary_by"));
		if (r->key) {
			json_put_str(one, "key", r->key);
			json_put_str(one, "value", value.s);
		}
	}
	buf_free(&on);
	buf_free(&value);
}

static void required_actions_add_all(struct json *list, const struct right *rows, size_t n,
				     const struct required_actions_ask *ask)
{
	for (size_t i = 0; i < n; i++)
		if (required_actions_applies(&rows[i], ask->resource, ask->action,
					     ask->diff))
			required_actions_append(list, &rows[i], ask->resource, ask->others,
						ask->place);
}

void required_actions_add(struct json *list, const struct required_actions_ask *ask)
{
	required_actions_add_all(list, rights, ROWS(rights), ask);
	if (str_eq(json_str(ask->resource, "by"), BY_ENTRY))
		required_actions_add_all(list, entry_rights, ROWS(entry_rights), ask);
	rights_add_cluster(list, ask->resource, ask->action);
}

static bool required_actions_has_row(const struct right *rows, size_t n, const char *kind,
				     enum action action)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].kind, kind) && (rows[i].verbs & (1u << action)))
			return true;
	return false;
}

bool required_actions_known(const char *kind, enum action action)
{
	return str_in(kind, of_this_machine) || rights_known_cluster(kind, action) ||
		required_actions_has_row(rights, ROWS(rights), kind, action);
}
