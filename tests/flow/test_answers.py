"""Answers from files, options and records: which one wins, and what a second setup of the same name does."""

import json
import os

import pytest

from cloud import ACCOUNT, REGION
from test_setup_lifecycle import KEPT


def write(home, **members):
    path = os.path.join(home.folder, "given.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"v": 1, "platform": "essentia", **members}, file)
    return path


def recorded_answers(home, name="essentia"):
    return json.loads(home.text("setups", name, "answers.json"))


def test_saved_answers_give_the_same_plan(home, other_home, cloud):
    home.setup("--name", "first", "--policy", "s3-scoped", "--set", "BUCKET=rehearsal", "--set", "ROLE_NAME=Trip")
    wanted = cloud.snapshot()
    file = home.file("setups", "first", "answers.json")
    home.expect(0, "setup", "--answers", file, "--no-probe", "--yes", "--json")
    copy = write(other_home, **{k: v for k, v in recorded_answers(home, "first").items() if k not in ("v", "platform")})
    home.expect(0, "remove", "first", "--yes", "--json")
    other_home.expect(0, "setup", "--answers", copy, "--no-probe", "--yes", "--json")
    assert cloud.snapshot() == wanted, "the answers of a record repeat the setup in another home"
    assert recorded_answers(other_home, "first") == json.loads(open(copy, encoding="utf-8").read())


def test_set_wins_over_answers_over_record_over_default(home, cloud):
    file = write(home, policy="workers", values={"ROLE_DESCRIPTION": "of the file"})
    home.setup()
    assert recorded_answers(home)["policy"] == "workers-and-s3"
    home.setup("--answers", file)
    assert recorded_answers(home)["policy"] == "workers" and cloud.roles()["EssentiaMaster"]["description"] == "of the file"
    home.setup("--answers", file, "--set", "ROLE_DESCRIPTION=of the flag", "--policy", "redshift")
    assert recorded_answers(home)["policy"] == "redshift" and cloud.roles()["EssentiaMaster"]["description"] == "of the flag"
    assert home.setup().actions == KEPT, "the record wins over the default"
    assert cloud.roles()["EssentiaMaster"]["description"] == "of the flag"


def test_values_can_refer_to_account_and_region(home, cloud):
    file = write(home, values={"ACCOUNT_ID": ACCOUNT, "REGION": "eu-west-1"})
    home.setup("--answers", file)
    assert recorded_answers(home)["region"] == "eu-west-1" and "REGION" not in recorded_answers(home)["values"]
    assert home.listed()["region"] == "eu-west-1"


@pytest.mark.parametrize("members, word", [
    ({"polcy": "workers"}, "polcy"),
    ({"values": {"ROLE_NAMES": "x"}}, "ROLE_NAMES"),
    ({"v": 2}, "v"),
    ({"policy": "everything"}, "everything"),
    ({"method": "magic"}, "magic"),
    ({"values": {"ROLE_NAME": "no spaces please"}}, "ROLE_NAME"),
    ({"values": {"ROLE_NAME": 5}}, "ROLE_NAME"),
    ({"values": ["ROLE_NAME"]}, "values"),
    ({"account": "999988887777"}, "999988887777"),
    ({"account": "12"}, "12"),
    ({"region": "Frankfurt"}, "Frankfurt"),
    ({"name": "No Good"}, "No Good"),
    ({"name": "../escape"}, "../escape"),
    ({"platform": "iguana"}, "iguana"),
])
def test_bad_answers_file(home, cloud, members, word):
    result = home.expect(64, "setup", "--answers", write(home, **members), "--no-probe", "--yes", "--json")
    assert word in result.err
    assert not cloud.changes() and not home.files()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"v":1,"v":1,"platform":"essentia"}', '{"v":1,"platform":"essentia"} more',
                                  '{"v":1,"platform":"essen\u0000tia"}', '{"v":1,"platform":"\\u0000"}', "\ufeff{}", '{"v":1}', "[" * 5000])
