/*
 * terraform_bucket.c - a bucket in a module: its settings are resources of their own. Their
 * arguments are those of S3's API with other names: BlockPublicAcls is block_public_acls.
 */
#include "config.h"

#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "handoff/terraform.h"

/* The members of a bucket's document (resource/bucket_setting.c), in the order of settings.
 */
static const struct {
	const char *member, *type;
	const char *block; /* the block that has its members; NULL: the resource itself */
	const char *after; /* the setting that must be there before; NULL: none */
} settings[] = {
	{ "VersioningConfiguration", "aws_s3_bucket_versioning", "versioning_configuration",
	  NULL },
	{ "ServerSideEncryptionConfiguration",
	  "aws_s3_bucket_server_side_encryption_configuration", NULL, NULL },
	{ "PublicAccessBlockConfiguration", "aws_s3_bucket_public_access_block", NULL,
	  NULL },
	{ "OwnershipControls", "aws_s3_bucket_ownership_controls", NULL, NULL },
	{ "ACL", "aws_s3_bucket_acl", NULL, "OwnershipControls" },
	{ "LifecycleConfiguration", "aws_s3_bucket_lifecycle_configuration", NULL,
	  "VersioningConfiguration" },
};
#define SETTINGS (sizeof(settings) / sizeof(*settings))

/* S3's names of lists; a block is named after one of them. */
static const char *const lists[][2] = {
	{ "Rules", "rule" },
	{ "Transitions", "transition" },
	{ "NoncurrentVersionTransitions", "noncurrent_version_transition" },
	{ NULL, NULL },
};

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool terraform_bucket_is_upper(char c)
{
	return c && strchr(UPPER, c);
}

/* "KMSMasterKeyID" is kms_master_key_id. */
static void terraform_bucket_argument(const char *member, char name[HCL_NAME_MAX])
{
	size_t n = 0;

	for (int i = 0; lists[i][0]; i++)
		if (str_eq(member, lists[i][0])) {
			memcpy(name, lists[i][1], strlen(lists[i][1]) + 1);
			return;
		}
	for (size_t i = 0; member[i] && n < HCL_NAME_MAX - 2; i++) {
		bool upper = terraform_bucket_is_upper(member[i]);

		if (i && upper &&
		    (!terraform_bucket_is_upper(member[i - 1]) ||
		     (member[i + 1] && !terraform_bucket_is_upper(member[i + 1]))))
			name[n++] = '_';
		name[n++] = (char)(upper ? member[i] - 'A' + 'a' : member[i]);
	}
	name[n] = '\0';
}

static void terraform_bucket_members(struct hcl *f, const struct json *of);

/* A list of key and value is a map of them. */
static void terraform_bucket_tags(struct hcl *f, const struct json *list)
{
	struct json *map = json_object_new();

	json_each(tag, list)
		json_put_str(map, json_str(tag, "Key"), json_str(tag, "Value"));
	hcl_set_json(f, "tags", "", map, "");
	json_free(map);
}

static void terraform_bucket_block(struct hcl *f, const char *name, const struct json *of)
{
	hcl_blank(f);
	hcl_open(f, "%s", name);
	terraform_bucket_members(f, of);
	hcl_close(f);
}

/* Arguments first, then blocks. */
static void terraform_bucket_members(struct hcl *f, const struct json *of)
{
	char name[HCL_NAME_MAX];

	json_each(member, of) {
		terraform_bucket_argument(json_key(member), name);
		if (str_eq(json_key(member), "Tags"))
			terraform_bucket_tags(f, member);
		else if (json_type(member) != JSON_OBJECT && json_type(member) != JSON_LIST)
			hcl_set_json(f, name, "", member, "");
	}
	json_each(member, of) {
		terraform_bucket_argument(json_key(member), name);
		if (json_type(member) == JSON_OBJECT)
			terraform_bucket_block(f, name, member);
		json_each(one,
			   json_type(member) == JSON_LIST &&
					   !str_eq(json_key(member), "Tags") ?
				   member :
				   NULL)
			terraform_bucket_block(f, name, one);
	}
}

static const char *terraform_bucket_type(const char *member)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (str_eq(settings[i].member, member))
			return settings[i].type;
	return NULL;
}

static void terraform_bucket_setting(struct terraform_out *out, const struct resource *r,
				     size_t i, const struct json *value)
{
	const struct json *document = resource_get(r, "document");
	const char *first = settings[i].after && json_get(document, settings[i].after) ?
		terraform_bucket_type(settings[i].after) :
		NULL;
	struct buf after = BUF(4 * HCL_NAME_MAX);
	char label[HCL_NAME_MAX];

	terraform_begin(out, r, settings[i].type);
	terraform_set_of(out, "bucket", r, "id", r->name);
	if (json_text(value))
		hcl_set_text(&out->main, "acl", json_text(value));
	else if (settings[i].block)
		terraform_bucket_block(&out->main, settings[i].block, value);
	else
		terraform_bucket_members(&out->main, value);
	terraform_label(r->id, label);
	if (first)
		buf_fmt(&after, "%s.%s", first, label);
	terraform_end(out, r, settings[i].type, r->name, first ? after.s : NULL);
	buf_free(&after);
}

void terraform_bucket(struct terraform_out *out, const struct resource *r)
{
	const struct json *document = resource_get(r, "document");

	out->regional = true;
	terraform_begin(out, r, "aws_s3_bucket");
	terraform_set_tags(out, r);
	terraform_end(out, r, "aws_s3_bucket", r->name, NULL);
	for (size_t i = 0; i < SETTINGS; i++)
		if (json_get(document, settings[i].member))
			terraform_bucket_setting(out, r, i,
						 json_get(document, settings[i].member));
}

void terraform_bucket_policy(struct terraform_out *out, const struct resource *r)
{
	terraform_begin(out, r, "aws_s3_bucket_policy");
	terraform_set_of(out, "bucket", terraform_find(out, "bucket", r->name), "id",
			 r->name);
	hcl_blank(&out->main);
	hcl_set_json(&out->main, "policy", "jsonencode(", resource_get(r, "document"), ")");
	terraform_end(out, r, "aws_s3_bucket_policy", r->name, NULL);
}

void terraform_bucket_logging(struct terraform_out *out, const struct resource *r)
{
	const char *target = resource_str(r, "target");

	terraform_begin(out, r, "aws_s3_bucket_logging");
	terraform_set_of(out, "bucket", terraform_find(out, "bucket", r->name), "id",
			 r->name);
	terraform_set_of(out, "target_bucket", terraform_find(out, "bucket", target), "id",
			 target);
	hcl_set_text(&out->main, "target_prefix", resource_str(r, "prefix"));
	terraform_end(out, r, "aws_s3_bucket_logging", r->name, NULL);
}
