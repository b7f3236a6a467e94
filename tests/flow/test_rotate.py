"""Rotation: a new key in every location of the old one; the old key deactivated, deleted or reactivated; and what rotate refuses."""

import hashlib
import json
import os
import signal
import stat
import time

import pytest

from cloud import ACCOUNT, EC2_TRUST, allow, policy, until
from key_home import keys_of, create_user, key_works
from worker_helpers import verdicts

USER = "Essentia"
DAY = 86400


@pytest.fixture
def ann(key_home, cloud):
    """A manually created user whose key is in a profile."""
    key, = create_user(cloud, "Ann")
    key_home.store_key("ann", *key)
    cloud.control("POST", "age")
    cloud.forget_calls()
    return key


def statuses(cloud, user="Ann"):
    return sorted(keys_of(cloud, user).values())


def deactivated_days_ago(key_home, setup, days=2):
    """Changes the record so that the key was deactivated so long ago, as accredit would have recorded it then."""
    path = key_home.file("setups", setup, "journal.jsonl")
    lines = []
    for line in open(path, encoding="utf-8").read().splitlines():
        one = json.loads(line)
        outputs = one.get("outputs") or {}
        if "parked_at" in outputs:
            then = time.mktime(time.strptime(outputs["parked_at"], "%Y-%m-%dT%H:%M:%SZ")) - time.timezone - days * DAY
            line = line.replace(outputs["parked_at"], time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(then)))
            line = f'{line[:-18]},"crc":"{hashlib.sha256(line[:-18].encode()).hexdigest()[:8]}"}}'
        lines.append(line + "\n")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)


def used(cloud, key, days=0.0):
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days * DAY))
    cloud.control("POST", "key", {"id": key, "used": when})


def unused(cloud, key):
    cloud.control("POST", "key", {"id": key, "used": None})


# Setups

def test_rotate_and_finish_a_setup(key_home, cloud):
    """Rotated with its checks; the old key is deactivated, a second rotation waits until it is deleted, one day later."""
    key_home.key_setup("command")
    old = key_home.csv()
    cloud.forget_calls()
    plan = key_home.expect(2, "rotate", "essentia", "--plan", "--json")
    assert [s["id"] for s in plan.of("plan")[0]["steps"]] == ["key.update", "key.prove", "key-file.update", "key.check", "key.park"]
    assert not cloud.changes() and key_home.csv() == old and not key_home.temporary_keys()
    result = key_home.rotate("essentia")
    new = key_home.csv()
    assert keys_of(cloud, USER) == {old[0]: "Inactive", new[0]: "Active"} and key_works(cloud, new) and not key_works(cloud, old)
    assert set(verdicts(result).values()) == {"yes"} and {"identity", "run-instances"} <= set(verdicts(result))
    assert key_home.temporary_keys()["essentia/key.old"] == old and os.stat(key_home.key_file).st_mode & 0o777 == 0o600
    assert [c["operation"] for c in cloud.changes()] == ["CreateAccessKey", "UpdateAccessKey"]
    text = key_home.expect(64, "rotate", "essentia", "--yes").err
    assert old[0] in text and "--finish" in text and "--revert" in text, "one at a time"
    assert key_home.expect(0, "verify", "essentia", "--no-probe", "--json").result["ok"]
    busy = key_home.rotate("essentia", "--finish", code=2)
    assert "24 hours" in busy.err and "--now" in busy.err
    deactivated_days_ago(key_home, "essentia")
    used(cloud, old[0], 1)
    busy = key_home.rotate("essentia", "--finish", code=2)
    assert "used after it was deactivated" in busy.err and keys_of(cloud, USER)[old[0]] == "Inactive"
    used(cloud, old[0], 3)
    key_home.rotate("essentia", "--finish")
    assert keys_of(cloud, USER) == {new[0]: "Active"} and not key_home.temporary_keys() and key_home.csv() == new
    assert "has no deactivated key" in key_home.rotate("essentia", "--finish", code=64).err
    assert key_home.expect(0, "verify", "essentia", "--no-probe", "--json").result["ok"]
    key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert key_home.csv() is None and USER not in {u["UserName"] for u in cloud.client("iam").list_users()["Users"]}


