"""What a rotation leaves in the records: told by list and show, no set-up to verify, and nothing is removed under a parked key."""

import os

import pytest

KEY = ["setup", "essentia", "--method", "configure", "--set", "PROFILE=master", "--no-probe", "--yes", "--json"]


@pytest.fixture
def keyed(home, tmp_path):
    """A set-up with a key, in a file to carry."""
    carried = os.path.join(home.folder, "carried")
    home.expect(0, *KEY, "--set", f"CARRY_FILE={carried}")
    home.carried = carried
    return home


def own_file(home):
    """The operator's key in a file that the program may change."""
    path = os.path.join(home.folder, "credentials")
    with open(home.environment["AWS_SHARED_CREDENTIALS_FILE"], encoding="utf-8") as file, open(path, "w", encoding="utf-8") as own:
        own.write(file.read())
    os.chmod(path, 0o600)
    return {"AWS_SHARED_CREDENTIALS_FILE": path, "AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}


def test_a_users_record_is_no_setup(home):
    env = own_file(home)
    home.secrets = []  # the key lies where it belongs
    home.expect(0, "rotate", "--user", "operator", "--yes", env=env)
    assert "a user's key" in home.expect(0, "list", env=env).out
    assert "access-key 'operator'" in home.expect(0, "show", "user-operator", env=env).out
    assert "not a set-up" in home.expect(64, "verify", "user-operator", "--yes", env=env).err
    home.expect(0, "verify", "--all", env=env)
    home.expect(0, "rotate", "user-operator", "--revert", "--yes", env=env)


def test_nothing_is_removed_under_a_parked_key(keyed, iam):
    keyed.expect(0, "rotate", "essentia", "--yes")
    refused = keyed.expect(64, "remove", "essentia", "--yes")
    assert "is parked" in refused.err and "--finish --now" in refused.err
    keyed.expect(0, "rotate", "essentia", "--finish", "--now", "--yes")
    keyed.expect(0, "remove", "essentia", "--yes")
    assert not [u for u in iam.list_users()["Users"] if u["UserName"] == "Essentia"]
    assert not os.path.exists(keyed.carried) or "master" not in open(keyed.carried, encoding="utf-8").read()


def test_a_file_that_was_carried_away_is_made_anew(keyed):
    os.unlink(keyed.carried)
    result = keyed.expect(0, "rotate", "essentia", "--yes", "--json")
    assert result.actions["profile"] == "create"
    with open(keyed.carried, encoding="utf-8") as file:
        assert result.result["outputs"]["key_id"] in file.read()


def test_a_file_with_another_key_stops_it_before_anything(keyed, cloud):
    with open(keyed.carried, encoding="utf-8") as file:
        text = file.read()
    with open(keyed.carried, "w", encoding="utf-8") as file:
        file.write(text.replace("AKIA", "AKIB"))
    cloud.forget_calls()
    assert "holds another key" in keyed.expect(64, "rotate", "essentia", "--yes").err
    assert not cloud.changes()
