"""The grammar of the events in the contract: what a program that reads them can rely on."""

import functools
import json
import os
import re

import jsonschema

SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "schemas", "events.schema.json")

ACTIONS = {"create", "update", "adopt", "none", "remove"}
VERDICTS = {"yes", "no", "cannot-tell"}
LAYERS = {"identity", "boundary", "scp", "rcp", "resource", "trust", "session", "network", "clock", "rbac", "unknown"}
ENDS = {"done", "failed", "undone"}
FREE = {"extra", "found", "left", "issuer", "lookalike", "missing", "key", "since", "trust", "undecided", "setup", "whoami", "preflight", "keys", "handoff-status", "permissions", "stackset"}  # lists, whose members this grammar does not describe


def _without_duplicates(pairs):
    """An object; a duplicate member is an error."""
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"duplicate member: {names}"
    return dict(pairs)


def _check_members(what, **members):
    """Checks for exactly these members with these types; a name that ends in _ here is optional."""
    must = {name for name in members if not name.endswith("_")}
    assert must <= set(what) <= {name.rstrip("_") for name in members}, f"members {sorted(what)}, wanted {sorted(members)}"
    for name, kind in members.items():
        value = what.get(name.rstrip("_"))
        if name.rstrip("_") in what:
            assert isinstance(value, kind), f"{name} is {value!r}"
            assert isinstance(value, bool) or not isinstance(value, (int, float)) or value >= 0, f"{name} is {value!r}"


NUMBER = (int, float)


def _plan(event, state):
    assert "plan" not in state, "there is a second plan"
    _check_members(event, event=str, steps=list)
    ids = []
    for step in event["steps"]:
        _check_members(step, id=str, kind=str, name=str, action=str, diff=list, allowed_by_=list)
        assert step["action"] in ACTIONS and step["name"] and step["kind"]
        assert re.fullmatch(r"[a-z0-9-]+\.[a-z-]+", step["id"]), step["id"]
        for row in step["diff"]:
            assert set(row) == {"path", "found", "wanted"} and isinstance(row["path"], str), row
            assert row["found"] != row["wanted"], row
        assert bool(step["diff"]) >= (step["action"] == "update"), "an update says what differs"
        ids.append(step["id"])
    assert len(ids) == len(set(ids)), "duplicate step"
    state["plan"] = set(ids)


def _step(event, state):
    _check_members(event, event=str, id=str, status=str, seconds=NUMBER, error_=dict, text_=str, notices_=list)
    status, was = event["status"], state["steps"].get(event["id"])
    planned = event["id"].startswith(("probe.", "pod.", "pod-")) or event["id"] in ("key.check", "here.check") or event["id"] in state.get("plan", {event["id"]})
    assert planned, f"{event['id']} was not in the plan"
    assert status in ENDS | {"started", "waiting"}
    assert was not in ENDS, f"{event['id']}: {status} after {was}"
    assert (was is None) == (status == "started") or was == "waiting", f"{event['id']}: {status} after {was}"
    assert ("error" in event) == (status == "failed")
    assert ("text" in event) <= (status == "waiting")
    if "error" in event:
        _check_members(event["error"], code=str, message=str, request_id=str, remedy=str)
        assert event["error"]["message"]
    state["steps"][event["id"]] = status


def _check(event, state):
    _check_members(event, event=str, id=str, expected=str, verdict=str, evidence=dict, layer_=str, says_=str, remedy_=str, statement_=object, optional_=bool)
    assert event["expected"] in ("allow", "deny") and event["verdict"] in VERDICTS
    assert "layer" not in event or event["layer"] in LAYERS, event
    _check_members(event["evidence"], call=str, time=str, request_id=str, text=str)
    assert event["id"] not in state["checks"], "duplicate check"
    state["checks"].add(event["id"])


def _result(event, state):
    _check_members(event, event=str, ok=bool, setup=str, outputs=dict, seconds=NUMBER)
    assert all(isinstance(v, str) and v for v in event["outputs"].values()), event["outputs"]


def _compared(event, state):
    _check_members(event, event=str, id=str, kind=str, name=str, verdict=str, evidence=dict, asked=list, error_=dict)
    assert event["verdict"] in ("yes", "no", "cannot-tell") and ("error" in event) in {"cannot-tell": (True,), "no": (True, False), "yes": (False,)}[event["verdict"]]
    for row in [event["evidence"], *event["asked"]]:
        _check_members(row, call=str, time=str, request_id=str, text=str)
        assert row["call"] and row["text"] and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["time"]), row
    assert event["id"] not in state["compared"], "duplicate resource"
    state["compared"].add(event["id"])


