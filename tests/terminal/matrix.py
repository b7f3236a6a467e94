"""The facts that hold for every screen on every terminal, and the terminals of test_matrix.py.

A terminal is a size and a kind: tmux with its own TERM, or a pseudo-terminal with the emulator of harness.py. Both are read
and driven the same way. Facts are collected for all screens of a run, so that one run reports everything that does not hold.
"""
import re
import subprocess
import time

from harness import LIMIT, colors
from wizard import DOWN, ESC, F1, LONG, PGDN, UP, Wizard, find_program, two_templates

NOTHING = 2.0     # seconds after which a key has done nothing
PGUP, BACKTAB, LINUX_BACKTAB = "\033[5~", "\033[Z", "\033\t"

# Kind of terminal: its TERM (None: tmux's own), more of the environment, only ASCII, no color.
KINDS = {
    "tmux": (None, {}, False, False),
    "linux": ("linux", {}, True, False),
    "vt100": ("vt100", {}, True, True),
    "no-color": ("xterm-256color", {"NO_COLOR": "1"}, False, True),
    "c-locale": ("xterm-256color", {"LC_ALL": None, "LANG": "C"}, True, False),
}
SIZES = [(16, 60), (24, 80), (40, 120), (60, 200)]

# Key of the footer: what is pressed to see that it works, and the keys that lead back. Enter and Esc are pressed by the walk
# itself; the keys that are not listed change something, or open a screen of the walk.
TRIED = {
    "Up Down": ((DOWN, UP), (UP, DOWN)), "PgDn": ((PGDN, PGUP), (PGUP, PGDN)), "Tab": (("\t",), (BACKTAB,)), "J": (("J",), ("J",)),
    "F1": ((F1,), (ESC,)), "F1 ?": (("?",), (ESC,)), "/": (("/",), (ESC,)), "q": (("q",), (ESC,)), "w": (("w",), (ESC,)),
    "s": (("s",), (ESC,)), "e": (("e",), (ESC,)), "Down": ((DOWN,), (ESC,)),
}
KEYS = re.compile(r"(F1 \?|F1|Up Down|Home End|PgDn|Enter|Tab|Space|Down|Esc|Ctrl-[A-Z]|.) (\S.*)")


class Shown:
    """What both kinds of terminals share."""

    plain = ascii = linux = False

    def seen(self, text):
        return text in self.text() or text in " ".join(self.words())

    def words(self):
        """The text without the list of steps, frames and line breaks: a sentence can be wrapped."""
        return re.sub(r"^.{0,27}[│|] ", "", self.text(), flags=re.M).split()

    def leads(self, keys, text, limit=LONG):
        """Sends keys and waits for the text that they bring."""
        self.settle()
        assert not self.seen(text), f"{text!r} is there before {keys!r}:\n{self.text()}"
        self.send(keys)
        self.until(lambda: self.seen(text), repr(text), limit)
        self.settle()

    def changes(self, keys):
        """Whether the screen changes after these keys."""
        self.settle()
        before, end = self.view(), time.monotonic() + NOTHING
        self.send(keys)
        while self.view() == before:
            if time.monotonic() > end:
                return False
            self.pause()
        self.settle()
        return True


class Emulated(Shown, Wizard):
    def __init__(self, cloud, kind, rows, cols, home, env):
        term, more, self.ascii, self.plain = KINDS[kind]
        self.read_rows, self.linux = (None, []), kind == "linux"
        super().__init__(cloud, rows=rows, cols=cols, term=term, home=home, env={**env, **more})

    def pause(self):
        self.read(0.02)

    def settle(self):
        self.silence(0.06)

    def view(self):
        """The output so far, without bells: curses sends nothing when nothing changes."""
        while self.read(0):
            pass
        return len(self.stream) - self.stream.count(b"\a")

    def rows(self):
        """Read once for each output: of a large screen this takes longer than all else here."""
        if self.read_rows[0] != len(self.stream):
            self.read_rows = len(self.stream), [line.rstrip() for line in self.screen.display]
        return self.read_rows[1]

    def text(self):
        return "\n".join(self.rows())

    def cursor(self):
        return None if self.screen.cursor.hidden else (self.screen.cursor.y, self.screen.cursor.x)

    def forbidden(self):
        """What this kind of terminal must not be sent."""
        found = sorted(colors(self.stream)) if self.plain else []
        return found + ([f"byte {max(self.stream):#x}"] if self.ascii and max(self.stream) > 0x7f else [])


