"""A damaged or missing pack: one clear sentence names the file, and nothing is created."""

import json
import os

import pytest

from cloud import allow
from test_kill_setup import SETUP
from worker_helpers import use_pack_with_checks


@pytest.fixture
def pack(home):
    """The folder of a copy of the first pack, for a test to damage."""
    use_pack_with_checks(home)
    return os.path.join(home.environment["ACCREDIT_TEMPLATES"], "essentia")


def damage(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text if isinstance(text, str) else json.dumps(text))


def change(folder, how):
    path = os.path.join(folder, "pack.json")
    with open(path, encoding="utf-8") as file:
        pack = json.load(file)
    how(pack)
    damage(folder, "pack.json", pack)


POLICY = os.path.join("documents", "workers-and-s3.json")
STATEMENT = {"Version": "2012-10-17", "Statement": [allow("s3:*")]}


def assert_refused(home, cloud, *words):
    for command in (SETUP, ("setup", "essentia", "--no-probe", "--plan", "--json")):
        result = home.run(*command)
        assert result.code in (1, 64) and not result.of("plan"), result
        assert all(word in result.err for word in words), result
    assert not cloud.changes() and not home.files()


def test_document_that_is_null(home, cloud, pack):
    damage(pack, POLICY, "null")
    assert_refused(home, cloud)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"Version":"2012-10-17"}', json.dumps(STATEMENT)[:-3], json.dumps(STATEMENT) + "x",
                                  '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}', "[" * 10000])
def test_bad_document(home, cloud, pack, text):
    damage(pack, POLICY, text)
    assert_refused(home, cloud)
    result = home.expect(64, "templates", "check", pack)
    assert "workers-and-s3.json" in result.err


def test_document_with_a_placeholder_that_has_no_value(home, cloud, pack):
    damage(pack, POLICY, {**STATEMENT, "Statement": [allow("s3:*", resource="arn:aws:s3:::${NO_SUCH_VALUE}")]})
    assert_refused(home, cloud, "NO_SUCH_VALUE")


def test_document_too_large(home, cloud, pack):
    damage(pack, POLICY, {**STATEMENT, "Statement": [allow(*(f"s3:Get{n:05}" for n in range(2000)))]})
    assert_refused(home, cloud)


def test_missing_document(home, cloud, pack):
    os.remove(os.path.join(pack, POLICY))
    assert_refused(home, cloud, "workers-and-s3.json")


def test_document_outside_the_pack(home, cloud, pack):
    outside = os.path.join(home.folder, "outside.json")
    damage("/", outside, STATEMENT)
    os.remove(os.path.join(pack, POLICY))
    os.symlink(outside, os.path.join(pack, POLICY))
    assert_refused(home, cloud)
    os.remove(os.path.join(pack, POLICY))
    os.mkfifo(os.path.join(pack, POLICY))
    assert_refused(home, cloud)


@pytest.mark.parametrize("name", ["../../outside.json", "/etc/passwd", "..", "."])
def test_document_named_outside_the_pack(home, cloud, pack, name):
    damage("/", os.path.join(home.folder, "outside.json"), STATEMENT)
    change(pack, lambda p: [row.update(document=name) for row in p["policies"] if row["name"] == "workers-and-s3"])
    assert_refused(home, cloud)
    assert home.run("templates", "check", pack).code == 64


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"pack":"99","name":"essentia"}'])
def test_bad_pack(home, cloud, pack, text):
    damage(pack, "pack.json", text)
    assert_refused(home, cloud)
    assert home.run("templates", "check", pack).code == 64


def test_unknown_kind(home, cloud, pack):
    change(pack, lambda p: p["resources"][0].update(kind="toaster"))
    assert_refused(home, cloud, "toaster")


def test_control_characters(home, cloud, pack):
    """Control characters in a pack do not reach the terminal: the output of every run is searched for them."""
    change(pack, lambda p: p["notes"].append({"label": "\u202eevil", "text": "\x1b[2J\u009b31m"}))
    for words in (SETUP, ("setup", "essentia", "--no-probe", "--yes"), ("templates",), ("templates", "check", pack), ("show", "essentia")):
        home.run(*words)


