"""Access keys: creation, deactivation, deletion, and what IAM says about them."""

import base64
import time
from datetime import datetime, timezone

import pytest
from conftest import code_of, error_of, policy

LONG = 30.0  # longer than any test: a change with this delay is never visible
REFUSALS = [("sts", "get_caller_identity", "InvalidClientTokenId", 403), ("iam", "list_users", "InvalidClientTokenId", 403),
            ("ec2", "describe_vpcs", "AuthFailure", 401), ("s3", "list_buckets", "InvalidAccessKeyId", 403),
            ("ssm", "describe_parameters", "UnrecognizedClientException", 400), ("eks", "list_clusters", "UnrecognizedClientException", 403),
            ("redshift", "describe_clusters", "InvalidClientTokenId", 403)]


def works(client):
    try:
        client.get_caller_identity()
        return True
    except client.exceptions.ClientError:
        return False


def set_status(iam, keys, status, user="one"):
    iam.update_access_key(UserName=user, AccessKeyId=keys["aws_access_key_id"], Status=status)


def remove(iam, keys, user="one"):
    iam.delete_access_key(UserName=user, AccessKeyId=keys["aws_access_key_id"])


def statuses(iam, user="one"):
    return {k["AccessKeyId"]: k["Status"] for k in iam.list_access_keys(UserName=user)["AccessKeyMetadata"]}


def last_use(iam, keys):
    return iam.get_access_key_last_used(AccessKeyId=keys["aws_access_key_id"])["AccessKeyLastUsed"]


# Creation

def test_new_key(iam):
    iam.create_user(UserName="one")
    key = iam.create_access_key(UserName="one")["AccessKey"]
    assert key["AccessKeyId"].startswith("AKIA") and len(key["AccessKeyId"]) == 20 and len(key["SecretAccessKey"]) == 40
    assert key["Status"] == "Active" and key["UserName"] == "one"
    listed = iam.list_access_keys(UserName="one")["AccessKeyMetadata"][0]
    assert set(listed) == {"UserName", "AccessKeyId", "Status", "CreateDate"} and listed["AccessKeyId"] == key["AccessKeyId"]


def test_third_key_of_a_user_is_rejected(iam, make_user):
    make_user("one")
    second = make_user_key(iam, "one")
    set_status(iam, second, "Inactive")
    answer = error_of(iam.create_access_key, UserName="one")
    assert answer["Error"]["Code"] == "LimitExceeded" and answer["ResponseMetadata"]["HTTPStatusCode"] == 409
    assert answer["Error"]["Message"] == "Cannot exceed quota for AccessKeysPerUser: 2"
    remove(iam, second)
    iam.create_access_key(UserName="one")


def make_user_key(iam, name):
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}


def test_key_is_found_with_its_own_user_only(iam, make_user):
    one = make_user("one")["aws_access_key_id"]
    make_user("two")
    for call, more in ((iam.update_access_key, {"Status": "Inactive"}), (iam.delete_access_key, {})):
        answer = error_of(call, UserName="two", AccessKeyId=one, **more)
        assert answer["Error"]["Code"] == "NoSuchEntity" and answer["ResponseMetadata"]["HTTPStatusCode"] == 404
        assert answer["Error"]["Message"] == f"The Access Key with id {one} cannot be found."
        assert code_of(call, AccessKeyId=one, **more) == "NoSuchEntity"  # the caller is the operator
    assert code_of(iam.update_access_key, UserName="one", AccessKeyId=one, Status="Asleep") == "ValidationError"
    assert statuses(iam) == {one: "Active"}


def test_lost_answer_leaves_a_key_without_its_secret(cloud, iam):
    iam.create_user(UserName="one")
    cloud.faults(lose=["CreateAccessKeyx1"])
    with pytest.raises(Exception):
        iam.create_access_key(UserName="one")
    assert len(statuses(iam)) == 1


# Deactivation and deletion

@pytest.mark.parametrize("service, call, code, status", REFUSALS)
@pytest.mark.parametrize("end", [lambda iam, keys: set_status(iam, keys, "Inactive"), remove], ids=["inactive", "deleted"])
def test_each_service_rejects_the_key_with_its_own_error(cloud, iam, make_user, service, call, code, status, end):
    keys = make_user("one", policy(Action="*"))
    client = cloud.client(service, **keys)
    getattr(client, call)()
    end(iam, keys)
    answer = error_of(getattr(client, call))
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)


