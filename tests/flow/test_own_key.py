"""Keys that accredit did not create: an adopted user's, and one that the operator supplies (ACCESS_KEY_ID)."""

import hashlib
import json
import os

import pytest

from cloud import allow, policy
from key_home import keys_of, make_user, works
from worker_helpers import verdicts

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def adopt(keyed, cloud, *more, may=("ec2:*", "iam:PassRole"), attach=None):
    """A manually created user whose key is in a CSV file, then recorded."""
    iam = cloud.client("iam")
    key, = make_user(cloud, "Essentia", may=may)
    if attach:
        iam.attach_user_policy(UserName="Essentia", PolicyArn=attach)
    with open(os.open(keyed.key_file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(f"User Name,Access Key Id,Secret Access Key\nEssentia,{key[0]},{key[1]}\n")
    keyed.learn()
    cloud.control("POST", "age")
    keyed.expect(2 if attach else 0, "adopt", "essentia", "--method", "command", "--policy", "workers", "--set", f"KEY_FILE={keyed.key_file}", *more, "--json")
    cloud.forget_calls()
    return key


# Adopted keys

def test_adopted_administrator(keyed, cloud):
    """The old key is allowed what the template expects to be denied; so is the new one, and that is no failure."""
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


def test_adopted_user_with_fewer_permissions(keyed, cloud):
    """What neither key is allowed to do is no failure of the rotation."""
    old = adopt(keyed, cloud, may=("ec2:Describe*",))
    result = keyed.rotate("essentia", limit=200)
    own = {e["id"]: e for e in result.of("check") if "says" in e}
    assert own["run-instances"]["expected"] == "deny" and "old key got the same" in own["run-instances"]["evidence"]["text"]
    assert keys_of(cloud, "Essentia") == {old[0]: "Inactive", keyed.csv()[0]: "Active"}


def test_new_key_with_fewer_permissions(keyed, cloud):
    """The old key gets a result and the new one none: the rotation stops before the old one is deactivated, and is reverted."""
    old = adopt(keyed, cloud)
    cloud.faults(error=["DescribeInstances=OptInRequired:401x1"])
    result = keyed.rotate("essentia", code=3)
    cloud.mend()
    assert verdicts(result)["describe-instances"] == "cannot-tell" and "old key stays active" in result.err, result
    assert keys_of(cloud, "Essentia")[old[0]] == "Active"
    keyed.expect(0, "resume", "--undo", "--yes", "--json")
    assert keys_of(cloud, "Essentia") == {old[0]: "Active"} and keyed.csv() == old


def test_inconclusive_with_both_keys(keyed, cloud):
    old = adopt(keyed, cloud)
    cloud.faults(error=["DescribeInstances=OptInRequired:401"])
    result = keyed.rotate("essentia")
    check, = [e for e in result.of("check") if e["id"] == "describe-instances"]
    assert check["verdict"] == "cannot-tell" and check["optional"] and check["says"].startswith("Inconclusive, as with the old key"), check
    assert keys_of(cloud, "Essentia")[old[0]] == "Inactive"


def test_inactive_old_key_is_no_reference(keyed, cloud):
    """The old key is inactive already: the new key does not have to be denied anything, and everything else is expected."""
    old = adopt(keyed, cloud, attach=ADMINISTRATOR)
    cloud.client("iam").update_access_key(UserName="Essentia", AccessKeyId=old[0], Status="Inactive")
    cloud.control("POST", "age")
    result = keyed.rotate("essentia")
    assert set(verdicts(result)) == {"identity", "describe-instances", "run-instances"} and set(verdicts(result).values()) == {"yes"}
    assert keys_of(cloud, "Essentia") == {old[0]: "Inactive", keyed.csv()[0]: "Active"}


def test_adopted_administrator_in_text(keyed, cloud):
    """The printed sentence is the one of this check, not the template's denial."""
    adopt(keyed, cloud, attach=ADMINISTRATOR)
    result = keyed.expect(0, "rotate", "essentia", "--yes")
    assert "Allowed, as with the old key (the template says: Listing the buckets is refused): passed" in result.out


# A key that the operator supplies

def supplied(keyed, key, name="given"):
    """The arguments that supply it."""
    path = os.path.join(keyed.folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(key[1] + "\n")
    return ["--set", f"ACCESS_KEY_ID={key[0]}", "--secret", f"SECRET_ACCESS_KEY=@{path}"]


def own_setup(keyed, cloud, method, *more, code=0, user="Ann"):
    """A setup with ann's key; her user name is read with the key."""
    key, = make_user(cloud, user, may=("ec2:*", "iam:PassRole"))
    cloud.control("POST", "age")
    keyed.learn()
    result = keyed.key_setup(method, *supplied(keyed, key), *more, code=code)
    cloud.forget_calls()
    return key, result


def kept(keyed, method):
    return keyed.csv() if method == "command" else keyed.profile()


def answer(keyed, name="ACCESS_KEY_ID"):
    return json.loads(keyed.text("setups", "essentia", "answers.json"))["values"].get(name)


def verify(keyed, code=0):
    return keyed.expect(code, "verify", "essentia", "--no-probe", "--json")


@pytest.mark.parametrize("method, carry", [("command", False), ("configure", False), ("configure", True)])
def test_rotate_revert_finish_and_remove(keyed, cloud, method, carry):
    """Set up, verified, rotated twice, reverted, finished and removed; only --finish deletes the supplied key."""
    more = []
    if carry:
        keyed.credentials = os.path.join(keyed.folder, "carried")
        keyed.places.append(keyed.credentials)
        more = ["--set", f"CARRY_FILE={keyed.credentials}"]
    own, result = own_setup(keyed, cloud, method, *more)
    words = keyed.words(method, "--policy", "workers", "--no-probe", *more)
    assert set(verdicts(result).values()) == {"yes"} and answer(keyed, "USER_NAME") == "Ann"
    assert verify(keyed).result["ok"] and not cloud.changes()
    keyed.rotate("essentia")
    new = kept(keyed, method)
    assert keys_of(cloud, "Ann") == {own[0]: "Inactive", new[0]: "Active"} and works(cloud, new)
    assert verify(keyed).result["ok"]
    keyed.rotate("essentia", "--revert")
    assert kept(keyed, method) == own and works(cloud, own) and verify(keyed).result["ok"]
    keyed.rotate("essentia")
    new = kept(keyed, method)
    cloud.forget_calls()
    again = keyed.expect(0, *words)
    assert set(again.actions.values()) == {"none"} and not cloud.changes() and answer(keyed) == new[0], "setup again finds the new key"
    assert keyed.expect(0, "repair", "essentia", "--yes", "--json").result["ok"]
    keyed.rotate("essentia", "--finish", "--now")
    assert keys_of(cloud, "Ann") == {new[0]: "Active"} and verify(keyed).result["ok"]
    keyed.rotate("essentia")
    last = kept(keyed, method)
    keyed.rotate("essentia", "--finish", "--now")
    assert keys_of(cloud, "Ann") == {last[0]: "Active"} and works(cloud, last)
    keyed.expect(0, "remove", "essentia", "--yes", "--json")
    assert kept(keyed, method) is None and not keys_of(cloud, "Ann"), "what a rotation created has no secret any more, and goes"
    assert "Ann" in {u["UserName"] for u in cloud.client("iam").list_users()["Users"]}


def test_remove_without_a_rotation(keyed, cloud):
    """The supplied key is kept, and the program says so."""
    own, _ = own_setup(keyed, cloud, "command")
    gone = keyed.expect(0, "remove", "essentia", "--yes", "--json")
    left, = [e for e in gone.of("left") if e["kind"] == "access-key"][:1]
    assert own[0] in left["why"] and keys_of(cloud, "Ann") == {own[0]: "Active"} and keyed.csv() is None


def test_remove_after_a_revert(keyed, cloud):
    own, _ = own_setup(keyed, cloud, "command", "--no-probe")
    keyed.rotate("essentia", "--no-probe")
    keyed.rotate("essentia", "--revert")
    keyed.rotate("essentia", "--finish", "--now")
    keyed.expect(0, "remove", "essentia", "--yes", "--json")
    assert keys_of(cloud, "Ann") == {own[0]: "Active"} and works(cloud, own)


def test_key_is_also_in_a_profile(keyed, cloud):
    """Rotation updates it there; a removal keeps the key, because that profile still needs it."""
    own, _ = own_setup(keyed, cloud, "command", "--no-probe")
    keyed.keep("work", *own)
    keyed.rotate("essentia", "--no-probe")
    new = keyed.csv()
    assert keyed.profile("work") == new
    keyed.rotate("essentia", "--finish", "--now")
    gone = keyed.expect(0, "remove", "essentia", "--yes", "--json")
    assert any("profile 'work'" in e["why"] for e in gone.of("left")), gone
    assert keyed.csv() is None and keys_of(cloud, "Ann") == {new[0]: "Active"} and works(cloud, keyed.profile("work"))


def spoil(cloud, own, how):
    iam = cloud.client("iam")
    if how == "inactive":
        iam.update_access_key(UserName="Ann", AccessKeyId=own[0], Status="Inactive")
    else:
        iam.delete_access_key(UserName="Ann", AccessKeyId=own[0])
    cloud.control("POST", "age")


@pytest.mark.parametrize("how, word", [("inactive", "is inactive"), ("deleted", "has no access key")])
@pytest.mark.parametrize("method", ["command", "configure"])
def test_verify_and_repair_of_a_key_that_does_not_work(keyed, cloud, method, how, word):
    """It is a difference; repair says why it is kept, setup refuses, and the commands they name work."""
    own, _ = own_setup(keyed, cloud, method, "--no-probe")
    spoil(cloud, own, how)
    cloud.forget_calls()
    said = verify(keyed, 2)
    key, = [e for e in said.of("compared") if e["id"] == "key"]
    assert key["verdict"] == "no" and word in key["error"]["message"] and own[0] in key["error"]["message"], key
    assert word in keyed.expect(2, "verify", "essentia", "--no-probe").out
    for command in (["repair", "essentia"], keyed.words(method, "--policy", "workers", "--no-probe")):
        result = keyed.run(*command, *([] if command[0] == "setup" else ["--yes", "--json"]))
        assert result.code in (2, 64) and word in result.err, result
    assert not cloud.changes()
    if how == "inactive":
        assert "accredit rotate essentia" in key["error"]["remedy"]
        keyed.rotate("essentia")
        assert kept(keyed, method) != own and verify(keyed).result["ok"]
        return
    assert "ACCESS_KEY_ID=ID" in key["error"]["remedy"] and "ACCESS_KEY_ID=ID" in keyed.rotate("essentia", code=64).err
    other = cloud.client("iam").create_access_key(UserName="Ann")["AccessKey"]
    other = other["AccessKeyId"], other["SecretAccessKey"]
    keyed.key_setup(method, *supplied(keyed, other), "--no-probe")
    assert kept(keyed, method) == other and verify(keyed).result["ok"] and answer(keyed) == other[0] and not keyed.staged()
    keyed.rotate("essentia", "--no-probe")
    assert keys_of(cloud, "Ann")[other[0]] == "Inactive" and verify(keyed).result["ok"]


def test_owner_of_the_key(keyed, cloud):
    """Another user's name is rejected with the right one; a key of the account's root belongs to no user."""
    key, = make_user(cloud, "Ann", may=("ec2:*", "iam:PassRole"))
    make_user(cloud, "Bob", 0)
    keyed.learn()
    cloud.control("POST", "age")
    words = keyed.words("command", "--policy", "workers", "--no-probe", *supplied(keyed, key))
    cloud.forget_calls()
    said = keyed.expect(64, *words, "--set", "USER_NAME=Bob")
    assert "belongs to user 'Ann'" in said.err and "USER_NAME=Ann" in said.err and not cloud.changes() and not keyed.files()
    keyed.expect(0, *words, "--set", "USER_NAME=Ann")


@pytest.mark.parametrize("whole", [["answers.json"], ["answers.json", "journal.jsonl"]])
def test_record_with_another_users_name(keyed, cloud, whole):
    """As earlier versions wrote it: verify and rotate name the way to correct it, and that works."""
    own, _ = own_setup(keyed, cloud, "command", "--no-probe")
    for name in whole:
        path = keyed.file("setups", "essentia", name)
        lines = open(path, encoding="utf-8").read().replace('"Ann"', '"Essentia"').splitlines()
        if name == "journal.jsonl":
            lines = [f'{line[:-18]},"crc":"{hashlib.sha256(line[:-18].encode()).hexdigest()[:8]}"}}' for line in lines]
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
    said = verify(keyed, 2)
    key, = [e for e in said.of("compared") if e["id"] == "key"]
    assert "USER_NAME=Ann" in key["error"]["remedy"], key
    assert "USER_NAME=Ann" in keyed.rotate("essentia", code=64).err
    keyed.expect(0, *keyed.words("command", "--policy", "workers", "--no-probe", "--set", "USER_NAME=Ann"))
    assert verify(keyed).result["ok"]
    keyed.rotate("essentia", "--no-probe")
    assert keys_of(cloud, "Ann")[own[0]] == "Inactive" and verify(keyed).result["ok"]


def remove_operators_permissions(keyed, cloud):
    """The operator loses every IAM permission."""
    iam = cloud.client("iam")
    iam.put_user_policy(UserName="operator", PolicyName="limits", PolicyDocument=policy(allow("iam:*", effect="Deny")))
    cloud.control("POST", "age")


def test_operator_without_permissions(keyed, cloud):
    """Keys cannot be listed: the key itself identifies its owner, in setup and verify."""
    key, = make_user(cloud, "Ann", may=("ec2:*", "iam:PassRole"))
    admin, = make_user(cloud, "Admin", may=("*",))
    keyed.learn()
    remove_operators_permissions(keyed, cloud)
    words = keyed.words("command", "--policy", "workers", "--no-probe", *supplied(keyed, key))
    assert "USER_NAME=Ann" in keyed.expect(64, *words).err
    keyed.expect(0, *words, "--set", "USER_NAME=Ann")
    assert verify(keyed).result["ok"]
    cloud.client("iam", *admin).update_access_key(UserName="Ann", AccessKeyId=key[0], Status="Inactive")
    cloud.control("POST", "age")
    told, = [e for e in verify(keyed, 2).of("compared") if e["id"] == "key"]
    assert told["verdict"] == "no" and "inactive or deleted" in told["error"]["message"], told
    os.remove(keyed.key_file)
    told, = [e for e in verify(keyed, 2).of("compared") if e["id"] == "key"]
    assert told["verdict"] == "cannot-tell" and "iam:ListAccessKeys" in told["error"]["remedy"], told


def test_adopt_with_a_supplied_key(keyed, cloud):
    """A key that does not work is not recorded; one that does is verified and rotated like one from setup."""
    key, = make_user(cloud, "Ann", may=("ec2:*", "iam:PassRole"))
    with open(os.open(keyed.key_file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(f"User Name,Access Key Id,Secret Access Key\nAnn,{key[0]},{key[1]}\n")
    words = ["adopt", "essentia", "--method", "command", "--policy", "workers", "--set", f"KEY_FILE={keyed.key_file}", "--set", f"ACCESS_KEY_ID={key[0]}", "--json"]
    spoil(cloud, key, "inactive")
    assert "is inactive" in keyed.expect(64, *words).err and not keyed.listed()
    cloud.client("iam").update_access_key(UserName="Ann", AccessKeyId=key[0], Status="Active")
    cloud.control("POST", "age")
    keyed.expect(0, *words)
    assert verify(keyed).result["ok"]
    keyed.rotate("essentia")
    assert keys_of(cloud, "Ann") == {key[0]: "Inactive", keyed.csv()[0]: "Active"} and verify(keyed).result["ok"]


def test_supplied_key_over_a_rotated_one(keyed, cloud):
    """The rotated key's secret would be lost: refused."""
    own, _ = own_setup(keyed, cloud, "command", "--no-probe")
    keyed.rotate("essentia", "--no-probe")
    new = keyed.csv()
    other, = make_user(cloud, "Bob", may=("ec2:*", "iam:PassRole"))
    keyed.learn()
    cloud.control("POST", "age")
    cloud.forget_calls()
    said = keyed.key_setup("command", *supplied(keyed, other), "--no-probe", code=64)
    assert own and not cloud.changes() and keyed.csv() == new, said


def test_undone_rotation_of_a_supplied_key(keyed, cloud):
    """The answers name the old key again."""
    own, _ = own_setup(keyed, cloud, "command", "--no-probe")
    cloud.faults(error=["DescribeInstances=OptInRequired:401x1"])
    keyed.rotate("essentia", code=3)
    cloud.mend()
    keyed.expect(0, "resume", "--undo", "--yes", "--json")
    assert keyed.csv() == own and keys_of(cloud, "Ann") == {own[0]: "Active"} and verify(keyed).result["ok"]
    assert set(keyed.expect(0, *keyed.words("command", "--policy", "workers", "--no-probe")).actions.values()) == {"none"}
    assert answer(keyed) == own[0]
