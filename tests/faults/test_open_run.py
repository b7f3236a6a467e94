"""One open run per setup and IAM user: every command after an interrupted run names it, and changes nothing until it is resumed or undone."""

import json
import os
import re

import pytest

from key_home import keys_of, key_works
from killing import kill

USER = "Essentia"
BOTH = r"'accredit resume {0}' continues it, 'accredit resume {0} --undo' undoes it"
FOLLOWED = {
    "setup": (3, ("setup", "essentia", "--method", "configure", "--policy", "workers", "--no-probe", "--yes", "--json")),
    "plan": (3, ("setup", "essentia", "--method", "configure", "--policy", "workers", "--plan", "--json")),
    "repair": (3, ("repair", "essentia", "--yes", "--json")),
    "rotate": (3, ("rotate", "essentia", "--yes", "--json")),
    "finish": (3, ("rotate", "essentia", "--finish", "--now", "--yes", "--json")),
    "rotate-user": (3, ("rotate", "--user", USER, "--profile", "default", "--yes", "--json")),
    "rotate-all": (3, ("rotate", "--all", "--yes", "--json")),
    "remove": (3, ("remove", "essentia", "--yes", "--json")),
    "adopt": (3, ("adopt", "essentia", "--method", "configure", "--policy", "workers", "--json")),
    "second": (3, ("setup", "essentia", "--name", "second", "--method", "configure", "--policy", "workers", "--no-probe",
                   "--set", "PROFILE=second", "--yes", "--json")),
    "verify": (2, ("verify", "essentia", "--yes", "--json")),
    "verify-all": (2, ("verify", "--all", "--yes", "--json")),
}


def call_of(cloud, operation):
    """The number of this changing call, from 1."""
    return [c["operation"] for c in cloud.changes()].index(operation) + 1


@pytest.fixture
def interrupted(key_home, cloud):
    """A setup that was killed after CreateAccessKey was executed and before its answer came: the secret is stored nowhere."""
    key_home.key_setup("configure", "--no-probe")
    at = call_of(cloud, "CreateAccessKey")
    key_home.expect(0, "remove", "essentia", "--yes")
    cloud.forget_calls()
    assert kill(key_home, cloud, f"after:{at}", *key_home.words("configure", "--policy", "workers", "--no-probe"))
    assert len(keys_of(cloud, USER)) == 1
    cloud.forget_calls()
    return key_home


def journal(home, setup="essentia"):
    return home.text("setups", setup, "journal.jsonl")


def test_every_command_waits_for_the_open_run(interrupted, cloud):
    key_home, before = interrupted, journal(interrupted)
    for name, (code, words) in FOLLOWED.items():
        result = key_home.expect(code, *words)
        if code == 3:
            assert re.search(BOTH.format("essentia"), result.err), (name, result)
        assert journal(key_home) == before and not cloud.changes(), name
    key_home.expect(0, "resume", "essentia", "--yes", "--json")
    (key, status), = keys_of(cloud, USER).items()
    assert status == "Active" and key_home.profile()[0] == key and key_works(cloud, key_home.profile()), "the existing key's secret is stored"


def test_undo_leaves_nothing(interrupted, cloud):
    interrupted.expect(0, "resume", "essentia", "--undo", "--yes", "--json")
    assert USER not in cloud.snapshot().get("users", {}) and interrupted.listed() is None
    interrupted.key_setup("configure", "--no-probe")


def test_open_run_is_reported(interrupted):
    event, = interrupted.expect(2, "verify", "essentia", "--json").of("interrupted")
    assert event["run"] and event["step"] == "key.create" and event["running"] is False
    row = interrupted.listed()
    assert row["interrupted"]["run"] == event["run"] and row["state"].startswith("interrupted: ")
    shown = interrupted.expect(0, "show", "essentia").out
    assert "Interrupted after 2 of 6 steps" in shown and "Resume" in shown.splitlines()[1], shown


def test_other_setups_are_verified_and_rotated(interrupted, cloud):
    """One open run does not stop the other setups."""
    key_home = interrupted
    more = ("--set", "USER_NAME=Other", "--set", "PROFILE=other", "--name", "other")
    key_home.expect(0, *key_home.words("configure", "--policy", "workers", "--no-probe", *more))
    old = key_home.profile("other")
    result = key_home.expect(2, "verify", "--all", "--no-probe", "--json")
    assert [e["setup"] for e in result.of("interrupted")] == ["essentia"]
    assert {e["setup"]: e["ok"] for e in result.of("result")} == {"essentia": False, "other": True}
    key_home.expect(3, "rotate", "--all", "--yes", "--json")
    assert key_home.profile("other") != old and key_works(cloud, key_home.profile("other"))


