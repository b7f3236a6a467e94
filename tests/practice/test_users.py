"""IAM users: creation, tags, permissions, and deletion."""

import json

import pytest
from botocore.exceptions import ClientError
from conftest import code_of, error_of, policy

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ACCOUNT = "123456789012"


def tags_of(iam, name):
    return {t["Key"]: t["Value"] for t in iam.get_user(UserName=name)["User"].get("Tags", [])}


def test_user_has_the_properties_of_its_creation(iam):
    params = {"UserName": "ann", "Path": "/team/", "PermissionsBoundary": READ_ONLY, "Tags": [{"Key": "owner", "Value": "a b"}]}
    created = iam.create_user(**params)["User"]
    assert created["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/team/ann" and created["UserId"].startswith("AIDA")
    assert created["CreateDate"].microsecond == 0
    found = iam.get_user(UserName="ann")["User"]
    assert found["UserId"] == created["UserId"] and found["Path"] == "/team/"
    assert found["PermissionsBoundary"]["PermissionsBoundaryArn"] == READ_ONLY
    assert tags_of(iam, "ann") == {"owner": "a b"}
    assert [u["UserName"] for u in iam.list_users(PathPrefix="/team/")["Users"]] == ["ann"]


def test_tags_are_added_and_removed(iam):
    iam.create_user(UserName="ann", Tags=[{"Key": "a", "Value": "1"}])
    iam.tag_user(UserName="ann", Tags=[{"Key": "a", "Value": "2"}, {"Key": "b", "Value": ""}])
    assert tags_of(iam, "ann") == {"a": "2", "b": ""}
    iam.untag_user(UserName="ann", TagKeys=["a", "never"])
    assert tags_of(iam, "ann") == {"b": ""}
    assert code_of(iam.tag_user, UserName="none", Tags=[]) == "NoSuchEntity"
    assert code_of(iam.untag_user, UserName="none", TagKeys=["a"]) == "NoSuchEntity"


def test_user_has_at_most_fifty_tags(iam):
    iam.create_user(UserName="ann", Tags=[{"Key": f"k{n}", "Value": ""} for n in range(49)])
    iam.tag_user(UserName="ann", Tags=[{"Key": "k0", "Value": "x"}, {"Key": "last", "Value": ""}])
    answer = error_of(iam.tag_user, UserName="ann", Tags=[{"Key": "more", "Value": ""}])
    assert answer["Error"]["Code"] == "LimitExceeded" and answer["ResponseMetadata"]["HTTPStatusCode"] == 409


def test_recreated_user_inherits_nothing(iam):
    iam.create_user(UserName="ann", Tags=[{"Key": "a", "Value": "1"}])
    old = iam.get_user(UserName="ann")["User"]["UserId"]
    iam.delete_user(UserName="ann")
    assert code_of(iam.get_user, UserName="ann") == "NoSuchEntity"
    iam.create_user(UserName="ann")
    assert tags_of(iam, "ann") == {} and iam.get_user(UserName="ann")["User"]["UserId"] != old


def test_user_must_be_empty_before_deletion(cloud, iam):
    iam.create_user(UserName="ann")
    key = iam.create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"]
    iam.create_login_profile(UserName="ann", Password="long-Enough-1")
    iam.put_user_policy(UserName="ann", PolicyName="own", PolicyDocument=policy(Action="s3:*"))
    iam.attach_user_policy(UserName="ann", PolicyArn=READ_ONLY)
    iam.create_group(GroupName="all")
    iam.add_user_to_group(GroupName="all", UserName="ann")
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="ann")["VirtualMFADevice"]["SerialNumber"]
    device = cloud.control("GET", "mfa")[0]
    iam.enable_mfa_device(UserName="ann", SerialNumber=serial, AuthenticationCode1=device["code"], AuthenticationCode2=device["next"])
    steps = {"delete access keys": lambda: iam.delete_access_key(UserName="ann", AccessKeyId=key),
             "delete login profile": lambda: iam.delete_login_profile(UserName="ann"),
             "delete MFA device": lambda: iam.deactivate_mfa_device(UserName="ann", SerialNumber=serial),
             "remove users from group": lambda: iam.remove_user_from_group(GroupName="all", UserName="ann"),
             "detach all policies": lambda: iam.detach_user_policy(UserName="ann", PolicyArn=READ_ONLY),
             "delete policies": lambda: iam.delete_user_policy(UserName="ann", PolicyName="own")}
    for what, step in steps.items():
        answer = error_of(iam.delete_user, UserName="ann")
        assert answer["Error"]["Code"] == "DeleteConflict" and answer["ResponseMetadata"]["HTTPStatusCode"] == 409
        assert answer["Error"]["Message"] == f"Cannot delete entity, must {what} first."
        step()
    iam.delete_user(UserName="ann")
    assert code_of(iam.delete_user, UserName="ann") == "NoSuchEntity"