class Tmux(Shown):
    def __init__(self, cloud, rows, cols, home, env):
        self.home, self.size = home, (rows, cols)
        self.base = ["tmux", "-u", "-f", "/dev/null", "-S", str(home / "socket")]
        wanted = {"PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC", **cloud.environment,
                  "ACCREDIT_TEMPLATES": two_templates(), "HOME": str(home), "XDG_STATE_HOME": str(home / "state"), **env,
                  # a second hangup during the search for leaks makes that search loop forever
                  "ASAN_OPTIONS": f"log_path={home}/report:detect_leaks=0", "UBSAN_OPTIONS": f"log_path={home}/report"}
        subprocess.run([*self.base, "new-session", "-d", "-x", str(cols), "-y", str(rows), f"{find_program()}; echo it is over; cat"],
                       env={k: v for k, v in wanted.items() if v is not None}, check=True)
        self.ask("set-option", "-g", "status", "off")

    def ask(self, *words):
        return subprocess.run([*self.base, *words], capture_output=True, text=True, check=True).stdout

    def text(self):
        return self.ask("capture-pane", "-p").rstrip("\n")

    def rows(self):
        lines = self.text().split("\n")
        return lines + [""] * (self.size[0] - len(lines))

    def view(self):
        return self.ask("capture-pane", "-e", "-p"), self.cursor()

    def cursor(self):
        shown, y, x = (int(n) for n in self.ask("display-message", "-p", "#{cursor_flag} #{cursor_y} #{cursor_x}").split())
        return (y, x) if shown else None

    def send(self, keys):
        self.ask("send-keys", "-l", "--", keys)

    def pause(self):
        time.sleep(0.02)

    def settle(self):
        """Waits until two views are the same."""
        before, end = self.view(), time.monotonic() + LIMIT
        while time.monotonic() < end:
            time.sleep(0.06)
            now = self.view()
            if now == before:
                return
            before = now

    def until(self, ready, what, limit=LIMIT):
        end = time.monotonic() + limit
        while not ready():
            assert time.monotonic() < end, f"waited {limit} s for {what}; the screen:\n{self.text()}"
            self.pause()

    def forbidden(self):
        return []

    def close(self):
        subprocess.run([*self.base, "kill-server"], check=False, capture_output=True)
        assert not list(self.home.glob("report*"))


def footer(line):
    """The footer's keys and their words."""
    found = []
    for part in re.split(r"\s{2,}", line.strip()):
        match = KEYS.fullmatch(part)
        found.append((match[1], match[2]) if match else (part, ""))
    return found


class Look:
    """Looks at one screen after another; what does not hold is in faults."""

    def __init__(self, terminal, rows, cols):
        self.t, self.height, self.width, self.faults = terminal, rows, cols, []

    def fault(self, name, says):
        self.faults.append(f"{name}: {says}")

    def frame(self, name, title, step):
        """The title, the step, and the widths."""
        t, rows = self.t, self.t.rows()
        head = " ".join(rows[:4])
        if title not in head:
            self.fault(name, f"no title {title!r} in {head!r}")
        if step and not re.search(rf"\b{step} of \d", head):
            self.fault(name, f"no step {step} in {head!r}")
        for y, row in enumerate(rows[1:-1], 1):
            if len(row) > self.width - 1 and not row.rstrip().endswith(("│", "|", "┐", "┘", "+")):
                self.fault(name, f"row {y} has no margin: {row!r}")
            body = re.sub(r"[│|] *$", "", row).rstrip()
            if body.endswith("~" if t.ascii else "…") and len(body) < self.width - 6:
                self.fault(name, f"row {y} is cut although there is room: {row!r}")
        if t.forbidden():
            self.fault(name, f"sent {t.forbidden()[:8]}")

    def cursor(self, name, field):
        """A field has the cursor in it."""
        at = self.t.cursor()
        if field and (not at or not re.search(r"\[|find|▸|>", self.t.rows()[at[0]])):
            self.fault(name, f"no cursor in a field: {at}")

    def edges(self):
        """The title and the footer; what is between them can have changed when a key was tried."""
        rows = self.t.rows()
        return rows[:3], rows[-1]

    def footer(self, name):
        """Each key that the last row lists does something here, and F1 is the last."""
        keys = footer(self.t.rows()[-1])
        if not keys or not keys[-1][0].startswith("F1"):
            self.fault(name, f"the footer does not end with the help: {keys}")
        for key, does in keys:
            if not key or not does:
                self.fault(name, f"the footer has {key!r} {does!r}")
            for there, back in zip(*TRIED.get(key, ((), ()))):
                before = self.edges()
                if self.t.changes(there):
                    self.t.send(LINUX_BACKTAB if back == BACKTAB and self.t.linux else back)
                    self.t.until(lambda: self.edges() == before, f"{name} again after {key}")  # noqa: B023
                    self.t.settle()
                    break
            else:
                if key in TRIED:
                    self.fault(name, f"{key} {does} does nothing")

    def screen(self, name, title, step=None, field=False, tried=True):
        self.t.settle()
        self.frame(name, title, step)
        self.cursor(name, field)
        if tried:
            self.footer(name)
