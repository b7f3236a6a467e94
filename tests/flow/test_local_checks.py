"""Checks that accredit makes itself: what IAM's simulator says about a principal, and a trust document that is read again."""

import json

import pytest

from cloud import ACCOUNT, EC2_TRUST, allow

ROLE = f"arn:aws:iam::{ACCOUNT}:role/Boat"
OTHER_TRUST = EC2_TRUST | {"Statement": [EC2_TRUST["Statement"][0] | {"Principal": {"Service": "lambda.amazonaws.com"}}]}
POLICY = {"Version": "2012-10-17", "Statement": [
    allow("s3:GetObject"),
    allow("s3:PutObject") | {"Condition": {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "198.51.100.7"]}}}]}


def check_row(name, call, expected="allow", **more):
    return {"id": name, "says": f"The check {name}", "call": call, "expected": expected, "where": "here", **more}


def simulate(action, *resources, **context):
    ask = {"principal": "arn:${PARTITION}:iam::${ACCOUNT_ID}:role/Boat", "actions": [action]}
    if resources:
        ask["resources"] = list(resources)
    if context:
        ask["context"] = {"aws:SourceIp": context["address"]}
    return {"simulate": ask}


PROBES = [
    check_row("trust", {"trust": "role"}),
    check_row("get", simulate("s3:GetObject", "arn:aws:s3:::harbour/*", "arn:aws:s3:::marina/*")),
    check_row("put", simulate("s3:PutObject", address=["192.0.2.0/24", "198.51.100.7"])),
    check_row("put-elsewhere", simulate("s3:PutObject", address="203.0.113.1"), "deny"),
    check_row("put-somewhere", simulate("s3:PutObject"), optional=True),
    check_row("delete", simulate("s3:DeleteObject"), "deny"),
]


@pytest.fixture
def simulated_template(home, tmp_path):
    documents = tmp_path / "templates" / "boat" / "documents"
    documents.mkdir(parents=True)
    (documents / "trust.json").write_text(json.dumps(EC2_TRUST))
    (documents / "use.json").write_text(json.dumps(POLICY))
    pack = {"pack": "1", "name": "boat", "title": "Boat", "methods": [{"name": "role", "title": "Role", "gives": "Access."}], "values": [],
            "resources": [{"id": "role", "kind": "role", "name": "Boat", "document": "trust.json"},
                          {"id": "use", "kind": "role-policy", "name": "Use", "role": "Boat", "document": "use.json", "needs": ["role"]}],
            "probes": PROBES}
    home.pack = documents.parent / "pack.json"
    home.pack.write_text(json.dumps(pack))
    home.environment["ACCREDIT_TEMPLATES"] = str(tmp_path / "templates")
    return home


def verdicts(result):
    return {e["id"]: e["verdict"] for e in result.of("check")}


GOOD = {"trust": "yes", "get": "yes", "put": "yes", "put-elsewhere": "yes", "put-somewhere": "cannot-tell", "delete": "yes"}


def test_checks_by_simulation_and_by_reading(simulated_template, iam):
    made = simulated_template.expect(0, "setup", "boat", "--yes", "--json")
    assert verdicts(made) == GOOD
    said = {e["id"]: e for e in made.of("check")}
    assert "simulated by IAM" in said["get"]["evidence"]["text"] and "not called" in said["get"]["evidence"]["text"]
    assert said["get"]["evidence"]["call"] == ("aws iam simulate-principal-policy --policy-source-arn " + ROLE + " --action-names s3:GetObject "
                                               "--resource-arns arn:aws:s3:::harbour/* arn:aws:s3:::marina/*")
    assert said["get"]["evidence"]["request_id"] and said["get"]["evidence"]["time"]
    assert "aws:SourceIp" in said["put-somewhere"]["evidence"]["text"] and said["put-somewhere"]["optional"] is True
    assert said["trust"]["evidence"]["call"] == "aws iam get-role --role-name Boat"
    # once more; no instance is launched and no key is tested, so no confirmation is needed
    assert verdicts(simulated_template.expect(0, "verify", "boat", "--json")) == GOOD
    seen = simulated_template.expect(0, "verify", "boat").out
    assert "get: passed (simulated)\n" in seen and "trust: passed (trust policy read)\n" in seen
    assert "put-somewhere: inconclusive (simulated)" in seen and "simulated by IAM, not called" in seen


def test_other_trust_fails_even_if_optional(simulated_template, iam):
    """Optional excuses an inconclusive check, never a failed one."""
    pack = json.loads(simulated_template.pack.read_text())
    pack["probes"] = [check_row("trust", {"trust": "role"}, optional=True)]
    simulated_template.pack.write_text(json.dumps(pack))
    simulated_template.expect(0, "setup", "boat", "--yes", "--no-probe", "--json")
    iam.update_assume_role_policy(RoleName="Boat", PolicyDocument=json.dumps(OTHER_TRUST))
    check_of, = simulated_template.expect(2, "verify", "boat", "--json").of("check")
    assert (check_of["verdict"], check_of["layer"]) == ("no", "trust")
    assert "ec2.amazonaws.com" in check_of["evidence"]["text"]


@pytest.mark.parametrize("row, said", [
    (check_row("x", {"simulate": {"principal": "a", "actions": []}}), "must name at least one"),
    (check_row("x", {"simulate": {"actions": ["s3:GetObject"]}}), "'principal' is missing"),
    (check_row("x", {"simulate": {"principal": "a", "actions": ["s3:GetObject"], "caller": "b"}}), "'caller' is not one of"),
    (check_row("x", {"trust": "use"}), "'use' is not a role of this template"),
    (check_row("x", {"trust": "role"}, "deny"), "only allow can be expected"),
    (check_row("x", {"trust": "role"}) | {"where": "worker"}, "is not a test of"),
    (check_row("x", ["sts", "get-caller-identity"]), "only simulate, trust"),
    (check_row("x", {"trust": "role"}, tags={"a": "b"}), "only a worker's instance has tags"),
])
def test_invalid_rows(simulated_template, row, said):
    pack = json.loads(simulated_template.pack.read_text())
    pack["probes"] = [row]
    simulated_template.pack.write_text(json.dumps(pack))
    result = simulated_template.run("templates", "check", str(simulated_template.pack.parent))
    assert said in result.out + result.err