def test_inline_policies_of_a_user(iam):
    iam.create_user(UserName="ann")
    document = policy(Action="s3:ListAllMyBuckets")
    iam.put_user_policy(UserName="ann", PolicyName="one", PolicyDocument=document)
    iam.put_user_policy(UserName="ann", PolicyName="two", PolicyDocument=document)
    assert iam.list_user_policies(UserName="ann")["PolicyNames"] == ["one", "two"]
    assert iam.get_user_policy(UserName="ann", PolicyName="one")["PolicyDocument"] == json.loads(document)
    iam.delete_user_policy(UserName="ann", PolicyName="one")
    assert iam.list_user_policies(UserName="ann")["PolicyNames"] == ["two"]
    answer = error_of(iam.get_user_policy, UserName="ann", PolicyName="one")
    assert answer["Error"]["Message"] == "The user policy with name one cannot be found."
    assert code_of(iam.delete_user_policy, UserName="ann", PolicyName="one") == "NoSuchEntity"
    assert code_of(iam.put_user_policy, UserName="ann", PolicyName="bad", PolicyDocument='{"Statement": 1}') == "MalformedPolicyDocument"


def test_at_most_ten_policies_can_be_attached_to_a_user(iam):
    iam.create_user(UserName="ann")
    arns = [iam.create_policy(PolicyName=f"p{n}", PolicyDocument=policy(Action="s3:*"))["Policy"]["Arn"] for n in range(11)]
    for arn in arns[:10]:
        iam.attach_user_policy(UserName="ann", PolicyArn=arn)
    answer = error_of(iam.attach_user_policy, UserName="ann", PolicyArn=arns[10])
    assert answer["Error"]["Message"] == "Cannot exceed quota for PoliciesPerUser: 10"
    listed = iam.list_attached_user_policies(UserName="ann")["AttachedPolicies"]
    assert sorted(p["PolicyArn"] for p in listed) == sorted(arns[:10])
    iam.detach_user_policy(UserName="ann", PolicyArn=arns[0])
    iam.attach_user_policy(UserName="ann", PolicyArn=arns[10])


def test_groups_and_devices_of_a_user_are_listed(iam):
    iam.create_user(UserName="ann")
    assert iam.list_groups_for_user(UserName="ann")["Groups"] == []
    assert iam.list_mfa_devices(UserName="ann")["MFADevices"] == []
    iam.create_group(GroupName="all")
    iam.add_user_to_group(GroupName="all", UserName="ann")
    assert [g["GroupName"] for g in iam.list_groups_for_user(UserName="ann")["Groups"]] == ["all"]
    assert code_of(iam.list_groups_for_user, UserName="none") == "NoSuchEntity"


def test_account_summary_has_counts(iam):
    iam.create_user(UserName="ann")
    counts = iam.get_account_summary()["SummaryMap"]
    assert counts["Users"] == 2 and counts["AccessKeysPerUserQuota"] == 2


def test_more_users_than_one_page(iam):
    for n in range(5):
        iam.create_user(UserName=f"u{n}")
    pages = list(iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 2}))
    assert len(pages) == 3 and len([u for p in pages for u in p["Users"]]) == 6


# Permissions

SELF = policy({"Effect": "Allow", "Action": ["iam:GetUser", "iam:*AccessKey*"], "Resource": "arn:aws:iam::*:user/${aws:username}"})


