"""Policy evaluation: which calls are allowed."""

import json

import pytest
from conftest import EC2_TRUST, code_of, error_of, policy


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action, resource="*", **more):
    return {**allow(action, resource, **more), "Effect": "Deny"}


@pytest.fixture
def as_user(cloud, make_user):
    """A client of a service, as a user with these statements in an inline policy."""
    def make(service, *statements, **more):
        return cloud.client(service, **make_user("one", policy(*statements) if statements else None, **more))
    return make


def test_without_a_policy_nothing_is_allowed(as_user):
    answer = error_of(as_user("iam").list_users)
    assert answer["Error"]["Code"] == "AccessDenied" and answer["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert answer["Error"]["Message"] == ("User: arn:aws:iam::123456789012:user/one is not authorized to perform: iam:ListUsers on "
                                          "resource: arn:aws:iam::123456789012:user/ because no identity-based policy allows the "
                                          "iam:ListUsers action")


NAMED = [  # the call, and its resource as AWS's message names it
    ("get_role", {"RoleName": "r"}, "role r"), ("delete_role", {"RoleName": "none"}, "role none"),
    ("put_role_policy", {"RoleName": "r", "PolicyName": "p", "PolicyDocument": "{}"}, "role r"),
    ("create_access_key", {"UserName": "operator"}, "user operator"), ("get_group", {"GroupName": "g"}, "group g"),
    ("get_instance_profile", {"InstanceProfileName": "i"}, "instance profile i"), ("create_policy", {"PolicyName": "p", "PolicyDocument": "{}"}, "policy p"),
    ("get_policy", {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}, "policy arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ("create_role", {"RoleName": "n", "AssumeRolePolicyDocument": "{}"}, "arn:aws:iam::123456789012:role/n"),
    ("create_user", {"UserName": "n", "Path": "/p/"}, "arn:aws:iam::123456789012:user/p/n"), ("list_roles", {}, "arn:aws:iam::123456789012:role/"),
    ("create_open_id_connect_provider", {"Url": "https://oidc.example/id/A", "ThumbprintList": ["a" * 40]},
     "arn:aws:iam::123456789012:oidc-provider/oidc.example"),
]


@pytest.mark.parametrize("operation, params, called", NAMED, ids=lambda v: v if isinstance(v, str) else "")
def test_denial_names_the_resource_as_iam_does(iam, as_user, operation, params, called):
    iam.create_role(RoleName="r", Path="/p/", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    reported = error_of(getattr(as_user("iam"), operation), **params)["Error"]
    assert reported["Code"] == "AccessDenied" and f" on resource: {called} because no identity-based policy allows the iam:" in reported["Message"]


def test_get_caller_identity_is_always_allowed(as_user):
    assert as_user("sts", deny("*")).get_caller_identity()["Arn"].endswith("user/one")


def test_deny_overrides_allow(as_user):
    one = as_user("iam", allow("iam:*"), deny("iam:GetUser"))
    one.list_users()
    assert "with an explicit deny in an identity-based policy" in error_of(one.get_user, UserName="one")["Error"]["Message"]


def test_actions_ignore_case_and_have_wildcards(as_user):
    one = as_user("iam", allow("IAM:get*"))
    one.get_user(UserName="one")
    assert code_of(one.list_users) == "AccessDenied"


def test_not_action(as_user):
    one = as_user("iam", {"Effect": "Allow", "NotAction": "iam:List*", "Resource": "*"})
    one.get_user(UserName="one")
    assert code_of(one.list_users) == "AccessDenied"


def test_resource_of_a_statement(as_user):
    one = as_user("iam", allow("iam:GetUser", "arn:aws:iam::123456789012:user/one"))
    one.get_user(UserName="one")
    assert code_of(one.get_user, UserName="operator") == "AccessDenied"


def test_not_resource(as_user):
    one = as_user("iam", {"Effect": "Allow", "Action": "iam:GetUser", "NotResource": "arn:aws:iam::*:user/oper*"})
    one.get_user(UserName="one")
    assert code_of(one.get_user, UserName="operator") == "AccessDenied"


def test_path_is_part_of_the_arn(iam, as_user):
    iam.create_role(RoleName="r", Path="/teams/a/", AssumeRolePolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    one = as_user("iam", allow("iam:GetRole", "arn:aws:iam::123456789012:role/teams/*"))
    one.get_role(RoleName="r")
    assert code_of(one.get_role, RoleName="other") == "AccessDenied"


def test_policy_variable(as_user):
    one = as_user("iam", allow("iam:GetUser", "arn:aws:iam::123456789012:user/${aws:username}"))
    one.get_user(UserName="one")
    assert code_of(one.get_user, UserName="operator") == "AccessDenied"


def test_policies_of_groups_and_attached_policies_apply(cloud, iam, make_user):
    one = cloud.client("iam", **make_user("one"))
    iam.create_group(GroupName="all")
    iam.put_group_policy(GroupName="all", PolicyName="a", PolicyDocument=policy(allow("iam:GetUser")))
    assert code_of(one.get_user, UserName="one") == "AccessDenied"
    iam.add_user_to_group(GroupName="all", UserName="one")
    one.get_user(UserName="one")
    iam.attach_group_policy(GroupName="all", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    one.list_users()


def test_default_version_of_a_policy_applies(cloud, iam, make_user):
    one = cloud.client("iam", **make_user("one"))
    arn = iam.create_policy(PolicyName="a", PolicyDocument=policy(allow("s3:*")))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="one", PolicyArn=arn)
    assert code_of(one.list_users) == "AccessDenied"
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(allow("iam:*")), SetAsDefault=True)
    one.list_users()


def test_permissions_boundary_must_also_allow(cloud, iam, make_user):
    one = cloud.client("iam", **make_user("one", policy(allow("iam:*"))))
    arn = iam.create_policy(PolicyName="edge", PolicyDocument=policy(allow("iam:Get*")))["Policy"]["Arn"]
    one.list_users()
    iam.put_user_permissions_boundary(UserName="one", PermissionsBoundary=arn)
    one.get_user(UserName="one")
    message = error_of(one.list_users)["Error"]["Message"]
    assert message.endswith("because no permissions boundary allows the iam:ListUsers action")


def test_permissions_boundary_alone_allows_nothing(as_user, iam):
    one = as_user("iam", PermissionsBoundary="arn:aws:iam::aws:policy/AdministratorAccess")
    assert "no identity-based policy" in error_of(one.list_users)["Error"]["Message"]


# PassRole

@pytest.fixture
def launcher(cloud, make_user, make_profile, image):
    """Makes a dry run with a profile, as a user with RunInstances and these additional statements."""
    make_profile("machine")

    def run(*statements, **more):
        client = cloud.client("ec2", **make_user("one", policy(allow("ec2:RunInstances"), *statements)))
        params = {"ImageId": image(), "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1, "DryRun": True,
                  "IamInstanceProfile": {"Name": "machine"}, **more}
        return error_of(client.run_instances, **params)
    return run


ROLE = "arn:aws:iam::123456789012:role/machine"


def test_launch_with_a_profile_needs_pass_role(launcher):
    answer = launcher()
    assert answer["Error"]["Code"] == "UnauthorizedOperation" and answer["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert f"iam:PassRole on resource: {ROLE}" in answer["Error"]["Message"]


@pytest.mark.parametrize("statement, code", [
    (allow("iam:PassRole", ROLE), "DryRunOperation"),
    (allow("iam:PassRole", ROLE + "2"), "UnauthorizedOperation"),
    (allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}), "DryRunOperation"),
    (allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "eks.amazonaws.com"}}), "UnauthorizedOperation"),
    (allow("iam:PassRole", Condition={"StringLike": {"iam:PassedToService": ["ec2.*"]}}), "DryRunOperation"),
])
def test_pass_role_is_evaluated(launcher, statement, code):
    assert launcher(statement)["Error"]["Code"] == code


