"""Faults of the worker: new instance profiles, lost launches, no capacity, no permission to launch."""

import pytest

from cloud import allow
from test_denied import clerk  # noqa: F401
from worker_helpers import InstanceCounter, wait_for_termination, launches, use_pack_with_checks, verdicts

SETUP = ("setup", "essentia", "--yes", "--json")


@pytest.fixture
def quick(home):
    use_pack_with_checks(home, "identity")
    return home


def assert_verified(home, cloud, most=1, **how):
    with InstanceCounter(cloud) as watch:
        result = home.expect(0, *SETUP, **how)
    assert verdicts(result) == {"identity": "yes"} and watch.most == most
    wait_for_termination(cloud)
    return result


@pytest.mark.parametrize("delay", [1, 4])
def test_new_instance_profile(quick, cloud, delay):
    """EC2 does not know the profile yet, then the instance has no credentials yet: accredit waits for both, and says so."""
    cloud.faults(delay=delay)
    result = assert_verified(quick, cloud, limit=120)
    assert any(e["id"] == "probe.launch" and e["status"] == "waiting" for e in result.of("step"))
    assert len(launches(cloud)) == 1


@pytest.mark.parametrize("fault", ["reset", "lose", "truncate"])
@pytest.mark.parametrize("call", ["RunInstances", "TerminateInstances", "GetConsoleOutput", "DescribeInstances"])
def test_connection_breaks(quick, cloud, fault, call):
    cloud.faults(**{fault: f"{call}x1"})
    assert_verified(quick, cloud)
    assert len(launches(cloud)) == 1, "the call is repeated with the same token"


@pytest.mark.parametrize("error", ["RequestLimitExceeded:503x2", "InternalError:500x1", "Unavailable:503x1"])
def test_launch_fails_at_first(quick, cloud, error):
    cloud.faults(error=f"RunInstances={error}")
    assert_verified(quick, cloud)


def test_no_capacity_in_the_first_zone(quick, cloud):
    cloud.faults(error="RunInstances=InsufficientInstanceCapacity:500x2")
    result = assert_verified(quick, cloud)
    tokens = [c["client_token"] for c in cloud.calls("RunInstances") if c["change"] or c["status"] == 500]
    assert len(set(tokens)) == 3 == len(tokens), "each zone takes another token"
    assert result.code == 0


def test_no_capacity_in_any_zone(quick, cloud):
    cloud.faults(error="RunInstances=InsufficientInstanceCapacity:500")
    result = quick.expect(3, *SETUP)
    assert "--no-probe" in result.err and result.failed["probe.launch"]["remedy"]
    cloud.clear_faults()
    assert verdicts(quick.expect(0, "resume", "--yes", "--json")) == {"identity": "yes"}
    wait_for_termination(cloud)


def test_launch_is_denied(clerk, cloud):  # noqa: F811
    use_pack_with_checks(clerk, "identity")
    clerk.set_permissions(allow("*"), allow("ec2:RunInstances", effect="Deny"))
    result = clerk.expect(3, *SETUP)
    assert "ec2:RunInstances" in result.err and "resume" in result.err and not launches(cloud)
    clerk.set_permissions(allow("*"))
    assert verdicts(clerk.expect(0, "resume", "--yes", "--json")) == {"identity": "yes"}
    wait_for_termination(cloud)


def test_termination_is_denied(clerk, cloud):  # noqa: F811
    """The worker ends by itself; the message names the denied permission."""
    use_pack_with_checks(clerk, "identity")
    clerk.set_permissions(allow("*"), allow("ec2:TerminateInstances", effect="Deny"))
    result = clerk.run(*SETUP)
    assert result.code in (0, 3), result
    assert result.code == 0 or "ec2:TerminateInstances" in result.err
    wait_for_termination(cloud, 90)
    clerk.set_permissions(allow("*"))
    clerk.expect(0, "resume", "--yes", "--json")


def test_no_ec2_permissions_are_needed_without_a_probe(clerk, cloud):  # noqa: F811
    clerk.set_permissions(allow("iam:*", "sts:*"))
    clerk.expect(0, "setup", "essentia", "--no-probe", "--yes", "--json")
    result = clerk.expect(2, "setup", "essentia", "--name", "b", "--set", "ROLE_NAME=b", "--plan", "--json")
    assert "still alive" not in result.err
