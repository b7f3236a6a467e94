"""Iguazio by keys: both methods from the menu to a proof, and mistakes that are told before anything is made."""
import json
import os
import stat

import pytest

from wizard import DOWN, ENTER, LONG

ROLE = "IguazioDataScienceNode"


def names(t, method):
    t.platform()
    t.go(DOWN, "must not be deleted")
    t.go(ENTER, "How does it get")
    t.go(DOWN * method + ENTER, "What shall things be called?")
    t.wait("Node role")


def values(t, method):
    names(t, method)
    t.go("\r" * (5 - method), "What may it do")
    t.go(ENTER, "Account 123456789012")


def machine(cloud):
    ec2 = cloud.client("ec2")
    image = ec2.describe_images(Filters=[{"Name": "architecture", "Values": ["x86_64"]}])["Images"][0]["ImageId"]
    return ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]


def proved(t, keys="a"):
    t.go(keys, "All of it is made.", LONG)
    t.go(ENTER, "Shall a worker prove it?")
    t.go("y", "The access works", 120)
    t.go(ENTER, "Verified: all")
    t.go(ENTER, "What shall be done?")
    t.send("q")
    assert t.ended() == 0


@pytest.mark.parametrize("rows, cols", [(24, 80), (16, 60)])
def test_user_from_the_menu_to_a_proof(wizard, tmp_path, rows, cols):
    """A key file that exists is told with the cursor on it; then all is made, the environment file too."""
    taken, key, env = tmp_path / "taken.csv", tmp_path / "key.csv", tmp_path / "env.yaml"
    taken.write_text("mine\n")
    t = wizard(rows=rows, cols=cols, home=tmp_path)
    values(t, 0)
    t.go(ENTER, "is needed")
    t.go(f"{taken}\r{env}\rpvz-CANARY-of-the-vendor" + "\r" * 9, "The plan could not be made", LONG)
    t.wait("nothing that is there is overwritten")
    t.go(ENTER, "Account 123456789012")
    t.go("\x15" + f"{key}" + "\r" * 11, "11 to create", LONG)
    proved(t)
    text = json.loads(env.read_text())
    ec2 = text["client"]["infrastructure"]["ec2"]
    assert text["client"]["vault"] == {"api_key": "pvz-CANARY-of-the-vendor", "url": "FILL-IN"} and b"pvz-CANARY" not in t.stream
    assert ec2["access_key_id"] in key.read_text() and ec2["data_cluster_instance_profile"] == ROLE
    assert all(stat.S_IMODE(os.stat(p).st_mode) == 0o600 for p in (key, env)) and taken.read_text() == "mine\n"
    assert ec2["secret_access_key"].encode() not in t.stream


def test_role_with_the_installers_machine(wizard, cloud):
    """The role's name fixed and typed in another case is refused; then it is attached to the machine that was named."""
    ident = machine(cloud)
    cloud.forget_calls()
    t = wizard()
    names(t, 1)
    t.go(DOWN * 2 + "\x15" + ROLE.lower(), ROLE.lower())
    t.go("\r\r", "What may it do")
    t.go(ENTER, "Account 123456789012")
    t.go("\033[C", "2 of 2")
    t.go("\r" * 5, "afterwards")
    t.go(ident + "\r\r\r", "lower case count", LONG)
    assert not cloud.changes()
    t.go(ENTER, "What shall things be called?")
    t.wait("lower case count")
    t.go("\x15" + ROLE + "\r\r", "What may it do")
    t.go(ENTER, "Account 123456789012")
    t.go("\r" * 8, "8 to create, 1 to change", LONG)
    t.go("a", "This takes something away")       # the hop limit that was there
    proved(t, "y")
    profile = cloud.client("ec2").describe_instances(InstanceIds=[ident])["Reservations"][0]["Instances"][0]
    assert profile["IamInstanceProfile"]["Arn"].endswith("/" + ROLE)
    assert profile["MetadataOptions"]["HttpPutResponseHopLimit"] == 2
