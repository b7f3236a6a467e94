"""GetAccountAuthorizationDetails: what it returns for each kind, who is allowed to call it, and its pages."""

import json

import pytest
from conftest import EC2_TRUST, code_of, error_of, policy

TRUST = json.dumps(EC2_TRUST)
READ = policy(Action="s3:GetObject")
LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")


@pytest.fixture
def full(iam):
    """An account with one resource of each kind, connected with each other; returns the ARN of its policy."""
    arn = iam.create_policy(PolicyName="m", Path="/p/", PolicyDocument=READ)["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(Action="s3:PutObject"), SetAsDefault=True)
    iam.create_role(RoleName="r", Path="/service-role/", AssumeRolePolicyDocument=TRUST, PermissionsBoundary=arn, Tags=[{"Key": "a", "Value": "b"}])
    iam.put_role_policy(RoleName="r", PolicyName="own", PolicyDocument=READ)
    iam.attach_role_policy(RoleName="r", PolicyArn=arn)
    iam.create_instance_profile(InstanceProfileName="i")
    iam.add_role_to_instance_profile(InstanceProfileName="i", RoleName="r")
    iam.create_group(GroupName="g")
    iam.put_group_policy(GroupName="g", PolicyName="own", PolicyDocument=READ)
    iam.attach_group_policy(GroupName="g", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    iam.create_user(UserName="u", Tags=[{"Key": "c", "Value": "d"}])
    iam.add_user_to_group(GroupName="g", UserName="u")
    iam.put_user_policy(UserName="u", PolicyName="own", PolicyDocument=READ)
    return arn


def named(answer, found):
    return next(one for one in answer[found[0]] if one[found[1]] == found[2])


def test_role_is_complete(iam, full):
    role = named(iam.get_account_authorization_details(), ("RoleDetailList", "RoleName", "r"))
    assert role["Arn"] == "arn:aws:iam::123456789012:role/service-role/r" and role["Path"] == "/service-role/"
    assert role["AssumeRolePolicyDocument"] == EC2_TRUST and role["Tags"] == [{"Key": "a", "Value": "b"}]
    assert role["RolePolicyList"] == [{"PolicyName": "own", "PolicyDocument": json.loads(READ)}]
    assert role["AttachedManagedPolicies"] == [{"PolicyName": "m", "PolicyArn": full}]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == full
    profile = role["InstanceProfileList"][0]
    assert profile["InstanceProfileName"] == "i" and profile["Roles"][0]["RoleName"] == "r"
    assert "Description" not in role  # only GetRole returns it


def test_user_and_group_are_complete(iam, full):
    answer = iam.get_account_authorization_details()
    user, group = named(answer, ("UserDetailList", "UserName", "u")), named(answer, ("GroupDetailList", "GroupName", "g"))
    assert user["GroupList"] == ["g"] and user["Tags"] == [{"Key": "c", "Value": "d"}] and user["AttachedManagedPolicies"] == []
    assert [p["PolicyName"] for p in user["UserPolicyList"]] == [p["PolicyName"] for p in group["GroupPolicyList"]] == ["own"]
    assert group["AttachedManagedPolicies"][0]["PolicyName"] == "IAMReadOnlyAccess"


def test_policies_have_all_versions_and_aws_managed_ones_are_listed_only_when_used(iam, full):
    policies = {p["PolicyName"]: p for p in iam.get_account_authorization_details()["Policies"]}
    assert set(policies) == {"m", "IAMReadOnlyAccess"}
    own = policies["m"]
    assert own["DefaultVersionId"] == "v2" and own["AttachmentCount"] == 1 and own["PermissionsBoundaryUsageCount"] == 1
    assert [(v["VersionId"], v["IsDefaultVersion"]) for v in own["PolicyVersionList"]] == [("v1", False), ("v2", True)]
    assert own["PolicyVersionList"][0]["Document"] == json.loads(READ)


@pytest.mark.parametrize("kind, lists", [(["User"], {"UserDetailList"}), (["Group"], {"GroupDetailList"}), (["Role"], {"RoleDetailList"}),
                                         (["LocalManagedPolicy"], {"Policies"}), (["AWSManagedPolicy"], {"Policies"}),
                                         (["User", "Role"], {"UserDetailList", "RoleDetailList"})], ids=lambda names: "+".join(sorted(names)))
def test_filter(iam, full, kind, lists):
    answer = iam.get_account_authorization_details(Filter=kind)
    assert {name for name in LISTS if answer[name]} == lists
    own = [p["PolicyName"] for p in answer["Policies"]]
    assert own == {"LocalManagedPolicy": ["m"], "AWSManagedPolicy": ["IAMReadOnlyAccess"]}.get(kind[0], [])


def test_pages(iam, full):
    for number in range(120):
        iam.create_role(RoleName=f"many-{number}", AssumeRolePolicyDocument=TRUST)
    answer, seen = iam.get_account_authorization_details(), []
    assert answer["IsTruncated"] and sum(len(answer[name]) for name in LISTS) == 100
    assert not iam.get_account_authorization_details(MaxItems=1000)["IsTruncated"]
    more = {}
    while True:
        answer = iam.get_account_authorization_details(MaxItems=7, **more)
        seen += [one["Arn"] for name in LISTS for one in answer[name]]
        if not answer["IsTruncated"]:
            break
        more = {"Marker": answer["Marker"]}
    assert "Marker" not in answer and len(seen) == len(set(seen)) == 120 + 6
    assert code_of(iam.get_account_authorization_details, Marker="??") == "ValidationError"
    assert code_of(iam.get_account_authorization_details, MaxItems=1001) == "ValidationError"
    assert code_of(iam.get_account_authorization_details, Filter=["Roles"]) == "ValidationError"


def test_it_has_its_own_permission(cloud, full, make_user):
    one = cloud.client("iam", **make_user("one", policy(Action=["iam:Get*Role", "iam:List*"])))
    answer = error_of(one.get_account_authorization_details)["Error"]
    assert answer["Code"] == "AccessDenied" and answer["Message"].endswith(
        "is not authorized to perform: iam:GetAccountAuthorizationDetails on resource: * because no identity-based policy allows the "
        "iam:GetAccountAuthorizationDetails action")


def test_lists_return_a_hundred_items_or_what_is_requested(iam):
    for number in range(105):
        iam.create_role(RoleName=f"many-{number}", AssumeRolePolicyDocument=TRUST)
        iam.create_user(UserName=f"many-{number}")
    for ask, name in ((iam.list_roles, "Roles"), (iam.list_users, "Users")):
        page, complete = ask(), ask(MaxItems=1000)
        assert len(page[name]) == 100 and page["IsTruncated"] and len(ask(Marker=page["Marker"])[name]) == len(complete[name]) - 100
        assert len(complete[name]) >= 105 and not complete["IsTruncated"] and len(ask(MaxItems=3)[name]) == 3
        assert code_of(ask, MaxItems=1001) == "ValidationError"
