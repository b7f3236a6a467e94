"""The fresh account, and the form of answers."""

import urllib.error
import urllib.request

import pytest
from conftest import code_of, error_of


def test_the_caller_is_the_operator(sts):
    who = sts.get_caller_identity()
    assert who["Arn"] == "arn:aws:iam::123456789012:user/operator" and who["Account"] == "123456789012"


def test_every_answer_has_a_request_id(sts, iam, ec2, s3):
    answers = [sts.get_caller_identity(), iam.list_users(), ec2.describe_vpcs(), s3.list_buckets()]
    ids = [a["ResponseMetadata"]["RequestId"] for a in answers]
    assert all(len(i) == 36 for i in ids) and len(set(ids)) == 4


def test_request_id_in_the_body_is_that_of_the_log(cloud, iam):
    answer = iam.create_user(UserName="one")
    assert cloud.calls("CreateUser")[0]["request_id"] == answer["ResponseMetadata"]["RequestId"]


def test_errors_have_the_form_of_aws(iam, ec2, s3):
    answer = error_of(iam.get_role, RoleName="nobody")
    assert answer["Error"]["Code"] == "NoSuchEntity" and answer["Error"]["Type"] == "Sender"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 404 and answer["ResponseMetadata"]["RequestId"]
    assert error_of(ec2.terminate_instances, InstanceIds=["i-0123456789abcdef0"])["Error"]["Code"] == "InvalidInstanceID.NotFound"
    assert error_of(s3.list_objects_v2, Bucket="not-there")["Error"]["Code"] == "NoSuchBucket"


def test_account_has_an_alias_a_network_and_images(cloud, iam, ec2, image):
    assert iam.list_account_aliases()["AccountAliases"] == ["practice"]
    assert ec2.describe_vpcs()["Vpcs"][0]["IsDefault"] and len(ec2.describe_subnets()["Subnets"]) == 6
    for arch in ("x86_64", "arm64"):
        found = ec2.describe_images(ImageIds=[image(arch)])["Images"]
        assert found[0]["Architecture"] == arch


def test_redshift_answers(cloud):
    assert cloud.client("redshift").describe_clusters()["Clusters"] == []


def test_managed_policies_exist(iam):
    found = iam.get_policy(PolicyArn="arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")
    assert found["Policy"]["PolicyName"] == "AmazonSSMManagedInstanceCore"


def test_unknown_operation_is_rejected(cloud, iam):
    assert cloud.calls() == []
    request = urllib.request.Request(cloud.url, data=b"Action=MakeCoffee&Version=2010-05-08", method="POST")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    assert caught.value.code == 403


def test_the_log_has_the_calls_in_order(cloud, iam, ec2, image):
    iam.create_user(UserName="one", Tags=[{"Key": "a", "Value": "b"}])
    iam.list_users()
    code_of(iam.create_user, UserName="one")
    calls = cloud.calls()
    assert [(c["n"], c["operation"], c["changing"], c["status"], c["code"]) for c in calls] == [
        (1, "CreateUser", True, 200, None), (2, "ListUsers", False, 200, None), (3, "CreateUser", True, 409, "EntityAlreadyExists")]
    assert calls[0]["params"] == {"UserName": "one", "Tags": [{"Key": "a", "Value": "b"}]}
    assert "Boto3" in calls[0]["user_agent"] and calls[0]["service"] == "iam"


def test_reset_deletes_everything(cloud, iam):
    iam.create_user(UserName="one")
    iam.attach_user_policy(UserName="one", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    cloud.faults(latency=5, error=["ListUsers=ServiceUnavailable"])
    cloud.control("POST", "reset")
    assert [u["UserName"] for u in iam.list_users()["Users"]] == ["operator"]
    assert iam.get_policy(PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")["Policy"]["AttachmentCount"] == 0
    assert cloud.control("GET", "faults")["latency"] == 0


def test_lists_come_in_pages(iam):
    for number in range(7):
        iam.create_user(UserName=f"user{number}")
    first = iam.list_users(MaxItems=5)
    assert first["IsTruncated"] and len(first["Users"]) == 5
    second = iam.list_users(MaxItems=5, Marker=first["Marker"])
    assert not second["IsTruncated"] and len(second["Users"]) == 3
    assert {u["UserName"] for u in first["Users"] + second["Users"]} == {"operator"} | {f"user{n}" for n in range(7)}


def test_lists_without_a_size_end_at_a_hundred(iam):
    found = iam.list_policies(Scope="AWS")
    assert found["IsTruncated"] and len(found["Policies"]) == 100
    names = {p["PolicyName"] for page in iam.get_paginator("list_policies").paginate(Scope="AWS") for p in page["Policies"]}
    assert len(names) > 1000
