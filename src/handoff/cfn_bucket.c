/*
 * cfn_bucket.c - a bucket with its settings, as S3's calls take them in a
 * template's document, as properties of AWS::S3::Bucket; see cloudformation.h.
 */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "handoff/cloudformation.h"

static bool cfn_bucket_cannot(struct cloudformation_out *out, const char *setting)
{
	err_set(out->err, ERR_INPUT,
		"the bucket setting '%s' cannot be written for CloudFormation yet",
		setting);
	return err_hint(out->err, "use --format cli");
}

/* The members of a lifecycle rule that have another name or place. */
static const struct {
	const char *path, *as;
} rule_members[] = {
	{ "ID", "Id" },
	{ "Status", "Status" },
	{ "Prefix", "Prefix" },
	{ "Filter.Prefix", "Prefix" },
	{ "Expiration.Days", "ExpirationInDays" },
	{ "Expiration.Date", "ExpirationDate" },
	{ "Expiration.ExpiredObjectDeleteMarker", "ExpiredObjectDeleteMarker" },
	{ "NoncurrentVersionExpiration", "NoncurrentVersionExpiration" },
	{ "AbortIncompleteMultipartUpload", "AbortIncompleteMultipartUpload" },
};
#define RULE_MEMBERS (sizeof(rule_members) / sizeof(*rule_members))

static bool cfn_bucket_rule_has(const char *path)
{
	for (size_t i = 0; i < RULE_MEMBERS; i++)
		if (str_eq(rule_members[i].path, path))
			return true;
	return false;
}

/* Whether every member of a rule has a place in a template. */
static bool cfn_bucket_rule_check(struct cloudformation_out *out, const struct json *rule)
{
	json_each(member, rule) {
		struct buf path = BUF(300);
		bool known = cfn_bucket_rule_has(json_key(member));

		json_each(below, known ? NULL : member) {
			buf_reset(&path);
			buf_fmt(&path, "%s.%s", json_key(member),
				json_key(below) ? json_key(below) : "");
			known = cfn_bucket_rule_has(path.s);
			if (!known)
				break;
		}
		buf_free(&path);
		if (!known)
			return cfn_bucket_cannot(out, json_key(member));
	}
	return true;
}

static void cfn_bucket_put_lifecycle(struct cloudformation_out *out, struct json *p,
				     const struct json *setting)
{
	struct json *rules =
		json_put(json_put(p, "LifecycleConfiguration", json_object_new()), "Rules",
			 json_list_new());

	json_each(rule, json_get(setting, "Rules")) {
		struct json *made = json_push(rules, json_object_new());

		if (!cfn_bucket_rule_check(out, rule))
			return;
		for (size_t i = 0; i < RULE_MEMBERS; i++)
			if (json_path(rule, rule_members[i].path))
				json_put(made, rule_members[i].as,
					 cloudformation_value(
						 out,
						 json_path(rule, rule_members[i].path)));
	}
}

static void cfn_bucket_put_encryption(struct cloudformation_out *out, struct json *p,
				      const struct json *setting)
{
	struct json *list = json_put(json_put(p, "BucketEncryption", json_object_new()),
				     "ServerSideEncryptionConfiguration", json_list_new());

	json_each(rule, json_get(setting, "Rules")) {
		struct json *made = json_push(list, json_object_new());
		const struct json *one =
			json_get(rule, "ApplyServerSideEncryptionByDefault");

		if (json_get(rule, "BucketKeyEnabled"))
			json_put(made, "BucketKeyEnabled",
				 json_copy(json_get(rule, "BucketKeyEnabled")));
		if (one)
			json_put(made, "ServerSideEncryptionByDefault",
				 cloudformation_value(out, one));
	}
}

static void cfn_bucket_put_as_it_is(struct cloudformation_out *out, struct json *p,
				    const struct json *setting)
{
	json_put(p, json_key(setting), cloudformation_value(out, setting));
}

/* "private" is what S3 creates; a template that sets it is told to leave it out. */
static void cfn_bucket_put_acl(struct cloudformation_out *out, struct json *p,
			       const struct json *setting)
{
	(void)p;
	if (!str_eq(json_text(setting), "private"))
		cfn_bucket_cannot(out, "ACL");
}

static const struct {
	const char *name;
	void (*put)(struct cloudformation_out *out, struct json *p,
		    const struct json *setting);
} cfn_bucket_settings_as[] = {
	{ "VersioningConfiguration", cfn_bucket_put_as_it_is },
	{ "ServerSideEncryptionConfiguration", cfn_bucket_put_encryption },
	{ "PublicAccessBlockConfiguration", cfn_bucket_put_as_it_is },
	{ "OwnershipControls", cfn_bucket_put_as_it_is },
	{ "ACL", cfn_bucket_put_acl },
	{ "LifecycleConfiguration", cfn_bucket_put_lifecycle },
};

void cloudformation_bucket(struct cloudformation_out *out, const struct resource *r)
{
	struct json *p =
		cloudformation_add(out, r, "AWS::S3::Bucket", "BucketName", "Tags");

	json_each(setting, resource_get(r, "document")) {
		bool known = false;

		for (size_t i = 0;
		     i < sizeof(cfn_bucket_settings_as) / sizeof(*cfn_bucket_settings_as);
		     i++)
			if (str_eq(cfn_bucket_settings_as[i].name, json_key(setting))) {
				cfn_bucket_settings_as[i].put(out, p, setting);
				known = true;
			}
		if (!known)
			cfn_bucket_cannot(out, json_key(setting));
	}
}

/* The bucket's condition is that of its policy: one that exists keeps its own. */
void cloudformation_bucket_policy(struct cloudformation_out *out, const struct resource *r)
{
	struct json *bucket = cloudformation_find(out, "bucket", r->name);
	struct json *p =
		cloudformation_add(out, r, "AWS::S3::BucketPolicy", "Bucket", NULL);
	struct json *policy = cloudformation_find(out, r->kind, r->name);

	json_put(p, "PolicyDocument",
		 cloudformation_value(out, resource_get(r, "document")));
	if (*json_str(bucket, "Condition"))
		json_put_str(policy, "Condition", json_str(bucket, "Condition"));
	cloudformation_depend(out, policy, r);
}

/*
 * A property of the bucket. S3 takes it before the policy of the target allows the
 * delivery, and delivers once it does: a bucket that logs to itself could not wait for its
 * own policy.
 */
void cloudformation_bucket_logging(struct cloudformation_out *out, const struct resource *r)
{
	struct json *bucket = cloudformation_find(out, "bucket", r->name), *logging;

	if (!bucket) {
		cfn_bucket_cannot(out, "LoggingConfiguration");
		return;
	}
	logging = json_put(json_get(bucket, "Properties"), "LoggingConfiguration",
			   json_object_new());
	json_put(logging, "DestinationBucketName",
		 cloudformation_text(out, resource_str(r, "target")));
	if (*resource_str(r, "prefix"))
		json_put(logging, "LogFilePrefix",
			 cloudformation_text(out, resource_str(r, "prefix")));
}
