"""A rotation that is killed while it changes a credentials file: the backup is found again, and --finish removes it."""

import os

import pytest

from rotating import NO_LEAKS, can_trace, traced


@pytest.mark.parametrize("call, when", [("renameat", 1), ("renameat", 2), ("fsync", 1)])
def test_backup_of_a_killed_run(key_home, cloud, call, when):
    """The backup is renamed first, then the file: killed before the first rename, before the second, and after both."""
    assert can_trace(), "this test needs strace"
    key_home.store_key("other", "AKIAOTHEROTHEROTHER1", "x" * 40)
    key_home.key_setup("configure", "--no-probe", "--set", "PROFILE=mine")
    was = key_home.profile("mine")
    folder = os.path.dirname(key_home.credentials) if call == "fsync" else None
    key_home.expect(-9, "rotate", "essentia", "--no-probe", "--yes", "--json", env=NO_LEAKS, wrap=traced(call, when, folder))
    assert (key_home.profile("mine") != was) == (call == "fsync")
    key_home.expect(0, "resume", "--yes", "--json")
    key_home.rotate("essentia", "--finish", "--now")
    assert not [name for _, _, names in os.walk(key_home.folder) for name in names if name.endswith(".accredit-backup")]
    assert key_home.profile("other") and key_home.profile("mine")
