"""Where a key is: every location that the AWS CLI reads, the text of other files, this shell; and what a profile resolves to."""

import os

import pytest

from cloud import ACCOUNT
from key_home import keys_of, create_user, key_works
from text_session import PipeSession

USER = "Ann"


@pytest.fixture
def ann(key_home, cloud):
    """A user created manually, whose key is in no file yet. Every file of this home can contain keys."""
    key, = create_user(cloud, USER)
    cloud.control("POST", "age")
    cloud.forget_calls()
    key_home.locations += [os.path.join(key_home.folder, name) for name in (".aws", ".s3cfg", ".config", ".rclone.conf", ".env", "elsewhere")]
    return key


def write(key_home, name, text, *keys):
    """Writes a file of this home; {0} is the first key's ID, {0s} its secret."""
    path = os.path.join(key_home.folder, name)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    for number, (key, secret) in enumerate(keys):
        text = text.replace("{%d}" % number, key).replace("{%ds}" % number, secret)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path


def read(key_home, name):
    with open(os.path.join(key_home.folder, name), encoding="utf-8", newline="") as file:
        return file.read()


KEY = "aws_access_key_id = {0}\naws_secret_access_key = {0s}\n"


# Everything that the AWS CLI reads

CREDENTIALS = ("# of the team\n[work]\n" + KEY + "\n[Data Team]\n" + KEY + "\n[etl]\naws_access_key_id = {0}\n    ; shared with the warehouse\n"
               "aws_secret_access_key = {0s}\n  # end of etl\n\n[other]\naws_access_key_id = AKIAOTHEROTHEROTHER1\n")
CONFIG = ('[default]\nregion = us-east-1\n[profile "Night Batch"]\n' + KEY + "s3 =\n    # tuned\n    max_queue_size = 20\n\n    ; path style\n"
          "    addressing_style = path\n[profile 'by hand']\r\nregion = eu-west-1\r\n")


def test_key_in_four_files(key_home, cloud, ann):
    """The two files that the environment names and the two of ~/.aws: each section gets the new key, every other byte is kept."""
    names = {".aws/credentials": CREDENTIALS, ".aws/config": CONFIG, "elsewhere/credentials": KEY.join(["[default]\r\n", ""]).replace("\n", "\r\n"),
             "elsewhere/config": '[profile "third one"]\n' + KEY}
    for name, text in names.items():
        write(key_home, name, text, ann)
    key_home.environment.update(AWS_SHARED_CREDENTIALS_FILE=os.path.join(key_home.folder, "elsewhere/credentials"),
                             AWS_CONFIG_FILE=os.path.join(key_home.folder, "elsewhere/config"))
    were = {name: read(key_home, name) for name in names}
    plan = key_home.expect(2, "rotate", "--user", USER, "--plan", "--json").of("plan")[0]["steps"]
    assert len([s for s in plan if s["kind"] == "credentials-profile"]) == 6 and not cloud.changes()
    key_home.rotate("--user", USER)
    new, = [k for k, status in keys_of(cloud, USER).items() if status == "Active"]
    secret = {k["id"]: k["secret"] for k in cloud.control("GET", "keys")}[new]
    assert new != ann[0] and {name: read(key_home, name) for name in names} == {
        name: text.replace(ann[0], new).replace(ann[1], secret) for name, text in were.items()}
    key_home.rotate("--user", USER, "--finish", "--now")
    assert list(keys_of(cloud, USER)) == [new]


NOT_UPDATABLE = [  # the file, its text, the line, what is said about it
    (".aws/credentials", "[work]\n" + KEY + "# once {0}\n", 4, "comment"),
    (".aws/config", "[profile ok]\nregion = x\n[Night Batch]\n" + KEY, 4, "not the access key ID of a profile"),
    (".aws/config", "[profile three words here]\n" + KEY, 2, "not the access key ID of a profile"),
    (".aws/config", "[profile p]\ncredential_process = helper --id {0}\n", 2, "not the access key ID of a profile"),
    (".aws/config", "[profile p]\ns3 =\n    note = {0}\n", 3, "not the access key ID of a profile"),
    (".aws/credentials", "[work]\naws_access_key_id = \"{0}\"\naws_secret_access_key = {0s}\n", 2, "not the access key ID of a profile"),
]


