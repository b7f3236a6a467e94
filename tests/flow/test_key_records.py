"""What a rotation records: list and show report it, it is no setup to verify, and removal waits for a deactivated key."""

import os

import pytest

KEY = ["setup", "essentia", "--method", "configure", "--set", "PROFILE=master", "--no-probe", "--yes", "--json"]


@pytest.fixture
def key_setup(home, tmp_path):
    """A setup with a key, in a transfer file."""
    transfer_file = os.path.join(home.folder, "transfer_file")
    home.expect(0, *KEY, "--set", f"CARRY_FILE={transfer_file}")
    home.transfer_file = transfer_file
    return home


def key_in_own_file(home):
    """The operator's key in a file that the program can change."""
    path = os.path.join(home.folder, "credentials")
    with open(home.environment["AWS_SHARED_CREDENTIALS_FILE"], encoding="utf-8") as file, open(path, "w", encoding="utf-8") as own:
        own.write(file.read())
    os.chmod(path, 0o600)
    return {"AWS_SHARED_CREDENTIALS_FILE": path, "AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}


def test_rotation_record_of_a_user_is_no_setup(home):
    env = key_in_own_file(home)
    home.secrets = []  # the key is in its location
    home.expect(0, "rotate", "--user", "operator", "--yes", env=env)
    assert "user's key" in home.expect(0, "list", env=env).out
    assert "Access key of operator: " in home.expect(0, "show", "user-operator", env=env).out
    assert "not a setup" in home.expect(64, "verify", "user-operator", "--yes", env=env).err
    home.expect(0, "verify", "--all", env=env)
    home.expect(0, "rotate", "user-operator", "--revert", "--yes", env=env)


def test_removal_waits_for_a_deactivated_key(key_setup, iam):
    key_setup.expect(0, "rotate", "essentia", "--yes")
    refused = key_setup.expect(64, "remove", "essentia", "--yes")
    assert "is not finished" in refused.err and "--finish --now" in refused.err
    key_setup.expect(0, "rotate", "essentia", "--finish", "--now", "--yes")
    key_setup.expect(0, "remove", "essentia", "--yes")
    assert not [u for u in iam.list_users()["Users"] if u["UserName"] == "Essentia"]
    assert not os.path.exists(key_setup.transfer_file) or "master" not in open(key_setup.transfer_file, encoding="utf-8").read()


def test_moved_transfer_file_is_created_again(key_setup):
    os.unlink(key_setup.transfer_file)
    result = key_setup.expect(0, "rotate", "essentia", "--yes", "--json")
    assert result.actions["profile"] == "create"
    with open(key_setup.transfer_file, encoding="utf-8") as file:
        assert result.result["outputs"]["key_id"] in file.read()


def test_file_with_another_key_stops_the_rotation(key_setup, cloud):
    with open(key_setup.transfer_file, encoding="utf-8") as file:
        text = file.read()
    with open(key_setup.transfer_file, "w", encoding="utf-8") as file:
        file.write(text.replace("AKIA", "AKIB"))
    cloud.forget_calls()
    assert "contains another key" in key_setup.expect(64, "rotate", "essentia", "--yes").err
    assert not cloud.changes()