def test_broken_answers_file(home, cloud, text):
    path = os.path.join(home.folder, "broken.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    home.expect(64, "setup", "--answers", path, "--no-probe", "--yes", "--json")
    assert not cloud.changes() and not home.files()


def test_answers_file_without_answers(home, cloud):
    for path in ("/nonexistent/answers.json", home.folder, "/dev/zero"):
        assert home.run("setup", "--answers", path, "--no-probe", "--yes", "--json", limit=20).code in (1, 64)
    big = os.path.join(home.folder, "big.json")
    with open(big, "w", encoding="utf-8") as file:
        file.write(" " * (8 << 20) + "{}")
    assert home.run("setup", "--answers", big, "--no-probe", "--yes", "--json").code in (1, 64)
    assert not cloud.changes() and not home.files()


@pytest.mark.parametrize("flags, word", [
    (["--set", "ROLE_NAME"], "ROLE_NAME"),
    (["--set", "=x"], ""),
    (["--set", "NO_SUCH=1"], "NO_SUCH"),
    (["--set", "ROLE_NAME=a/b"], "ROLE_NAME"),
    (["--set", "ROLE_NAME=" + "x" * 65], "64"),
    (["--set", "ROLE_NAME=Rôle"], "ROLE_NAME"),
    (["--set", "ACCOUNT_ID=999988887777"], "999988887777"),
    (["--set", "ACCOUNT_ID=12345678901"], "12345678901"),
    (["--set", "REGION=moon-1"], "moon-1"),
    (["--set", "BUCKET=Not_A_Bucket", "--policy", "s3-scoped"], "BUCKET"),
    (["--policy", "all"], "all"),
    (["--method", "user"], "user"),
    (["--name", "Bad Name"], "Bad Name"),
    (["--name", "x" * 64], ""),
    (["--frobnicate"], "--frobnicate"),
    (["again"], "again"),
])
def test_bad_flags(home, cloud, flags, word):
    result = home.expect(64, "setup", "essentia", "--no-probe", "--yes", "--json", *flags)
    assert word in result.err
    assert not cloud.changes() and not home.files()


def test_same_name_with_other_answers(home, cloud):
    home.setup()
    before = cloud.snapshot(), home.files()
    cloud.forget_calls()
    for flags in (["--set", "REGION=eu-central-1"], ["--set", "ROLE_NAME=Other"], ["--set", "POLICY_NAME=Other"]):
        assert "choose --name" in home.setup(*flags, code=64).err
    assert not cloud.changes() and (cloud.snapshot(), home.files()) == before


def test_same_name_from_another_account(home, cloud):
    """The record names its account; other credentials cannot continue the setup."""
    home.setup()
    path = home.file("setups", "essentia", "answers.json")
    text = home.text("setups", "essentia", "answers.json")
    assert text.count(ACCOUNT) == 1
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(ACCOUNT, "210987654321"))
    cloud.forget_calls()
    assert "--name" in home.setup(code=64).err
    for words in (["verify", "essentia", "--no-probe"], ["remove", "essentia", "--yes"], ["resume", "essentia", "--yes"],
                  ["repair", "essentia", "--yes"], ["rotate", "essentia", "--yes"]):
        refused = home.expect(64, *words, "--json").err
        assert "was created with account '210987654321', not '123456789012'" in refused, words
        assert "use credentials of account 210987654321 (AWS_PROFILE)\n" in refused, "another name of the setup is no remedy here"
    assert not cloud.changes()


def record_with_other_account(home, setup, account="210987654321"):
    """Changes the setup's record so that it names another account."""
    text = home.text("setups", setup, "answers.json")
    with open(home.file("setups", setup, "answers.json"), "w", encoding="utf-8") as file:
        file.write(text.replace(ACCOUNT, account))


def test_interrupted_setup_in_another_account(home, cloud):
    """With another account's credentials it can be neither continued nor undone; with the right ones it continues."""
    cloud.faults(error=["CreateInstanceProfile=AccessDenied:403"])
    assert home.run("setup", "essentia", "--no-probe", "--yes", "--json").code == 3
    cloud.clear_faults()
    text = home.text("setups", "essentia", "answers.json")
    record_with_other_account(home, "essentia")
    cloud.forget_calls()
    for words in (["resume", "essentia", "--yes"], ["resume", "essentia", "--undo", "--yes"], ["resume", "--yes"]):
        assert "210987654321" in home.expect(64, *words, "--json").err
    assert not cloud.changes()
    with open(home.file("setups", "essentia", "answers.json"), "w", encoding="utf-8") as file:
        file.write(text)
    home.expect(0, "resume", "--yes", "--json")


def test_rotate_refuses_a_key_of_another_account(key_home, cloud):
    key_home.key_setup()
    record_with_other_account(key_home, "essentia")
    cloud.forget_calls()
    for words in (["rotate", "essentia"], ["rotate", "essentia", "--finish"], ["rotate", "--all"], ["remove", "essentia"], ["repair", "essentia"]):
        refused = key_home.run(*words, "--yes", "--json")
        assert refused.code == (2 if "--all" in words else 64) and "210987654321" in refused.err, refused
    assert not cloud.changes()


def test_verify_all_with_setups_of_two_accounts(home, cloud):
    """Setups of this account are compared; the other account's setup is reported and causes no call."""
    home.setup()
    home.setup("--name", "second", "--set", "ROLE_NAME=Second")
    record_with_other_account(home, "second")
    cloud.forget_calls()
    result = home.run("verify", "--all", "--no-probe", "--json")
    assert result.code in (1, 2, 64) and "210987654321" in result.err + result.out, result
    assert "Second" not in json.dumps([c["params"] for c in cloud.calls()]) and not cloud.changes()


def test_recorded_region_wins(home, cloud):
    home.setup("--set", "REGION=eu-central-1")
    home.setup(env={"AWS_REGION": "us-west-2"})
    assert recorded_answers(home)["region"] == "eu-central-1" != REGION
    home.expect(0, "verify", "essentia", "--no-probe", "--json", env={"AWS_REGION": "us-west-2"})


def test_setup_without_a_platform(home):
    assert "PLATFORM" in home.expect(64, "setup", "--no-probe", "--yes", "--json").err
    assert "essentiaa" in home.expect(64, "setup", "essentiaa", "--no-probe", "--yes", "--json").err
    for odd in ("../essentia", "/etc", "essentia/../essentia", "", "."):
        home.expect(64, "setup", odd, "--no-probe", "--yes", "--json")
