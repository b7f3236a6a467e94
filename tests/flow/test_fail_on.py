"""--fail-on, and the managed policies that the review reads and evaluates."""

import json
import os
import shutil

import pytest

from cloud import TOP, allow, policy
from text_session import PipeSession

ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
SCOPED = ("setup", "essentia", "--policy", "workers-scoped", "--no-probe")
PLAN = ("setup", "essentia", "--no-probe", "--plan")


def attach(home, tmp_path, *arns):
    """Copies the templates and attaches these policies to essentia's role in the copy."""
    folder = tmp_path / "templates"
    shutil.copytree(os.path.join(TOP, "templates"), folder)
    path = folder / "essentia" / "pack.json"
    pack = json.loads(path.read_text())
    role = next(row for row in pack["resources"] if row["kind"] == "role" and row["id"] == "role")
    pack["resources"] += [{"id": f"attached-{i}", "kind": "role-policy-attachment", "name": arn.rpartition("/")[2], "role": role["name"],
                           "policy": arn, "needs": ["role"]} for i, arn in enumerate(arns)]
    path.write_text(json.dumps(pack))
    home.environment["ACCREDIT_TEMPLATES"] = str(folder)


def high_findings(result):
    return [e for e in result.of("risk") if e["severity"] == "high"]


@pytest.mark.parametrize("severity, code", [("high", 0), ("low", 2), (None, 0)])
def test_setup_fails_on_a_severity(home, cloud, severity, code):
    """The policy has findings, none of them of high severity."""
    cloud.forget_calls()
    words = ("setup", "essentia", "--policy", "s3", "--no-probe", "--yes", "--json")
    done = home.expect(code, *words, *(["--fail-on", severity] if severity else []))
    worst = {e["severity"] for e in done.of("risk")}
    assert worst and "high" not in worst
    assert bool(cloud.changes()) == (code == 0) and (home.listed() is not None) == (code == 0)
    assert code == 0 or ("at or above the severity 'low'" in done.err and done.of("risk")[0]["text"] in done.err)


@pytest.mark.parametrize("words", [("--yes", "--json"), ("--yes",), ("--plan", "--json"), ("--plan",)])
def test_nothing_is_created_when_setup_fails_on_a_finding(home, cloud, words):
    cloud.forget_calls()
    done = home.expect(2, "setup", "essentia", "--no-probe", "--fail-on", "high", *words)
    assert not cloud.changes() and home.listed() is None and not os.path.exists(home.file("setups", "essentia"))
    assert "nothing was created" in done.err and "(statement 2 of EssentiaAccess" in done.err.replace("s 2, 1", " 2")
    assert "launch an EC2 instance with a role that it passes" in done.err


@pytest.mark.parametrize("command", [("setup", "essentia"), ("verify", "essentia"), ("adopt", "essentia"), ("policy", "check", "x")])
def test_unknown_severity(home, command):
    assert "'hihg' is not a severity" in home.expect(64, *command, "--fail-on", "hihg", "--yes" if command[0] in ("setup", "verify") else "--json").err


def test_verify_fails_on_findings_in_aws(home, iam):
    """Permissions that others added in AWS are evaluated, together with the expected document's own findings."""
    home.setup("--policy", "s3")
    home.expect(0, "verify", "essentia", "--no-probe", "--fail-on", "high")
    home.expect(2, "verify", "essentia", "--no-probe", "--fail-on", "medium")
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess", PolicyDocument=policy(allow("s3:*"), allow("iam:*")))
    found = home.expect(2, "verify", "essentia", "--no-probe", "--fail-on", "high", "--json")
    assert high_findings(found)[0]["actions"] == ["iam:*"] and "(--fail-on)" in found.err
    assert sum(e["actions"] == ["s3:*"] for e in found.of("risk")) == 1, "the same finding is reported once"
    assert any(e["actions"] == ["iam:*"] for e in high_findings(home.expect(2, "verify", "essentia", "--no-probe", "--json")))


def test_adopt_fails_on_findings_and_records(home, iam):
    home.setup("--policy", "s3")
    home.delete_state()
    words = ("adopt", "essentia", "--policy", "s3", "--json")
    home.expect(0, *words, "--fail-on", "high")
    home.delete_state()
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess", PolicyDocument=policy(allow("s3:*"), allow("iam:*")))
    adopted = home.expect(2, *words, "--fail-on", "high")
    assert high_findings(adopted) and "recorded" in adopted.err and home.listed()


