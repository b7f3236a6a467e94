"""The main journey inside tmux, a second emulator and the terminal that many operators use."""
import os
import shutil
import subprocess
import time

import pytest

from harness import SOON
from wizard import LONG, find_program, two_templates

pytestmark = pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")


class Tmux:
    def __init__(self, cloud, folder):
        self.base = ["tmux", "-u", "-f", "/dev/null", "-S", str(folder / "socket")]
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color",
               **cloud.environment, "HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "ACCREDIT_TEMPLATES": two_templates(),
               # a second hangup during the search for leaks makes that search loop forever
               "ASAN_OPTIONS": f"log_path={folder}/report:detect_leaks=0", "UBSAN_OPTIONS": f"log_path={folder}/report"}
        self.folder = folder
        subprocess.run([*self.base, "new-session", "-d", "-x", "80", "-y", "24", f"{find_program()}; echo it is over; cat"],
                       env=env, check=True)

    def text(self):
        return subprocess.run([*self.base, "capture-pane", "-p"], capture_output=True, text=True, check=True).stdout

    def go(self, keys, text, limit=LONG):
        """Sends keys and waits for the text that they bring; see harness.py."""
        end = time.monotonic() + SOON
        while keys and text in self.text():
            assert time.monotonic() < end, f"{text!r} is there before {keys} bring it:\n{self.text()}"
        for key in keys:
            subprocess.run([*self.base, "send-keys", key], check=True)
        end = time.monotonic() + limit
        while text not in self.text():
            assert time.monotonic() < end, f"waited for {text!r}:\n{self.text()}"

    def size(self, rows, cols):
        subprocess.run([*self.base, "resize-window", "-x", str(cols), "-y", str(rows)], check=True)

    def end(self):
        subprocess.run([*self.base, "kill-server"], check=False)


@pytest.fixture
def tmux(cloud, tmp_path):
    t = Tmux(cloud, tmp_path)
    yield t
    t.end()
    assert not list(tmp_path.glob("report*"))


def test_from_the_menu_to_a_verified_setup_in_tmux(tmux, cloud):
    t = tmux
    t.go([], "123456789012")
    t.go(["Enter"], "Before you start")
    t.go(["Enter"], "How will the platform")
    t.go(["Enter"], "Policy name")
    t.go(["Enter"] * 3, "What should the platform be")
    t.go(["Enter"], "S3 bucket")
    t.size(16, 60)
    t.go([], "Set up, 5 of 9")
    t.go(["Enter"] * 3, "4 to create")
    t.size(10, 40)
    t.go([], "needs 60x16")
    t.size(24, 80)
    t.go([], "4 to create")
    t.go(["a"], "All resources have been created.")
    t.go(["Enter"], "Test the access now?")
    t.go(["y"], "checks passed", 120)
    t.go(["c"], "Console of the test instance")
    t.go(["c"], "checks passed")
    t.go(["Enter"], "Tested: all")
    subprocess.run([*t.base, "set-option", "-s", "set-clipboard", "on"], check=True)
    t.go(["c"], "Copied")
    assert subprocess.run([*t.base, "show-buffer"], capture_output=True, text=True, check=True).stdout == "EssentiaMaster"
    t.go(["Enter"], "What do you want to do?")
    t.go(["q", "y"], "it is over")
    assert "EssentiaMaster" in cloud.roles()
