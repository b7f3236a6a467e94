"""One practice cloud for the whole session; every test finds a fresh account, a fresh home, and is searched for secrets."""

import pytest

from cloud import Cloud
from key_home import KeyProgram
from program import Program

QUICK = ["--delay", "0", "--boot", "0.05", "--end", "0.05", "--bucket", "rehearsal", "--bucket", "kept:versioned", "--bucket", "somebodys:foreign"]


@pytest.fixture(scope="session")
def running_cloud(tmp_path_factory):
    cloud = Cloud(tmp_path_factory.mktemp("cloud"), *QUICK)
    yield cloud
    cloud.end()


@pytest.fixture
def cloud(running_cloud):
    running_cloud.reset()
    return running_cloud


@pytest.fixture
def home(cloud, tmp_path):
    """The program in a home of its own; afterwards no secret lies about there."""
    program = Program(cloud, tmp_path / "home")
    yield program
    program.end()
    program.search_secrets()


@pytest.fixture
def other_home(cloud, tmp_path):
    """A second home on the same account."""
    program = Program(cloud, tmp_path / "other")
    yield program
    program.end()
    program.search_secrets()


@pytest.fixture(scope="module")
def fast_clock_cloud(tmp_path_factory):
    """A second cloud, on which fifteen minutes are over in no time and no machine comes to a word."""
    cloud = Cloud(tmp_path_factory.mktemp("hasty"), *QUICK, "--minute", "0.01")
    yield cloud
    cloud.end()


@pytest.fixture
def fast_clock_home(fast_clock_cloud, tmp_path):
    fast_clock_cloud.reset()
    program = Program(fast_clock_cloud, tmp_path / "hasty")
    yield program
    program.end()
    program.search_secrets()


@pytest.fixture
def iam(cloud):
    return cloud.client("iam")


@pytest.fixture
def key_home(cloud, tmp_path):
    """A home for keys; afterwards every secret lies where it may, and nowhere else."""
    program = KeyProgram(cloud, tmp_path / "keyed")
    yield program
    program.end()
    program.search_secrets()


@pytest.fixture
def other_key_home(cloud, tmp_path):
    """A second home for keys on the same account."""
    program = KeyProgram(cloud, tmp_path / "another")
    yield program
    program.end()
    program.search_secrets()
