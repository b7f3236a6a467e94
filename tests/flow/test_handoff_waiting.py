"""A setup that waits for an administrator: its record, what shows it, and verify, which ends it when everything is there."""

import json
import os

import pytest

from text_session import PipeSession

WORDS = ["essentia", "--set", "REGION=us-east-1"]
NO_CREDENTIALS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SESSION_TOKEN": None, "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"}


def handoff(home, cloud, *words, name="essentia", **options):
    """A hand-off that needs no credentials; its event."""
    folder = os.path.join(home.folder, f"{name}-handoff")
    result = home.expect(0, "handoff", *WORDS, "--set", "ACCOUNT_ID=123456789012", "--name", name, "--format", "cli", "-o", folder, "--json",
                         *words, env=NO_CREDENTIALS, **options)
    return result.of("handoff")[0]


def administer(other_home, *words, name="essentia"):
    """The administrator creates what is asked for: the same resources with the same tags."""
    other_home.setup("--name", name, *words)


def status(result):
    return result.of("handoff-status")[0]


def test_record(home, cloud):
    written = handoff(home, cloud)
    assert written["waiting"] is True and written["next"].startswith("accredit verify --answers ")
    entry = home.listed()
    assert entry["state"] == "waiting" and entry["result"] == "not-run" and entry["verified"] is None
    assert entry["waiting"]["form"] == "cli" and entry["waiting"]["folder"] == os.path.join(home.folder, "essentia-handoff")
    assert home.expect(0, "show", "essentia", "--json").of("setup")[0]["resources"] == {}
    shown = home.expect(0, "show", "essentia").out
    assert "Waiting for the administrator since" in shown and "accredit verify essentia" in shown and "Not tested" not in shown
    row = home.expect(0, "list").out.splitlines()[1]
    assert row.split()[:3] == ["essentia", "essentia", "waiting"] and row.endswith("verify")


@pytest.mark.parametrize("named", ["by its answers", "by its name"])
def test_verified_when_complete(home, other_home, cloud, named):
    written = handoff(home, cloud)
    words = ["verify", "essentia"] if named == "by its name" else ["verify", "--answers", os.path.join(written["folder"], "answers.json")]
    cloud.forget_calls()
    result = home.expect(2, *words, "--no-probe", "--json")
    assert status(result)["state"] == "waiting" and {m["text"] for m in status(result)["missing"]} == {"does not exist"}
    assert {m["kind"] for m in status(result)["missing"]} == {"role", "role-policy", "instance-profile", "instance-profile-role"}
    assert home.listed()["state"] == "waiting" and not cloud.changes()
    administer(other_home)
    cloud.forget_calls()
    result = home.expect(0, *words, "--no-probe", "--json")
    assert status(result)["state"] == "recorded" and status(result)["missing"] == status(result)["afterwards"] == []
    assert not cloud.changes(), "what the administrator created is recorded as it is"
    assert home.listed()["state"] == "done" and "waiting" not in home.listed()
    planned = home.expect(0, "setup", "essentia", "--plan", "--no-probe", "--json")
    assert set(planned.actions.values()) == {"none"}


def test_verified_with_the_probe(home, other_home, cloud):
    written = handoff(home, cloud)
    administer(other_home)
    result = home.expect(0, "verify", "--answers", os.path.join(written["folder"], "answers.json"), "--yes", "--json", limit=120)
    assert result.of("check") and home.listed()["result"] == "passed"


def test_from_another_computer(home, other_home, cloud):
    """There the record of the hand-off is not, and the answers file is enough."""
    written = handoff(home, cloud)
    file = os.path.join(written["folder"], "answers.json")
    result = other_home.expect(2, "verify", "--answers", file, "--no-probe", "--json")
    assert "since" not in status(result) and other_home.listed() is None
    administer(home)
    assert status(other_home.expect(0, "verify", "--answers", file, "--no-probe", "--json"))["state"] == "recorded"
    assert other_home.listed()["state"] == "done"
    other_home.expect(0, "verify", "--answers", file, "--no-probe", "--json")


def test_a_difference_is_named(home, other_home, cloud, iam):
    handoff(home, cloud)
    administer(other_home)
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName=iam.list_role_policies(RoleName="EssentiaMaster")["PolicyNames"][0],
                        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}))
    result = home.expect(2, "verify", "essentia", "--no-probe")
    assert "has been waiting for the administrator since" in result.out and "differs in document" in result.out and home.listed()["state"] == "waiting"


