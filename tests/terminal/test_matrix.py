"""Every screen on every kind of terminal in every size: one run each walks through all of them by keys.

ACCREDIT_MATRIX=all tries every pair of kind and size ('make check-faults').
"""
import os
import shutil

import pytest

from test_keys import home  # noqa: F401  (before wizard, which adds the folder of another test_keys)
from matrix import KINDS, SIZES, Emulated, Look, Tmux
from wizard import DOWN, ENTER, ESC, F1

ALL = os.environ.get("ACCREDIT_MATRIX") == "all"
# Kind, size, and whether the probe runs: it takes as long as all else. Otherwise each kind in one size, each size at least once.
PAIRS = [(kind, size, ALL or (kind in ("tmux", "no-color") and (i + j) % 4 == 1)) for i, kind in enumerate(KINDS) for j, size in enumerate(SIZES)
         if ALL or (i + j) % 4 == 1]


@pytest.fixture
def started(cloud, home):  # noqa: F811
    opened = []

    def start(kind, rows, cols):
        if kind == "tmux" and not shutil.which("tmux"):
            pytest.skip("tmux is not installed")
        home.run("setup", "essentia", "--name", "keys", "--no-probe", "--method", "configure", "--set", "PROFILE=master")
        if kind == "tmux":
            opened.append(Tmux(cloud, rows, cols, home.folder, home.environment))
        else:
            opened.append(Emulated(cloud, kind, rows, cols, home.folder, home.environment))
        return opened[-1]

    yield start
    for t in opened:
        t.close()


# Name of the screen, the keys that lead to it, its text, its title, its step, what Esc leads back to, and whether it has fields.
SETUP = [
    ("platform", ENTER, "Which platform do you want to set up?", "Platform", 1, "What do you want to do?", False),
    ("method", ENTER, "How will the platform authenticate", "Credential method", 2, "Which platform do you", False),
    ("names", ENTER, "Role name", "Names for the new resources", 3, "How will the platform", True),
    ("policy", "\r\r\r", "What should the platform be", "Policy", 4, "Names for the new", False),
    ("settings", ENTER, "S3 bucket", "Master and bucket", 5, "What should the platform be", True),
]
ROTATION = [
    ("rotation steps", ENTER, "Read each step and mark it", "Manual steps", 3),
    ("rotation locations", "\r\r" + ENTER, "Where should the new key be stored?", "Locations", 4),
    ("rotation review", ENTER, "in this order:", "Review", 5),
    ("rotation progress", ENTER, "The key has been rotated.", "Progress", 6),
    ("rotation result", ENTER, "deactivated, but not deleted", "Result", 7),
]


def walk(t, look, stops):
    for name, keys, text, title, step, back, field in stops:
        t.leads(keys, text)
        look.screen(name, title, step, field)
        t.leads(ESC, back)
        t.leads(ENTER, text)     # what was selected or focused still is


def search_and_help(t, look):
    t.leads("/rot", "find  rot")
    look.screen("search", "Menu", field=True, tried=False)
    t.send(ESC)
    t.until(lambda: t.seen("create the AWS access"), "the menu without a filter")
    t.leads(F1, "Close")
    look.frame("help", "Menu", None)
    t.send(ESC)
    t.until(lambda: not t.seen("Enter Close"), "the help to go")


def set_up(t, look, probed):
    walk(t, look, SETUP)
    t.leads("\t" + DOWN, "practice-data")
    look.screen("picker", "Master and bucket", 5, True)
    t.send(ENTER)
    t.leads("\r\r\r", "to create")
    look.screen("review", "Review", 6)
    t.leads("a", "All resources have been created.")
    look.screen("apply", "Apply", 7)
    t.leads(ENTER, "Test the access now?")
    look.screen("probe question", "Test", 8)
    if probed:
        t.leads("y", "checks passed", 120)
        look.screen("probe result", "Test", 8)
        t.leads("c", "Console of the test instance")
        look.screen("console", "Test", 8)
        t.leads("c", "checks passed")
        t.leads(ENTER, "Tested: all")
    else:
        t.leads("n", "Not tested")
    look.screen("summary", "Summary", 9)
    t.leads(ENTER, "What do you want to do?")


def maintain(t, look):
    t.leads("/setups" + ENTER, "STATE")
    look.screen("setups", "Setups")
    t.leads(ENTER, "Setup details")
    look.screen("setup", "Setup details")
    t.leads(ESC, "STATE")
    t.leads(DOWN + "v", "resources match")
    look.screen("verify", "Verify")
    t.leads(ESC, "STATE")
    t.leads(ESC, "What do you want to do?")


def rotate(t, look):
    t.leads("/rot" + ENTER, "Which key do you want to rotate?")
    look.screen("which key", "Which key", 1)
    t.leads(ENTER, "Rotate key AKIA")
    look.screen("key", "Keys", 2)
    for name, keys, text, title, step in ROTATION:
        t.leads(keys, text)
        look.screen(name, title, step)


def faults_of(t, size, probed):
    look = Look(t, *size)
    t.until(lambda: t.seen("123456789012") and t.seen("What do you want to do?"), "the menu")
    look.screen("menu", "Menu")
    search_and_help(t, look)
    t.send("g")
    set_up(t, look, probed)
    maintain(t, look)
    rotate(t, look)
    return look.faults


@pytest.mark.parametrize("kind, size, probed", PAIRS, ids=lambda v: f"{v[1]}x{v[0]}" if isinstance(v, tuple) else str(v))
def test_every_screen(started, kind, size, probed):
    faults = faults_of(started(kind, *size), size, probed)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("rows, cols", SIZES if ALL else SIZES[:1])
def test_plain_text_on_a_dumb_terminal(wizard, cloud, rows, cols):
    """No control sequence, and no line that is broken although its words fit; a command to copy may be."""
    t = wizard("setup", "essentia", "--no-probe", term="dumb", rows=rows, cols=cols)
    asked = b""
    while b"Apply these changes?" not in asked:
        t.until(lambda: t.stream.endswith(b": ") and len(t.stream) > len(asked) + 2, "a prompt")  # noqa: B023  (2: the echo)
        asked = t.stream
        t.send("y\r" if b"Apply these changes?" in asked else "\r")
    t.wait("Next (number or name)")
    t.send("\r")
    assert t.ended() == 0 and "EssentiaMaster" in cloud.roles()
    assert b"\033" not in t.stream
    wrapped = [line for line in t.stream.decode().split("\r\n") if "--" not in line and not line.startswith("accredit: ")]
    long = [line for line in wrapped if len(line) > cols and max(len(word) for word in line.split()) < cols // 2]
    assert not long, "\n".join(long)
