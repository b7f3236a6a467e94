import pytest
from fixtures import *  # noqa: F401, F403
from program import two_templates


@pytest.fixture(autouse=True)
def two_platforms(request, monkeypatch):
    """Where platforms are picked by their number, they stay where they are."""
    if request.module.__name__.startswith("test_text"):
        monkeypatch.setenv("ACCREDIT_TEMPLATES", two_templates())
