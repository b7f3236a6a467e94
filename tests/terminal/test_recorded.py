"""README's five journeys, by keys, from start to end. With ACCREDIT_CASTS they are recorded for doc/: see recording.py."""
import json
import os
import signal
from pathlib import Path

import pytest

from recording import Recording
from test_keys import home, rotate  # noqa: F401
from wizard import ENTER, LONG, Wizard

ROWS, COLS = 30, 96
TRUST = {"Version": "2012-10-17",
         "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
WIDE = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ec2:*", "iam:PassRole"], "Resource": "*"}]}


@pytest.fixture
def record(cloud, tmp_path):
    """Starts accredit and records it; every start of a test is in one recording."""
    opened = []

    def start(name, title, *words, **more):
        t = Wizard(cloud, *words, rows=ROWS, cols=COLS, **{"home": tmp_path, **more})
        opened.append((t, Recording(t, name, title)))
        return opened[-1]

    yield start
    for t, recording in opened:
        recording.save()
        t.close()


def unattended(cloud, home_folder, *words):
    t = Wizard(cloud, *words, "--yes", "--no-probe", home=home_folder)
    assert t.ended(LONG) == 0, t.text()
    t.close()


def test_set_up(record, cloud):
    t, film = record("setup", "Set up Essentia")
    t.menu()
    film.still("menu", "The menu")
    t.go(ENTER, "Before you start")
    t.go(ENTER, "How will the platform")
    t.go(ENTER, "Policy name")
    t.go("\r\r\r", "What should the platform be")
    t.wait("Broad: ")
    film.still("policy", "The policy as statements")
    t.go(ENTER, "S3 bucket")
    t.go(ENTER + "practice-data" + ENTER, "exists")
    film.still("settings", "The settings, a group on a screen")
    t.go("\r\r\r", "to create")
    film.still("review", "The review, before anything is created")
    t.go("a", "All resources have been created.")
    film.still("apply", "The plan is applied")
    t.go(ENTER, "Test the access now?")
    t.go("y", "checks passed", 120)
    film.still("probe", "What the probe worker found")
    t.go(ENTER, "Tested: all")
    film.still("summary", "The summary: the values for the platform")
    t.go(ENTER, "What do you want to do?")
    t.wait("1: essentia")
    assert "EssentiaMaster" in cloud.roles() and t.quit() == 0


def test_rotate(record, home, cloud):  # noqa: F811
    old = home.key_setup()
    t, film = record("rotate", "Rotate an access key", home=home.folder, env=home.environment)
    t.menu()
    t.go("/rot" + ENTER, "Which key do you want to rotate?")
    t.go(ENTER, f"Rotate key {old[0]}", LONG)
    film.still("keys", "The keys of a user, their use and their locations")
    rotate(t)
    film.still("rotated", "The new key is in place, the old one is deactivated")
    assert home.profile("master") != old
    t.go(ENTER, "1 rotation to finish")
    assert t.quit() == 0


def test_verify_and_repair(record, cloud, tmp_path):
    unattended(cloud, tmp_path, "setup", "essentia")
    cloud.client("iam").delete_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess")
    t, film = record("verify", "Verify and repair")
    t.menu()
    t.go("/verify" + ENTER, "Which setup do you want to verify?")
    t.go(ENTER, "Differences: 1 missing")
    film.still("verify", "What differs from the record")
    t.go("m", "(1 of 1 selected)")
    t.go(ENTER, "The selected differences have been repaired.")
    film.still("repair", "The repair")
    assert cloud.roles()["EssentiaMaster"]["inline"] and t.quit() == 0


def test_adopt(record, cloud, tmp_path):
    iam = cloud.client("iam")
    iam.create_role(RoleName="EssentiaMaster", AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName="oneClick", PolicyDocument=json.dumps(WIDE))
    t, film = record("adopt", "Adopt a setup that was created manually")
    t.menu()
    t.go("/adopt" + ENTER, "Which platform")
    t.go(ENTER, "Found in account 123456789012")
    film.still("found", "What the account has for the platform")
    t.go(ENTER, "Found: ")
    t.go("a", "The existing resources are recorded.")
    film.still("adopted", "The setup is recorded as it is")
    assert (tmp_path / "state" / "accredit" / "setups" / "essentia").is_dir() and t.quit() == 0


def test_resume_and_remove(record, cloud, tmp_path):
    killed = Wizard(cloud, home=tmp_path)
    killed.review()
    cloud.faults(die=f"after:2,{killed.process.pid}")
    killed.send("a")
    assert killed.ended(LONG) == -signal.SIGKILL
    killed.close()
    cloud.control("POST", "faults", {"die": None})
    t, film = record("resume", "Resume an interrupted run, then remove the setup")
    t.menu()
    t.wait("of 4 steps done", LONG)
    t.go("/resume" + ENTER, "was interrupted")
    film.still("resume", "An interrupted run is resumed or undone")
    t.go(ENTER, "All steps are done.")
    t.go(ENTER, "Test the access now?")
    t.go("n", "Not tested")
    t.go(ENTER, "What do you want to do?")
    t.go("/setups" + ENTER, "STATE")
    t.go("d", "[ Remove", LONG)
    film.still("remove", "What a removal deletes, and what it keeps")
    assert t.quit() == 0


def test_recordings_are_complete():
    """Each journey of README has its recording in doc/, and each still is named in README's order."""
    doc = Path(__file__).resolve().parents[2] / "doc"
    for name in ("setup", "rotate", "verify", "adopt", "resume"):
        lines = (doc / f"{name}.cast").read_text(encoding="utf-8").splitlines()
        head = json.loads(lines[0])
        assert head["version"] == 2 and (head["width"], head["height"]) == (COLS, ROWS)
        assert len(lines) > 10 and all(json.loads(line)[1] == "o" for line in lines[1:])
        assert os.path.expanduser("~") not in "".join(lines) or os.path.expanduser("~") == "/"