@pytest.mark.parametrize("name, text, line, why", NOT_UPDATABLE)
def test_occurrence_that_cannot_be_updated(key_home, cloud, ann, name, text, line, why):
    """In an AWS file it stops the rotation before a key is created; file and line are named."""
    write(key_home, name, text, ann)
    held = write(key_home, "elsewhere/default", "[held]\n" + KEY, ann)
    key_home.environment["AWS_SHARED_CREDENTIALS_FILE"] = held if name.endswith("config") else key_home.credentials
    was = read(key_home, name)
    result = key_home.rotate("--user", USER, code=64)
    assert f"line {line} of '{os.path.join(key_home.folder, name)}'" in result.err and why in result.err, result
    assert not cloud.changes() and read(key_home, name) == was and not key_home.temporary_keys()


def test_invalid_default_file(key_home, cloud, ann):
    """This shell does not read the default file, so it matters only if it contains the key."""
    held = write(key_home, "elsewhere/credentials", "[held]\n" + KEY, ann)
    key_home.environment["AWS_SHARED_CREDENTIALS_FILE"] = held
    write(key_home, ".aws/credentials", "[broken\nkey {0}\n", ann)
    result = key_home.rotate("--user", USER, code=64)
    assert "line 2 of" in result.err and "cannot be parsed" in result.err and not cloud.changes()
    write(key_home, ".aws/credentials", "[broken\n")
    key_home.rotate("--user", USER)


# Other files

OTHERS = [(".s3cfg", {}), (".config/rclone/rclone.conf", {}), (".rclone.conf", {}), (".env", {}), ("elsewhere/rclone", {"RCLONE_CONFIG": "elsewhere/rclone"})]


@pytest.mark.parametrize("name, variables", OTHERS)
def test_file_that_is_never_edited(key_home, cloud, ann, name, variables):
    """The new key is stored in its locations, the old one stays active; --finish deactivates it once the operator has updated the file."""
    key_home.environment.update({k: os.path.join(key_home.folder, v) for k, v in variables.items()})
    key_home.store_key("ann", *ann)
    path = write(key_home, name, "# one\nACCESS={0}\r\nX{0}\nSECRET={0s}\n", ann)
    was = read(key_home, name)
    plan = key_home.expect(2, "rotate", "--user", USER, "--plan", "--json")
    hold, = [s for s in plan.of("plan")[0]["steps"] if s["id"] == "key.hold"]
    assert [row["path"] for row in hold["diff"]] == [f"{path}:2"] and "key.park" not in {s["id"] for s in plan.of("plan")[0]["steps"]}
    assert f"line 2 of {path}" in key_home.expect(2, "rotate", "--user", USER, "--plan").out
    result = key_home.rotate("--user", USER, code=2)
    assert f"line 2 of '{path}'" in result.err and "--finish" in result.err and result.result["setup"].startswith("user-ann")
    new = key_home.profile("ann")
    assert new != ann and key_works(cloud, new) and key_works(cloud, ann) and keys_of(cloud, USER) == {ann[0]: "Active", new[0]: "Active"}
    assert read(key_home, name) == was
    setup = result.result["setup"]
    assert "still active" in key_home.listed(setup)["state"] and not key_home.listed(setup)["half_way"]
    again = key_home.rotate(setup, code=64)
    assert "--finish" in again.err and "--revert" in again.err
    assert "--finish" in key_home.expect(64, "remove", setup, "--yes", "--json").err
    busy = key_home.rotate(setup, "--finish", "--now", code=2)
    assert f"line 2 of '{path}'" in busy.err and key_works(cloud, ann)
    write(key_home, name, f"ACCESS={new[0]}\nX{ann[0]}\n")
    key_home.rotate("--user", USER, "--finish")
    assert keys_of(cloud, USER) == {ann[0]: "Inactive", new[0]: "Active"}
    assert "24 hours" in key_home.rotate(setup, "--finish", code=2).err
    key_home.rotate(setup, "--finish", "--now")
    assert list(keys_of(cloud, USER)) == [new[0]] and not key_home.temporary_keys() and key_home.listed(setup)["state"] == "done"


