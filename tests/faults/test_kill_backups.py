"""A rotation that is killed around the change of a credentials file: its backup is known again, and --finish removes it."""

import os

import pytest

from rotating import NO_LEAKS, can_trace, traced


@pytest.mark.parametrize("call, when", [("renameat", 1), ("renameat", 2), ("fsync", 1)])
def test_the_backup_of_a_killed_run(keyed, cloud, call, when):
    """The backup is renamed into place, then the file: killed before the one, before the other, and after both."""
    assert can_trace(), "strace is needed here"
    keyed.keep("other", "AKIAOTHEROTHEROTHER1", "x" * 40)
    keyed.key_setup("configure", "--no-probe", "--set", "PROFILE=mine")
    was = keyed.profile("mine")
    folder = os.path.dirname(keyed.credentials) if call == "fsync" else None
    keyed.expect(-9, "rotate", "essentia", "--no-probe", "--yes", "--json", env=NO_LEAKS, wrap=traced(call, when, folder))
    assert (keyed.profile("mine") != was) == (call == "fsync")
    keyed.expect(0, "resume", "--yes", "--json")
    keyed.rotate("essentia", "--finish", "--now")
    assert not [name for _, _, names in os.walk(keyed.folder) for name in names if name.endswith(".accredit-backup")]
    assert keyed.profile("other") and keyed.profile("mine")
