"""A removal that keeps resources, by keys: shown before confirmation and at the end."""
from wizard import ENTER, LONG, PGDN
from cloud import allow, policy


def open_removal(t):
    t.go(ENTER, "Test the access now?")
    t.go("n", "Not tested")
    t.go(ENTER, "What do you want to do?")
    t.wait("1: essentia")
    t.go("/setups" + ENTER, "Select a setup")
    t.go(ENTER, "Resources created")


def test_instance_uses_the_role(wizard, cloud):
    t = wizard()
    t.applied()
    cloud.faults(delay=0)
    ec2 = cloud.client("ec2")
    launched = ec2.run_instances(ImageId=cloud.image(), MinCount=1, MaxCount=1, InstanceType="t3.micro",
                             IamInstanceProfile={"Name": "EssentiaMaster"})
    one = launched["Instances"][0]["InstanceId"]
    open_removal(t)
    t.go("d", "0 to remove • 4 kept (see below)")
    t.wait("What is left, and why")
    t.wait(f"in use by machine {one}")
    ec2.terminate_instances(InstanceIds=[one])
    t.until(lambda: not cloud.instances(), "the instance is gone")
    t.go("r", "4 to remove")
    t.go("d", "Remove this setup?")
    t.go("y", "Everything accredit created has been removed.")
    assert "EssentiaMaster" not in cloud.roles()


def test_policy_of_others_is_attached(wizard, cloud):
    """The report shows the kept policy and its reason; the menu still has the setup."""
    t = wizard()
    t.applied()
    cloud.faults(delay=0)
    cloud.client("iam").put_role_policy(RoleName="EssentiaMaster", PolicyName="theirs", PolicyDocument=policy(allow("sqs:*")))
    open_removal(t)
    t.go("d", "3 to remove • 1 kept (see below)")
    t.wait("in use by the policy theirs (added by others)")
    t.go("d", "Remove this setup?")
    t.go("y", "Removed, except 1 resource (see below).")
    t.wait("What is left, and why")
    t.wait("in use by the policy theirs (added by others)")
    assert set(cloud.roles()["EssentiaMaster"]["inline"]) == {"theirs"}
    t.go(ENTER, "Setup details")


def test_template_keeps_a_user(wizard, cloud, tmp_path):
    """Iguazio's user is kept unless the key k selects its removal."""
    unattended = wizard("setup", "iguazio", "--no-probe", "--yes", "--set", f"KEY_FILE={tmp_path / 'key.csv'}", home=tmp_path)
    assert unattended.ended(LONG) == 0
    t = wizard("remove", "iguazio", home=tmp_path)
    t.wait("1 kept (see below)", LONG)
    t.wait("user 'Provazio'")
    t.go("k", "Keep what the template keeps")
    t.go(PGDN, "Caution: the vendor")
    t.go("k", "1 kept (see below)")
    t.go("d", "Remove this setup?")
    t.go("y", "Removed, except 1 resource (see below).")
    t.wait("user 'Provazio'")
    assert cloud.snapshot()["users"] == ["Provazio", "operator"]
