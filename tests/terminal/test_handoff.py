"""Hand-off by keys: without credentials, from the review, and what the menu, Setups and Verify make of it afterwards."""
import json

import pytest

from wizard import ENTER, ESC, F1, LONG, TOP

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
    t.go("v", "has been waiting for the")
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
    t.wait("has been waiting for the")
    assert t.quit() == 0


def handed_off(wizard, folder):
    """The answers file of a hand-off, whose record is in this folder."""
    folder.mkdir()
    t = wizard("handoff", "essentia", "--format", "cli", "-o", str(folder / "out"), "--json", home=folder)
    assert t.ended() == 0, t.text()
    return str(folder / "out" / "answers.json")


def test_answers_from_another_computer(wizard, cloud, tmp_path):
    """The record of the hand-off is elsewhere: the answers suffice, nothing is asked, and what is complete is recorded."""
    file, here = handed_off(wizard, tmp_path / "elsewhere"), tmp_path / "here"
    here.mkdir()
    t = wizard("verify", "--answers", file, home=here)
    t.wait("Differences: 4 missing")
    assert "is not recorded yet" in t.text() and "waiting" not in t.text() and "Run the test" not in t.text()
    administer(wizard, tmp_path / "administrator")
    t.go("r", "The administrator created everything")
    t.wait("All 4 resources match.")
    assert t.quit() == 0
    t = wizard("verify", "--answers", file, home=here)
    t.wait("All 4 resources match.")
    assert t.quit() == 0
    t = wizard("verify", "--answers", file, "--policy", "workers", home=here)
    assert t.ended() == 64 and "exists, with other answers" in t.text()


def test_names_that_the_administrator_chose(wizard, cloud, tmp_path):
    """Given with --set, they count before those of the record."""
    file = handed_off(wizard, tmp_path / "operator")
    t = wizard("verify", "--answers", file, "--set", "ROLE_NAME=TheirMaster", home=tmp_path / "operator")
    t.wait("Differences: 4 missing")
    assert "TheirMaster" in t.text() and "has been waiting for the" in t.text()
    assert t.quit() == 0


def test_answers_that_are_not_all(wizard, cloud, tmp_path):
    """What is missing is asked for."""
    (tmp_path / "some.json").write_text(json.dumps({"v": 1, "platform": "essentia", "name": "some", "policy": "s3-scoped"}))
    t = wizard("verify", "--answers", str(tmp_path / "some.json"), home=tmp_path)
    t.wait("How will the platform")
    assert t.quit() == 0


def test_a_hand_off_needs_no_place_for_a_key(wizard, tmp_path):
    """It creates none; in a setup the file is required."""
    t = wizard(home=tmp_path, env={"ACCREDIT_TEMPLATES": str(TOP / "templates")})
    t.wait("123456789012", LONG)
    t.go("/hand" + ENTER, "Which platform do you want to hand off?")
    t.go(F1, "writes files.")
    assert "Apply" not in t.text()
    t.go_away(ENTER, "writes files.")
    t.go("/iguazio" + ENTER + ENTER, "How will the platform")
    t.go(ENTER, "Names for the new resources")
    t.go(ENTER * 5, "What should the platform be")
    t.go(ENTER, "[ Continue ]")
    for _ in range(8):
        if "▸ Key file" in t.text():
            break
        before = t.text()
        t.send(ENTER)
        t.until(lambda was=before: t.text() != was, "the next field")
    t.wait("Key file • optional")
