"""Two rotations at once, locations that cannot be written, lost answers: no key is lost, and every new key is reported."""

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

def test_second_rotation_names_the_lock_holder(case, cloud):
    cloud.faults(stall="CreateAccessKey=60x1")
    first = case.home.start(*case.words)
    case.home.wait_for_call("CreateAccessKey")
    second = case.home.run(*case.words)
    assert second.code in (1, 64) and re.search(rf"\b{first.pid}\b|half-way", second.err), second
    cloud.release_calls()
    assert case.home.wait(first).code == 0
    case.assert_done()


def test_four_at_once(case, cloud):
    runs = [case.home.start(*case.words) for _ in range(4)]
    codes = [case.home.wait(run).code for run in runs]
    assert codes.count(0) == 1 and set(codes) <= {0, 1, 64}, codes
    assert len([c for c in cloud.calls("CreateAccessKey") if c["status"] == 200]) == 1
    case.assert_done()


def test_two_setups_share_a_user(key_home, other_key_home, cloud):
    """Another computer rotates the same user's key at the same time: the second rotation says so, and no key is lost."""
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
    assert alive and alive <= {key[0] for key in stored}, "an active key that is stored nowhere"
    assert any(key_works(cloud, key) for key in key_home.all_keys() if key[0] in alive) or codes[0] != 0


# Locations

def assert_refused(case, *words, says):
    """The rotation is refused before AWS creates a key."""
    result = case.home.run(*case.words, *words)
    assert result.code in (1, 64) and says in result.err, result
    assert not case.cloud.changes() and case.keys == {case.old[0]: "Active"} and not case.home.temporary_keys()


def test_link_to_a_foreign_file(case):
    """The location is a link to another's file: accredit does not write to it."""
    aside = os.path.join(case.home.folder, "given-aside")
    os.rename(case.home.credentials, aside)
    os.symlink(aside, case.home.credentials)
    if os.geteuid() == 0:
        os.lchown(case.home.credentials, 65534, 65534)
        os.chown(aside, 65534, 65534)
        assert_refused(case, says="credentials")
        os.chown(aside, 0, 0)
    os.remove(case.home.credentials)
    os.rename(aside, case.home.credentials)


@pytest.mark.parametrize("text, line", [("[kept\naws_access_key_id = x\n", 1), ("\n\nthis is no setting\n", 3)])
def test_line_of_a_broken_file_is_named(case, text, line):
    with open(case.home.credentials, "w", encoding="utf-8") as file:
        file.write(text)
    assert_refused(case, says=f"line {line}")
    with open(case.home.credentials, "wb") as file:
        file.write(case.before)


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_location_cannot_be_written(case, how):
    """The folder of the file, or the folder of staged keys, cannot be written: detected before a key is created."""
    folder = os.path.dirname(case.home.credentials)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k,mode=700", "tmpfs", folder], stderr=subprocess.DEVNULL, check=False)
    if mounted.returncode:
        pytest.skip("mounting a small disk is not allowed")
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
        assert_refused(case, says="credentials")
        with open(case.home.credentials, "rb") as file:
            assert file.read() == case.before
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_file_changed_during_the_rotation(case, cloud):
    """Another program writes to the file between the plan and the change: both changes are kept."""
    cloud.faults(stall="CreateAccessKey=60x1")
    run = case.home.start(*case.words)
    case.home.wait_for_call("CreateAccessKey")
    case.home.store_key("other", "AKIAOTHEROTHEROTHER1", "x" * 40)
    cloud.release_calls()
    assert case.home.wait(run).code == 0
    case.assert_done()
    assert case.home.profile("other")[0] == "AKIAOTHEROTHEROTHER1"


# Lost answers

@pytest.mark.parametrize("fault", ["lose", "reset", "truncate"])
def test_answer_with_the_secret_is_lost(case, cloud, fault):
    """If the key was created, its secret is lost: accredit finds it, deletes it, and creates another."""
    cloud.faults(**{fault: "CreateAccessKeyx1"})
    result = case.home.run(*case.words, limit=90)
    cloud.clear_faults()
    if result.code == 3:
        case.resume()
    case.assert_done()
    created = [c for c in cloud.calls("CreateAccessKey") if c["change"]]
    assert len(created) == (1 if fault == "reset" else 2) and len(cloud.calls("DeleteAccessKey")) == len(created) - 1


def test_stopped_while_waiting_for_the_answer(case, cloud):
    cloud.faults(stall="CreateAccessKey=60x1")
    run = case.home.start(*case.words)
    case.home.wait_for_call("CreateAccessKey")
    run.send_signal(signal.SIGINT)
    assert case.home.wait(run, 20).code == 3
    cloud.release_calls()
    until(lambda: len(case.keys) == 2)
    case.assert_key_works()
    case.resume("--undo")
    case.assert_undone()
