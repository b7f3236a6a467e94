"""Where a key is: every location that the AWS CLI reads, the text of other files, this shell; and what a profile resolves to."""

import os

import pytest

from cloud import ACCOUNT
from key_home import keys_of, make_user, works
from text_session import Pipe

USER = "Ann"


@pytest.fixture
def ann(keyed, cloud):
    """A user created manually, whose key is in no file yet. Every file of this home can contain keys."""
    key, = make_user(cloud, USER)
    cloud.control("POST", "age")
    cloud.forget_calls()
    keyed.places += [os.path.join(keyed.folder, name) for name in (".aws", ".s3cfg", ".config", ".rclone.conf", ".env", "elsewhere")]
    return key


def write(keyed, name, text, *keys):
    """Writes a file of this home; {0} is the first key's ID, {0s} its secret."""
    path = os.path.join(keyed.folder, name)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    for number, (key, secret) in enumerate(keys):
        text = text.replace("{%d}" % number, key).replace("{%ds}" % number, secret)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path


def read(keyed, name):
    with open(os.path.join(keyed.folder, name), encoding="utf-8", newline="") as file:
        return file.read()


KEY = "aws_access_key_id = {0}\naws_secret_access_key = {0s}\n"


# Everything that the AWS CLI reads

CREDENTIALS = ("# of the team\n[work]\n" + KEY + "\n[Data Team]\n" + KEY + "\n[etl]\naws_access_key_id = {0}\n    ; shared with the warehouse\n"
               "aws_secret_access_key = {0s}\n  # end of etl\n\n[other]\naws_access_key_id = AKIAOTHEROTHEROTHER1\n")
CONFIG = ('[default]\nregion = us-east-1\n[profile "Night Batch"]\n' + KEY + "s3 =\n    # tuned\n    max_queue_size = 20\n\n    ; path style\n"
          "    addressing_style = path\n[profile 'by hand']\r\nregion = eu-west-1\r\n")


def test_key_in_four_files(keyed, cloud, ann):
    """The two files that the environment names and the two of ~/.aws: each section gets the new key, every other byte is kept."""
    names = {".aws/credentials": CREDENTIALS, ".aws/config": CONFIG, "elsewhere/credentials": KEY.join(["[default]\r\n", ""]).replace("\n", "\r\n"),
             "elsewhere/config": '[profile "third one"]\n' + KEY}
    for name, text in names.items():
        write(keyed, name, text, ann)
    keyed.environment.update(AWS_SHARED_CREDENTIALS_FILE=os.path.join(keyed.folder, "elsewhere/credentials"),
                             AWS_CONFIG_FILE=os.path.join(keyed.folder, "elsewhere/config"))
    were = {name: read(keyed, name) for name in names}
    plan = keyed.expect(2, "rotate", "--user", USER, "--plan", "--json").of("plan")[0]["steps"]
    assert len([s for s in plan if s["kind"] == "credentials-profile"]) == 6 and not cloud.changes()
    keyed.rotate("--user", USER)
    new, = [k for k, status in keys_of(cloud, USER).items() if status == "Active"]
    secret = {k["id"]: k["secret"] for k in cloud.control("GET", "keys")}[new]
    assert new != ann[0] and {name: read(keyed, name) for name in names} == {
        name: text.replace(ann[0], new).replace(ann[1], secret) for name, text in were.items()}
    keyed.rotate("--user", USER, "--finish", "--now")
    assert list(keys_of(cloud, USER)) == [new]


STUCK = [  # the file, its text, the line, what is said about it
    (".aws/credentials", "[work]\n" + KEY + "# once {0}\n", 4, "comment"),
    (".aws/config", "[profile ok]\nregion = x\n[Night Batch]\n" + KEY, 4, "not the access key ID of a profile"),
    (".aws/config", "[profile three words here]\n" + KEY, 2, "not the access key ID of a profile"),
    (".aws/config", "[profile p]\ncredential_process = helper --id {0}\n", 2, "not the access key ID of a profile"),
    (".aws/config", "[profile p]\ns3 =\n    note = {0}\n", 3, "not the access key ID of a profile"),
    (".aws/credentials", "[work]\naws_access_key_id = \"{0}\"\naws_secret_access_key = {0s}\n", 2, "not the access key ID of a profile"),
]


