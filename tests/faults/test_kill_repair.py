"""Killed at every changing call of a mend and of a removal."""

import json

import pytest

from cloud import EC2_TRUST, allow, policy
from killing import finish, kill, kills
from test_kill_setup import SETUP

MEND_CALLS = 4  # UpdateAssumeRolePolicy, PutRolePolicy, and two for the role in the profile
REMOVE_CALLS = 4
ROLE = {"RoleName": "EssentiaMaster"}
PROFILE = {"InstanceProfileName": "EssentiaMaster"}


@pytest.fixture
def drifted(home, cloud, iam):
    """(as wanted, as found)"""
    home.setup()
    wanted = cloud.snapshot()
    iam.create_role(RoleName="Stranger", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    wanted["roles"]["Stranger"] = cloud.roles()["Stranger"]
    iam.update_assume_role_policy(**ROLE, PolicyDocument=json.dumps(EC2_TRUST).replace("ec2", "lambda"))
    iam.put_role_policy(**ROLE, PolicyName="EssentiaAccess", PolicyDocument=policy(allow("iam:*")))
    iam.remove_role_from_instance_profile(**PROFILE, **ROLE)
    iam.add_role_to_instance_profile(**PROFILE, RoleName="Stranger")
    found = cloud.snapshot()
    cloud.forget_calls()
    return wanted, found


def test_undisturbed(home, cloud, drifted):
    home.setup()
    assert cloud.snapshot() == drifted[0] and len(cloud.changes()) == MEND_CALLS


@pytest.mark.parametrize("at", kills(MEND_CALLS))
def test_mend_is_resumed(home, cloud, drifted, at):
    kill(home, cloud, at, *SETUP)
    finish(home)
    assert cloud.snapshot() == drifted[0]
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert set(cloud.roles()) == {"Stranger"} and not cloud.profiles(), "mended things are ours still"


@pytest.mark.parametrize("at", kills(MEND_CALLS))
def test_mend_is_taken_back(home, cloud, drifted, at):
    if not kill(home, cloud, at, *SETUP):
        return
    finish(home, 0, "--undo")
    assert cloud.snapshot() == drifted[1]
    assert home.listed(), "the set-up itself is still there"
    home.setup()
    assert cloud.snapshot() == drifted[0]


@pytest.fixture
def made(home, cloud, iam):
    home.setup()
    iam.tag_role(**ROLE, Tags=[{"Key": "team", "Value": "blue"}])
    made = cloud.snapshot()
    cloud.forget_calls()
    return made


@pytest.mark.parametrize("at", kills(REMOVE_CALLS))
def test_removal_is_resumed(home, cloud, made, at):
    kill(home, cloud, at, "remove", "essentia", "--yes", "--json")
    finish(home)
    assert not cloud.roles() and not cloud.profiles() and home.listed() is None


@pytest.mark.parametrize("at", kills(REMOVE_CALLS))
def test_removal_is_taken_back(home, cloud, made, at):
    if not kill(home, cloud, at, "remove", "essentia", "--yes", "--json"):
        return
    finish(home, 0, "--undo")
    assert cloud.snapshot() == made and home.listed()["state"] == "done"
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not cloud.roles() and not cloud.profiles()


@pytest.mark.parametrize("at", ["before:2", "after:2", "answered:4"])
def test_remove_again_instead_of_resume(home, cloud, made, at):
    if not kill(home, cloud, at, "remove", "essentia", "--yes", "--json"):
        return
    home.expect(3, "remove", "essentia", "--yes", "--json")
    finish(home)
    assert not cloud.roles() and not cloud.profiles() and home.listed() is None
