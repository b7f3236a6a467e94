"""Keys in plain text: both key methods, and rotations, line by line; the secret is entered without echo."""

import os

import pytest

from key_home import keys_of, create_user, key_works
from text_session import PipeSession, TerminalSession

SETUP = ("setup", "essentia", "--text")


def end_session(session, home, code=0):
    home.read_secrets()
    return session.end(code)


def test_configure_to_the_probe(key_home, cloud):
    session = PipeSession(key_home, *SETUP)
    session.say("configure", "", "", "", "")
    shown = session.last
    assert "Not available: S3 does not work with keys" in " ".join(shown.split()) and shown.endswith("[1]: ")
    assert "Not available" in session.say("workers-and-s3")
    session.until("Apply these changes?")
    assert "create access key of user 'Essentia'" in session.last and "write profile 'default' in" in session.last
    shown = session.say("y")
    assert "wait until the new key is active everywhere" in shown and "no cost" in shown
    shown = session.say("y")
    assert "Tested: all" in shown and "checks passed." in shown and "ess cluster create" in shown and "\nRun these commands on the master:\n" in shown
    session.say("")
    end_session(session, key_home)
    assert key_works(cloud, key_home.profile())


def test_method_changes_the_proposed_policy(key_home):
    session = PipeSession(key_home, *SETUP)
    assert session.say("configure", "", "", "", "").endswith("[1]: ")
    session.say("b", "b", "b", "b", "b")
    assert session.say("role", "", "", "", "").endswith("[3]: ")
    end_session(session, key_home, 64)


def to_secret(key_home, key):
    session = PipeSession(key_home, *SETUP, "--method", "command", "--policy", "workers", "--set", f"KEY_FILE={key_home.key_file}")
    session.until("Existing access key ID")
    return session, session.say(key)


def test_existing_key(key_home, cloud):
    key, secret = create_user(cloud, "bob")[0]
    key_home.read_secrets()
    session, shown = to_secret(key_home, key)
    assert "not shown" in shown
    assert "Nothing is shown while you type" in session.say("?")
    assert "3 characters, not 40" in session.say("abc")
    assert "the ID of a key, not its secret" in session.say(key)
    assert session.say("b").endswith(f"[{key}]: ")
    cloud.control("POST", "wrong_secret", {"id": key, "secret": secret[::-1]})
    session.say("", secret[::-1])
    session.until("Enter: retry")
    assert "belong together" in " ".join(session.last.split())
    session.until("(not shown; Enter keeps", "b")
    session.say(f"  {secret}\t")
    session.until("Apply these changes?")
    assert f"use the access key {key} that you provided" in session.last
    assert "Test the key now?" in session.say("y")
    assert "The key was not tested" in session.say("n")
    assert f"--secret SECRET_ACCESS_KEY=@FILE" in session.all.replace(" \\\n     ", "")
    session.say("")
    end_session(session, key_home)
    assert key_home.csv() == (key, secret) and not cloud.calls("CreateUser")[1:]