def test_adding_a_role_to_a_profile_needs_pass_role(cloud, iam, make_user, make_profile):
    make_profile("machine")
    iam.create_instance_profile(InstanceProfileName="other")
    statement = allow("iam:AddRoleToInstanceProfile")
    one = cloud.client("iam", **make_user("one", policy(statement)))
    params = {"InstanceProfileName": "other", "RoleName": "machine"}
    assert "iam:PassRole" in error_of(one.add_role_to_instance_profile, **params)["Error"]["Message"]
    iam.put_user_policy(UserName="one", PolicyName="own", PolicyDocument=policy(statement, allow("iam:PassRole", ROLE)))
    one.add_role_to_instance_profile(**params)


# EC2

def test_dry_run_says_what_would_have_happened(ec2, image, as_user):
    params = {"ImageId": image(), "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1, "DryRun": True}
    answer = error_of(ec2.run_instances, **params)
    assert answer["Error"]["Code"] == "DryRunOperation" and answer["ResponseMetadata"]["HTTPStatusCode"] == 412
    assert code_of(as_user("ec2", allow("ec2:Describe*")).run_instances, **params) == "UnauthorizedOperation"
    assert ec2.describe_instances()["Reservations"] == []


def test_launch_needs_permission_for_several_resources(cloud, make_user, image):
    every = [f"arn:aws:ec2:*:*:{kind}/*" for kind in ("instance", "volume", "network-interface", "security-group", "subnet")]
    every.append("arn:aws:ec2:*::image/*")
    keys = make_user("one")
    client, iam = cloud.client("ec2", **keys), cloud.client("iam")
    params = {"ImageId": image(), "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1, "DryRun": True}
    for left_out in every:
        iam.put_user_policy(UserName="one", PolicyName="own", PolicyDocument=policy(
            allow("ec2:RunInstances", [a for a in every if a != left_out])))
        assert code_of(client.run_instances, **params) == "UnauthorizedOperation", left_out
    iam.put_user_policy(UserName="one", PolicyName="own", PolicyDocument=policy(allow("ec2:RunInstances", every)))
    assert code_of(client.run_instances, **params) == "DryRunOperation"


def test_tags_at_launch_need_create_tags(cloud, make_user, image):
    keys = make_user("one", policy(allow("ec2:RunInstances")))
    client = cloud.client("ec2", **keys)
    params = {"ImageId": image(), "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1, "DryRun": True,
              "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "accredit:setup", "Value": "a"}]}]}
    assert "ec2:CreateTags" in error_of(client.run_instances, **params)["Error"]["Message"]
    tagging = allow("ec2:CreateTags", Condition={"StringEquals": {"ec2:CreateAction": "RunInstances", "aws:RequestTag/accredit:setup": "a"},
                                                 "ForAllValues:StringEquals": {"aws:TagKeys": ["accredit:setup"]}})
    cloud.client("iam").put_user_policy(UserName="one", PolicyName="own", PolicyDocument=policy(allow("ec2:RunInstances"), tagging))
    assert code_of(client.run_instances, **params) == "DryRunOperation"
    params["TagSpecifications"][0]["Tags"].append({"Key": "more", "Value": "a"})
    assert code_of(client.run_instances, **params) == "UnauthorizedOperation"


def test_resource_tag_decides_what_can_be_terminated(cloud, launch, make_user):
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "owner", "Value": "one"}]}]
    mine, other = launch(TagSpecifications=tags)["InstanceId"], launch()["InstanceId"]
    client = cloud.client("ec2", **make_user("one", policy(allow(
        "ec2:TerminateInstances", Condition={"StringEquals": {"ec2:ResourceTag/owner": "${aws:username}"}}))))
    assert code_of(client.terminate_instances, InstanceIds=[other]) == "UnauthorizedOperation"
    assert code_of(client.terminate_instances, InstanceIds=[mine, other]) == "UnauthorizedOperation"
    client.terminate_instances(InstanceIds=[mine])


