"""Strings that break programs, entered at every question of the plain-text front end: no control byte is printed, no crash."""

import glob
import json
import os
import re
import tempfile

import pytest

from cloud import TOP
from text_session import PipeSession

KEYS = {"", "b", "q", "h", "?", "y", "yes", "n", "no", "=", "l"}
LOCATIONS = ["Platform", "Method", "Setup name", "Role name", "Policy name", "Policy (", "Role description", "Tags", "Region", "S3 bucket", "Existing master",
          "Apply these changes?"]
INVALID_BYTES = [b"\x1b[2J", b"\x1b]0;title\x07", b"\x9b31m", b"\xc2\x9b31m", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"a\x00b", b"\x08\x08\x08",
              b"\x7f", b"\r\rx", b"\t\tx", b"%n%n%s", b"\xe2\x80\xaeevil", b"\xe2\x80\x8b", b"x" * 5000, b"x" * 70000, b"'; rm -rf /", b"${ROLE_NAME}",
              b"$(id)", b"../../etc/passwd", b"{\"a\":1}", b"\xf0\x9f\x98\x80" * 20]


def hostile_strings():
    named = os.environ.get("ACCREDIT_VECTORS")
    folder = named or os.path.join(TOP, "..", "shared", "vectors")
    path = os.path.join(folder, "naughty-strings", "blns.json")
    if not os.path.isfile(path):
        pytest.skip(f"SKIPPED: there is no {path}; ACCREDIT_VECTORS names the folder of the vectors")
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def enter_all(session, place, strings):
    prompt = session.until(place, more=True).splitlines()[-1]
    known = re.split(r"[\[(]", prompt)[0]
    for string in strings:
        line = string if isinstance(string, bytes) else re.sub(r"[\r\n]", " ", string)
        if line.strip() in (KEYS | {k.encode() for k in KEYS}):
            continue
        session.say(line)
        assert not session.ended, f"{line!r} ended it:\n{session.all[-2000:]}"
        for _ in range(3):
            if session.last.splitlines()[-1].startswith(known):
                break
            session.say("b")	# it was accepted: back to the question
        assert session.last.splitlines()[-1].startswith(known), f"{line!r} led elsewhere:\n{session.all[-2000:]}"


@pytest.mark.parametrize("place", LOCATIONS)
def test_hostile_strings(home, cloud, place):
    strings = hostile_strings()
    for old in glob.glob(os.path.join(tempfile.gettempdir(), "blns*.fail")):
        os.unlink(old)
    session = PipeSession(home, "setup", "--text")
    enter_all(session, place, strings)
    session.end(64)
    assert not cloud.changes() and not home.files()
    assert not glob.glob(os.path.join(tempfile.gettempdir(), "blns*.fail")), "a shell interpreted one of them"


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
@pytest.mark.parametrize("place", LOCATIONS)
def test_invalid_bytes(home, cloud, place, locale):
    session = PipeSession(home, "setup", "--text", env={"LC_ALL": locale})
    enter_all(session, place, INVALID_BYTES)
    result = session.end(64)
    assert locale != "C" or result.out.isascii()
    assert not cloud.changes() and not home.files()


def test_hostile_answers_at_the_menu(home):
    session = PipeSession(home, "--text")
    enter_all(session, "Your choice", INVALID_BYTES)
    session.end(64)
