"""Where a secret is written while a key is rotated: to its file and to the pipe of its command, nowhere else."""

import os
import re
import stat
import threading

import pexpect

from key_home import keys_of, create_user, key_works
from program import CONTROL_CHARACTERS

SPY = """#!/bin/sh
umask 077
tr '\\0' '\\n' </proc/$$/environ >'{0}/spy-environ'
cat /proc/$PPID/cmdline /proc/$$/cmdline >'{0}/spy-cmdline'
ls -l /proc/$$/fd >'{0}/spy-fds'
cat >'{0}/given-store'
"""


def command_lines(pid):
    """The command lines of the process and its child processes."""
    found = b""
    try:
        for name in ("cmdline",):
            with open(f"/proc/{pid}/{name}", "rb") as file:
                found += file.read()
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            children = file.read().split()
    except OSError:
        return found
    return found + b"".join(command_lines(child) for child in children)


def test_secrets_are_only_in_their_locations(key_home, cloud):
    """On a terminal, with a command that searches for them: the secrets of the old key, of the new key and of the operator."""
    old, = create_user(cloud, "Ann")
    key_home.store_key("ann", *old)
    cloud.control("POST", "age")
    path = os.path.join(key_home.folder, "spy.sh")
    with open(path, "w", encoding="utf-8") as file:
        file.write(SPY.format(key_home.folder))
    os.chmod(path, stat.S_IRWXU)
    child = pexpect.spawn(key_home.path, ["rotate", "--user", "Ann", "--store", path, "--yes"], env={**key_home.environment, "TERM": "xterm-256color"},
                          cwd=key_home.folder, timeout=60, dimensions=(24, 80))
    seen, over = [], threading.Event()

    def watch():
        while not over.wait(0.01):
            seen.append(command_lines(child.pid))
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        child.expect(pexpect.EOF)
    finally:
        over.set()
        watcher.join()
    child.close()
    shown = child.before
    assert child.exitstatus == 0, shown
    new = key_home.profile("ann")
    assert key_works(cloud, new) and keys_of(cloud, "Ann") == {old[0]: "Inactive", new[0]: "Active"}
    key_home.read_secrets()
    assert {old[1], new[1], cloud.operator["secret_access_key"]} <= set(key_home.secrets)
    key_home.search_for_secrets_in(shown, "what the terminal got")
    assert b"\x1b]52" not in shown, "nothing is copied to a clipboard"
    assert not CONTROL_CHARACTERS.search(re.sub("\x1b\\[[0-9;?]*[A-Za-z]|\r", "", shown.decode()))
    key_home.search_for_secrets_in(b"".join(seen), "a command line")
    assert any(b"rotate" in one for one in seen), "the command lines were read"
    for name in ("spy-environ", "spy-cmdline", "spy-fds"):
        with open(os.path.join(key_home.folder, name), "rb") as file:
            data = file.read()
        assert data
        key_home.search_for_secrets_in(data, name)
    with open(os.path.join(key_home.folder, "spy-environ"), encoding="utf-8") as file:
        names = {line.partition("=")[0] for line in file}
    assert "HOME" in names and not names & {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
    with open(os.path.join(key_home.folder, "spy-fds"), encoding="utf-8") as file:
        others = [line for line in file if "->" in line and 2 < int(re.search(r"(\d+) ->", line)[1]) < 10 and "/proc/" not in line
                  and f"{key_home.folder}/spy" not in line]
    assert not others, f"descriptors that it must not have: {others}"  # descriptors from 10 on are the shell's own
    for folder, _, files in os.walk(key_home.file()):
        assert os.stat(folder).st_mode & 0o777 == 0o700 and os.stat(folder).st_uid == os.geteuid(), folder
        for name in files:
            info = os.stat(os.path.join(folder, name))
            assert info.st_mode & 0o777 == 0o600 and info.st_uid == os.geteuid(), name
