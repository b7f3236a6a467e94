"""
Rotations killed at each call, at each file call and at random moments: a stored key always works, and the rotation ends as
an uninterrupted one or is undone completely. ACCREDIT_KILL_ALL=1 kills at every file call (otherwise at every fifth),
ACCREDIT_KILLS=N at N random moments, with ACCREDIT_SEED.
"""

import os
import signal

import pytest

from key_home import keys_of, users, key_works
from killing import WAYS, kill
from rotating import Case, can_trace, dice_of, killed_at_file_call, killed_at_random, run_together

ALL = bool(os.environ.get("ACCREDIT_KILL_ALL"))
KILLS = int(os.environ.get("ACCREDIT_KILLS", "12"))
# The same moments every time, so that a failure can be repeated; ACCREDIT_SEED chooses others.
SEED = int(os.environ.get("ACCREDIT_SEED") or 1)
SHARE = 1 if ALL else 5
FILE_CALLS = ["fsync", "fdatasync", "rename", "renameat", "unlink", "unlinkat", "ftruncate", "pwrite64", "fchmod", "flock", "write", "mkdir",
              "openat"]
MOST = {"write": 44, "mkdir": 30, "openat": 110, "fsync": 16, "fdatasync": 12, "flock": 9}  # of one thread, rounded up
BATCH = 12


@pytest.fixture
def case(cloud, tmp_path):
    one = Case(cloud, tmp_path)
    cloud.forget_calls()
    yield one
    one.close()


# At the calls to AWS

def killed(case, at, *words):
    """As killing.kill, for a rotation: True when it is interrupted."""
    run = case.home.start_stopped(*(words or case.words))
    case.cloud.faults(die=f"{at},{run.pid}")
    run.send_signal(signal.SIGCONT)
    result = case.home.wait(run, 150)
    case.cloud.clear_faults()
    assert result.code == -signal.SIGKILL or (at.startswith("answered") and result.code == 0), result
    return result.code != 0


@pytest.mark.parametrize("undo", [False, True], ids=["resume", "undo"])
@pytest.mark.parametrize("at", [f"{way}:{n}" for n in (1, 2) for way in WAYS])
def test_killed_at_a_call(case, at, undo):
    """A rotation changes AWS by CreateAccessKey and UpdateAccessKey."""
    if not killed(case, at):
        case.assert_done()
        return
    lost = at == "after:1" and next(k for k in case.keys if k != case.old[0])
    case.end(undo)
    assert not lost or lost not in case.keys, "a key whose secret is lost is deleted"
    assert not lost or undo or lost in case.home.text("setups", case.setup, "journal.jsonl"), "the journal names the key"


@pytest.mark.parametrize("at", ["after:1", "after:2"])
def test_killed_repeatedly(case, at):
    assert killed(case, at)
    for way in ("before", "after", "before"):
        if case.interrupted_run:
            killed(case, f"{way}:1", "resume", "--yes")
            case.assert_key_works()
    case.end(False)


SETUP_CALLS = 3  # CreateUser, PutUserPolicy, CreateAccessKey


@pytest.mark.parametrize("undo", [False, True], ids=["resume", "undo"])
@pytest.mark.parametrize("at", [f"{way}:{n}" for n in range(1, SETUP_CALLS + 1) for way in WAYS])
def test_setup_with_a_key_is_killed(key_home, cloud, at, undo):
    before = users(cloud)
    words = key_home.words("command", "--policy", "workers", "--no-probe")
    half = kill(key_home, cloud, at, *words)
    if half:
        key_home.expect(0, "resume", *(["--undo"] if undo else []), "--yes", "--json", limit=150)
    if undo and half:
        assert users(cloud) == before and key_home.csv() is None and not key_home.temporary_keys() and key_home.listed() is None
        return
    assert key_home.csv() or key_home.expect(0, *words)
    key = key_home.csv()
    assert key_works(cloud, key) and keys_of(cloud, "Essentia") == {key[0]: "Active"} and not key_home.temporary_keys()
    assert key_home.expect(0, "verify", "essentia", "--no-probe", "--json").result["ok"]


# At the file calls

def points():
    """Batches of the (file call, number) pairs that are run."""
    all_ = [(call, n) for call in FILE_CALLS for n in range(1, MOST.get(call, 7) + 1) if call != "openat" or n > 60]
    mine = all_[::SHARE] if ALL else all_[int(SEED) % SHARE::SHARE]
    return len(all_), [mine[i:i + BATCH] for i in range(0, len(mine), BATCH)]


MANY, BATCHES = points()


@pytest.mark.skipif(not can_trace(), reason="strace is missing or is not allowed to trace")
@pytest.mark.parametrize("batch", range(len(BATCHES)))
def test_killed_at_file_calls(cloud, tmp_path, record_property, batch):
    """Odd ones are resumed, even ones undone; a run that never made the call must have succeeded."""
    def one(point):
        case = Case(cloud, tmp_path)
        if killed_at_file_call(case, *point):
            case.end(undo=point[1] % 2 == 0)
            came = True
        else:
            case.assert_done()
            came = False
        case.close()
        return came
    came = run_together(one, BATCHES[batch])
    record_property(f"killed at file calls, of {MANY} that are tried with ACCREDIT_KILL_ALL=1", sum(came))


# At random moments

@pytest.mark.parametrize("batch", range((KILLS + BATCH - 1) // BATCH))
def test_killed_at_random_moments(cloud, tmp_path, record_property, batch):
    def one(seed):
        dice = dice_of(seed)
        case = Case(cloud, tmp_path)
        killed_at_random(case, dice)
        undo = dice.random() < 0.4
        case.assert_key_works()
        while dice.random() < 0.4 and case.interrupted_run:
            killed_at_random(case, dice, "resume", *(["--undo"] if undo else []), "--yes")
            case.assert_key_works()
        case.end(undo)
        case.close()
    here = range(SEED + batch * BATCH, SEED + min(KILLS, (batch + 1) * BATCH))
    print(f"seeds {here}")
    run_together(one, here)
    record_property(f"killed at random moments, seed {SEED}; ACCREDIT_KILLS=1000 for more", len(here))
