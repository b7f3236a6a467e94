"""Access keys on the screens: both key methods from the menu to the probe, and rotations; no secret is ever shown."""
import configparser
import os
import re
import signal
import subprocess

import pytest

from cloud import until
from key_home import keys_of, create_user, key_works
from program import find_program
from wizard import DOWN, ENTER, ESC, LEFT, LONG, PASTE, PASTED, UP


class Home:
    """A home with its own credentials file, which contains the operator's key."""

    def __init__(self, cloud, folder):
        self.cloud, self.folder, self.credentials = cloud, folder, folder / "credentials"
        self.key_file = folder / "key.csv"
        operator = cloud.operator
        self.store_key("default", operator["access_key_id"], operator["secret_access_key"])
        self.environment = {"AWS_SHARED_CREDENTIALS_FILE": str(self.credentials), "AWS_CONFIG_FILE": str(folder / "config"),
                            "AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}

    def store_key(self, profile, key, secret):
        with open(os.open(self.credentials, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
            file.write(f"[{profile}]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n")

    def profile(self, name):
        parser = configparser.RawConfigParser()
        parser.read(self.credentials, encoding="utf-8")
        return parser.get(name, "aws_access_key_id"), parser.get(name, "aws_secret_access_key")

    def run(self, *words):
        """Runs a command in this home without prompts."""
        variables = {**os.environ, **self.cloud.environment, **self.environment, "HOME": str(self.folder),
                  "XDG_STATE_HOME": str(self.folder / "state")}
        done = subprocess.run([find_program(), *words, "--yes", "--json"], env={k: v for k, v in variables.items() if v is not None},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr

    def key_setup(self):
        self.run("setup", "essentia", "--no-probe", "--method", "configure", "--set", "PROFILE=master")
        return self.profile("master")


@pytest.fixture
def home(cloud, tmp_path):
    return Home(cloud, tmp_path)


@pytest.fixture
def at(wizard, home, cloud):
    """Starts the wizard in that home; after the test its terminal output must contain no secret of the account."""
    opened = []

    def start(*words, **more):
        opened.append(wizard(*words, home=home.folder, env=home.environment, **more))
        return opened[-1]

    yield start
    secrets = [key["secret"] for key in cloud.control("GET", "keys")] + [cloud.operator["secret_access_key"]]
    for t in opened:
        for secret in secrets:
            assert secret.encode() not in t.stream and secret[4:-4].encode() not in t.stream, "a secret was shown"


def settled_key(cloud):
    """A key of the user bob that AWS accepts everywhere."""
    key = create_user(cloud, "bob")[0]
    until(lambda: all(key_works(cloud, key) for _ in range(4)), what="the key is never accepted")
    return key


def open_values(t, method):
    t.method()
    t.go(DOWN * method + ENTER, "Names for the new resources")
    t.wait("User name")
    t.go("\r\r\r", "What should the platform be")
    t.wait("Allows: ")


@pytest.mark.parametrize("rows, cols", [(24, 80), (16, 60)])
def test_configure_from_the_menu_to_the_probe(at, home, cloud, rows, cols):
    t = at(rows=rows, cols=cols)
    open_values(t, 1)
    t.go(ENTER, "(•) on another computer")       # the profile "default" is taken
    t.wait("Transfer file")
    t.go(LEFT, "[ essentia ")
    t.go(DOWN + "\x15default" + ENTER, "is already used for something")
    t.go("\x15ess-keys\r\r", "▸ Region")
    t.go(ENTER, "4 to create", LONG)
    t.go("a", "All resources have been created.", LONG)
    t.go(ENTER, "Test the key now?")
    t.go("y", "checks passed", 120)
    t.go(ENTER, "ess cluster")
    key = home.profile("ess-keys")
    assert key_works(cloud, key) and keys_of(cloud, "Essentia") == {key[0]: "Active"}
    t.go(ENTER, "What do you want to do?")
    t.go("q", "Quit accredit?")
    t.send("y")
    assert t.ended() == 0


def test_policy_that_the_method_does_not_allow(at):
    t = at()
    open_values(t, 1)
    t.go(DOWN + DOWN, "Not available: S3 does not work with keys in the master")
    t.send(ENTER)       # leads nowhere: the next key still moves in the list
    t.go(UP, "▸ Workers, scoped")
    t.go(ENTER, "Profile")


def test_command_with_an_existing_key(at, home, cloud):
    key, secret = settled_key(cloud)
    t = at("setup", "essentia", "--method", "command", "--policy", "workers", "--set", f"KEY_FILE={home.key_file}")
    t.wait("Names for the new resources", LONG)
    t.wait("User name", LONG)
    t.go("\r\r\r", "▸ Workers\n")
    t.go(ENTER, "Existing access key")
    t.go(ENTER + PASTE + secret + PASTED, "looks like a secret access key, not")
    t.go(PASTE + key + PASTED, key)
    t.go(ENTER + UP + UP + PASTE + secret + PASTED, "looks like a secret")     # into the field of the file
    cloud.control("POST", "wrong_secret", {"id": key, "secret": secret[::-1]})
    t.go(DOWN + DOWN + PASTE + secret[::-1] + PASTED, "••••••••")
    t.go(ENTER, "▸ Region")
    t.go(ENTER, "check that the ID and the secret", LONG)
    t.go(ENTER, "[ Continue ]")
    t.go(PASTE + "\n  " + secret + " \n\n" + PASTED, "••••••••")
    t.go(ENTER, "▸ Region")
    t.go(ENTER, f"use the access key {key}", LONG)
    t.go("a", "All changes have been applied.", LONG)
    t.go(ENTER, "Test the key now?")
    t.go("n", "Not tested")
    assert f"bob,{key},{secret}" not in t.text() and secret in home.key_file.read_text()
    assert home.key_file.stat().st_mode & 0o777 == 0o600
    assert not [c for c in cloud.calls("CreateAccessKey") if "bob" not in str(c)]


def test_the_secret_of_the_command_line(at, home, cloud, tmp_path):
    key, secret = settled_key(cloud)
    given = tmp_path / "given"
    given.write_text(secret + "\n")
    t = at("setup", "essentia", "--method", "command", "--policy", "workers", "--set", f"KEY_FILE={home.key_file}",
           "--set", f"ACCESS_KEY_ID={key}", "--secret", f"SECRET_ACCESS_KEY=@{given}")
    t.wait("Names for the new resources", LONG)
    t.wait("User name", LONG)
    t.go("\r\r\r", "▸ Workers\n")
    t.go(ENTER, "Existing secret")
    t.go("\r\r\r", "▸ Region")
    t.go(ENTER, f"use the access key {key}", LONG)


def rotate(t):
    """Rotates: from the list of keys to the result."""
    t.go(ENTER, "Read each step and mark it")
    t.go("\r\r", "All read")
    t.go(ENTER, "Where should the new key be stored?")
    t.go(ENTER, "in this order:", LONG)
    t.go(ENTER, "The key has been rotated.", LONG)
    t.go(ENTER, "deactivated, but not deleted")


@pytest.mark.parametrize("rows, cols", [(24, 80), (16, 60)])
def test_rotation_of_a_setup_and_finish(at, home, cloud, rows, cols):
    old = home.key_setup()
    t = at(rows=rows, cols=cols)
    t.menu()
    t.go("/rot" + ENTER, "Which key do you want to rotate?")
    t.wait("key created today")
    t.go(ENTER, f"Rotate key {old[0]}", LONG)
    rotate(t)
    new = home.profile("master")
    assert new != old and key_works(cloud, new) and keys_of(cloud, "Essentia") == {old[0]: "Inactive", new[0]: "Active"}
    t.wait("deactivated, but not deleted")
    t.wait("accredit rotate essentia --finish")
    t.go(ENTER, "What do you want to do?")
    t.wait("1 rotation to finish")
    t.go("/rot" + ENTER, "Which key do you want to rotate?")
    t.wait("created today, old key")
    t.go(ENTER, "Delete the deactivated key", LONG)
    t.go(ENTER, "Press D to delete it now", LONG)
    t.go("D", "Delete the key now?")
    t.go_away("n", "Delete the key now?")
    t.go("D", "Delete the key now?")
    t.go("y", "in this order:", LONG)
    t.go(ENTER, "The deactivated key has been deleted.", LONG)
    t.go(ENTER, "is deleted. The rotation is")
    assert keys_of(cloud, "Essentia") == {new[0]: "Active"}


def test_rotation_of_a_setup_and_revert(at, home, cloud):
    old = home.key_setup()
    home.run("rotate", "essentia", "--no-probe")
    new = home.profile("master")
    t = at("rotate", "essentia", "--revert")
    t.wait("and switch back to it", LONG)
    t.go(ENTER, "in this order:", LONG)
    t.go("a", "The old key is active and in place again.", LONG)
    t.go(ENTER, "is active again")
    assert home.profile("master") == old and keys_of(cloud, "Essentia") == {old[0]: "Active", new[0]: "Active"}


def test_rotation_of_the_own_key_in_two_locations(at, home, cloud):
    t = at()
    t.menu()
    t.go("/rot" + ENTER, "user 'operator'")
    t.go(ENTER, "Rotate key AKIA", LONG)
    t.go(ENTER, "Where should the new key be stored?")
    t.go(DOWN + ENTER, "A profile of the credentials file")
    t.go_away("more" + ENTER, "A profile of the credentials file")
    t.wait("profile 'more'")
    t.go(UP + ENTER, "in this order:", LONG)
    t.go("a", "The key has been rotated.", LONG)
    t.go(ENTER, "You were signed in with the old key")
    t.go(ENTER, "What do you want to do?")
    t.wait("123456789012", LONG)        # signed in again with the new key
    assert home.profile("default") == home.profile("more")
    assert keys_of(cloud, "operator") == {cloud.operator["access_key_id"]: "Inactive", home.profile("more")[0]: "Active"}


def test_key_in_a_file_that_is_not_edited(at, home, cloud):
    """The list of locations and the review say so; the old key stays active until the file is updated."""
    old = settled_key(cloud)
    home.store_key("bob", *old)
    other = home.folder / ".s3cfg"
    other.write_text(f"access_key = {old[0]}\n")
    t = at("rotate", "--user", "bob")
    t.wait("where accredit cannot update it", LONG)
    t.go(ENTER, "Where should the new key be stored?")
    t.wait(".s3cfg contains it")
    t.go(ENTER, "in this order:", LONG)
    t.wait("active: accredit")
    t.go("a", "The old key is still active.", LONG)
    t.go(ENTER, "To update")
    new = home.profile("bob")
    assert new != old and keys_of(cloud, "bob") == {old[0]: "Active", new[0]: "Active"}
    other.unlink()
    t.go(ENTER, "What do you want to do?")
    t.wait("1 replaced key is still active")
    t.go("/rot" + ENTER, "Which key do you want to rotate?")
    t.wait("created today, old key")
    t.go(ENTER, "Deactivate the old key", LONG)
    t.go(ENTER, "in this order:", LONG)
    t.go("a", "The old key is deactivated.", LONG)
    t.go(ENTER, "To finish")
    assert keys_of(cloud, "bob") == {old[0]: "Inactive", new[0]: "Active"}


def test_key_in_use_is_kept(at, home, cloud):
    first, second = create_user(cloud, "bob", keys=2)
    home.store_key("bob", *first)
    home.store_key("other", *second)
    t = at("rotate", "--user", "bob", "--profile", "bob")
    t.wait("What do you want to do?", LONG)
    t.wait("is in use: a file", LONG)
    t.send(ENTER)
    assert keys_of(cloud, "bob") == {first[0]: "Active", second[0]: "Active"}
    t.go(ESC, "Which key do you want to rotate?")


def test_unused_key_is_deleted(at, home, cloud):
    first, second = create_user(cloud, "bob", keys=2)
    home.store_key("bob", *first)
    t = at()
    t.menu()
    t.go("/rot" + ENTER, "Another IAM user")
    t.wait("user 'operator'")
    t.go(DOWN + ENTER, "Which user? Type to filter")
    t.wait("operator")
    t.send("bo")
    t.until(lambda: "Essentia" not in t.text() and "operator" not in t.text().split("Which user")[1], "only bob")
    t.go(ENTER, f"Delete the unused key {second[0]}", LONG)
    t.go(ENTER, "Where should the new key be stored?")
    t.go(ENTER, "in this order:", LONG)
    t.go("a", f"Delete key {second[0]}?")
    t.go("y", "The key has been rotated.", LONG)
    new = home.profile("bob")
    assert keys_of(cloud, "bob") == {first[0]: "Inactive", new[0]: "Active"} and key_works(cloud, new)


@pytest.mark.parametrize("after", [1, 2])
def test_killed_and_resumed_from_the_menu(at, home, cloud, after):
    old = home.key_setup()
    t = at("rotate", "essentia", "--no-probe")
    t.wait("Rotate key AKIA", LONG)
    t.go(ENTER, "Read each step and mark it")
    t.go("\r\r", "All read")
    t.go(ENTER, "Where should the new key be stored?")
    t.go(ENTER, "in this order:", LONG)
    cloud.faults(die=f"after:{after},{t.process.pid}")
    t.send("a")
    assert t.ended(LONG) == -signal.SIGKILL
    cloud.control("POST", "faults", {"die": None})
    t = at()
    t.menu()
    t.until(lambda: re.search(r"'essentia' \(\d of \d steps done", t.text()), "the interrupted rotation on the menu")
    t.go("/resume" + ENTER, "was interrupted")
    t.go(ENTER, "All steps are done.", LONG)
    t.go(ENTER, "deactivated, but not deleted")
    new = home.profile("master")
    assert keys_of(cloud, "Essentia") == {old[0]: "Inactive", new[0]: "Active"} and key_works(cloud, new)


def test_back_from_everywhere_changes_nothing(at, home, cloud):
    home.key_setup()
    cloud.forget_calls()
    t = at("rotate", "essentia")
    t.wait("Rotate key AKIA", LONG)
    t.go(ENTER, "Read each step and mark it")
    t.go(ENTER, "(1 left)")
    t.go(ENTER, "All read")
    t.go(ENTER, "Where should the new key be stored?")
    t.go(" ", "skipped")
    t.go(ENTER, "select a location")
    t.go(" ", "All known locations")
    t.go(ENTER, "in this order:", LONG)
    t.go(ESC, "Where should the new key be stored?")
    t.go(ESC, "All read")
    t.go(ESC, "Rotate key AKIA", LONG)
    t.go(ESC, "Which key do you want to rotate?")
    t.go(ESC, "replace access keys")
    assert not cloud.changes()


def test_role_has_no_key_to_rotate(at, home, cloud):
    home.run("setup", "essentia", "--no-probe")
    t = at("rotate", "essentia")
    t.wait("uses a role", LONG)
    t.go(ENTER, "in this order:", LONG)
    t.go("a", "The sessions have been revoked.", LONG)
    t.go(ENTER, "AWS now denies the sessions")
    assert "AWSRevokeOlderSessions" in cloud.roles()["EssentiaMaster"]["inline"]


def test_key_of_a_profile_that_is_picked(at, home, cloud):
    """Two keys in use: the one to rotate is that of a profile, chosen from those of this computer."""
    first, second = create_user(cloud, "bob", keys=2)
    home.store_key("one", *first)
    home.store_key("two", *second)
    t = at("rotate", "--user", "bob")
    t.wait("What do you want to do?", LONG)
    t.go(ENTER, "Which profile? Type to filter")
    t.wait("one      access key " + first[0])
    t.go_away("two" + ENTER, "Which profile")
    t.wait("this key will be rotated", LONG)
    assert "other key " + first[0] in t.text() and t.text().index(second[0]) < t.text().index("this key will be rotated")
    assert t.quit() == 0
