"""Managed policies, their versions and attachments, and service-linked roles."""

import json
import os

import pytest

from pack_managed import ARN, CHANGED, CREATED, BUCKET_ARN, KEPT, OTHER_BUCKET_ARN, READ_ONLY_ACCESS, SETUP, add_version, attached, managed_pack, versions  # noqa: F401
from cloud import EC2_TRUST, allow, policy


def test_template_passes_the_check(managed_pack):
    managed_pack.expect(0, "templates", "check", os.path.join(managed_pack.environment["ACCREDIT_TEMPLATES"], "boats"))


def test_setup_and_remove(managed_pack, cloud, iam):
    before = cloud.snapshot()
    made = managed_pack.expect(0, *SETUP, "--set", "TAGS=team=blue")
    assert made.actions == CREATED and made.result["outputs"]["policy_arn"] == ARN
    one = iam.get_policy(PolicyArn=ARN)["Policy"]
    assert one["Description"] == "Lets boats sail" and one["Path"] == "/"
    assert {t["Key"]: t["Value"] for t in one["Tags"]} == {"team": "blue", "accredit:setup": "boats"}
    assert set(cloud.roles()["Boat"]["attached"]) == {ARN, READ_ONLY_ACCESS} and attached(iam) == {ARN}
    assert "AWSServiceRoleForEC2Spot" in cloud.roles()
    cloud.forget_calls()
    assert managed_pack.expect(0, *SETUP, "--set", "TAGS=team=blue").actions == KEPT
    assert managed_pack.expect(0, "verify", "boats", "--no-probe", "--json").actions == KEPT
    assert not cloud.changes()
    managed_pack.expect(0, "remove", "boats", "--yes", "--json")
    assert cloud.snapshot() == before and managed_pack.listed("boats") is None


def test_change_creates_a_version(managed_pack, cloud, iam):
    managed_pack.expect(0, *SETUP)
    changed = managed_pack.expect(0, *CHANGED, "--set", "TAGS=team=red")
    assert changed.actions == {**KEPT, "policy": "update", "role": "update", "user": "update"}
    assert list(versions(iam).values()) == [BUCKET_ARN, OTHER_BUCKET_ARN]
    add_version(iam, "ec2:*")
    result = managed_pack.expect(2, "verify", "boats", "--no-probe", "--json")
    assert result.actions == {**KEPT, "policy": "update"} and "versions" not in result.diffs["policy"]
    managed_pack.expect(0, *CHANGED, "--set", "TAGS=team=red")
    assert list(versions(iam)) == ["v1", "v2", "v3", "v4"]
    managed_pack.expect(0, "remove", "boats", "--yes", "--json")
    assert not cloud.snapshot()["policies"]


def test_oldest_of_five_versions_is_deleted_and_shown(managed_pack, iam):
    managed_pack.expect(0, *SETUP)
    for action in ("a:b", "c:d", "e:f", "g:h"):
        add_version(iam, action)
    iam.set_default_policy_version(PolicyArn=ARN, VersionId="v1")
    planned = managed_pack.expect(2, *[w for w in CHANGED if w != "--yes"], "--plan")
    row, = [r for s in planned.of("plan")[0]["steps"] for r in s["diff"] if r["path"] == "versions"]
    assert row == {"path": "versions", "found": ["v1", "v2", "v3", "v4", "v5"], "wanted": ["v1", "v3", "v4", "v5"]}
    assert "versions" in managed_pack.expect(2, *[w for w in CHANGED if w not in ("--yes", "--json")], "--plan").out
    assert managed_pack.expect(0, *CHANGED).actions["policy"] == "update"
    assert list(versions(iam)) == ["v1", "v3", "v4", "v5", "v6"] and versions(iam)["v6"] == OTHER_BUCKET_ARN


def test_resources_in_use_are_kept(managed_pack, cloud, iam):
    managed_pack.expect(0, *SETUP)
    iam.create_role(RoleName="Ferry", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.attach_role_policy(RoleName="Ferry", PolicyArn=ARN)
    removed = managed_pack.expect(0, "remove", "boats", "--yes")
    assert "keep policy 'Sailing', used by role Ferry too" in removed.out
    assert set(cloud.roles()) == {"Ferry"} and cloud.roles()["Ferry"]["attached"] == [ARN]


@pytest.mark.parametrize("path", ["/", "/team/"])
def test_name_in_use(managed_pack, cloud, iam, path):
    iam.create_policy(PolicyName="SAILING", Path=path, PolicyDocument=policy(allow("a:b")))
    before = cloud.snapshot()
    cloud.forget_calls()
    refused = managed_pack.expect(64, *SETUP)
    assert "'Sailing' is taken" in refused.err and "--set POLICY_NAME=" in refused.err
    assert not cloud.changes() and cloud.snapshot() == before
    assert managed_pack.expect(0, *SETUP, "--set", "POLICY_NAME=Rowing").actions == CREATED


@pytest.mark.parametrize("path", ["/", "/team/"])
def test_other_policy_is_a_conflict(managed_pack, cloud, iam, path):
    iam.create_policy(PolicyName="Sailing", Path=path, PolicyDocument=policy(allow("a:b")))
    cloud.forget_calls()
    assert "differs in document" in managed_pack.expect(64, *SETUP).err and not cloud.changes()


def test_existing_resources_are_adopted_and_kept(managed_pack, cloud, iam):
    iam.create_policy(PolicyName="Sailing", PolicyDocument=policy(allow("s3:GetObject", resource=BUCKET_ARN)))
    iam.create_service_linked_role(AWSServiceName="spot.amazonaws.com")
    before = cloud.snapshot()
    assert managed_pack.expect(0, *SETUP).actions == {**CREATED, "policy": "adopt", "spot": "adopt"}
    managed_pack.expect(0, "remove", "boats", "--yes", "--json")
    assert cloud.snapshot() == before


def test_role_with_ten_policies(managed_pack, cloud, iam):
    iam.create_role(RoleName="Boat", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    for n in range(10):
        arn = iam.create_policy(PolicyName=f"of-others-{n}", PolicyDocument=policy(allow("a:b")))["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="Boat", PolicyArn=arn)
    before = cloud.snapshot()
    refused = managed_pack.expect(1, *SETUP)
    assert "quota of policies attached to a role" in refused.err
    assert cloud.snapshot() == before, "it is reported before anything is created"