def test_secret_entered_as_the_key_id(key_home, cloud):
    key, secret = create_user(cloud, "bob")[0]
    session = PipeSession(key_home, *SETUP, "--method", "command", "--policy", "workers", "--set", f"KEY_FILE={key_home.key_file}")
    session.until("Existing access key ID")
    shown = session.say("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    assert "looks like a secret access key" in shown and "clear the screen" in shown
    session.end(64)
    assert not key_home.files()


def test_secret_is_not_echoed_on_a_terminal(key_home, cloud):
    """Pasted with further lines: none of it is shown, then or later."""
    key, secret = create_user(cloud, "bob")[0]
    key_home.read_secrets()
    t = TerminalSession(key_home, *SETUP, "--method", "command", "--policy", "workers", "--set", f"KEY_FILE={key_home.key_file}")
    t.until("Existing access key ID")
    t.type(key + "\r")
    t.wait("(not shown): ")
    t.type(secret + "\rmore\rlines\r")
    t.wait("Region (l lists) [")
    t.interrupt()
    t.answer("Quit?", "y")
    t.end(64)


def test_secret_from_a_file(key_home, cloud):
    key, secret = create_user(cloud, "bob")[0]
    given = os.path.join(key_home.folder, "given")
    with open(os.open(given, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(secret + "\n")
    session = PipeSession(key_home, *SETUP, "--method", "command", "--policy", "workers", "--set", f"KEY_FILE={key_home.key_file}",
                "--set", f"ACCESS_KEY_ID={key}", "--secret", f"SECRET_ACCESS_KEY=@{given}")
    session.until("Apply these changes?")
    session.say("y", "n", "")
    end_session(session, key_home)
    assert key_home.csv() == (key, secret)


# Rotations


def rotate(session):
    """From the keys on: the manual steps, the locations, the plan."""
    while "What to do" in session.last.splitlines()[-1]:
        session.say("")
    while "Have you arranged" in session.last.splitlines()[-1]:
        session.say("y")
    assert "[x]" in session.last
    assert "deactivate the old key" in session.say("")
    return session.say("y")


def test_rotate_and_finish_a_setup(key_home, cloud):
    key_home.key_setup("configure", "--no-probe")
    old = key_home.profile()
    session = PipeSession(key_home, "--text")
    shown = session.say("rotate")
    assert "essentia: key created today" in shown and "user 'operator': the key you are signed in with" in shown
    shown = session.say("essentia")
    assert "Active, created today" in shown and "stored in profile 'default'" in shown and "--method role" in shown
    shown = rotate(session)
    assert "deactivated, but not deleted" in " ".join(shown.split()) and "accredit rotate essentia --finish" in shown
    new = key_home.profile()
    assert new[0] != old[0] and keys_of(cloud, "Essentia") == {old[0]: "Inactive", new[0]: "Active"} and key_works(cloud, new)
    assert "AWS reports the use of a key up to 24 hours late" in " ".join(session.say("rotate", "essentia", "finish").split())
    assert "Delete the deactivated key" in session.say("n")
    assert "delete the deactivated key" in session.say("finish", "y")
    assert "The rotation is finished." in " ".join(session.say("y").split())
    session.say("q", "y")
    end_session(session, key_home)
    assert keys_of(cloud, "Essentia") == {new[0]: "Active"}


def test_revert_a_rotation(key_home, cloud):
    key_home.key_setup("configure", "--no-probe")
    old = key_home.profile()
    key_home.rotate("essentia", "--no-probe")
    session = PipeSession(key_home, "rotate", "essentia", "--revert", "--text")
    assert session.last.endswith("[2]: ")
    session.say("")
    assert "is active again" in " ".join(session.say("y").split())
    end_session(session, key_home)
    assert key_home.profile() == old


def test_own_key_and_more_locations(key_home, cloud):
    key_home.sign_in_by_profile()
    old = key_home.profile()
    session = PipeSession(key_home, "--text")
    session.say("rotate", "own", "")
    assert "contains another key" in session.say("p", "default") or "already in the list" in session.last
    assert "[x] profile 'more'" in session.say("p", "more")
    assert "[ ] profile 'more'" in session.say("2") and "[x] profile 'more'" in session.say("2")
    assert "Select a location" not in session.all and "There is no 'x' here" in session.say("x")
    session.say("", "y")
    assert "You were signed in with the old key" in session.last and "Account 123456789012" in session.last
    session.say("q", "y")
    end_session(session, key_home)
    new = key_home.profile()
    assert new == key_home.profile("more") and keys_of(cloud, "operator") == {old[0]: "Inactive", new[0]: "Active"}


def test_rotation_needs_a_location(key_home, cloud):
    create_user(cloud, "bob")
    cloud.forget_calls()
    session = PipeSession(key_home, "rotate", "--user", "bob", "--text")
    assert "Where should the new key be stored?" in session.say("")
    assert "Select a location" in session.say("")
    session.say("b")
    end_session(session, key_home, 64)
    assert not cloud.changes()


def test_user_that_does_not_exist(key_home, cloud):
    session = PipeSession(key_home, "rotate", "--text")
    assert "there is no IAM user 'nobody' in account" in " ".join(session.say("user", "nobody").split())
    end_session(session, key_home, 64)


def test_recorded_location_that_is_gone(key_home, cloud):
    """It is not selected; selecting it writes the file again."""
    key_home.key_setup("command", "--policy", "workers", "--no-probe")
    os.remove(key_home.key_file)
    session = PipeSession(key_home, "rotate", "essentia", "--text", "--no-probe")
    session.say("")
    while "Have you arranged" in session.last.splitlines()[-1]:
        session.say("y")
    assert f"[ ] file {key_home.key_file} (the file does not exist any more)" in " ".join(session.last.split())
    assert "Select a location" in session.say("")
    assert f"[x] file {key_home.key_file}" in " ".join(session.say("1").split())
    assert "write key file" in session.say("")
    session.say("y")
    end_session(session, key_home)
    key, secret = key_home.csv()
    assert keys_of(cloud, "Essentia")[key] == "Active" and key_works(cloud, (key, secret))


@pytest.mark.parametrize("held", [1, 2])
def test_user_with_two_keys(key_home, cloud, held):
    keys = create_user(cloud, "bob", keys=2)
    for name, key in zip(["one", "two"][:held], keys):
        key_home.store_key(name, *key)
    session = PipeSession(key_home, "rotate", "--text")
    shown = session.say("user", "bob")
    if held == 2:
        assert "there are two keys" in " ".join(shown.split())
        shown = session.say("profile", "one")
        assert "is in use: a file on this computer contains it" in " ".join(shown.split())
        assert "Not available" in session.say("rotate")
    else:
        assert f"Delete the unused key {keys[1][0]} and rotate" in shown
        rotate(session)
        assert keys_of(cloud, "bob") == {keys[0][0]: "Inactive", key_home.profile("one")[0]: "Active"}
    end_session(session, key_home, 0 if held == 1 else 64)
    assert held == 1 or keys_of(cloud, "bob") == {key[0]: "Active" for key in keys}


def test_role_has_no_key_to_rotate(key_home, cloud):
    key_home.setup()
    session = PipeSession(key_home, "rotate", "essentia", "--text")
    assert "needs no key rotation" in " ".join(session.last.split())
    session.say("")
    assert "sessions are revoked" in session.say("y")
    end_session(session, key_home)
    assert "AWSRevokeOlderSessions" in cloud.roles()["EssentiaMaster"]["inline"]


def test_interrupted_rotation_is_resumed_from_the_menu(key_home, cloud):
    key_home.key_setup("configure", "--no-probe")
    old = key_home.profile()
    cloud.faults(error=["UpdateAccessKey=ServiceFailure:500"])
    session = PipeSession(key_home, "rotate", "essentia", "--text", "--no-probe")
    rotate(session)
    assert "Interrupted" in session.last.splitlines()[-1]
    session.say("later")
    end_session(session, key_home, 3)
    cloud.clear_faults()
    session = PipeSession(key_home, "--text")
    assert "Resume: 1 interrupted run: 'essentia' (" in session.last
    session.say("", "", "on")
    assert "deactivated, but not deleted" in " ".join(session.last.split())
    session.say("q", "y")
    end_session(session, key_home)
    assert keys_of(cloud, "Essentia") == {old[0]: "Inactive", key_home.profile()[0]: "Active"}


def test_back_from_every_question(key_home, cloud):
    key_home.key_setup("configure", "--no-probe")
    cloud.forget_calls()
    session = PipeSession(key_home, "--text")
    session.say("rotate", "essentia", "", "y", "y", "")
    assert "Rotate now?" in session.last
    assert "Locations" in session.say("b").splitlines()[-1]
    assert "Have you arranged" in session.say("b").splitlines()[-1]
    assert "What to do" in session.say("b").splitlines()[-1]
    assert "Key" in session.say("b").splitlines()[-1]
    assert "What do you want to do?" in session.say("b")
    session.say("q", "y")
    end_session(session, key_home)
    assert not cloud.changes()