@pytest.mark.parametrize("name, text, line, why", STUCK)
def test_occurrence_that_cannot_be_updated(keyed, cloud, ann, name, text, line, why):
    """In an AWS file it stops the rotation before a key is created; file and line are named."""
    write(keyed, name, text, ann)
    held = write(keyed, "elsewhere/default", "[held]\n" + KEY, ann)
    keyed.environment["AWS_SHARED_CREDENTIALS_FILE"] = held if name.endswith("config") else keyed.credentials
    was = read(keyed, name)
    result = keyed.rotate("--user", USER, code=64)
    assert f"line {line} of '{os.path.join(keyed.folder, name)}'" in result.err and why in result.err, result
    assert not cloud.changes() and read(keyed, name) == was and not keyed.staged()


def test_invalid_default_file(keyed, cloud, ann):
    """This shell does not read the default file, so it matters only if it contains the key."""
    held = write(keyed, "elsewhere/credentials", "[held]\n" + KEY, ann)
    keyed.environment["AWS_SHARED_CREDENTIALS_FILE"] = held
    write(keyed, ".aws/credentials", "[broken\nkey {0}\n", ann)
    result = keyed.rotate("--user", USER, code=64)
    assert "line 2 of" in result.err and "cannot be parsed" in result.err and not cloud.changes()
    write(keyed, ".aws/credentials", "[broken\n")
    keyed.rotate("--user", USER)


# Other files

OTHERS = [(".s3cfg", {}), (".config/rclone/rclone.conf", {}), (".rclone.conf", {}), (".env", {}), ("elsewhere/rclone", {"RCLONE_CONFIG": "elsewhere/rclone"})]


@pytest.mark.parametrize("name, variables", OTHERS)
def test_file_that_is_never_edited(keyed, cloud, ann, name, variables):
    """The new key is stored in its locations, the old one stays active; --finish deactivates it once the operator has updated the file."""
    keyed.environment.update({k: os.path.join(keyed.folder, v) for k, v in variables.items()})
    keyed.keep("ann", *ann)
    path = write(keyed, name, "# one\nACCESS={0}\r\nX{0}\nSECRET={0s}\n", ann)
    was = read(keyed, name)
    plan = keyed.expect(2, "rotate", "--user", USER, "--plan", "--json")
    hold, = [s for s in plan.of("plan")[0]["steps"] if s["id"] == "key.hold"]
    assert [row["path"] for row in hold["diff"]] == [f"{path}:2"] and "key.park" not in {s["id"] for s in plan.of("plan")[0]["steps"]}
    assert f"line 2 of {path}" in keyed.expect(2, "rotate", "--user", USER, "--plan").out
    result = keyed.rotate("--user", USER, code=2)
    assert f"line 2 of '{path}'" in result.err and "--finish" in result.err and result.result["setup"].startswith("user-ann")
    new = keyed.profile("ann")
    assert new != ann and works(cloud, new) and works(cloud, ann) and keys_of(cloud, USER) == {ann[0]: "Active", new[0]: "Active"}
    assert read(keyed, name) == was
    setup = result.result["setup"]
    assert "still active" in keyed.listed(setup)["state"] and not keyed.listed(setup)["half_way"]
    again = keyed.rotate(setup, code=64)
    assert "--finish" in again.err and "--revert" in again.err
    assert "--finish" in keyed.expect(64, "remove", setup, "--yes", "--json").err
    busy = keyed.rotate(setup, "--finish", "--now", code=2)
    assert f"line 2 of '{path}'" in busy.err and works(cloud, ann)
    write(keyed, name, f"ACCESS={new[0]}\nX{ann[0]}\n")
    keyed.rotate("--user", USER, "--finish")
    assert keys_of(cloud, USER) == {ann[0]: "Inactive", new[0]: "Active"}
    assert "24 hours" in keyed.rotate(setup, "--finish", code=2).err
    keyed.rotate(setup, "--finish", "--now")
    assert list(keys_of(cloud, USER)) == [new[0]] and not keyed.staged() and keyed.listed(setup)["state"] == "done"