def test_missing_folder_of_templates(home, cloud):
    home.environment["ACCREDIT_TEMPLATES"] = os.path.join(home.folder, "nowhere")
    assert_refused(home, cloud)
    assert home.run("templates").code in (0, 1, 64)


def test_missing_platform(home, cloud):
    for name in ("missing", "pack.schema.json", "essentia/documents"):
        result = home.expect(64, "setup", name, "--no-probe", "--yes", "--json")
        assert f"unknown platform '{name}'" in result.err and "choose one of" in result.err
    assert not cloud.changes()


def test_pack_deleted_after_the_setup(home, cloud, pack):
    """The setup can still be shown and removed."""
    home.setup()
    os.rename(pack, pack + ".away")
    assert home.expect(0, "show", "essentia", "--json").of("setup")
    assert home.run("verify", "essentia", "--no-probe", "--json").code in (1, 64)
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not cloud.roles()


def unless_list(folder):
    change(folder, lambda p: p["resources"][0].update(unless=[None, "x"]))


def with_list(folder):
    change(folder, lambda p: p["notes"][0].update({"with": [None, ["METHOD"]]}))


def folder_instead(folder):
    os.remove(os.path.join(folder, "pack.json"))
    os.mkdir(os.path.join(folder, "pack.json"))


def pipe_instead(folder):
    os.remove(os.path.join(folder, "pack.json"))
    os.mkfifo(os.path.join(folder, "pack.json"))


def link_outside(folder):
    os.remove(os.path.join(folder, "pack.json"))
    os.symlink("/etc/passwd", os.path.join(folder, "pack.json"))


def text_instead(text):
    def damages(folder):
        damage(folder, "pack.json", text)
    return damages


BAD = {
    "a list under unless": unless_list, "a list under with": with_list, "a folder": folder_instead, "a pipe": pipe_instead, "a link out": link_outside,
    "nothing": text_instead(""), "null": text_instead("null"), "a text": text_instead('"pack"'), "lists": text_instead('{"pack":[],"name":{},"methods":[[null]],"values":[null]}'),
    "deep": text_instead("[" * 100000), "large": text_instead(" " * (2 << 20)), "no text": text_instead('{"name": "\\ud800"}'),
    "sections of objects": text_instead('{"pack":"1","name":"iguazio","title":"t","methods":{"a":1},"values":{"b":[]},"resources":{"c":{"unless":[[]]}}}'),
}


@pytest.mark.parametrize("how", BAD)
def test_one_bad_template_never_affects_another(home, cloud, pack, how):
    """The good template is listed, shown, set up and removed; the bad one is named with its error, in every face."""
    folder = os.path.join(os.path.dirname(pack), "iguazio")
    BAD[how](folder)
    listed = home.run("templates")
    assert listed.code == 64 and "--method" in listed.out and "essentia " in listed.out, listed
    assert f"'{folder}'" in listed.err and f"accredit templates check {folder}" in listed.err, listed
    checked = home.expect(64, "templates", "check", folder)
    assert "pack.json" in checked.err, checked
    refused = home.expect(64, "setup", "iguazio", "--no-probe", "--yes", "--json")
    assert f"'{folder}'" in refused.err and not cloud.changes(), refused
    text = home.run("setup", "--text").out
    assert "Essentia" in text and "iguazio" in text and "is invalid" in text, text
    if how not in ("a list under unless", "a pipe", "sections of objects"):
        return
    home.setup()
    for words in (("list",), ("show", "essentia"), ("verify", "essentia", "--no-probe", "--json"), ("verify", "--all", "--no-probe", "--json"),
                  ("repair", "essentia", "--yes", "--json")):
        home.expect(0, *words)
    home.expect(0, "remove", "essentia", "--yes", "--json")