def test_user_without_permissions_cannot_read_even_itself(cloud, make_user):
    mine = cloud.client("iam", **make_user("ann"))
    answer = error_of(mine.get_user)
    assert answer["Error"]["Code"] == "AccessDenied" and answer["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert "user/ann is not authorized to perform: iam:GetUser on resource" in answer["Error"]["Message"]
    assert code_of(mine.list_access_keys) == code_of(mine.create_access_key) == "AccessDenied"


def test_policy_variable_names_the_caller(cloud, make_user):
    other = make_user("bob")
    keys = make_user("ann", SELF)
    mine, own = cloud.client("iam", **keys), keys["aws_access_key_id"]
    assert mine.get_user()["User"]["UserName"] == mine.get_user(UserName="ann")["User"]["UserName"] == "ann"
    new = mine.create_access_key()["AccessKey"]["AccessKeyId"]
    mine.update_access_key(AccessKeyId=new, Status="Inactive")
    assert mine.get_access_key_last_used(AccessKeyId=own)["UserName"] == "ann"
    mine.delete_access_key(AccessKeyId=new)
    assert code_of(mine.get_user, UserName="bob") == "AccessDenied"
    assert code_of(mine.list_access_keys, UserName="bob") == "AccessDenied"
    assert code_of(mine.get_access_key_last_used, AccessKeyId=other["aws_access_key_id"]) == "AccessDenied"
    assert code_of(mine.delete_access_key, UserName="bob", AccessKeyId=other["aws_access_key_id"]) == "AccessDenied"


@pytest.mark.parametrize("service, call, action, options", [
    ("s3", "list_buckets", "s3:ListAllMyBuckets", {}), ("redshift", "describe_clusters", "redshift:DescribeClusters", {}),
    ("ec2", "describe_regions", "ec2:DescribeRegions", {}),
    ("ec2", "describe_instance_types", "ec2:DescribeInstanceTypes", {"InstanceTypes": ["t3.micro"]})])  # all of them: many megabytes
def test_other_services_evaluate_the_users_policies(cloud, iam, make_user, service, call, action, options):
    client = cloud.client(service, **make_user("ann"))
    with pytest.raises(ClientError, match="AccessDenied|UnauthorizedOperation"):
        getattr(client, call)(**options)
    iam.put_user_policy(UserName="ann", PolicyName="own", PolicyDocument=policy(Action=action))
    getattr(client, call)(**options)


def test_redshift_clusters_are_described(cloud, make_user):
    redshift = cloud.client("redshift")
    for name in ("one", "two"):
        redshift.create_cluster(ClusterIdentifier=name, NodeType="ra3.large", MasterUsername="awsuser", MasterUserPassword="Practice1x")
    narrow = policy(Action="redshift:DescribeClusters", Resource=f"arn:aws:redshift:us-east-1:{ACCOUNT}:cluster:one")
    mine = cloud.client("redshift", **make_user("ann", narrow))
    assert [c["ClusterIdentifier"] for c in mine.describe_clusters(ClusterIdentifier="one")["Clusters"]] == ["one"]
    assert code_of(mine.describe_clusters, ClusterIdentifier="two") == code_of(mine.describe_clusters) == "AccessDenied"
    assert code_of(redshift.describe_clusters, ClusterIdentifier="none") == "ClusterNotFound"
    assert len(redshift.describe_clusters()["Clusters"]) == 2


def test_password(iam, make_user):
    make_user("one")
    reported = error_of(iam.get_login_profile, UserName="one")["Error"]
    assert reported["Code"] == "NoSuchEntity" and reported["Message"] == "Login Profile for User one cannot be found."
    created = iam.create_login_profile(UserName="one", Password="not-a-secret-1A!", PasswordResetRequired=True)["LoginProfile"]
    assert created["PasswordResetRequired"] and iam.get_login_profile(UserName="one")["LoginProfile"] == created
    assert code_of(iam.create_login_profile, UserName="one", Password="not-a-secret-1A!") == "EntityAlreadyExists"
    iam.update_login_profile(UserName="one", PasswordResetRequired=False)
    assert not iam.get_login_profile(UserName="one")["LoginProfile"]["PasswordResetRequired"]
    iam.delete_login_profile(UserName="one")
    for gone in (iam.get_login_profile, iam.delete_login_profile, iam.update_login_profile):
        assert code_of(gone, UserName="one") == "NoSuchEntity"
    assert code_of(iam.get_login_profile, UserName="nobody") == "NoSuchEntity"


def test_password_is_visible_with_permission(cloud, make_user):
    allowed = policy({"Effect": "Allow", "Action": "iam:GetLoginProfile", "Resource": "arn:aws:iam::123456789012:user/${aws:username}"})
    one = cloud.client("iam", **make_user("one", allowed))
    assert code_of(one.get_login_profile) == "NoSuchEntity"
    assert code_of(one.get_login_profile, UserName="operator") == "AccessDenied"
    assert code_of(one.create_login_profile, Password="not-a-secret-1A!") == "AccessDenied"
