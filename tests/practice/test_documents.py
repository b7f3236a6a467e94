"""Documents that IAM rejects, and documents that it accepts."""

import json

import pytest
from conftest import EC2_TRUST, error_of, policy

GOOD = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def text(**changes):
    statement = {k: v for k, v in {**GOOD, **changes}.items() if v is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


BROKEN = {
    "not JSON": "{",
    "a list": "[]",
    "a comma too many": '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"},]}',
    "a member twice": '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Effect":"Deny","Action":"s3:*","Resource":"*"}}',
    "no statement": '{"Version":"2012-10-17"}',
    "an empty statement": '{"Version":"2012-10-17","Statement":[]}',
    "another version": '{"Version":"2020-01-01","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}',
    "a field nobody knows": text(Comment="x"),
    "no effect": text(Effect=None),
    "another effect": text(Effect="allow"),
    "no action": text(Action=None),
    "action and its opposite": text(NotAction="s3:*"),
    "an action without vendor": text(Action="GetObject"),
    "no resource": text(Resource=None),
    "a resource that is no ARN": text(Resource="bucket"),
    "a short ARN": text(Resource="arn:aws:s3"),
    "another partition": text(Resource="arn:aws-cn:s3:::bucket"),
    "IAM with a region": text(Resource="arn:aws:iam:us-east-1:123456789012:role/a"),
    "S3 with a region": text(Resource="arn:aws:s3:us-east-1::bucket"),
    "an IAM path of no kind": text(Resource="arn:aws:iam::123456789012:rolle/a"),
    "a principal": text(Principal="*"),
    "an operator nobody knows": text(Condition={"StringSame": {"aws:username": "a"}}),
    "a condition without keys": text(Condition={"StringEquals": "a"}),
    "the same Sid twice": json.dumps({"Version": "2012-10-17", "Statement": [{**GOOD, "Sid": "A"}, {**GOOD, "Sid": "A"}]}),
    "a Sid with a space": text(Sid="my statement"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_malformed_policy_is_rejected(iam, name):
    for call, more in ((iam.create_policy, {"PolicyName": "p"}), (iam.put_user_policy, {"UserName": "operator", "PolicyName": "p"})):
        answer = error_of(call, PolicyDocument=BROKEN[name], **more)
        assert answer["Error"]["Code"] == "MalformedPolicyDocument" and answer["ResponseMetadata"]["HTTPStatusCode"] == 400


SOUND = {
    "a lone statement": text(),
    "no version": json.dumps({"Statement": [GOOD]}),
    "opposites": text(Action=None, NotAction="iam:*", Resource=None, NotResource="arn:aws:s3:::a"),
    "wildcards": text(Action=["ec2:Describe*", "s3:?etObject"], Resource=["arn:aws:s3:::a*", "arn:aws:ec2:*:*:instance/*"]),
    "variables": text(Resource="arn:aws:s3:::a/${aws:username}/*"),
    "many operators": text(Condition={"ForAllValues:StringLikeIfExists": {"aws:TagKeys": ["a*"]}, "Null": {"aws:username": "false"},
                                      "NumericLessThan": {"s3:max-keys": 10}, "Bool": {"aws:SecureTransport": True}}),
}


@pytest.mark.parametrize("name", SOUND)
def test_valid_policy_is_accepted(iam, name):
    iam.put_user_policy(UserName="operator", PolicyName="sound", PolicyDocument=SOUND[name])


def trust(**changes):
    statement = {k: v for k, v in {**EC2_TRUST["Statement"][0], **changes}.items() if v is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


BAD_TRUST = {
    "no principal": trust(Principal=None),
    "a resource": trust(Resource="*"),
    "another service's action": trust(Action="s3:GetObject"),
    "a service nobody knows": trust(Principal={"Service": "coffee.amazonaws.com"}),
    "a user who does not exist": trust(Principal={"AWS": "arn:aws:iam::123456789012:user/nobody"}),
    "a role who does not exist": trust(Principal={"AWS": "arn:aws:iam::123456789012:role/nobody"}),
    "another partition": trust(Principal={"AWS": "arn:aws-cn:iam::123456789012:root"}),
    "a wildcard in an ARN": trust(Principal={"AWS": "arn:aws:iam::123456789012:user/*"}),
    "no account": trust(Principal={"AWS": "somebody"}),
}


@pytest.mark.parametrize("name", BAD_TRUST)
def test_invalid_trust_policy_is_rejected(iam, name):
    answer = error_of(iam.create_role, RoleName="r", AssumeRolePolicyDocument=BAD_TRUST[name])
    assert answer["Error"]["Code"] == "MalformedPolicyDocument"
    if "exist" in name or "nobody" in name:
        assert answer["Error"]["Message"].startswith("Invalid principal in policy")


@pytest.mark.parametrize("principal", [
    "*", {"AWS": "123456789012"}, {"AWS": "arn:aws:iam::123456789012:root"}, {"AWS": "arn:aws:iam::123456789012:user/operator"},
    {"AWS": ["arn:aws:iam::210987654321:role/theirs"]}, {"Service": ["spotfleet.amazonaws.com", "ec2.amazonaws.com"]},
    {"Service": "pods.eks.amazonaws.com"}, {"Federated": "arn:aws:iam::123456789012:oidc-provider/example.com"}])
def test_valid_trust_policy_is_accepted(iam, principal):
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(Principal=principal))


def test_invalid_trust_policy_does_not_replace_a_valid_one(iam):
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust())
    answer = error_of(iam.update_assume_role_policy, RoleName="r", PolicyDocument=policy(Action="s3:*"))
    assert answer["Error"]["Code"] == "MalformedPolicyDocument"
    assert iam.get_role(RoleName="r")["Role"]["AssumeRolePolicyDocument"] == EC2_TRUST
