"""Buckets and objects, in both URL styles, and their permissions."""

import json
import urllib.request

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from conftest import KEYS, code_of, error_of, policy


def allow(action, resource):
    return {"Effect": "Allow", "Action": action, "Resource": resource}


@pytest.fixture
def as_user(cloud, make_user):
    def make(*statements):
        return cloud.client("s3", **make_user("one", policy(*statements)))
    return make


def test_buckets_of_the_options_exist(s3):
    assert sorted(b["Name"] for b in s3.list_buckets()["Buckets"]) == ["kept", "rehearsal"]
    assert s3.get_bucket_versioning(Bucket="kept")["Status"] == "Enabled"


def test_object_is_stored_and_read(s3):
    s3.put_object(Bucket="rehearsal", Key="a folder/ä+b.txt", Body=b"hello" * 1000)
    assert s3.get_object(Bucket="rehearsal", Key="a folder/ä+b.txt")["Body"].read() == b"hello" * 1000
    assert s3.head_object(Bucket="rehearsal", Key="a folder/ä+b.txt")["ContentLength"] == 5000
    assert s3.list_objects_v2(Bucket="rehearsal")["Contents"][0]["Key"] == "a folder/ä+b.txt"


def test_virtual_hosted_style(cloud, s3):
    s3.put_object(Bucket="rehearsal", Key="a", Body=b"virtual")
    port = cloud.url.rpartition(":")[2]
    request = AWSRequest("GET", f"http://rehearsal.localhost:{port}/a")
    S3SigV4Auth(Credentials(*KEYS.values()), "s3", "us-east-1").add_auth(request)
    headers = {**dict(request.headers.items()), "Host": f"rehearsal.localhost:{port}"}
    answer = urllib.request.urlopen(urllib.request.Request(f"{cloud.url}/a", headers=headers))
    assert answer.read() == b"virtual"
    assert cloud.calls("GetObject")[0]["params"]["Bucket"] == "rehearsal"


def test_versions(s3):
    first = s3.put_object(Bucket="kept", Key="a", Body=b"1")["VersionId"]
    s3.put_object(Bucket="kept", Key="a", Body=b"2")
    s3.delete_object(Bucket="kept", Key="a")
    assert code_of(s3.get_object, Bucket="kept", Key="a") == "NoSuchKey"
    assert s3.get_object(Bucket="kept", Key="a", VersionId=first)["Body"].read() == b"1"
    found = s3.list_object_versions(Bucket="kept")
    assert len(found["Versions"]) == 2 and len(found["DeleteMarkers"]) == 1


def test_multipart_upload(s3):
    upload = s3.create_multipart_upload(Bucket="rehearsal", Key="big")["UploadId"]
    part = s3.upload_part(Bucket="rehearsal", Key="big", UploadId=upload, PartNumber=1, Body=b"x" * 6000000)
    s3.complete_multipart_upload(Bucket="rehearsal", Key="big", UploadId=upload,
                                 MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]})
    assert s3.head_object(Bucket="rehearsal", Key="big")["ContentLength"] == 6000000


def test_bucket_names(cloud, s3):
    s3.create_bucket(Bucket="a-good.name1")
    for name in ("No-Capitals", "ab", "a..b", "-first", "192.168.0.1"):
        assert code_of(s3.create_bucket, Bucket=name) in ("InvalidBucketName", "ValidationError"), name


