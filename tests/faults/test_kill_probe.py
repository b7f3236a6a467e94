"""Killed at the calls that launch and terminate the worker: never two workers at once, none left, and the same end."""

import json
import os
import shutil
import signal

import pytest

from cloud import until
from killing import WAYS, finish, kill
from test_kill_setup import unrelated_resources  # noqa: F401
from worker_helpers import ALIVE, InstanceCounter, wait_for_termination, launches, use_pack_with_checks, verdicts

SETUP = ("setup", "essentia", "--yes", "--json")
LAUNCH, END = 5, 6


@pytest.fixture
def quick(home):
    use_pack_with_checks(home, "identity")
    return home


def test_uninterrupted(quick, cloud):
    with InstanceCounter(cloud) as watch:
        assert verdicts(quick.expect(0, *SETUP)) == {"identity": "yes"}
    changes = [c["operation"] for c in cloud.changes() if not c["worker"]]
    assert changes[LAUNCH - 1] == "RunInstances" and changes[LAUNCH:] in ([], ["TerminateInstances"])
    assert watch.most == 1 and list(launches(cloud).values()) == [1]
    wait_for_termination(cloud)


@pytest.mark.parametrize("at", [f"{way}:{n}" for n in (4, LAUNCH, END) for way in WAYS])
def test_resume_ends_as_uninterrupted(quick, cloud, at):
    half = kill(quick, cloud, at, *SETUP)
    with InstanceCounter(cloud) as watch:
        result = finish(quick)
    assert watch.most <= 1, "two workers at once"
    assert verdicts(result) in ({"identity": "yes"}, {}), "a completed check is not repeated"
    assert set(cloud.roles()) == {"EssentiaMaster"} and cloud.profiles()["EssentiaMaster"]["roles"] == ["EssentiaMaster"]
    assert quick.listed()["state"] == "done"
    if half:
        report = json.loads(quick.text("setups", "essentia", "report.json"))
        assert report["ok"] and [c["verdict"] for c in report["checks"]] == ["yes"], "the report has the check"
    wait_for_termination(cloud)
    assert len(launches(cloud)) <= 2


@pytest.mark.parametrize("at", [f"{way}:{n}" for n in (LAUNCH, END) for way in WAYS])
def test_undo_restores_the_account(quick, cloud, unrelated_resources, at):  # noqa: F811
    if not kill(quick, cloud, at, *SETUP):
        return
    finish(quick, 0, "--undo")
    wait_for_termination(cloud)
    assert cloud.snapshot() == unrelated_resources and quick.listed() is None


@pytest.fixture
def closed_default_group(cloud):
    """The default security group allows no egress, so the probe creates its own: four more changing calls."""
    cloud.control("POST", "network", {"closed_egress": True})
    yield cloud
    cloud.control("POST", "network", {})


def probe_groups(cloud):
    return [g["GroupId"] for g in cloud.client("ec2").describe_security_groups()["SecurityGroups"]
            if any(t["Key"] == "accredit:probe" for t in g.get("Tags", []))]


GROUPS = [f"{way}:{n}" for n in range(5, 11) for way in WAYS]   # create, authorize, revoke, launch, terminate, delete


@pytest.mark.parametrize("at", GROUPS)
def test_resume_leaves_no_group(quick, closed_default_group, at):
    """Killed at each call about the group: a resumed run ends as an uninterrupted one, and no group is left."""
    kill(quick, closed_default_group, at, *SETUP)
    finish(quick)
    assert quick.listed()["state"] == "done" and not probe_groups(closed_default_group)
    wait_for_termination(closed_default_group)


@pytest.mark.parametrize("at", [a for a in GROUPS if a.startswith("after")])
def test_undo_leaves_no_group(quick, closed_default_group, at):
    if kill(quick, closed_default_group, at, *SETUP):
        finish(quick, 0, "--undo")
        assert quick.listed() is None
    assert not probe_groups(closed_default_group)
    wait_for_termination(closed_default_group)