def test_revert_of_a_waiting_rotation(key_home, cloud, ann):
    key_home.store_key("ann", *ann)
    write(key_home, ".s3cfg", "access_key = {0}\n", ann)
    key_home.rotate("--user", USER, code=2)
    new = key_home.profile("ann")
    key_home.rotate("--user", USER, "--revert")
    assert key_home.profile("ann") == ann and key_works(cloud, ann) and keys_of(cloud, USER) == {ann[0]: "Active", new[0]: "Active"}
    key_home.rotate("--user", USER, "--finish", "--now")
    assert list(keys_of(cloud, USER)) == [ann[0]] and not key_home.temporary_keys()


def test_finish_now_of_a_waiting_rotation(key_home, cloud, ann):
    """--finish --now deactivates and deletes the key once no file contains it."""
    key_home.store_key("ann", *ann)
    write(key_home, ".s3cfg", "access_key = {0}\n", ann)
    key_home.rotate("--user", USER, code=2)
    os.remove(os.path.join(key_home.folder, ".s3cfg"))
    key_home.rotate("--user", USER, "--finish", "--now")
    assert list(keys_of(cloud, USER)) == [key_home.profile("ann")[0]] and not key_home.temporary_keys()


def test_setup_with_a_waiting_rotation(key_home, cloud):
    """Verify and list know the state, and --all names it."""
    key_home.locations += [os.path.join(key_home.folder, ".env")]
    key_home.key_setup("configure", "--no-probe")
    old = key_home.profile()
    write(key_home, ".env", "ID={0}\n", old)
    key_home.rotate("essentia", "--no-probe", code=2)
    new = key_home.profile()
    verified = key_home.expect(0, "verify", "essentia", "--no-probe", "--json")
    waits, = [e for e in verified.of("key") if e.get("replaced")]
    assert waits["key_id"] == old[0] and waits["status"] == "Active"
    assert "--finish" in key_home.expect(0, "verify", "essentia", "--no-probe").out
    assert "still active" in key_home.listed()["state"]
    assert "--finish" in key_home.rotate("--all", "--no-probe", code=2).err
    assert "line 1 of" in key_home.rotate("--all", "--finish", code=2).err
    os.remove(os.path.join(key_home.folder, ".env"))
    key_home.rotate("--all", "--finish")
    assert keys_of(cloud, "Essentia") == {old[0]: "Inactive", new[0]: "Active"}
    assert not [e for e in key_home.expect(0, "verify", "essentia", "--no-probe", "--json").of("key") if e.get("replaced")]


