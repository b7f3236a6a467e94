"""Without a terminal nothing waits for input: the missing option is named, and nothing is changed."""

import os

import pytest

from test_setup_lifecycle import KEPT


@pytest.mark.parametrize("json", [[], ["--json"]])
def test_setup_without_yes(home, cloud, json):
    result = home.expect(64, "setup", "essentia", "--no-probe", *json, limit=20)
    assert "--yes" in result.err and not cloud.changes() and not home.files()


def test_no_confirmation_when_nothing_changes(home):
    home.setup()
    assert home.expect(0, "setup", "essentia", "--no-probe", "--json").actions == KEPT


def test_remove_without_yes(home, cloud):
    home.setup()
    before = cloud.snapshot(), home.files()
    cloud.forget_calls()
    assert "--yes" in home.expect(64, "remove", "essentia", "--json", limit=20).err
    assert not cloud.changes() and (cloud.snapshot(), home.files()) == before


def test_resume_without_yes(home, cloud):
    cloud.faults(die="after:2")
    assert home.run("setup", "essentia", "--no-probe", "--yes", "--json").code == -9
    before = cloud.snapshot(), home.files()
    cloud.forget_calls()
    assert "--yes" in home.expect(64, "resume", "--json", limit=20).err
    assert "--yes" in home.expect(64, "resume", "--undo", "--json", limit=20).err
    assert not cloud.changes() and (cloud.snapshot(), home.files()) == before


@pytest.mark.parametrize("words", [[], ["setup"], ["verify"], ["show"], ["remove"], ["nonsense"], ["--nonsense"], ["list", "more"],
                                   ["verify", "--all", "nobody", "--policy", "x"], ["setup", "--set"]])
def test_wrong_usage(home, words):
    home.expect(64, *words, limit=20)


@pytest.mark.parametrize("words", [["show", "nobody"], ["verify", "nobody", "--no-probe"], ["remove", "nobody", "--yes"],
                                   ["resume", "nobody", "--yes"]])
def test_no_such_setup(home, cloud, words):
    for name in ("nobody", "../../etc", "No Body"):
        words = [words[0], name, *words[2:]]
        result = home.expect(64, *words, "--json")
        assert name in result.err
    assert not cloud.changes() and not home.files()
    assert not os.path.exists(home.file("setups", "nobody")), "a refused run creates no folder"


def test_nothing_to_resume(home, cloud):
    home.expect(0, "resume", "--yes", "--json")
    home.setup()
    cloud.forget_calls()
    for words in (["resume", "--yes"], ["resume", "essentia", "--yes"], ["resume", "essentia", "--undo", "--yes"]):
        home.expect(0, *words, "--json")
    assert not cloud.changes() and cloud.roles()


def test_several_interrupted_setups(home, cloud):
    for name in ("one", "two"):
        cloud.faults(die="after:2")
        assert home.run("setup", "essentia", "--name", name, "--set", f"ROLE_NAME={name}", "--no-probe", "--yes", "--json").code == -9
    cloud.forget_calls()
    result = home.expect(64, "resume", "--yes", "--json")
    assert "accredit list" in result.err and not cloud.changes()
    home.expect(0, "resume", "one", "--yes", "--json")
    home.expect(0, "resume", "--undo", "--yes", "--json")
    assert set(cloud.roles()) == {"one"} == set(cloud.profiles())


def test_version_and_help(home):
    assert home.expect(0, "--version").out.startswith("accredit ")
    for words in (["--help"], ["setup", "--help"], ["resume", "-h"]):
        assert home.expect(0, *words).out
