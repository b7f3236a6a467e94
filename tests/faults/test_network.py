"""Network faults: throttling, errors, resets, lost and broken answers, no answers, a wrong clock."""

import pytest

from killing import assert_created_once
from test_kill_setup import CALLS, SETUP, uninterrupted, expected  # noqa: F401

CHANGES = ["CreateRole", "PutRolePolicy", "CreateInstanceProfile", "AddRoleToInstanceProfile"]
READS = ["GetCallerIdentity", "GetRole", "GetRolePolicy", "GetInstanceProfile"]


def assert_completes(home, cloud, end, code=0):
    """Ends as an uninterrupted run, at once or after a resume."""
    result = home.run(*SETUP, limit=120)
    assert result.code == code, result
    cloud.clear_faults()
    if code == 3:
        home.expect(0, "resume", "--yes", "--json")
    assert cloud.snapshot() == end
    assert_created_once(cloud)
    return result


def test_throttled_then_answered(home, cloud, uninterrupted):  # noqa: F811
    cloud.faults(throttle=1, throttle_for="PutRolePolicy=1")
    assert_completes(home, cloud, uninterrupted)


def test_throttled_three_times_with_more_attempts_configured(home, cloud, uninterrupted):  # noqa: F811
    cloud.faults(throttle_for="CreateRole=3")
    home.environment["AWS_MAX_ATTEMPTS"] = "5"
    assert_completes(home, cloud, uninterrupted)


@pytest.mark.parametrize("call", ["GetCallerIdentity", "GetRole"])
def test_always_throttled_before_the_first_step(home, cloud, call):
    cloud.faults(throttle_for=f"{call}=1000")
    result = home.run(*SETUP)
    assert result.code == 1 and "Throttling" in result.err and not cloud.changes() and not home.files()


def test_always_throttled_during_the_run(home, cloud, uninterrupted):  # noqa: F811
    cloud.faults(throttle_for="AddRoleToInstanceProfile=1000")
    result = assert_completes(home, cloud, uninterrupted, 3)
    assert result.failed["profile-role.create"]["code"] == "Throttling" and result.failed["profile-role.create"]["remedy"]


@pytest.mark.parametrize("error", ["ServiceFailure:500", "ServiceUnavailable:503", "InternalFailure:500", "Weird:502"])
@pytest.mark.parametrize("call", ["CreateRole", "PutRolePolicy", "GetInstanceProfile"])
def test_one_server_error(home, cloud, uninterrupted, call, error):  # noqa: F811
    cloud.faults(error=f"{call}={error}x1")
    assert_completes(home, cloud, uninterrupted)


@pytest.mark.parametrize("call", CHANGES)
def test_always_unavailable(home, cloud, uninterrupted, call):  # noqa: F811
    cloud.faults(error=f"{call}=ServiceUnavailable:503")
    result = assert_completes(home, cloud, uninterrupted, 3)
    assert "resume" in result.err + result.out


@pytest.mark.parametrize("call", READS)
def test_unavailable_read(home, cloud, call):
    cloud.faults(error=f"{call}=ServiceUnavailable:503")
    result = home.run(*SETUP)
    assert result.code == 1 and not cloud.changes() and not home.files()


@pytest.mark.parametrize("fault", ["reset", "lose", "truncate"])
@pytest.mark.parametrize("call", CHANGES)
def test_connection_breaks_once(home, cloud, uninterrupted, fault, call):  # noqa: F811
    """Before the call is executed, after it, and in the middle of the answer: one resource is created."""
    cloud.faults(**{fault: f"{call}x1"})
    assert_completes(home, cloud, uninterrupted)


@pytest.mark.parametrize("fault", ["reset", "lose", "truncate"])
def test_every_call_breaks_once(home, cloud, uninterrupted, fault):  # noqa: F811
    cloud.faults(**{fault: [{"operation": "*", "times": 1, "each": True}]})
    assert_completes(home, cloud, uninterrupted)


def test_every_answer_to_a_change_is_lost(home, cloud, uninterrupted):  # noqa: F811
    """No answer says that the resource was created: reading it does."""
    cloud.faults(lose=CHANGES)
    assert_completes(home, cloud, uninterrupted)
    assert len(cloud.changes()) >= CALLS


def test_connection_refused(home, cloud):
    result = home.run(*SETUP, env={"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    assert result.code == 1 and "127.0.0.1" in result.err and not home.files()


@pytest.mark.parametrize("name", ["iam", "sts"])
def test_one_service_is_unreachable(home, cloud, name):
    result = home.run(*SETUP, env={f"AWS_ENDPOINT_URL_{name.upper()}": "http://127.0.0.1:9"})
    assert result.code == 1 and not cloud.changes() and not home.files()


@pytest.mark.parametrize("clock", [600, -600, 86400, -86400])
def test_wrong_clock(home, cloud, uninterrupted, clock):  # noqa: F811
    cloud.faults(clock=clock)
    assert_completes(home, cloud, uninterrupted)


@pytest.mark.parametrize("delay", [2, 8])
def test_slow_replication(home, cloud, uninterrupted, delay):  # noqa: F811
    """Without a worker, accredit does not wait for resources that it does not use."""
    cloud.faults(delay=delay)
    result = assert_completes(home, cloud, uninterrupted)
    assert result.seconds < 8


def test_new_resources_are_not_visible_to_get(home, cloud, uninterrupted):  # noqa: F811
    cloud.faults(get_delay=2)
    home.expect(0, *SETUP)
    cloud.clear_faults()
    assert cloud.snapshot() == uninterrupted


def test_lost_answers_with_slow_replication(home, cloud, uninterrupted):  # noqa: F811
    """The call worked, the answer was lost, and reading does not find the resource yet."""
    cloud.faults(get_delay=1.5, lose=[f"{call}x1" for call in CHANGES])
    result = home.run(*SETUP, limit=120)
    cloud.clear_faults()
    if result.code == 3:
        home.expect(0, "resume", "--yes", "--json")
    else:
        assert result.code == 0, result
    assert cloud.snapshot() == uninterrupted
    assert_created_once(cloud)