def test_locations_in_plain_text(key_home, cloud, ann):
    """Shown where locations are chosen, in the review and at the end, with the command that finishes the rotation."""
    write(key_home, ".aws/credentials", "[ann]\n" + KEY, ann)
    path = write(key_home, ".s3cfg", "access_key = {0}\n", ann)
    cloud.client("iam").attach_user_policy(UserName=USER, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    cloud.control("POST", "age")
    shell = {"AWS_ACCESS_KEY_ID": ann[0], "AWS_SECRET_ACCESS_KEY": ann[1]}
    session = PipeSession(key_home, "rotate", "--user", USER, "--text", env=shell)
    keys = " ".join(session.last.split())
    assert f"line 1 of {path}" in keys and "in this shell's environment" in keys
    places = " ".join(session.say("").split())
    assert f"Line 1 of {path} contains it" in places and "unset it or export the new key" in places
    review = " ".join(session.say("").split())
    assert f"keep the old key {ann[0]} active" in review and f"line 1 of {path}" in review and "cannot be updated: unset it" in review
    end = " ".join(session.say("y").split())
    assert "still active" in end and "To update: line 1" in end and "--finish" in end and "This shell" in end
    key_home.read_secrets()
    session.end(2)
    new = key_home.profile("ann")
    assert new != ann and keys_of(cloud, USER) == {ann[0]: "Active", new[0]: "Active"}
    session = PipeSession(key_home, "rotate", "--user", USER, "--finish", "--text", env=shell)
    assert f"Deactivate the old key {ann[0]}" in session.last
    assert f"line 1 of '{path}'" in " ".join(session.say("").split())
    session.say("b")
    session.end(2)
    os.remove(path)
    session = PipeSession(key_home, "rotate", "--user", USER, "--finish", "--text", env=shell)
    assert "Delete the key?" not in session.say("") and "is deactivated." in " ".join(session.say("y").split())
    session.end(0)
    session = PipeSession(key_home, "rotate", "--user", USER, "--finish", "--text", env=shell)
    assert f"Delete the deactivated key {ann[0]}" in session.last and f"Note: the key {ann[0]} of this shell's environment" in session.last
    assert "Delete it now anyway?" in " ".join(session.say("").split())
    session.say("y", "y")
    session.end(0)
    assert list(keys_of(cloud, USER)) == [new[0]]


# This shell

def test_key_in_the_environment(key_home, cloud, ann):
    """Mentioned before and after; the commands that the program suggests work in the same shell, and it says why."""
    write(key_home, ".aws/credentials", "[ann]\n" + KEY, ann)
    shell = {"AWS_ACCESS_KEY_ID": ann[0], "AWS_SECRET_ACCESS_KEY": ann[1]}
    cloud.client("iam").attach_user_policy(UserName=USER, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    cloud.control("POST", "age")
    plan = key_home.expect(2, "rotate", "--user", USER, "--plan", "--json", env=shell)
    told, = [s for s in plan.of("plan")[0]["steps"] if s["id"] == "key.environment"]
    assert told["action"] == "none" and told["diff"][0]["found"] == ann[0]
    assert {"kind": "environment"} in plan.of("keys")[0]["keys"][0]["places"]
    before = key_home.expect(2, "rotate", "--user", USER, "--plan", env=shell).out
    assert "this shell's environment" in before and "unset it or export the new key" in before
    done = key_home.rotate("--user", USER, env=shell)
    assert "unset it or export the new key" in done.err
    new = key_home.profile("ann")
    assert keys_of(cloud, USER) == {ann[0]: "Inactive", new[0]: "Active"}
    back = key_home.rotate("--user", USER, "--revert", env=shell)
    assert f"the key {ann[0]} of this shell's environment was deactivated" in back.err and f"new key {new[0]}" in back.err
    assert "profile 'ann'" in back.err and key_home.profile("ann") == ann and key_works(cloud, ann)
    key_home.rotate("--user", USER, "--finish", "--now", env=shell)
    key_home.rotate("--user", USER, env=shell)
    newer = key_home.profile("ann")
    result = key_home.expect(0, "rotate", "--user", USER, "--finish", "--now", "--yes", env=shell)
    assert "was deactivated" in result.err and "unset" in result.err and list(keys_of(cloud, USER)) == [newer[0]]


def test_temporary_copy_can_sign_in(key_home, cloud):
    """Used where the location no longer exists, or is a command; never another user's key."""
    key_home.rotate("--user", "operator", "--profile", "mine")
    old = cloud.operator["access_key_id"]
    new = key_home.profile("mine")
    key_home.setup(code=1)
    write(key_home, ".aws/credentials", "[mine]\n" + KEY, create_user(cloud_as(cloud, new), "Bob")[0])
    result = key_home.rotate("--user", "operator", "--finish", "--now")
    assert "temporary copy" in result.err and keys_of(cloud, "operator") == {new[0]: "Active"} and old not in keys_of(cloud, "operator")


def test_verify_in_a_shell_with_a_deactivated_key(key_home, cloud):
    """Every setup of this computer can be verified; setup itself never uses another key."""
    key_home.key_setup("command", "--no-probe")
    key_home.rotate("--user", "operator", "--profile", "mine")
    result = key_home.expect(0, "verify", "essentia", "--no-probe", "--json")
    assert "was deactivated" in result.err and "profile 'mine'" in result.err
    assert key_home.expect(0, "verify", "--all", "--no-probe", "--json").err.count("was deactivated") == 1
    assert key_home.key_setup("command", "--no-probe", code=1).err and key_home.expect(1, "remove", "essentia", "--yes", "--json").err


def cloud_as(cloud, key):
    """The account through another key of the operator."""
    class CloudAs:
        def client(self, service, *_):
            return cloud.client(service, *key)
    return CloudAs()


# What a profile resolves to

OTHER_KINDS = [  # the file, its text, what is named
    (".aws/credentials", "[p]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = other\n", "the role 'arn:aws:iam::123456789012:role/r'"),
    (".aws/config", "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = other\n", "role_arn in"),
    (".aws/config", "[profile p]\nsso_session = corp\nsso_account_id = 1\n", "the SSO session 'corp'"),
    (".aws/config", "[profile p]\nsso_start_url = https://x.awsapps.com/start\n", "an SSO sign-in"),
    (".aws/config", "[profile p]\ncredential_process = helper --password hunter2\n", "credential_process in"),
    (".aws/config", "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/r\nweb_identity_token_file = /t\n", "a web identity"),
    (".aws/config", "[profile p]\nlogin_session = arn:x\n", "a console sign-in"),
    (".aws/config", "[profile p]\naws_access_key_id = AKIAOTHEROTHEROTHER1\naws_secret_access_key = " + "x" * 40 + "\n", "AKIAOTHEROTHEROTHER1"),
]


@pytest.mark.parametrize("name, text, what", OTHER_KINDS)
def test_profile_of_another_kind(key_home, cloud, ann, name, text, what):
    """Exit 64 before anything is created, and what it is is named; --yes does not replace it."""
    write(key_home, name, text)
    result = key_home.key_setup("configure", "--no-probe", "--set", "PROFILE=p", code=64)
    assert what in result.err and "--set PROFILE=" in result.err and "CARRY_FILE" in result.err and "hunter2" not in result.err, result
    assert what in key_home.rotate("--user", USER, "--profile", "p", code=64).err
    assert not cloud.changes() and read(key_home, name) == text and not key_home.temporary_keys() and key_home.listed() is None
    key_home.key_setup("configure", "--no-probe", "--set", "PROFILE=q")


def test_profile_that_became_another_kind(key_home, cloud):
    """Verify resolves the profile over both files; a rotation stops before it creates a key; without the change all is well again."""
    key_home.key_setup("configure", "--no-probe", "--set", "PROFILE=p")
    config = key_home.environment["AWS_CONFIG_FILE"]
    with open(config, encoding="utf-8") as file:
        was = file.read()
    with open(config, "a", encoding="utf-8") as file:
        file.write(f"role_arn = arn:aws:iam::{ACCOUNT}:role/r\nsource_profile = default\n")
    result = key_home.expect(2, "verify", "essentia", "--no-probe", "--json")
    assert result.diffs["profile"] == ["resolves_to"]
    cloud.forget_calls()
    assert "role/r" in key_home.rotate("essentia", "--no-probe", code=64).err and "role/r" in key_home.key_setup(
        "configure", "--no-probe", "--set", "PROFILE=p", code=64).err and not cloud.changes()
    with open(config, "w", encoding="utf-8") as file:
        file.write(was)
    assert key_home.expect(0, "verify", "essentia", "--no-probe", "--json").result["ok"]
    key_home.rotate("essentia", "--no-probe")


def test_profile_of_a_role_with_its_own_key(key_home, cloud, ann):
    """The key of a profile that assumes a role with its own key is a location like any other."""
    write(key_home, ".aws/credentials", "[base]\n" + KEY, ann)
    write(key_home, ".aws/config", f"[profile base]\nrole_arn = arn:aws:iam::{ACCOUNT}:role/r\nsource_profile = base\n")
    key_home.rotate("--user", USER)
    assert key_home.profile("base") != ann and key_works(cloud, key_home.profile("base"))
