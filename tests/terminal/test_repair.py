"""Verify names the differences; Repair fixes the selected ones only."""
import json
import sys
from pathlib import Path

from wizard import DOWN, ENTER

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "flow"))
from cloud import allow, policy  # noqa: E402

ROLE = {"RoleName": "EssentiaMaster"}
SIZES = [(24, 80), (16, 60)]


def drift(cloud):
    iam = cloud.client("iam")
    iam.delete_role_policy(**ROLE, PolicyName="EssentiaAccess")
    iam.remove_role_from_instance_profile(**ROLE, InstanceProfileName="EssentiaMaster")
    iam.untag_role(**ROLE, TagKeys=["accredit:setup"])
    iam.attach_role_policy(**ROLE, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")


def test_from_verify_to_repaired(wizard, cloud, tmp_path):
    t = wizard(home=tmp_path)
    t.applied()
    t.go(ENTER, "Test the access now?")
    t.go("n", "Not tested")
    t.go(ENTER, "What do you want to do?")
    drift(cloud)
    t.wait("1: essentia")
    t.go("/verify" + ENTER, "Which setup do you want to verify?")
    t.go(ENTER, "Differences: 2 missing, 1 changed, 1 beyond the template.")
    t.go("m", "(3 of 3 selected)")
    t.wait("accredit:setup")
    t.go(" ", "(2 of 3 selected)")
    t.wait("[ Repair 2 differences ]")
    t.go(ENTER, "Selected differences repaired; 1 difference remains.")
    t.wait("it still differs")
    assert not [c for c in cloud.calls("RunInstances") if c["change"]], "a worker is launched only after confirmation"
    t.go(ENTER, "Test the access now?")
    t.go("n", "Summary")
    role = cloud.roles()["EssentiaMaster"]
    assert "accredit:setup" not in role["tags"] and set(role["inline"]) == {"EssentiaAccess"} and role["attached"]
    assert cloud.profiles()["EssentiaMaster"]["roles"] == ["EssentiaMaster"]


def test_straight_from_the_command_line(wizard, cloud, tmp_path):
    for rows, cols in SIZES:
        t = wizard(home=tmp_path / str(rows))
        t.applied()
        t.quit()
        iam = cloud.client("iam")
        iam.remove_role_from_instance_profile(**ROLE, InstanceProfileName="EssentiaMaster")
        iam.delete_role_policy(**ROLE, PolicyName="EssentiaAccess")
        iam.delete_role(**ROLE)
        t = wizard("repair", "essentia", home=tmp_path / str(rows), rows=rows, cols=cols)
        t.wait("(3 of 3 selected)")
        t.go(" ", "(2 of 3 selected)")
        t.go(ENTER, "This cannot be repaired on its own")
        t.wait("cannot be created: role")
        t.wait("'EssentiaMaster' does not")
        t.wait("select that difference, too")
        t.go(ENTER, "(3 of 3 selected)")
        t.go(DOWN + ENTER, "The selected differences have been repaired.")
        t.quit()
        t = wizard("repair", "essentia", home=tmp_path / str(rows), rows=rows, cols=cols)
        t.wait("Nothing to repair.")
        t.go(ENTER, "What do you want to do?")
        t.quit()
        cloud.reset()


def test_asks_before_something_is_removed(wizard, cloud, tmp_path):
    t = wizard(home=tmp_path)
    t.applied()
    t.quit()
    iam = cloud.client("iam")
    wide = policy(allow("sqs:*"))
    iam.put_role_policy(**ROLE, PolicyName="EssentiaAccess", PolicyDocument=wide)
    t = wizard("repair", "essentia", home=tmp_path)
    t.wait("(1 of 1 selected)")
    t.go("\t\t" + ENTER, "Repair 1 difference in account")
    t.go_away("n", "Repair 1 difference in account")
    assert iam.get_role_policy(**ROLE, PolicyName="EssentiaAccess")["PolicyDocument"] == json.loads(wide)
    t.go(ENTER, "Repair 1 difference in account")
    t.go("y", "The selected differences have been repaired.")
    assert iam.get_role_policy(**ROLE, PolicyName="EssentiaAccess")["PolicyDocument"] != json.loads(wide)
    t.quit()