def test_reactivated_key_works(cloud, iam, make_user):
    keys = make_user("one")
    mine = cloud.client("sts", **keys)
    set_status(iam, keys, "Inactive")
    set_status(iam, keys, "Inactive")
    assert not works(mine) and set(statuses(iam).values()) == {"Inactive"}
    set_status(iam, keys, "Active")
    assert works(mine)


@pytest.mark.parametrize("end", [lambda iam, keys: set_status(iam, keys, "Inactive"), remove], ids=["inactive", "deleted"])
def test_end_of_a_key_takes_effect_later(cloud, iam, make_user, end):
    keys = make_user("one")
    mine = cloud.client("sts", **keys)
    cloud.control("POST", "age")
    cloud.faults(delay=LONG)
    end(iam, keys)
    assert works(mine)
    assert "Active" not in statuses(iam).values()  # IAM itself knows at once
    cloud.faults(delay=0.0)
    assert not works(mine)


def test_reactivation_takes_effect_later(cloud, iam, make_user):
    keys = make_user("one")
    mine = cloud.client("sts", **keys)
    set_status(iam, keys, "Inactive")
    cloud.control("POST", "age")
    cloud.faults(delay=LONG)
    set_status(iam, keys, "Active")
    assert not works(mine)
    cloud.faults(delay=0.0)
    assert works(mine)


def test_end_of_a_key_has_its_own_delay(cloud, iam, make_user):
    keys = make_user("one")
    mine = cloud.client("sts", **keys)
    cloud.control("POST", "age")
    cloud.faults(delay=LONG, off_delay=0.0)
    set_status(iam, keys, "Inactive")
    assert not works(mine)
    cloud.faults(delay=0.0, off_delay=LONG)
    assert works(mine)
    assert not works(cloud.client("sts", **{**keys, "aws_secret_access_key": "x" * 40}))


def test_replicas_disagree_on_the_end_of_a_key_at_first(cloud, iam, make_user):
    keys = make_user("one")
    mine = cloud.client("sts", **keys)
    cloud.faults(off_delay=1000.0, flap=True)
    set_status(iam, keys, "Inactive")
    assert all(works(mine) for _ in range(4))
    cloud.control("POST", "changed", {"id": keys["aws_access_key_id"], "age": 1100})
    seen = [works(mine) for _ in range(6)]
    assert seen.count(True) == seen.count(False) == 3
    cloud.control("POST", "changed", {"id": keys["aws_access_key_id"], "age": 2100})
    assert not any(works(mine) for _ in range(4))


def test_replicas_disagree_on_a_new_key_at_first(cloud, make_user):
    cloud.faults(delay=1000.0, flap=True)
    keys = make_user("one")
    mine = cloud.client("sts", **keys)
    assert not any(works(mine) for _ in range(4))
    cloud.control("POST", "born", {"kind": "key", "name": keys["aws_access_key_id"], "age": 1100})
    seen = [works(mine) for _ in range(6)]
    assert seen.count(True) == seen.count(False) == 3
    cloud.control("POST", "born", {"kind": "key", "name": keys["aws_access_key_id"], "age": 2100})
    assert all(works(mine) for _ in range(4))


def test_deleted_key_of_a_deleted_user_is_gone(cloud, iam, make_user):
    keys = make_user("one")
    cloud.faults(off_delay=LONG)
    remove(iam, keys)
    assert works(cloud.client("sts", **keys))
    iam.delete_user(UserName="one")
    assert not works(cloud.client("sts", **keys))
    make_user("one")
    assert not works(cloud.client("sts", **keys))


def test_new_key_can_be_missing_from_the_list(cloud, iam):
    iam.create_user(UserName="one")
    cloud.control("POST", "age")
    cloud.faults(get_delay=LONG)
    key = iam.create_access_key(UserName="one")["AccessKey"]["AccessKeyId"]
    assert statuses(iam) == {}
    assert code_of(iam.delete_access_key, UserName="one", AccessKeyId=key) == "NoSuchEntity"
    cloud.faults(get_delay=0.0)
    assert statuses(iam) == {key: "Active"}


# Last use

def test_key_that_was_never_used(iam, make_user):
    assert last_use(iam, make_user("one")) == {"ServiceName": "N/A", "Region": "N/A"}