def test_other_answers_of_a_recorded_setup(home, cloud):
    home.setup()
    written = handoff(home, cloud, name="second")
    with open(os.path.join(written["folder"], "answers.json"), encoding="utf-8") as file:
        answers = json.load(file)
    path = os.path.join(home.folder, "changed.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({**answers, "name": "essentia", "policy": "workers"}, file)
    result = home.expect(64, "verify", "--answers", path, "--no-probe", "--json")
    assert "exists, with other answers" in result.err and "accredit verify essentia" in result.err


def test_handoff_of_an_existing_setup(home, cloud):
    """Its record stays as it is."""
    home.setup()
    before = home.text("setups", "essentia", "answers.json")
    written = handoff(home, cloud)
    assert written["waiting"] is False and "exists already" in written["note"]
    assert home.text("setups", "essentia", "answers.json") == before and home.listed()["state"] == "done"


def test_removed(home, cloud):
    """Only the record goes; no credentials are needed."""
    handoff(home, cloud)
    assert "accredit created nothing of it" in home.expect(0, "remove", "essentia", "--plan", env=NO_CREDENTIALS).out
    assert home.expect(64, "remove", "essentia", env=NO_CREDENTIALS).err and home.listed()
    cloud.forget_calls()
    assert "The record is deleted" in home.expect(0, "remove", "essentia", "--yes", env=NO_CREDENTIALS).out
    assert home.listed() is None and not cloud.changes()


def test_set_up_by_the_operator(home, cloud):
    """Permissions came in the meantime: setup ends the waiting, and the resources are accredit's own."""
    handoff(home, cloud)
    home.expect(0, "setup", "essentia", "--no-probe", "--yes", "--json")
    assert home.listed()["state"] == "done" and "waiting" not in home.listed()
    before = cloud.snapshot()
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert home.listed() is None and cloud.snapshot() != before


def test_repair_is_refused_while_it_waits(home, cloud):
    handoff(home, cloud)
    before = cloud.snapshot()
    refused = home.expect(64, "repair", "essentia", "--yes")
    assert "waits for the administrator" in refused.err and "'accredit verify essentia'" in refused.err and cloud.snapshot() == before


def test_removed_after_it_was_recorded(home, other_home, cloud):
    """The administrator's resources stay; the record goes, and does not wait again."""
    handoff(home, cloud)
    administer(other_home)
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    before = cloud.snapshot()
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert cloud.snapshot() == before and home.listed() is None


def test_an_attempt_that_was_undone_leaves_it_waiting(home, cloud):
    handoff(home, cloud)
    cloud.faults(error=["CreateInstanceProfile=AccessDenied:403"])
    home.expect(3, "setup", "essentia", "--no-probe", "--yes", "--json")
    assert home.listed()["state"].startswith("interrupted")
    cloud.clear_faults()
    home.expect(0, "resume", "essentia", "--undo", "--yes", "--json")
    assert home.listed()["state"] == "waiting"


def test_all_leaves_it_out(home, cloud):
    home.setup("--name", "ready", "--set", "ROLE_NAME=Ready")
    handoff(home, cloud)
    result = home.expect(0, "verify", "--all", "--no-probe", "--json")
    assert [r["setup"] for r in result.of("result")] == ["ready"]
    assert [s["setup"] for s in result.of("handoff-status")] == ["essentia"]
    assert "waiting for the administrator: essentia" in home.expect(0, "verify", "--all", "--no-probe").out


def test_not_taken_for_a_setup_created_manually(home, cloud):
    handoff(home, cloud)
    result = home.expect(64, "verify", "--platform", "essentia", "--name", "essentia", "--no-probe", "--json")
    assert "already exists" in result.err and home.listed()["state"] == "waiting"


@pytest.mark.parametrize("platform, method, missing", [("essentia", "configure", None), ("iguazio", "user", "KEY_FILE")])
def test_the_key_comes_afterwards(key_home, other_key_home, cloud, iam, platform, method, missing):
    """A hand-off creates no key: it is not missing, and setup then creates it and nothing else."""
    home, administrator = key_home, other_key_home
    folder = os.path.join(home.folder, "out")
    home.expect(0, "handoff", platform, "--method", method, "--set", "ACCOUNT_ID=123456789012", "--set", "REGION=us-east-1", "--format", "cli",
                "-o", folder, "--json")
    location = ["--set", f"KEY_FILE={administrator.key_file}"] if missing else []
    result = administrator.expect(0, "setup", platform, "--method", method, *location, "--no-probe", "--yes", "--json")
    user = result.result["outputs"].get("user_name") or next(s["name"] for s in result.of("plan")[0]["steps"] if s["kind"] == "user")
    for key in iam.list_access_keys(UserName=user)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
    words = home.expect(0, "verify", "--answers", os.path.join(folder, "answers.json"), "--no-probe").out
    assert f"accredit setup {platform} --name {platform}" in words and (not missing or f"--set {missing}=..." in words)
    assert home.listed(platform)["state"] == "done"
    again = ["setup", platform, "--name", platform, "--answers", os.path.join(folder, "answers.json"), "--no-probe", "--json"]
    if missing:
        assert missing in home.expect(64, *again, "--yes").err, "a key is not created where its secret would be lost"
        assert iam.list_access_keys(UserName=user)["AccessKeyMetadata"] == []
        again += ["--set", f"KEY_FILE={home.key_file}"]
    kinds = {s["kind"] for s in home.expect(2, *again, "--plan").of("plan")[0]["steps"] if s["action"] != "none"}
    assert kinds <= {"access-key", "credentials-profile", "credentials-csv"} and "access-key" in kinds
    home.expect(0, *again, "--yes")
    assert len(iam.list_access_keys(UserName=user)["AccessKeyMetadata"]) == 1
    home.expect(0, "verify", platform, "--no-probe", "--json")


def test_answers_as_text(home, other_home, cloud):
    """Plain text asks nothing that the answers say, with or without a record of the hand-off."""
    file = os.path.join(handoff(home, cloud)["folder"], "answers.json")
    session = PipeSession(other_home, "verify", "--answers", file, "--text")
    assert "4 missing" in session.all and session.end(2) and other_home.listed() is None
    administer(home)
    session = PipeSession(other_home, "verify", "--answers", file, "--text")
    assert "The administrator created everything" in session.all and "All 4 resources match." in session.all
    session.end()
    assert other_home.listed()["state"] == "done"
    session = PipeSession(other_home, "verify", "--answers", file, "--policy", "workers", "--text")
    assert "exists, with other answers" in session.all
    session.end(64)
