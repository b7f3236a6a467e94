"""Repair: verify reports each difference, repair fixes it, and nothing else changes. Adopt: manually created resources are recorded."""

import json

import pytest

from cloud import ACCOUNT, EC2_TRUST, allow, policy
from test_drift import DRIFT, INLINE, PROFILE, ROLE, allow_more, delete_policy, remove_tag, replace_trust
from key_home import keys_of, key_works
from test_foreign import create_all
from test_keys import actions, stored_key
from test_setup_lifecycle import KEPT

REPAIR = ("repair", "essentia", "--yes", "--json")


def boundary(iam):
    arn = iam.create_policy(PolicyName="edge", PolicyDocument=policy(allow("*")))["Policy"]["Arn"]
    iam.put_role_permissions_boundary(**ROLE, PermissionsBoundary=arn)


DIFFERENCES = [(row[0], row[2], row[3]) for row in DRIFT] + [(remove_tag, "role", "tags"), (boundary, "role-boundary", "boundary")]


@pytest.mark.parametrize("change, where, path", DIFFERENCES, ids=[row[0].__name__ for row in DIFFERENCES])
def test_repair_fixes_what_verify_reports(home, cloud, iam, change, where, path):
    home.setup()
    wanted = {k: v for k, v in cloud.snapshot().items() if k != "policies"}
    change(iam)
    iam.tag_role(**ROLE, Tags=[{"Key": "team", "Value": "blue"}]) if change.__name__ != "delete_everything" else None
    result = home.expect(2, "verify", "essentia", "--no-probe", "--json")
    assert where in result.diffs and any(p.startswith(path) for p in result.diffs[where])
    cloud.forget_calls()
    planned = home.expect(2, "repair", "essentia", "--plan", "--json")
    assert planned.actions == result.actions and not cloud.changes()
    assert home.expect(0, *REPAIR).result["ok"]
    after = {k: v for k, v in cloud.snapshot().items() if k != "policies"}
    after["roles"].pop("Stranger", None)
    assert after["roles"]["EssentiaMaster"]["tags"].pop("team", None) == (None if change.__name__ == "delete_everything" else "blue")
    assert after == wanted
    assert home.expect(0, "verify", "essentia", "--no-probe", "--json").actions == KEPT
    assert home.expect(0, *REPAIR).actions == KEPT


def test_only_chosen_steps_are_repaired(home, cloud, iam):
    home.setup()
    replace_trust(iam)
    allow_more(iam)
    drifted = cloud.roles()["EssentiaMaster"]["trust"]
    refused = home.expect(64, *REPAIR, "--only", "rolle")
    assert "no step 'rolle'" in refused.err and "role.update" in refused.err
    repaired = home.expect(0, *REPAIR, "--only", "policy")
    assert repaired.actions == {**KEPT, "policy": "update"}
    assert cloud.roles()["EssentiaMaster"]["trust"] == drifted
    assert home.expect(2, "verify", "essentia", "--no-probe", "--json").actions == {**KEPT, "role": "update"}
    assert home.expect(0, *REPAIR, "--only", "role.update").actions == {**KEPT, "role": "update"}
    home.expect(0, "verify", "essentia", "--no-probe", "--json")


def test_required_step_must_be_chosen_too(home, cloud, iam):
    home.setup()
    delete_policy(iam)
    iam.remove_role_from_instance_profile(**PROFILE, **ROLE)
    iam.delete_role(**ROLE)
    cloud.forget_calls()
    refused = home.expect(64, *REPAIR, "--only", "policy")
    assert "--only role" in refused.err and not cloud.changes()
    home.expect(0, *REPAIR, "--only", "policy", "--only", "role")
    assert home.expect(2, "verify", "essentia", "--no-probe", "--json").actions == {**KEPT, "profile-role": "create"}


