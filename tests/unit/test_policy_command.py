"""accredit policy allows and covers: output, events, exit codes."""

import json
import os
import subprocess

import pytest

from tools import find

READ = {"Version": "2012-10-17", "Statement": [
    {"Sid": "Read", "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "arn:aws:s3:::b/*"},
    {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/secret/*", "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": ["red", "blue"]}}}]}
WRITE = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::b/*"}}
TAGS = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}, "Null": {"aws:TagKeys": "false"}}}}
OPEN, SECRET = "arn:aws:s3:::b/x", "arn:aws:s3:::b/secret/x"


@pytest.fixture
def accredit(tmp_path):
    program = os.environ.get("ACCREDIT") or find("../../accredit")
    for name, document in {"read": READ, "write": WRITE, "tags": TAGS, "all": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}, "bad": {"Statement": {"Effect": "Allow"}}}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    (tmp_path / "torn.json").write_text('{"Statement": ')

    def run(*words, code):
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
        done = subprocess.run([program, "policy", *words], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == code, done
        if "--json" not in words:
            return done
        events = [json.loads(line) for line in done.stdout.splitlines()]
        assert events[-1]["event"] == "result" and events[-1]["ok"] == (code == 0)
        return events[0] if len(events) == 2 else done

    return run


ALLOWS = [
    # arguments, exit code, decision, deciding statements, what the decision depends on
    (["read.json", "--action", "s3:GetObject", "--resource", OPEN], 0, "allow", ["read.json 1 Allow Read"], []),
    (["read.json", "--action", "S3:getobject", "--resource", OPEN], 0, "allow", ["read.json 1 Allow Read"], []),
    (["read.json", "write.json", "--action", "s3:GetObject", "--resource", OPEN], 0, "allow", ["read.json 1 Allow Read", "write.json 1 Allow"], []),
    (["read.json", "--action", "s3:PutObject", "--resource", OPEN], 2, "none", [], []),
    (["read.json", "--action", "s3:GetObject", "--resource", SECRET], 2, "unknown", ["read.json 2 Deny"], ["aws:PrincipalTag/team"]),
    (["read.json", "--action", "s3:GetObject", "--resource", SECRET, "--context-complete"], 2, "deny", ["read.json 2 Deny"], []),
    (["read.json", "--action", "s3:GetObject", "--resource", SECRET, "--context", "AWS:principaltag/team=red"], 0, "allow", ["read.json 1 Allow Read"], []),
    (["read.json", "--action", "s3:GetObject", "--resource", OPEN, "--boundary", "write.json"], 0, "allow", ["read.json 1 Allow Read", "write.json 1 Allow"], []),
    (["read.json", "--action", "s3:ListBucket", "--resource", OPEN, "--boundary", "write.json"], 2, "none", [], []),
    (["tags.json", "--action", "ec2:CreateTags", "--resource", "*", "--context", "aws:TagKeys=a", "--context", "aws:TagKeys=b"], 0, "allow", ["tags.json 1 Allow"], []),
    (["tags.json", "--action", "ec2:CreateTags", "--resource", "*", "--context", "aws:TagKeys=a", "--context", "aws:TagKeys=c"], 2, "none", [], []),
    (["tags.json", "--action", "ec2:CreateTags", "--resource", "*", "--context-complete"], 2, "none", [], []),
]


@pytest.mark.parametrize("words,code,decision,statements,depends", ALLOWS)
def test_allows(accredit, words, code, decision, statements, depends):
    event = accredit("allows", *words, "--json", code=code)
    assert event["event"] == "evaluation" and event["decision"] == decision
    assert [" ".join(str(s[k]) for k in ("document", "index", "effect", "sid") if k in s) for s in event["statements"]] == statements
    assert event["depends_on"] == depends
    said = {"allow": "allowed by ", "deny": "denied by ", "none": "not allowed: ", "unknown": "unknown by "}[decision]
    out = accredit("allows", *words, code=code).stdout
    assert out.startswith(said)
    assert all(key in out for key in depends)


COVERS = [
    (["--have", "all.json", "--want", "read.json", "write.json"], 0, "yes", []),
    (["--have", "read.json", "all.json", "--want", "write.json"], 2, "no", [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::b/secret/*"}]),
    (["--have", "write.json", "--want", "read.json"], 2, "no", [{"Sid": "Read", "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "arn:aws:s3:::b/*"}]),
    (["--want", "write.json", "--have", "read.json"], 2, "no", [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/secret/*"}, {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}]),
    (["--have", "tags.json", "--want", "tags.json"], 0, "yes", []),
]


@pytest.mark.parametrize("words,code,covered,missing", COVERS)
def test_covers(accredit, words, code, covered, missing):
    event = accredit("covers", *words, "--json", code=code)
    assert event["event"] == "coverage" and event["covered"] == covered and event["undecided"] == []
    assert event["missing"] == missing
    assert accredit("covers", *words, code=code).stdout.startswith(covered + ": ")


BAD = [
    ([], "needs check|allows|covers"),
    (["allow", "read.json"], "has no 'allow'"),
    (["allows", "--action", "s3:GetObject", "--resource", "*"], "at least one file"),
    (["allows", "read.json", "--resource", "*"], "--action"),
    (["allows", "read.json", "--action", "s3:GetObject"], "--resource"),
    (["allows", "read.json", "--action", "s3:*", "--resource", "*"], "one action"),
    (["allows", "read.json", "--action", "GetObject", "--resource", "*"], "one action"),
    (["allows", "read.json", "--action", "s3:GetObject", "--resource", "*", "--context", "k"], "KEY=VALUE"),
    (["allows", "gone.json", "--action", "s3:GetObject", "--resource", "*"], "gone.json"),
    (["allows", "bad.json", "--action", "s3:GetObject", "--resource", "*"], "bad.json: statement 1: it has neither Action nor NotAction"),
    (["allows", "torn.json", "--action", "s3:GetObject", "--resource", "*"], "torn.json"),
    (["allows", "read.json", "--action", "s3:GetObject", "--resource", "*", "--boundary", "bad.json"], "bad.json"),
    (["covers", "--have", "read.json"], "--want"),
    (["covers", "--have", "read.json", "--want", "bad.json"], "bad.json"),
    (["covers", "read.json", "--have", "read.json", "--want", "all.json"], "--have and --want"),
]


@pytest.mark.parametrize("words,says", BAD)
def test_wrong_usage(accredit, words, says):
    done = accredit(*words, code=64)
    assert says in done.stderr and not done.stdout
    assert done.stderr.count("\n") == 2, "one sentence, one remedy"
    if words:
        accredit(*words, "--json", code=64)
