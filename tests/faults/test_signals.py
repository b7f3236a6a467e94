"""Ctrl-C, SIGTERM and a closed terminal: the run stops at once, says so, and can be resumed."""

import os
import signal

import pytest

from killing import finish
from rotating import NO_LEAKS, can_trace, traced
from test_kill_setup import SETUP, unrelated_resources, uninterrupted, expected  # noqa: F401

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def stopped(home, cloud, number, call, *words):
    """A run that gets a signal while this call hangs; the run does not wait for the call."""
    cloud.faults(stall=f"{call}=60x1")
    run = home.start(*words)
    home.wait_for_call(call)
    run.send_signal(number)
    result = home.wait(run, 15)
    cloud.release_calls()
    return result


@pytest.mark.parametrize("number, call", list(zip(SIGNALS, ["CreateRole", "PutRolePolicy", "AddRoleToInstanceProfile"])))
def test_stopped_then_resumed(home, cloud, uninterrupted, number, call):  # noqa: F811
    result = stopped(home, cloud, number, call, *SETUP)
    assert result.code == 3 and "resume" in result.err
    assert home.listed()["half_way"]
    finish(home)
    assert cloud.snapshot() == uninterrupted


@pytest.mark.parametrize("call", ["CreateRole", "AddRoleToInstanceProfile"])
def test_stopped_then_undone(home, cloud, unrelated_resources, call):  # noqa: F811
    assert stopped(home, cloud, signal.SIGINT, call, *SETUP).code == 3
    finish(home, 0, "--undo")
    assert cloud.snapshot() == unrelated_resources


@pytest.mark.parametrize("call", ["GetCallerIdentity", "GetRole"])
def test_stopped_before_the_first_step(home, cloud, call):
    result = stopped(home, cloud, signal.SIGTERM, call, *SETUP)
    assert result.code == 1 and not cloud.changes() and not home.files()


def test_stopped_while_removing(home, cloud):
    home.setup()
    assert stopped(home, cloud, signal.SIGTERM, "DeleteRole", "remove", "essentia", "--yes", "--json").code == 3
    finish(home)
    assert not cloud.roles() and home.listed() is None


def test_stopped_during_undo(home, cloud, unrelated_resources):  # noqa: F811
    assert stopped(home, cloud, signal.SIGINT, "PutRolePolicy", *SETUP).code == 3
    assert stopped(home, cloud, signal.SIGINT, "DeleteRole", "resume", "--undo", "--yes", "--json").code == 3
    finish(home, 0, "--undo")
    assert cloud.snapshot() == unrelated_resources


def test_stopped_while_waiting_to_retry(home, cloud):
    cloud.faults(error="GetRole=Throttling:400")
    run = home.start(*SETUP)
    home.wait_for_call("GetRole")
    run.send_signal(signal.SIGINT)
    assert home.wait(run, 10).code == 1


def test_nohup_is_respected(home, cloud):
    """A hangup that was set to be ignored is ignored."""
    cloud.faults(stall="CreateRole=60x1")
    run = home.start(*SETUP, wrap=["nohup"])
    home.wait_for_call("CreateRole")
    run.send_signal(signal.SIGHUP)
    cloud.release_calls()
    assert home.wait(run).code == 0


def test_closed_output_pipe(home, cloud):
    """The output pipe is closed during the run: the run ends, and its record says what was done."""
    cloud.faults(stall="CreateRole=60x1")
    run = home.start(*SETUP)
    home.wait_for_call("CreateRole")
    run.stdout.close()
    cloud.release_calls()
    home.running.remove(run)
    run.wait(20)
    err = run.stderr.read().decode()
    run.stderr.close()
    assert run.returncode in (0, 1, 3) and "Sanitizer" not in err, err
    home.expect(0, "resume", "--yes", "--json")
    assert home.setup().actions and set(cloud.roles()) == {"EssentiaMaster"}


@pytest.mark.skipif(not can_trace(), reason="strace is missing or is not allowed to trace")
@pytest.mark.parametrize("command", ["adopt", "setup", "remove"])
def test_stopped_at_every_line_of_the_journal(home, cloud, command):
    """The state reported last is true: "done" is completely recorded, "interrupted" can be resumed, otherwise there is no record. Up to the last line of the journal."""
    words = {"adopt": ("adopt", "essentia", "--json"), "setup": SETUP, "remove": ("remove", "essentia", "--yes", "--json")}[command]
    codes = []
    for when in range(1, 40):
        cloud.reset()
        home.delete_state()
        os.makedirs(home.state, mode=0o700)
        if command != "setup":
            home.setup()
        if command == "adopt":
            home.delete_state()
            os.makedirs(home.state, mode=0o700)
        result = home.run(*words, env=NO_LEAKS, wrap=traced("fdatasync", when, how="signal=INT"))
        codes.append(result.code)
        listed = home.listed()
        assert result.code in (0, 1, 3), result
        if result.code == 0:
            assert "stopped" not in result.err and (listed is None if command == "remove" else listed["state"] == "done"), (listed, result)
        elif result.code == 3:
            assert listed["half_way"] and "accredit resume essentia" in result.err, (listed, result)
            home.expect(0, "resume", "essentia", "--yes", "--json")
        else:
            assert listed["state"] == "done" if command == "remove" else listed is None or listed["state"] == "nothing made", (listed, result)
        if result.code != 1:
            after = home.listed()
            assert after is None if command == "remove" else after["state"] == "done", after
        if codes[-3:] == [0, 0, 0]:
            break
    print(f"{command}: {len(codes)} runs stopped at a line: exit codes {codes}")
    assert codes.count(0) >= 3 and codes.count(3) >= 1
