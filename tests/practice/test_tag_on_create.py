"""Tags at creation also need the tagging action, on the new resource and with the given tags."""

import json

import pytest
from conftest import EC2_TRUST, error_of, policy

TRUST = json.dumps(EC2_TRUST)
PAIR = [{"Key": "team", "Value": "a"}]
HERE, IAM = "us-east-1:123456789012", "arn:aws:iam::123456789012:"
ENTRY = f"arn:aws:eks:{HERE}:access-entry/one/role/123456789012/pods/*"

# service, operation, the new resource, its tags, the action, the ARN that is evaluated (and the name in the message)
ROWS = [
    ("iam", "create_role", {"RoleName": "r", "Path": "/p/", "AssumeRolePolicyDocument": TRUST}, {"Tags": PAIR}, "iam:TagRole", IAM + "role/p/r"),
    ("iam", "create_user", {"UserName": "u"}, {"Tags": PAIR}, "iam:TagUser", IAM + "user/u"),
    ("iam", "create_policy", {"PolicyName": "p", "PolicyDocument": policy(Action="s3:*")}, {"Tags": PAIR}, "iam:TagPolicy", IAM + "policy/p", "policy p"),
    ("iam", "create_instance_profile", {"InstanceProfileName": "i"}, {"Tags": PAIR}, "iam:TagInstanceProfile", IAM + "instance-profile/i"),
    ("iam", "create_open_id_connect_provider", {"Url": "https://a.example/b", "ThumbprintList": ["a" * 40]}, {"Tags": PAIR},
     "iam:TagOpenIDConnectProvider", IAM + "oidc-provider/a.example"),
    ("sqs", "create_queue", {"QueueName": "q"}, {"tags": {"team": "a"}}, "sqs:TagQueue", f"arn:aws:sqs:{HERE}:q"),
    ("events", "put_rule", {"Name": "e", "EventPattern": '{"source": ["aws.ec2"]}'}, {"Tags": PAIR}, "events:TagResource",
     f"arn:aws:events:{HERE}:rule/e"),
    ("eks", "create_access_entry", {"clusterName": "one", "principalArn": IAM + "role/pods"}, {"tags": {"team": "a"}}, "eks:TagResource", ENTRY),
    ("s3", "create_bucket", {"Bucket": "new-one"}, {"CreateBucketConfiguration": {"Tags": PAIR}}, "s3:TagResource", "arn:aws:s3:::new-one"),
]


@pytest.fixture
def ready(cloud, iam):
    """A cluster, and a role for its access entry."""
    iam.create_role(RoleName="pods", AssumeRolePolicyDocument=TRUST)
    cloud.client("eks").create_cluster(name="one", roleArn=IAM + "role/Cluster", resourcesVpcConfig={"subnetIds": []},
                                       accessConfig={"authenticationMode": "API"})


@pytest.fixture
def ask(cloud, make_user, iam, ready):
    """Calls as a user who is allowed everything except one action, which an additional statement can allow."""
    keys = make_user("one")

    def call(row, *statements, **tags):
        service, operation, params, _, action, *_ = row
        iam.put_user_policy(UserName="one", PolicyName="own", PolicyDocument=policy(
            {"Effect": "Allow", "NotAction": action, "Resource": "*"}, *statements))
        return getattr(cloud.client(service, **keys), operation), {**params, **tags}
    return call


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_tags_need_their_own_permission(ask, row):
    _, _, _, tags, action, arn, *called = row
    operation, params = ask(row, **tags)
    reported = error_of(operation, **params)["Error"]
    on = f'"{arn}"' if row[0] == "s3" else (called or [arn])[0]
    assert reported["Code"] in ("AccessDenied", "AccessDeniedException") and reported["Message"] == (
        f"User: arn:aws:iam::123456789012:user/one is not authorized to perform: {action} on resource: {on} because no identity-based "
        f"policy allows the {action} action")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_creation_without_tags_needs_no_tagging_permission(ask, row):
    operation, params = ask(row)
    operation(**params)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_conditions_on_the_tags_and_the_new_resource(ask, row):
    _, _, _, tags, action, arn, *_ = row
    for value, on in (("b", arn), ("a", arn.replace("123456789012", "999999999999").replace("new-one", "other"))):
        operation, params = ask(row, {"Effect": "Allow", "Action": action, "Resource": on,
                                      "Condition": {"StringEquals": {"aws:RequestTag/team": value}}}, **tags)
        assert action in error_of(operation, **params)["Error"]["Message"]
    operation, params = ask(row, {"Effect": "Allow", "Action": action, "Resource": arn, "Condition": {
        "StringEquals": {"aws:RequestTag/team": "a"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}}, **tags)
    operation(**params)


def test_spot_fleet_with_tags_needs_create_tags(cloud, make_user, iam, image):
    iam.create_role(RoleName="fleet", AssumeRolePolicyDocument=TRUST.replace("ec2.", "spotfleet."))
    keys = make_user("one", policy(Action=["ec2:RequestSpotFleet", "iam:PassRole"]))
    config = {"IamFleetRole": IAM + "role/fleet", "TargetCapacity": 1, "LaunchSpecifications": [{"ImageId": image(), "InstanceType": "t3.micro"}]}
    ask = cloud.client("ec2", **keys).request_spot_fleet
    assert error_of(ask, DryRun=True, SpotFleetRequestConfig=config)["Error"]["Code"] == "DryRunOperation"
    config["TagSpecifications"] = [{"ResourceType": "spot-fleet-request", "Tags": PAIR}]
    assert f"ec2:CreateTags on resource: arn:aws:ec2:{HERE}:spot-fleet-request/*" in error_of(
        ask, DryRun=True, SpotFleetRequestConfig=config)["Error"]["Message"]
    iam.put_user_policy(UserName="one", PolicyName="tags", PolicyDocument=policy(
        Action="ec2:CreateTags", Condition={"StringEquals": {"ec2:CreateAction": "RequestSpotFleet"}}))
    assert error_of(ask, DryRun=True, SpotFleetRequestConfig=config)["Error"]["Code"] == "DryRunOperation"


def test_tags_of_users_and_roles_are_principal_tags(cloud, iam, make_user):
    mine = {"StringEquals": {"iam:ResourceTag/team": "a", "aws:PrincipalTag/team": "a"}}
    keys = make_user("one", policy(Action="iam:GetUser", Condition=mine), Tags=PAIR)
    one = cloud.client("iam", **keys)
    one.get_user(UserName="one")
    assert error_of(one.get_user, UserName="operator")["Error"]["Code"] == "AccessDenied"
    iam.untag_user(UserName="one", TagKeys=["team"])
    assert error_of(one.get_user, UserName="one")["Error"]["Code"] == "AccessDenied"
