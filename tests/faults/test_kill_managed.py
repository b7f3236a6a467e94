"""Killed while it changes managed policies: no version is deleted unless the operator confirmed it."""

import pytest

from pack_managed import ARN, CHANGED, BUCKET_ARN, KEPT, SETUP, add_version, managed_pack, versions  # noqa: F401
from killing import finish, kill


def test_version_that_the_plan_did_not_show_is_kept(managed_pack, cloud, iam):
    """A fifth version is created after the plan was shown: no version is deleted that the operator did not confirm."""
    managed_pack.expect(0, *SETUP)
    for action in ("a:b", "c:d", "e:f"):
        add_version(iam, action, default=False)
    kill(managed_pack, cloud, "before:1", *CHANGED, setup="boats")
    add_version(iam, "g:h", default=False)
    stopped = managed_pack.run("resume", "--yes", "--json")
    assert stopped.code == 3 and "5 versions" in str(stopped.failed), stopped
    assert len(versions(iam)) == 5
    managed_pack.expect(0, "resume", "--undo", "--yes", "--json")
    managed_pack.expect(0, *CHANGED)
    assert list(versions(iam))[-1] == "v6" and "v2" not in versions(iam)


@pytest.mark.parametrize("at", ["before:1", "after:1", "answered:1"])
def test_undo_restores_the_former_version(managed_pack, cloud, iam, at):
    managed_pack.expect(0, *SETUP)
    if kill(managed_pack, cloud, at, *CHANGED, setup="boats"):
        finish(managed_pack, 0, "--undo")
        assert versions(iam) == {"v1": BUCKET_ARN}


@pytest.mark.parametrize("at", ["after:3", "answered:5", "after:7"])
def test_killed_and_resumed_or_undone(managed_pack, cloud, at):
    before = cloud.snapshot()
    if kill(managed_pack, cloud, at, *SETUP, setup="boats"):
        finish(managed_pack, 0, "--undo")
        assert cloud.snapshot() == before
    kill(managed_pack, cloud, at, *SETUP, setup="boats")
    finish(managed_pack)
    assert managed_pack.expect(0, "verify", "boats", "--no-probe", "--json").actions == KEPT
    kill(managed_pack, cloud, at, "remove", "boats", "--yes", "--json", setup="boats")
    finish(managed_pack)
    assert cloud.snapshot() == before


def test_policy_attached_after_the_plan(managed_pack, cloud, iam):
    """Another attaches the policy after the removal was planned: the removal stops, and has deleted no version before."""
    managed_pack.expect(0, *SETUP)
    add_version(iam, "a:b")
    iam.create_user(UserName="Pirate")
    kill(managed_pack, cloud, "before:1", "remove", "boats", "--yes", "--json", setup="boats")
    iam.attach_user_policy(UserName="Pirate", PolicyArn=ARN)
    cloud.forget_calls()
    run = managed_pack.start("resume", "--yes", "--json")
    managed_pack.wait_for_call("ListEntitiesForPolicy")
    assert list(versions(iam)) == ["v1", "v2"]
    iam.detach_user_policy(UserName="Pirate", PolicyArn=ARN)
    assert managed_pack.wait(run).code == 0 and not cloud.snapshot()["policies"]
