"""accredit policy check: text, events, exit codes, wrong usage."""

import json
import os
import re
import subprocess

import pytest

from tools import find


def allow(action, resource="*", **more):
    return {"Version": "2012-10-17", "Statement": [{"Sid": "One", "Effect": "Allow", "Action": action, "Resource": resource, **more}]}


TRUST = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "210987654321"}}}
SERVICE = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}}
DENY = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}}
FILES = {
    "pass": allow("iam:PassRole"),
    "one": allow("iam:PassRole", "arn:aws:iam::123456789012:role/One"),
    "one-to-ec2": allow("iam:PassRole", "arn:aws:iam::123456789012:role/One", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}),
    "run": allow("ec2:RunInstances"), "deny": DENY, "list": allow("s3:ListBucket"), "decrypt": allow("kms:Decrypt"), "trust": TRUST, "service": SERVICE, "bad": {"Statement": {"Effect": "Allow"}},
    "bucket": {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}},
}


@pytest.fixture
def check(tmp_path):
    program = os.environ.get("ACCREDIT") or find("../../accredit")
    for name, document in FILES.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document))

    def run(*words, code):
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
        done = subprocess.run([program, "policy", "check", *words], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == code, done
        return done

    return run


CASES = [
    # arguments, exit code, severity, ID and deciding statements of each finding
    (["list.json"], 0, []),
    (["list.json", "--fail-on", "low"], 0, []),
    (["pass.json"], 0, ["medium pass-any-role pass.json 1"]),
    (["pass.json", "run.json"], 0, ["high pass-role-ec2 pass.json 1 run.json 1"]),
    (["pass.json", "run.json", "--fail-on", "high"], 2, ["high pass-role-ec2 pass.json 1 run.json 1"]),
    (["pass.json", "run.json", "deny.json", "--fail-on", "low"], 0, []),
    (["decrypt.json", "--fail-on", "high"], 0, ["medium decrypt decrypt.json 1"]),
    (["decrypt.json", "--fail-on", "medium"], 2, ["medium decrypt decrypt.json 1"]),
    (["--fail-on", "low", "decrypt.json"], 2, ["medium decrypt decrypt.json 1"]),
    (["bucket.json"], 0, ["high public-resource bucket.json 1"]),
    (["trust.json", "--trust"], 0, ["medium trust-no-external-id trust.json 1"]),
    (["trust.json", "--trust", "--fail-on", "medium"], 2, ["medium trust-no-external-id trust.json 1"]),
    (["service.json", "--trust", "--fail-on", "low"], 0, []),
]


@pytest.mark.parametrize("words,code,expected", CASES)
def test_findings(check, words, code, expected):
    *risks, result = [json.loads(line) for line in check(*words, "--json", code=code).stdout.splitlines()]
    assert result["event"] == "result" and result["ok"] == (code == 0)
    assert all(set(r) == {"event", "severity", "on", "statements", "actions", "text", "narrower"} and r["on"] and r["actions"] and r["text"].endswith(".") and r["narrower"] for r in risks)
    assert all(r["event"] == "risk" and set(s) == {"document", "index"} for r in risks for s in r["statements"])
    out = check(*words, code=code).stdout
    ids = [line.split()[0] for line in out.splitlines() if re.fullmatch(r"  [a-z0-9-]+ \(.+\)", line)]
    assert len(ids) == len(risks)
    assert [" ".join([r["severity"], name, *(f"{s['document']} {s['index']}" for s in r["statements"])]) for r, name in zip(risks, ids)] == expected
    for r in risks:
        assert f"{r['severity']}: {r['text']}\n  on {r['on']}\n" in out and f"recommendation: {r['narrower']}\n" in out
    if risks:
        assert f"{len(risks)} finding:" in out
    else:
        assert out.startswith("No findings: none of the ") and "rules applies" in out


def test_number_of_checked_risks_is_printed(check):
    """The meaning of no finding: the number of risks checked in identity policies and in trust policies."""
    kinds = [int(check(*words, code=0).stdout.split("none of the ")[1].split()[0]) for words in (["list.json"], ["service.json", "--trust"])]
    assert kinds[0] >= 100 and kinds[1] >= 15


BAD = [
    ([], "needs at least one file"),
    (["gone.json"], "gone.json"),
    (["bad.json"], "bad.json: statement 1: it has neither Action nor NotAction"),
    (["list.json", "--fail-on", "severe"], "'severe' is not a severity"),
    (["list.json", "--fail-on"], "option '--fail-on' needs a value"),
    (["list.json", "trust.json"], "trust.json: statement 1 has no Resource, so this is a trust policy"),
    (["trust.json", "list.json", "--trust"], "list.json: statement 1 has a Resource, so this is not a trust policy"),
]


@pytest.mark.parametrize("words,says", BAD)
def test_wrong_usage(check, words, says):
    done = check(*words, code=64)
    assert says in done.stderr and not done.stdout
    assert done.stderr.count("\n") == 2, "one sentence, one remedy"
    check(*words, "--json", code=64)


@pytest.mark.parametrize("name, advised", [("one", True), ("one-to-ec2", False)])
def test_no_advice_where_nothing_is_narrower(check, name, advised):
    """One role that is passed to one service is the least that can be passed."""
    risk, = [r for r in map(json.loads, check(f"{name}.json", "run.json", "--json", code=0).stdout.splitlines()) if r["event"] == "risk"]
    assert ("narrower" in risk) == advised
    assert ("recommendation: " in check(f"{name}.json", "run.json", code=0).stdout) == advised
