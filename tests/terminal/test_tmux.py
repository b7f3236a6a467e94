"""The most important journeys again inside tmux: a second emulator, and the terminal that many operators use."""
import os
import shutil
import subprocess
import time

import pytest

from conftest import built_program
from harness import LIMIT, SOON

KEY40 = "0123456789012345678901234567890123456789"


class Tmux:
    def __init__(self, folder, argv, width=80, height=24):
        self.base = ["tmux", "-S", str(folder / "socket"), "-f", "/dev/null"]
        env = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8",
               "TERM": "xterm-256color", "SHELL": "/bin/sh",
               # a second hangup during the search for leaks makes that search loop forever
               "ASAN_OPTIONS": f"log_path={folder}/report:detect_leaks=0"}
        self.env = env
        self.run("new-session", "-d", "-x", str(width), "-y", str(height),
                 "; ".join([" ".join(argv), "echo over", "read x"]))

    def run(self, *args):
        return subprocess.run([*self.base, *args], env=self.env, check=True,
                              capture_output=True, text=True).stdout

    def text(self):
        return self.run("capture-pane", "-p")

    def send(self, *keys):
        self.run("send-keys", *keys)

    def type(self, text):
        self.run("send-keys", "-l", "--", text)

    def wait(self, text, limit=LIMIT):
        end = time.monotonic() + limit
        while text not in self.text():
            assert time.monotonic() < end, f"waited for {text!r}; the screen:\n{self.text()}"

    def go(self, keys, text):
        """Sends keys and waits for the text that they bring; see harness.py."""
        self.wait_gone(text, SOON)
        self.send(*keys)
        self.wait(text)

    def wait_gone(self, text, limit=LIMIT):
        end = time.monotonic() + limit
        while text in self.text():
            assert time.monotonic() < end, f"{text!r} stays; the screen:\n{self.text()}"


@pytest.fixture
def tmux(tmp_path):
    if not shutil.which("tmux"):
        pytest.skip("tmux is not installed")
    opened = []

    def start(*options, **more):
        opened.append(Tmux(tmp_path, [str(built_program("tests/screens/demo")), *options], **more))
        return opened[-1]

    yield start
    for t in opened:
        subprocess.run([*t.base, "kill-server"], env=t.env, check=False, capture_output=True)
    reports = [p.read_text() for p in tmp_path.glob("report*")]
    assert not reports, reports


def open_names(t):
    t.wait("What do you want to do?")
    t.go(["Enter"], "step 1 of 6")
    t.go(["Enter"], "Role name")


def test_journey(tmux):
    t = tmux()
    open_names(t)
    t.send("Tab", "Tab")
    t.type(KEY40)
    t.go(["Tab", "Enter"], "Statement")
    t.go(["Enter"], "Enter applies this")
    t.go(["Enter"], "Apply this plan?")
    t.go(["y"], "All is done.")
    t.go(["Enter"], "Note this down")
    t.go(["Enter"], "What do you want to do?")
    t.go(["q"], "secret=40 confirmed=1 done=6")
    t.wait("over")


def test_keys(tmux):
    t = tmux()
    open_names(t)
    t.go(["Home", "Delete", "End", "BSpace", "X", "Left", "Y", "F1"], "Enter Close")
    t.send("Escape")
    t.wait_gone("Enter Close")
    t.wait("ssentiYX")
    t.go(["BTab", "Down", "Right"], "(•) us-east-1")
    t.go(["Escape"], "step 1 of 6")


def test_paste(tmux):
    t = tmux()
    open_names(t)
    t.run("set-buffer", "Pasted-role\nyes\ny\n")
    t.run("paste-buffer", "-p")
    t.wait("Pasted-role")
    t.go(["C-c"], "Quit accredit?")
    t.go(["y"], "role=Pasted-role ")
    t.wait("confirmed=0")


def test_resize(tmux):
    t = tmux()
    open_names(t)
    t.type("-kept")
    for width, height in ((60, 16), (59, 15), (10, 3), (200, 60), (61, 17), (80, 24)):
        t.run("resize-window", "-x", str(width), "-y", str(height))
    t.wait("step 2 of 6")
    t.wait("Essentia-kept")
    t.run("resize-window", "-x", "59", "-y", "15")
    t.wait("Terminal too small: 59x15")
    t.run("resize-window", "-x", "60", "-y", "16")
    t.wait("Set up, 2 of 6")


def test_screen_is_restored(tmux):
    t = tmux()
    t.wait("What do you want to do?")
    t.go(["q"], "over")
    assert "What do you want to do?" not in t.text()
