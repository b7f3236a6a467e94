"""Setups with a key: created, tested, stored, verified, removed; and a key that the operator supplies."""

import json
import os
import re

import pytest

from cloud import ACCOUNT, allow, policy
from key_home import keys_of, create_user, users, key_works
from worker_helpers import verdicts

CREATED = {"configure": {"user": "create", "policy": "create", "key": "create", "profile": "create"},
        "command": {"user": "create", "policy": "create", "key": "create", "key-file": "create"}}
LOCATION = {"configure": "profile", "command": "key-file"}
S3 = ["workers-and-s3", "workers-and-s3-scoped", "workers-and-s3-and-redshift", "workers-and-s3-and-redshift-scoped", "s3", "s3-scoped"]
USER = "Essentia"


def actions(result):
    """The plan without the key check, the key's last step and the probe."""
    steps = [s["id"].partition(".") + (s["action"],) for s in result.of("plan")[0]["steps"]]
    return {first: action for first, _, verb, action in steps if verb not in ("prove", "settle", "check")}


def stored_key(home, method):
    return home.profile() if method == "configure" else home.csv()


def given_secret(home, secret, name="given"):
    """A file with a secret alone, as --secret takes it."""
    path = os.path.join(home.folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(secret + "\n")
    return ["--secret", f"SECRET_ACCESS_KEY=@{path}"]


@pytest.mark.parametrize("method, name", [("configure", "workers"), ("command", "workers-and-s3")])
def test_setup_verify_and_remove(key_home, cloud, method, name):
    before = users(cloud)
    words = key_home.words(method, "--policy", name, *(["--set", "BUCKET=rehearsal"] if "s3" in name else []))
    result = key_home.expect(0, *words)
    assert actions(result) == CREATED[method] and set(verdicts(result).values()) == {"yes"}, result
    assert {"identity", "describe-instances", "run-instances"} <= set(verdicts(result))
    assert ("s3-canary" in verdicts(result)) == ("s3" in name) and cloud.objects("rehearsal") == []
    made = users(cloud)[USER]
    key = stored_key(key_home, method)
    assert made == {"inline": ["EssentiaAccess"], "keys": {key[0]: "Active"}, "tags": {"accredit:setup": "essentia"}}
    assert key_works(cloud, key) and not key_home.temporary_keys() and not os.path.exists(key_home.file("keys", "essentia"))
    path = key_home.credentials if method == "configure" else key_home.key_file
    assert os.stat(path).st_mode & 0o777 == 0o600 and os.path.exists(key_home.key_file) == (method == "command")
    assert len(cloud.calls("CreateAccessKey")) == 1 and len([c for c in cloud.calls("GetCallerIdentity") if USER in str(c["caller"])]) >= 3
    assert result.result["outputs"]["user_name"] == USER or USER in json.dumps(result.result["outputs"])
    cloud.forget_calls()
    again = key_home.expect(0, *words, "--no-probe")
    assert set(actions(again).values()) == {"none"} and not again.of("step") and not cloud.changes()
    verified = key_home.expect(0, "verify", "essentia", "--yes", "--json")
    assert set(verdicts(verified).values()) == {"yes"} and not cloud.changes() or "s3" in name
    gone = key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert set(actions(gone).values()) == {"remove"} and users(cloud) == before
    assert stored_key(key_home, method) is None and not key_home.temporary_keys() and key_home.listed() is None
    assert method == "configure" or not os.path.exists(key_home.key_file)


def test_location_names_the_owner_of_its_key(key_home, cloud):
    """The profile gets the Region as `aws configure` would write it; everything else in the file is kept byte for byte."""
    other = "# of ours\n[other]\naws_access_key_id = AKIAOTHEROTHEROTHER1\naws_secret_access_key = " + "x" * 40 + "\n"
    with open(os.open(key_home.credentials, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(other)
    key_home.key_setup("configure", "--no-probe", "--set", "PROFILE=essentia")
    with open(key_home.credentials, encoding="utf-8") as file:
        assert other in file.read()
    with open(key_home.environment["AWS_CONFIG_FILE"], encoding="utf-8") as file:
        assert re.search(r"\[profile essentia\]\s+region *= *us-east-1", file.read())
    assert key_works(cloud, key_home.profile("essentia"))
    key_home.expect(0, "remove", "essentia", "--yes", "--json")
    with open(key_home.credentials, encoding="utf-8") as file:
        assert file.read() == other


def test_without_checks(key_home, cloud):
    result = key_home.key_setup("command", "--no-probe")
    assert not result.of("check") and key_works(cloud, key_home.csv()) and key_home.listed()["state"] == "done"


@pytest.mark.parametrize("method, name", [("configure", p) for p in S3] + [("command", "redshift"), ("command", "redshift-scoped")])
def test_method_without_the_permissions(key_home, cloud, method, name):
    cloud.forget_calls()
    result = key_home.expect(64, *key_home.words(method, "--policy", name, "--set", "BUCKET=rehearsal"))
    assert ("S3 does not work" if method == "configure" else "no option for Redshift") in result.err, result
    assert not cloud.calls() and not key_home.files()


def test_existing_content_of_a_location_is_never_overwritten(key_home, cloud):
    key_home.store_key("default", "AKIAOTHEROTHEROTHER1", "x" * 40)
    with open(key_home.key_file, "w", encoding="utf-8") as file:
        file.write("User Name,Access Key Id,Secret Access Key\nann,AKIAOTHEROTHEROTHER1," + "x" * 40 + "\n")
    os.chmod(key_home.key_file, 0o600)
    were = [open(p, "rb").read() for p in key_home.locations]
    cloud.forget_calls()
    for method, flag in (("configure", "PROFILE"), ("command", "KEY_FILE")):
        result = key_home.key_setup(method, code=64)
        assert "already contains another key (AKIAOTHEROTHEROTHER1)" in result.err and f"--set {flag}=" in result.err
    with open(key_home.key_file, "w", encoding="utf-8") as file:
        file.write("a letter\n")
    assert key_home.run(*key_home.words("command", "--policy", "workers")).code in (1, 64)
    assert not cloud.changes() and [open(p, "rb").read() for p in key_home.locations] == [were[0], b"a letter\n"]
    assert not key_home.files()


def test_user_with_another_key(key_home, cloud):
    """No second key is created unasked: the message names the existing key and how to supply it."""
    (key, _), = create_user(cloud, USER)
    cloud.forget_calls()
    result = key_home.key_setup(code=64)
    assert key in result.err and "--set ACCESS_KEY_ID=" in result.err and not cloud.changes() and list(keys_of(cloud, USER)) == [key]
    assert key_home.profile() is None and not key_home.files()


def test_transfer_file(key_home, cloud):
    """The master is another computer: the section is written to a file, and no file of this computer's AWS CLI."""
    path = os.path.join(key_home.folder, "to-carry")
    key_home.locations.append(path)
    key_home.key_setup("configure", "--no-probe", "--set", f"CARRY_FILE={path}")
    assert not os.path.exists(key_home.credentials) and os.stat(path).st_mode & 0o777 == 0o600
    key_home.credentials = path
    assert key_works(cloud, key_home.profile())
    key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert key_home.profile() is None and not keys_of(cloud, USER)


# A key that the operator supplies

def test_supplied_key(key_home, cloud):
    """Tested and used: no user, policy or key is created, and a removal does not delete the supplied key."""
    (key, secret), = create_user(cloud, "Ann", may=("ec2:*", "iam:PassRole"))
    before = users(cloud)
    cloud.forget_calls()
    words = key_home.words("command", "--policy", "workers", "--set", f"ACCESS_KEY_ID={key}", "--set", "USER_NAME=Ann")
    result = key_home.expect(0, *words, *given_secret(key_home, f'  "{secret}"  '))
    assert set(actions(result)) == {"key", "key-file"} and set(verdicts(result).values()) == {"yes"}, result
    assert key_home.csv() == (key, secret) and not cloud.changes() and users(cloud) == before
    again = key_home.expect(0, *words, "--no-probe")
    assert set(actions(again).values()) == {"none"}, "without the secret, which is in its location"
    key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert key_home.csv() is None and users(cloud) == before and key_works(cloud, (key, secret))


def test_invalid_supplied_keys(key_home, cloud):
    """Rejected before anything is created, and the secret is never quoted."""
    (key, secret), (_, other) = create_user(cloud, "Ann", 2)
    session = cloud.client("sts").get_session_token()["Credentials"]
    key_home.known["session"] = session["SecretAccessKey"]
    cloud.control("POST", "wrong_secret", {"id": key, "secret": other})
    cloud.forget_calls()
    before = users(cloud)
    cases = [(key, other, 1, "belong together"), (secret, key, 64, ""), (session["AccessKeyId"], session["SecretAccessKey"], 64, "temporary"),
             (key, secret[:-1], 64, "39 characters"), ("AKIANOBODYNOBODYNOBO", secret, 64, "has no access key")]
    for id_, said, code, sentence in cases:
        result = key_home.run(*key_home.words("command", "--policy", "workers", "--set", f"ACCESS_KEY_ID={id_}"), *given_secret(key_home, said))
        assert result.code in (code, 64) and sentence in result.err, result
        assert secret not in result.out + result.err
    assert "--secret" in key_home.expect(64, *key_home.words("command", "--policy", "workers", "--set", f"ACCESS_KEY_ID={key}")).err
    assert not cloud.changes() and users(cloud) == before and not key_home.files() and key_home.csv() is None


def test_supplied_key_of_another_account(key_home, cloud):
    """AWS names its account, which is not this one."""
    (key, secret), = create_user(cloud, "Ann")
    xml = ('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
           "<Arn>arn:aws:iam::210987654321:user/Ann</Arn><UserId>U</UserId><Account>210987654321</Account>"
           "</GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>")
    words = key_home.words("command", "--policy", "workers", "--set", f"ACCESS_KEY_ID={key}")
    asked = len(cloud.calls("GetCallerIdentity"))
    key_home.run(*words, "--plan", *given_secret(key_home, secret))
    asked = len(cloud.calls("GetCallerIdentity")) - asked
    cloud.faults(answer=[{"operation": "GetCallerIdentity", "body": xml, "skip": asked - 1, "headers": {"Content-Type": "text/xml"}}])
    result = key_home.expect(64, *words, *given_secret(key_home, secret))
    assert "210987654321" in result.err and ACCOUNT in result.err and not key_home.files() and key_home.csv() is None


def test_secret_is_accepted_from_a_file_only(key_home, cloud, tmp_path):
    (key, secret), = create_user(cloud, "Ann")
    key_home.read_secrets()
    cloud.forget_calls()
    words = key_home.words("command", "--policy", "workers", "--set", f"ACCESS_KEY_ID={key}")
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"v": 1, "platform": "essentia", "values": {"SECRET_ACCESS_KEY": secret}}))
    for wrong in (["--set", f"SECRET_ACCESS_KEY={secret}"], ["--answers", str(answers)], ["--secret", f"SECRET_ACCESS_KEY={secret}"],
                  ["--secret", secret], ["--secret", "USER_NAME=@/dev/null"], ["--secret", "SECRET_ACCESS_KEY=@/nowhere"]):
        result = key_home.run(*words, *wrong)
        assert result.code in (1, 64) and not cloud.changes(), result
        assert secret not in result.err.replace("".join(wrong), ""), result
    assert not key_home.files()


