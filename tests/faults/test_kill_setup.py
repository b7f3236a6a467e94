"""Killed before, after and right after the answer of every changing call of a setup without a worker."""

import json
import signal

import pytest

from cloud import EC2_TRUST, until
from killing import WAYS, finish, kill, kills, assert_created_once

SETUP = ("setup", "essentia", "--no-probe", "--yes", "--json")
CALLS = 4  # CreateRole, PutRolePolicy, CreateInstanceProfile, AddRoleToInstanceProfile
UNDO_CALLS = 4


@pytest.fixture(scope="module")
def expected():
    """The account after an uninterrupted run; the first test that needs it fills it in."""
    return {}


@pytest.fixture
def uninterrupted(home, cloud, expected, tmp_path):
    if not expected:
        home.setup()
        assert len(cloud.changes()) == CALLS
        expected.update(cloud.snapshot())
        home.expect(0, "remove", "essentia", "--yes", "--json")
        cloud.reset()
    return expected


@pytest.fixture
def unrelated_resources(iam, cloud):
    """Resources of others that were there before; returns the account with them."""
    iam.create_role(RoleName="EssentiaMaster2", AssumeRolePolicyDocument=json.dumps(EC2_TRUST), Tags=[{"Key": "accredit:setup", "Value": "x"}])
    iam.create_instance_profile(InstanceProfileName="EssentiaMaster2")
    iam.add_role_to_instance_profile(InstanceProfileName="EssentiaMaster2", RoleName="EssentiaMaster2")
    start = cloud.snapshot()
    cloud.forget_calls()
    return start


@pytest.mark.parametrize("at", kills(CALLS))
def test_resume_ends_as_uninterrupted(home, cloud, uninterrupted, at):
    kill(home, cloud, at, *SETUP)
    finish(home)
    assert cloud.snapshot() == uninterrupted and home.listed()["state"] == "done"
    assert_created_once(cloud)
    assert home.expect(0, "verify", "essentia", "--no-probe", "--json").result["ok"]


@pytest.mark.parametrize("at", kills(CALLS))
def test_undo_restores_the_account(home, cloud, unrelated_resources, at):
    if not kill(home, cloud, at, *SETUP):
        return
    result = finish(home, 0, "--undo")
    assert cloud.snapshot() == unrelated_resources and result.result["outputs"] == {}
    assert home.listed() is None
    home.setup()


@pytest.mark.parametrize("at", kills(2))
def test_killed_again_in_the_resumed_run(home, cloud, uninterrupted, at):
    assert kill(home, cloud, "after:1", *SETUP)
    kill(home, cloud, at, "resume", "--yes", "--json")
    finish(home)
    assert cloud.snapshot() == uninterrupted
    assert_created_once(cloud)


@pytest.mark.parametrize("at", [*kills(2), f"after:{UNDO_CALLS}"])
def test_killed_again_during_undo(home, cloud, unrelated_resources, at):
    kill(home, cloud, "after:4", *SETUP)
    kill(home, cloud, at, "resume", "--undo", "--yes", "--json")
    finish(home, 0, "--undo")
    assert cloud.snapshot() == unrelated_resources and home.listed() is None


@pytest.mark.parametrize("way", WAYS)
def test_interrupted_undo_is_resumed(home, cloud, uninterrupted, way):
    """An operator who began to undo can still resume."""
    kill(home, cloud, "after:4", *SETUP)
    kill(home, cloud, f"{way}:2", "resume", "--undo", "--yes", "--json")
    finish(home)
    assert cloud.snapshot() == uninterrupted


@pytest.mark.parametrize("call", ["CreateRole", "PutRolePolicy", "AddRoleToInstanceProfile"])
def test_call_takes_effect_after_the_kill(home, cloud, unrelated_resources, call):
    """Killed while the call is in transit: it takes effect after the undo has begun, and is still undone."""
    cloud.faults(stall=f"{call}=1x1")
    run = home.start(*SETUP)
    home.wait_for_call(call)
    run.send_signal(signal.SIGKILL)
    home.wait(run)
    finish(home, 0, "--undo")
    until(lambda: all(c["status"] for c in cloud.calls(call)))
    assert cloud.snapshot() == unrelated_resources and home.listed() is None


@pytest.mark.parametrize("call", ["CreateRole", "CreateInstanceProfile"])
def test_new_resource_is_not_visible_at_once(home, cloud, unrelated_resources, call):
    """Created, not answered, and not yet visible to Get."""
    cloud.faults(get_delay=1.5, lose=call)
    run = home.start(*SETUP)
    home.wait_for_call(call)
    run.send_signal(signal.SIGKILL)
    home.wait(run)
    finish(home, 0, "--undo")
    cloud.clear_faults()
    assert cloud.snapshot() == unrelated_resources and home.listed() is None


@pytest.mark.parametrize("at", kills(2))
def test_adopted_resources_are_kept(home, cloud, iam, at):
    iam.create_role(RoleName="EssentiaMaster", AssumeRolePolicyDocument=json.dumps(EC2_TRUST),
                    Description="Lets an Essentia master use this account")
    iam.create_instance_profile(InstanceProfileName="EssentiaMaster")
    start = cloud.snapshot()
    if kill(home, cloud, at, *SETUP):
        finish(home, 0, "--undo")
        assert cloud.snapshot() == start
    kill(home, cloud, at, *SETUP)
    finish(home)
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert cloud.snapshot() == start


@pytest.mark.parametrize("at", ["after:1", "after:4"])
def test_set_up_again_instead_of_resume(home, cloud, uninterrupted, at):
    """Setting up again instead of resuming is refused, and says how to continue."""
    kill(home, cloud, at, *SETUP)
    assert "'accredit resume essentia' continues it" in home.expect(3, *SETUP).err
    finish(home)
    assert cloud.snapshot() == uninterrupted
    assert_created_once(cloud)
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not cloud.roles() and not cloud.profiles(), "all resources were known to be ours"


def test_remove_during_an_interrupted_run(home, cloud, unrelated_resources):
    kill(home, cloud, "after:3", *SETUP)
    assert "'accredit resume essentia --undo' undoes it" in home.expect(3, "remove", "essentia", "--yes", "--json").err
    finish(home, 0, "--undo")
    assert cloud.snapshot() == unrelated_resources
