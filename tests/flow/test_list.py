"""accredit list as a table, what it says where there is none, and the last line of each command."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

import pytest


def columns(text):
    """The rows of the table, cut where its header's columns begin; and what follows it."""
    table, _, rest = text.partition("\n\n")
    lines = table.splitlines()
    starts = [m.start() for m in re.finditer(r"(?:^|(?<=  ))\S", lines[0])]
    return [[line[a:b].strip() for a, b in zip(starts, [*starts[1:], None])] for line in lines], rest


def on_terminal(home, width, *words):
    """What a command prints on a terminal of this width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    process = subprocess.Popen([home.path, *words], stdin=subprocess.DEVNULL, stdout=theirs, env=home.environment)
    os.close(theirs)
    text = b""
    try:
        while piece := os.read(ours, 4096):
            text += piece
    except OSError:
        pass    # the terminal is closed: the program has ended
    os.close(ours)
    assert process.wait(30) == 0
    return text.decode().replace("\r\n", "\n")


def test_no_setups(home):
    assert home.expect(0, "list").out == \
        "No setups on this computer yet. 'accredit setup PLATFORM' creates one; 'accredit templates' lists the platforms.\n"


def test_table(key_home):
    key_home.key_setup("command")
    key_home.setup("--name", "second")
    rows, rest = columns(key_home.expect(0, "list").out)
    assert rows[0] == ["SETUP", "PLATFORM", "STATE", "VERIFIED", "KEY AGE", "NEXT"]
    assert [row[:3] for row in rows[1:]] == [["essentia", "essentia", "ready"], ["second", "essentia", "ready"]]
    assert rows[1][4] not in ("-", "unknown") and rows[2][4] == "-" and rows[1][5] == rows[2][5] == "-"
    assert rest == "2 setups, nothing to do.\n"
    key_home.rotate("essentia")
    rows, rest = columns(key_home.expect(0, "list").out)
    assert rows[1][5].startswith("delete old key") and rest == "2 setups, 1 with a next step.\n"


def test_width_of_the_terminal(key_home):
    long = "a-setup-with-a-name-of-sixty-three-characters-which-is-the-most"
    key_home.key_setup("command")
    key_home.setup("--name", long)
    assert long in key_home.expect(0, "list").out, "nothing is cut where standard output is no terminal"
    narrow = on_terminal(key_home, 80, "list")
    assert max(map(len, narrow.splitlines())) <= 80 and re.search(r"^a-setup-with-[a-z-]*\.\.\. ", narrow, re.M), narrow
    assert long in on_terminal(key_home, 160, "list")


@pytest.mark.parametrize("words, code, last", [
    (["setup", "essentia", "--no-probe", "--plan"], 2, "Plan: 4 to create. Nothing has been changed."),
    (["setup", "essentia", "--no-probe", "--yes"], 0, "Setup 'essentia': all resources are in place; the access was not tested."),
    (["rotate", "--all", "--yes"], 0, "Nothing to rotate: no setup on this computer has an access key."),
    (["resume", "--yes"], 0, "Nothing to resume."),
])
def test_last_line_without_a_setup(home, words, code, last):
    assert home.expect(code, *words).out.splitlines()[-1] == last


@pytest.mark.parametrize("words, code, last", [
    (["setup", "essentia", "--no-probe", "--yes"], 0, "Everything already matches. Nothing to change."),
    (["setup", "essentia", "--no-probe", "--plan"], 0, "Plan: nothing to do. Nothing has been changed."),
    (["setup", "essentia", "--no-probe", "--plan", "--policy", "s3"], 2, "Plan: 1 to change. Nothing has been changed."),
    (["verify", "essentia", "--no-probe"], 0, r"essentia: .*; the access was not tested"),
    (["repair", "essentia", "--yes"], 0, "Everything matches. Nothing to repair."),
    (["accept", "essentia", "--yes"], 0, "Nothing to accept."),
    (["remove", "essentia", "--plan"], 2, "Plan: 4 to remove. Nothing has been changed."),
    (["remove", "essentia", "--yes"], 0, "Everything accredit created has been removed."),
])
def test_last_line(home, words, code, last):
    home.setup()
    assert re.fullmatch(last, home.expect(code, *words).out.splitlines()[-1])


def test_last_line_of_rotations(key_home):
    key_home.key_setup("command")

    def last(*words, code=0):
        return key_home.expect(code, "rotate", *words, "--yes").out.splitlines()[-1]

    assert last("--all", "--older-than", "90") == last("--all", "--older-than", "90d") == "Nothing to rotate: 1 key, none of that age."
    assert last("essentia") == "Key rotated."
    assert last("essentia", "--revert") == "The old key is in use again."