def test_no_repair_without_confirmation(home, cloud, iam):
    home.setup()
    replace_trust(iam)
    cloud.forget_calls()
    assert "--yes" in home.expect(64, "repair", "essentia", "--json").err and not cloud.changes()
    assert "there is no setup 'nothing'" in home.expect(64, "repair", "nothing", "--yes").err


def test_manual_setup_is_adopted_and_repaired(home, cloud, iam):
    """Adopting changes nothing; a repair keeps what others have beyond what the template expects."""
    create_all(iam)
    lax = json.loads(json.dumps(EC2_TRUST))
    lax["Statement"].append({"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"})
    iam.update_assume_role_policy(**ROLE, PolicyDocument=json.dumps(lax))
    iam.put_role_policy(**INLINE, PolicyDocument=policy(allow("sqs:*")))
    iam.remove_role_from_instance_profile(**PROFILE, **ROLE)
    before = cloud.snapshot()
    cloud.forget_calls()
    adopted = home.expect(2, "adopt", "essentia", "--json")
    assert adopted.actions == {"role": "adopt", "policy": "adopt", "instance-profile": "adopt"}
    assert [(e["kind"], e["name"]) for e in adopted.of("extra")] == [("statement", "EssentiaAccess"), ("trust", "lambda.amazonaws.com")]
    assert not cloud.changes() and cloud.snapshot() == before
    assert "a setup 'essentia' already exists" in home.expect(64, "adopt", "essentia").err
    result = home.expect(2, "verify", "essentia", "--no-probe", "--json")
    assert result.actions == {**KEPT, "policy": "update", "profile-role": "create"}
    home.expect(2, *REPAIR)
    role = cloud.roles()["EssentiaMaster"]
    assert role["trust"] == lax and role["tags"] == {"team": "blue"}
    actions = [a for s in role["inline"]["EssentiaAccess"]["Statement"] for a in ([s["Action"]] if isinstance(s["Action"], str) else s["Action"])]
    assert {"sqs:*", "s3:*", "ec2:*"} <= set(actions)
    assert home.expect(2, "verify", "essentia", "--no-probe", "--json").actions == KEPT
    home.expect(0, "accept", "essentia", "--yes", "--json")
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert set(cloud.roles()) == {"EssentiaMaster"}, "what existed before is kept"


def test_lost_record_is_restored_from_the_tags(home, cloud, iam, tmp_path):
    before = cloud.snapshot()
    home.setup()
    home.delete_state()
    adopted = home.expect(0, "adopt", "essentia", "--json")
    assert set(adopted.actions.values()) == {"adopt"}
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert cloud.snapshot() == before, "the tag says that the setup created it"


def test_nothing_to_adopt(home, cloud):
    refused = home.expect(64, "adopt", "essentia", "--set", "ROLE_NAME=Elsewhere")
    assert f"nothing of this setup exists in account {ACCOUNT}" in refused.err and home.listed() is None


@pytest.mark.parametrize("method", ["configure", "command"])
def test_setup_with_a_key_is_adopted_and_its_key_rotated(key_home, cloud, method):
    """The key in the given location is the setup's, also where the user has two."""
    key_home.key_setup(method, "--no-probe")
    first = stored_key(key_home, method)
    cloud.client("iam").create_access_key(UserName="Essentia")
    key_home.delete_state()
    words = key_home.words(method, "--policy", "workers")[1:]
    adopted = key_home.expect(2, "adopt", *[w for w in words if w != "--yes"])
    assert set(actions(adopted).values()) == {"adopt"} and stored_key(key_home, method) == first
    assert [e["kind"] for e in adopted.of("extra")] == ["access-key"]
    key_home.expect(2, "verify", "essentia", "--no-probe", "--json")
    other = next(k for k in keys_of(cloud, "Essentia") if k != first[0])
    cloud.client("iam").delete_access_key(UserName="Essentia", AccessKeyId=other)
    key_home.rotate("essentia")
    assert stored_key(key_home, method) not in (None, first) and key_works(cloud, stored_key(key_home, method))
