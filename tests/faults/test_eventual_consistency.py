"""A new resource is not visible to every read yet: undo must not trust the first "not found"."""

import pytest

from killing import finish, kill
from test_kill_setup import SETUP, unrelated_resources  # noqa: F401 (a fixture)


@pytest.mark.parametrize("at", ["after:1", "after:2", "answered:2"])
def test_undo_reads_again_after_not_found(home, cloud, unrelated_resources, at):  # noqa: F811
    kill(home, cloud, at, *SETUP)
    cloud.faults(get_delay=1)
    finish(home, 0, "--undo")
    cloud.clear_faults()
    assert cloud.snapshot() == unrelated_resources
