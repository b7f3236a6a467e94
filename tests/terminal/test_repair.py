"""Verify names the differences; Repair fixes the selected ones only."""
from wizard import DOWN, ENTER, ESC

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
    t.go(ENTER, "Shall a worker prove it?")
    t.go("n", "Not verified: the checks were not run")
    t.go(ENTER, "What do you want to do?")
    drift(cloud)
    t.wait("1: look")
    t.go("/verify" + ENTER, "Which one shall be verified?")
    t.go(ENTER, "It is not as it was made: 2 missing, 1 changed, 1 more than wanted.")
    t.go("m", "What shall be mended? 3 of 3 ticked")
    t.wait("accredit:setup")
    t.go(" ", "2 of 3 ticked")
    t.go(ENTER, "2 differences are mended")
    t.go_away(ESC, "Mend what is ticked?")
    t.go(ENTER, "Mend what is ticked?")
    t.go("y", "What was ticked is mended; 1 more still differs.")
    t.wait("as it is: it differs")
    assert not [c for c in cloud.calls("RunInstances") if c["change"]], "a worker is launched only after confirmation"
    t.go(ENTER, "Shall a worker prove it?")
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
        t.wait("What shall be mended? 3 of 3 ticked")
        t.go(" ", "2 of 3 ticked")
        t.go(ENTER, "Mend what is ticked?")
        t.go("y", "That alone cannot be mended")
        t.wait("is not there")
        t.go(ENTER, "3 of 3 ticked")
        t.go(DOWN + ENTER, "Mend what is ticked?")
        t.go("y", "What was ticked is mended.")
        t.quit()
        t = wizard("repair", "essentia", home=tmp_path / str(rows), rows=rows, cols=cols)
        t.wait("nothing needs mending")
        t.go(ENTER, "What do you want to do?")
        t.quit()
        cloud.reset()
