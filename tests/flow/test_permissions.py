"""The policies that 'accredit permissions' prints: what they look like, that they suffice, and that no statement is too much. The whole
matrix is in tests/faults/test_permissions_matrix.py.
"""

import json
import os
import re

import pytest

from cloud import ACCOUNT, REGION, TOP
from permissions import CELLS, JOURNEYS, PURPOSES, SETUPS, Operators, listed, statements, tells, uncovered, unused, without
from program import Program
from test_e6data import SUFFIX

with open(os.path.join(TOP, "tests", "permission_resources.json"), encoding="utf-8") as file:
    AWS = json.load(file)

PLACE = ["--set", f"ACCOUNT_ID={ACCOUNT}", "--set", f"REGION={REGION}"]
LIMIT = 6144


@pytest.fixture
def alone(home):
    """The program without credentials."""
    for name in [n for n in home.environment if n.startswith("AWS_")]:
        del home.environment[name]
    return home


@pytest.fixture
def operators(cloud, tmp_path):
    made = []

    def make(name):
        made.append(Operators(cloud, Program, name, tmp_path))
        return made[-1]
    yield make
    for one in made:
        one.home.end()
        one.home.search_secrets()


@pytest.mark.parametrize("purpose", (*PURPOSES, "handoff"))
def test_documents_without_credentials(alone, cloud, purpose):
    """Readable JSON on standard output, and how to attach it on standard error; no call at all."""
    cloud.forget_calls()
    result = alone.expect(0, "permissions", "essentia", "--method", "configure", *PLACE, "--for", purpose)
    document = json.loads(result.out)
    assert document["Version"] == "2012-10-17" and len(json.dumps(document, separators=(",", ":"))) <= LIMIT
    sids = [s["Sid"] for s in document["Statement"]]
    assert len(set(sids)) == len(sids) and all(s.isalnum() for s in sids)
    assert {s["Effect"] for s in document["Statement"]} == {"Allow"}
    assert f"--policy-name accredit-essentia-{purpose} " in result.err
    assert not cloud.calls()
    event, = alone.expect(0, "permissions", "essentia", "--method", "configure", *PLACE, "--for", purpose, "--json").of("permissions")
    assert event["documents"] == [document] and event["for"] == purpose


def test_several_documents(alone):
    """Each within IAM's size, separated by a line, and told how many there are."""
    words = ["permissions", "deadline", *PLACE]
    documents = alone.expect(0, *words, "--json").of("permissions")[0]["documents"]
    assert len(documents) == 2 and all(len(json.dumps(d, separators=(",", ":"))) <= LIMIT for d in documents)
    result = alone.expect(0, *words)
    parts = result.out.split("# policy ")
    assert [p.splitlines()[0] for p in parts[1:]] == ["1 of 2: accredit-deadline-setup-1", "2 of 2: accredit-deadline-setup-2"]
    assert [json.loads(p.partition("\n")[2]) for p in parts[1:]] == documents
    assert "These are 2 managed policies" in result.err


def is_of(resource, kind):
    """Whether the resource of a statement has the form of AWS's ARNs of this type."""
    parts = re.split(r"\$\{\w+\}", AWS["formats"][kind])
    return re.fullmatch(".*".join(map(re.escape, parts)), resource) is not None


def check_with_aws_tables(documents):
    granted = {}
    for statement in statements(documents):
        for action in listed(statement["Action"]):
            row, on = AWS["actions"][action], listed(statement["Resource"])
            types = row.get("must", []) + row.get("may", [])
            granted.setdefault(action, []).extend(on)
            assert (on == ["*"]) == (not types), f"{action} on {on}: AWS has {types}"
            assert all(any(is_of(r, t) for t in types) for r in on if types), f"{action} on {on}: AWS has {types}"
            for keys in statement.get("Condition", {}).values():
                assert all(re.sub("Tag/.*", "Tag/${TagKey}", k) in row["keys"] for k in keys), f"{action} has no {keys}"
    for action, on in granted.items():
        missing = [t for t in AWS["actions"][action].get("must", []) if not any(is_of(r, t) for r in on)]
        assert not missing, f"{action} needs {missing} as well"


@pytest.mark.parametrize("name", SETUPS)
def test_resources_and_conditions_are_those_of_aws(alone, name, tmp_path):
    """By AWS's own tables: each action with the types of resources and the condition keys that it has, and * only where there are none."""
    words = [w.replace("{folder}", str(tmp_path)) for w in SETUPS[name]] + PLACE
    words += ["--set", f"OIDC_PROVIDER_SUFFIX={SUFFIX}"] if words[0] == "e6data" else []
    for purpose in (*PURPOSES, "handoff"):
        if purpose == "handoff" or (name, purpose) in CELLS:
            check_with_aws_tables(alone.expect(0, "permissions", *words, "--for", purpose, "--json").of("permissions")[0]["documents"])


def test_wrong_words(alone):
    err = alone.expect(64, "permissions", "essentia", *PLACE, "--for", "rotat").err
    assert "did you mean 'rotate'" in err and "--for setup, verify, rotate, remove or handoff" in err
    err = alone.expect(64, "permissions", "essentia", *PLACE, "--for", "rotate").err
    assert "creates no access key to rotate" in err
    err = alone.expect(64, "permissions", "essentia", "--for", "setup").err
    assert "ACCOUNT_ID" in err and "REGION" in err


def test_setup_from_its_record(home):
    """Names and account come from the record."""
    home.setup("--set", "ROLE_NAME=Other", "--name", "mine")
    event, = home.expect(0, "permissions", "mine", "--for", "remove", "--json").of("permissions")
    on = {s["Sid"]: s["Resource"] for s in statements(event["documents"])}
    assert on["RemoveRoles"] == f"arn:aws:iam::{ACCOUNT}:role/Other"


def test_calls_are_those_of_the_policies(operators, cloud):
    """Every call of the administrator's journeys is allowed by the policies, and these allow nothing else."""
    one = operators("essentia role")
    one.begin()
    for purpose in ("setup", "remove"):
        documents = one.documents(purpose)
        cloud.forget_calls()
        one.key = {}
        for _ in JOURNEYS.get(purpose, [purpose]):
            assert one.run(purpose).code == 0
        calls = [c for c in cloud.calls() if c.get("caller", "").endswith("user/operator") and (c["user_agent"] or "").startswith("accredit")]
        assert not uncovered(calls, documents) and not unused(calls, documents), purpose


@pytest.mark.parametrize("purpose", ["verify", "remove"])
def test_exact_policy_and_each_statement(operators, cloud, purpose):
    """With exactly the printed policy the journey works; without a statement it fails, or says what it did not check."""
    one = operators("essentia configure")
    one.prepare(purpose)
    documents = one.documents(purpose)
    one.allow(documents)
    result = one.run(purpose)
    known = tells(result)
    assert result.code == 0 and not [c for c in one.operator_calls() if c.get("denied")]
    for statement in statements(documents):
        one.prepare_again(purpose, result)
        one.allow(without(one.documents(purpose), statement["Sid"]))
        result = one.run(purpose)
        assert result.code != 0 or tells(result) - known, f"without {statement['Sid']} nothing is missed"
