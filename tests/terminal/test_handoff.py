"""Hand-off by keys: without credentials, from the review, and what the menu, Setups and Verify make of it afterwards."""
import json

import pytest

from wizard import ENTER, ESC

NO_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "", "AWS_EC2_METADATA_DISABLED": "true",
                  "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"}
SETUP = ("setup", "essentia", "--yes", "--no-probe", "--json")


def administer(wizard, folder):
    """Somebody else creates the same, with a record of their own."""
    folder.mkdir()
    t = wizard(*SETUP, home=folder)
    assert t.ended() == 0, t.text()


@pytest.mark.parametrize("rows, cols", [(24, 80), (16, 60)])
def test_without_credentials(wizard, cloud, tmp_path, rows, cols):
    cloud.forget_calls()
    t = wizard(home=tmp_path, env=NO_CREDENTIALS, rows=rows, cols=cols)
    t.wait("Not signed in", 30)
    t.go(ESC, "What do you want to do?")
    t.go("/hand" + ENTER, "Which platform do you want to hand off?")
    t.wait("Before you start")
    t.go(ENTER, "How will the platform")
    t.go(ENTER, "Names for the new resources")
    t.go("\r\r\r", "What should the platform be")
    t.go(ENTER, "Region")
    t.go("us-east-1" + "\r\r\r\r", "Account ID")
    t.wait("Files for an administrator")
    t.go("123456789012" + ENTER, "123456789012")
    t.go(ENTER, "essentia-handoff")
    t.go(ENTER + ENTER, "Hand-off of setup 'essentia'")
    t.wait("waits for the administrator now")
    answers = json.loads((t.folder / "essentia-handoff" / "answers.json").read_text())
    assert answers["account"] == "123456789012" and answers["region"] == "us-east-1"
    t.go(ENTER, "1 hand-off waits for the administrator")
    assert t.quit() == 0 and not cloud.calls()


def test_from_the_review(wizard, cloud, tmp_path):
    """The answers are those of the review; nothing is created."""
    t = wizard(home=tmp_path)
    t.review()
    before = cloud.roles()
    t.go("h", "Files for an administrator")
    t.wait("123456789012")
    t.wait("essentia-handoff")
    t.go("\r\r\r\r\r", "Hand-off of setup 'essentia'")
    t.go(ENTER, "to create")
    assert cloud.roles() == before and (t.folder / "essentia-handoff" / "answers.json").exists()
    assert t.quit() == 0


def test_verified_and_recorded(wizard, cloud, tmp_path):
    home = tmp_path / "operator"
    home.mkdir()
    t = wizard("handoff", "essentia", "--format", "cli", "-o", str(home / "out"), "--json", home=home)
    assert t.ended() == 0, t.text()
    t = wizard(home=home)
    t.wait("1 hand-off waits for the administrator")
    t.go("/setups" + ENTER, "waiting")
    t.go(ENTER, "Waiting for the administrator since")
    t.wait("accredit verify essentia")
    t.go("m", "waits for the administrator: v")
    t.go("h", "Files for an administrator")
    t.go(ESC, "Waiting for the administrator since")
    t.go("v", "waits for the administrator since")
    t.wait("Differences: 4 missing")
    assert "Repair" not in t.text() and "Run the test" not in t.text()
    administer(wizard, tmp_path / "administrator")
    t.go("r", "The administrator created everything")
    t.wait("All 4 resources match.")
    t.go(ESC, "Existing resources, adopted")
    assert t.quit() == 0


def test_removed(wizard, cloud, tmp_path):
    t = wizard("handoff", "essentia", "--format", "cli", "-o", str(tmp_path / "out"), "--json", home=tmp_path)
    assert t.ended() == 0, t.text()
    t = wizard(home=tmp_path)
    t.wait("1 hand-off waits for the administrator")
    t.go("/setups" + ENTER, "waiting")
    t.go("d", "Delete the record")
    t.go(ENTER, "Remove this setup?")
    t.go("y", "none yet")
    assert t.quit() == 0


def test_verify_of_its_answers(wizard, cloud, tmp_path):
    """The command line opens the comparison of the waiting setup."""
    t = wizard("handoff", "essentia", "--format", "cli", "-o", str(tmp_path / "out"), "--json", home=tmp_path)
    assert t.ended() == 0, t.text()
    t = wizard("verify", "--answers", str(tmp_path / "out" / "answers.json"), home=tmp_path)
    t.wait("waits for the administrator since")
    assert t.quit() == 0
