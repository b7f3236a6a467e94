"""The screens, on a real pseudo-terminal of 80x24: `screens.py ACCREDIT [ROUNDS]`. Prints measurements; asserts nothing.

Start: from the fork to the bytes that paint the menu. Key to paint: from a key to
the first bytes of the response, while the first call hangs, and while the lists that a
form picks from hang. For comparison, the start of other programs that are installed,
measured the same way. On a busy computer the clock measures the others, too: the smallest
figure and those "of the processor" are the program's own. Wanted: the first screen in
20 ms, the worst key in 5 ms, 15 MiB.
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

    def processor(self):
        """Milliseconds of the processor that its main thread, which draws, has used."""
        with open(f"/proc/{self.pid}/schedstat") as f:
            return int(f.read().split()[0]) / 1e6

    def peak(self):
        with open(f"/proc/{self.pid}/status") as f:
            return next(int(line.split()[1]) / 1024 for line in f if line.startswith("VmHWM"))

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def starts(name, command, env, text):
    figures, own = [], []
    for _ in range(ROUNDS):
        screen = Screen(command, env)
        figures.append(screen.until(text))
        own.append(screen.processor())
        screen.rest()
        screen.close()
    show(name, figures, " ms")
    show("  of the processor", own, " ms")
    return figures


def others():
    for command, text in ((["dialog", "--msgbox", "hello", "10", "40"], b"hello"), (["nano", "--ignorercfiles"], b"nano"),
                          (["htop"], b"F10")):
        if shutil.which(command[0]):
            starts(f"  {command[0]}, by the same clock", command, os.environ, text)


def time_keys(name, screen, pressed):
    """From each key to the first bytes that it brings."""
    figures, own = [], []
    for _ in range(ROUNDS * 4):
        for key in pressed:
            before = screen.processor()
            screen.send(key)
            figures.append(screen.until(b""))
            own.append(screen.processor() - before)
            # the spinner continues to paint: only the response to a key is timed
            while select.select([screen.fd], [], [], 0.01)[0]:
                os.read(screen.fd, 65536)
    show(name, figures, " ms")
    show("  of the processor", own, " ms")


def keys(env):
    screen = Screen([ACCREDIT], env)
    screen.until(b"Set up")
    screen.rest()
    time_keys("key to paint while the first call hangs", screen, (DOWN, UP))
    screen.close()


def open_form(env):
    """From the menu to the settings of Essentia, with the list of buckets open."""
    screen = Screen([ACCREDIT, "setup", "essentia"], env)
    screen.until(b"123456789012")
    for key, text in ((b"\r", b"Role name"), (b"\r\r\r", b"Broad:"), (b"\r", b"S3 bucket"), (b"\t", b"optional"), (DOWN, b"")):
        screen.rest()
        screen.send(key)
        screen.until(text)
    screen.rest()
    return screen


def pickers(env, loads):
    """Typing into a field whose list loads, and into one whose list is there."""
    screen = open_form(env)
    time_keys(f"key to paint while a list {'loads' if loads else 'is open'}", screen, (b"a", b"\x7f"))
    show("  peak memory", [screen.peak()], " MiB")
    screen.close()


def main():
    where = cloud.Cloud()
    figures = starts("start to the painted menu", [ACCREDIT], where.env, b"Set up")
    show("  of 20 ms, the fastest", [min(figures) / 20], " times")
    others()
    screen = Screen([ACCREDIT], where.env)
    screen.until(b"123456789012")
    show("peak memory at the menu", [screen.peak()], " MiB")
    screen.close()
    hanging = cloud.Cloud("--stall", "GetCallerIdentity=600")
    keys(hanging.env)
    hanging.close()
    pickers(where.env, False)
    where.close()
    hanging = cloud.Cloud("--stall", "ListBuckets=600")
    pickers(hanging.env, True)
    hanging.close()


if __name__ == "__main__":
    main()