def test_removal_after_the_check_of_the_new_key_failed(key_home, cloud, iam):
    """Without a kill: the run stopped with the new key staged, and its setup cannot be removed before it ends."""
    key_home.key_setup("configure", "--no-probe")
    for name in iam.list_user_policies(UserName=USER)["PolicyNames"]:
        iam.delete_user_policy(UserName=USER, PolicyName=name)
    key_home.rotate("essentia", code=3, limit=200)
    assert len(keys_of(cloud, USER)) == 2
    result = key_home.expect(3, "remove", "essentia", "--yes", "--json")
    assert re.search(BOTH.format("essentia"), result.err)
    key_home.expect(0, "resume", "essentia", "--undo", "--yes", "--json")
    (key, status), = keys_of(cloud, USER).items()
    assert (key, status) == (key_home.profile()[0], "Active")
    key_home.expect(0, "remove", "essentia", "--yes", "--json")


def test_run_of_another_process_is_not_changed(key_home, cloud):
    """The run is in progress, not interrupted: no message says to resume it."""
    cloud.faults(stall=["CreateAccessKey=20x1"])
    run = key_home.start(*key_home.words("configure", "--policy", "workers", "--no-probe"))
    key_home.wait_for_call("CreateAccessKey")
    result = key_home.expect(1, "remove", "essentia", "--yes", "--json")
    assert "using this setup" in result.err or "at this moment" in result.err
    event, = key_home.expect(2, "verify", "essentia", "--json").of("interrupted")
    assert event["running"] is True
    result = key_home.expect(1, "rotate", "--user", USER, "--profile", "default", "--yes", "--json")
    assert "resume" not in result.err
    cloud.release_calls()
    assert key_home.wait(run).code == 0


# A truncated journal

@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
def test_truncated_journal_is_noticed(key_home, cloud, closed):
    """At every line boundary, and with a line missing in the middle: nothing is changed, and nothing is lost."""
    if closed:
        key_home.key_setup("configure", "--no-probe")
    else:
        key_home.key_setup("configure", "--no-probe")
        assert kill(key_home, cloud, "after:1", "rotate", "essentia", "--yes")
    path = key_home.file("setups", "essentia", "journal.jsonl")
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()
    cloud.forget_calls()
    cuts = [lines[:n] for n in range(len(lines))] + [lines[:n] + lines[n + 1:] for n in range(len(lines) - 1)]
    for cut in cuts[::3] + cuts[-1:]:
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(cut)
        result = key_home.expect(1, "remove", "essentia", "--yes", "--json")
        assert "journal.jsonl" in result.err and "adopt" in result.err or "backup" in result.err, result
        key_home.expect(1, "verify", "essentia", "--json")
        key_home.expect(1, "resume", "essentia", "--yes", "--json")
        assert not cloud.changes()
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)
    key_home.expect(0, "resume", "--yes")
    key_home.expect(0, "verify", "essentia", "--no-probe", "--json")


def test_the_last_twenty_runs_are_kept(key_home):
    key_home.key_setup("configure", "--no-probe")
    for _ in range(24):
        key_home.expect(0, "verify", "essentia", "--yes", "--json")
    runs = {json.loads(line)["run"] for line in journal(key_home).splitlines()}
    assert len(runs) >= 20
    kept = json.loads(key_home.text("setups", "essentia", "journal.jsonl.runs"))
    assert len(kept) == 20 and {one["run"] for one in kept} <= runs


# The order of a removal

def test_removal_deactivates_the_key_first_and_deletes_its_file_last(key_home, cloud):
    key_home.key_setup("command", "--no-probe")
    cloud.forget_calls()
    cloud.faults(error=["DeleteAccessKey=AccessDenied"])
    key_home.expect(3, "remove", "essentia", "--yes", "--json")
    assert key_home.csv(), "the secret is kept until the key is deleted"
    assert cloud.changes()[0]["operation"] == "UpdateAccessKey"
    assert set(keys_of(cloud, USER).values()) == {"Inactive"}
    cloud.clear_faults()
    key_home.expect(0, "resume", "essentia", "--undo", "--yes", "--json")
    assert keys_of(cloud, USER) == {key_home.csv()[0]: "Active"} and key_works(cloud, key_home.csv())
    cloud.forget_calls()
    result = key_home.expect(0, "remove", "essentia", "--yes", "--json")
    order = [c["operation"] for c in cloud.changes()]
    assert order[0] == "UpdateAccessKey" and order.index("DeleteAccessKey") > order.index("DeleteUserPolicy"), order
    done = [e["id"] for e in result.of("step") if e["status"] == "done"]
    assert done.index("key-file.remove") > done.index("key.remove") and not os.path.exists(key_home.key_file)


def test_undo_after_the_key_was_deleted(key_home, cloud):
    """Nothing is undone, and the command that the message names completes the removal."""
    key_home.key_setup("command", "--no-probe")
    cloud.faults(error=["DeleteUser=AccessDenied"])
    key_home.expect(3, "remove", "essentia", "--yes", "--json")
    cloud.clear_faults()
    cloud.forget_calls()
    result = key_home.expect(3, "resume", "essentia", "--undo", "--yes", "--json")
    assert "cannot restore a key" in result.err and not cloud.changes()
    key_home.expect(0, "resume", "essentia", "--yes", "--json")
    assert USER not in cloud.snapshot().get("users", {}) and key_home.listed() is None
