"""Signing in to IAM Identity Center on the screens, at two sizes."""
import pytest

from wizard import ENTER, ESC, LONG
from identity_center import SESSION, SsoProgram, running_identity_center


@pytest.fixture
def center(cloud):
    with running_identity_center(cloud) as center:
        yield center


@pytest.fixture
def sso(wizard, cloud, center, tmp_path):
    """Starts accredit with the profile `ops`, which is not signed in."""
    def start(**size):
        home = SsoProgram(cloud, tmp_path / "home", center)
        home.profile(SESSION)
        names = {name: home.environment.get(name) for name in {*cloud.environment, *home.environment} if name.startswith("AWS_")}
        t = wizard(home=tmp_path / "home", env={k: v or "" for k, v in names.items()}, **size)
        t.wait("is not signed in to IAM Identity", LONG)
        return t
    return start


@pytest.mark.parametrize("rows,cols", [(24, 80), (16, 60)])
def test_sign_in_by_its_key(sso, center, rows, cols):
    """The screen shows the address, the code and the time left; Esc cancels; a denial is reported; then the sign-in succeeds."""
    t = sso(rows=rows, cols=cols)
    t.go("l", "WXYZ-0001")
    t.wait("https://device.sso.us-east-1.amazonaws.com/")
    t.wait(" left · Esc cancels")
    t.go(ESC, "canceled")
    t.go("l", "WXYZ-0002")
    center.answer_person("denied")
    t.wait("was denied in the", LONG)
    t.go("l", "WXYZ-0003")
    center.answer_person("allowed")
    t.wait("signed in to account 123456789012", LONG)
    t.wait("What do you want to do?")
    assert t.quit() == 0


def test_sign_in_from_who_am_i(sso, center):
    t = sso()
    t.go(ENTER, "What do you want to do?")
    t.go("w", "press l to sign in")
    t.go("l", "WXYZ-0001")
    center.answer_person("allowed")
    t.wait("signed in to account 123456789012", LONG)
    t.wait("IAM Identity Center, role 'Admin'")
    t.go(ENTER, "What do you want to do?")
    assert t.quit() == 0
