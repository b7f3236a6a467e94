import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from harness import Terminal  # noqa: E402

TOP = Path(__file__).resolve().parents[2]


def built_program(name):
    """The path of a program in the build tree: $top_builddir, otherwise the source tree."""
    path = Path(os.environ.get("top_builddir", TOP)) / name
    if not path.exists():
        pytest.skip(f"{path} is not built")
    return path


@pytest.fixture
def demo():
    """Starts the demo application of tests/screens on its own terminal."""
    opened = []

    def start(*options, **more):
        opened.append(Terminal([str(built_program("tests/screens/demo")), *options], **more))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


@pytest.fixture(scope="session")
def one_cloud(tmp_path_factory):
    """One practice cloud for all tests: its start takes seconds."""
    from wizard import Cloud
    cloud = Cloud(tmp_path_factory.mktemp("cloud"), "--delay", "0.3", "--boot", "0.1", "--end", "0.1",
                  "--bucket", "practice-data")
    yield cloud
    cloud.end()


@pytest.fixture
def cloud(one_cloud):
    """The practice cloud, reset."""
    one_cloud.clear_faults()
    one_cloud.reset()
    return one_cloud


@pytest.fixture
def wizard(cloud):
    """Starts accredit on the practice cloud."""
    from wizard import Wizard
    opened = []

    def start(*words, **more):
        opened.append(Wizard(cloud, *words, **more))
        return opened[-1]

    yield start
    cloud.clear_faults()
    for terminal in opened:
        terminal.close()