def _interrupted(event, state):
    _check_members(event, event=str, setup=str, run=str, step=str, done=NUMBER, all=NUMBER, running=bool)
    assert event["setup"] and re.fullmatch(r"[0-9a-f]{16}", event["run"]) and event["done"] <= event["all"]


def _risk(event, state):
    _check_members(event, event=str, severity=str, on=str, statements=list, actions=list, text=str, narrower_=str)
    assert event["severity"] in ("high", "medium", "low") and event["on"] and event["actions"] and event["text"]
    for statement in event["statements"]:
        _check_members(statement, document=str, index=NUMBER)
        assert statement["document"] and statement["index"] >= 1


def _handoff(event, state):
    _check_members(event, event=str, setup=str, form=str, folder=str, files=list, afterwards=list, next=str, waiting=bool, note_=str)
    assert event["files"] and event["next"].startswith("accredit verify ") and event["waiting"] != ("note" in event)
    for row in event["afterwards"]:
        _check_members(row, id=str, kind=str, name=str, why=str, command=str)
        assert row["command"].startswith("accredit ") and row["why"] and not row["why"].endswith(".")


def _operation(event, state):
    _check_members(event, event=str, stackset=str, id=str, action=str, status=str)
    assert event["action"] in ("create", "update", "delete", "other") and event["status"] in ("running", "succeeded", "failed", "stopped")
    was = state["operations"].get(event["id"])
    assert (was is None) == (event["status"] == "running"), f"{event['id']}: {event['status']} after {was}"
    state["operations"][event["id"]] = event["status"]


def _account(event, state):
    _check_members(event, event=str, id=str, status=str, reason_=str)
    assert re.fullmatch(r"\d{12}", event["id"]) and event["status"] in ("pending", "running", "succeeded", "failed")
    assert ("reason" in event) == (event["status"] == "failed")
    assert "running" in state["operations"].values(), "an account without an operation"


def _account_verified(event, state):
    _check_members(event, event=str, id=str, verdict=str, text_=str)
    assert re.fullmatch(r"\d{12}", event["id"]) and event["verdict"] in VERDICTS and ("text" in event) == (event["verdict"] != "yes")
    assert event["id"] not in state["verified"], "verified twice"
    state["verified"].add(event["id"])


KINDS = {"operation": _operation, "account": _account, "account-verified": _account_verified, "handoff": _handoff, "risk": _risk, "plan": _plan, "step": _step, "check": _check, "compared": _compared, "result": _result, "interrupted": _interrupted}


@functools.cache
def schemas():
    """Event -> the validator of the schema that is installed."""
    with open(SCHEMA, encoding="utf-8") as file:
        whole = json.load(file)
    assert {rule["if"]["properties"]["event"]["const"] for rule in whole["allOf"]} == set(whole["properties"]["event"]["enum"])
    return {rule["if"]["properties"]["event"]["const"]: jsonschema.Draft202012Validator({**rule["then"], "$defs": whole["$defs"]}) for rule in whole["allOf"]}


def check_schema(event):
    """An event is as the installed schema says."""
    assert event["event"] in schemas(), f"the schema has no event {event['event']}"
    wrong = [f"{list(e.absolute_path)}: {e.message}" for e in schemas()[event["event"]].iter_errors(event)]
    assert not wrong, f"{event} is not as the schema says: {wrong}"


def read(text):
    """The events of a run's standard output; any other line is an error."""
    assert text == "" or text.endswith("\n"), "the last line is incomplete"
    events = [json.loads(line, object_pairs_hook=_without_duplicates) for line in text.splitlines()]
    assert all(isinstance(e, dict) and e.get("event") in set(KINDS) | FREE for e in events), text
    return events


def check(events, code, many=False):
    """Checks a run's events against the grammar. A killed run (code below 0) can end anywhere."""
    state = {"steps": {}, "checks": set(), "compared": set(), "operations": {}, "verified": set()}
    for index, event in enumerate(events):
        check_schema(event)
        if event["event"] in KINDS:
            KINDS[event["event"]](event, state)
        if event["event"] == "result" and many:
            state = {"steps": {}, "checks": set(), "compared": set(), "operations": {}, "verified": set()}
        elif event["event"] == "result":
            assert index == len(events) - 1, "an event follows the result"
    if code < 0:
        return
    assert events and events[-1]["event"] == "result", "the last line is not a result"
    if not many:
        assert events[-1]["ok"] == (code == 0), f"ok is {events[-1]['ok']}, the exit code {code}"
    unfinished = {k: v for k, v in state["steps"].items() if v not in ENDS}
    assert not unfinished, f"started and never finished: {unfinished}"
