"""Interrupted rotations: each has its own user, home and profile section, so that many run at once on one cloud."""

import itertools
import os
import random
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor

from key_home import PARALLEL, KeyProgram, keys_of, create_user, key_works

NO_LEAKS = {"ASAN_OPTIONS": "detect_leaks=0"}  # the leak check does not work under strace
numbers = itertools.count(1)


class Case:
    """One user, whose key OLD is in a profile section; NEW is the key that a rotation creates."""

    def __init__(self, cloud, folder, keys=1):
        self.number = next(numbers)
        self.cloud, self.user = cloud, f"u{self.number}"
        self.home = KeyProgram(cloud, os.path.join(str(folder), self.user))
        self.old, *self.others = create_user(cloud, self.user, keys)
        self.home.store_key("kept", *self.old)
        self.words = ("rotate", "--user", self.user, "--profile", "kept", "--yes")
        with open(self.home.credentials, "rb") as file:
            self.before = file.read()

    # State

    @property
    def setup(self):
        return f"user-{self.user}"

    @property
    def keys(self):
        """Key ID -> status, as IAM lists it."""
        return keys_of(self.cloud, self.user)

    def staged(self, which):
        return self.home.temporary_keys().get(f"{self.setup}/key.{which}")

    @property
    def interrupted_run(self):
        listed = self.home.listed(self.setup)
        return bool(listed and listed["half_way"])

    def new(self):
        """The key that is not OLD, in any location; None if its secret is stored nowhere."""
        found = {k for k in self.home.all_keys() if k[0] in self.keys and k != self.old and k not in self.others}
        assert len(found) < 2, found
        return next(iter(found), None)

    def assert_key_works(self):
        """The invariant: at least one stored key works, as STS says."""
        stored = self.home.all_keys()
        assert any(key_works(self.cloud, key) for key in stored), f"{self.user}: no stored key works: {[k[0] for k in stored]} of {self.keys}"

    # Ends of a rotation

    def resume(self, *words):
        return self.home.expect(0, "resume", *words, "--yes", limit=60)

    def assert_done(self):
        """All is as after an uninterrupted rotation."""
        new = self.home.profile("kept")
        assert new and new[0] != self.old[0] and key_works(self.cloud, new), f"{self.user}: {new and new[0]} of {self.keys}"
        assert self.keys == {self.old[0]: "Inactive", new[0]: "Active"}, f"{self.user}: {self.keys}"
        assert self.home.temporary_keys().get(f"{self.setup}/key.old") == self.old and not self.interrupted_run
        complete = {name for name in self.home.temporary_keys() if not name.endswith(".tmp")}  # --finish removes what a kill left
        assert complete <= {f"{self.setup}/key.old", f"{self.setup}/key.new"}, complete

    def assert_undone(self):
        """All is as before the rotation."""
        assert self.keys == {self.old[0]: "Active"}, f"{self.user}: {self.keys}"
        assert self.home.profile("kept") == self.old and key_works(self.cloud, self.old)
        assert not self.home.temporary_keys() and not self.interrupted_run

    def end(self, undo):
        """Resumes or undoes the rotation, and checks the result."""
        self.assert_key_works()
        if undo and not self.interrupted_run and len(self.keys) == 2:
            undo = False  # the rotation was complete
        if undo:
            self.resume("--undo")
            self.assert_undone()
        else:
            self.resume()
            if self.keys == {self.old[0]: "Active"}:  # it was killed before its first step
                self.home.expect(0, *self.words, limit=60)
            self.assert_done()

    def close(self):
        """Removes what the case created; no secret was ever stored where it must not be."""
        self.home.end()
        if any(name.endswith(".tmp") for name in self.home.temporary_keys()):
            self.home.expect(0, "rotate", self.setup, "--finish", "--now", "--yes")
            assert not self.home.temporary_keys()
        self.home.search_secrets()
        iam = self.cloud.client("iam")
        for key in self.keys:
            iam.delete_access_key(UserName=self.user, AccessKeyId=key)
        shutil.rmtree(self.home.folder)


def traced(syscall, when=1, path=None, how="signal=KILL"):
    """The strace command for a run: kills it at, or fails, the when-th system call of this name in any thread (on this path)."""
    only = ["-P", path] if path else []
    return ["strace", "-qq", "-f", "-o", "/dev/null", *only, "-e", f"trace={syscall}", "-e", f"inject={syscall}:{how}:when={when}"]


def killed_at_file_call(case, syscall, when):
    """Kills a rotation at this system call; returns whether it got that far."""
    result = case.home.run(*case.words, env=NO_LEAKS, wrap=traced(syscall, when), limit=60)
    assert result.code in (0, -9, 137), result
    return result.code != 0


def killed_at_random(case, dice, *words):
    """Kills a rotation at a random moment after a random line of its output; returns whether the kill came before its end."""
    lines, pause = dice.randrange(0, 14), dice.choice((0, 0.001, 0.003, 0.01, 0.03))
    run = case.home.start(*(words or case.words))
    for _ in range(lines):
        if not run.stdout.readline():
            break
    try:
        run.wait(pause)
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGKILL)
    return case.home.wait(run, 150).code == -signal.SIGKILL


def run_together(work, what):
    """Runs several at once; raises the first failure, with the item's name."""
    def one(item):
        try:
            return work(item)
        except AssertionError as error:
            raise AssertionError(f"{item}: {error}") from error
    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(one, what))


def dice_of(seed):
    return random.Random(seed)


def can_trace():
    try:
        return subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