def test_revert_of_a_waiting_rotation(keyed, cloud, ann):
    keyed.keep("ann", *ann)
    write(keyed, ".s3cfg", "access_key = {0}\n", ann)
    keyed.rotate("--user", USER, code=2)
    new = keyed.profile("ann")
    keyed.rotate("--user", USER, "--revert")
    assert keyed.profile("ann") == ann and works(cloud, ann) and keys_of(cloud, USER) == {ann[0]: "Active", new[0]: "Active"}
    keyed.rotate("--user", USER, "--finish", "--now")
    assert list(keys_of(cloud, USER)) == [ann[0]] and not keyed.staged()


def test_finish_now_of_a_waiting_rotation(keyed, cloud, ann):
    """--finish --now deactivates and deletes the key once no file contains it."""
    keyed.keep("ann", *ann)
    write(keyed, ".s3cfg", "access_key = {0}\n", ann)
    keyed.rotate("--user", USER, code=2)
    os.remove(os.path.join(keyed.folder, ".s3cfg"))
    keyed.rotate("--user", USER, "--finish", "--now")
    assert list(keys_of(cloud, USER)) == [keyed.profile("ann")[0]] and not keyed.staged()


def test_setup_with_a_waiting_rotation(keyed, cloud):
    """Verify and list know the state, and --all names it."""
    keyed.places += [os.path.join(keyed.folder, ".env")]
    keyed.key_setup("configure", "--no-probe")
    old = keyed.profile()
    write(keyed, ".env", "ID={0}\n", old)
    keyed.rotate("essentia", "--no-probe", code=2)
    new = keyed.profile()
    verified = keyed.expect(0, "verify", "essentia", "--no-probe", "--json")
    waits, = [e for e in verified.of("key") if e.get("replaced")]
    assert waits["key_id"] == old[0] and waits["status"] == "Active"
    assert "--finish" in keyed.expect(0, "verify", "essentia", "--no-probe").out
    assert "still active" in keyed.listed()["state"]
    assert "--finish" in keyed.rotate("--all", "--no-probe", code=2).err
    assert "line 1 of" in keyed.rotate("--all", "--finish", code=2).err
    os.remove(os.path.join(keyed.folder, ".env"))
    keyed.rotate("--all", "--finish")
    assert keys_of(cloud, "Essentia") == {old[0]: "Inactive", new[0]: "Active"}
    assert not [e for e in keyed.expect(0, "verify", "essentia", "--no-probe", "--json").of("key") if e.get("replaced")]


