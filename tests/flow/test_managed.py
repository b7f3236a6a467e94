"""Managed policies, their versions and attachments, and service-linked roles."""

import json
import os

import pytest

from pack_managed import ARN, CHANGED, CREATED, HARBOUR, KEPT, MARINA, READING, SETUP, add_version, attached, boats, versions  # noqa: F401
from cloud import EC2_TRUST, allow, policy


def test_template_passes_the_check(boats):
    boats.expect(0, "templates", "check", os.path.join(boats.environment["ACCREDIT_TEMPLATES"], "boats"))


def test_setup_and_remove(boats, cloud, iam):
    before = cloud.snapshot()
    made = boats.expect(0, *SETUP, "--set", "TAGS=team=blue")
    assert made.actions == CREATED and made.result["outputs"]["policy_arn"] == ARN
    one = iam.get_policy(PolicyArn=ARN)["Policy"]
    assert one["Description"] == "Lets boats sail" and one["Path"] == "/"
    assert {t["Key"]: t["Value"] for t in one["Tags"]} == {"team": "blue", "accredit:setup": "boats"}
    assert set(cloud.roles()["Boat"]["attached"]) == {ARN, READING} and attached(iam) == {ARN}
    assert "AWSServiceRoleForEC2Spot" in cloud.roles()
    cloud.forget_calls()
    assert boats.expect(0, *SETUP, "--set", "TAGS=team=blue").actions == KEPT
    assert boats.expect(0, "verify", "boats", "--no-probe", "--json").actions == KEPT
    assert not cloud.changes()
    boats.expect(0, "remove", "boats", "--yes", "--json")
    assert cloud.snapshot() == before and boats.listed("boats") is None


def test_change_creates_a_version(boats, cloud, iam):
    boats.expect(0, *SETUP)
    changed = boats.expect(0, *CHANGED, "--set", "TAGS=team=red")
    assert changed.actions == {**KEPT, "policy": "update", "role": "update", "user": "update"}
    assert list(versions(iam).values()) == [HARBOUR, MARINA]
    add_version(iam, "ec2:*")
    said = boats.expect(2, "verify", "boats", "--no-probe", "--json")
    assert said.actions == {**KEPT, "policy": "update"} and "versions" not in said.diffs["policy"]
    boats.expect(0, *CHANGED, "--set", "TAGS=team=red")
    assert list(versions(iam)) == ["v1", "v2", "v3", "v4"]
    boats.expect(0, "remove", "boats", "--yes", "--json")
    assert not cloud.snapshot()["policies"]


def test_oldest_of_five_versions_is_deleted_and_shown(boats, iam):
    boats.expect(0, *SETUP)
    for action in ("a:b", "c:d", "e:f", "g:h"):
        add_version(iam, action)
    iam.set_default_policy_version(PolicyArn=ARN, VersionId="v1")
    planned = boats.expect(2, *[w for w in CHANGED if w != "--yes"], "--plan")
    row, = [r for s in planned.of("plan")[0]["steps"] for r in s["diff"] if r["path"] == "versions"]
    assert row == {"path": "versions", "found": ["v1", "v2", "v3", "v4", "v5"], "wanted": ["v1", "v3", "v4", "v5"]}
    assert "versions" in boats.expect(2, *[w for w in CHANGED if w not in ("--yes", "--json")], "--plan").out
    assert boats.expect(0, *CHANGED).actions["policy"] == "update"
    assert list(versions(iam)) == ["v1", "v3", "v4", "v5", "v6"] and versions(iam)["v6"] == MARINA


def test_resources_in_use_are_kept(boats, cloud, iam):
    boats.expect(0, *SETUP)
    iam.create_role(RoleName="Ferry", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.attach_role_policy(RoleName="Ferry", PolicyArn=ARN)
    removed = boats.expect(0, "remove", "boats", "--yes")
    assert "keep the policy 'Sailing', used by role Ferry too" in removed.out
    assert set(cloud.roles()) == {"Ferry"} and cloud.roles()["Ferry"]["attached"] == [ARN]


@pytest.mark.parametrize("path", ["/", "/team/"])
def test_name_in_use(boats, cloud, iam, path):
    iam.create_policy(PolicyName="SAILING", Path=path, PolicyDocument=policy(allow("a:b")))
    before = cloud.snapshot()
    cloud.forget_calls()
    refused = boats.expect(64, *SETUP)
    assert "'Sailing' is taken" in refused.err and "--set POLICY_NAME=" in refused.err
    assert not cloud.changes() and cloud.snapshot() == before
    assert boats.expect(0, *SETUP, "--set", "POLICY_NAME=Rowing").actions == CREATED


@pytest.mark.parametrize("path", ["/", "/team/"])
def test_other_policy_is_a_conflict(boats, cloud, iam, path):
    iam.create_policy(PolicyName="Sailing", Path=path, PolicyDocument=policy(allow("a:b")))
    cloud.forget_calls()
    assert "differs in document" in boats.expect(64, *SETUP).err and not cloud.changes()


def test_existing_resources_are_adopted_and_kept(boats, cloud, iam):
    iam.create_policy(PolicyName="Sailing", PolicyDocument=policy(allow("s3:GetObject", resource=HARBOUR)))
    iam.create_service_linked_role(AWSServiceName="spot.amazonaws.com")
    before = cloud.snapshot()
    assert boats.expect(0, *SETUP).actions == {**CREATED, "policy": "adopt", "spot": "adopt"}
    boats.expect(0, "remove", "boats", "--yes", "--json")
    assert cloud.snapshot() == before


def test_role_with_ten_policies(boats, cloud, iam):
    iam.create_role(RoleName="Boat", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    for n in range(10):
        arn = iam.create_policy(PolicyName=f"of-others-{n}", PolicyDocument=policy(allow("a:b")))["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="Boat", PolicyArn=arn)
    before = cloud.snapshot()
    refused = boats.expect(1, *SETUP)
    assert "quota of policies attached to a role" in refused.err
    assert cloud.snapshot() == before, "it is told before anything is created"
