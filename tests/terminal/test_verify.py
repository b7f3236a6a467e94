"""Verify by keys: all setups, those that differ first; a setup that was created manually; and the progress bar of the command line."""
import re
import sys
from pathlib import Path

import pytest

from wizard import DOWN, ENTER, ESC

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "flow"))
from test_foreign import create_all  # noqa: E402

SETUP = ("setup", "essentia", "--yes", "--no-probe", "--json")
F5, END = "\033[15~", "\033[F"


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
    t.wait("3: look")
    t.go("/verify" + ENTER, "All of them")
    t.wait("3 set-ups, one after another")
    t.go(ENTER, "3 set-ups: 2 as wanted, 1 differs")
    t.wait("Enter shows what was compared.")
    listed = [line for line in t.text().splitlines() if re.search("alpha|beta|gamma", line)]
    assert "gamma" in listed[0] and "differs: 1 missing" in listed[0] and "beta" in listed[2], "setups that differ come first"
    t.go(ENTER, "It is not as it was made: 1 missing")
    t.go("e", "iam:GetRolePolicy RoleName=gamma")
    t.go_away(ESC, "What AWS was asked")
    assert cloud.roles() == before and not cloud.calls("RunInstances")
    t.go("m", "1 of 1 ticked")
    t.go(ENTER, "Mend what is ticked?")
    t.go("y", "What was ticked is mended.")
    t.go(ENTER, "Shall a worker prove it?")
    t.go("n", "Not verified: the checks were not run")
    t.go(ENTER, "All 4 things are as they were made.")
    t.go(ESC, "3 set-ups: 3 as wanted")
    t.go(DOWN + ENTER, "All 4 things are as they were made.")
    t.go(ESC, "3 set-ups: 3 as wanted")
    t.go(ESC, "Which one shall be verified?")
    assert t.quit() == 0


def test_verify_all_is_stopped(wizard, cloud, tmp_path):
    """The setups checked before Esc are shown; the others are listed as not checked, and are checked on request."""
    create_setups(wizard, tmp_path, "alpha", "beta", "gamma")
    cloud.faults(stall=["GetInstanceProfile=60+1"])
    t = wizard("verify", "--all", home=tmp_path)
    t.wait("1 of 3")
    t.wait("beta")
    t.wait("1 as wanted so far")
    t.go(ESC, "1 set-up: 1 as wanted")
    t.wait("Stopped: 2 were not looked at.")
    cloud.clear_faults()
    t.go("r", "3 set-ups: 3 as wanted")
    assert "Stopped" not in t.text()
    t.go(ESC, "What do you want to do?")
    assert t.quit() == 0


def test_manual_setup_is_verified_and_adopted(wizard, cloud, tmp_path):
    iam = cloud.client("iam")
    create_all(iam)
    iam.delete_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess")
    t = wizard(home=tmp_path)
    t.menu()
    t.go("/verify" + ENTER, "One made by hand")
    t.go(ENTER, "Which platform")
    t.wait("Before you begin")
    t.go(ENTER, "How does it get")
    t.go(ENTER, "What shall things be called?")
    t.wait("Role name")
    t.go("\r\r", "What may it do")
    t.go(ENTER, "S3 bucket")
    t.go("\r\r\r\r\r", "It is not as the template wants: 1 missing, 0 changed.")
    assert not list(Path(tmp_path).rglob("answers.json")), "nothing is recorded"
    t.go("a", "3 as the template wants, 0 otherwise, 1 not")
    t.go(ESC, "It is not as the template wants: 1 missing, 0 changed.")
    t.go("a", "3 as the template wants, 0 otherwise, 1 not")
    t.go("a", "It is recorded as it is.")
    assert list(Path(tmp_path).rglob("setups/essentia/answers.json"))
    t.go(ENTER, "Not verified: the checks were not run")
    t.go(ENTER, "Which one shall be verified?")
    t.wait("us-east-1, done")
    t.go(ENTER, "It is not as it was made: 1 missing")
    assert t.quit() == 0


def test_values_of_the_command_line(wizard, cloud, tmp_path):
    create_all(cloud.client("iam"))
    t = wizard("verify", "--platform", "essentia", "--method", "role", "--set", "ROLE_NAME=Elsewhere", home=tmp_path)
    t.wait("What shall things be called?")
    t.wait("Elsewhere")
    t.go("\r\r", "What may it do")
    t.go(ENTER, "S3 bucket")
    t.go("\r\r\r\r\r", "It is not as the template wants: 4 missing")
    t.go(ENTER, "Shall a worker prove it?")
    t.go("n", "Not verified: the checks were not run")
    t.go(END, "accredit verify --platform essentia")
    assert t.quit() == 0


def test_progress_bar_of_the_command_line(wizard, cloud, tmp_path):
    """The bar is overwritten and erased: nothing of it is left on the terminal; there is none with --json."""
    create_setups(wizard, tmp_path, "alpha", "beta", "gamma")
    delete_policy(cloud, "beta")
    t = wizard("verify", "--all", "--yes", "--no-probe", home=tmp_path)
    assert t.ended() == 2
    assert b"\r[########................] 1 of 3 alpha" in t.stream and b"3 of 3 gamma" in t.stream
    assert not re.search(r"\[#|of 3 ", t.text()), t.text()
    assert "alpha: as wanted" in t.text() and "3 set-ups: 2 as wanted, 1 differs" in t.text() and "differing: beta" in t.text()
    assert b"\033" not in t.stream, "a plain line needs no more than a return"
    t = wizard("verify", "--all", "--yes", "--no-probe", "--json", home=tmp_path)
    assert t.ended() == 2 and b"of 3" not in t.stream
