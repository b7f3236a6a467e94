"""Passed, failed, inconclusive, not run: the result of each run, in list, show, the report and text; and when "verified" ends."""

import json
import re
import signal

import pytest

from cloud import allow, policy, until
from test_foreign import create_all
from worker_helpers import wait_for_termination, use_pack_with_checks, verdicts

PROBE = ("setup", "essentia", "--yes", "--json")
VERIFY = ("verify", "essentia", "--yes", "--json")
CHECKS = ("identity", "describe-instances", "list-buckets")


def report(home, name="essentia"):
    return json.loads(home.text("setups", name, "report.json"))


def is_verified(home, result="passed"):
    """list and show agree, as JSON and as text."""
    row = home.listed()
    assert row["result"] == result and (row["verified"] is not None) == (result == "passed"), row
    assert "proved" not in row
    cells = [row.split("  ") for row in home.expect(0, "list").out.splitlines()]
    listed = next(row for row in cells if row[0] == "essentia")
    assert any(cell.startswith(("differs", "failed") if result == "failed" else result.replace("-", " ")) for cell in listed), listed
    shown = home.expect(0, "show", "essentia").out
    assert re.search({"not-run": "Not tested yet", "failed": "(Verification|Test) failed, ", "inconclusive": "(Test|Comparison) incomplete, "}.get(
        result, "Tested, .*passed"), shown), shown
    assert home.expect(0, "show", "essentia", "--json").of("setup")[0]["verified"] == row["verified"]
    return row["verified"]


def test_no_check_was_run(home):
    """Without a probe nothing is verified, whatever the comparison finds."""
    home.setup()
    is_verified(home, "not-run")
    assert {c["id"] for c in report(home)["not_run"]} >= {"identity"} and report(home)["result"] == "not-run"
    assert re.search(r"^  not run: ", home.expect(0, "show", "essentia").out, re.M) or not report(home)["checks"]
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    is_verified(home, "not-run")
    assert "\nCompared with the account, " in home.expect(0, "show", "essentia").out
    assert "as expected.\nNot tested yet." in home.expect(0, "show", "essentia").out


def test_adoption_says_how_it_was_found(home, iam):
    """Until it is compared again."""
    create_all(iam)
    home.expect(0, "adopt", "essentia")
    assert re.search(r"\nAdopted, .*: All 4 resources match the template\.\n", home.expect(0, "show", "essentia").out)
    home.expect(0, "verify", "essentia", "--no-probe")
    shown = home.expect(0, "show", "essentia").out
    assert "Adopted, " not in shown and "\nCompared with the account, " in shown


def test_all_checks_passed(home, cloud):
    use_pack_with_checks(home, *CHECKS)
    output = home.expect(0, "setup", "essentia", "--yes").out
    assert "all 3 checks passed\n" in output and ": passed" in output and ": yes" not in output
    since = is_verified(home)
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    assert is_verified(home) == since, "verify changes nothing"
    wait_for_termination(cloud)


@pytest.mark.parametrize("change", ["update", "repair", "drift"])
def test_later_change_ends_verified(home, cloud, iam, change):
    """Verified refers to the state at that time."""
    use_pack_with_checks(home, "identity")
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
    wait_for_termination(cloud)


def test_one_check_failed(home, cloud, iam):
    use_pack_with_checks(home, "identity", "describe-instances")
    home.setup("--policy", "s3")
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName="of-others", PolicyDocument=policy(allow("ec2:Describe*")))
    result = home.expect(2, "verify", "essentia", "--yes")
    assert "1 of 2 checks passed, 1 failed" in result.out and ": failed" in result.out and "see the checks marked failed" in result.err
    is_verified(home, "failed")
    assert "\n  failed: " in home.expect(0, "show", "essentia").out
    wait_for_termination(cloud)


