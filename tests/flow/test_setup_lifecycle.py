"""A setup without a worker from start to end: whoami, plan, setup, setup again, list, show, verify, remove."""

import json
import os

import pytest

from cloud import ACCOUNT, EC2_TRUST, REGION, TOP

POLICIES = [p + form for p in ("workers", "workers-and-s3", "workers-and-s3-and-redshift", "s3", "redshift") for form in ("", "-scoped")]
POLICIES += ["v3.0-workers", "v3.0-workers-and-redshift"]
CREATED = {"role": "create", "policy": "create", "instance-profile": "create", "profile-role": "create"}
KEPT = dict.fromkeys(CREATED, "none")


def vendor_document(name, **values):
    """The template's document, filled in without the program."""
    with open(os.path.join(TOP, "templates", "essentia", "documents", name + ".json"), encoding="utf-8") as file:
        text = file.read()
    for key, value in {"ACCOUNT_ID": ACCOUNT, "REGION": REGION, "PARTITION": "aws", "ROLE_NAME": "EssentiaMaster",
                       "DNS_SUFFIX": "amazonaws.com", "BUCKET": "rehearsal", **values}.items():
        text = text.replace("${" + key + "}", value)
    return json.loads(text)


def test_whoami(home):
    said = home.expect(0, "whoami", "--json").of("whoami")[0]
    assert said["account"] == ACCOUNT and said["region"] == REGION and said["partition"] == "aws"
    assert said["arn"].endswith(":user/operator") and said["alias"] == "practice" and "profile" in said["source"]
    text = home.expect(0, "whoami").out
    assert ACCOUNT in text and "operator" in text and REGION in text


def test_whoami_names_the_environment(home, cloud):
    keys = {"AWS_ACCESS_KEY_ID": cloud.operator["access_key_id"], "AWS_SECRET_ACCESS_KEY": cloud.operator["secret_access_key"]}
    assert "environment" in home.expect(0, "whoami", "--json", env=keys).of("whoami")[0]["source"].lower()


def test_plan_changes_nothing(home, cloud):
    before = cloud.snapshot()
    plan = home.expect(2, "setup", "essentia", "--no-probe", "--plan", "--json")
    assert plan.actions == CREATED and plan.result["ok"] is False
    assert cloud.snapshot() == before and not cloud.changes()
    assert not home.files(), "a plan leaves no record"
    assert home.listed() is None


def test_setup_creates_what_the_vendor_documents(home, cloud):
    result = home.setup()
    assert result.actions == CREATED
    role = cloud.roles()["EssentiaMaster"]
    assert role["trust"] == EC2_TRUST == vendor_document("trust")
    assert role["tags"] == {"accredit:setup": "essentia"} and role["path"] == "/" and role["attached"] == []
    assert role["inline"] == {"EssentiaAccess": vendor_document("workers-and-s3")}
    assert cloud.profiles() == {"EssentiaMaster": {"path": "/", "roles": ["EssentiaMaster"], "tags": {"accredit:setup": "essentia"}}}
    assert result.result["outputs"]["role_arn"] == f"arn:aws:iam::{ACCOUNT}:role/EssentiaMaster"
    assert [c["operation"] for c in cloud.changes()].count("CreateRole") == 1 and len(cloud.changes()) == 4


def test_record_is_complete_and_private(home):
    home.setup()
    setup = home.file("setups", "essentia")
    assert {"answers.json", "journal.jsonl", "report.json"} <= set(os.listdir(setup))
    for folder, _, names in os.walk(home.file()):
        assert os.stat(folder).st_mode & 0o777 == 0o700
        assert all(os.stat(os.path.join(folder, n)).st_mode & 0o777 == 0o600 for n in names)
    answers = json.loads(home.text("setups", "essentia", "answers.json"))
    assert answers["v"] == 1 and answers["account"] == ACCOUNT and answers["region"] == REGION and answers["method"] == "role"
    lines = [json.loads(line) for line in home.text("setups", "essentia", "journal.jsonl").splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1)) and {line["v"] for line in lines} == {1}
    assert lines[0]["phase"] == "plan" and lines[-1]["phase"] == "end"
    for step in ("role", "policy", "instance-profile", "profile-role"):
        assert [line["phase"] for line in lines if line["step"] == step + ".create"] == ["intent", "done"]
    done = {line["step"]: line for line in lines if line["phase"] == "done"}
    assert all(line["request_id"] for line in done.values()), "the result names AWS's request ID"


