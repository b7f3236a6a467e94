"""Checks that accredit makes itself: what IAM's simulator says of a principal, a trust document read again."""

import json

import pytest

from cloud import ACCOUNT, EC2_TRUST, allow

ROLE = f"arn:aws:iam::{ACCOUNT}:role/Boat"
OTHER_TRUST = EC2_TRUST | {"Statement": [EC2_TRUST["Statement"][0] | {"Principal": {"Service": "lambda.amazonaws.com"}}]}
POLICY = {"Version": "2012-10-17", "Statement": [
    allow("s3:GetObject"),
    allow("s3:PutObject") | {"Condition": {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "198.51.100.7"]}}}]}


def check(name, call, expected="allow", **more):
    return {"id": name, "says": f"The check {name}", "call": call, "expected": expected, "where": "here", **more}


def simulate(action, *resources, **context):
    ask = {"principal": "arn:${PARTITION}:iam::${ACCOUNT_ID}:role/Boat", "actions": [action]}
    if resources:
        ask["resources"] = list(resources)
    if context:
        ask["context"] = {"aws:SourceIp": context["address"]}
    return {"simulate": ask}


PROBES = [
    check("trust", {"trust": "role"}),
    check("get", simulate("s3:GetObject", "arn:aws:s3:::harbour/*", "arn:aws:s3:::marina/*")),
    check("put", simulate("s3:PutObject", address=["192.0.2.0/24", "198.51.100.7"])),
    check("put-elsewhere", simulate("s3:PutObject", address="203.0.113.1"), "deny"),
    check("put-somewhere", simulate("s3:PutObject"), optional=True),
    check("delete", simulate("s3:DeleteObject"), "deny"),
]


@pytest.fixture
def boat(home, tmp_path):
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


def test_simulated_and_read_from_here(boat, iam):
    made = boat.expect(0, "setup", "boat", "--yes", "--json")
    assert verdicts(made) == GOOD
    said = {e["id"]: e for e in made.of("check")}
    assert "simulated by IAM" in said["get"]["evidence"]["text"] and "not tried" in said["get"]["evidence"]["text"]
    assert said["get"]["evidence"]["call"] == ("aws iam simulate-principal-policy --policy-source-arn " + ROLE + " --action-names s3:GetObject "
                                               "--resource-arns arn:aws:s3:::harbour/* arn:aws:s3:::marina/*")
    assert said["get"]["evidence"]["request_id"] and said["get"]["evidence"]["time"]
    assert "aws:SourceIp" in said["put-somewhere"]["evidence"]["text"] and said["put-somewhere"]["optional"] is True
    assert said["trust"]["evidence"]["call"] == "aws iam get-role --role-name Boat"
    # and again; here nothing is launched and no key is tried, so nobody needs to be asked
    assert verdicts(boat.expect(0, "verify", "boat", "--json")) == GOOD
    seen = boat.expect(0, "verify", "boat").out
    assert "from the policies, not tried" in seen and "put-somewhere: inconclusive" in seen


def test_another_trust_is_a_no_and_no_hint(boat, iam):
    """Optional excuses what cannot be told, never a no."""
    pack = json.loads(boat.pack.read_text())
    pack["probes"] = [check("trust", {"trust": "role"}, optional=True)]
    boat.pack.write_text(json.dumps(pack))
    boat.expect(0, "setup", "boat", "--yes", "--no-probe", "--json")
    iam.update_assume_role_policy(RoleName="Boat", PolicyDocument=json.dumps(OTHER_TRUST))
    check_of, = boat.expect(2, "verify", "boat", "--json").of("check")
    assert (check_of["verdict"], check_of["layer"]) == ("no", "trust")
    assert "ec2.amazonaws.com" in check_of["evidence"]["text"]


@pytest.mark.parametrize("row, said", [
    (check("x", {"simulate": {"principal": "a", "actions": []}}), "must name one at least"),
    (check("x", {"simulate": {"actions": ["s3:GetObject"]}}), "'principal' is missing"),
    (check("x", {"simulate": {"principal": "a", "actions": ["s3:GetObject"], "caller": "b"}}), "'caller' is none of"),
    (check("x", {"trust": "use"}), "'use' is no role of this pack"),
    (check("x", {"trust": "role"}, "deny"), "only allow can be expected"),
    (check("x", {"trust": "role"}) | {"where": "worker"}, "is no test of"),
    (check("x", ["sts", "get-caller-identity"]), "only simulate and trust"),
    (check("x", {"trust": "role"}, tags={"a": "b"}), "only a worker's machine has tags"),
])
def test_rows_that_cannot_be_made(boat, row, said):
    pack = json.loads(boat.pack.read_text())
    pack["probes"] = [row]
    boat.pack.write_text(json.dumps(pack))
    result = boat.run("templates", "check", str(boat.pack.parent))
    assert said in result.out + result.err
