"""The hand-off's script of AWS CLI calls for every platform, method and policy: tests/flow/test_handoff_cli.py plays one a method."""

import os

import pytest

from aws_server import AwsServer
from handoff_folder import combinations, play

if os.environ.get("ACCREDIT_MATRIX") != "all":
    pytest.skip("make check-faults plays this matrix; the flow tests play a sample", allow_module_level=True)


@pytest.fixture(scope="session")
def aws(tmp_path_factory):
    server = AwsServer(tmp_path_factory.mktemp("aws"))
    yield server.folder
    server.end()


@pytest.mark.parametrize("platform, method, name", combinations(), ids=["-".join(one) for one in combinations()])
def test_every_combination(cloud, home, aws, tmp_path, platform, method, name):
    play(cloud, home, aws, str(tmp_path), platform, method, name)
