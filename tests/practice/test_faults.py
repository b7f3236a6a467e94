"""Faults that a test orders."""

import json
import threading
import time
import urllib.error

import botocore.exceptions
import pytest
from conftest import EC2_TRUST, code_of, error_of, until


def test_latency(cloud, sts):
    cloud.faults(latency=120)
    began = time.monotonic()
    sts.get_caller_identity()
    assert time.monotonic() - began >= 0.12


def test_latency_does_not_queue(cloud):
    cloud.faults(latency=1000)
    clients = [cloud.client("sts") for _ in range(6)]
    began = time.monotonic()
    threads = [threading.Thread(target=c.get_caller_identity) for c in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began < 4  # one after the other they would take six seconds


def test_the_first_calls_of_each_operation_are_throttled(cloud, iam, ec2, s3):
    cloud.faults(throttle=2)
    for _ in range(2):
        assert code_of(iam.list_users) == "Throttling"
        assert error_of(ec2.describe_vpcs)["ResponseMetadata"]["HTTPStatusCode"] == 503
    iam.list_users()
    ec2.describe_vpcs()
    assert code_of(iam.list_roles) == "Throttling" and code_of(s3.list_buckets) == "SlowDown"


def test_hanging_call_does_not_affect_the_account_after_a_reset(cloud, iam):
    cloud.faults(stall=["CreateUser=0.5x1"])

    def create():
        with pytest.raises(botocore.exceptions.ConnectionClosedError):
            iam.create_user(UserName="late")

    late = threading.Thread(target=create)
    late.start()
    until(lambda: cloud.calls("CreateUser"))
    cloud.control("POST", "reset")
    late.join()
    assert [u["UserName"] for u in cloud.client("iam").list_users()["Users"]] == ["operator"]


def test_hanging_call_continues_when_released(cloud, iam):
    cloud.faults(stall=["CreateUser=60x1"])
    late = threading.Thread(target=iam.create_user, kwargs={"UserName": "late"})
    late.start()
    until(lambda: cloud.calls("CreateUser"))
    cloud.control("POST", "go_on")
    late.join(30)
    assert not late.is_alive()
    assert "late" in [u["UserName"] for u in iam.list_users()["Users"]]


def test_one_operation_is_throttled(cloud, iam):
    cloud.faults(throttle_for=["CreateUser=1"])
    iam.list_users()
    assert code_of(iam.create_user, UserName="one") == "Throttling"
    iam.create_user(UserName="one")


def test_throttled_call_is_not_executed(cloud, iam):
    cloud.faults(throttle_for={"CreateUser": 1})
    code_of(iam.create_user, UserName="one")
    assert code_of(iam.get_user, UserName="one") == "NoSuchEntity"


@pytest.mark.parametrize("text, code, status", [
    ("CreateUser=ServiceUnavailable:503x2", "ServiceUnavailable", 503), ("iam:CreateUser=InternalFailurex2", "InternalFailure", 500),
    ("Create*=ConcurrentModificationx2", "ConcurrentModification", 409), ("iam:*=Weird:418x2", "Weird", 418)])
def test_error_a_number_of_times(cloud, iam, text, code, status):
    cloud.faults(error=[text])
    for _ in range(2):
        answer = error_of(iam.create_user, UserName="one")
        assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    iam.create_user(UserName="one")


def test_error_after_a_number_of_calls(cloud, iam):
    cloud.faults(error=["ListUsers=ServiceFailure+2x1"])
    iam.list_users()
    iam.list_users()
    assert code_of(iam.list_users) == "ServiceFailure"
    iam.list_users()


def test_connection_reset_before_the_call_is_executed(cloud, iam):
    cloud.faults(reset=["CreateUserx1"])
    with pytest.raises(botocore.exceptions.HTTPClientError):
        iam.create_user(UserName="one")
    iam.create_user(UserName="one")


def test_lost_answer(cloud, iam):
    cloud.faults(lose=["CreateUserx1"])
    with pytest.raises(botocore.exceptions.HTTPClientError):
        iam.create_user(UserName="one")
    assert code_of(iam.create_user, UserName="one") == "EntityAlreadyExists"
    assert [c["status"] for c in cloud.calls("CreateUser")] == [200, 409]


def test_truncated_answer(cloud, iam):
    cloud.faults(truncate=["CreateUserx1"])
    with pytest.raises((botocore.exceptions.HTTPClientError, botocore.parsers.ResponseParserError)):
        iam.create_user(UserName="one")
    iam.get_user(UserName="one")


def test_no_answer(cloud, iam):
    cloud.faults(stall=["ListUsers=0.4x1"])
    began = time.monotonic()
    iam.list_users()
    assert time.monotonic() - began >= 0.4


def test_answer_given_by_a_test(cloud, iam):
    cloud.faults(answer=[{"operation": "ListUsers", "times": 1, "body": "<html>log in</html>", "headers": {"Content-Type": "text/html"}}])
    with pytest.raises((botocore.parsers.ResponseParserError, KeyError)):
        iam.list_users()
    iam.list_users()


def test_faults_can_be_cleared(cloud, iam):
    cloud.faults(error=["*=ServiceUnavailable"])
    assert code_of(iam.list_users) == "ServiceUnavailable"
    cloud.faults(clear=True)
    iam.list_users()


def test_unknown_fault_is_rejected(cloud):

    for params in ({"error": ["CreateUser"]}, {"die": "sometime:3"}, {"throttle": "often"}):
        with pytest.raises(urllib.error.HTTPError) as caught:
            cloud.faults(**params)
        assert caught.value.code == 400


def test_refusal_is_logged_with_its_layer(cloud, iam, make_user):
    one = cloud.client("iam", **make_user("one"))
    code_of(one.create_role, RoleName="r", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    assert cloud.calls("CreateRole")[0]["denied"] == {
        "action": "iam:CreateRole", "resource": "arn:aws:iam::123456789012:role/r", "layer": "identity"}
