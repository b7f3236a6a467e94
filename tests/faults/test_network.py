"""A bad day between here and AWS: throttling, errors, resets, lost and broken answers, silence, a wrong clock."""

import pytest

from killing import made_once
from test_kill_setup import CALLS, SETUP, undisturbed, wanted  # noqa: F401

CHANGES = ["CreateRole", "PutRolePolicy", "CreateInstanceProfile", "AddRoleToInstanceProfile"]
READS = ["GetCallerIdentity", "GetRole", "GetRolePolicy", "GetInstanceProfile"]


def goes_on(home, cloud, end, code=0):
    """Ends as undisturbed, at once or after a resume."""
    result = home.run(*SETUP, limit=120)
    assert result.code == code, result
    cloud.clear_faults()
    if code == 3:
        home.expect(0, "resume", "--yes", "--json")
    assert cloud.snapshot() == end
    made_once(cloud)
    return result


def test_throttled_then_good(home, cloud, undisturbed):  # noqa: F811
    cloud.faults(throttle=1, throttle_for="PutRolePolicy=1")
    goes_on(home, cloud, undisturbed)


def test_throttled_three_times_when_more_tries_are_asked_for(home, cloud, undisturbed):  # noqa: F811
    cloud.faults(throttle_for="CreateRole=3")
    home.environment["AWS_MAX_ATTEMPTS"] = "5"
    goes_on(home, cloud, undisturbed)


@pytest.mark.parametrize("call", ["GetCallerIdentity", "GetRole"])
def test_throttled_for_ever_before_anything_began(home, cloud, call):
    cloud.faults(throttle_for=f"{call}=1000")
    result = home.run(*SETUP)
    assert result.code == 1 and "Throttling" in result.err and not cloud.changes() and not home.files()


def test_throttled_for_ever_in_the_middle(home, cloud, undisturbed):  # noqa: F811
    cloud.faults(throttle_for="AddRoleToInstanceProfile=1000")
    result = goes_on(home, cloud, undisturbed, 3)
    assert result.failed["profile-role.create"]["code"] == "Throttling" and result.failed["profile-role.create"]["remedy"]


@pytest.mark.parametrize("error", ["ServiceFailure:500", "ServiceUnavailable:503", "InternalFailure:500", "Weird:502"])
@pytest.mark.parametrize("call", ["CreateRole", "PutRolePolicy", "GetInstanceProfile"])
def test_an_error_of_the_server_once(home, cloud, undisturbed, call, error):  # noqa: F811
    cloud.faults(error=f"{call}={error}x1")
    goes_on(home, cloud, undisturbed)


@pytest.mark.parametrize("call", CHANGES)
def test_unavailable_for_ever(home, cloud, undisturbed, call):  # noqa: F811
    cloud.faults(error=f"{call}=ServiceUnavailable:503")
    result = goes_on(home, cloud, undisturbed, 3)
    assert "resume" in result.err + result.out


@pytest.mark.parametrize("call", READS)
def test_unavailable_while_looking(home, cloud, call):
    cloud.faults(error=f"{call}=ServiceUnavailable:503")
    result = home.run(*SETUP)
    assert result.code == 1 and not cloud.changes() and not home.files()


@pytest.mark.parametrize("fault", ["reset", "lose", "truncate"])
@pytest.mark.parametrize("call", CHANGES)
def test_the_connection_breaks_once(home, cloud, undisturbed, fault, call):  # noqa: F811
    """Before the call was executed, after it, and in the midst of the answer: one thing is made."""
    cloud.faults(**{fault: f"{call}x1"})
    goes_on(home, cloud, undisturbed)


@pytest.mark.parametrize("fault", ["reset", "lose", "truncate"])
def test_every_call_breaks_once(home, cloud, undisturbed, fault):  # noqa: F811
    cloud.faults(**{fault: [{"operation": "*", "times": 1, "each": True}]})
    goes_on(home, cloud, undisturbed)


def test_every_answer_to_a_change_is_lost(home, cloud, undisturbed):  # noqa: F811
    """Nothing ever says that it was made: looking does."""
    cloud.faults(lose=CHANGES)
    goes_on(home, cloud, undisturbed)
    assert len(cloud.changes()) >= CALLS


def test_nobody_listens(home, cloud):
    result = home.run(*SETUP, env={"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    assert result.code == 1 and "127.0.0.1" in result.err and not home.files()


@pytest.mark.parametrize("name", ["iam", "sts"])
def test_one_service_is_not_there(home, cloud, name):
    result = home.run(*SETUP, env={f"AWS_ENDPOINT_URL_{name.upper()}": "http://127.0.0.1:9"})
    assert result.code == 1 and not cloud.changes() and not home.files()


@pytest.mark.parametrize("clock", [600, -600, 86400, -86400])
def test_the_clock_is_off(home, cloud, undisturbed, clock):  # noqa: F811
    cloud.faults(clock=clock)
    goes_on(home, cloud, undisturbed)


@pytest.mark.parametrize("delay", [2, 8])
def test_replication_takes_a_while(home, cloud, undisturbed, delay):  # noqa: F811
    """With no worker nothing waits for what nobody uses."""
    cloud.faults(delay=delay)
    result = goes_on(home, cloud, undisturbed)
    assert result.seconds < 8


def test_new_things_are_not_seen_by_get(home, cloud, undisturbed):  # noqa: F811
    cloud.faults(get_delay=2)
    home.expect(0, *SETUP)
    cloud.clear_faults()
    assert cloud.snapshot() == undisturbed


def test_lost_answers_and_late_copies_together(home, cloud, undisturbed):  # noqa: F811
    """The call worked, the answer was lost, and looking does not find it yet."""
    cloud.faults(get_delay=1.5, lose=[f"{call}x1" for call in CHANGES])
    result = home.run(*SETUP, limit=120)
    cloud.clear_faults()
    if result.code == 3:
        home.expect(0, "resume", "--yes", "--json")
    else:
        assert result.code == 0, result
    assert cloud.snapshot() == undisturbed
    made_once(cloud)