# Changes that others made

def created_manually(key_home, cloud, what):
    iam, (key, _) = cloud.client("iam"), key_home.profile()
    if what == "inactive":
        iam.update_access_key(UserName=USER, AccessKeyId=key, Status="Inactive")
    elif what == "another":
        iam.delete_access_key(UserName=USER, AccessKeyId=key)
        iam.create_access_key(UserName=USER)
    elif what == "deleted":
        iam.delete_access_key(UserName=USER, AccessKeyId=key)
    elif what == "section":
        os.remove(key_home.credentials)
    else:
        os.remove(key_home.credentials)
        key_home.store_key("default", "AKIAOTHEROTHEROTHER1", "x" * 40)


def test_changed_keys(key_home, cloud):
    """An inactive key is fixed; a deleted section is reported, and since its secret cannot be read again, rotate is named."""
    key_home.key_setup("configure", "--no-probe")
    key = key_home.profile()
    created_manually(key_home, cloud, "inactive")
    said = key_home.expect(2, "verify", "essentia", "--no-probe", "--json")
    assert actions(said)["key"] == "update" and said.diffs["key"] == ["status"]
    key_home.key_setup("configure", "--no-probe")
    assert keys_of(cloud, USER) == {key[0]: "Active"} and key_home.profile() == key
    created_manually(key_home, cloud, "section")
    said = key_home.expect(2, "verify", "essentia", "--no-probe", "--json")
    assert actions(said)["profile"] == "create" and actions(said)["key"] == "none"
    cloud.forget_calls()
    result = key_home.key_setup("configure", "--no-probe", code=64)
    assert "accredit rotate essentia" in result.err and not cloud.changes() and not key_home.listed()["half_way"]
    assert list(keys_of(cloud, USER)) == [key[0]]
    key_home.store_key("default", "AKIAOTHEROTHEROTHER1", "x" * 40)
    said = key_home.expect(2, "verify", "essentia", "--no-probe", "--json")
    assert actions(said)["profile"] == "update" and said.diffs["profile"] == ["key_id"]
    result = key_home.rotate("essentia", code=64)
    assert "AKIAOTHEROTHEROTHER1" in result.err and not cloud.changes(), "a key of others is not overwritten"
    gone = key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert actions(gone)["profile"] == "none" and key_home.profile()[0] == "AKIAOTHEROTHEROTHER1", "another key is not deleted"
    assert USER not in users(cloud)