def test_interrupted_checks(home, cloud):
    """The result says how many checks ran, and does not count those as all."""
    use_pack_with_checks(home, *CHECKS)
    home.setup()
    cloud.faults(stall="ListBuckets=60x1")
    out = home.file("said.txt")
    open(out, "w", encoding="utf-8").close()
    run = home.start("verify", "essentia", "--yes", wrap=["/bin/sh", "-c", f'exec "$@" >"{out}"', "sh"])

    def said():
        with open(out, encoding="utf-8") as file:
            return file.read()

    until(lambda: said().count("check ") >= 2, 60, "no check was reported")
    run.send_signal(signal.SIGINT)
    assert home.wait(run, 60).code == 3
    cloud.release_calls()
    ran = said().count("check ")
    assert ran == 2 and "2 of 3 checks passed, 1 not run\n" in said(), said()
    is_verified(home, "inconclusive")
    assert [c["id"] for c in report(home)["not_run"]] == ["list-buckets"] and report(home)["ok"] is False
    result = home.expect(0, "resume", "essentia", "--yes", "--json")
    assert set(verdicts(result)) == set(CHECKS)
    is_verified(home)
    wait_for_termination(cloud)


MISSING = "bucket nowhere does not exist: create it or choose another (field S3 bucket). AWS: An error occurred (NoSuchBucket)"


def test_missing_bucket_is_definite_with_a_key(key_home, cloud):
    """One call decides: no retries, and the field that names the bucket is said."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="nowhere")
    key_home.expect(0, "setup", "essentia", "--method", "command", "--policy", "s3", "--set", "BUCKET=nowhere", "--set", f"KEY_FILE={key_home.key_file}",
                    "--no-probe", "--yes")
    s3.delete_bucket(Bucket="nowhere")
    cloud.forget_calls()
    result = key_home.expect(2, *VERIFY)
    missing = next(c for c in result.of("check") if c["id"] == "s3-canary")
    assert missing["verdict"] == "no" and missing["evidence"]["text"].startswith(MISSING)
    assert len(cloud.calls("PutObject")) == 1
    shown = key_home.expect(2, "verify", "essentia", "--yes")
    assert f"(decided by: AWS (not found)): {MISSING}" in shown.out, shown.out


def test_missing_bucket_is_reported_without_waiting(home, cloud):
    """Reported at once, with what to do: the program waits only for what this run created."""
    use_pack_with_checks(home, "identity", "s3-canary")
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="nowhere")
    home.setup("--set", "BUCKET=nowhere")
    s3.delete_bucket(Bucket="nowhere")
    cloud.forget_calls()
    result = home.expect(2, *VERIFY)
    assert verdicts(result) == {"identity": "yes", "s3-canary": "no"} and result.seconds < 60
    missing = next(c for c in result.of("check") if c["id"] == "s3-canary")
    assert missing["layer"] == "resource" and missing["evidence"]["text"].startswith(MISSING)
    assert len([c for c in cloud.calls("PutObject") if c["worker"]]) == 1
    is_verified(home, "failed")
    wait_for_termination(cloud)


@pytest.mark.parametrize("fault", ["GetRole=NoSuchEntity:404x1", "DeleteRole=NoSuchEntity:404x1"])
def test_one_no_such_entity_is_not_trusted(home, cloud, fault):
    """A single NoSuchEntity during a removal does not leave the role behind."""
    home.setup()
    cloud.faults(error=fault)
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not cloud.roles() and home.listed() is None


def test_undone_run_has_no_outputs(home, cloud, iam):
    """A run that fails or is undone names nothing that does not exist, and no next steps."""
    cloud.faults(error="PutRolePolicy=LimitExceeded:409x1")
    failed = home.expect(3, "setup", "essentia", "--no-probe", "--yes")
    assert "Note down" not in failed.out and "Next:" not in failed.out
    saved = report(home)
    assert "vendor" not in saved and not saved["notes"] and set(saved["outputs"]) <= {
        "role_name", "role_arn", "instance-profile_name", "instance-profile_arn"}
    cloud.faults(error="CreateRole=LimitExceeded:409x9")
    other = home.run("setup", "essentia", "--name", "other", "--set", "ROLE_NAME=Other", "--no-probe", "--yes", "--json")
    assert other.code in (1, 3) and not [k for k in other.result["outputs"] if k.startswith("role")]
    cloud.clear_faults()
    undone = home.expect(0, "resume", "essentia", "--undo", "--yes")
    assert "Note down" not in undone.out and "Next:" not in undone.out and "platform's own" not in undone.out
    assert home.run("resume", "other", "--undo", "--yes", "--json").result["outputs"] == {}
    assert not cloud.roles()
