"""Verify by keys: all setups, those that differ first; a setup that was created manually; and the progress bar of the command line."""
import re
import sys
from pathlib import Path

import pytest

from wizard import DOWN, ENTER, ESC

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "flow"))
from test_foreign import create_all  # noqa: E402

SETUP = ("setup", "essentia", "--yes", "--no-probe", "--json")
END, BACKSPACE = "\033[F", "\177"


def create_setups(wizard, home, *names):
    """Creates setups of one role and one policy, named after the setup."""
    for name in names:
        t = wizard(*SETUP, "--name", name, "--set", f"ROLE_NAME={name}", "--set", f"POLICY_NAME={name}", home=home)
        assert t.ended() == 0, t.text()


def delete_policy(cloud, *names):
    for name in names:
        cloud.client("iam").delete_role_policy(RoleName=name, PolicyName=name)


@pytest.mark.parametrize("rows, cols", [(24, 80), (16, 60)])
def test_verify_all(wizard, cloud, tmp_path, rows, cols):
    create_setups(wizard, tmp_path, "alpha", "beta", "gamma")
    delete_policy(cloud, "gamma")
    before = cloud.roles()
    t = wizard(home=tmp_path, rows=rows, cols=cols)
    t.wait("3: ")
    t.go("/verify" + ENTER, "All setups")
    t.wait("Created manually")
    t.go(ENTER, "3 setups: 2 OK, 1 differs")
    t.wait("Enter View")
    listed = [line for line in t.text().splitlines() if re.search("alpha|beta|gamma", line)]
    assert "gamma" in listed[0] and "differs: 1 missing" in listed[0] and "beta" in listed[2], "setups that differ come first"
    t.go(ENTER, "Differences: 1 missing")
    t.go("e", "iam:GetRolePolicy RoleName=gamma")
    t.go_away(ESC, "expected  ")
    assert cloud.roles() == before and not cloud.calls("RunInstances")
    t.go("m", "(1 of 1 selected)")
    t.go(ENTER, "The selected differences have been repaired.")
    t.go(ENTER, "Test the access now?")
    t.go("n", "Not tested")
    t.go(ENTER, "All 4 resources match.")
    t.go(ESC, "3 setups: 3 OK")
    t.go(DOWN + ENTER, "All 4 resources match.")
    t.go(ESC, "3 setups: 3 OK")
    t.go(ESC, "Which setup do you want to verify?")
    assert t.quit() == 0


def test_verify_all_is_stopped(wizard, cloud, tmp_path):
    """The setups checked before Esc are shown; the others are listed as not checked, and are checked on request."""
    create_setups(wizard, tmp_path, "alpha", "beta", "gamma")
    cloud.faults(stall=["GetInstanceProfile=60+1"])
    t = wizard("verify", "--all", home=tmp_path)
    t.wait("1 of 3")
    t.wait("beta")
    t.wait("1 OK so far")
    t.go(ESC, "1 setup: 1 OK")
    t.wait("Stopped: 2 setups were not checked.")
    cloud.clear_faults()
    t.go("r", "3 setups: 3 OK")
    assert "Stopped" not in t.text()
    t.go(ESC, "What do you want to do?")
    assert t.quit() == 0


def test_manual_setup_is_verified_and_adopted(wizard, cloud, tmp_path):
    iam = cloud.client("iam")
    create_all(iam)
    iam.delete_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess")
    t = wizard(home=tmp_path)
    t.menu()
    t.go("/verify" + ENTER, "Created manually")
    t.go(ENTER, "Which platform")
    t.wait("Before you start")
    t.go(ENTER, "Nothing in account 123456789012 fits Essentia")
    t.go(ENTER, "Which role?")
    t.wait("EssentiaMaster")
    t.go("nobody" + ENTER, "there is no role 'nobody'")
    t.go_away(ENTER, "there is no role 'nobody'")
    t.go(BACKSPACE * 6 + "essentia" + ENTER, "lacks 3 of 3 actions")
    t.go(ENTER, "Differs from the template: 1 missing.")
    assert not list(Path(tmp_path).rglob("answers.json")), "nothing is recorded"
    t.go("a", "Found: 3 match, 0 differ, 1 missing")
    t.go(ESC, "Differs from the template: 1 missing.")
    t.go("a", "Found: 3 match, 0 differ, 1 missing")
    t.go("a", "The existing resources are recorded.")
    assert list(Path(tmp_path).rglob("setups/essentia/answers.json"))
    t.go(ENTER, "Not tested")
    t.go(ENTER, "Which setup do you want to verify?")
    t.wait("not run")
    t.go(ENTER, "Differences: 1 missing")
    assert t.quit() == 0


def test_values_of_the_command_line(wizard, cloud, tmp_path):
    create_all(cloud.client("iam"))
    t = wizard("verify", "--platform", "essentia", "--method", "role", "--set", "ROLE_NAME=Elsewhere", home=tmp_path)
    t.wait("Names for the new resources")
    t.wait("Elsewhere")
    t.go("\r\r", "What should the platform be")
    t.go(ENTER, "S3 bucket")
    t.go("\r\r\r", "Differs from the template: 4 missing")
    t.go(ENTER, "Test the access now?")
    t.go("n", "Not tested")
    t.go(END, "accredit verify --platform essentia")
    assert t.quit() == 0


def test_progress_bar_of_the_command_line(wizard, cloud, tmp_path):
    """The bar is overwritten and erased: nothing of it is left on the terminal; there is none with --json."""
    create_setups(wizard, tmp_path, "alpha", "beta", "gamma")
    delete_policy(cloud, "beta")
    t = wizard("verify", "--all", "--yes", "--no-probe", home=tmp_path, rows=100)
    assert t.ended() == 2
    assert b"\r[########................] 1 of 3 alpha" in t.stream and b"3 of 3 gamma" in t.stream
    assert not re.search(r"\[#|of 3 ", t.text()), t.text()
    assert "alpha: matches" in t.text() and "3 setups: 2 OK, 1 differs" in t.text() and "differing: beta" in t.text()
    assert b"\033" not in t.stream, "a plain line needs no more than a return"
    t = wizard("verify", "--all", "--yes", "--no-probe", "--json", home=tmp_path)
    assert t.ended() == 2 and b"of 3" not in t.stream
