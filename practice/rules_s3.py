"""S3's rules that moto leaves out."""

import base64
import hashlib
from urllib.parse import unquote
from xml.etree import ElementTree

from moto.s3.models import PublicAccessBlock

import error_messages
from account import ACCOUNT_ID, BUCKET_NAME
from errors import AwsError
from rules_bucket import check_policy

OWNER_ALONE = "BucketOwnerEnforced"
ENCRYPTED = {"Rule": {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": "false"}}
NEED_SUM = {"PutBucketLifecycleConfiguration", "PutBucketTagging", "PutBucketVersioning", "PutBucketEncryption", "PutBucketLogging",
            "PutBucketOwnershipControls", "PutPublicAccessBlock", "PutBucketPolicy", "DeleteObjects"}


def check(call, gateway):
    name = call.params.get("Bucket", "")
    if call.operation == "CreateBucket" and not BUCKET_NAME.fullmatch(name):
        raise AwsError("InvalidBucketName", "The specified bucket is not valid.", 400, {"BucketName": name})
    if call.operation == "CreateBucket" and name in gateway.account.foreign:
        raise AwsError("BucketAlreadyExists", "The requested bucket name is not available. The bucket namespace is shared by all users of "
                       "the system. Please select a different name and try again.", 409, {"BucketName": name})
    owner = call.header("x-amz-expected-bucket-owner")
    if name in gateway.account.foreign or (owner and owner != ACCOUNT_ID and name in gateway.account.s3.buckets):
        raise AwsError("AccessDenied", "Access Denied", 403)
    _check_region(call, gateway)
    _check_sum(call)
    if call.operation in ("PutBucketAcl", "PutObjectAcl", "PutObject"):
        _check_acl(call, gateway)
    if call.operation == "PutBucketPolicy":
        check_policy(call, gateway)


def _check_region(call, gateway):
    """A bucket of another Region is not served here, and S3 says where it is."""
    name = call.params.get("Bucket", "")
    bucket = gateway.account.s3.buckets.get(unquote(name))
    if bucket is None or call.operation == "CreateBucket" or bucket.region_name == call.region:
        return
    raise AwsError("PermanentRedirect", error_messages.message("PermanentRedirect"), 301,
                   {"Endpoint": f"{name}.s3.{bucket.region_name}.amazonaws.com", "Bucket": name},
                   {"x-amz-bucket-region": bucket.region_name})


def _check_acl(call, gateway):
    """With BucketOwnerEnforced, ACLs cannot be set."""
    bucket = gateway.account.s3.buckets.get(call.params.get("Bucket", ""))
    given = call.header("x-amz-acl") or next((v for n, v in call.headers.items() if n.startswith("x-amz-grant-")), None)
    if bucket is None or bucket.ownership_rule != OWNER_ALONE or (call.operation == "PutObject" and not given):
        return
    if given != "bucket-owner-full-control":
        raise AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs", 400)


def _check_sum(call):
    """A body that changes a bucket requires a checksum."""
    md5, sha = call.header("content-md5"), call.header("x-amz-checksum-sha256")
    crc = any(call.header("x-amz-checksum-" + kind) for kind in ("crc32", "crc32c", "crc64nvme", "sha1"))
    if call.operation in NEED_SUM and not (md5 or sha or crc):
        raise AwsError("InvalidRequest", "Missing required header for this request: Content-MD5 OR x-amz-checksum-*", 400)
    if sha and sha != base64.b64encode(hashlib.sha256(call.body).digest()).decode():
        raise AwsError("BadDigest", "The SHA256 you specified did not match the calculated checksum.", 400)


def created_tags(call):
    """The tags in CreateBucket's body."""
    try:
        root = ElementTree.fromstring(call.body) if call.body else None
    except ElementTree.ParseError:
        raise AwsError("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema", 400) from None
    found = {}
    for tag in [] if root is None else [e for e in root.iter() if e.tag.rpartition("}")[2] == "Tag"]:
        pair = {e.tag.rpartition("}")[2]: e.text or "" for e in tag}
        found[pair.get("Key", "")] = pair.get("Value", "")
    return found


def finish(call, gateway, answer):
    """What moto leaves out of a new bucket: its tags, and S3's defaults since 2023."""
    name = unquote(call.params.get("Bucket", ""))
    if call.operation == "CreateBucket":
        bucket = gateway.account.s3.buckets[name]
        bucket.ownership_rule = bucket.ownership_rule or OWNER_ALONE
        bucket.public_access_block = PublicAccessBlock(*["true"] * 4)
        bucket.encryption = ENCRYPTED
        if created_tags(call):
            gateway.account.s3.put_bucket_tagging(name, created_tags(call))
    elif call.operation == "DeleteBucketEncryption":
        gateway.account.s3.buckets[name].encryption = ENCRYPTED  # back to the default
    return answer
