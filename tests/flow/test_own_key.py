"""Keys that accredit did not create: an adopted user's, and one that the operator supplies (ACCESS_KEY_ID)."""

import hashlib
import json
import os

import pytest

from cloud import allow, policy
from key_home import keys_of, create_user, key_works
from worker_helpers import verdicts

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def adopt(key_home, cloud, *more, may=("ec2:*", "iam:PassRole"), attach=None):
    """A manually created user whose key is in a CSV file, then recorded."""
    iam = cloud.client("iam")
    key, = create_user(cloud, "Essentia", may=may)
    if attach:
        iam.attach_user_policy(UserName="Essentia", PolicyArn=attach)
    with open(os.open(key_home.key_file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(f"User Name,Access Key Id,Secret Access Key\nEssentia,{key[0]},{key[1]}\n")
    key_home.read_secrets()
    cloud.control("POST", "age")
    key_home.expect(2 if attach else 0, "adopt", "essentia", "--method", "command", "--policy", "workers", "--set", f"KEY_FILE={key_home.key_file}", *more, "--json")
    cloud.forget_calls()
    return key


# Adopted keys

def test_adopted_administrator(key_home, cloud):
    """The old key is allowed what the template expects to be denied; so is the new one, and that is no failure."""
    old = adopt(key_home, cloud, attach=ADMINISTRATOR)
    result = key_home.rotate("essentia")
    new = key_home.csv()
    assert set(verdicts(result).values()) == {"yes"}, result
    own = {e["id"]: e for e in result.of("check") if "says" in e}
    assert {"list-buckets", "describe-clusters"} <= set(own), result
    assert all(e["expected"] == "allow" and e["says"].startswith("Allowed, as with the old key") for e in own.values()), own
    assert keys_of(cloud, "Essentia") == {old[0]: "Inactive", new[0]: "Active"} and key_works(cloud, new)
    key_home.rotate("essentia", "--finish", "--now")
    assert keys_of(cloud, "Essentia") == {new[0]: "Active"}


def test_adopted_user_with_fewer_permissions(key_home, cloud):
    """What neither key is allowed to do is no failure of the rotation."""
    old = adopt(key_home, cloud, may=("ec2:Describe*",))
    result = key_home.rotate("essentia", limit=200)
    own = {e["id"]: e for e in result.of("check") if "says" in e}
    assert own["run-instances"]["expected"] == "deny" and "old key had the same" in own["run-instances"]["evidence"]["text"]
    assert keys_of(cloud, "Essentia") == {old[0]: "Inactive", key_home.csv()[0]: "Active"}


def test_new_key_with_fewer_permissions(key_home, cloud):
    """The old key gets a result and the new one none: the rotation stops before the old one is deactivated, and is reverted."""
    old = adopt(key_home, cloud)
    cloud.faults(error=["DescribeInstances=OptInRequired:401x1"])
    result = key_home.rotate("essentia", code=3)
    cloud.clear_faults()
    assert verdicts(result)["describe-instances"] == "cannot-tell" and "old key stays active" in result.err, result
    assert keys_of(cloud, "Essentia")[old[0]] == "Active"
    key_home.expect(0, "resume", "--undo", "--yes", "--json")
    assert keys_of(cloud, "Essentia") == {old[0]: "Active"} and key_home.csv() == old


def test_inconclusive_with_both_keys(key_home, cloud):
    old = adopt(key_home, cloud)
    cloud.faults(error=["DescribeInstances=OptInRequired:401"])
    result = key_home.rotate("essentia")
    check, = [e for e in result.of("check") if e["id"] == "describe-instances"]
    assert check["verdict"] == "cannot-tell" and check["optional"] and check["says"].startswith("Inconclusive, as with the old key"), check
    assert keys_of(cloud, "Essentia")[old[0]] == "Inactive"


def test_inactive_old_key_is_no_reference(key_home, cloud):
    """The old key is inactive already: the new key does not have to be denied anything, and everything else is expected."""
    old = adopt(key_home, cloud, attach=ADMINISTRATOR)
    cloud.client("iam").update_access_key(UserName="Essentia", AccessKeyId=old[0], Status="Inactive")
    cloud.control("POST", "age")
    result = key_home.rotate("essentia")
    assert set(verdicts(result)) == {"identity", "describe-instances", "run-instances"} and set(verdicts(result).values()) == {"yes"}
    assert keys_of(cloud, "Essentia") == {old[0]: "Inactive", key_home.csv()[0]: "Active"}


def test_adopted_administrator_in_text(key_home, cloud):
    """The printed sentence is the one of this check, not the template's denial."""
    adopt(key_home, cloud, attach=ADMINISTRATOR)
    result = key_home.expect(0, "rotate", "essentia", "--yes")
    assert "Allowed, as with the old key (the template says: s3:ListAllMyBuckets is denied): passed" in result.out


# A key that the operator supplies

def supplied(key_home, key, name="given"):
    """The arguments that supply it."""
    path = os.path.join(key_home.folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(key[1] + "\n")
    return ["--set", f"ACCESS_KEY_ID={key[0]}", "--secret", f"SECRET_ACCESS_KEY=@{path}"]


def own_setup(key_home, cloud, method, *more, code=0, user="Ann"):
    """A setup with ann's key; her user name is read with the key."""
    key, = create_user(cloud, user, may=("ec2:*", "iam:PassRole"))
    cloud.control("POST", "age")
    key_home.read_secrets()
    result = key_home.key_setup(method, *supplied(key_home, key), *more, code=code)
    cloud.forget_calls()
    return key, result


def kept(key_home, method):
    return key_home.csv() if method == "command" else key_home.profile()


def answer(key_home, name="ACCESS_KEY_ID"):
    return json.loads(key_home.text("setups", "essentia", "answers.json"))["values"].get(name)


def verify(key_home, code=0):
    return key_home.expect(code, "verify", "essentia", "--no-probe", "--json")


@pytest.mark.parametrize("method, carry", [("command", False), ("configure", False), ("configure", True)])
def test_rotate_revert_finish_and_remove(key_home, cloud, method, carry):
    """Set up, verified, rotated twice, reverted, finished and removed; only --finish deletes the supplied key."""
    more = []
    if carry:
        key_home.credentials = os.path.join(key_home.folder, "carried")
        key_home.locations.append(key_home.credentials)
        more = ["--set", f"CARRY_FILE={key_home.credentials}"]
    own, result = own_setup(key_home, cloud, method, *more)
    words = key_home.words(method, "--policy", "workers", "--no-probe", *more)
    assert set(verdicts(result).values()) == {"yes"} and answer(key_home, "USER_NAME") == "Ann"
    assert verify(key_home).result["ok"] and not cloud.changes()
    key_home.rotate("essentia")
    new = kept(key_home, method)
    assert keys_of(cloud, "Ann") == {own[0]: "Inactive", new[0]: "Active"} and key_works(cloud, new)
    assert verify(key_home).result["ok"]
    key_home.rotate("essentia", "--revert")
    assert kept(key_home, method) == own and key_works(cloud, own) and verify(key_home).result["ok"]
    key_home.rotate("essentia")
    new = kept(key_home, method)
    cloud.forget_calls()
    again = key_home.expect(0, *words)
    assert set(again.actions.values()) == {"none"} and not cloud.changes() and answer(key_home) == new[0], "setup again finds the new key"
    assert key_home.expect(0, "repair", "essentia", "--yes", "--json").result["ok"]
    key_home.rotate("essentia", "--finish", "--now")
    assert keys_of(cloud, "Ann") == {new[0]: "Active"} and verify(key_home).result["ok"]
    key_home.rotate("essentia")
    last = kept(key_home, method)
    key_home.rotate("essentia", "--finish", "--now")
    assert keys_of(cloud, "Ann") == {last[0]: "Active"} and key_works(cloud, last)
    key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert kept(key_home, method) is None and not keys_of(cloud, "Ann"), "a rotated key's secret is lost, so the key is deleted"
    assert "Ann" in {u["UserName"] for u in cloud.client("iam").list_users()["Users"]}


def test_remove_without_a_rotation(key_home, cloud):
    """The supplied key is kept, and the program says so."""
    own, _ = own_setup(key_home, cloud, "command")
    gone = key_home.expect(0, "remove", "essentia", "--yes", "--json")
    left, = [e for e in gone.of("left") if e["kind"] == "access-key"][:1]
    assert own[0] in left["why"] and keys_of(cloud, "Ann") == {own[0]: "Active"} and key_home.csv() is None


def test_remove_after_a_revert(key_home, cloud):
    own, _ = own_setup(key_home, cloud, "command", "--no-probe")
    key_home.rotate("essentia", "--no-probe")
    key_home.rotate("essentia", "--revert")
    key_home.rotate("essentia", "--finish", "--now")
    key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert keys_of(cloud, "Ann") == {own[0]: "Active"} and key_works(cloud, own)


def test_key_is_also_in_a_profile(key_home, cloud):
    """Rotation updates it there; a removal keeps the key, because that profile still needs it."""
    own, _ = own_setup(key_home, cloud, "command", "--no-probe")
    key_home.store_key("work", *own)
    key_home.rotate("essentia", "--no-probe")
    new = key_home.csv()
    assert key_home.profile("work") == new
    key_home.rotate("essentia", "--finish", "--now")
    gone = key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert any("profile 'work'" in e["why"] for e in gone.of("left")), gone
    assert key_home.csv() is None and keys_of(cloud, "Ann") == {new[0]: "Active"} and key_works(cloud, key_home.profile("work"))


def break_key(cloud, own, damage):
    iam = cloud.client("iam")
    if damage == "inactive":
        iam.update_access_key(UserName="Ann", AccessKeyId=own[0], Status="Inactive")
    else:
        iam.delete_access_key(UserName="Ann", AccessKeyId=own[0])
    cloud.control("POST", "age")


@pytest.mark.parametrize("damage, word", [("inactive", "is inactive"), ("deleted", "has no access key")])
@pytest.mark.parametrize("method", ["command", "configure"])
def test_verify_and_repair_of_a_key_that_does_not_work(key_home, cloud, method, damage, word):
    """It is a difference; repair says why it is kept, setup refuses, and the commands they name work."""
    own, _ = own_setup(key_home, cloud, method, "--no-probe")
    break_key(cloud, own, damage)
    cloud.forget_calls()
    said = verify(key_home, 2)
    key, = [e for e in said.of("compared") if e["id"] == "key"]
    assert key["verdict"] == "no" and word in key["error"]["message"] and own[0] in key["error"]["message"], key
    assert word in key_home.expect(2, "verify", "essentia", "--no-probe").out
    for command in (["repair", "essentia"], key_home.words(method, "--policy", "workers", "--no-probe")):
        result = key_home.run(*command, *([] if command[0] == "setup" else ["--yes", "--json"]))
        assert result.code in (2, 64) and word in result.err, result
    assert not cloud.changes()
    if damage == "inactive":
        assert "accredit rotate essentia" in key["error"]["remedy"]
        key_home.rotate("essentia")
        assert kept(key_home, method) != own and verify(key_home).result["ok"]
        return
    assert "ACCESS_KEY_ID=ID" in key["error"]["remedy"] and "ACCESS_KEY_ID=ID" in key_home.rotate("essentia", code=64).err
    other = cloud.client("iam").create_access_key(UserName="Ann")["AccessKey"]
    other = other["AccessKeyId"], other["SecretAccessKey"]
    key_home.key_setup(method, *supplied(key_home, other), "--no-probe")
    assert kept(key_home, method) == other and verify(key_home).result["ok"] and answer(key_home) == other[0] and not key_home.temporary_keys()
    key_home.rotate("essentia", "--no-probe")
    assert keys_of(cloud, "Ann")[other[0]] == "Inactive" and verify(key_home).result["ok"]


def test_owner_of_the_key(key_home, cloud):
    """Another user's name is rejected with the right one; a key of the account's root belongs to no user."""
    key, = create_user(cloud, "Ann", may=("ec2:*", "iam:PassRole"))
    create_user(cloud, "Bob", 0)
    key_home.read_secrets()
    cloud.control("POST", "age")
    words = key_home.words("command", "--policy", "workers", "--no-probe", *supplied(key_home, key))
    cloud.forget_calls()
    result = key_home.expect(64, *words, "--set", "USER_NAME=Bob")
    assert "belongs to user 'Ann'" in result.err and "USER_NAME=Ann" in result.err and not cloud.changes() and not key_home.files()
    key_home.expect(0, *words, "--set", "USER_NAME=Ann")


@pytest.mark.parametrize("complete", [["answers.json"], ["answers.json", "journal.jsonl"]])
def test_record_with_another_users_name(key_home, cloud, complete):
    """As earlier versions wrote it: verify and rotate name the way to correct it, and that works."""
    own, _ = own_setup(key_home, cloud, "command", "--no-probe")
    for name in complete:
        path = key_home.file("setups", "essentia", name)
        lines = open(path, encoding="utf-8").read().replace('"Ann"', '"Essentia"').splitlines()
        if name == "journal.jsonl":
            lines = [f'{line[:-18]},"crc":"{hashlib.sha256(line[:-18].encode()).hexdigest()[:8]}"}}' for line in lines]
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
    said = verify(key_home, 2)
    key, = [e for e in said.of("compared") if e["id"] == "key"]
    assert "USER_NAME=Ann" in key["error"]["remedy"], key
    assert "USER_NAME=Ann" in key_home.rotate("essentia", code=64).err
    key_home.expect(0, *key_home.words("command", "--policy", "workers", "--no-probe", "--set", "USER_NAME=Ann"))
    assert verify(key_home).result["ok"]
    key_home.rotate("essentia", "--no-probe")
    assert keys_of(cloud, "Ann")[own[0]] == "Inactive" and verify(key_home).result["ok"]


def remove_operators_permissions(key_home, cloud):
    """The operator loses every IAM permission."""
    iam = cloud.client("iam")
    iam.put_user_policy(UserName="operator", PolicyName="limits", PolicyDocument=policy(allow("iam:*", effect="Deny")))
    cloud.control("POST", "age")


def test_operator_without_permissions(key_home, cloud):
    """Keys cannot be listed: the key itself identifies its owner, in setup and verify."""
    key, = create_user(cloud, "Ann", may=("ec2:*", "iam:PassRole"))
    admin, = create_user(cloud, "Admin", may=("*",))
    key_home.read_secrets()
    remove_operators_permissions(key_home, cloud)
    words = key_home.words("command", "--policy", "workers", "--no-probe", *supplied(key_home, key))
    assert "USER_NAME=Ann" in key_home.expect(64, *words).err
    key_home.expect(0, *words, "--set", "USER_NAME=Ann")
    assert verify(key_home).result["ok"]
    cloud.client("iam", *admin).update_access_key(UserName="Ann", AccessKeyId=key[0], Status="Inactive")
    cloud.control("POST", "age")
    told, = [e for e in verify(key_home, 2).of("compared") if e["id"] == "key"]
    assert told["verdict"] == "no" and "inactive or deleted" in told["error"]["message"], told
    os.remove(key_home.key_file)
    told, = [e for e in verify(key_home, 2).of("compared") if e["id"] == "key"]
    assert told["verdict"] == "cannot-tell" and "iam:ListAccessKeys" in told["error"]["remedy"], told


def test_adopt_with_a_supplied_key(key_home, cloud):
    """A key that does not work is not recorded; one that does is verified and rotated like one from setup."""
    key, = create_user(cloud, "Ann", may=("ec2:*", "iam:PassRole"))
    with open(os.open(key_home.key_file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(f"User Name,Access Key Id,Secret Access Key\nAnn,{key[0]},{key[1]}\n")
    words = ["adopt", "essentia", "--method", "command", "--policy", "workers", "--set", f"KEY_FILE={key_home.key_file}", "--set", f"ACCESS_KEY_ID={key[0]}", "--json"]
    break_key(cloud, key, "inactive")
    assert "is inactive" in key_home.expect(64, *words).err and not key_home.listed()
    cloud.client("iam").update_access_key(UserName="Ann", AccessKeyId=key[0], Status="Active")
    cloud.control("POST", "age")
    key_home.expect(0, *words)
    assert verify(key_home).result["ok"]
    key_home.rotate("essentia")
    assert keys_of(cloud, "Ann") == {key[0]: "Inactive", key_home.csv()[0]: "Active"} and verify(key_home).result["ok"]


def test_supplied_key_over_a_rotated_one(key_home, cloud):
    """The rotated key's secret would be lost: refused."""
    own, _ = own_setup(key_home, cloud, "command", "--no-probe")
    key_home.rotate("essentia", "--no-probe")
    new = key_home.csv()
    other, = create_user(cloud, "Bob", may=("ec2:*", "iam:PassRole"))
    key_home.read_secrets()
    cloud.control("POST", "age")
    cloud.forget_calls()
    result = key_home.key_setup("command", *supplied(key_home, other), "--no-probe", code=64)
    assert own and not cloud.changes() and key_home.csv() == new, result


def test_undone_rotation_of_a_supplied_key(key_home, cloud):
    """The answers name the old key again."""
    own, _ = own_setup(key_home, cloud, "command", "--no-probe")
    cloud.faults(error=["DescribeInstances=OptInRequired:401x1"])
    key_home.rotate("essentia", code=3)
    cloud.clear_faults()
    key_home.expect(0, "resume", "--undo", "--yes", "--json")
    assert key_home.csv() == own and keys_of(cloud, "Ann") == {own[0]: "Active"} and verify(key_home).result["ok"]
    assert set(key_home.expect(0, *key_home.words("command", "--policy", "workers", "--no-probe")).actions.values()) == {"none"}
    assert answer(key_home) == own[0]
