"""Spot Fleets: which roles the caller must be allowed to pass, and why a request is rejected."""

import json

import pytest

from conftest import code_of
from test_policy_decision import allow, policy

FLEET_TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "spotfleet.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
EC2_TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
ROLES = "arn:aws:iam::123456789012:role/"


@pytest.fixture
def fleet(iam, image):
    """A complete request: a fleet's role, and instances whose profile has another role."""
    iam.create_role(RoleName="Fleet", AssumeRolePolicyDocument=json.dumps(FLEET_TRUST))
    iam.create_role(RoleName="Machine", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.create_instance_profile(InstanceProfileName="Machine")
    iam.add_role_to_instance_profile(InstanceProfileName="Machine", RoleName="Machine")
    return {"IamFleetRole": ROLES + "Fleet", "TargetCapacity": 1, "LaunchSpecifications": [
        {"ImageId": image(), "InstanceType": "t3.micro", "IamInstanceProfile": {"Name": "Machine"}}]}


def passing(*roles, service="ec2.amazonaws.com"):
    return {"Effect": "Allow", "Action": "iam:PassRole", "Resource": [ROLES + r for r in roles],
            "Condition": {"StringLike": {"iam:PassedToService": service}}}


def test_caller_must_be_allowed_to_pass_both_roles(cloud, fleet, make_user):
    def asked(name, *statements):
        client = cloud.client("ec2", **make_user(name, policy(allow("ec2:RequestSpotFleet"), *statements)))
        return code_of(client.request_spot_fleet, DryRun=True, SpotFleetRequestConfig=fleet)
    assert asked("none") == "UnauthorizedOperation"
    assert asked("one", passing("Fleet")) == "UnauthorizedOperation"
    assert asked("other", passing("Machine")) == "UnauthorizedOperation"
    assert asked("elsewhere", passing("Fleet", "Machine", service="lambda.amazonaws.com")) == "UnauthorizedOperation"
    assert asked("both", passing("Fleet", "Machine")) == "DryRunOperation"


def test_fleet_needs_its_role_but_no_strategy(cloud, fleet):
    ec2 = cloud.client("ec2")
    assert code_of(ec2.request_spot_fleet, DryRun=True, SpotFleetRequestConfig=fleet | {"IamFleetRole": ROLES + "None"}) == \
        "InvalidSpotFleetRequestConfig"
    assert code_of(ec2.request_spot_fleet, SpotFleetRequestConfig=fleet | {"IamFleetRole": ROLES + "Machine"}) == \
        "InvalidSpotFleetRequestConfig"
    ec2.request_spot_fleet(SpotFleetRequestConfig=fleet)
    assert len(ec2.describe_spot_fleet_requests()["SpotFleetRequestConfigs"]) == 1
