"""What was just made is not seen by every reader yet: taking back must not believe the first "not there"."""

import pytest

from killing import finish, kill
from test_kill_setup import SETUP, neighbours  # noqa: F401 (a fixture)


@pytest.mark.parametrize("at", ["after:1", "after:2", "answered:2"])
def test_undo_looks_again(home, cloud, neighbours, at):  # noqa: F811
    kill(home, cloud, at, *SETUP)
    cloud.faults(get_delay=1)
    finish(home, 0, "--undo")
    cloud.clear_faults()
    assert cloud.snapshot() == neighbours
