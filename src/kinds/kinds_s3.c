/* kinds_s3.c - buckets, their policies and their access logs. */
#include "config.h"

#include "kinds/kinds_rows.h"

#define BUCKET "arn:{P}:s3:::{name}"

const struct kind kinds_s3[] = {
	{
		.name = "bucket",
		.label = "bucket",
		.document = DOCUMENT_PLAIN,
		.rule.value = VALUE_BUCKET,
		.limits = { .name = 63, .named = "bucket", .unique = true },
		.bucket = true,
		.tagged = true,
		.upserts = true,
		/* the settings of bucket_setting.c */
		.compares = COMPARES("versioning", "encryption", "public-access",
				     "ownership", "acl", "lifecycle", NULL),
		.actions = ACTIONS(
			READS(IN_ALL, "s3:ListBucket", BUCKET),
			READS(IN_ALL, "s3:GetBucketTagging", BUCKET),
			READS(IN_ALL, "s3:GetBucketVersioning", BUCKET),
			READS(IN_ALL, "s3:GetEncryptionConfiguration", BUCKET),
			READS(IN_ALL, "s3:GetBucketPublicAccessBlock", BUCKET),
			READS(IN_ALL, "s3:GetBucketOwnershipControls", BUCKET),
			READS(IN_ALL, "s3:GetBucketAcl", BUCKET),
			READS(IN_ALL, "s3:GetLifecycleConfiguration", BUCKET),
			READS(IN_REMOVAL, "s3:ListBucketVersions", BUCKET),
			NEEDS(C, NULL, "s3:CreateBucket", BUCKET),
			NEEDS(C, "tags", "s3:TagResource", BUCKET),
			NEEDS(U, "tags", "s3:PutBucketTagging", BUCKET),
			NEEDS(C | U, "versioning", "s3:PutBucketVersioning", BUCKET),
			NEEDS(C | U, "encryption", "s3:PutEncryptionConfiguration", BUCKET),
			NEEDS(C | U, "public-access", "s3:PutBucketPublicAccessBlock",
			      BUCKET),
			NEEDS(C | U, "ownership", "s3:PutBucketOwnershipControls", BUCKET),
			NEEDS(C, "~acl", "s3:PutBucketAcl", BUCKET),
			NEEDS(U, "acl", "s3:PutBucketAcl", BUCKET),
			NEEDS(C | U, "lifecycle", "s3:PutLifecycleConfiguration", BUCKET),
			NEEDS(R, NULL, "s3:DeleteBucket", BUCKET)),
	},
	{
		.name = "bucket-policy",
		.label = "policy of bucket",
		.document = DOCUMENT_RESOURCE,
		.rule.value = VALUE_BUCKET,
		.limits = { .name = 63,
			    .named = "bucket policy",
			    .unique = true,
			    .document = 20480 },
		.parent = "name",
		.needs = "bucket",
		.bucket = true,
		.overwrites = true,
		.compares = COMPARES("document", NULL),
		.actions = ACTIONS(READS(IN_ALL, "s3:GetBucketPolicy", BUCKET),
				   NEEDS(C | U, NULL, "s3:PutBucketPolicy", BUCKET),
				   NEEDS(R, NULL, "s3:DeleteBucketPolicy", BUCKET)),
	},
	{
		.name = "bucket-logging",
		.label = "server access logging of bucket",
		.rule.value = VALUE_BUCKET,
		.members = MEMBERS(REQUIRED("target", VALUE_BUCKET), OPTIONAL("prefix")),
		.limits = { .name = 63, .named = "bucket", .unique = true },
		.parent = "name",
		.needs = "bucket",
		.bucket = true,
		.compares = COMPARES("target", "prefix", NULL),
		.actions = ACTIONS(READS(IN_ALL, "s3:GetBucketLogging", BUCKET),
				   NEEDS(C | U | R, NULL, "s3:PutBucketLogging", BUCKET)),
	},
	{ .name = NULL }
};
