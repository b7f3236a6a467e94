"""The screens, on a real pseudo-terminal of 80x24: `screens.py ACCREDIT [ROUNDS]`. Prints measurements; asserts nothing.

Start: from the fork to the bytes that paint the menu. Key to paint: from a key to
the first bytes of the response, while the first call hangs. For comparison, the start
of other programs that are installed, measured the same way.
"""

import fcntl
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import sys
import termios
import time

import cloud
from run import show

ACCREDIT = os.path.abspath(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 15
DOWN, UP = b"\x1b[B", b"\x1b[A"


class Screen:
    def __init__(self, command, env):
        self.began = time.monotonic()
        self.pid, self.fd = pty.fork()
        if not self.pid:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.execvpe(command[0], command, {**env, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})
        self.seen = b""

    def until(self, text, limit=20):
        """Milliseconds since the start, or the last send, until text arrived (b"": anything)."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if select.select([self.fd], [], [], 0.5)[0]:
                self.seen += os.read(self.fd, 65536)
                if text in self.seen and self.seen:
                    return (time.monotonic() - self.began) * 1000
        raise SystemExit(f"never painted {text!r}: {self.seen[-2000:]!r}")

    def rest(self):
        """Reads until a tenth of a second without output."""
        while select.select([self.fd], [], [], 0.1)[0]:
            os.read(self.fd, 65536)

    def send(self, key):
        self.seen, self.began = b"", time.monotonic()
        os.write(self.fd, key)

    def peak(self):
        with open(f"/proc/{self.pid}/status") as f:
            return next(int(line.split()[1]) / 1024 for line in f if line.startswith("VmHWM"))

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def starts(name, command, env, text):
    figures = []
    for _ in range(ROUNDS):
        screen = Screen(command, env)
        figures.append(screen.until(text))
        screen.rest()
        screen.close()
    show(name, figures, " ms")


def others():
    for command, text in ((["dialog", "--msgbox", "hello", "10", "40"], b"hello"), (["nano", "--ignorercfiles"], b"nano"),
                          (["htop"], b"F10")):
        if shutil.which(command[0]):
            starts(f"  {command[0]}, by the same clock", command, os.environ, text)


def keys(env):
    figures = []
    screen = Screen([ACCREDIT], env)
    screen.until(b"Set up")
    screen.rest()
    for _ in range(ROUNDS * 4):
        for key in (DOWN, UP):
            screen.send(key)
            figures.append(screen.until(b""))
            # the spinner continues to paint: only the response to a key is timed
            while select.select([screen.fd], [], [], 0.01)[0]:
                os.read(screen.fd, 65536)
    screen.close()
    show("key to paint while the first call hangs", figures, " ms")


def main():
    where = cloud.Cloud()
    starts("start to the painted menu", [ACCREDIT], where.env, b"Set up")
    others()
    screen = Screen([ACCREDIT], where.env)
    screen.until(b"123456789012")
    show("peak memory at the menu", [screen.peak()], " MiB")
    screen.close()
    where.close()
    hanging = cloud.Cloud("--stall", "GetCallerIdentity=600")
    keys(hanging.env)
    hanging.close()


if __name__ == "__main__":
    main()
