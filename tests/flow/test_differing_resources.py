"""Existing resources that differ are kept or changed as the template or the operator says; and the template's notes."""

import json
import os

import pytest

from pack_managed import value
from cloud import EC2_TRUST, TOP, allow, document, policy

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
def differing_template(home, tmp_path, iam):
    """The program's home with the template, both resources existing with other settings and one extra statement."""
    documents = tmp_path / "templates" / "rafts" / "documents"
    documents.mkdir(parents=True)
    (documents.parent / "pack.json").write_text(json.dumps(PACK))
    (documents / "trust.json").write_text(json.dumps(EC2_TRUST))
    (documents / "drift.json").write_text(json.dumps(DRIFT))
    home.environment["ACCREDIT_TEMPLATES"] = str(tmp_path / "templates")
    iam.create_role(RoleName="Raft", AssumeRolePolicyDocument=json.dumps(OTHER_TRUST), Tags=[{"Key": "team", "Value": "blue"}])
    iam.put_role_policy(RoleName="Raft", PolicyName="Drift", PolicyDocument=policy(allow("s3:GetObject"), allow("s3:PutObject")))
    return home


def test_kept_unchanged(differing_template, cloud):
    before = cloud.snapshot()
    cloud.forget_calls()
    planned = differing_template.expect(2, *SETUP)
    assert planned.actions == {"role": "adopt", "inline": "adopt"} and "accredit accept rafts" in planned.err
    assert planned.diffs["role"], "the difference is reported"
    assert differing_template.expect(2, *SETUP).actions == {"role": "adopt", "inline": "none"}
    more = differing_template.expect(2, "verify", "rafts", "--no-probe", "--json").of("extra")
    assert [(e["kind"], e["name"]) for e in more] == [("statement", "Drift"), ("trust", "lambda.amazonaws.com")]
    differing_template.expect(0, "accept", "rafts", "--yes", "--json")
    differing_template.expect(0, "verify", "rafts", "--no-probe", "--json")
    differing_template.expect(0, *SETUP)
    differing_template.expect(0, "remove", "rafts", "--yes", "--json")
    assert not cloud.changes() and cloud.snapshot() == before


def test_changed_as_the_plan_shows(differing_template, cloud, iam):
    differing_template.expect(2, *[w for w in CHANGE if w != "--yes"], "--plan")
    changed = differing_template.expect(0, *CHANGE)
    assert changed.actions == {"role": "update", "inline": "update"}
    assert "s3:PutObject" in json.dumps(changed.of("plan")), "what is removed is shown"
    role = iam.get_role(RoleName="Raft")["Role"]
    assert document(role["AssumeRolePolicyDocument"]) == EC2_TRUST and role["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert document(iam.get_role_policy(RoleName="Raft", PolicyName="Drift")["PolicyDocument"]) == DRIFT
    assert differing_template.expect(0, *CHANGE).actions == {"role": "none", "inline": "none"}
    differing_template.expect(0, "remove", "rafts", "--yes", "--json")
    assert set(cloud.roles()) == {"Raft"}, "what existed before is kept"


def test_note_is_in_the_review(differing_template):
    output = differing_template.expect(2, *[w for w in SETUP if w not in ("--json", "--yes")], "--plan").out
    assert SAYS in output and "Recommendation:" not in "".join(output.split(SAYS)[1].splitlines()[:2])


def test_unknown_choice(differing_template, tmp_path):
    path = tmp_path / "templates" / "rafts" / "pack.json"
    path.write_text(json.dumps({**PACK, "resources": [{**PACK["resources"][0], "others": "seize"}, PACK["resources"][1]]}))
    refused = differing_template.run("templates", "check", str(path.parent))
    assert refused.code == 64 and "'seize' is not one of keep, change" in refused.out + refused.err


DRY = {"pack": "1", "name": "docks", "title": "Docks",
       "methods": [{"name": "role", "title": "Role", "gives": "Access.", "recommended": True}],
       "values": [value("PARTS", kind="parts", check=["crane", "boat"], default="crane,boat")],
       "resources": [{"id": "role", "kind": "role", "name": "Dock", "document": "trust.json"},
                     {"id": "lift", "kind": "policy", "name": "Lift", "document": "drift.json", "when": {"part": ["crane"]}},
                     {"id": "lifts", "kind": "role-policy-attachment", "name": "Lift", "role": "Dock", "needs": ["role", "lift"],
                      "policy": "arn:${PARTITION}:iam::${ACCOUNT_ID}:policy/Lift", "when": {"part": ["crane"]}},
                     {"id": "sail", "kind": "role-policy", "name": "Sail", "role": "Dock", "document": "drift.json", "needs": ["role"],
                      "when": {"part": ["boat"]}}]}


def test_resources_no_longer_wanted_are_removed(home, cloud, iam, tmp_path):
    """A part that the answers no longer include is shown, removed after confirmation, and restored by undo; resources in use stay."""
    documents = tmp_path / "templates" / "docks" / "documents"
    documents.mkdir(parents=True)
    (documents.parent / "pack.json").write_text(json.dumps(DRY))
    (documents / "trust.json").write_text(json.dumps(EC2_TRUST))
    (documents / "drift.json").write_text(json.dumps(DRIFT))
    home.environment["ACCREDIT_TEMPLATES"] = str(tmp_path / "templates")
    words = ("setup", "docks", "--no-probe", "--yes", "--json")
    home.expect(0, *words)
    both = cloud.snapshot()
    less = (*words, "--set", "PARTS=boat")
    kept = {"role": "none", "sail": "none"}
    assert home.expect(2, *[w for w in less if w != "--yes"], "--plan").actions == {**kept, "lift": "remove", "lifts": "remove"}
    cloud.faults(error=["DeletePolicy=AccessDenied:403"])
    assert home.run(*less).code == 3
    cloud.clear_faults()
    home.expect(0, "resume", "docks", "--undo", "--yes", "--json")
    assert cloud.snapshot() == both
    home.expect(0, *less)
    assert not cloud.snapshot()["policies"] and set(cloud.roles()["Dock"]["inline"]) == {"Sail"} and not cloud.roles()["Dock"]["attached"]
    assert home.expect(0, *less).actions == kept
    assert home.expect(0, *words, "--set", "PARTS=crane,boat").actions == {**kept, "lift": "create", "lifts": "create"}
    iam.create_role(RoleName="Ferry", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.attach_role_policy(RoleName="Ferry", PolicyArn=next(iter(cloud.roles()["Dock"]["attached"])))
    left = home.expect(0, *less)
    assert left.actions == {**kept, "lift": "none", "lifts": "remove"} and cloud.roles()["Ferry"]["attached"]
    home.expect(0, "remove", "docks", "--yes", "--json")
    assert set(cloud.roles()) == {"Ferry"}


PACKS = sorted(f.name for f in os.scandir(os.path.join(TOP, "templates")) if f.is_dir())


@pytest.mark.parametrize("platform", PACKS)
def test_shipped_templates_pass_the_check(home, platform):
    folder = os.path.join(TOP, "templates", platform)
    assert home.expect(0, "templates", "check", folder).out == f"No problems found in the template '{folder}'.\n"
