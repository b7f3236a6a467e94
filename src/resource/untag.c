/* untag.c - see untag.h. */
#include "config.h"

#include <stddef.h>

#include "base/str.h"
#include "format/json.h"
#include "resource/bucket_setting.h"
#include "resource/resource_call.h"
#include "resource/untag.h"

#define TAG_KEYS "TagKeys"

/* value: the member of what was found that names the resource to AWS. */
static const struct untagging {
	const char *kind;
	enum aws_op_id op;
	const char *param, *value;
	const char *keys;	/* the parameter with the keys of the tags */
} untaggings[] = {
	{ "role", OP_IAM_UNTAG_ROLE, "RoleName", "name", TAG_KEYS },
	{ "user", OP_IAM_UNTAG_USER, "UserName", "name", TAG_KEYS },
	{ "instance-profile", OP_IAM_UNTAG_INSTANCE_PROFILE,
	  "InstanceProfileName", "name", TAG_KEYS },
	{ "policy", OP_IAM_UNTAG_POLICY, "PolicyArn", "arn", TAG_KEYS },
	{ "oidc-provider", OP_IAM_UNTAG_OIDC_PROVIDER,
	  "OpenIDConnectProviderArn", "arn", TAG_KEYS },
	{ "queue", OP_SQS_UNTAG_QUEUE, "QueueUrl", "url", TAG_KEYS },
	{ "event-rule", OP_EVENTS_UNTAG_RESOURCE, "ResourceARN", "arn", TAG_KEYS },
	{ "pod-identity-association", OP_EKS_UNTAG_RESOURCE, "resourceArn", "arn", "tagKeys" },
};

/* What was added: there now, of what was wanted, and not there before. Yours. */
static struct json *untag_added_tags(const struct json *wanted, const struct json *before,
				     const struct json *found)
{
	struct json *keys = json_list_new();

	json_each(tag, json_get(wanted, "tags"))
		if (json_get(json_get(found, "tags"), json_key(tag)) &&
		    !json_get(json_get(before, "tags"), json_key(tag)))
			json_push(keys, json_string_new(json_key(tag)));
	return keys;
}

bool untag_added(struct aws *a, const char *kind, const struct json *wanted,
		 const struct json *before, const struct json *found, struct err *err)
{
	const struct untagging *u = NULL;
	struct json *keys, *p;

	for (size_t i = 0; i < sizeof(untaggings) / sizeof(*untaggings); i++)
		if (str_eq(untaggings[i].kind, kind))
			u = &untaggings[i];
	keys = untag_added_tags(wanted, before, found);
	if (json_count(keys) && str_eq(kind, "bucket"))
		return bucket_untag(a, found, keys, err);
	if (!u || !json_count(keys)) {
		json_free(keys);
		return true;
	}
	p = params(u->param, json_str(found, u->value), NULL);
	json_put(p, u->keys, keys);
	return call(a, u->op, p, NULL, NULL, err);
}
