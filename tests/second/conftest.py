import pytest
from second_cloud import Second
from program import Program


@pytest.fixture(scope="session")
def running_second(tmp_path_factory):
    second = Second(tmp_path_factory.mktemp("second"))
    yield second
    second.end()


@pytest.fixture
def second(running_second):
    running_second.reset()
    return running_second


@pytest.fixture
def home(second, tmp_path):
    """The program in its own home, in which no secret may be left afterwards."""
    program = Program(second, tmp_path / "home")
    yield program
    program.end()
    program.search_secrets()
