"""Changes that others made: verify reports them, setup corrects them, and resources of others are kept."""

import json
import signal

import pytest

from cloud import ACCOUNT, EC2_TRUST, allow, policy, until
from test_setup_lifecycle import KEPT, vendor_document

ROLE = {"RoleName": "EssentiaMaster"}
PROFILE = {"InstanceProfileName": "EssentiaMaster"}
INLINE = {**ROLE, "PolicyName": "EssentiaAccess"}


def replace_trust(iam):
    document = json.loads(json.dumps(EC2_TRUST))
    document["Statement"][0]["Principal"] = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    iam.update_assume_role_policy(**ROLE, PolicyDocument=json.dumps(document))


def widen_trust(iam):
    document = json.loads(json.dumps(EC2_TRUST))
    document["Statement"].append({"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"})
    iam.update_assume_role_policy(**ROLE, PolicyDocument=json.dumps(document))


def remove_tag(iam):
    iam.untag_role(**ROLE, TagKeys=["accredit:setup"])


def allow_more(iam):
    document = vendor_document("workers-and-s3")
    document["Statement"].append(allow("iam:*"))
    iam.put_role_policy(**INLINE, PolicyDocument=json.dumps(document))


def allow_less(iam):
    iam.put_role_policy(**INLINE, PolicyDocument=policy(allow("ec2:*")))


def delete_policy(iam):
    iam.delete_role_policy(**INLINE)


def delete_profile(iam):
    iam.remove_role_from_instance_profile(**PROFILE, **ROLE)
    iam.delete_instance_profile(**PROFILE)


def empty_profile(iam):
    iam.remove_role_from_instance_profile(**PROFILE, **ROLE)


