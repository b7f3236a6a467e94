"""Killed while it creates a bucket with its settings, an OIDC provider, a queue and its rule."""

import os

import pytest

from killing import finish, kill, kills
from pack_bucket import KEPT, SETUP, bucket_pack  # noqa: F401
from test_pack_bucket import account_snapshot
from test_restored import audiences, settings, create_others_resources

CALLS, TO_REMOVE = 15, 8
# All of them when there is time, otherwise one of each kind of call.
POINTS = kills(CALLS) if os.environ.get("ACCREDIT_EVERY_KILL") else ["after:1", "before:4", "after:9", "answered:12"]


@pytest.mark.parametrize("at", POINTS)
def test_killed_and_resumed_or_undone(bucket_pack, cloud, at):
    before = account_snapshot(cloud)
    if kill(bucket_pack, cloud, at, *SETUP, setup="lake"):
        finish(bucket_pack, 0, "--undo")
        assert account_snapshot(cloud) == before
    kill(bucket_pack, cloud, at, *SETUP, setup="lake")
    finish(bucket_pack)
    assert bucket_pack.expect(0, "verify", "lake", "--no-probe", "--json").actions == KEPT
    if int(at.partition(":")[2]) <= TO_REMOVE:
        kill(bucket_pack, cloud, at, "remove", "lake", "--yes", "--json", setup="lake")
        finish(bucket_pack)
    else:
        bucket_pack.expect(0, "remove", "lake", "--yes", "--json")
    assert account_snapshot(cloud) == before


TAKEN = kills(10) if os.environ.get("ACCREDIT_EVERY_KILL") else ["after:2", "before:5", "answered:8", "after:10"]


@pytest.mark.parametrize("at", TAKEN)
def test_killed_while_removing_shared_resources(bucket_pack, cloud, iam, at):
    """After a resume all is removed; after an undo all is as it was set up."""
    s3 = create_others_resources(cloud, iam)
    before = settings(s3), sorted(audiences(iam)), account_snapshot(cloud)
    bucket_pack.expect(0, *SETUP, "--set", "OTHERS=change")
    between = settings(s3), sorted(audiences(iam))
    if kill(bucket_pack, cloud, at, "remove", "lake", "--yes", "--json", setup="lake"):
        finish(bucket_pack, 0, "--undo")
        assert (settings(s3), sorted(audiences(iam))) == between
        kill(bucket_pack, cloud, at, "remove", "lake", "--yes", "--json", setup="lake")
        finish(bucket_pack)
    elif bucket_pack.listed("lake"):
        bucket_pack.expect(0, "remove", "lake", "--yes", "--json")
    assert (settings(s3), sorted(audiences(iam)), account_snapshot(cloud)) == before and not bucket_pack.listed("lake")
