"""The wizard on a terminal, with a practice cloud shared by a file of tests.

Every step waits for a fact. A cloud that treats its resources as old (`age`) verifies a setup in seconds.
"""
import json
import os
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "flow"))
from cloud import Cloud  # noqa: E402
from harness import Terminal  # noqa: E402
from program import find_program, two_templates  # noqa: E402

DOWN, UP, LEFT, RIGHT, PGDN, F1, ESC, ENTER = "\033[B", "\033[A", "\033[D", "\033[C", "\033[6~", "\033OP", "\033", "\r"
PASTE, PASTED = "\033[200~", "\033[201~"
LONG = 30.0


class Wizard(Terminal):
    """accredit on its own terminal; a home that is given is kept after the end."""

    def __init__(self, cloud, *words, home=None, env=None, **more):
        self.home = home
        away = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state")} if home else {}
        wanted = {k: v for k, v in cloud.environment.items() if k not in ("HOME", "XDG_STATE_HOME")}
        ours = {"ACCREDIT_TEMPLATES": two_templates()}
        super().__init__([find_program(), *words], env={**wanted, **ours, **away, **(env or {})}, **more)

    def go(self, keys, text, limit=LONG):
        return super().go(keys, text, limit)

    # --- opening a screen ---

    def menu(self):
        self.wait("What do you want to do?", LONG)
        self.wait("123456789012", LONG)

    def platform(self):
        self.menu()
        self.go(ENTER, "Which platform")
        self.wait("Before you start")

    def method(self):
        self.platform()
        self.go(ENTER, "How will the platform")

    def names(self):
        self.method()
        self.go(ENTER, "Names for the new resources")
        self.wait("Policy name")

    def names_after_apply(self):
        """From the question of the test, which is skipped, by the menu to the names of the same platform."""
        self.go("n", "Not tested")
        self.go(ENTER, "What do you want to do?")
        self.go(ENTER, "Which platform")
        self.go(ENTER, "How will the platform")
        self.go(ENTER, "Policy name")

    def policy(self):
        self.names()
        self.go("\r\r\r", "What should the platform be")

    def values(self):
        self.policy()
        self.go(ENTER, "S3 bucket")

    def review(self):
        self.values()
        self.go("\r\r\r", "to create")

    def applied(self):
        self.review()
        self.go("a", "All resources have been created.")

    def probe(self):
        self.applied()
        self.go(ENTER, "Test the access now?")

    def proved(self):
        self.probe()
        self.go("y", "checks passed", 120)

    def summary(self):
        self.proved()
        self.go(ENTER, "Tested: all")

    # --- state ---

    def records(self):
        """setup -> the lines of its journal."""
        state = (self.home or self.folder) / (
            "state" if self.home else ".local/state") / "accredit" / "setups"
        return {p.parent.name: [json.loads(line) for line in p.read_text().splitlines()]
                for p in state.glob("*/journal.jsonl")}

    def quit(self):
        """Quits with Ctrl-C and yes."""
        self.go("\x03", "Quit accredit?")
        self.send("y")
        return self.ended(LONG)