def test_reason_of_a_denial_can_be_decoded(as_user, sts, image):
    answer = error_of(as_user("ec2").run_instances, ImageId=image(), MinCount=1, MaxCount=1)
    encoded = answer["Error"]["Message"].rpartition("Encoded authorization failure message: ")[2]
    decoded = json.loads(sts.decode_authorization_message(EncodedMessage=encoded)["DecodedMessage"])
    assert decoded["context"]["action"] == "ec2:RunInstances" and decoded["explicitDeny"] is False
    assert len(encoded) > 200 and "RunInstances" not in encoded


def test_decoding_needs_permission(cloud, make_user, image):
    key = make_user("one", policy(allow("ec2:Describe*")))
    encoded = error_of(cloud.client("ec2", **key).run_instances, ImageId=image(), MinCount=1, MaxCount=1)["Error"]["Message"].rpartition(": ")[2]
    assert code_of(cloud.client("sts", **key).decode_authorization_message, EncodedMessage=encoded) == "AccessDenied"


def test_explicit_deny_names_its_policy(as_user, sts, image):
    one = as_user("ec2", allow("ec2:*"), deny("ec2:RunInstances"))
    encoded = error_of(one.run_instances, ImageId=image(), MinCount=1, MaxCount=1)["Error"]["Message"].rpartition(": ")[2]
    decoded = json.loads(sts.decode_authorization_message(EncodedMessage=encoded)["DecodedMessage"])
    matched, = decoded["matchedStatements"]["items"]
    assert decoded["explicitDeny"] is True and matched["sourcePolicyType"] == "IAM Policy"


