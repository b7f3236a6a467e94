"""What becomes of things of others that differ: kept or changed by the pack's or the operator's word; and a pack's remarks."""

import json

import pytest

from boats import value
from cloud import EC2_TRUST, allow, document, policy

SAYS = "The trust is written from memory"
PACK = {
    "pack": "1", "name": "rafts", "title": "Rafts",
    "methods": [{"name": "role", "title": "Role", "gives": "Access.", "recommended": True}],
    "values": [value("THEIRS", kind="choice", check=["keep", "change"], default="keep"), value("TAGS", kind="tags")],
    "resources": [{"id": "role", "kind": "role", "name": "Raft", "document": "trust.json", "others": "${THEIRS}", "remark": SAYS},
                  {"id": "inline", "kind": "role-policy", "name": "Drift", "role": "Raft", "document": "drift.json",
                   "others": "${THEIRS}", "needs": ["role"]}],
}
DRIFT = json.loads(policy(allow("s3:GetObject")))
OTHER_TRUST = json.loads(json.dumps(EC2_TRUST).replace("ec2", "lambda"))
SETUP = ("setup", "rafts", "--no-probe", "--yes", "--json")
CHANGE = (*SETUP, "--set", "THEIRS=change", "--set", "TAGS=team=red")


@pytest.fixture
def rafts(home, tmp_path, iam):
    """The program's home with that pack, and both things there already, of other meaning and with one statement more."""
    documents = tmp_path / "templates" / "rafts" / "documents"
    documents.mkdir(parents=True)
    (documents.parent / "pack.json").write_text(json.dumps(PACK))
    (documents / "trust.json").write_text(json.dumps(EC2_TRUST))
    (documents / "drift.json").write_text(json.dumps(DRIFT))
    home.environment["ACCREDIT_TEMPLATES"] = str(tmp_path / "templates")
    iam.create_role(RoleName="Raft", AssumeRolePolicyDocument=json.dumps(OTHER_TRUST), Tags=[{"Key": "team", "Value": "blue"}])
    iam.put_role_policy(RoleName="Raft", PolicyName="Drift", PolicyDocument=policy(allow("s3:GetObject"), allow("s3:PutObject")))
    return home


def test_kept_as_it_is(rafts, cloud):
    before = cloud.snapshot()
    cloud.forget_calls()
    planned = rafts.expect(0, *SETUP)
    assert planned.actions == {"role": "adopt", "inline": "adopt"}
    assert planned.diffs["role"], "the difference is told"
    assert rafts.expect(0, *SETUP).actions == {"role": "adopt", "inline": "none"}
    rafts.expect(0, "verify", "rafts", "--no-probe", "--json")
    rafts.expect(0, "remove", "rafts", "--yes", "--json")
    assert not cloud.changes() and cloud.snapshot() == before


def test_changed_as_shown(rafts, cloud, iam):
    rafts.expect(2, *[w for w in CHANGE if w != "--yes"], "--plan")
    changed = rafts.expect(0, *CHANGE)
    assert changed.actions == {"role": "update", "inline": "update"}
    assert "putobject" in json.dumps(changed.of("plan")), "what goes is shown"
    role = iam.get_role(RoleName="Raft")["Role"]
    assert document(role["AssumeRolePolicyDocument"]) == EC2_TRUST and role["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert document(iam.get_role_policy(RoleName="Raft", PolicyName="Drift")["PolicyDocument"]) == DRIFT
    assert rafts.expect(0, *CHANGE).actions == {"role": "none", "inline": "none"}
    rafts.expect(0, "remove", "rafts", "--yes", "--json")
    assert set(cloud.roles()) == {"Raft"}, "what was there before stays"


def test_a_remark_is_in_the_review(rafts):
    said = rafts.expect(0, *[w for w in SETUP if w not in ("--json", "--yes")], "--plan").out
    assert SAYS in said and "To mend it" not in said.split(SAYS)[1].splitlines()[0]


def test_a_word_that_is_none(rafts, tmp_path):
    path = tmp_path / "templates" / "rafts" / "pack.json"
    path.write_text(json.dumps({**PACK, "resources": [{**PACK["resources"][0], "others": "seize"}, PACK["resources"][1]]}))
    refused = rafts.run("templates", "check", str(path.parent))
    assert refused.code == 64 and "'seize' is none of keep, change" in refused.out + refused.err