def test_revert_and_finish(key_home, cloud):
    """The old key works again in its location; the newer one is kept for those who use it, until --finish."""
    key_home.key_setup("configure", "--no-probe")
    old = key_home.profile()
    key_home.rotate("essentia", "--no-probe")
    new = key_home.profile()
    key_home.rotate("essentia", "--revert")
    notes = json.loads(key_home.text("setups", "essentia", "report.json"))["notes"]
    assert [n["label"] for n in notes] == ["The platform", "The newer key"] and old[0] in notes[0]["text"], notes
    assert key_home.profile() == old and key_works(cloud, old) and keys_of(cloud, USER) == {old[0]: "Active", new[0]: "Active"}
    assert key_home.expect(0, "verify", "essentia", "--no-probe", "--json").result["ok"], "the record names the old key again"
    assert key_home.rotate("essentia", "--finish", code=2).err
    assert "is not finished" in key_home.expect(64, "remove", "essentia", "--yes", "--json").err
    key_home.rotate("essentia", "--finish", "--now")
    assert keys_of(cloud, USER) == {old[0]: "Active"} and key_home.profile() == old and not key_home.temporary_keys()
    key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert key_home.profile() is None


def test_deleted_section_gets_a_new_key(key_home, cloud):
    """Verify reports it, setup suggests rotate, and rotate creates a new key and stores it there."""
    key_home.key_setup("configure", "--no-probe")
    old = key_home.profile()
    os.remove(key_home.credentials)
    words = store_command(key_home, "cat >/dev/null; exit 1\n")
    key_home.rotate("essentia", "--no-probe", *words, code=3)
    store_command(key_home, "cat >/dev/null\n")
    key_home.expect(0, "resume", "--undo", "--yes", "--json")
    assert key_home.profile() is None and keys_of(cloud, USER) == {old[0]: "Active"}, "undone, and recorded as such"
    key_home.rotate("essentia", "--no-probe")
    new = key_home.profile()
    assert new[0] != old[0] and key_works(cloud, new) and keys_of(cloud, USER) == {old[0]: "Inactive", new[0]: "Active"}
    assert key_home.expect(0, "verify", "essentia", "--no-probe", "--json").result["ok"]
    key_home.rotate("essentia", "--finish", "--now")
    key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert key_home.profile() is None and not keys_of(cloud, USER) and not key_home.temporary_keys()


def test_region_of_the_setup(key_home, cloud):
    """The setup's Region is used whatever the environment says today."""
    key_home.key_setup("configure", "--no-probe", "--set", "REGION=eu-west-1")
    cloud.forget_calls()
    key_home.rotate("essentia", env={"AWS_REGION": "ap-south-1", "AWS_DEFAULT_REGION": "ap-south-1"})
    regions = {c["region"] for c in cloud.calls() if c["service"] in ("ec2", "sts", "redshift")}
    assert regions == {"eu-west-1"}, regions


def test_rotation_after_a_revert(key_home, cloud):
    """The key that the revert kept is deleted first without being named, unless it was used since."""
    key_home.key_setup("configure", "--no-probe")
    old = key_home.profile()
    key_home.rotate("essentia", "--no-probe")
    left = key_home.profile()
    key_home.rotate("essentia", "--revert")
    used(cloud, left[0], -0.01)
    busy = key_home.rotate("essentia", code=64)
    assert left[0] in busy.err and "in use" in busy.err and "--finish --now" in busy.err
    assert "in use" in key_home.rotate("essentia", "--delete-key", left[0], code=64).err
    used(cloud, left[0], 0.01)
    plan = key_home.expect(2, "rotate", "essentia", "--no-probe", "--plan", "--json")
    assert [s["name"] for s in plan.of("plan")[0]["steps"] if s["action"] == "remove"] == [left[0]]
    key_home.rotate("essentia")
    new = key_home.profile()
    assert keys_of(cloud, USER) == {old[0]: "Inactive", new[0]: "Active"} and new[0] not in (old[0], left[0]) and key_works(cloud, new)
    key_home.rotate("essentia", "--revert")
    key_home.rotate("essentia", "--finish", "--now")
    assert keys_of(cloud, USER) == {old[0]: "Active"} and key_home.profile() == old and key_works(cloud, old)