def test_last_use_is_the_latest(cloud, iam, make_user):
    keys = make_user("one", policy(Action="s3:*"))
    cloud.client("sts", region="eu-west-1", **keys).get_caller_identity()
    used = last_use(iam, keys)
    assert (used["ServiceName"], used["Region"]) == ("sts", "eu-west-1")
    assert used["LastUsedDate"].second == 0 and abs(used["LastUsedDate"].timestamp() - time.time()) < 120
    cloud.client("s3", **keys).list_buckets()
    assert last_use(iam, keys)["ServiceName"] == "s3"
    assert code_of(cloud.client("ec2", **keys).describe_vpcs) == "UnauthorizedOperation"
    assert last_use(iam, keys)["ServiceName"] == "ec2"  # signed with it, though refused


def test_rejected_call_does_not_change_the_last_use(cloud, iam, make_user):
    keys = make_user("one")
    wrong = {**keys, "aws_secret_access_key": "x" * 40}
    assert code_of(cloud.client("sts", **wrong).get_caller_identity) == "SignatureDoesNotMatch"
    set_status(iam, keys, "Inactive")
    assert not works(cloud.client("sts", **keys))
    assert last_use(iam, keys)["ServiceName"] == "N/A"


def test_use_of_a_session_is_no_use_of_the_key(cloud, iam, make_user):
    keys = make_user("one")
    created = cloud.client("sts", **keys).get_session_token()["Credentials"]
    session = {"aws_access_key_id": created["AccessKeyId"], "aws_secret_access_key": created["SecretAccessKey"],
               "aws_session_token": created["SessionToken"]}
    assert code_of(cloud.client("ec2", **session).describe_vpcs) == "UnauthorizedOperation"
    assert last_use(iam, keys)["ServiceName"] == "sts"


def test_last_use_of_an_unknown_key(iam, make_user):
    keys = make_user("one")
    remove(iam, keys)
    answer = error_of(iam.get_access_key_last_used, AccessKeyId=keys["aws_access_key_id"])
    assert answer["Error"]["Code"] == "AccessDenied" and answer["Error"]["Message"].endswith("access key " + keys["aws_access_key_id"])


def test_account_of_a_key(cloud, sts, make_user):
    keys = make_user("one")
    for key_id in (keys["aws_access_key_id"], "AKIAPRACTICE00CANARY"):
        assert sts.get_access_key_info(AccessKeyId=key_id)["Account"] == "123456789012"
    elsewhere = (1 << 47 | 210987654321 << 7).to_bytes(6, "big") + b"else"
    assert sts.get_access_key_info(AccessKeyId="AKIA" + base64.b32encode(elsewhere).decode())["Account"] == "210987654321"
    assert code_of(sts.get_access_key_info, AccessKeyId="AKIA0000000000000000") == "ValidationError"
    assert code_of(cloud.client("sts", **keys).get_access_key_info, AccessKeyId=keys["aws_access_key_id"]) == "AccessDenied"


# The control endpoint

def test_control_endpoint_lists_all_keys(cloud, iam, make_user):
    keys = make_user("one")
    set_status(iam, keys, "Inactive")
    reported = {k["id"]: k for k in cloud.control("GET", "keys")}
    assert set(reported) == {"AKIAPRACTICE00CANARY", keys["aws_access_key_id"]}
    one = reported[keys["aws_access_key_id"]]
    assert (one["secret"], one["user"], one["status"], one["used"]) == (keys["aws_secret_access_key"], "one", "Inactive", None)
    assert reported["AKIAPRACTICE00CANARY"]["used"]["service"] == "iam"


def test_control_endpoint_makes_a_key_old(cloud, iam, make_user):
    keys = make_user("one")
    cloud.control("POST", "key", {"id": keys["aws_access_key_id"], "days": 100, "used": "2026-01-31T12:34:56Z", "service": "s3",
                                  "region": "eu-west-1"})
    created = iam.list_access_keys(UserName="one")["AccessKeyMetadata"][0]["CreateDate"]
    assert abs(time.time() - created.timestamp() - 100 * 86400) < 60
    assert last_use(iam, keys) == {"LastUsedDate": datetime(2026, 1, 31, 12, 34, 56, tzinfo=timezone.utc), "ServiceName": "s3",
                                   "Region": "eu-west-1"}
    reported = cloud.control("POST", "key", {"id": keys["aws_access_key_id"], "created": "2025-02-03T04:05:06+00:00", "used": None})
    assert (reported["created"], reported["used"]) == ("2025-02-03T04:05:06Z", None)
    assert works(cloud.client("sts", **keys))
