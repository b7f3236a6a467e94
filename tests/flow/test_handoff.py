"""The command 'handoff': answers without credentials, what it refuses, and what it writes."""

import json
import os

import pytest

from cloud import ACCOUNT, REGION
from handoff_folder import HandoffFolder

NO_CREDENTIALS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SESSION_TOKEN": None, "AWS_PROFILE": None,
                  "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_CONFIG_FILE": "/dev/null", "AWS_REGION": None, "AWS_DEFAULT_REGION": None,
                  "AWS_EC2_METADATA_DISABLED": "true"}
OTHER = "210987654321"


@pytest.fixture
def handoff(home, tmp_path):
    def run(*words, code=0, folder="out", **env):
        return home.expect(code, "handoff", *words, "--format", "cli", "-o", str(tmp_path / folder), "--json", env={**NO_CREDENTIALS, **env})
    return run


def written(tmp_path, folder="out"):
    with open(tmp_path / folder / "answers.json", encoding="utf-8") as file:
        return json.load(file)


def test_everything_that_is_missing_is_named_at_once(home):
    said = home.expect(64, "handoff", "e6data", env=NO_CREDENTIALS).err
    for name in ("--format", "-o DIR", "ACCOUNT_ID", "REGION", "OIDC_PROVIDER_SUFFIX", "CLUSTER_NAME", "WORKSPACE_NAME", "DATA_BUCKETS"):
        assert name in said, f"{name} is not named:\n{said}"
    assert "KEY_FILE" not in home.expect(64, "handoff", "iguazio", env=NO_CREDENTIALS).err


def test_needs_no_network(home, cloud, handoff, tmp_path):
    handoff("essentia", "--set", f"ACCOUNT_ID={OTHER}", "--set", "REGION=eu-west-1")
    assert written(tmp_path)["account"] == OTHER and written(tmp_path)["region"] == "eu-west-1" and not cloud.calls()
    with open(tmp_path / "out" / "essentia.sh", encoding="utf-8") as file:
        assert f"account='{OTHER}'\nregion='eu-west-1'\n" in file.read()


@pytest.mark.parametrize("env, account", [
    ({"AWS_ACCOUNT_ID": OTHER, "AWS_REGION": "eu-north-1"}, OTHER),
    ({"AWS_ACCOUNT_ID": OTHER, "AWS_DEFAULT_REGION": "eu-north-1"}, OTHER),
    ({"AWS_CONFIG_FILE": "{config}", "AWS_PROFILE": "work"}, OTHER),
])
def test_account_and_region_from_the_settings(cloud, handoff, tmp_path, env, account):
    config = tmp_path / "config"
    config.write_text(f"[profile work]\nregion = eu-north-1\nsso_account_id = {OTHER}\n")
    handoff("essentia", **{k: v.format(config=config) for k, v in env.items()})
    assert (written(tmp_path)["account"], written(tmp_path)["region"]) == (account, "eu-north-1") and not cloud.calls()


def test_account_and_issuer_from_aws_where_there_are_credentials(home, cloud, tmp_path):
    made = cloud.client("eks").create_cluster(name="one", roleArn=f"arn:aws:iam::{ACCOUNT}:role/Cluster", resourcesVpcConfig={"subnetIds": []})
    cloud.forget_calls()
    home.expect(0, "handoff", "e6data", "--format", "cli", "-o", str(tmp_path / "out"), "--json", *(w for a in (
        "WORKSPACE_NAME=sales", "CLUSTER_NAME=one", "NAMESPACE=e6", "DATA_BUCKETS=rehearsal", "BUCKET=results", "PARTS=engine") for w in ("--set", a)))
    assert written(tmp_path)["account"] == ACCOUNT and written(tmp_path)["region"] == REGION
    assert "https://" + written(tmp_path)["values"]["OIDC_PROVIDER_SUFFIX"] == made["cluster"]["identity"]["oidc"]["issuer"]
    assert {c["operation"] for c in cloud.calls()} == {"GetCallerIdentity", "DescribeCluster"}