def test_answers_and_plan_are_written_before_the_first_change(home, cloud):
    cloud.faults(die="before:1")
    assert home.run("setup", "essentia", "--no-probe", "--yes", "--json").code == -9
    assert json.loads(home.text("setups", "essentia", "answers.json"))["method"] == "role"
    lines = [json.loads(line) for line in home.text("setups", "essentia", "journal.jsonl").splitlines()]
    assert len(lines[0]["plan"]["steps"]) == 4
    # role and instance profile are created at the same time: the other one can be there, as an intent
    started = {line["step"] for line in lines if line["phase"] == "intent"}
    assert started and started <= {"role.create", "instance-profile.create"}
    assert len(cloud.roles()) + len(cloud.profiles()) < 2
    assert not cloud.roles() or "role.create" in started


def test_second_run_plans_nothing(home, cloud):
    home.setup()
    cloud.forget_calls()
    before = cloud.snapshot()
    again = home.setup()
    assert again.actions == KEPT and not again.of("step")
    assert again.result["outputs"]["role_name"] == "EssentiaMaster"
    assert not cloud.changes() and cloud.snapshot() == before
    assert home.expect(0, "setup", "essentia", "--no-probe", "--plan", "--json").actions == KEPT


def test_list_show_verify(home, cloud):
    assert home.listed() is None
    home.setup()
    assert home.listed()["state"] == "done" and home.listed()["half_way"] is False
    shown = home.expect(0, "show", "essentia", "--json")
    assert set(shown.of("setup")[0]["resources"]) == set(CREATED)
    assert "EssentiaMaster" in home.expect(0, "show", "essentia").out and "essentia" in home.expect(0, "list").out
    cloud.forget_calls()
    assert home.expect(0, "verify", "essentia", "--no-probe", "--json").actions == KEPT
    assert home.expect(0, "verify", "--all", "--no-probe", "--json").result["ok"]
    assert not cloud.changes()


def test_remove_leaves_nothing(home, cloud):
    before = cloud.snapshot()
    home.setup()
    result = home.expect(0, "remove", "essentia", "--yes", "--json")
    assert set(result.actions.values()) == {"remove"} and cloud.snapshot() == before
    assert result.result["outputs"] == {}, "no further intent is recorded"
    assert home.listed() is None
    home.expect(64, "remove", "essentia", "--yes", "--json")
    assert home.setup().actions == CREATED, "the name can be used again"
    assert home.expect(0, "remove", "essentia", "--yes").out.count("Note down") == 0


@pytest.mark.parametrize("name", POLICIES)
def test_every_policy(home, cloud, name):
    bucket = ["--set", "BUCKET=rehearsal"] if "s3" in name and name.endswith("scoped") else []
    home.setup("--policy", name, *bucket)
    assert cloud.roles()["EssentiaMaster"]["inline"] == {"EssentiaAccess": vendor_document(name)}
    assert home.setup("--policy", name, *bucket).actions == KEPT
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not cloud.roles() and not cloud.profiles()


@pytest.mark.parametrize("name", [p for p in POLICIES if "s3" in p and p.endswith("scoped")])
def test_scoped_s3_requires_a_bucket(home, cloud, name):
    assert "BUCKET" in home.setup("--policy", name, code=64).err and not cloud.changes() and not home.files()


def test_another_policy_is_an_update(home, cloud):
    home.setup()
    changed = home.setup("--policy", "workers")
    assert changed.actions == {**KEPT, "policy": "update"} and changed.diffs["policy"]
    assert cloud.roles()["EssentiaMaster"]["inline"] == {"EssentiaAccess": vendor_document("workers")}
    assert home.setup().actions == KEPT, "the new policy is recorded"


def test_custom_names(home, cloud):
    names = ["--set", "ROLE_NAME=Analytics.Master", "--set", "POLICY_NAME=Of-Ours"]
    home.setup("--name", "mine", *names)
    assert set(cloud.roles()) == {"Analytics.Master"} == set(cloud.profiles())
    assert set(cloud.roles()["Analytics.Master"]["inline"]) == {"Of-Ours"}
    assert cloud.roles()["Analytics.Master"]["tags"]["accredit:setup"] == "mine"
    home.setup()
    assert set(cloud.roles()) == {"Analytics.Master", "EssentiaMaster"}, "two setups next to each other"
    home.expect(0, "remove", "mine", "--yes", "--json")
    assert set(cloud.roles()) == {"EssentiaMaster"}


def test_text_and_json_agree(home, cloud):
    result = home.expect(0, "setup", "essentia", "--no-probe", "--yes")
    assert "create role 'EssentiaMaster': done (" in result.out and "role.create" not in result.out
    assert f"arn:aws:iam::{ACCOUNT}:role/EssentiaMaster" in result.out and result.err == ""
    assert "Everything already matches" in home.expect(0, "setup", "essentia", "--no-probe", "--yes").out
    assert set(cloud.roles()) == {"EssentiaMaster"}


def test_templates_lists_and_checks(home):
    listed = home.expect(0, "templates").out
    assert "essentia" in listed and all(p in listed for p in POLICIES)
    assert home.expect(0, "templates", "check", os.path.join(TOP, "templates", "essentia")).out
