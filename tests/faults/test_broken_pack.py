"""A pack that is spoilt or not there: one clear sentence that names the file, and nothing is made."""

import json
import os

import pytest

from cloud import allow
from test_kill_setup import SETUP
from worker_helpers import use_pack_with_checks


@pytest.fixture
def pack(home):
    """A copy of the first pack to spoil: its folder."""
    use_pack_with_checks(home)
    return os.path.join(home.environment["ACCREDIT_TEMPLATES"], "essentia")


def spoil(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text if isinstance(text, str) else json.dumps(text))


def change(folder, how):
    path = os.path.join(folder, "pack.json")
    with open(path, encoding="utf-8") as file:
        pack = json.load(file)
    how(pack)
    spoil(folder, "pack.json", pack)


POLICY = os.path.join("documents", "workers-and-s3.json")
STATEMENT = {"Version": "2012-10-17", "Statement": [allow("s3:*")]}


def refused(home, cloud, *words):
    for command in (SETUP, ("setup", "essentia", "--no-probe", "--plan", "--json")):
        result = home.run(*command)
        assert result.code in (1, 64) and not result.of("plan"), result
        assert all(word in result.err for word in words), result
    assert not cloud.changes() and not home.files()


def test_a_document_of_nothing(home, cloud, pack):
    spoil(pack, POLICY, "null")
    refused(home, cloud)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"Version":"2012-10-17"}', json.dumps(STATEMENT)[:-3], json.dumps(STATEMENT) + "x",
                                  '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}', "[" * 10000])
def test_bad_document(home, cloud, pack, text):
    spoil(pack, POLICY, text)
    refused(home, cloud)
    result = home.expect(64, "templates", "check", pack)
    assert "workers-and-s3.json" in result.err


def test_document_with_a_placeholder_that_has_no_value(home, cloud, pack):
    spoil(pack, POLICY, {**STATEMENT, "Statement": [allow("s3:*", resource="arn:aws:s3:::${NO_SUCH_VALUE}")]})
    refused(home, cloud, "NO_SUCH_VALUE")


def test_document_too_large(home, cloud, pack):
    spoil(pack, POLICY, {**STATEMENT, "Statement": [allow(*(f"s3:Get{n:05}" for n in range(2000)))]})
    refused(home, cloud)


def test_document_that_is_not_there(home, cloud, pack):
    os.remove(os.path.join(pack, POLICY))
    refused(home, cloud, "workers-and-s3.json")


def test_document_outside_the_pack(home, cloud, pack):
    outside = os.path.join(home.folder, "outside.json")
    spoil("/", outside, STATEMENT)
    os.remove(os.path.join(pack, POLICY))
    os.symlink(outside, os.path.join(pack, POLICY))
    refused(home, cloud)
    os.remove(os.path.join(pack, POLICY))
    os.mkfifo(os.path.join(pack, POLICY))
    refused(home, cloud)


@pytest.mark.parametrize("name", ["../../outside.json", "/etc/passwd", "..", "."])
def test_document_named_outside_the_pack(home, cloud, pack, name):
    spoil("/", os.path.join(home.folder, "outside.json"), STATEMENT)
    change(pack, lambda p: [row.update(document=name) for row in p["policies"] if row["name"] == "workers-and-s3"])
    refused(home, cloud)
    assert home.run("templates", "check", pack).code == 64


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"pack":"99","name":"essentia"}'])
def test_bad_pack(home, cloud, pack, text):
    spoil(pack, "pack.json", text)
    refused(home, cloud)
    assert home.run("templates", "check", pack).code == 64


def test_unknown_kind(home, cloud, pack):
    change(pack, lambda p: p["resources"][0].update(kind="toaster"))
    refused(home, cloud, "toaster")


def test_hostile_words(home, cloud, pack):
    """Control characters in a pack reach nobody's terminal: every run is searched for them."""
    change(pack, lambda p: p["notes"].append({"label": "\u202eevil", "text": "\x1b[2J\u009b31m"}))
    for words in (SETUP, ("setup", "essentia", "--no-probe", "--yes"), ("templates",), ("templates", "check", pack), ("show", "essentia")):
        home.run(*words)


def test_folder_of_templates_is_not_there(home, cloud):
    home.environment["ACCREDIT_TEMPLATES"] = os.path.join(home.folder, "nowhere")
    refused(home, cloud)
    assert home.run("templates").code in (0, 1, 64)


def test_platform_is_not_there(home, cloud):
    for name in ("missing", "pack.schema.json", "essentia/documents"):
        result = home.expect(64, "setup", name, "--no-probe", "--yes", "--json")
        assert "templates" in result.err
    assert not cloud.changes()


def test_pack_is_gone_after_the_setup(home, cloud, pack):
    """What was made can still be shown, resumed and removed."""
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


def a_folder(folder):
    os.remove(os.path.join(folder, "pack.json"))
    os.mkdir(os.path.join(folder, "pack.json"))


def a_pipe(folder):
    os.remove(os.path.join(folder, "pack.json"))
    os.mkfifo(os.path.join(folder, "pack.json"))


def a_link_out(folder):
    os.remove(os.path.join(folder, "pack.json"))
    os.symlink("/etc/passwd", os.path.join(folder, "pack.json"))


def anything(text):
    def spoils(folder):
        spoil(folder, "pack.json", text)
    return spoils


BAD = {
    "a list under unless": unless_list, "a list under with": with_list, "a folder": a_folder, "a pipe": a_pipe, "a link out": a_link_out,
    "nothing": anything(""), "null": anything("null"), "a text": anything('"pack"'), "lists": anything('{"pack":[],"name":{},"methods":[[null]],"values":[null]}'),
    "deep": anything("[" * 100000), "large": anything(" " * (2 << 20)), "no text": anything('{"name": "\\ud800"}'),
    "sections of objects": anything('{"pack":"1","name":"iguazio","title":"t","methods":{"a":1},"values":{"b":[]},"resources":{"c":{"unless":[[]]}}}'),
}


@pytest.mark.parametrize("how", BAD)
def test_one_bad_template_never_affects_another(home, cloud, pack, how):
    """The other is listed, shown, set up and removed; the bad one is named with what is wrong with it, on every face."""
    folder = os.path.join(os.path.dirname(pack), "iguazio")
    BAD[how](folder)
    listed = home.run("templates")
    assert listed.code == 64 and "--method" in listed.out and "essentia " in listed.out, listed
    assert f"'{folder}'" in listed.err and f"accredit templates check {folder}" in listed.err, listed
    checked = home.expect(64, "templates", "check", folder)
    assert "pack.json" in checked.err, checked
    refused_ = home.expect(64, "setup", "iguazio", "--no-probe", "--yes", "--json")
    assert f"'{folder}'" in refused_.err and not cloud.changes(), refused_
    text = home.run("setup", "--text").out
    assert "Essentia" in text and "iguazio" in text and "is broken" in text, text
    if how not in ("a list under unless", "a pipe", "sections of objects"):
        return
    home.setup()
    for words in (("list",), ("show", "essentia"), ("verify", "essentia", "--no-probe", "--json"), ("verify", "--all", "--no-probe", "--json"),
                  ("repair", "essentia", "--yes", "--json")):
        home.expect(0, *words)
    home.expect(0, "remove", "essentia", "--yes", "--json")
