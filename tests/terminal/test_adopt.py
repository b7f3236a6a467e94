"""A setup that was created manually is adopted by keys; then Verify and Repair work on it."""
import sys
from pathlib import Path

from wizard import ENTER

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "flow"))
from cloud import EC2_TRUST, allow, policy  # noqa: E402
import json  # noqa: E402

ROLE = {"RoleName": "EssentiaMaster"}


def created_manually(cloud):
    iam = cloud.client("iam")
    iam.create_role(**ROLE, AssumeRolePolicyDocument=json.dumps(EC2_TRUST), Description="Lets an Essentia master use this account")
    iam.put_role_policy(**ROLE, PolicyName="EssentiaAccess", PolicyDocument=policy(allow("s3:*")))


def test_adopted_verified_and_repaired(wizard, cloud, tmp_path):
    created_manually(cloud)
    before = cloud.roles()
    t = wizard(home=tmp_path)
    t.menu()
    t.go("/adopt" + ENTER, "Which platform")
    t.wait("Before you start")
    t.go(ENTER, "Found in account 123456789012 for Essentia")
    t.wait("lacks 1 of 2 actions")
    t.wait("inline policy 'EssentiaAccess'; no instance")
    t.go(ENTER, "Found: 1 matches, 1 differs, 2 missing")
    t.wait("instance profile EssentiaMaster is missing")
    t.go("a", "The existing resources are recorded.")
    assert cloud.roles() == before and not cloud.profiles()
    t.go(ENTER, "Not tested")
    t.go(ENTER, "What do you want to do?")
    t.wait("1: essentia")
    t.go("/verify" + ENTER, "Which setup do you want to verify?")
    t.go(ENTER, "Differences: 2 missing, 1 changed.")
    t.go("m", "(3 of 3 selected)")
    t.go(ENTER, "The selected differences have been repaired.")
    assert cloud.profiles()["EssentiaMaster"]["roles"] == ["EssentiaMaster"]
    t.quit()
    t = wizard("adopt", "essentia", home=tmp_path)
    t.wait("Found in account 123456789012 for Essentia")
    t.wait("exact match")
    t.go(ENTER, "Names for the new resources")
    t.wait("Role name")
    t.go("\r\r\r", "a setup 'essentia' already exists")
