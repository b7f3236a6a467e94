"""A bucket policy: what S3 accepts, which principals it matches, and what it allows or denies."""

import json

import pytest
from conftest import code_of, error_of, policy

ARN, ALL = "arn:aws:s3:::rehearsal", ["arn:aws:s3:::rehearsal", "arn:aws:s3:::rehearsal/*"]
USER = "arn:aws:iam::123456789012:user/one"
EVERYONE = ("*", {"AWS": "*"}, {"AWS": ["*"]})
TLS = {"Bool": {"aws:SecureTransport": "false"}}


@pytest.fixture
def put(s3):
    def policy_of(*statements, bucket="rehearsal", client=None):
        (client or s3).put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
    return policy_of


@pytest.fixture
def one(cloud, make_user):
    return cloud.client("s3", **make_user("one", policy(Action="s3:*Object", Resource=ARN + "/in/*")))


def line(effect, principal, action="s3:*", resource=ALL, **more):
    return {"Effect": effect, "Principal": principal, "Action": action, "Resource": resource, **more}


def works(s3):
    s3.put_object(Bucket="rehearsal", Key="in/a", Body=b"1")
    s3.list_objects_v2(Bucket="rehearsal")
    s3.put_bucket_versioning(Bucket="rehearsal", VersioningConfiguration={"Status": "Suspended"})
    return s3.get_object(Bucket="rehearsal", Key="in/a")["Body"].read() == b"1"


@pytest.mark.parametrize("principal", EVERYONE, ids=str)
def test_policy_that_requires_tls_denies_no_tls_call(s3, put, one, principal):
    put(line("Deny", principal, Condition=TLS))
    assert works(s3)
    one.put_object(Bucket="rehearsal", Key="in/b", Body=b"")
    put(line("Deny", principal, Condition={"Bool": {"aws:SecureTransport": "true"}}))
    assert "explicit deny in a resource-based policy" in error_of(s3.list_objects_v2, Bucket="rehearsal")["Error"]["Message"]


@pytest.mark.parametrize("principal", EVERYONE, ids=str)
def test_allow_for_everyone_is_enough_when_its_conditions_hold(s3, put, one, principal):
    s3.put_object(Bucket="rehearsal", Key="open", Body=b"1")
    put(line("Allow", principal, "s3:GetObject", Condition={"StringEquals": {"aws:PrincipalArn": USER + "2"}}))
    assert code_of(one.get_object, Bucket="rehearsal", Key="open") == "AccessDenied"
    put(line("Allow", principal, "s3:GetObject", Condition={"ArnLike": {"aws:PrincipalArn": USER}}))
    assert one.get_object(Bucket="rehearsal", Key="open")["Body"].read() == b"1"
    assert code_of(one.list_objects_v2, Bucket="rehearsal") == "AccessDenied"


@pytest.mark.parametrize("statement, refused", [
    (line("Deny", {"AWS": USER}, "s3:PutObject"), True), (line("Deny", {"AWS": "123456789012"}, "s3:PutObject"), True),
    (line("Deny", {"AWS": "arn:aws:iam::123456789012:root"}, "s3:PutObject"), True), (line("Deny", {"AWS": "999999999999"}, "s3:PutObject"), False),
    (line("Deny", {"Service": "logging.s3.amazonaws.com"}, "s3:PutObject"), False),
    (line("Deny", "*", "s3:PutObject", ARN + "/in/*"), True), (line("Deny", "*", "s3:PutObject", ARN + "/out/*"), False)], ids=str)
def test_principals_and_resources_of_a_deny(put, one, statement, refused):
    put(statement)
    if refused:
        assert code_of(one.put_object, Bucket="rehearsal", Key="in/a", Body=b"") == "AccessDenied"
    else:
        one.put_object(Bucket="rehearsal", Key="in/a", Body=b"")


@pytest.mark.parametrize("change, text", [
    ({"Resource": "arn:aws:s3:::other/*"}, "invalid resource"), ({"Action": "iam:GetRole"}, "invalid action"),
    ({"Principal": {"AWS": "arn:aws:iam::123456789012:user/nobody"}}, "Invalid principal"), ({"Principal": {"AWS": "one"}}, "Invalid principal"),
    ({"Principal": None}, "Invalid principal"), ({"Condition": {"StringSame": {"a": "b"}}}, "Condition"), ({"Effect": "Perhaps"}, "syntax")], ids=str)
def test_policies_that_s3_rejects(put, change, text):
    reported = error_of(put, {**line("Allow", {"AWS": "123456789012"}), **change})["Error"]
    assert reported["Code"] == "MalformedPolicy" and text in reported["Message"]


def test_public_policy_is_blocked(s3, put):
    everyone = line("Allow", "*", "s3:GetObject", ARN + "/*")
    assert set(s3.get_public_access_block(Bucket="rehearsal")["PublicAccessBlockConfiguration"].values()) == {True}, "as of each new bucket"
    rules = s3.get_bucket_ownership_controls(Bucket="rehearsal")["OwnershipControls"]["Rules"]
    assert rules == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    s3.delete_public_access_block(Bucket="rehearsal")
    put(everyone)
    s3.put_public_access_block(Bucket="rehearsal", PublicAccessBlockConfiguration={"BlockPublicPolicy": True})
    assert "BlockPublicPolicy" in error_of(put, everyone)["Error"]["Message"]
    assert code_of(put, {**everyone, "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*"}}}) == "AccessDenied"
    put({**everyone, "Condition": {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}})
    put(line("Deny", "*", Condition=TLS))


LOGS = {"Service": "logging.s3.amazonaws.com"}
SOURCE = {"ArnLike": {"aws:SourceArn": ARN}, "StringEquals": {"aws:SourceAccount": "123456789012"}}


@pytest.mark.parametrize("statements, taken", [
    ([line("Deny", "*", Condition=TLS), line("Allow", LOGS, "s3:PutObject", ARN + "/logs/*", Condition=SOURCE)], True),
    ([line("Allow", {"Service": ["logging.s3.amazonaws.com"]}, ["s3:PutObject"], [ARN + "/*"])], True),
    ([line("Allow", LOGS, "s3:PutObject", ARN + "/logs/*", Condition={"ArnLike": {"aws:SourceArn": "arn:aws:s3:::kept"}})], False),
    ([line("Allow", LOGS, "s3:PutObject", ARN + "/other/*")], False), ([line("Deny", "*", Condition=TLS)], False)], ids=lambda v: str(v)[:40])
def test_logs_are_written_where_the_policy_allows_it(s3, put, statements, taken):
    put(*statements)
    params = {"Bucket": "rehearsal", "BucketLoggingStatus": {"LoggingEnabled": {"TargetBucket": "rehearsal", "TargetPrefix": "logs/"}}}
    if taken:
        s3.put_bucket_logging(**params)
    else:
        assert code_of(s3.put_bucket_logging, **params) == "InvalidTargetBucketForLogging"
