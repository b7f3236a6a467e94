"""The state folder: full, read-only, not a folder, missing; truncated and damaged journals; two processes at once."""

import json
import os
import re
import signal
import subprocess

import pytest

from cloud import until
from killing import finish, kill
from test_kill_setup import SETUP, unrelated_resources, uninterrupted, expected  # noqa: F401

ROOT = os.geteuid() == 0
JOURNAL = ("setups", "essentia", "journal.jsonl")


@pytest.fixture
def small_disk(home):
    """The state folder on a disk that is nearly full; skipped where mounting is not allowed."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", home.state], stderr=subprocess.DEVNULL, check=False)
    if mounted.returncode:
        pytest.skip("mounting a small disk is not allowed")
    yield home
    subprocess.run(["umount", "-l", home.state], check=True)


def limited(blocks):
    """A shell that limits the size of files, in units of 512 bytes; the program sees an error, not a signal."""
    return ["/bin/bash", "-c", f"trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"", "sh"]


def fill(home, name):
    """Fills the disk."""
    with open(os.path.join(home.state, name), "wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            pass


def assert_exit_code(home, cloud, result):
    """Exit code 1: nothing was changed, or all was done and only the report could not be written. Exit code 3: there is a run to resume."""
    listed = home.listed()
    assert (result.code == 3) == bool(listed and listed["half_way"]), result
    if result.code == 1:
        assert not cloud.changes() or "report.json" in result.err, result


def test_disk_full_before_the_run(small_disk, cloud):
    fill(small_disk, "ballast")
    result = small_disk.run(*SETUP)
    assert result.code == 1 and "No space left" in result.err and not cloud.changes()


def test_disk_full_during_the_run(small_disk, cloud, uninterrupted):  # noqa: F811
    """Only some lines of the journal fit: the resources created are known, and with free space the run continues."""
    ballast = os.path.join(small_disk.state, "ballast")
    with open(ballast, "wb") as file:
        file.write(b"x" * 4096)
    cloud.faults(stall="CreateRole=60x1")
    run = small_disk.start(*SETUP)
    small_disk.wait_for_call("CreateRole")
    fill(small_disk, "more")
    cloud.release_calls()
    assert_exit_code(small_disk, cloud, small_disk.wait(run))
    os.remove(os.path.join(small_disk.state, "more"))
    os.remove(ballast)
    small_disk.expect(0, "resume", "--yes", "--json")
    small_disk.setup()
    assert cloud.snapshot() == uninterrupted


@pytest.mark.parametrize("blocks", [0, 1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 14])
def test_file_size_limit(home, cloud, blocks, uninterrupted):  # noqa: F811
    """The journal reaches its limit at one point after another."""
    result = home.run(*SETUP, wrap=limited(blocks))
    assert result.code in (0, 1, 3), result
    assert_exit_code(home, cloud, result)
    if result.code == 3:
        finish(home)
    home.setup()
    assert cloud.snapshot() == uninterrupted


@pytest.mark.skipif(ROOT, reason="root can write everywhere")
def test_read_only_state_folder(home, cloud):
    os.chmod(home.state, 0o500)
    assert home.run(*SETUP).code == 1 and not cloud.changes()
    os.chmod(home.state, 0o700)


def test_state_home_is_not_a_folder(home, cloud):
    for path in ("/dev/null", "/proc/self", os.path.join(home.folder, "file")):
        open(os.path.join(home.folder, "file"), "w", encoding="utf-8").close()
        result = home.run(*SETUP, env={"XDG_STATE_HOME": path})
        assert result.code == 1 and path in result.err and not cloud.changes()


def test_no_home(home, cloud):
    result = home.expect(1, *SETUP, env={"XDG_STATE_HOME": None, "HOME": None})
    assert "HOME" in result.err and not cloud.changes()


def test_relative_state_home_is_not_used(home, cloud):
    """The XDG specification: a relative path is ignored."""
    home.expect(0, *SETUP, env={"XDG_STATE_HOME": "relative"})
    assert os.path.isdir(os.path.join(home.folder, ".local", "state", "accredit")) and not os.path.exists(os.path.join(home.folder, "relative"))


# The journal

def lines(home):
    return home.text(*JOURNAL).splitlines(keepends=True)


def write(home, text):
    with open(home.file(*JOURNAL), "w", encoding="utf-8") as file:
        file.write(text)


def test_partial_line_is_removed_from_the_journal(small_disk, cloud):
    """The disk is full when one step ends and has room again before the next begins: the journal is still readable."""
    ballast = os.path.join(small_disk.state, "ballast")
    small_disk.setup()
    small_disk.expect(0, "remove", "essentia", "--yes", "--json")
    cloud.faults(stall=["CreateRole=0.6x1", "CreateInstanceProfile=2x1"])
    run = small_disk.start(*SETUP)
    small_disk.wait_for_call("CreateRole")
    fill(small_disk, "ballast")
    until(lambda: [c for c in cloud.calls("CreateRole") if c["status"] == 200])
    cloud.control("GET", "calls")
    os.remove(ballast)
    result = small_disk.wait(run)
    assert result.code in (0, 3), result
    small_disk.expect(0, "resume", "--yes", "--json")
    small_disk.expect(0, "remove", "essentia", "--yes", "--json")
    assert not cloud.roles() and not cloud.profiles()


@pytest.mark.parametrize("truncated", ["cut", "half", "no-newline", "garbage", "nul"])
def test_truncated_last_line(home, cloud, uninterrupted, truncated):  # noqa: F811
    assert kill(home, cloud, "after:2", *SETUP)
    complete = lines(home)
    last = {"cut": complete[-1][:-20], "half": complete[-1][: len(complete[-1]) // 2], "no-newline": complete[-1][:-1],
            "garbage": complete[-1] + '{"v":1,"se', "nul": complete[-1] + "\0" * 100}[truncated]
    write(home, "".join(complete[:-1]) + last)
    finish(home)
    assert cloud.snapshot() == uninterrupted
    assert [json.loads(line)["seq"] for line in lines(home)] == list(range(1, len(lines(home)) + 1))


@pytest.mark.parametrize("damaged", ["flip", "gone", "empty", "swapped"])
def test_bad_line_in_the_middle(home, cloud, damaged):
    assert kill(home, cloud, "after:3", *SETUP)
    complete = lines(home)
    assert len(complete) >= 4
    if damaged == "flip":
        complete[1] = complete[1].replace('"step":"', '"step":"x', 1)
    elif damaged == "gone":
        complete[1] = complete[1][:30] + "\n"
    elif damaged == "empty":
        complete[1] = "\n"
    else:
        complete[1] = complete[1].replace('"seq":2', '"seq":7')
    write(home, "".join(complete))
    before = cloud.snapshot(), home.files()
    cloud.forget_calls()
    for words in (["resume", "--yes"], ["resume", "essentia", "--undo", "--yes"], ["remove", "essentia", "--yes"],
                  ["setup", "essentia", "--no-probe", "--yes"], ["show", "essentia"]):
        result = home.run(*words, "--json")
        if words == ["resume", "--yes"]:
            assert result.code in (0, 1)
            continue
        assert result.code == 1 and "line 2" in result.err, result
    assert not cloud.changes() and (cloud.snapshot(), home.files()) == before


def test_damaged_answers_of_a_record(home, cloud):
    home.setup()
    with open(home.file("setups", "essentia", "answers.json"), "w", encoding="utf-8") as file:
        file.write('{"v":1,"nam')
    cloud.forget_calls()
    for words in (["verify", "essentia", "--no-probe"], ["remove", "essentia", "--yes"], ["show", "essentia"]):
        assert "answers.json" in home.expect(1, *words, "--json").err
    assert not cloud.changes()


# Two processes

def test_second_process_names_the_lock_holder(home, cloud, uninterrupted):  # noqa: F811
    cloud.faults(stall="CreateRole=60x1")
    first = home.start(*SETUP)
    home.wait_for_call("CreateRole")
    for words in (SETUP, ("remove", "essentia", "--yes", "--json"), ("resume", "essentia", "--yes", "--json")):
        second = home.expect(1, *words)
        assert re.search(rf"\b{first.pid}\b", second.err), second
    cloud.release_calls()
    assert home.wait(first).code == 0
    assert cloud.snapshot() == uninterrupted


def test_lock_ends_with_its_holder(home, cloud, uninterrupted):  # noqa: F811
    cloud.faults(stall="CreateRole=2x1")
    first = home.start(*SETUP)
    home.wait_for_call("CreateRole")
    first.send_signal(signal.SIGKILL)
    home.wait(first)
    cloud.clear_faults()
    finish(home)
    assert cloud.snapshot() == uninterrupted


def test_other_setups_are_not_locked(home, cloud):
    cloud.faults(stall="CreateRole=60x1")
    first = home.start(*SETUP)
    home.wait_for_call("CreateRole")
    home.setup("--name", "other", "--set", "ROLE_NAME=Other")
    assert first.poll() is None
    cloud.release_calls()
    assert home.wait(first).code == 0 and set(cloud.roles()) == {"Other", "EssentiaMaster"}


def test_eight_processes_at_once(home, cloud, uninterrupted):  # noqa: F811
    runs = [home.start(*SETUP) for _ in range(8)]
    codes = [home.wait(run).code for run in runs]
    assert 0 in codes and set(codes) <= {0, 1, 3, 64}, codes
    home.setup()
    assert cloud.snapshot() == uninterrupted and home.listed()["state"] == "done"
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not cloud.roles()


# Killed at its own file calls

FILE_CALLS = "fsync,fdatasync,rename,renameat,renameat2,ftruncate,mkdir,flock"


@pytest.fixture(scope="module")
def can_trace():
    try:
        good = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        good = False
    if not good:
        pytest.skip("strace is missing or is not allowed to trace")


@pytest.mark.parametrize("when", range(1, 17))
def test_killed_at_a_file_call(home, cloud, unrelated_resources, can_trace, when):  # noqa: F811
    """Odd ones are resumed, even ones undone."""
    env = {"ASAN_OPTIONS": "detect_leaks=0"}
    for call in ("fsync,fdatasync", "rename,mkdir", "write"):
        cloud.reset()
        result = home.run(*SETUP, env=env, wrap=["strace", "-qq", "-f", "-o", "/dev/null", "-e", f"trace={call}",
                                                 "-e", f"inject={call}:signal=KILL:when={when}"])
        assert result.code in (0, -9, 137), result
        for words in (["resume", "--yes", "--json"], ["setup", "essentia", "--no-probe", "--yes", "--json"]):
            home.expect(0, *words, *(["--undo"] if when % 2 == 0 and words[0] == "resume" else []))
        assert set(cloud.roles()) == {"EssentiaMaster"} == set(cloud.profiles())
        assert cloud.profiles()["EssentiaMaster"]["roles"] == ["EssentiaMaster"]
        home.expect(0, "remove", "essentia", "--yes", "--json")
        left = (cloud.roles(), cloud.profiles())
        if left != ({}, {}):
            for one in cloud.calls():
                print({k: one.get(k) for k in ("n", "time", "operation", "peer", "status", "code", "change", "caller")})
        assert left == ({}, {}), f"{call} {when}: something is left"


@pytest.mark.parametrize("when", [1, 3, 5, 8, 11])
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_a_file_call_fails(home, cloud, can_trace, when, error):
    env = {"ASAN_OPTIONS": "detect_leaks=0"}
    result = home.run(*SETUP, env=env, wrap=["strace", "-qq", "-f", "-o", "/dev/null", "-e", "trace=fsync,fdatasync,rename",
                                             "-e", f"inject=fsync,fdatasync,rename:error={error}:when={when}"])
    assert result.code in (0, 1, 3), result
    assert_exit_code(home, cloud, result)
    home.expect(0, "resume", "--yes", "--json")
    home.setup()
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not cloud.roles() and not cloud.profiles()
