"""Credentials files and variables as people have them: the AWS CLI's identity, or the cause by its name."""

import http.server
import os
import pathlib
import re
import threading

import pytest

from cloud import ACCOUNT, TOP, policy

CASES = pathlib.Path(os.environ.get("ACCREDIT_VECTORS") or os.path.join(TOP, os.pardir, "shared", "vectors")).parent / "cases" / "keys"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/hop1"
PEOPLE = ("alice", "bob", "carol", "dave", "s8")
TEMPORARY = "ASIARZPUZDIKLFFGUCGL"
NBSP = "\u00a0"


class People:
    """Users with a key each, a role, and the operator; fills in @NAME.id@, @NAME.secret@ and @hop1.arn@ in a text."""

    def __init__(self, cloud, home):
        iam = cloud.client("iam")
        self.values = {"hop1.arn": ROLE, "operator.id": cloud.operator["access_key_id"], "operator.secret": cloud.operator["secret_access_key"]}
        for name in PEOPLE:
            iam.create_user(UserName=name)
            iam.put_user_policy(UserName=name, PolicyName="may", PolicyDocument=policy({"Effect": "Allow", "Action": "*", "Resource": "*"}))
            key = iam.create_access_key(UserName=name)["AccessKey"]
            self.values.update({f"{name}.id": key["AccessKeyId"], f"{name}.secret": key["SecretAccessKey"]})
            home.secrets.append(key["SecretAccessKey"])
        alice = self.values["alice.id"]
        for wrong in (self.values["bob.secret"], "short"):
            cloud.control("POST", "wrong_secret", {"id": alice, "secret": wrong})
        iam.create_role(RoleName="hop1", AssumeRolePolicyDocument=policy(
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}))

    def fill(self, text, folder):
        return re.sub("@([\\w.]+)@", lambda m: str(folder) if m[1] == "HOME" else self.values[m[1]], text)


@pytest.fixture
def people(cloud, home):
    return People(cloud, home)


def whoami(home, folder, env):
    """whoami with this home folder and no other settings."""
    none = dict.fromkeys([k for k in home.environment if k.startswith("AWS_") and k not in ("AWS_ENDPOINT_URL", "AWS_CA_BUNDLE",
                                                                                           "AWS_EC2_METADATA_DISABLED")])
    return home.run("whoami", "--json", env={**none, "HOME": str(folder), **env})


def judge(result, want):
    """want: the last part of the identity and the Region, or parts of the message."""
    if isinstance(want, tuple):
        assert result.code == 0, result
        said = result.of("whoami")[0]
        assert (said["arn"].split("/")[1], said["region"]) == want, result
    else:
        assert result.code in (1, 64), result
        for part in want:
            assert part in result.err, result


# Cases of the project's shared folder: case and variant -> identity and Region, or what is printed.
SHARED = {
    "01 env.a": ("bob", "eu-west-1"), "01 env.b": ("hop1", "eu-central-1"),
    "02 env.a": ("bob", "eu-west-1"), "02 env.b": ("bob", "eu-west-1"), "02 env.c": ["no profile 'nosuch' (AWS_DEFAULT_PROFILE)"],
    "07 env.a": ["the token is left over from another sign-in", "remove aws_session_token"],
    "07 env.asia": [f"'{TEMPORARY}' is a temporary key", "add aws_session_token"],
    "08 env.key": ["the access key ID from the profile 'default' of", "is in quotes"],
    "08 env.secret": ["the secret access key from the profile 'default' of", "is in quotes"],
    "08 env.swapped": ["are swapped"],
    "08 env.region": ["""profile 'default': '"us-east-1"' is not the name of a Region""", "remove the quotes"],
    "15 env.a": ["no Region is chosen", "line 4, has [team]: to be read, it must be [profile team]"],
    "15 env.b": ["there is no profile 'jump'", "line 7, has [jump]: to be read, it must be [profile jump]"],
    "15 env.c": ["there is no profile 'team'", "has the profile 'profile team': its section must be [team]"],
    "22 env.role": ("operator", None), "22 env.cfgrole": ("operator", None),
    "25 env.a": ("carol", "us-east-1"), "25 env.b": ["no Region is chosen"], "25 env.c": ("carol", "us-east-1"), "25 env.d": ("carol", "us-east-1"),
    "26 env.a": ("dave", "us-east-1"), "31 env.a": ["no AWS credentials were found"],
    "34 env.a": ("alice", "us-east-1"), "34 env.b": ["line 6: '=' is missing"], "34 env.c": ["line 5: '=' is missing in a nested setting"],
    "34 env.d": ("bob", "us-east-1"),
}


