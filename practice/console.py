"""A worker's serial console: boot lines, cloud-init's prefixes, the last 64 KiB."""

import threading
import time

KEPT = 64 * 1024
BOOT_SECONDS = 8.2  # the time an instance takes before cloud-init starts

BOOT = """[    0.000000] Linux version 6.1.115-126.197.amzn2023.{arch} (mockbuild@practice) (gcc (GCC) 11.4.1) #1 SMP
[    0.000000] Command line: BOOT_IMAGE=(hd0,gpt1)/boot/vmlinuz root=UUID=practice ro console=tty0 console=ttyS0,115200n8
[    0.004012] BIOS-provided physical RAM map:
[    1.702911] systemd[1]: Detected virtualization amazon.
[    1.711230] systemd[1]: Detected architecture {arch}.
[    2.104417] systemd[1]: Hostname set to <localhost>.
Amazon Linux 2023
Kernel 6.1.115-126.197.amzn2023.{arch} on an {arch} (-)
[    6.015243] cloud-init[{pid}]: Cloud-init v. 22.2.2 running 'init' at {date}. Up 5.95 seconds.
[    6.049388] cloud-init[{pid}]: ci-info: +++++++++++++++Net device info+++++++++++++++
[    8.101552] cloud-init[{pid}]: Cloud-init v. 22.2.2 running 'modules:final' at {date}. Up 8.07 seconds."""


class Console:
    """Takes lines from a thread of the worker and returns all of them to GetConsoleOutput."""

    def __init__(self, arch, dressed=True):
        self.lock = threading.Lock()
        self.dressed = dressed
        self.pid = 2100 + int(time.time()) % 300
        self.start = time.monotonic()
        self.text = b""
        self.snapshots = []
        self.updated = time.time()
        if dressed:
            date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())
            self._append(BOOT.format(arch=arch, pid=self.pid, date=date) + "\n")

    def _append(self, text):
        data = text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "replace")
        with self.lock:
            self.text = (self.text + data)[-KEPT:]
            self.updated = time.time()
            self.snapshots.append((time.monotonic(), self.text))
            del self.snapshots[:-200]

    def stamp(self):
        return f"[{BOOT_SECONDS + time.monotonic() - self.start:12.6f}]"

    def line(self, text):
        """One line of the user data's output."""
        self._append(f"{self.stamp()} cloud-init[{self.pid}]: {text}\n" if self.dressed else text + "\n")

    def system(self, text):
        """One line of the instance itself."""
        if self.dressed:
            self._append(f"{self.stamp()} {text}\n")

    def read(self, lag=0.0):
        """The output, or what it was `lag` seconds ago."""
        with self.lock:
            if not lag:
                return self.text
            before = time.monotonic() - lag
            return next((t for when, t in reversed(self.snapshots) if when <= before), b"")