def test_aws_managed_policy_is_evaluated(home, cloud, tmp_path):
    attach(home, tmp_path, ADMIN)
    before = cloud.snapshot()
    planned = home.expect(2, *SCOPED, "--plan", "--json")
    found, = [e for e in high_findings(planned) if e["statements"] == [{"document": ADMIN, "index": 1}]]
    assert found["actions"] == ["*"] and found["on"] == "*"
    cloud.forget_calls()
    text = home.expect(2, *SCOPED, "--plan").out
    assert f"high, role 'EssentiaMaster', statement 1 of {ADMIN}" in text and "attach a customer managed policy instead of this one" in text
    assert {c["operation"] for c in cloud.calls()} >= {"GetPolicy", "GetPolicyVersion"}
    refused = home.expect(2, *SCOPED, "--yes", "--fail-on", "high")
    assert found["text"] in refused.err and ADMIN in refused.err
    assert cloud.snapshot() == before and home.listed() is None
    home.expect(0, *SCOPED, "--yes")


def test_customer_managed_policy_is_evaluated(home, iam, tmp_path):
    """IAM returns the document URL-encoded, and the default version is the one that counts."""
    arn = iam.create_policy(PolicyName="Theirs", PolicyDocument=policy(allow("s3:GetObject")))["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(allow("iam:*")), SetAsDefault=True)
    attach(home, tmp_path, arn, "arn:aws:iam::aws:policy/ReadOnlyAccess")
    planned = home.expect(2, *SCOPED, "--plan", "--json")
    assert [e["actions"] for e in high_findings(planned)] == [["iam:*"]] and high_findings(planned)[0]["statements"][0]["document"] == arn


def test_policies_are_evaluated_together(home, iam, tmp_path):
    """One half of an escalation is in the attached policy, the other in the template's own document."""
    arn = iam.create_policy(PolicyName="Theirs", PolicyDocument=policy(allow("lambda:CreateFunction", "lambda:InvokeFunction")))["Policy"]["Arn"]
    attach(home, tmp_path, arn)
    planned = home.expect(2, *PLAN, "--json")
    assert any({p["document"] for p in e["statements"]} == {"policy", arn} for e in high_findings(planned))


def test_unreadable_policy_does_not_pass(home, cloud, tmp_path):
    attach(home, tmp_path, ADMIN)
    cloud.faults(error=["GetPolicyVersion=AccessDenied:403"])
    result = home.expect(2, *SCOPED, "--plan", "--fail-on", "high")
    for text in (result.out, result.err):
        assert f"{ADMIN} was not checked: " in text


def test_fail_on_in_plain_text(home, cloud):
    """Where the program asks for confirmation, the review names the decisive findings, and nothing is created."""
    cloud.forget_calls()
    session = PipeSession(home, "setup", "essentia", "--text", "--no-probe", "--fail-on", "high")
    while not session.ended:
        session.say("")
    shown = " ".join(session.end(2).out.split())
    assert "(--fail-on): nothing was created" in shown and "high: Can launch an EC2 instance" in shown
    assert not cloud.changes() and home.listed() is None


def test_fail_on_of_existing_resources_in_plain_text(home):
    home.setup("--policy", "s3")
    for words, code in ((("--fail-on", "high"), 0), (("--fail-on", "medium"), 2), ((), 0)):
        session = PipeSession(home, "verify", "essentia", "--text", "--no-probe", *words)
        while not session.ended:
            session.say("")
        assert ("so the exit code is 2" in " ".join(session.end(code).out.split())) == (code == 2)


def test_fail_on_with_all_setups(home, iam):
    """Each of several setups reports for itself whether it passes; accepted permissions count, too."""
    home.setup("--policy", "s3-scoped", "--set", "BUCKET=rehearsal")
    home.setup("--policy", "s3", "--name", "other", "--set", "ROLE_NAME=Other")
    home.expect(0, "verify", "--all", "--no-probe", "--fail-on", "high")
    result = home.expect(2, "verify", "--all", "--no-probe", "--fail-on", "medium")
    assert "'other' does not pass" in result.err and "'essentia' does not pass" not in result.err
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName="More", PolicyDocument=policy(allow("iam:*")))
    home.expect(0, "accept", "essentia", "--yes", "--json")
    home.expect(0, "verify", "essentia", "--no-probe")
    result = home.expect(2, "verify", "essentia", "--no-probe", "--fail-on", "high", "--json")
    assert "iam:*" in json.dumps(result.of("extra")) + result.err and "'essentia' does not pass" in result.err