@pytest.mark.skipif(not CASES.is_dir(), reason=f"SKIPPED: there is no {CASES}; ACCREDIT_VECTORS names the folder beside it")
def test_case_of_the_shared_folder(home, people, tmp_path):
    passed = 0
    for name, want in SHARED.items():
        case, variant = name.split()
        folder = tmp_path / name
        for path in (p for p in (CASES / case / "home").rglob("*") if p.is_file()):
            to = folder / path.relative_to(CASES / case / "home")
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(people.fill(path.read_text(), folder))
        base = CASES / case / "env"
        lines = (base.read_text() if base.exists() and case == "22" else "") + (CASES / case / variant).read_text()
        env = dict(line.split("=", 1) for line in people.fill(lines, folder).splitlines())
        if isinstance(want, tuple) and want[1] is None:
            env["AWS_REGION"], want = "us-east-1", (want[0], "us-east-1")
        judge(whoami(home, folder, env), want)
        passed += 1
    print(f"cases/keys, as whoami sees them: {passed}/{len(SHARED)}")


ALICE = "aws_access_key_id = @alice.id@\naws_secret_access_key = @alice.secret@\n"
HOP = f"role_arn = {ROLE}\nsource_profile = base\n"
BASE = "[profile base]\n" + ALICE

# Each kind of case: config, credentials, variables, expected result.
KINDS = {
    "section names": {
        "quotes of either kind": ("[profile 'my one']\nregion = eu-west-1\n", "[my one]\n" + ALICE, {"AWS_PROFILE": "my one", "AWS_REGION": None}, ("alice", "eu-west-1")),
        "a name with a space without quotes": ("[profile my one]\n" + ALICE, "", {"AWS_PROFILE": "my one"}, ['it must be [profile "my one"]']),
        "quotes in the credentials file": ("", '["my one"]\n' + ALICE, {"AWS_PROFILE": "my one"}, ["its section must be [my one]"]),
        "another case": ("", "[Prod]\n" + ALICE, {"AWS_PROFILE": "prod"}, ["has the profile 'Prod'"]),
        "an empty variable": ("", "[default]\n" + ALICE, {"AWS_PROFILE": ""}, ["AWS_PROFILE is set but empty", "unset AWS_PROFILE"]),
        "no profile, though the environment has a key": (
            "", "", {"AWS_PROFILE": "nosuch", "AWS_ACCESS_KEY_ID": "@alice.id@", "AWS_SECRET_ACCESS_KEY": "@alice.secret@"}, ["no profile 'nosuch'"]),
    },
    "lines": {
        "comments at any indentation": ("", "[default]\n\t# one\n" + ALICE.replace("\n", "\n    ; two = 2\n"), {}, ("alice", "us-east-1")),
        "indented as a whole, with colons": ("", "[default]\n" + re.sub("(?m)^", "  ", ALICE).replace(" =", ":"), {}, ("alice", "us-east-1")),
        "CRLF": ("[default]\r\nregion = eu-west-1\r\n", "[default]\r\n" + ALICE.replace("\n", "\r\n"), {"AWS_REGION": None}, ("alice", "eu-west-1")),
        "a comment behind a secret": ("", "[default]\n" + ALICE[:-1] + " # old\n", {}, ["contains a comment after the value"]),
        "a no-break space before a name": ("", "[default]\n" + ALICE.replace("\n", "\n" + NBSP, 1), {}, ["contains a second line"]),
        "indented too deep": ("", "[default]\n" + ALICE.replace("\n", "\n  ", 1), {}, ["contains a second line: the line after it is indented deeper"]),
        "twice": ("", "[default]\n" + ALICE + "[default]\n", {}, ["line 4: this section is in the file twice"]),
        "a no-break space around a value": ("", "[default]\n" + ALICE.replace("= ", "=" + NBSP), {}, ("alice", "us-east-1")),
        "a no-break space inside": ("", "[default]\n" + ALICE.replace("@alice.id@", "AKIA" + NBSP + "IOSFODNN7"), {}, ["a no-break space (U+00A0)"]),
        "a no-break space in a variable": ("", "", {"AWS_ACCESS_KEY_ID": "@alice.id@" + NBSP, "AWS_SECRET_ACCESS_KEY": "x"}, ["a no-break space (U+00A0)"]),
        "UTF-16": ("", ("[default]\n" + ALICE).encode("utf-16"), {}, ["this is UTF-16 text", "save the file as plain UTF-8"]),
        "a byte order mark": ("", ("[default]\n" + ALICE).encode("utf-8-sig"), {}, ["starts with a byte order mark"]),
        "Latin-1": ("", b"# caf\xe9\n[default]\n", {}, ["line 1: this is not valid UTF-8"]),
    },
    "where": {
        "$HOME and ${DIR}": ("", "[default]\n" + ALICE, {"AWS_SHARED_CREDENTIALS_FILE": "$HOME/.aws/${DIR}", "DIR": "credentials"}, ("alice", "us-east-1")),
        "~": ("", "[default]\n" + ALICE, {"AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials"}, ("alice", "us-east-1")),
        "~ in ca_bundle": ("[default]\nca_bundle = ~/none.pem\n", "[default]\n" + ALICE, {"AWS_CA_BUNDLE": None}, ["@HOME@/none.pem'"]),
        "an empty variable is no file": ("", "[default]\n" + ALICE, {"AWS_SHARED_CREDENTIALS_FILE": ""}, ["no AWS credentials were found"]),
    },
    "keys": {
        "a token left in the environment": (
            "", "", {"AWS_ACCESS_KEY_ID": "@alice.id@", "AWS_SECRET_ACCESS_KEY": "@alice.secret@", "AWS_SESSION_TOKEN": "old"}, ["unset AWS_SESSION_TOKEN"]),
        "a temporary key alone in the environment": (
            "", "", {"AWS_ACCESS_KEY_ID": TEMPORARY, "AWS_SECRET_ACCESS_KEY": "@alice.secret@"}, ["is a temporary key", "set AWS_SESSION_TOKEN"]),
        "a token of another sign-in": (
            "", "", {"AWS_ACCESS_KEY_ID": TEMPORARY, "AWS_SECRET_ACCESS_KEY": "@alice.secret@", "AWS_SESSION_TOKEN": "old"},
            ["not from the same sign-in", "sign in again"]),
        "another's secret": ("", "[default]\n" + ALICE.replace("@alice.secret@", "@bob.secret@"), {}, ["the secret does not belong to '@alice.id@'"]),
        "a secret cut short": ("", "[default]\n" + ALICE.replace("@alice.secret@", "short"), {}, ["has 5 characters; AWS secrets have 40"]),
        "a Region of another partition": ("", "[default]\n" + ALICE, {"AWS_REGION": "cn-north-1"}, ["the partition aws-cn of the Region cn-north-1 (AWS_REGION)"]),
        "an unknown key": ("", "[default]\n" + ALICE.replace("@alice.id@", "AKIAIOSFODNN7EXAMPLE"), {}, ["AWS does not know the key 'AKIAIOSFODNN7EXAMPLE'"]),
        "expired": ("", "", {"AWS_ACCESS_KEY_ID": "@alice.id@", "AWS_SECRET_ACCESS_KEY": "x", "AWS_CREDENTIAL_EXPIRATION": "Sun, 01 Jan 2023 00:00:00 GMT"},
                    ["expired at 2023-01-01T00:00:00Z"]),
        "an impossible Region": ("", "[default]\n" + ALICE, {"AWS_REGION": "us-est-1"}, ["AWS_REGION: 'us-est-1' is not the name of a Region"]),
    },
    "roles": {
        "the token is left over in the source": (BASE + "aws_session_token = old\n[default]\n" + HOP, "", {}, ["left over", f"role '{ROLE}'"]),
        "a source without 'profile '": (BASE.replace("profile ", "") + "[default]\n" + HOP, "", {}, ["'base' of the profile 'default' does not exist", "[profile base]"]),
        "a security key": (BASE + "[default]\n" + HOP + "mfa_serial = arn:aws:iam::1:u2f/user/me/key\n", "", {}, ["has no codes", "authenticator app"]),
        "a helper's own words": (
            f"[default]\nrole_arn = {ROLE}\nsource_profile = base\n[profile base]\ncredential_process = sh -c 'echo vault is locked >&2; exit 4'\n", "", {},
            ["failed with exit code 4: it says 'vault is locked'"]),
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_case(home, people, tmp_path, kind):
    for name, (config, credentials, env, want) in KINDS[kind].items():
        folder = tmp_path / name
        (folder / ".aws").mkdir(parents=True)
        for file, text in ("config", config), ("credentials", credentials):
            if isinstance(text, bytes):
                for key, value in people.values.items():
                    text = text.replace(f"@{key}@".encode("utf-16")[2:], value.encode("utf-16")[2:]).replace(f"@{key}@".encode(), value.encode())
                (folder / ".aws" / file).write_bytes(text)
            elif text:
                (folder / ".aws" / file).write_text(people.fill(text, folder), newline="")
        env = {k: v and people.fill(v, folder) for k, v in {"AWS_REGION": "us-east-1", **env}.items()}
        print(f"-- {name}")
        judge(whoami(home, folder, env), want if isinstance(want, tuple) else [people.fill(w, folder) for w in want])


@pytest.mark.parametrize("words", [["whoami"], ["setup", "essentia", "--plan", "--name", "other"]])
def test_key_that_accredit_deactivated(key_home, tmp_path, words):
    """The record says what became of the key, also where a role is assumed with it."""
    key_home.key_setup()
    old, secret = key_home.profile()
    key_home.rotate("essentia")
    new, _ = key_home.profile()
    (tmp_path / "config").write_text(f"[profile ops]\nrole_arn = {ROLE}\nsource_profile = old\n[profile old]\n"
                                     f"aws_access_key_id = {old}\naws_secret_access_key = {secret}\n")
    role = {"AWS_CONFIG_FILE": str(tmp_path / "config"), "AWS_PROFILE": "ops", "AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    for env in {"AWS_ACCESS_KEY_ID": old, "AWS_SECRET_ACCESS_KEY": secret}, role:
        message = key_home.expect(1, *words, env=env).err
        assert f"accredit itself deactivated the key '{old}' (setup 'essentia', 20" in message and f"; now there is {new}: " in message
        assert "use the new key, which is in the profile 'default'" in message and "'accredit rotate essentia --revert' reactivates the old one" in message
    key_home.rotate("essentia", "--finish", "--now")
    message = key_home.expect(1, *words, env={"AWS_ACCESS_KEY_ID": old, "AWS_SECRET_ACCESS_KEY": secret}).err
    assert f"accredit itself deleted the key '{old}'" in message and "--revert" not in message


class Instance(http.server.BaseHTTPRequestHandler):
    """An instance metadata service that returns its Region to requests with the token."""

    def answer(self, text):
        self.send_response(200 if text else 404)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_PUT(self):
        self.answer("the-token")

    def do_GET(self):
        known = self.path == "/latest/meta-data/placement/region" and self.headers["X-aws-ec2-metadata-token"] == "the-token"
        self.answer("eu-south-2" if known else "")

    def log_message(self, *_):
        pass


def test_region_of_the_instance(home, people, tmp_path):
    """Used where nothing else names a Region; anything that does takes precedence."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Instance)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    env = {"AWS_ACCESS_KEY_ID": people.values["alice.id"], "AWS_SECRET_ACCESS_KEY": people.values["alice.secret"],
           "AWS_EC2_METADATA_DISABLED": None, "AWS_EC2_METADATA_SERVICE_ENDPOINT": f"http://127.0.0.1:{server.server_address[1]}"}
    result = whoami(home, tmp_path, env)
    judge(result, ("alice", "eu-south-2"))
    assert result.of("whoami")[0]["region_from"] == "this instance (metadata service)"
    judge(whoami(home, tmp_path, {**env, "AWS_DEFAULT_REGION": "us-west-2"}), ("alice", "us-west-2"))
    judge(whoami(home, tmp_path, {**env, "AWS_EC2_METADATA_DISABLED": "true"}), ["no Region is chosen"])
    server.shutdown()


def test_no_file_for_the_profile(key_home, cloud):
    """The AWS CLI ignores an empty variable: reported before anything is created."""
    message = key_home.expect(64, *key_home.words("configure", "--policy", "workers"), env={"AWS_SHARED_CREDENTIALS_FILE": ""}).err
    assert "AWS_SHARED_CREDENTIALS_FILE is set, but empty" in message and "unset it, or name a file" in message
    assert not cloud.calls("CreateUser") and not cloud.calls("CreateAccessKey")
