"""StackSets over member accounts: IAM's answers in each account, operations that take a while, one at a time."""

import json

import boto3
import pytest

from cloud import EC2_TRUST, REGION, Cloud, allow, policy, until

ACCESS = "OrganizationAccountAccessRole"
EXECUTION = "AWSCloudFormationStackSetExecutionRole"


def template(action="s3:Get*"):
    return json.dumps({
        "Parameters": {"RoleName": {"Type": "String", "Default": "Reader"}, "Extra": {"Type": "String", "Default": ""}},
        "Conditions": {"HasExtra": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Extra"}, ""]}]}},
        "Resources": {
            "Policy": {"Type": "AWS::IAM::Policy", "DependsOn": ["Role"], "Properties": {
                "PolicyName": "read", "Roles": [{"Ref": "RoleName"}], "PolicyDocument": json.loads(policy(allow(action))) | {"Id": {
                    "Fn::Sub": "${AWS::AccountId}-${!x}-${Role.Arn}"}}}},
            "Role": {"Type": "AWS::IAM::Role", "Properties": {
                "RoleName": {"Ref": "RoleName"}, "AssumeRolePolicyDocument": EC2_TRUST,
                "Tags": [{"Key": "own", "Value": "1"}, {"Fn::If": ["HasExtra", {"Key": "e", "Value": "e"}, {"Ref": "AWS::NoValue"}]}]}},
        }})


@pytest.fixture(name="members", scope="module")
def _members(tmp_path_factory):
    cloud = Cloud(tmp_path_factory.mktemp("members"), "--delay", "0", "--accounts", "22", "--stack-time", "0.05")
    yield cloud
    cloud.end()


@pytest.fixture(name="cloud")
def _cloud(members):
    members.reset()
    return members


def member(cloud, number, service="iam"):
    key = cloud.client("sts").assume_role(RoleArn=f"arn:aws:iam::{number}:role/{ACCESS}", RoleSessionName="test")["Credentials"]
    return boto3.client(service, endpoint_url=cloud.url, region_name=REGION, aws_access_key_id=key["AccessKeyId"],
                        aws_secret_access_key=key["SecretAccessKey"], aws_session_token=key["SessionToken"])


def created(cloud, **more):
    cf = cloud.client("cloudformation")
    cf.create_stack_set(StackSetName="set", TemplateBody=template(), Capabilities=["CAPABILITY_NAMED_IAM"], Tags=[{"Key": "t", "Value": "v"}], **more)
    return cf


def ended(cf, ident):
    def status():
        found = cf.describe_stack_set_operation(StackSetName="set", OperationId=ident)["StackSetOperation"]["Status"]
        return found if found not in ("RUNNING", "STOPPING") else None
    return until(status)


def instances(cf):
    pages = cf.get_paginator("list_stack_instances").paginate(StackSetName="set")
    return {i["Account"]: (i["Status"], i.get("StatusReason", "")) for page in pages for i in page["Summaries"]}


def preferences(percentage=100, most=5):
    return {"OperationPreferences": {"MaxConcurrentCount": most, "FailureTolerancePercentage": percentage}}


def test_two_accounts_fail(cloud):
    """IAM's own answers are the reasons, and a new operation tries them again."""
    ids, cf = cloud.control("GET", "members"), created(cloud)
    member(cloud, ids[3]).create_role(RoleName="Reader", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam = member(cloud, ids[7])
    iam.delete_role_policy(RoleName=EXECUTION, PolicyName="administrator")
    iam.delete_role(RoleName=EXECUTION)
    ident = cf.create_stack_instances(StackSetName="set", Accounts=ids, Regions=[REGION], **preferences())["OperationId"]
    with pytest.raises(cf.exceptions.OperationInProgressException):
        cf.create_stack_instances(StackSetName="set", Accounts=ids, Regions=[REGION])
    assert ended(cf, ident) == "SUCCEEDED"
    found = instances(cf)
    assert len(found) == 22 and [n for n, (status, _) in found.items() if status != "CURRENT"] == [ids[3], ids[7]]
    assert "Role with name Reader already exists" in found[ids[3]][1] and "trust relationship" in found[ids[7]][1]
    member(cloud, ids[3]).delete_role(RoleName="Reader")
    assert ended(cf, cf.create_stack_instances(StackSetName="set", Accounts=ids[3:4], Regions=[REGION])["OperationId"]) == "SUCCEEDED"
    role = member(cloud, ids[3]).get_role(RoleName="Reader")["Role"]
    assert {t["Key"]: t["Value"] for t in role["Tags"] if not t["Key"].startswith("aws:")} == {"own": "1", "t": "v"}
    document = member(cloud, ids[3]).get_role_policy(RoleName="Reader", PolicyName="read")["PolicyDocument"]
    assert document["Id"] == f"{ids[3]}-${{x}}-arn:aws:iam::{ids[3]}:role/Reader"


def test_update_and_delete(cloud):
    ids, cf = cloud.control("GET", "members")[:3], created(cloud)
    ended(cf, cf.create_stack_instances(StackSetName="set", Accounts=ids, Regions=[REGION], **preferences())["OperationId"])
    with pytest.raises(cf.exceptions.StackSetNotEmptyException):
        cf.delete_stack_set(StackSetName="set")
    ended(cf, cf.update_stack_set(StackSetName="set", TemplateBody=template("s3:Put*"), Capabilities=["CAPABILITY_NAMED_IAM"], **preferences())["OperationId"])
    document = member(cloud, ids[1]).get_role_policy(RoleName="Reader", PolicyName="read")["PolicyDocument"]
    assert document["Statement"][0]["Action"] == ["s3:Put*"]
    ended(cf, cf.delete_stack_instances(StackSetName="set", Accounts=ids, Regions=[REGION], RetainStacks=False, **preferences())["OperationId"])
    assert not instances(cf)
    cf.delete_stack_set(StackSetName="set")
    assert "Reader" not in [r["RoleName"] for r in member(cloud, ids[1]).list_roles()["Roles"]]


def test_an_scp_denies_and_the_tolerance_decides(cloud):
    ids, cf = cloud.control("GET", "members")[:2], created(cloud)
    cloud.control("POST", "scp", {"account": ids[0], "document": json.loads(policy(allow("*"), allow("iam:CreateRole", effect="Deny")))})
    ident = cf.create_stack_instances(StackSetName="set", Accounts=ids, Regions=[REGION], **preferences(percentage=0))["OperationId"]
    assert ended(cf, ident) == "FAILED"
    found = instances(cf)
    assert "explicit deny in a service control policy" in found[ids[0]][1] and found[ids[1]][0] == "CURRENT"


def test_units_and_a_stop(cloud):
    cf = created(cloud, PermissionModel="SERVICE_MANAGED", AutoDeployment={"Enabled": True, "RetainStacksOnAccountRemoval": False})
    cloud.control("POST", "settings", {"stack_time": 0.3})
    try:
        ident = cf.create_stack_instances(StackSetName="set", DeploymentTargets={"OrganizationalUnitIds": ["ou-prac-sandbox0"]}, Regions=[REGION],
                                          **preferences(most=1))["OperationId"]
        cf.stop_stack_set_operation(StackSetName="set", OperationId=ident)
        assert ended(cf, ident) == "STOPPED"
        assert sorted(s for s, _ in instances(cf).values()) == ["CURRENT", "OUTDATED"]
    finally:
        cloud.control("POST", "settings", {"stack_time": 0.05})


def test_accounts_are_apart(cloud):
    """A role of another account needs both policies; a session sees its own account alone."""
    ids = cloud.control("GET", "members")
    assert member(cloud, ids[0], "sts").get_caller_identity()["Account"] == ids[0]
    assert "operator" in [u["UserName"] for u in cloud.client("iam").list_users()["Users"]]
    assert member(cloud, ids[0]).list_users()["Users"] == []
    iam = cloud.client("iam")
    iam.put_user_policy(UserName="operator", PolicyName="no-assume", PolicyDocument=policy(allow("sts:AssumeRole", effect="Deny")))
    with pytest.raises(cloud.client("sts").exceptions.ClientError, match="AccessDenied"):
        member(cloud, ids[0])
