"""Passed, failed, inconclusive, not run: what each run comes to, in list, show, the report and words; and when "verified" ends."""

import json
import signal

import pytest

from cloud import allow, policy, until
from workers import all_ended, small_pack, verdicts

PROBE = ("setup", "essentia", "--yes", "--json")
VERIFY = ("verify", "essentia", "--yes", "--json")
CHECKS = ("identity", "describe-instances", "list-buckets")


def report(home, name="essentia"):
    return json.loads(home.text("setups", name, "report.json"))


def is_verified(home, result="passed"):
    """list and show tell the same, to programs and to people."""
    row = home.listed()
    assert row["result"] == result and (row["verified"] is not None) == (result == "passed"), row
    assert "proved" not in row
    said = f"verified {row['verified'][:10]}" if result == "passed" else "checks not run" if result == "not-run" else f"verification {result}"
    for words in (("list",), ("show", "essentia")):
        assert said in home.expect(0, *words).out
    assert home.expect(0, "show", "essentia", "--json").of("setup")[0]["verified"] == row["verified"]
    return row["verified"]


def test_nothing_ran(home):
    """Without a probe nothing is verified, whatever the comparison says."""
    home.setup()
    is_verified(home, "not-run")
    assert {c["id"] for c in report(home)["not_run"]} >= {"identity"} and report(home)["result"] == "not-run"
    assert "check identity: not run" in home.expect(0, "show", "essentia").out
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    is_verified(home, "not-run")


def test_all_passed(home, cloud):
    small_pack(home, *CHECKS)
    said = home.expect(0, "setup", "essentia", "--yes").out
    assert "all 3 checks passed\n" in said and ": passed" in said and ": yes" not in said
    since = is_verified(home)
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    assert is_verified(home) == since, "a look changes nothing"
    all_ended(cloud)


@pytest.mark.parametrize("change", ["update", "repair", "drift"])
def test_a_later_change_ends_it(home, cloud, iam, change):
    """What was verified is what was there then."""
    small_pack(home, "identity")
    home.expect(0, *PROBE)
    is_verified(home)
    if change == "update":
        home.setup("--policy", "s3")
    else:
        iam.delete_role_policy(RoleName="EssentiaMaster", PolicyName=home.listed()["values"]["POLICY_NAME"])
        home.expect(2, "verify", "essentia", "--no-probe", "--json")
    if change == "repair":
        home.expect(0, "repair", "essentia", "--yes", "--json")
    is_verified(home, "failed" if change == "drift" else "not-run")
    if change != "drift":
        home.expect(0, *VERIFY)
        is_verified(home)
    all_ended(cloud)


def test_one_fails(home, cloud, iam):
    small_pack(home, "identity", "describe-instances")
    home.setup("--policy", "s3")
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName="of-others", PolicyDocument=policy(allow("ec2:Describe*")))
    said = home.expect(2, "verify", "essentia", "--yes")
    assert "1 of 2 checks passed, 1 failed" in said.out and ": failed" in said.out and "see the checks marked failed" in said.err
    is_verified(home, "failed")
    assert "check describe-instances: failed" in home.expect(0, "show", "essentia").out
    all_ended(cloud)


def test_stopped_on_the_way(home, cloud):
    """It says how many ran, and what ran is not taken for all."""
    small_pack(home, *CHECKS)
    home.setup()
    cloud.faults(stall="ListBuckets=60x1")
    out = home.file("said.txt")
    open(out, "w", encoding="utf-8").close()
    run = home.start("verify", "essentia", "--yes", wrap=["/bin/sh", "-c", f'exec "$@" >"{out}"', "sh"])

    def said():
        with open(out, encoding="utf-8") as file:
            return file.read()

    until(lambda: said().count("check ") >= 2, 60, "no check was told")
    run.send_signal(signal.SIGINT)
    assert home.wait(run, 60).code == 3
    cloud.go_on()
    ran = said().count("check ")
    assert ran == 2 and "2 of 3 checks ran; 1 was not run\n" in said(), said()
    is_verified(home, "inconclusive")
    assert [c["id"] for c in report(home)["not_run"]] == ["list-buckets"] and report(home)["ok"] is False
    result = home.expect(0, "resume", "essentia", "--yes", "--json")
    assert set(verdicts(result)) == set(CHECKS)
    is_verified(home)
    all_ended(cloud)
