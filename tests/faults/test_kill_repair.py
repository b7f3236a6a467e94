"""Killed at every changing call of a repair and of a removal."""

import json

import pytest

from cloud import EC2_TRUST, allow, policy
from killing import finish, kill, kills
from test_kill_setup import SETUP

REPAIR_CALLS = 4  # UpdateAssumeRolePolicy, PutRolePolicy, and two for the role in the profile
REMOVE_CALLS = 4
ROLE = {"RoleName": "EssentiaMaster"}
PROFILE = {"InstanceProfileName": "EssentiaMaster"}


@pytest.fixture
def drifted(home, cloud, iam):
    """(account as expected, account as found)"""
    home.setup()
    expected = cloud.snapshot()
    iam.create_role(RoleName="Stranger", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    expected["roles"]["Stranger"] = cloud.roles()["Stranger"]
    iam.update_assume_role_policy(**ROLE, PolicyDocument=json.dumps(EC2_TRUST).replace("ec2", "lambda"))
    iam.put_role_policy(**ROLE, PolicyName="EssentiaAccess", PolicyDocument=policy(allow("iam:*")))
    iam.remove_role_from_instance_profile(**PROFILE, **ROLE)
    iam.add_role_to_instance_profile(**PROFILE, RoleName="Stranger")
    found = cloud.snapshot()
    cloud.forget_calls()
    return expected, found


def test_uninterrupted(home, cloud, drifted):
    home.setup()
    assert cloud.snapshot() == drifted[0] and len(cloud.changes()) == REPAIR_CALLS


@pytest.mark.parametrize("at", kills(REPAIR_CALLS))
def test_repair_is_resumed(home, cloud, drifted, at):
    kill(home, cloud, at, *SETUP)
    finish(home)
    assert cloud.snapshot() == drifted[0]
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert set(cloud.roles()) == {"Stranger"} and not cloud.profiles(), "repaired resources still belong to the setup"


@pytest.mark.parametrize("at", kills(REPAIR_CALLS))
def test_repair_is_undone(home, cloud, drifted, at):
    if not kill(home, cloud, at, *SETUP):
        return
    finish(home, 0, "--undo")
    assert cloud.snapshot() == drifted[1]
    assert home.listed(), "the setup still exists"
    home.setup()
    assert cloud.snapshot() == drifted[0]


@pytest.fixture
def setup_with_policy(home, cloud, iam):
    home.setup()
    iam.tag_role(**ROLE, Tags=[{"Key": "team", "Value": "blue"}])
    setup_with_policy = cloud.snapshot()
    cloud.forget_calls()
    return setup_with_policy


@pytest.mark.parametrize("at", kills(REMOVE_CALLS))
def test_removal_is_resumed(home, cloud, setup_with_policy, at):
    kill(home, cloud, at, "remove", "essentia", "--yes", "--json")
    finish(home)
    assert not cloud.roles() and not cloud.profiles() and home.listed() is None


@pytest.mark.parametrize("at", kills(REMOVE_CALLS))
def test_removal_is_undone(home, cloud, setup_with_policy, at):
    if not kill(home, cloud, at, "remove", "essentia", "--yes", "--json"):
        return
    finish(home, 0, "--undo")
    assert cloud.snapshot() == setup_with_policy and home.listed()["state"] == "done"
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not cloud.roles() and not cloud.profiles()


@pytest.mark.parametrize("at", ["before:2", "after:2", "answered:4"])
def test_remove_again_instead_of_resume(home, cloud, setup_with_policy, at):
    if not kill(home, cloud, at, "remove", "essentia", "--yes", "--json"):
        return
    home.expect(3, "remove", "essentia", "--yes", "--json")
    finish(home)
    assert not cloud.roles() and not cloud.profiles() and home.listed() is None
