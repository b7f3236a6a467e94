import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from harness import Terminal  # noqa: E402

TOP = Path(__file__).resolve().parents[2]


def built(name):
    """A program of the build tree: $top_builddir, else the source tree."""
    path = Path(os.environ.get("top_builddir", TOP)) / name
    if not path.exists():
        pytest.skip(f"{path} is not built")
    return path


@pytest.fixture
def demo():
    """Starts the made-up app of tests/screens on a terminal of its own."""
    opened = []

    def start(*options, **more):
        opened.append(Terminal([str(built("tests/screens/demo")), *options], **more))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()
