"""Two rotations at once, places that cannot be written, answers that are lost: no key is lost, and none is made unsaid."""

import os
import re
import signal
import subprocess

import pytest

from cloud import until
from key_home import key_works
from rotating import Case


@pytest.fixture
def case(cloud, tmp_path):
    one = Case(cloud, tmp_path)
    cloud.control("POST", "age")
    cloud.forget_calls()
    yield one
    one.close()


# Two at once

def test_the_second_says_who_holds_it(case, cloud):
    cloud.faults(stall="CreateAccessKey=60x1")
    first = case.home.start(*case.words)
    case.home.wait_for_call("CreateAccessKey")
    second = case.home.run(*case.words)
    assert second.code in (1, 64) and re.search(rf"\b{first.pid}\b|half-way", second.err), second
    cloud.release_calls()
    assert case.home.wait(first).code == 0
    case.judge_done()


def test_four_at_once(case, cloud):
    runs = [case.home.start(*case.words) for _ in range(4)]
    codes = [case.home.wait(run).code for run in runs]
    assert codes.count(0) == 1 and set(codes) <= {0, 1, 64}, codes
    assert len([c for c in cloud.calls("CreateAccessKey") if c["status"] == 200]) == 1
    case.judge_done()


def test_two_setups_share_a_user(key_home, other_key_home, cloud):
    """Another machine renews the same user's key at the same time: whoever is second says so, and no key is lost."""
    from key_home import keys_of, create_user
    old, = create_user(cloud, "Ann")
    cloud.control("POST", "age")
    for home in (key_home, other_key_home):
        home.store_key("ann", *old)
    runs = [(home, home.start("rotate", "--user", "Ann", "--yes")) for home in (key_home, other_key_home)]
    codes = [home.wait(run).code for home, run in runs]
    stored = key_home.all_keys() | other_key_home.all_keys()
    alive = {id_ for id_, status in keys_of(cloud, "Ann").items() if status == "Active"}
    assert 0 in codes and set(codes) <= {0, 1, 3, 64}, codes
    assert alive and alive <= {key[0] for key in stored}, "a key that works and lies nowhere"
    assert any(key_works(cloud, key) for key in key_home.all_keys() if key[0] in alive) or codes[0] != 0


# Places

def refuses(case, *words, says):
    """Refused before AWS is asked for a key."""
    result = case.home.run(*case.words, *words)
    assert result.code in (1, 64) and says in result.err, result
    assert not case.cloud.changes() and case.keys == {case.old[0]: "Active"} and not case.home.temporary_keys()


def test_a_link_of_others(case):
    """The place is a link to a file of another: never followed to a write that nobody meant."""
    aside = os.path.join(case.home.folder, "given-aside")
    os.rename(case.home.credentials, aside)
    os.symlink(aside, case.home.credentials)
    if os.geteuid() == 0:
        os.lchown(case.home.credentials, 65534, 65534)
        os.chown(aside, 65534, 65534)
        refuses(case, says="credentials")
        os.chown(aside, 0, 0)
    os.remove(case.home.credentials)
    os.rename(aside, case.home.credentials)


@pytest.mark.parametrize("text, line", [("[kept\naws_access_key_id = x\n", 1), ("\n\nthis is no setting\n", 3)])
def test_a_broken_file_names_its_line(case, text, line):
    with open(case.home.credentials, "w", encoding="utf-8") as file:
        file.write(text)
    refuses(case, says=f"line {line}")
    with open(case.home.credentials, "wb") as file:
        file.write(case.before)


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_no_room_for_it(case, how):
    """The folder of the file, or the folder for keys on their way, takes nothing: known before a key is made."""
    folder = os.path.dirname(case.home.credentials)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k,mode=700", "tmpfs", folder], stderr=subprocess.DEVNULL, check=False)
    if mounted.returncode:
        pytest.skip("no right to mount a small disk")
    try:
        with open(os.open(case.home.credentials, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(case.before)
        if how == "full":
            with open(os.path.join(folder, "ballast"), "wb", buffering=0) as file:
                try:
                    while file.write(b"x" * 512):
                        pass
                except OSError:
                    pass
        else:
            subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        refuses(case, says="credentials")
        with open(case.home.credentials, "rb") as file:
            assert file.read() == case.before
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_changed_meanwhile(case, cloud):
    """Another program writes to the file between the plan and the change: both are in it."""
    cloud.faults(stall="CreateAccessKey=60x1")
    run = case.home.start(*case.words)
    case.home.wait_for_call("CreateAccessKey")
    case.home.store_key("other", "AKIAOTHEROTHEROTHER1", "x" * 40)
    cloud.release_calls()
    assert case.home.wait(run).code == 0
    case.judge_done()
    assert case.home.profile("other")[0] == "AKIAOTHEROTHEROTHER1"


# Answers that do not come

@pytest.mark.parametrize("fault", ["lose", "reset", "truncate"])
def test_the_answer_with_the_secret_is_lost(case, cloud, fault):
    """Made or not made, nobody has its secret: it is looked for, deleted if it is there, and made once more."""
    cloud.faults(**{fault: "CreateAccessKeyx1"})
    result = case.home.run(*case.words, limit=90)
    cloud.clear_faults()
    if result.code == 3:
        case.resume()
    case.judge_done()
    made = [c for c in cloud.calls("CreateAccessKey") if c["change"]]
    assert len(made) == (1 if fault == "reset" else 2) and len(cloud.calls("DeleteAccessKey")) == len(made) - 1


def test_stopped_while_the_answer_is_on_its_way(case, cloud):
    cloud.faults(stall="CreateAccessKey=60x1")
    run = case.home.start(*case.words)
    case.home.wait_for_call("CreateAccessKey")
    run.send_signal(signal.SIGINT)
    assert case.home.wait(run, 20).code == 3
    cloud.release_calls()
    until(lambda: len(case.keys) == 2)
    case.holds()
    case.resume("--undo")
    case.judge_undone()