@pytest.mark.parametrize("way", WAYS)
def test_killed_again_at_the_launch(quick, cloud, way):
    """The second launch uses the first one's client token, or the first worker is terminated: one worker at a time."""
    kill(quick, cloud, "after:5", *SETUP)
    with InstanceCounter(cloud) as watch:
        kill(quick, cloud, f"{way}:1", "resume", "--yes", "--json")
        finish(quick)
    assert watch.most <= 1
    wait_for_termination(cloud)


def killed_with_worker(home, cloud):
    run = home.start(*SETUP)
    until(lambda: [w for w in cloud.control("GET", "workers") if w["state"] == "running"])
    run.send_signal(signal.SIGKILL)
    home.wait(run)


def test_leftover_worker_is_named_at_the_next_start(quick, cloud):
    """The worker keeps running without accredit; the next start names it, and resume terminates it only after confirmation."""
    small = quick.environment.pop("ACCREDIT_TEMPLATES")
    killed_with_worker(quick, cloud)
    quick.environment["ACCREDIT_TEMPLATES"] = small
    worker, = cloud.instances(ALIVE)
    reported = quick.run("setup", "essentia", "--name", "other", "--set", "ROLE_NAME=Other", "--plan", "--json")
    assert reported.code == 2 and worker in reported.err and "resume" in reported.err
    quick.expect(64, "resume", "--json")
    assert worker in cloud.instances(ALIVE) or not cloud.instances(ALIVE), "a second worker was launched"
    finish(quick, 0, "--undo")
    wait_for_termination(cloud)
    assert not cloud.roles()


def test_leftover_worker_of_a_lost_record(home, other_home, cloud):
    """The record is lost: the worker is found by its tag."""
    killed_with_worker(home, cloud)
    worker, = cloud.instances(ALIVE)
    shutil.rmtree(os.path.join(home.state, "accredit"))
    result = other_home.run("resume", "--json")
    assert result.code == 64 or worker not in cloud.instances(ALIVE), result
    other_home.expect(0, "resume", "--yes", "--json")
    wait_for_termination(cloud)
    assert set(cloud.roles()) == {"EssentiaMaster"}, "without a record only the worker is terminated"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("words", [[], ["--undo"]])
def test_stopped_during_the_probe(home, cloud, number, words):
    """Ctrl-C terminates the worker before the program ends."""
    use_pack_with_checks(home, "identity", "describe-instances", "list-buckets")
    run = home.start(*SETUP)
    until(lambda: [w for w in cloud.control("GET", "workers") if w["state"] == "running"])
    run.send_signal(number)
    result = home.wait(run, 20)
    assert result.code == 3 and "resume" in result.err and result.seconds < 15
    assert not cloud.instances(ALIVE), "the worker is terminated before the program ends"
    done = finish(home, 0, *words)
    wait_for_termination(cloud)
    assert cloud.roles() if not words else not cloud.roles()
    assert words or set(verdicts(done).values()) == {"yes"}


def test_stopped_twice(home, cloud):
    """A second Ctrl-C quits at once; the worker ends later, by its own timer or by resume."""
    use_pack_with_checks(home, "identity", "describe-instances", "list-buckets")
    run = home.start(*SETUP)
    until(lambda: [w for w in cloud.control("GET", "workers") if w["state"] == "running"])
    cloud.faults(stall="TerminateInstances=60x1")
    run.send_signal(signal.SIGINT)
    home.wait_for_call("TerminateInstances")
    run.send_signal(signal.SIGINT)
    assert home.wait(run, 15).code == 3
    cloud.release_calls()
    finish(home, 0, "--undo")
    wait_for_termination(cloud)
    assert not cloud.roles()


def test_canary_of_a_killed_run(home, cloud):
    """The worker deletes its objects even if accredit was killed."""
    run = home.start(*SETUP, "--set", "BUCKET=kept", "--policy", "s3-scoped")
    until(lambda: cloud.calls("PutObject"), 60)
    run.send_signal(signal.SIGKILL)
    home.wait(run)
    until(lambda: cloud.calls("DeleteObject") and not cloud.objects("kept"), 60, "the canary is still there")
    finish(home, 0, "--undo")
    wait_for_termination(cloud)
    assert not cloud.objects("kept")
