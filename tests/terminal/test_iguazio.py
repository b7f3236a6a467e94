"""Iguazio by keys: both methods from the menu to the probe; mistakes are reported before anything is created."""
import json
import os
import stat

import pytest

from wizard import DOWN, ENTER, LONG, RIGHT

ROLE = "IguazioDataScienceNode"


def open_names(t, method):
    t.platform()
    t.go(DOWN, "must not be deleted")
    t.go(ENTER, "How will the platform")
    t.go(DOWN * method + ENTER, "Names for the new resources")
    t.wait("Node role")


def open_values(t, method):
    open_names(t, method)
    t.go("\r" * (5 - method), "What should the platform be")
    t.go(ENTER, "[ Continue ]")


def launch_instance(cloud):
    ec2 = cloud.client("ec2")
    image = cloud.image()
    return ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]


def apply_and_probe(t, keys="a"):
    t.go(keys, " have been ", LONG)      # created, or applied where something existed
    t.go(ENTER, "Test the access now?")
    t.go("y", "checks passed", 120)
    t.go(ENTER, "Tested: all")
    t.go(ENTER, "What do you want to do?")
    t.go("q", "Quit accredit?")
    t.send("y")
    assert t.ended() == 0


@pytest.mark.parametrize("rows, cols", [(24, 80), (16, 60)])
def test_user_from_the_menu_to_the_probe(wizard, tmp_path, rows, cols):
    """A key file that exists is rejected with the cursor in its field; then all is created, including the environment file."""
    existing, key, env = tmp_path / "taken.csv", tmp_path / "key.csv", tmp_path / "env.yaml"
    existing.write_text("mine\n")
    t = wizard(rows=rows, cols=cols, home=tmp_path)
    open_values(t, 0)
    t.wait("/iguazio-key.csv")
    t.go(f"\x15{existing}\r", "exists, and existing")
    t.go(f"\x15{key}\r{env}\rpvz-CANARY-of-the-vendor\r\r", "▸ Region")
    t.go(ENTER, "11 to create", LONG)
    apply_and_probe(t)
    text = json.loads(env.read_text())
    ec2 = text["client"]["infrastructure"]["ec2"]
    assert text["client"]["vault"] == {"api_key": "pvz-CANARY-of-the-vendor", "url": "FILL-IN"} and b"pvz-CANARY" not in t.stream
    assert ec2["access_key_id"] in key.read_text() and ec2["data_cluster_instance_profile"] == ROLE
    assert all(stat.S_IMODE(os.stat(p).st_mode) == 0o600 for p in (key, env)) and existing.read_text() == "mine\n"
    assert ec2["secret_access_key"].encode() not in t.stream


def test_role_with_the_installers_instance(wizard, cloud):
    """A fixed role name typed in another case is rejected; then the role is attached to the instance that was named."""
    ident = launch_instance(cloud)
    cloud.forget_calls()
    t = wizard()
    open_names(t, 1)
    t.go(DOWN * 2 + "\x15" + ROLE.lower(), ROLE.lower())
    t.go(DOWN * 2 + ENTER, "- More settings")
    t.go(DOWN + RIGHT, "(•) the vendor's role name")
    t.go("\t" * 7 + ENTER, "What should the platform be")
    t.go(ENTER, "[ Continue ]")
    t.go(ENTER, "▸ Installer's instance")
    t.go(ident + ENTER, "case-sensitive", LONG)
    assert not cloud.changes()
    t.go(ENTER, "Names for the new resources")
    t.wait("case-sensitive")
    t.go("\x15" + ROLE + "\r\r\r", "What should the platform be")
    t.go(ENTER, "[ Continue ]")
    t.go(ENTER * 2, "8 to create • 1 to change", LONG)
    t.go("a", "1 value of existing resources is replaced")       # the former hop limit
    apply_and_probe(t, "y")
    profile = cloud.client("ec2").describe_instances(InstanceIds=[ident])["Reservations"][0]["Instances"][0]
    assert profile["IamInstanceProfile"]["Arn"].endswith("/" + ROLE)
    assert profile["MetadataOptions"]["HttpPutResponseHopLimit"] == 2