def test_only_messages_of_this_account_are_decoded(cloud, as_user, sts, image):
    encoded = error_of(as_user("ec2").run_instances, ImageId=image(), MinCount=1, MaxCount=1)["Error"]["Message"].rpartition(": ")[2]
    wrong = [encoded[:-3] + ("AAA" if encoded[-3:] != "AAA" else "BBB"), encoded[4:], "x", "%%", "\u00e9", "A" * 10240, encoded + "====="]
    for text in wrong:
        assert code_of(sts.decode_authorization_message, EncodedMessage=text) == "InvalidAuthorizationMessageException", text
    cloud.control("POST", "reset")
    assert code_of(sts.decode_authorization_message, EncodedMessage=encoded) == "InvalidAuthorizationMessageException"


def test_fault_of_a_call_does_not_apply_to_its_dry_run(cloud, ec2, image):
    cloud.faults(error=["RunInstances=InsufficientInstanceCapacity", "RunInstances-dry=Unavailable:503x1"])
    dry = {"ImageId": image(), "MinCount": 1, "MaxCount": 1, "DryRun": True}
    assert [code_of(ec2.run_instances, **dry) for _ in range(2)] == ["Unavailable", "DryRunOperation"]
    assert code_of(ec2.run_instances, **{**dry, "DryRun": False}) == "InsufficientInstanceCapacity"


def test_terse_cloud_gives_only_the_encoded_reason(cloud, as_user, image):
    cloud.faults(terse=True)
    said = error_of(as_user("ec2").run_instances, ImageId=image(), MinCount=1, MaxCount=1)["Error"]["Message"]
    assert said.startswith("You are not authorized to perform this operation. Encoded authorization failure message: ")


# Other services

def test_public_parameters_have_no_account_in_their_arn(as_user):
    one = as_user("ssm", allow("ssm:GetParameter*", "arn:aws:ssm:*::parameter/aws/service/*"))
    name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    assert one.get_parameter(Name=name)["Parameter"]["Value"].startswith("ami-")
    assert one.get_parameters(Names=[name])["Parameters"]
    answer = error_of(one.get_parameter, Name="/mine")
    assert answer["Error"]["Code"] == "AccessDeniedException" and answer["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_redshift_calls_are_evaluated(as_user):
    one = as_user("redshift", allow("redshift:DescribeClusters", "arn:aws:redshift:us-east-1:123456789012:cluster:*"))
    one.describe_clusters()
    assert code_of(one.create_cluster, ClusterIdentifier="a", NodeType="dc2.large", MasterUsername="a",
                   MasterUserPassword="Abcdefg1") == "AccessDenied"


# Service control policies and simulation

def test_simulator_evaluates_in_the_same_way(iam, make_user):
    make_user("one", policy(allow("s3:GetObject", "arn:aws:s3:::a/*"), deny("s3:GetObject", "arn:aws:s3:::a/secret")))
    found = iam.simulate_principal_policy(
        PolicySourceArn="arn:aws:iam::123456789012:user/one", ActionNames=["s3:GetObject"],
        ResourceArns=["arn:aws:s3:::a/x", "arn:aws:s3:::a/secret", "arn:aws:s3:::b/x"])["EvaluationResults"]
    assert [r["EvalDecision"] for r in found] == ["allowed", "explicitDeny", "implicitDeny"]


def test_simulator_accepts_context(iam):
    document = policy(allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}))
    entry = {"ContextKeyName": "iam:PassedToService", "ContextKeyType": "string"}
    for service, decision in (("ec2.amazonaws.com", "allowed"), ("eks.amazonaws.com", "implicitDeny")):
        found = iam.simulate_custom_policy(PolicyInputList=[document], ActionNames=["iam:PassRole"],
                                           ContextEntries=[{**entry, "ContextKeyValues": [service]}])
        assert found["EvaluationResults"][0]["EvalDecision"] == decision
