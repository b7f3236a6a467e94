"""CloudFormation's stacks in the practice cloud: what is refused, rolled back, replaced and retained, as AWS documents it."""

import json

import pytest
from botocore.exceptions import ClientError

from conftest import until

ACCOUNT = "123456789012"
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
NAMED = ["CAPABILITY_NAMED_IAM"]


def role(name="One", **more):
    return {"Type": "AWS::IAM::Role", "Properties": {"RoleName": name, "AssumeRolePolicyDocument": TRUST, **more}}


def roles(cloud):
    """name -> (description, path, tags)"""
    iam = cloud.client("iam")
    told = (iam.get_role(RoleName=r["RoleName"])["Role"] for r in iam.list_roles()["Roles"])
    return {r["RoleName"]: (r.get("Description"), r["Path"], {t["Key"]: t["Value"] for t in r.get("Tags", [])}) for r in told}


def template(parameters=None, **resources):
    return json.dumps({"Parameters": parameters or {}, "Resources": resources})


class Stack:
    def __init__(self, cloud, name="one"):
        self.client, self.name, self.id = cloud.client("cloudformation"), name, name

    def told(self):
        return self.client.describe_stacks(StackName=self.id)["Stacks"][0]

    def ended(self):
        return until(lambda: (s := self.told()["StackStatus"]) and not s.endswith("_IN_PROGRESS") and s)

    def create(self, text, **more):
        self.id = self.client.create_stack(StackName=self.name, TemplateBody=text, **{"Capabilities": NAMED, **more})["StackId"]
        return self.ended()

    def update(self, text, **more):
        self.client.update_stack(StackName=self.name, TemplateBody=text, Capabilities=NAMED, **more)
        return self.ended()

    def delete(self):
        self.client.delete_stack(StackName=self.name)
        return self.ended()

    def reasons(self):
        return " ".join(e.get("ResourceStatusReason", "") for e in self.client.describe_stack_events(StackName=self.id)["StackEvents"])


@pytest.fixture
def stack(cloud):
    return Stack(cloud)


NAME = {"Name": {"Type": "String", "Default": "One", "AllowedPattern": "[A-Z][a-z]+", "ConstraintDescription": "a word"},
        "Kind": {"Type": "String", "Default": "a", "AllowedValues": ["a", "b"]}}
REFUSED = [
    ("not JSON", {"TemplateBody": "{"}, "unsupported structure"),
    ("no resources", {"TemplateBody": "{}"}, "At least one Resources member"),
    ("no capability", {"TemplateBody": template(One=role()), "Capabilities": []}, "CAPABILITY_NAMED_IAM"),
    ("unknown parameter", {"TemplateBody": template(One=role()), "Parameters": [{"ParameterKey": "X", "ParameterValue": "y"}]}, "do not exist in the template"),
    ("pattern", {"TemplateBody": template(NAME, One=role()), "Parameters": [{"ParameterKey": "Name", "ParameterValue": "one"}]}, "a word"),
    ("value", {"TemplateBody": template(NAME, One=role()), "Parameters": [{"ParameterKey": "Kind", "ParameterValue": "c"}]}, "must be one of"),
    ("missing value", {"TemplateBody": template({"X": {"Type": "String"}}, One=role())}, "must have values"),
    ("too long", {"TemplateBody": template(One=role(Description="x" * 51200))}, "51200"),
]


