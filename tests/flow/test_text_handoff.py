"""Hand-off in plain text, without credentials; then Verify and Remove of the setup that waits."""

import json
import os

from text_session import PipeSession

NO_CREDENTIALS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SESSION_TOKEN": None, "AWS_EC2_METADATA_DISABLED": "true",
                  "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"}


def test_handoff(home, cloud):
    cloud.forget_calls()
    session = PipeSession(home, "--text", env=NO_CREDENTIALS)
    session.say("handoff")
    session.say("essentia")
    for _ in range(30):
        if session.last.endswith("Form (number or name) [1]: "):
            break
        session.say("us-east-1" if "\nRegion" in session.last else "")
    session.say("bundle")
    session.say("123456789012")
    session.say("us-east-1")
    shown = session.say(os.path.join(home.folder, "out"))
    assert "The setup waits for the administrator now" in " ".join(shown.split()) and "letter.txt" in shown
    with open(os.path.join(home.folder, "out", "answers.json"), encoding="utf-8") as file:
        assert json.load(file)["account"] == "123456789012"
    assert "1 hand-off waits for the administrator" in " ".join(shown.split())
    session.say("q")
    session.end(0)
    assert not cloud.calls()


def test_verified_and_removed(home, other_home):
    home.expect(0, "handoff", "essentia", "--format", "cli", "-o", os.path.join(home.folder, "out"), "--json")
    session = PipeSession(home, "verify", "essentia", "--text")
    session.end(2)
    assert "has been waiting for the administrator since" in " ".join(session.all.split())
    other_home.setup()
    session = PipeSession(home, "verify", "essentia", "--text")
    assert "Setup 'essentia' is recorded." in " ".join(session.last.split())
    session.say("n")
    session.end(0)
    home.expect(0, "handoff", "essentia", "--name", "second", "--set", "ROLE_NAME=Second", "--format", "cli", "-o",
                os.path.join(home.folder, "second"), "--json")
    session = PipeSession(home, "remove", "second", "--text")
    assert "Delete the record of 'second'?" in session.last
    session.say("y")
    session.end(0)
    assert home.listed("second") is None and home.listed("essentia")
