import pytest
from fixtures import *  # noqa: F401, F403
from program import two_templates


@pytest.fixture(autouse=True)
def two_platforms(request, monkeypatch):
    """Text-mode tests choose a platform by its number: only two templates are listed, so that a new one changes no number."""
    if request.module.__name__.startswith("test_text"):
        monkeypatch.setenv("ACCREDIT_TEMPLATES", two_templates())
