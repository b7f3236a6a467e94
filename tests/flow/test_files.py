"""Files that a platform reads: written, kept, put right; never over somebody else's, never removed once somebody changed them."""

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


def wanted(sea="North"):
    return json.loads(json.dumps(MAP).replace("${SEA}", sea))


@pytest.fixture
def maps(home, tmp_path):
    """The program's home with that pack, and where its file shall be."""
    documents = tmp_path / "templates" / "maps" / "documents"
    documents.mkdir(parents=True)
    (documents.parent / "pack.json").write_text(json.dumps(PACK))
    (documents / "map.json").write_text(json.dumps(MAP))
    home.environment["ACCREDIT_TEMPLATES"] = str(tmp_path / "templates")
    assert home.run("templates", "check", str(documents.parent)).code == 0
    home.map = os.path.join(home.folder, "map.yaml")
    return home


def read(maps):
    with open(maps.map, encoding="utf-8") as file:
        return json.load(file)


def write(maps, text):
    with open(maps.map, "w", encoding="utf-8") as file:
        file.write(text)


def test_written_put_right_and_removed(maps):
    assert maps.expect(0, *SETUP).actions == {"map": "create"}
    assert read(maps) == wanted() and os.stat(maps.map).st_mode & 0o777 == 0o600
    assert maps.expect(0, *SETUP).actions == {"map": "none"}
    write(maps, json.dumps({**wanted(), "deep": {"er": "no"}, "more": 1}))
    drift = maps.expect(2, "verify", "maps", "--no-probe", "--json")
    assert drift.diffs == {"map": ["document.deep.er", "document.more"]}
    changed = maps.expect(0, *SETUP, "--set", "SEA=South")
    assert changed.actions == {"map": "update"} and read(maps) == wanted("South")
    maps.expect(0, "remove", "maps", "--yes", "--json")
    assert not os.path.exists(maps.map)


@pytest.mark.parametrize("text", ["sea: mine\n", '{"sea": "mine"}', ""])
def test_somebody_elses_is_in_the_way(maps, text):
    write(maps, text)
    refused = maps.expect(64, *SETUP)
    assert "map.yaml" in refused.err and "--set MAP_FILE=" in refused.err
    with open(maps.map, encoding="utf-8") as file:
        assert file.read() == text


def test_the_same_of_others_is_adopted_and_stays(maps):
    write(maps, json.dumps(wanted()))
    assert maps.expect(0, *SETUP).actions == {"map": "adopt"}
    maps.expect(0, "remove", "maps", "--yes", "--json")
    assert read(maps) == wanted()


def test_changed_by_hand_it_is_left(maps):
    maps.expect(0, *SETUP)
    write(maps, "sea: mine\n")
    said = maps.expect(0, "remove", "maps", "--yes").out
    assert "whoever changed it since" in said and os.path.exists(maps.map)