def test_of_a_setup_that_is_recorded(home, cloud, handoff, tmp_path):
    home.setup("--name", "second", "--set", "ROLE_NAME=Other")
    cloud.forget_calls()
    handoff("second")
    assert written(tmp_path)["name"] == "second" and written(tmp_path)["values"]["ROLE_NAME"] == "Other" and not cloud.calls()
    assert os.path.exists(tmp_path / "out" / "second.sh")
    handoff("second", "--set", "ROLE_NAME=Third", code=64, folder="third")
    assert not os.path.exists(tmp_path / "third")


def test_a_key_that_exists_later_is_left_for_afterwards(handoff, tmp_path):
    event, = handoff("iguazio", "--set", f"ACCOUNT_ID={ACCOUNT}", "--set", "REGION=us-east-1").of("handoff")
    assert [(a["kind"], a["name"]) for a in event["afterwards"]] == [("access-key", "Provazio")]
    assert all("SECRET" not in v and "secret" not in k.lower() for k, v in written(tmp_path)["values"].items())


def test_finding_stops_it_before_anything_is_written(handoff, tmp_path):
    handoff("essentia", "--set", f"ACCOUNT_ID={ACCOUNT}", "--set", "REGION=us-east-1", "--fail-on", "high", code=2)
    assert not os.path.exists(tmp_path / "out")
    handoff("essentia", "--policy", "workers-scoped", "--set", f"ACCOUNT_ID={ACCOUNT}", "--set", "REGION=us-east-1", "--fail-on", "high")


def test_folder_that_is_not_empty_is_refused(home, handoff, tmp_path):
    given = ["essentia", "--set", f"ACCOUNT_ID={ACCOUNT}", "--set", "REGION=us-east-1"]
    handoff(*given)
    before = {n: os.stat(tmp_path / "out" / n).st_mtime_ns for n in os.listdir(tmp_path / "out")}
    assert "not empty" in handoff(*given, code=64).err and "-o DIR" in handoff(*given, code=64).err
    assert {n: os.stat(tmp_path / "out" / n).st_mtime_ns for n in os.listdir(tmp_path / "out")} == before
    os.makedirs(tmp_path / "empty")
    handoff(*given, folder="empty")


def test_plain_output_names_the_files_and_the_next_command(home, tmp_path):
    said = home.expect(0, "handoff", "iguazio", "--set", f"ACCOUNT_ID={ACCOUNT}", "--set", "REGION=us-east-1", "--format=cli", "-o",
                       str(tmp_path / "to send"), env=NO_CREDENTIALS).out
    assert "  iguazio.sh\n" in said and "accredit setup iguazio --answers answers.json" in said
    assert f"accredit verify --answers '{tmp_path}/to send/answers.json'" in said


def test_names_of_files(home, tmp_path):
    """A setup called undo: its script and undo.sh are two files, as for any other."""
    folder = HandoffFolder(home, tmp_path / "out", "essentia", "--name", "undo")
    assert folder.scripts() == ["setup-undo.sh", "undo.sh"]


def test_stops_at_the_wrong_account(home, cloud, tmp_path):
    folder = HandoffFolder(home, tmp_path / "out", "essentia")
    script = tmp_path / "out" / "essentia.sh"
    script.write_text(script.read_text().replace(f"account='{ACCOUNT}'", f"account='{OTHER}'"))
    folder.run(code=1)
    assert f"account {ACCOUNT}, not {OTHER}" in folder.err and not cloud.changes()
    folder.aws = "/nowhere"
    folder.run(code=1)
    assert "the AWS CLI is not installed" in folder.err


def test_asks_first(home, cloud, tmp_path):
    folder = HandoffFolder(home, tmp_path / "out", "essentia")
    for answers in ("", "yikes\n"):
        assert "create  role 'EssentiaMaster'" in folder.run(answers=answers, code=1) and "nothing was changed" in folder.err
    assert not cloud.changes() and not os.path.exists(tmp_path / "out" / "created.log")
    assert "Nothing to undo" in folder.undo(answers="")
