"""Resources that existed before: equal ones are adopted, different ones are conflicts, and neither is ever removed."""

import json

import pytest

from cloud import EC2_TRUST, allow, policy
from test_setup_lifecycle import CREATED, KEPT, vendor_document

ROLE = {"RoleName": "EssentiaMaster"}
PROFILE = {"InstanceProfileName": "EssentiaMaster"}
SAYS = "Lets an Essentia master use this account"
ADOPTED = dict.fromkeys(CREATED, "adopt")


def create_role(iam, trust=EC2_TRUST, **more):
    iam.create_role(**ROLE, AssumeRolePolicyDocument=json.dumps(trust), Description=SAYS, **more)


def create_all(iam):
    create_role(iam, Tags=[{"Key": "team", "Value": "blue"}])
    iam.put_role_policy(**ROLE, PolicyName="EssentiaAccess", PolicyDocument=json.dumps(vendor_document("workers-and-s3")))
    iam.create_instance_profile(**PROFILE)
    iam.add_role_to_instance_profile(**PROFILE, **ROLE)


def test_equal_resources_are_adopted(home, cloud, iam):
    create_all(iam)
    before = cloud.snapshot()
    cloud.forget_calls()
    assert home.expect(0, "setup", "essentia", "--no-probe", "--plan", "--json").actions == ADOPTED, "adopting is no difference"
    result = home.setup()
    assert result.actions == ADOPTED and {e["id"] for e in result.of("step") if e["status"] == "done"} == {r + ".adopt" for r in ADOPTED}
    assert not cloud.changes() and cloud.snapshot() == before
    assert home.setup().actions == KEPT
    shown = home.expect(0, "show", "essentia", "--json").of("setup")[0]["resources"]
    assert {r["made"] for r in shown.values()} == {False}
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert cloud.snapshot() == before and not cloud.changes() and home.listed() is None


def test_some_equal_resources_are_adopted(home, cloud, iam):
    create_role(iam, Tags=[{"Key": "team", "Value": "blue"}])
    before = cloud.snapshot()
    assert home.setup().actions == {**CREATED, "role": "adopt"}
    assert cloud.roles()["EssentiaMaster"]["tags"] == {"team": "blue"}, "an adopted resource gets no tag"
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert cloud.snapshot() == before


@pytest.mark.parametrize("kind", ["trust", "policy", "profile"])
def test_different_resources_are_conflicts(home, cloud, iam, kind):
    if kind == "trust":
        other = json.loads(json.dumps(EC2_TRUST).replace("ec2", "lambda"))
        create_role(iam, other)
    elif kind == "policy":
        create_role(iam)
        iam.put_role_policy(**ROLE, PolicyName="EssentiaAccess", PolicyDocument=policy(allow("s3:GetObject")))
    else:
        iam.create_role(RoleName="Stranger", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
        iam.create_instance_profile(**PROFILE)
        iam.add_role_to_instance_profile(**PROFILE, RoleName="Stranger")
    before = cloud.snapshot()
    cloud.forget_calls()
    for words in (["--plan"], ["--yes"]):
        result = home.expect(64, "setup", "essentia", "--no-probe", "--json", *words)
        assert "was not created by accredit" in result.err and "--set " in result.err
    assert not cloud.changes() and cloud.snapshot() == before and not home.files()
    home.setup("--set", "ROLE_NAME=Elsewhere")
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert cloud.snapshot() == before


def test_name_in_another_case(home, cloud, iam):
    """IAM's names are unique regardless of case."""
    iam.create_role(RoleName="ESSENTIAMASTER", AssumeRolePolicyDocument=json.dumps(EC2_TRUST), Description=SAYS)
    before = cloud.snapshot()
    result = home.run("setup", "essentia", "--no-probe", "--yes", "--json")
    assert result.code in (0, 1, 3, 64)
    if result.code == 3:
        home.expect(0, "resume", "--undo", "--yes", "--json")
    elif result.code == 0:
        home.expect(0, "remove", "essentia", "--yes", "--json")
    assert cloud.snapshot() == before


def test_resources_of_another_home(home, other_home, cloud):
    """A second computer without the record finds the first one's resources: they are adopted, and not its own to remove."""
    home.setup()
    before = cloud.snapshot()
    assert other_home.setup().actions == ADOPTED
    other_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert cloud.snapshot() == before
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not cloud.roles()


def test_two_setups_with_the_same_role(home, cloud):
    """Two setups of one home with the same names: the second adopts, and its removal leaves the first complete."""
    home.setup()
    before = cloud.snapshot()
    assert home.setup("--name", "second").actions == ADOPTED
    home.expect(0, "remove", "second", "--yes", "--json")
    assert cloud.snapshot() == before
    assert home.setup().actions == KEPT


def test_option_that_renames_is_named(home, iam):
    create_role(iam, json.loads(json.dumps(EC2_TRUST).replace("ec2", "lambda")))
    assert "ROLE_NAME" in home.setup(code=64).err
