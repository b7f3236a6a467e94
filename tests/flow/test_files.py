"""Files that a platform reads are written, kept and corrected, never written over another's file, and not removed once others changed them."""

import json
import os

import pytest

from pack_managed import value

PACK = {
    "pack": "1", "name": "maps", "title": "Maps",
    "methods": [{"name": "file", "title": "File", "gives": "A map.", "recommended": True}],
    "values": [value("MAP_FILE", kind="path", default="map.yaml"), value("SEA", kind="text", default="North")],
    "resources": [{"id": "map", "kind": "file", "name": "${MAP_FILE}", "document": "map.json"}],
}
MAP = {"sea": "${SEA}", "list": [{"buoy": "${SEA} 1"}], "deep": {"er": "yes"}}
SETUP = ("setup", "maps", "--no-probe", "--yes", "--json")


def expected_text(sea="North"):
    return json.loads(json.dumps(MAP).replace("${SEA}", sea))


@pytest.fixture
def template_with_file(home, tmp_path):
    """The program's home with the test template, and the path of its file."""
    documents = tmp_path / "templates" / "maps" / "documents"
    documents.mkdir(parents=True)
    (documents.parent / "pack.json").write_text(json.dumps(PACK))
    (documents / "map.json").write_text(json.dumps(MAP))
    home.environment["ACCREDIT_TEMPLATES"] = str(tmp_path / "templates")
    assert home.run("templates", "check", str(documents.parent)).code == 0
    home.map = os.path.join(home.folder, "map.yaml")
    return home


def read(template_with_file):
    with open(template_with_file.map, encoding="utf-8") as file:
        return json.load(file)


def write(template_with_file, text):
    with open(template_with_file.map, "w", encoding="utf-8") as file:
        file.write(text)


def test_file_is_written_corrected_and_removed(template_with_file):
    assert template_with_file.expect(0, *SETUP).actions == {"map": "create"}
    assert read(template_with_file) == expected_text() and os.stat(template_with_file.map).st_mode & 0o777 == 0o600
    assert template_with_file.expect(0, *SETUP).actions == {"map": "none"}
    write(template_with_file, json.dumps({**expected_text(), "deep": {"er": "no"}, "more": 1}))
    drift = template_with_file.expect(2, "verify", "maps", "--no-probe", "--json")
    assert drift.diffs == {"map": ["document.deep.er", "document.more"]}
    changed = template_with_file.expect(0, *SETUP, "--set", "SEA=South")
    assert changed.actions == {"map": "update"} and read(template_with_file) == expected_text("South")
    template_with_file.expect(0, "remove", "maps", "--yes", "--json")
    assert not os.path.exists(template_with_file.map)


@pytest.mark.parametrize("text", ["sea: mine\n", '{"sea": "mine"}', ""])
def test_file_of_another_owner_is_not_overwritten(template_with_file, text):
    write(template_with_file, text)
    refused = template_with_file.expect(64, *SETUP)
    assert "map.yaml" in refused.err and "--set MAP_FILE=" in refused.err
    with open(template_with_file.map, encoding="utf-8") as file:
        assert file.read() == text


def test_equal_file_is_adopted_and_kept(template_with_file):
    write(template_with_file, json.dumps(expected_text()))
    assert template_with_file.expect(0, *SETUP).actions == {"map": "adopt"}
    template_with_file.expect(0, "remove", "maps", "--yes", "--json")
    assert read(template_with_file) == expected_text()


def test_changed_file_is_kept(template_with_file):
    template_with_file.expect(0, *SETUP)
    write(template_with_file, "sea: mine\n")
    output = template_with_file.expect(0, "remove", "maps", "--yes").out
    assert "someone who changed it since" in output and os.path.exists(template_with_file.map)