@pytest.mark.parametrize("what", ["another", "deleted"])
def test_manually_rotated_key(key_home, cloud, what):
    """Verify names it; accredit creates nothing, and deletes no key that it does not know."""
    key_home.key_setup("configure", "--no-probe")
    created_manually(key_home, cloud, what)
    were = keys_of(cloud, USER)
    result = key_home.expect(2, "verify", "essentia", "--no-probe", "--json")
    assert actions(result)["key"] in ("create", "update") and keys_of(cloud, USER) == were
    assert not [s for s in result.of("step")] and key_home.profile()
    if what == "deleted":
        key_home.expect(0, "remove", "essentia", "--yes", "--json")
        assert key_home.profile() is None and USER not in users(cloud)
    else:
        assert list(were)[0] in key_home.rotate("essentia", code=64).err and keys_of(cloud, USER) == were


def test_user_name_is_checked(key_home, cloud):
    """An existing user of others is not adopted, whatever it is allowed to do."""
    iam = cloud.client("iam")
    iam.create_user(UserName=USER, Tags=[{"Key": "accredit:setup", "Value": "of-another"}])
    iam.put_user_policy(UserName=USER, PolicyName="EssentiaAccess", PolicyDocument=policy(allow("iam:*")))
    cloud.forget_calls()
    result = key_home.key_setup(code=64)
    assert USER in result.err and "--set" in result.err and not cloud.changes() and not key_home.files()


TYPED = "--aws_access_key ACCESS_KEY_ID --aws_secret_access_key SECRET_ACCESS_KEY"


@pytest.mark.parametrize("name", ["workers", "workers-and-s3", "s3"])
def test_commands_for_both_ways_to_supply_a_key(key_home, name):
    """With the file and with the key typed, each where its policy needs it; the key itself is in neither."""
    output = key_home.expect(0, "setup", "essentia", "--method", "command", "--policy", name, "--no-probe", "--yes", "--set", f"KEY_FILE={key_home.key_file}",
                        *(["--set", "BUCKET=rehearsal"] if name != "workers" else [])).out
    file, s3, workers = f"--credentials {key_home.key_file}", name != "workers", name != "s3"
    assert (f"ess select s3://rehearsal {file}" in output) == (f"ess select s3://rehearsal {TYPED}" in output) == s3, output
    for command in ("create --number=1 --type=m3.medium", "terminate"):
        assert (f"ess cluster {command} {file}" in output) == (f"ess cluster {command} {TYPED}" in output) == workers, output
    assert "the shell history" in output and key_home.csv()[1] not in output
