"""S3: the action of a REST call, and its bucket or object."""

import re
from urllib.parse import unquote

from required_common import request_tags
from rules_s3 import created_tags

ACTIONS = {
    "ListBuckets": "ListAllMyBuckets",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "HeadBucket": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListParts": "ListMultipartUploadParts",
    "HeadObject": "GetObject",
    "SelectObjectContent": "GetObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
    "CompleteMultipartUpload": "PutObject",
    "DeleteObjects": "DeleteObject",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "GetBucketReplication": "GetReplicationConfiguration",
    "PutBucketReplication": "PutReplicationConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "PutBucketCors": "PutBucketCORS",
    "DeleteBucketCors": "PutBucketCORS",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "DeleteBucketTagging": "PutBucketTagging",
}
VERSIONED = {"GetObject", "DeleteObject", "GetObjectAcl", "PutObjectAcl", "GetObjectTagging", "PutObjectTagging"}


def bucket_arn(account, bucket):
    return f"arn:{account.partition}:s3:::{bucket}"


def s3_needs(call, account):
    """(action, resource, context) for each part of the call."""
    params = call.params
    action = ACTIONS.get(call.operation, call.operation)
    bucket, key = params.get("Bucket"), params.get("Key")
    if call.operation == "ListBuckets" or not bucket:
        return [(f"s3:{action}", "*", {})]
    if call.operation == "CreateBucket" and created_tags(call):
        brought = request_tags(created_tags(call))
        return [(f"s3:{a}", bucket_arn(account, bucket), brought) for a in ("CreateBucket", "TagResource")]
    context = {"s3:" + k: str(params[k]) for k in ("prefix", "delimiter", "max-keys") if k in params}
    arn = bucket_arn(account, bucket)
    if call.operation == "DeleteObjects":
        return [("s3:DeleteObject", f"{arn}/{k}", {}) for k in _deleted_keys(call)]
    if key is None:
        return [(f"s3:{action}", arn, context)]
    if params.get("versionId") and action in VERSIONED:
        action = action.replace("Object", "ObjectVersion", 1)
        context["s3:versionid"] = params["versionId"]
    found = [(f"s3:{action}", f"{arn}/{key}", context)]
    source = call.header("x-amz-copy-source")
    if source:
        found.append(("s3:GetObject", bucket_arn(account, unquote(source.partition("?")[0]).lstrip("/")), {}))
    return found


def _deleted_keys(call):
    return [unquote(k) for k in re.findall(r"<Key>([^<]*)</Key>", call.body.decode("utf-8", "replace"))] or ["*"]


def bucket_policy(call, account):
    """The text of the bucket policy, if there is one."""
    bucket = account.s3.buckets.get(call.params.get("Bucket", "")) if call.service == "s3" else None
    policy = getattr(bucket, "policy", None)
    if isinstance(policy, bytes):
        policy = policy.decode()
    return policy or None
