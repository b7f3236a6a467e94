"""The schemas that are installed: made from the program's tables and templates, and true of what the program writes and takes."""

import json
import os

import jsonschema
import pytest

from cloud import TOP

FOLDER = os.path.join(TOP, "schemas")
WHOLE = {"v": 1, "platform": "essentia", "name": "one", "account": "123456789012", "region": "us-east-1", "method": "role", "policy": "s3-scoped",
         "values": {"BUCKET": "rehearsal", "ROLE_NAME": "Master"}}


def schema(name):
    with open(os.path.join(FOLDER, f"{name}.schema.json"), encoding="utf-8") as file:
        return json.load(file)


def mistakes(name, instance):
    return [e.message for e in jsonschema.Draft202012Validator(schema(name)).iter_errors(instance)]


@pytest.mark.parametrize("name", ["answers", "events"])
def test_files_are_those_of_the_program(home, name):
    told = home.expect(0, "templates", "schema", name).out
    with open(os.path.join(FOLDER, f"{name}.schema.json"), encoding="utf-8") as file:
        assert file.read() == told, "run 'make tables'"
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_unknown_schema(home):
    refused = home.expect(64, "templates", "schema", "boats")
    assert "answers or events" in refused.err


def test_template_schema_takes_every_template():
    with open(os.path.join(TOP, "templates", "pack.schema.json"), encoding="utf-8") as file:
        validator = jsonschema.Draft202012Validator(json.load(file))
    for name in ("essentia", "deadline", "iguazio", "e6data"):
        with open(os.path.join(TOP, "templates", name, "pack.json"), encoding="utf-8") as file:
            assert [e.message for e in validator.iter_errors(json.load(file))] == [], name


@pytest.mark.parametrize("change, what", [
    ({}, None),
    ({"policy": "", "method": ""}, None),
    ({"values": {}}, "'BUCKET' is a required property"),
    ({"values": {}, "policy": "workers"}, None),
    ({"values": {"BUCKET": 7}}, "7 is not of type 'string'"),
    ({"values": {"BUCKET": "b", "SHIP": "x"}}, "'SHIP' was unexpected"),
    ({"values": {"BUCKET": "b", "SECRET_ACCESS_KEY": "x"}}, "'SECRET_ACCESS_KEY' was unexpected"),
    ({"policy": "boats"}, "'boats' is not one of"),
    ({"ship": "x"}, "'ship' was unexpected"),
    ({"v": 2}, "2 is not one of"),
])
def test_answers(home, change, what):
    """The schema and the program refuse the same files."""
    answers = {**WHOLE, **change}
    found = mistakes("answers", answers)
    assert (what is None) == (found == []) and (what is None or any(what in f for f in found)), found
    path = os.path.join(home.folder, "answers.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(answers, file)
    home.expect(64 if what else 2, "setup", "essentia", "--answers", path, "--plan", "--no-probe", "--json")


def test_record_and_handoff_write_what_the_schema_takes(home, tmp_path):
    home.setup()
    with open(os.path.join(home.state, "accredit", "setups", "essentia", "answers.json"), encoding="utf-8") as file:
        assert mistakes("answers", json.load(file)) == []
    home.expect(0, "handoff", "deadline", "--format", "terraform", "-o", str(tmp_path / "out"), "--json")
    with open(tmp_path / "out" / "answers.json", encoding="utf-8") as file:
        assert mistakes("answers", json.load(file)) == []


@pytest.mark.parametrize("event, what", [
    ({"event": "result", "ok": True, "setup": "", "outputs": {}, "seconds": 0.5}, None),
    ({"event": "result", "ok": True, "setup": "", "seconds": 0.5}, "'outputs' is a required property"),
    ({"event": "result", "ok": 1, "setup": "", "outputs": {}, "seconds": 0.5}, "1 is not of type 'boolean'"),
    ({"event": "step", "id": "role.create", "status": "asleep", "seconds": 0}, "'asleep' is not one of"),
    ({"event": "step", "id": "role.create", "status": "failed", "seconds": 0, "error": {}}, "'code' is a required property"),
    ({"event": "plan", "steps": [{"id": "a.b"}]}, "'kind' is a required property"),
    ({"event": "sail"}, "'sail' is not one of"),
    ({"event": "whoami", "more": 1}, None),
])
def test_events(event, what):
    found = mistakes("events", event)
    assert (what is None) == (found == []) and (what is None or any(what in f for f in found)), found
