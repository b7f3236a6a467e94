"""Ctrl-C, SIGTERM and a closed terminal: the run stops at once, says so, and can be resumed."""

import signal

import pytest

from killing import finish
from test_kill_setup import SETUP, neighbours, undisturbed, wanted  # noqa: F401

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def stopped(home, cloud, number, call, *words):
    """A run that gets a signal while this call hangs; it does not wait for it."""
    cloud.faults(stall=f"{call}=60x1")
    run = home.start(*words)
    home.until_call(call)
    run.send_signal(number)
    result = home.wait(run, 15)
    cloud.go_on()
    return result


@pytest.mark.parametrize("number, call", list(zip(SIGNALS, ["CreateRole", "PutRolePolicy", "AddRoleToInstanceProfile"])))
def test_stopped_then_resumed(home, cloud, undisturbed, number, call):  # noqa: F811
    result = stopped(home, cloud, number, call, *SETUP)
    assert result.code == 3 and "resume" in result.err
    assert home.listed()["half_way"]
    finish(home)
    assert cloud.snapshot() == undisturbed


@pytest.mark.parametrize("call", ["CreateRole", "AddRoleToInstanceProfile"])
def test_stopped_then_taken_back(home, cloud, neighbours, call):  # noqa: F811
    assert stopped(home, cloud, signal.SIGINT, call, *SETUP).code == 3
    finish(home, 0, "--undo")
    assert cloud.snapshot() == neighbours


@pytest.mark.parametrize("call", ["GetCallerIdentity", "GetRole"])
def test_stopped_before_anything_began(home, cloud, call):
    result = stopped(home, cloud, signal.SIGTERM, call, *SETUP)
    assert result.code == 1 and not cloud.changes() and not home.files()


def test_stopped_while_removing(home, cloud):
    home.setup()
    assert stopped(home, cloud, signal.SIGTERM, "DeleteRole", "remove", "essentia", "--yes", "--json").code == 3
    finish(home)
    assert not cloud.roles() and home.listed() is None


def test_stopped_while_taking_back(home, cloud, neighbours):  # noqa: F811
    assert stopped(home, cloud, signal.SIGINT, "PutRolePolicy", *SETUP).code == 3
    assert stopped(home, cloud, signal.SIGINT, "DeleteRole", "resume", "--undo", "--yes", "--json").code == 3
    finish(home, 0, "--undo")
    assert cloud.snapshot() == neighbours


def test_stopped_while_it_waits_to_try_again(home, cloud):
    cloud.faults(error="GetRole=Throttling:400")
    run = home.start(*SETUP)
    home.until_call("GetRole")
    run.send_signal(signal.SIGINT)
    assert home.wait(run, 10).code == 1


def test_nohup_is_heeded(home, cloud):
    """A hang-up that was to be ignored is ignored."""
    cloud.faults(stall="CreateRole=60x1")
    run = home.start(*SETUP, wrap=["nohup"])
    home.until_call("CreateRole")
    run.send_signal(signal.SIGHUP)
    cloud.go_on()
    assert home.wait(run).code == 0


def test_a_reader_that_went_away(home, cloud):
    """The pipe is closed while it works: the run ends, and what was begun is known."""
    cloud.faults(stall="CreateRole=60x1")
    run = home.start(*SETUP)
    home.until_call("CreateRole")
    run.stdout.close()
    cloud.go_on()
    home.running.remove(run)
    run.wait(20)
    err = run.stderr.read().decode()
    run.stderr.close()
    assert run.returncode in (0, 1, 3) and "Sanitizer" not in err, err
    home.expect(0, "resume", "--yes", "--json")
    assert home.setup().actions and set(cloud.roles()) == {"EssentiaMaster"}