def test_permission_for_a_bucket_is_none_for_its_objects(as_user):
    one = as_user(allow("s3:ListBucket", "arn:aws:s3:::rehearsal"))
    one.list_objects_v2(Bucket="rehearsal")
    one.head_bucket(Bucket="rehearsal")
    answer = error_of(one.put_object, Bucket="rehearsal", Key="a", Body=b"")
    assert answer["Error"]["Code"] == "AccessDenied" and answer["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert 's3:PutObject on resource: "arn:aws:s3:::rehearsal/a"' in answer["Error"]["Message"]
    assert code_of(one.list_objects_v2, Bucket="kept") == "AccessDenied"
    assert code_of(one.list_buckets) == "AccessDenied"


def test_permission_for_objects_is_none_for_their_bucket(s3, as_user):
    s3.put_object(Bucket="rehearsal", Key="in/a", Body=b"1")
    one = as_user(allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::rehearsal/in/*"))
    assert one.get_object(Bucket="rehearsal", Key="in/a")["Body"].read() == b"1"
    one.put_object(Bucket="rehearsal", Key="in/b", Body=b"")
    assert code_of(one.put_object, Bucket="rehearsal", Key="out/b", Body=b"") == "AccessDenied"
    assert code_of(one.list_objects_v2, Bucket="rehearsal") == "AccessDenied"
    assert code_of(one.delete_object, Bucket="rehearsal", Key="in/a") == "AccessDenied"


def test_missing_object_is_reported_only_with_list_permission(s3, as_user):
    assert code_of(s3.get_object, Bucket="rehearsal", Key="none") == "NoSuchKey"
    one = as_user(allow("s3:GetObject", "arn:aws:s3:::rehearsal/*"))
    assert code_of(one.get_object, Bucket="rehearsal", Key="none") == "AccessDenied"
    assert code_of(one.head_object, Bucket="rehearsal", Key="none") == "403"


def test_versions_have_their_own_permissions(s3, as_user):
    version = s3.put_object(Bucket="kept", Key="a", Body=b"1")["VersionId"]
    one = as_user(allow("s3:GetObject", "arn:aws:s3:::kept/*"))
    one.get_object(Bucket="kept", Key="a")
    assert code_of(one.get_object, Bucket="kept", Key="a", VersionId=version) == "AccessDenied"
    assert code_of(one.list_object_versions, Bucket="kept") == "AccessDenied"


def test_copy_needs_both_permissions(s3, as_user):
    s3.put_object(Bucket="kept", Key="a", Body=b"1")
    source = {"Bucket": "kept", "Key": "a"}
    one = as_user(allow("s3:PutObject", "arn:aws:s3:::rehearsal/*"))
    assert code_of(one.copy_object, Bucket="rehearsal", Key="b", CopySource=source) == "AccessDenied"
    s3.copy_object(Bucket="rehearsal", Key="b", CopySource=source)


def test_delete_objects_needs_permission_for_each(s3, as_user):
    s3.put_object(Bucket="rehearsal", Key="in/a", Body=b"1")
    one = as_user(allow("s3:DeleteObject", "arn:aws:s3:::rehearsal/in/*"))
    one.delete_objects(Bucket="rehearsal", Delete={"Objects": [{"Key": "in/a"}]})
    assert code_of(one.delete_objects, Bucket="rehearsal", Delete={"Objects": [{"Key": "in/a"}, {"Key": "out"}]}) == "AccessDenied"


def test_actions_with_other_names(s3, as_user):
    one = as_user(allow(["s3:PutLifecycleConfiguration", "s3:PutEncryptionConfiguration", "s3:PutBucketPublicAccessBlock"], "*"))
    rule = {"ID": "a", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    one.put_bucket_lifecycle_configuration(Bucket="rehearsal", LifecycleConfiguration={"Rules": [rule]})
    one.put_public_access_block(Bucket="rehearsal", PublicAccessBlockConfiguration={"BlockPublicAcls": True})
    assert code_of(one.put_bucket_versioning, Bucket="rehearsal", VersioningConfiguration={"Status": "Enabled"}) == "AccessDenied"


def test_bucket_policy(cloud, s3, make_user):
    one = cloud.client("s3", **make_user("one"))
    arn = "arn:aws:iam::123456789012:user/one"
    statement = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::rehearsal"}
    s3.put_bucket_policy(Bucket="rehearsal", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    one.list_objects_v2(Bucket="rehearsal")
    refuse = {"Effect": "Deny", "Principal": "*", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::rehearsal"}
    s3.put_bucket_policy(Bucket="rehearsal", Policy=json.dumps({"Version": "2012-10-17", "Statement": [refuse]}))
    message = error_of(s3.list_objects_v2, Bucket="rehearsal")["Error"]["Message"]
    assert message.endswith("with an explicit deny in a resource-based policy")


def test_bucket_of_another_region_redirects(cloud, s3):
    """The endpoint of one Region redirects to that of another, and boto3 follows; HEAD has only a header for it."""
    s3.create_bucket(Bucket="far-away", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for name, ends in (("get_bucket_policy", 404), ("get_bucket_acl", 200), ("head_bucket", 200)):
        cloud.control("DELETE", "calls")
        try:
            getattr(cloud.client("s3"), name)(Bucket="far-away")  # a client caches the Region of a bucket
        except ClientError as error:
            assert error.response["Error"]["Code"] == "NoSuchBucketPolicy"
        reported = [(c["status"], c["region"]) for c in cloud.calls()]
        assert (reported[0], reported[-1]) == ((301, "us-east-1"), (ends, "eu-west-1"))
    cloud.client("s3", region="eu-west-1").head_bucket(Bucket="far-away")


def test_new_bucket_is_private(s3):
    """As S3 creates them since 2023: encrypted, public access blocked, and access control lists disabled until the owner enables them."""
    s3.create_bucket(Bucket="closed")
    rule, = s3.get_bucket_encryption(Bucket="closed")["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert set(s3.get_public_access_block(Bucket="closed")["PublicAccessBlockConfiguration"].values()) == {True}
    assert s3.get_bucket_ownership_controls(Bucket="closed")["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert code_of(s3.put_bucket_acl, Bucket="closed", ACL="private") == "AccessControlListNotSupported"
    assert code_of(s3.put_object, Bucket="closed", Key="a", Body=b"1", ACL="public-read") == "AccessControlListNotSupported"
    s3.put_object(Bucket="closed", Key="a", Body=b"1", ACL="bucket-owner-full-control")
    s3.put_bucket_ownership_controls(Bucket="closed", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]})
    s3.put_bucket_acl(Bucket="closed", ACL="private")
    s3.delete_bucket_encryption(Bucket="closed")
    assert s3.get_bucket_encryption(Bucket="closed")["ServerSideEncryptionConfiguration"]["Rules"], "every bucket is encrypted"


def test_queue_policy_must_be_a_document(cloud):
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    assert code_of(sqs.set_queue_attributes, QueueUrl=url, Attributes={"Policy": "{"}) == "InvalidAttributeValue"
    assert code_of(sqs.create_queue, QueueName="r", Attributes={"Policy": "[]"}) == "InvalidAttributeValue"
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})


def test_metadata_options_of_an_unknown_instance(ec2):
    assert code_of(ec2.modify_instance_metadata_options, InstanceId="i-0123456789abcdef0", HttpTokens="required") == "InvalidInstanceID.NotFound"
