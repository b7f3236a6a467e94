"""A program on a real pseudo-terminal, read by an emulator.

Rules: never sleep; wait for a text or for silence. Every wait has a time limit and shows the screen when it fails. Size,
locale, TERM and HOME are set here.
"""
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time
from pathlib import Path

import pyte

LIMIT = 30.0
SOON = 2.0
PIECE = 512  # bytes read at a time: so small that a test that decides on half a screen fails often, not once in a hundred runs


class Stream(pyte.ByteStream):
    """pyte does not know REP (repeat the last character), nor SU and SD (scroll); curses uses them."""

    csi = {**pyte.ByteStream.csi, "b": "repeat", "S": "scroll_up", "T": "scroll_down"}
    events = frozenset([*pyte.ByteStream.events, "repeat", "scroll_up", "scroll_down"])


class Screen(pyte.Screen):
    last = " "

    def draw(self, data):
        if data:
            self.last = data[-1]
        super().draw(data)

    def repeat(self, count=1):
        super().draw(self.last * (count or 1))

    def scroll_up(self, count=1):
        self._from_top(self.delete_lines, count)

    def scroll_down(self, count=1):
        self._from_top(self.insert_lines, count)

    def _from_top(self, shift, count):
        x, y = self.cursor.x, self.cursor.y
        self.cursor.y = self.margins.top if self.margins else 0
        shift(count or 1)
        self.cursor.x, self.cursor.y = x, y


