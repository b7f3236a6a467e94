"""Keys that accredit did not create: an adopted user's, and one that the operator brings (ACCESS_KEY_ID)."""

import os

from keyring import keys_of, make_user, works
from workers import verdicts

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def adopt(keyed, cloud, *more, may=("ec2:*", "iam:PassRole"), attach=None):
    """A user made manually whose key is in a CSV file, then recorded."""
    iam = cloud.client("iam")
    key, = make_user(cloud, "Essentia", may=may)
    if attach:
        iam.attach_user_policy(UserName="Essentia", PolicyArn=attach)
    with open(os.open(keyed.key_file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(f"User Name,Access Key Id,Secret Access Key\nEssentia,{key[0]},{key[1]}\n")
    keyed.learn()
    cloud.control("POST", "age")
    keyed.expect(0, "adopt", "essentia", "--method", "command", "--policy", "workers", "--set", f"KEY_FILE={keyed.key_file}", *more, "--json")
    cloud.forget_calls()
    return key


# Adopted

def test_an_adopted_administrator(keyed, cloud):
    """What the template expects to be denied is allowed to the old key: so it is to the new one, and that is no failure."""
    old = adopt(keyed, cloud, attach=ADMINISTRATOR)
    result = keyed.rotate("essentia")
    new = keyed.csv()
    assert set(verdicts(result).values()) == {"yes"}, result
    own = {e["id"]: e for e in result.of("check") if "says" in e}
    assert {"list-buckets", "describe-clusters"} <= set(own), result
    assert all(e["expected"] == "allow" and e["says"].startswith("Allowed, as with the old key") for e in own.values()), own
    assert keys_of(cloud, "Essentia") == {old[0]: "Inactive", new[0]: "Active"} and works(cloud, new)
    keyed.rotate("essentia", "--finish", "--now")
    assert keys_of(cloud, "Essentia") == {new[0]: "Active"}


def test_an_adopted_user_with_less(keyed, cloud):
    """What neither key can do is no failure of the rotation."""
    old = adopt(keyed, cloud, may=("ec2:Describe*",))
    result = keyed.rotate("essentia", limit=200)
    own = {e["id"]: e for e in result.of("check") if "says" in e}
    assert own["run-instances"]["expected"] == "deny" and "old key got the same" in own["run-instances"]["evidence"]["text"]
    assert keys_of(cloud, "Essentia") == {old[0]: "Inactive", keyed.csv()[0]: "Active"}


def test_a_new_key_that_can_do_less(keyed, cloud):
    """The old key gets an answer and the new one none: the rotation stops before the old one is deactivated, and goes back."""
    old = adopt(keyed, cloud)
    cloud.faults(error=["DescribeInstances=OptInRequired:401x1"])
    result = keyed.rotate("essentia", code=3)
    cloud.mend()
    assert verdicts(result)["describe-instances"] == "cannot-tell" and "old key stays active" in result.err, result
    assert keys_of(cloud, "Essentia")[old[0]] == "Active"
    keyed.expect(0, "resume", "--undo", "--yes", "--json")
    assert keys_of(cloud, "Essentia") == {old[0]: "Active"} and keyed.csv() == old


def test_what_neither_key_can_find_out(keyed, cloud):
    old = adopt(keyed, cloud)
    cloud.faults(error=["DescribeInstances=OptInRequired:401"])
    result = keyed.rotate("essentia")
    check, = [e for e in result.of("check") if e["id"] == "describe-instances"]
    assert check["verdict"] == "cannot-tell" and check["optional"] and check["says"].startswith("Inconclusive, as with the old key"), check
    assert keys_of(cloud, "Essentia")[old[0]] == "Inactive"


def test_an_old_key_that_is_no_yardstick(keyed, cloud):
    """Inactive already: no denial is expected of the new key, and all else is."""
    old = adopt(keyed, cloud, attach=ADMINISTRATOR)
    cloud.client("iam").update_access_key(UserName="Essentia", AccessKeyId=old[0], Status="Inactive")
    cloud.control("POST", "age")
    result = keyed.rotate("essentia")
    assert set(verdicts(result)) == {"identity", "describe-instances", "run-instances"} and set(verdicts(result).values()) == {"yes"}
    assert keys_of(cloud, "Essentia") == {old[0]: "Inactive", keyed.csv()[0]: "Active"}


def test_an_adopted_administrator_in_text(keyed, cloud):
    """The sentence that people read is the one of this check, not the template's denial."""
    adopt(keyed, cloud, attach=ADMINISTRATOR)
    result = keyed.expect(0, "rotate", "essentia", "--yes")
    assert "Allowed, as with the old key (the template says: Listing the buckets is refused): yes" in result.out