def test_locations_in_plain_text(keyed, cloud, ann):
    """Shown where locations are chosen, in the review and at the end, with the command that finishes the rotation."""
    write(keyed, ".aws/credentials", "[ann]\n" + KEY, ann)
    path = write(keyed, ".s3cfg", "access_key = {0}\n", ann)
    cloud.client("iam").attach_user_policy(UserName=USER, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    cloud.control("POST", "age")
    shell = {"AWS_ACCESS_KEY_ID": ann[0], "AWS_SECRET_ACCESS_KEY": ann[1]}
    talk = Pipe(keyed, "rotate", "--user", USER, "--text", env=shell)
    keys = " ".join(talk.last.split())
    assert f"line 1 of {path}" in keys and "in this shell's environment" in keys
    places = " ".join(talk.say("").split())
    assert f"Line 1 of {path} contains it" in places and "unset it or export the new key" in places
    review = " ".join(talk.say("").split())
    assert f"the old key {ann[0]} stays active" in review and f"line 1 of {path}" in review and "cannot be updated: unset it" in review
    end = " ".join(talk.say("y").split())
    assert "still active" in end and "To update: line 1" in end and "--finish" in end and "This shell" in end
    keyed.learn()
    talk.end(2)
    new = keyed.profile("ann")
    assert new != ann and keys_of(cloud, USER) == {ann[0]: "Active", new[0]: "Active"}
    talk = Pipe(keyed, "rotate", "--user", USER, "--finish", "--text", env=shell)
    assert f"Deactivate the old key {ann[0]}" in talk.last
    assert f"line 1 of '{path}'" in " ".join(talk.say("").split())
    talk.say("b")
    talk.end(2)
    os.remove(path)
    talk = Pipe(keyed, "rotate", "--user", USER, "--finish", "--text", env=shell)
    assert "Delete it" not in talk.say("") and "is inactive since" in " ".join(talk.say("y").split())
    talk.end(0)
    talk = Pipe(keyed, "rotate", "--user", USER, "--finish", "--text", env=shell)
    assert f"Delete the parked key {ann[0]}" in talk.last and f"Note: the key {ann[0]} of this shell's environment" in talk.last
    assert "Delete it at once all the same?" in " ".join(talk.say("").split())
    talk.say("y", "y")
    talk.end(0)
    assert list(keys_of(cloud, USER)) == [new[0]]


# This shell

def test_key_in_the_environment(keyed, cloud, ann):
    """Mentioned before and after; the commands that the program suggests work in the same shell, and it says why."""
    write(keyed, ".aws/credentials", "[ann]\n" + KEY, ann)
    shell = {"AWS_ACCESS_KEY_ID": ann[0], "AWS_SECRET_ACCESS_KEY": ann[1]}
    cloud.client("iam").attach_user_policy(UserName=USER, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    cloud.control("POST", "age")
    plan = keyed.expect(2, "rotate", "--user", USER, "--plan", "--json", env=shell)
    told, = [s for s in plan.of("plan")[0]["steps"] if s["id"] == "key.environment"]
    assert told["action"] == "none" and told["diff"][0]["found"] == ann[0]
    assert {"kind": "environment"} in plan.of("keys")[0]["keys"][0]["places"]
    before = keyed.expect(2, "rotate", "--user", USER, "--plan", env=shell).out
    assert "this shell's environment" in before and "unset it or export the new key" in before
    done = keyed.rotate("--user", USER, env=shell)
    assert "unset it or export the new key" in done.err
    new = keyed.profile("ann")
    assert keys_of(cloud, USER) == {ann[0]: "Inactive", new[0]: "Active"}
    back = keyed.rotate("--user", USER, "--revert", env=shell)
    assert f"the key {ann[0]} of this shell's environment was deactivated" in back.err and f"new key {new[0]}" in back.err
    assert "profile 'ann'" in back.err and keyed.profile("ann") == ann and works(cloud, ann)
    keyed.rotate("--user", USER, "--finish", "--now", env=shell)
    keyed.rotate("--user", USER, env=shell)
    newer = keyed.profile("ann")
    result = keyed.expect(0, "rotate", "--user", USER, "--finish", "--now", "--yes", env=shell)
    assert "was deactivated" in result.err and "unset" in result.err and list(keys_of(cloud, USER)) == [newer[0]]


def test_temporary_copy_can_sign_in(keyed, cloud):
    """Used where the location no longer exists, or is a command; never another user's key."""
    keyed.rotate("--user", "operator", "--profile", "mine")
    old = cloud.operator["access_key_id"]
    new = keyed.profile("mine")
    keyed.setup(code=1)
    write(keyed, ".aws/credentials", "[mine]\n" + KEY, make_user(cloud_as(cloud, new), "Bob")[0])
    result = keyed.rotate("--user", "operator", "--finish", "--now")
    assert "temporary copy" in result.err and keys_of(cloud, "operator") == {new[0]: "Active"} and old not in keys_of(cloud, "operator")


def test_verify_in_a_shell_with_a_deactivated_key(keyed, cloud):
    """Every setup of this computer can be verified; setup itself never uses another key."""
    keyed.key_setup("command", "--no-probe")
    keyed.rotate("--user", "operator", "--profile", "mine")
    result = keyed.expect(0, "verify", "essentia", "--no-probe", "--json")
    assert "was deactivated" in result.err and "profile 'mine'" in result.err
    assert keyed.expect(0, "verify", "--all", "--no-probe", "--json").err.count("was deactivated") == 1
    assert keyed.key_setup("command", "--no-probe", code=1).err and keyed.expect(1, "remove", "essentia", "--yes", "--json").err


def cloud_as(cloud, key):
    """The account through another key of the operator."""
    class CloudAs:
        def client(self, service, *_):
            return cloud.client(service, *key)
    return CloudAs()


# What a profile resolves to

TAKEN = [  # the file, its text, what is named
    (".aws/credentials", "[p]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = other\n", "the role 'arn:aws:iam::123456789012:role/r'"),
    (".aws/config", "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = other\n", "role_arn in"),
    (".aws/config", "[profile p]\nsso_session = corp\nsso_account_id = 1\n", "the SSO session 'corp'"),
    (".aws/config", "[profile p]\nsso_start_url = https://x.awsapps.com/start\n", "an SSO sign-in"),
    (".aws/config", "[profile p]\ncredential_process = helper --password hunter2\n", "credential_process in"),
    (".aws/config", "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/r\nweb_identity_token_file = /t\n", "a web identity"),
    (".aws/config", "[profile p]\nlogin_session = arn:x\n", "a console sign-in"),
    (".aws/config", "[profile p]\naws_access_key_id = AKIAOTHEROTHEROTHER1\naws_secret_access_key = " + "x" * 40 + "\n", "AKIAOTHEROTHEROTHER1"),
]


@pytest.mark.parametrize("name, text, what", TAKEN)
def test_profile_of_another_kind(keyed, cloud, ann, name, text, what):
    """Exit 64 before anything is created, and what it is is named; --yes does not replace it."""
    write(keyed, name, text)
    result = keyed.key_setup("configure", "--no-probe", "--set", "PROFILE=p", code=64)
    assert what in result.err and "--set PROFILE=" in result.err and "CARRY_FILE" in result.err and "hunter2" not in result.err, result
    assert what in keyed.rotate("--user", USER, "--profile", "p", code=64).err
    assert not cloud.changes() and read(keyed, name) == text and not keyed.staged() and keyed.listed() is None
    keyed.key_setup("configure", "--no-probe", "--set", "PROFILE=q")


def test_profile_that_became_another_kind(keyed, cloud):
    """Verify resolves the profile over both files; a rotation stops before it creates a key; without the change all is well again."""
    keyed.key_setup("configure", "--no-probe", "--set", "PROFILE=p")
    config = keyed.environment["AWS_CONFIG_FILE"]
    with open(config, encoding="utf-8") as file:
        was = file.read()
    with open(config, "a", encoding="utf-8") as file:
        file.write(f"role_arn = arn:aws:iam::{ACCOUNT}:role/r\nsource_profile = default\n")
    said = keyed.expect(2, "verify", "essentia", "--no-probe", "--json")
    assert said.diffs["profile"] == ["resolves_to"]
    cloud.forget_calls()
    assert "role/r" in keyed.rotate("essentia", "--no-probe", code=64).err and "role/r" in keyed.key_setup(
        "configure", "--no-probe", "--set", "PROFILE=p", code=64).err and not cloud.changes()
    with open(config, "w", encoding="utf-8") as file:
        file.write(was)
    assert keyed.expect(0, "verify", "essentia", "--no-probe", "--json").result["ok"]
    keyed.rotate("essentia", "--no-probe")


def test_profile_of_a_role_with_its_own_key(keyed, cloud, ann):
    """The key of a profile that assumes a role with its own key is a location like any other."""
    write(keyed, ".aws/credentials", "[base]\n" + KEY, ann)
    write(keyed, ".aws/config", f"[profile base]\nrole_arn = arn:aws:iam::{ACCOUNT}:role/r\nsource_profile = base\n")
    keyed.rotate("--user", USER)
    assert keyed.profile("base") != ann and works(cloud, keyed.profile("base"))