def replace_role_in_profile(iam):
    empty_profile(iam)
    iam.create_role(RoleName="Stranger", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.add_role_to_instance_profile(**PROFILE, RoleName="Stranger")


def change_description(iam):
    iam.update_role(**ROLE, Description="mine now")


def delete_everything(iam):
    delete_policy(iam)
    delete_profile(iam)
    iam.delete_role(**ROLE)


DRIFT = [
    (replace_trust, {"role": "update"}, "role", "document"),
    (widen_trust, {"role": "update"}, "role", "document"),
    (allow_more, {"policy": "update"}, "policy", "document"),
    (allow_less, {"policy": "update"}, "policy", "document"),
    (delete_policy, {"policy": "create"}, "policy", "document"),
    (empty_profile, {"profile-role": "create"}, "profile-role", "role"),
    (replace_role_in_profile, {"profile-role": "update"}, "profile-role", "role"),
    (delete_profile, {"instance-profile": "create", "profile-role": "create"}, "instance-profile", "tags"),
    (delete_everything, dict.fromkeys(KEPT, "create"), "role", "document"),
]


@pytest.mark.parametrize("change, actions, where, path", DRIFT, ids=[row[0].__name__ for row in DRIFT])
def test_setup_corrects_what_verify_reports(home, cloud, iam, change, actions, where, path):
    home.setup()
    wanted = cloud.snapshot()
    change(iam)
    unrelated = {name: role for name, role in cloud.roles().items() if name == "Stranger"}
    drifted = cloud.snapshot()
    cloud.forget_calls()
    result = home.expect(2, "verify", "essentia", "--no-probe", "--json")
    assert result.actions == {**KEPT, **actions} and not result.of("step")
    assert any(p.startswith(path) for p in result.diffs[where]), result.diffs
    assert home.expect(2, "setup", "essentia", "--no-probe", "--plan", "--json").actions == result.actions
    assert not cloud.changes() and cloud.snapshot() == drifted, "verify changes nothing"
    assert home.setup().actions == result.actions
    wanted["roles"].update(unrelated)
    assert cloud.snapshot() == wanted
    assert home.setup().actions == KEPT
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert cloud.roles() == unrelated


def test_changed_description_is_kept(home, cloud, iam):
    """A description is cosmetic: setup and repair keep it, unless the answer for it changes."""
    home.setup()
    change_description(iam)
    assert home.expect(0, "verify", "essentia", "--no-probe", "--json").actions == KEPT
    remove_tag(iam)
    assert home.expect(0, "repair", "essentia", "--yes", "--json").actions["role"] == "update"
    assert home.setup().actions == KEPT
    assert cloud.roles()["EssentiaMaster"]["description"] == "mine now"


def test_verify_describes_each_difference(home, iam):
    home.setup()
    allow_more(iam)
    result = home.expect(2, "verify", "essentia", "--no-probe")
    assert "iam:*" in result.out and "fix it with 'accredit repair" in result.out
    all_ = home.expect(2, "verify", "--all", "--no-probe", "--json")
    assert all_.result["ok"] is False


def test_equivalent_documents_do_not_differ(home, cloud, iam):
    """A single statement or string equals a list of one; the order and case of actions do not matter."""
    home.setup()
    document = vendor_document("workers-and-s3")
    document["Statement"] = [{**s, "Action": s["Action"][0].upper().replace("EC2", "ec2").replace("S3", "s3").replace("IAM", "iam"),
                              "Resource": "*"} for s in document["Statement"]]
    iam.put_role_policy(**INLINE, PolicyDocument=json.dumps(document))
    trust = json.loads(json.dumps(EC2_TRUST))
    trust["Statement"] = {**trust["Statement"][0], "Action": ["sts:AssumeRole"], "Principal": {"Service": ["ec2.amazonaws.com"]}}
    iam.update_assume_role_policy(**ROLE, PolicyDocument=json.dumps(trust))
    assert home.expect(0, "verify", "essentia", "--no-probe", "--json").actions == KEPT


def test_tags_and_boundary_of_others_are_kept(home, cloud, iam):
    home.setup()
    boundary = iam.create_policy(PolicyName="edge", PolicyDocument=policy(allow("*")))["Policy"]["Arn"]
    iam.tag_role(**ROLE, Tags=[{"Key": "team", "Value": "blue"}, {"Key": "aws-like", "Value": ""}])
    iam.tag_instance_profile(**PROFILE, Tags=[{"Key": "team", "Value": "blue"}])
    iam.put_role_permissions_boundary(**ROLE, PermissionsBoundary=boundary)
    iam.put_role_policy(**ROLE, PolicyName="of-others", PolicyDocument=policy(allow("sqs:*")))
    result = home.expect(2, "verify", "essentia", "--no-probe", "--json")
    assert result.diffs == {"role-boundary": ["boundary"]}, "others' tags and policies are no difference of a step, a boundary is"
    assert [(e["kind"], e["name"], e["actions"]) for e in result.of("extra")] == [("role-policy", "of-others", ["sqs:*"])]
    replace_trust(iam)
    home.expect(2, "setup", "essentia", "--no-probe", "--yes", "--json")     # it keeps permissions beyond the expected ones, and says so
    role = cloud.roles()["EssentiaMaster"]
    assert role["tags"] == {"team": "blue", "aws-like": "", "accredit:setup": "essentia"} and role["boundary"] == boundary
    assert role["trust"] == EC2_TRUST and set(role["inline"]) == {"EssentiaAccess", "of-others"}
    assert cloud.profiles()["EssentiaMaster"]["tags"] == {"team": "blue", "accredit:setup": "essentia"}


def test_role_without_our_tag_is_not_removed(home, cloud, iam):
    """Only record and tag together prove that accredit created it. Without the tag it matches, but is not removed."""
    home.setup()
    remove_tag(iam)
    assert home.run("verify", "essentia", "--no-probe", "--json").code in (0, 2)
    iam.tag_role(**ROLE, Tags=[{"Key": "accredit:setup", "Value": "of-another"}])
    before = cloud.roles()["EssentiaMaster"]
    result = home.run("remove", "essentia", "--yes", "--json")
    assert result.actions["role"] == "none" and result.diffs["role"] == ["tags.accredit:setup"]
    assert cloud.roles().get("EssentiaMaster", {}).get("tags") == before["tags"], "a resource of others is not changed"


def test_role_of_another_owner_is_not_changed(home, cloud, iam):
    """Another tag and another document: the operator must choose, and nothing is overwritten."""
    home.setup()
    iam.tag_role(**ROLE, Tags=[{"Key": "accredit:setup", "Value": "of-another"}])
    replace_trust(iam)
    before = cloud.snapshot()
    cloud.forget_calls()
    result = home.setup(code=64)
    assert "EssentiaMaster" in result.err and "--set" in result.err
    assert not cloud.changes() and cloud.snapshot() == before


def test_policies_of_others_on_the_role_are_reported_and_kept(home, cloud, iam):
    """Another's policy on the setup's role is not detached, and the role is kept until the policy is gone."""
    home.setup()
    iam.put_role_policy(**ROLE, PolicyName="of-others", PolicyDocument=policy(allow("sqs:*")))
    result = home.expect(0, "remove", "essentia", "--yes", "--json")
    assert result.actions == {"role": "none", "policy": "remove", "instance-profile": "remove", "profile-role": "remove"}
    assert result.of("left")[0]["why"] == "in use by the policy of-others (added by others)"
    assert set(cloud.roles()["EssentiaMaster"]["inline"]) == {"of-others"} and home.listed()
    iam.delete_role_policy(**ROLE, PolicyName="of-others")
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not cloud.roles() and home.listed() is None


def test_policy_attached_during_the_removal(home, cloud, iam):
    """IAM then denies deleting the role: the removal waits, stops, and continues when the policy is gone."""
    home.setup()
    cloud.faults(stall=["RemoveRoleFromInstanceProfile=30x1"])
    run = home.start("remove", "essentia", "--yes", "--json")
    home.wait_for_call("RemoveRoleFromInstanceProfile")
    iam.put_role_policy(**ROLE, PolicyName="of-others", PolicyDocument=policy(allow("sqs:*")))
    cloud.release_calls()
    until(lambda: len([c for c in cloud.calls("DeleteRole") if c["code"] == "DeleteConflict"]) > 1)
    run.send_signal(signal.SIGINT)
    result = home.wait(run)
    assert result.code == 3 and any(e["id"] == "role.remove" and e["status"] == "waiting" for e in result.of("step"))
    assert set(cloud.roles()["EssentiaMaster"]["inline"]) == {"of-others"}
    iam.delete_role_policy(**ROLE, PolicyName="of-others")
    home.expect(0, "resume", "--yes", "--json")
    assert not cloud.roles() and home.listed() is None