class Terminal:
    def __init__(self, argv, rows=24, cols=80, term="xterm-256color", env=None,
                 ignore=()):
        self.folder = Path(tempfile.mkdtemp(prefix="terminal-"))
        self.stream, self.recording = b"", None
        self.screen = Screen(cols, rows)
        self.emulator = Stream(self.screen)
        self.master, slave = pty.openpty()
        self.resize_tty(rows, cols)
        self.modes = termios.tcgetattr(self.master)
        os.set_blocking(self.master, False)
        self.ignore = ignore
        self.process = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, cwd=self.folder,
            env=self.environment(term, env or {}), start_new_session=True,
            preexec_fn=lambda: self.prepare(slave))
        self.slave = slave      # kept open, so that the last output can be read

    def environment(self, term, more):
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TZ": "UTC",
               "LC_ALL": "C.UTF-8", "TERM": term,
               "ASAN_OPTIONS": f"log_path={self.folder}/report",
               "UBSAN_OPTIONS": f"log_path={self.folder}/report"}
        env.update(more)
        return {k: v for k, v in env.items() if v is not None}

    def prepare(self, slave):
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for sig in self.ignore:
            signal.signal(sig, signal.SIG_IGN)

    # --- reading the screen ---

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)

    def row(self, n):
        return self.screen.display[n].rstrip()

    def read(self, seconds):
        """Reads the output of so many seconds; returns False when there is none."""
        if not select.select([self.master], [], [], max(0, seconds))[0]:
            return False
        try:
            data = os.read(self.master, PIECE)
        except OSError:
            return False
        self.stream += data
        if self.recording:
            self.recording.output(data)
        self.emulator.feed(data)
        return bool(data)

    def until(self, ready, what, limit=LIMIT, pause=0.5):
        """Waits until ready(); returns the seconds it took."""
        start = time.monotonic()
        while not ready():
            unread = start + limit - time.monotonic()
            if unread <= 0:
                raise AssertionError(f"waited {limit} s for {what}; the screen:\n{self.text()}")
            self.read(min(unread, pause))
        self.complete(start + limit)
        return time.monotonic() - start

    def complete(self, end):
        """Reads on until the program sleeps and all of its output is read: the screen is not half painted."""
        while self.master >= 0 and time.monotonic() < end:
            running = self.running()
            if not self.read(0.01 if running else 0) and not running:
                return

    def running(self):
        try:
            stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        except OSError:
            return False
        return stat[stat.rindex(")") + 2] in "RD"

    def wait(self, text, limit=LIMIT):
        return self.until(lambda: text in self.text(), repr(text), limit)

    def wait_gone(self, text, limit=LIMIT):
        return self.until(lambda: text not in self.text(), f"{text!r} to go", limit)

    def silence(self, seconds=0.25, limit=LIMIT):
        """Waits until there has been no output for so long."""
        end = time.monotonic() + limit
        while self.read(seconds):
            assert time.monotonic() < end, "the output never stops"

    def wait_bytes(self, data, limit=LIMIT):
        return self.until(lambda: data in self.stream, repr(data), limit)

    # --- input ---

    def send(self, keys):
        """Reads while it writes: a program whose output is not read does not read its input."""
        data, end = keys.encode() if isinstance(keys, str) else keys, time.monotonic() + LIMIT
        while data:
            assert time.monotonic() < end, f"the program does not read its input:\n{self.text()}"
            try:
                data = data[os.write(self.master, data):]
            except BlockingIOError:
                self.read(0.01)

    def wait_until_read(self, limit=LIMIT):
        """Waits until the program has read all input."""
        def unread():
            return struct.unpack("i", fcntl.ioctl(self.slave, termios.FIONREAD, b"\0" * 4))[0]
        return self.until(lambda: not unread(), "the keys to be read", limit, 0.01)

    def go(self, keys, text, limit=LIMIT):
        """
        Sends keys and waits for the text that they bring. A text that is on the screen before would prove nothing; it can be
        left from an older screen that is being painted over.
        """
        while self.read(0):
            pass
        self.until(lambda: text not in self.text(), f"{text!r} to be absent before the keys {keys!r}", SOON)
        self.send(keys)
        return self.wait(text, limit)

    def go_away(self, keys, text, limit=LIMIT):
        """Sends keys and waits until the text is gone."""
        self.wait(text, limit)
        self.send(keys)
        return self.wait_gone(text, limit)

    def resize_tty(self, rows, cols):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def size(self, rows, cols):
        self.screen.resize(rows, cols)
        self.resize_tty(rows, cols)

    def signal(self, sig):
        os.kill(self.process.pid, sig)

    def close_terminal(self):
        """Closes the terminal, as when its window is closed."""
        os.close(self.slave)
        os.close(self.master)
        self.master = self.slave = -1

    def ended(self, limit=LIMIT):
        """Waits for the program's end; returns its exit status."""
        end = time.monotonic() + limit
        while self.process.poll() is None:
            assert time.monotonic() < end, f"still there after {limit} s:\n{self.text()}"
            if self.master >= 0:
                self.read(0.01)
            else:
                try:
                    self.process.wait(0.01)
                except subprocess.TimeoutExpired:
                    pass
        if self.master >= 0:
            while self.read(0.05):
                pass
        return self.process.returncode

    def ticks(self):
        """Processor time used so far, in clock ticks."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        fields = stat[stat.rindex(")") + 2:].split()
        return int(fields[11]) + int(fields[12])

    # --- after the end ---

    def assert_terminal_restored(self, modes=True):
        """Checks that the terminal is as it was: modes, cursor, paste, alternate screen."""
        if modes:
            assert termios.tcgetattr(self.master) == self.modes
        assert not self.screen.cursor.hidden
        for on, off in ((b"\033[?1049h", b"\033[?1049l"), (b"\033[?2004h", b"\033[?2004l")):
            assert self.stream.rfind(on) <= self.stream.rfind(off), off

    def reports(self):
        return "".join(p.read_text() for p in self.folder.glob("report*"))

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        for fd in (self.master, self.slave):
            if fd >= 0:
                os.close(fd)
        reports = self.reports()
        shutil.rmtree(self.folder)
        assert not reports, reports


def colors(stream):
    """The colors set in a byte stream."""
    asked = set()
    for codes in re.findall(rb"\033\[([0-9;]*)m", stream):
        asked |= {c for c in codes.split(b";") if re.fullmatch(rb"3[0-8]|4[0-8]|9\d|10\d", c)}
    return asked
