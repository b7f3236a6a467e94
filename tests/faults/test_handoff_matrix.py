"""The hand-off's script of AWS CLI calls for every platform, method and policy: tests/flow/test_handoff_cli.py plays one a method."""

import os

import pytest

from handoff_folder import aws, combinations, play  # noqa: F401

if os.environ.get("ACCREDIT_MATRIX") != "all":
    pytest.skip("make check-faults plays this matrix; the flow tests play a sample", allow_module_level=True)


@pytest.mark.parametrize("platform, method, name", combinations(), ids=["-".join(one) for one in combinations()])
def test_every_combination(cloud, home, aws, tmp_path, platform, method, name):  # noqa: F811
    play(cloud, home, aws, str(tmp_path), platform, method, name)
