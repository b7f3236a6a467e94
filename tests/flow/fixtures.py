"""One practice cloud for the whole session; each test gets a fresh account and a fresh home, which is searched for secrets afterwards."""

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
    """The program in its own home, in which no secret may be left afterwards."""
    program = Program(cloud, tmp_path / "home")
    yield program
    program.end()
    program.search_secrets()


@pytest.fixture
def other_home(cloud, tmp_path):
    """A second home with the same account."""
    program = Program(cloud, tmp_path / "other")
    yield program
    program.end()
    program.search_secrets()


@pytest.fixture(scope="module")
def fast_clock_cloud(tmp_path_factory):
    """A second cloud with fast minutes: instances are terminated before they report anything."""
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
    """A home for keys; afterwards secrets may be in the locations of keys alone."""
    program = KeyProgram(cloud, tmp_path / "keyed")
    yield program
    program.end()
    program.search_secrets()


@pytest.fixture
def other_key_home(cloud, tmp_path):
    """A second home for keys with the same account."""
    program = KeyProgram(cloud, tmp_path / "another")
    yield program
    program.end()
    program.search_secrets()