@pytest.mark.parametrize("given, told", [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refused(cloud, given, told):
    with pytest.raises(ClientError, match=told):
        cloud.client("cloudformation").create_stack(StackName="one", **{"Capabilities": NAMED, **given})
    assert not cloud.client("cloudformation").describe_stacks()["Stacks"]


FAILED = [
    ("unknown property", {"Two": role("Two", Nothing="x")}, "extraneous key [Nothing]"),
    ("unknown type", {"Two": {"Type": "AWS::IAM::Nothing", "Properties": {}}}, "Unrecognized resource types"),
    ("exists", {"Two": role("Taken")}, "Taken already exists"),
    ("no such policy", {"Two": role("Two", ManagedPolicyArns=[f"arn:aws:iam::{ACCOUNT}:policy/None"])}, "does not exist"),
]


@pytest.mark.parametrize("more, told", [r[1:] for r in FAILED], ids=[r[0] for r in FAILED])
def test_rolled_back(cloud, stack, more, told):
    """What was created before the failure is deleted; what exists already stays."""
    cloud.client("iam").create_role(RoleName="Taken", AssumeRolePolicyDocument=json.dumps(TRUST))
    assert stack.create(template(One=role(), **more)) == "ROLLBACK_COMPLETE"
    assert told in stack.reasons() and "One" not in roles(cloud) and "Taken" in roles(cloud)


def test_tags_of_the_stack(cloud, stack):
    """A resource with tags gets those of the stack and CloudFormation's own."""
    assert stack.create(template(One=role(Tags=[{"Key": "a", "Value": "b"}])), Tags=[{"Key": "team", "Value": "data"}]) == "CREATE_COMPLETE"
    tags = roles(cloud)["One"][2]
    assert tags == {"a": "b", "team": "data", "aws:cloudformation:stack-name": "one", "aws:cloudformation:stack-id": stack.id,
                    "aws:cloudformation:logical-id": "One"}
    with pytest.raises(ClientError, match="reserved"):
        cloud.client("iam").tag_role(RoleName="One", Tags=[{"Key": "aws:x", "Value": "y"}])


def test_replaced(cloud, stack):
    """Another name is another role; another path under the same name is refused, and the update undone."""
    stack.create(template(One=role()))
    assert stack.update(template(One=role("Two"))) == "UPDATE_COMPLETE" and "Two" in roles(cloud) and "One" not in roles(cloud)
    assert stack.update(template(One=role("Two", Path="/x/"))) == "UPDATE_ROLLBACK_COMPLETE"
    assert "custom-named resource requires replacing" in stack.reasons() and roles(cloud)["Two"][1] == "/"
    with pytest.raises(ClientError, match="No updates are to be performed"):
        stack.update(template(One=role("Two")))


def test_retained(cloud, stack):
    stack.create(template(One={**role(), "DeletionPolicy": "Retain"}, Two=role("Two")))
    assert stack.delete() == "DELETE_COMPLETE" and "One" in roles(cloud) and "Two" not in roles(cloud)


def test_not_deleted(cloud, stack):
    """What is in use is not deleted, and the stack says so; afterwards it can be deleted."""
    stack.create(template(One=role()))
    iam = cloud.client("iam")
    iam.put_role_policy(RoleName="One", PolicyName="of-others", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}))
    assert stack.delete() == "DELETE_FAILED" and "One" in roles(cloud)
    iam.delete_role_policy(RoleName="One", PolicyName="of-others")
    assert stack.delete() == "DELETE_COMPLETE"


def test_functions_and_outputs(cloud, stack):
    text = json.dumps({
        "Parameters": {"Name": {"Type": "String", "Default": "One"}}, "Conditions": {"No": {"Fn::Equals": [{"Ref": "Name"}, "x"]}},
        "Resources": {"R": role({"Ref": "Name"}, Description={"Fn::Sub": "${Name} ${!x} ${AWS::AccountId}"}, PermissionsBoundary={"Fn::If": [
            "No", "x", {"Ref": "AWS::NoValue"}]}), "Never": {**role("Never"), "Condition": "No"}},
        "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["R", "Arn"]}, "Description": "role_arn"}}})
    assert stack.create(text) == "CREATE_COMPLETE"
    assert roles(cloud)["One"][0] == f"One ${{x}} {ACCOUNT}" and "Never" not in roles(cloud)
    assert stack.told()["Outputs"] == [{"OutputKey": "Arn", "OutputValue": f"arn:aws:iam::{ACCOUNT}:role/One", "Description": "role_arn"}]


def test_what_exists_is_not_taken_over(cloud, stack):
    """CreateBucket and CreateQueue succeed for one's own; CloudFormation asks first."""
    sqs = cloud.client("sqs")
    cloud.client("s3").create_bucket(Bucket="mine-already")
    sqs.create_queue(QueueName="mine")
    for kind, properties in (("AWS::S3::Bucket", {"BucketName": "mine-already"}), ("AWS::SQS::Queue", {"QueueName": "mine"})):
        assert stack.create(template(One={"Type": kind, "Properties": properties}), Capabilities=[]) == "ROLLBACK_COMPLETE"
        assert "already exists" in stack.reasons()
        assert stack.delete() == "DELETE_COMPLETE"


def test_called_via_cloudformation(cloud, stack, make_user):
    """Conditions see that CloudFormation calls: a policy can allow IAM's calls by stacks alone."""
    keys = make_user("deployer", json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}}]}))
    with pytest.raises(ClientError, match="AccessDenied"):
        cloud.client("iam", **keys).create_role(RoleName="One", AssumeRolePolicyDocument=json.dumps(TRUST))
    stack.client = cloud.client("cloudformation", **keys)
    assert stack.create(template(One=role())) == "CREATE_COMPLETE"