def test_reverted_key_in_use(key_home, cloud):
    """The command that the refusal suggests works."""
    key_home.key_setup("configure", "--no-probe")
    key_home.rotate("essentia", "--no-probe")
    left = key_home.profile()
    key_home.rotate("essentia", "--revert")
    key_home.store_key("elsewhere", *left)
    assert "a file on this computer contains it" in key_home.rotate("essentia", code=64).err
    key_home.rotate("essentia", "--finish", "--now")
    key_home.rotate("essentia", "--no-probe")
    assert statuses(cloud, USER) == ["Active", "Inactive"]


# Users

def test_user_with_several_locations(key_home, cloud, ann):
    """Three sections contain the key and one does not: those three change, in the files that SDKs read."""
    key_home.store_key("other", "AKIAOTHEROTHEROTHER1", "x" * 40)
    key_home.store_key("again", *ann)
    config = key_home.environment["AWS_CONFIG_FILE"]
    key_home.locations.append(config)
    with open(os.open(config, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(f"[profile third]\nregion = us-east-1\naws_access_key_id = {ann[0]}\naws_secret_access_key = {ann[1]}\n")
    key_home.rotate("--user", "Ann")
    new = key_home.profile("ann")
    assert new != ann and key_home.profile("again") == new and key_home.profile("other")[0] == "AKIAOTHEROTHEROTHER1"
    assert new[0] in open(config, encoding="utf-8").read() and ann[1] not in open(config, encoding="utf-8").read()
    assert key_works(cloud, new) and keys_of(cloud, "Ann") == {ann[0]: "Inactive", new[0]: "Active"}
    key_home.rotate("--user", "Ann", "--finish", "--now")
    assert list(keys_of(cloud, "Ann")) == [new[0]] and not key_home.temporary_keys()
    key_home.expect(0, "verify", "--all", "--no-probe", "--yes")
    name, = [e["name"] for e in key_home.expect(0, "list", "--json").of("setup")]
    assert "not a setup" in key_home.expect(64, "verify", name, "--no-probe", "--json").err
    key_home.expect(2, "rotate", name, "--plan", "--json")
    key_home.expect(0, "remove", name, "--yes", "--json")
    assert key_home.profile("ann") == new and key_works(cloud, new), "accredit did not create the user"


def test_new_profile(key_home, cloud, ann):
    """For a key in no file a location must be given; a section with another key is refused."""
    os.remove(key_home.credentials)
    result = key_home.rotate("--user", "Ann", code=64)
    assert "--profile" in result.err and "--store" in result.err
    key_home.store_key("taken", "AKIAOTHEROTHEROTHER1", "x" * 40)
    assert "AKIAOTHEROTHEROTHER1" in key_home.rotate("--user", "Ann", "--profile", "taken", code=64).err
    assert not cloud.changes() and not key_home.temporary_keys()
    key_home.rotate("--user", "Ann", "--profile", "fresh")
    new = key_home.profile("fresh")
    name, = [e["name"] for e in key_home.expect(0, "list", "--json").of("setup")]
    key_home.rotate(name, "--finish", "--now")
    key_home.expect(0, "remove", name, "--yes", "--json")
    assert key_home.profile("fresh") == new, "the only copy of the secret"
    assert key_works(cloud, new) and keys_of(cloud, "Ann") == {new[0]: "Active"}


def test_user_with_two_keys(key_home, cloud, ann):
    """rotate never deletes a key that is in use, or one that was not named."""
    second = cloud.client("iam").create_access_key(UserName="Ann")["AccessKey"]
    key_home.read_secrets()
    cloud.forget_calls()
    two = key_home.rotate("--user", "Ann", code=64)
    assert "--delete-key" in two.err and ann[0] in two.err and second["AccessKeyId"] in two.err
    used(cloud, second["AccessKeyId"], 10)
    in_use = key_home.rotate("--user", "Ann", "--delete-key", second["AccessKeyId"], code=64)
    assert "in use" in in_use.err
    used(cloud, second["AccessKeyId"], 200)
    key_home.store_key("old-tool", second["AccessKeyId"], second["SecretAccessKey"])
    in_use = key_home.rotate("--user", "Ann", "--profile", "ann", "--delete-key", second["AccessKeyId"], code=64)
    assert "a file on this computer contains it" in in_use.err
    assert "is the one to rotate" in key_home.rotate("--user", "Ann", "--profile", "ann", "--delete-key", ann[0], code=64).err
    assert "has no key" in key_home.rotate("--user", "Ann", "--profile", "ann", "--delete-key", "AKIANOBODYNOBODYNOBO", code=64).err
    assert not cloud.changes() and len(keys_of(cloud, "Ann")) == 2
    os.remove(key_home.credentials)
    key_home.store_key("ann", *ann)
    key_home.rotate("--user", "Ann", "--delete-key", second["AccessKeyId"])
    new = key_home.profile("ann")
    assert keys_of(cloud, "Ann") == {ann[0]: "Inactive", new[0]: "Active"} and key_works(cloud, new)


def test_user_without_a_key(key_home, cloud):
    cloud.client("iam").create_user(UserName="Bob")
    assert "has no access key" in key_home.rotate("--user", "Bob", code=64).err
    assert "exclude each other" in key_home.rotate("essentia", "--user", "Bob", code=64).err
    assert key_home.rotate(code=64).err and key_home.rotate("--all", "--older-than", "soon", code=64).err
    assert key_home.expect(64, "rotate", "--user", "Bob").err


# The caller's own key

def test_own_key_in_a_profile(key_home, cloud):
    """The key that signs the calls: the old one is deactivated with the new one."""
    key_home.sign_in_by_profile()
    old = key_home.profile()
    key_home.rotate("--user", "operator")
    new = key_home.profile()
    assert keys_of(cloud, "operator") == {old[0]: "Inactive", new[0]: "Active"} and new != old
    deactivated = [c for c in cloud.changes() if c["operation"] == "UpdateAccessKey"]
    assert len(deactivated) == 1 and key_home.expect(0, "whoami", "--json").of("whoami")[0]["arn"].endswith("user/operator")
    key_home.rotate("--user", "operator", "--revert")
    assert key_home.profile() == old
    assert key_home.expect(0, "whoami", "--json").code == 0
    key_home.rotate("--user", "operator", "--finish", "--now")
    assert keys_of(cloud, "operator") == {old[0]: "Active"}


def test_own_key_in_the_environment(key_home, cloud):
    """The variables keep the old key: the program says so, and the rest of the run uses the new one."""
    assert "--profile" in key_home.rotate("--user", "operator", code=64).err
    key_home.rotate("--user", "operator", "--profile", "mine")
    new = key_home.profile("mine")
    old = cloud.operator["access_key_id"]
    assert keys_of(cloud, "operator") == {old: "Inactive", new[0]: "Active"}
    assert key_home.expect(1, "whoami").err, "the key in the variables is inactive"
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        key_home.environment.pop(name)
    key_home.environment["AWS_PROFILE"] = "mine"
    key_home.rotate("--user", "operator", "--finish", "--now")
    assert keys_of(cloud, "operator") == {new[0]: "Active"}


def test_rotation_with_a_role_and_a_session(key_home, cloud, ann):
    """With a role's credentials one can rotate a user's key, and the key that assumes the role."""
    iam = cloud.client("iam")
    iam.create_role(RoleName="Ops", AssumeRolePolicyDocument=policy(
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}))
    iam.put_role_policy(RoleName="Ops", PolicyName="may", PolicyDocument=policy(allow("*")))
    cloud.control("POST", "age")
    key_home.sign_in_by_profile()
    with open(key_home.environment["AWS_CONFIG_FILE"], "w", encoding="utf-8") as file:
        file.write(f"[profile ops]\nregion = us-east-1\nrole_arn = arn:aws:iam::{ACCOUNT}:role/Ops\nsource_profile = default\n")
    os.chmod(key_home.environment["AWS_CONFIG_FILE"], 0o600)
    key_home.environment["AWS_PROFILE"] = "ops"
    key_home.rotate("--user", "Ann")
    assert statuses(cloud) == ["Active", "Inactive"] and key_works(cloud, key_home.profile("ann"))
    key_home.rotate("--user", "operator")
    assert statuses(cloud, "operator") == ["Active", "Inactive"]
    assert "assumed-role/Ops" in key_home.expect(0, "whoami", "--json").of("whoami")[0]["arn"]
    key_home.rotate("--user", "operator", "--finish", "--now")
    assert statuses(cloud, "operator") == ["Active"]


def test_rotation_with_mfa(key_home, cloud, ann):
    """A session that was created with an MFA code: the key alone is allowed nothing, the session everything, also with the caller's own key."""
    iam = cloud.client("iam")
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]["SerialNumber"]

    def mfa_state():
        return next(d for d in cloud.control("GET", "mfa") if d["serial"] == serial)
    first = mfa_state()
    iam.enable_mfa_device(UserName="operator", SerialNumber=serial, AuthenticationCode1=first["code"], AuthenticationCode2=first["next"])
    only = {**allow("iam:*", effect="Deny"), "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}
    session = cloud.client("sts").get_session_token(SerialNumber=serial, TokenCode=mfa_state()["code"])["Credentials"]
    key_home.known["session"] = session["SecretAccessKey"]
    iam.put_user_policy(UserName="operator", PolicyName="second-factor", PolicyDocument=policy(only))
    cloud.control("POST", "age")
    key_home.store_key("default", cloud.operator["access_key_id"], cloud.operator["secret_access_key"])
    key_home.environment.update(AWS_ACCESS_KEY_ID=session["AccessKeyId"], AWS_SECRET_ACCESS_KEY=session["SecretAccessKey"],
                             AWS_SESSION_TOKEN=session["SessionToken"])
    key_home.rotate("--user", "Ann")
    assert statuses(cloud) == ["Active", "Inactive"] and key_works(cloud, key_home.profile("ann"))
    key_home.rotate("--user", "operator")
    assert statuses(cloud, "operator") == ["Active", "Inactive"] and key_home.profile()[0] != cloud.operator["access_key_id"]


# A command of the operator's that stores the key

def store_command(key_home, text):
    path = os.path.join(key_home.folder, "store.sh")
    with open(path, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n" + text)
    os.chmod(path, stat.S_IRWXU)
    return ["--store", path]


def test_store_command(key_home, cloud, ann):
    """It reads the key on standard input; while it fails the old key stays active, and the run can be resumed."""
    os.remove(key_home.credentials)
    out = os.path.join(key_home.folder, "given-store")
    words = store_command(key_home, f"umask 077\ncat >'{out}.new'\n[ -e ready ] || {{ echo 'the vault is sealed' >&2; exit 7; }}\nmv '{out}.new' '{out}'\n")
    result = key_home.rotate("--user", "Ann", *words, code=3)
    assert "status 7" in result.err and "the vault is sealed" in result.err and keys_of(cloud, "Ann")[ann[0]] == "Active"
    assert not os.path.exists(out) and statuses(cloud) == ["Active", "Active"]
    staged, = [key for name, key in key_home.temporary_keys().items() if name.endswith(".new")]
    assert key_works(cloud, staged)
    open(os.path.join(key_home.folder, "ready"), "w", encoding="utf-8").close()
    key_home.expect(0, "resume", "--yes", "--json")
    printed = json.load(open(out, encoding="utf-8"))
    assert set(printed) == {"Version", "UserName", "AccessKeyId", "SecretAccessKey"} and printed["UserName"] == "Ann"
    new = printed["AccessKeyId"], printed["SecretAccessKey"]
    assert key_works(cloud, new) and keys_of(cloud, "Ann") == {ann[0]: "Inactive", new[0]: "Active"}
    key_home.rotate("--user", "Ann", "--finish", "--now")
    assert not key_home.temporary_keys()


def test_failing_store_command_is_undone(key_home, cloud, ann):
    words = store_command(key_home, "cat; echo; exit 1\n")
    result = key_home.rotate("--user", "Ann", *words, code=3)
    key_home.read_secrets()
    assert not any(secret in result.out + result.err for secret in key_home.secrets), "the output of a command that echoes its input is not quoted"
    key_home.expect(3, "resume", "--undo", "--yes", "--json")
    store_command(key_home, "cat >/dev/null\n")
    key_home.expect(0, "resume", "--undo", "--yes", "--json")
    assert keys_of(cloud, "Ann") == {ann[0]: "Active"} and key_home.profile("ann") == ann and not key_home.temporary_keys()


def test_store_command_that_does_not_end(key_home, cloud, ann):
    """However much it prints, and whatever it started: stopping the run stops it."""
    text = f"cat >/dev/null\nyes | head -c 200000\nsleep 600 &\necho $! >'{key_home.folder}/here'\nwait\n"
    run = key_home.start("rotate", "--user", "Ann", *store_command(key_home, text), "--yes", "--json")
    here = os.path.join(key_home.folder, "here")
    pid = until(lambda: os.path.exists(here) and open(here, encoding="utf-8").read().strip())
    run.send_signal(signal.SIGINT)
    assert key_home.wait(run, 20).code == 3
    until(lambda: not os.path.exists(f"/proc/{pid}"), 20, "a process that it started is still running")
    assert keys_of(cloud, "Ann")[ann[0]] == "Active"


def test_restored_backup(key_home, cloud, ann):
    """Between a stop and the resume the file contains the old key again: it is replaced once more before that key is deactivated."""
    with open(key_home.credentials, "rb") as file:
        was = file.read()
    key_home.rotate("--user", "Ann", *store_command(key_home, "cat >/dev/null; exit 1\n"), code=3)
    assert key_home.profile("ann") != ann
    with open(key_home.credentials, "wb") as file:
        file.write(was)
    store_command(key_home, "cat >/dev/null\n")
    key_home.expect(0, "resume", "--yes", "--json")
    new = key_home.profile("ann")
    assert keys_of(cloud, "Ann") == {ann[0]: "Inactive", new[0]: "Active"} and key_works(cloud, new)


def test_user_that_does_not_exist(key_home, cloud):
    """A name that the account does not have is said to be that, and not to be without a key."""
    says = f"there is no IAM user 'Nobody' in account {ACCOUNT}"
    for words in ((), ("--plan",), ("--finish",), ("--revert",), ("--profile", "new")):
        assert says in key_home.rotate("--user", "Nobody", *words, code=64).err, words
    key_home.key_setup("configure", "--no-probe")
    iam = cloud.client("iam")
    for policy in iam.list_user_policies(UserName=USER)["PolicyNames"]:
        iam.delete_user_policy(UserName=USER, PolicyName=policy)
    iam.delete_access_key(UserName=USER, AccessKeyId=key_home.profile()[0])
    iam.delete_user(UserName=USER)
    cloud.forget_calls()
    for result in (key_home.rotate("essentia", code=64), key_home.rotate("--all", code=2)):
        assert f"there is no IAM user '{USER}' in account {ACCOUNT}" in result.err and "'accredit repair essentia'" in result.err, result
    assert not cloud.changes()


# Roles

def test_roles_cannot_be_rotated(key_home, cloud):
    """The program says so, and that existing sessions can be revoked."""
    key_home.setup()
    cloud.forget_calls()
    plain = key_home.rotate("essentia", code=64)
    assert "needs no key rotation" in plain.err and "--revoke-sessions" in plain.err and not cloud.changes()
    iam = cloud.client("iam")
    trust = json.loads(json.dumps(EC2_TRUST))
    trust["Statement"][0]["Principal"]["AWS"] = f"arn:aws:iam::{ACCOUNT}:root"
    iam.update_assume_role_policy(RoleName="EssentiaMaster", PolicyDocument=json.dumps(trust))

    def session():
        made = cloud.client("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/EssentiaMaster", RoleSessionName="one")["Credentials"]
        key_home.known[made["AccessKeyId"]] = made["SecretAccessKey"]
        import boto3
        return boto3.session.Session(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"], region_name="us-east-1").client(
            "ec2", endpoint_url=cloud.url)
    old = session()
    old.describe_instances()
    time.sleep(1.1)  # the condition has a resolution of one second
    key_home.rotate("essentia", "--revoke-sessions")
    assert "AWSRevokeOlderSessions" in cloud.roles()["EssentiaMaster"]["inline"]
    with pytest.raises(old.exceptions.ClientError):
        old.describe_instances()
    time.sleep(1.1)
    session().describe_instances()
    key_home.rotate("essentia", "--revoke-sessions")
    key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert "EssentiaMaster" not in cloud.roles()


# All keys

def test_all_keys_that_are_due(key_home, cloud):
    """Keys of a given age, one after the other; where a person is needed the program says so, and continues with the others."""
    runs = [key_home.start(*key_home.words("configure", "--policy", "workers", "--no-probe", "--name", name, "--set", f"USER_NAME={name}",
                                     "--set", f"PROFILE={name}")) for name in ("old", "crowded", "young")]
    assert [key_home.wait(run).code for run in runs] == [0, 0, 0]
    key_home.setup()
    were = {name: key_home.profile(name) for name in ("old", "crowded", "young")}
    second = cloud.client("iam").create_access_key(UserName="crowded")["AccessKey"]["AccessKeyId"]
    used(cloud, second)
    for name, days in (("old", 91), ("crowded", 200), ("young", 89)):
        cloud.control("POST", "key", {"id": were[name][0], "days": days})
    cloud.forget_calls()
    plan = key_home.expect(2, "rotate", "--all", "--older-than", "90d", "--plan", "--json")
    assert not cloud.changes() and plan.of("plan")
    result = key_home.rotate("--all", "--older-than", "90d", "--no-probe", code=2)
    assert "crowded" in result.err and "person" in result.err
    assert key_home.profile("young") == were["young"] and key_home.profile("crowded") == were["crowded"]
    assert key_home.profile("old") != were["old"] and statuses(cloud, "old") == ["Active", "Inactive"]
    assert key_home.expect(0, "rotate", "--all", "--older-than", "300d", "--yes", "--json").result["ok"]
    assert key_home.rotate("--all", "--finish", "--now", code=2).err and statuses(cloud, "old") == ["Active"]


# Slow and inconsistent copies of IAM

def test_new_key_that_is_rejected_for_a_while(key_home, cloud, ann):
    """Rejected for ten seconds, then by every second copy for ten more: nothing is replaced before several calls in a row accept it."""
    cloud.faults(delay=10, flap=True)
    result = key_home.rotate("--user", "Ann", limit=120)
    new = key_home.profile("ann")
    waits = [e["text"] for e in result.of("step") if e["id"] == "key.prove" and e["status"] == "waiting"]
    assert any("not active in all of AWS yet" in t for t in waits) and any("tests in a row" in t for t in waits)
    assert keys_of(cloud, "Ann") == {ann[0]: "Inactive", new[0]: "Active"}
    cloud.clear_faults()
    assert key_works(cloud, new)
