/*
 * permission.c - see permission.h. By AWS's Service Authorization Reference and, for
 * S3, "Required permissions for Amazon S3 API operations" (S3 User Guide).
 */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "aws/permission.h"
#include "base/str.h"

/* Services with another name in the AWS CLI, and the prefix of their actions. */
static const struct { const char *service, *prefix; } prefixes[] = {
	{ "s3api", "s3" },
	{ "elbv2", "elasticloadbalancing" },
	{ "elb", "elasticloadbalancing" },
	{ "stepfunctions", "states" },
	{ "monitoring", "cloudwatch" },
	{ "email", "ses" },
};

/* Operations whose action has another name. NULL: the caller is not a principal of IAM. */
static const struct row { const char *prefix, *operation, *action; } rows[] = {
	{ "s3", "ListBuckets", "ListAllMyBuckets" },
	{ "s3", "HeadBucket", "ListBucket" },
	{ "s3", "ListObjects", "ListBucket" },
	{ "s3", "ListObjectsV2", "ListBucket" },
	{ "s3", "ListObjectVersions", "ListBucketVersions" },
	{ "s3", "ListMultipartUploads", "ListBucketMultipartUploads" },
	{ "s3", "ListParts", "ListMultipartUploadParts" },
	{ "s3", "HeadObject", "GetObject" },
	{ "s3", "SelectObjectContent", "GetObject" },
	{ "s3", "CopyObject", "PutObject" },
	{ "s3", "CreateMultipartUpload", "PutObject" },
	{ "s3", "UploadPart", "PutObject" },
	{ "s3", "UploadPartCopy", "PutObject" },
	{ "s3", "CompleteMultipartUpload", "PutObject" },
	{ "s3", "DeleteObjects", "DeleteObject" },
	{ "s3", "GetBucketEncryption", "GetEncryptionConfiguration" },
	{ "s3", "PutBucketEncryption", "PutEncryptionConfiguration" },
	{ "s3", "DeleteBucketEncryption", "PutEncryptionConfiguration" },
	{ "s3", "GetBucketLifecycle", "GetLifecycleConfiguration" },
	{ "s3", "PutBucketLifecycle", "PutLifecycleConfiguration" },
	{ "s3", "GetBucketLifecycleConfiguration", "GetLifecycleConfiguration" },
	{ "s3", "PutBucketLifecycleConfiguration", "PutLifecycleConfiguration" },
	{ "s3", "DeleteBucketLifecycle", "PutLifecycleConfiguration" },
	{ "s3", "GetPublicAccessBlock", "GetBucketPublicAccessBlock" },
	{ "s3", "PutPublicAccessBlock", "PutBucketPublicAccessBlock" },
	{ "s3", "DeletePublicAccessBlock", "PutBucketPublicAccessBlock" },
	{ "s3", "DeleteBucketOwnershipControls", "PutBucketOwnershipControls" },
	{ "s3", "DeleteBucketTagging", "PutBucketTagging" },
	{ "s3", "GetBucketReplication", "GetReplicationConfiguration" },
	{ "s3", "PutBucketReplication", "PutReplicationConfiguration" },
	{ "s3", "DeleteBucketReplication", "PutReplicationConfiguration" },
	{ "s3", "GetBucketCors", "GetBucketCORS" },
	{ "s3", "PutBucketCors", "PutBucketCORS" },
	{ "s3", "DeleteBucketCors", "PutBucketCORS" },
	{ "s3", "GetBucketNotificationConfiguration", "GetBucketNotification" },
	{ "s3", "PutBucketNotificationConfiguration", "PutBucketNotification" },
	{ "s3", "GetBucketAccelerateConfiguration", "GetAccelerateConfiguration" },
	{ "s3", "PutBucketAccelerateConfiguration", "PutAccelerateConfiguration" },
	{ "s3", "GetObjectLockConfiguration", "GetBucketObjectLockConfiguration" },
	{ "s3", "PutObjectLockConfiguration", "PutBucketObjectLockConfiguration" },
	/* the AWS CLI's own commands */
	{ "s3", "Ls", "ListBucket" },
	{ "s3", "Cp", "PutObject" },
	{ "s3", "Mv", "PutObject" },
	{ "s3", "Rm", "DeleteObject" },
	{ "s3", "Mb", "CreateBucket" },
	{ "s3", "Rb", "DeleteBucket" },
	{ "sqs", "SendMessageBatch", "SendMessage" },
	{ "sqs", "DeleteMessageBatch", "DeleteMessage" },
	{ "sqs", "ChangeMessageVisibilityBatch", "ChangeMessageVisibility" },
	{ "lambda", "Invoke", "InvokeFunction" },
	{ "sso", "GetRoleCredentials", NULL },
	{ "sso_oidc", "RegisterClient", NULL },
	{ "sso_oidc", "StartDeviceAuthorization", NULL },
	{ "sso_oidc", "CreateToken", NULL },
};

void permission_of(char out[PERMISSION_MAX], const char *service, const char *operation)
{
	static const char small[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	bool cli = !operation[strspn(operation, small)], up = cli;
	const char *prefix = service, *action;
	char name[96];
	size_t n = 0;

	/* "describe-instances" becomes DescribeInstances; names with capitals stay. */
	for (const char *s = operation; *s && n + 1 < sizeof(name); s++) {
		if (!cli || *s != '-')
			name[n++] = up ? (char)toupper((unsigned char)*s) : *s;
		up = cli && *s == '-';
	}
	name[n] = '\0';
	action = name;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (str_eq(prefixes[i].service, service))
			prefix = prefixes[i].prefix;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_eq(rows[i].prefix, prefix) && str_eq(rows[i].operation, name))
			action = rows[i].action;
	*out = '\0';
	if (action)
		snprintf(out, PERMISSION_MAX, "%.30s:%.90s", prefix, action);
}
