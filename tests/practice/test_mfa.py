"""MFA devices, sessions with MFA, and sessions that an operator revokes."""

import base64
import hashlib
import hmac
import json
import time

import pytest
from conftest import code_of, error_of, policy

ACCOUNT = "123456789012"
WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def keys_of(answer):
    found = answer["Credentials"]
    return {"aws_access_key_id": found["AccessKeyId"], "aws_secret_access_key": found["SecretAccessKey"],
            "aws_session_token": found["SessionToken"]}


def app_code(seed, offset=0):
    """The code that an authenticator app shows, calculated here independently."""
    digest = hmac.new(base64.b32decode(seed), (int(time.time()) // 30 + offset).to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((int.from_bytes(digest[at:at + 4], "big") & 0x7FFFFFFF) % 10 ** 6)


@pytest.fixture
def device(cloud, iam):
    """Enables a device for a user; returns its serial number."""
    def make(user):
        serial = iam.create_virtual_mfa_device(VirtualMFADeviceName=user)["VirtualMFADevice"]["SerialNumber"]
        reported = next(d for d in cloud.control("GET", "mfa") if d["serial"] == serial)
        iam.enable_mfa_device(UserName=user, SerialNumber=serial, AuthenticationCode1=reported["code"], AuthenticationCode2=reported["next"])
        return serial
    return make


@pytest.fixture
def code(cloud):
    return lambda serial: next(d["code"] for d in cloud.control("GET", "mfa") if d["serial"] == serial)


def wrong(right):
    return f"{(int(right) + 1) % 10 ** 6:06d}"


def test_device_is_enabled_by_two_codes(iam):
    iam.create_user(UserName="ann")
    created = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    serial, seed = created["SerialNumber"], created["Base32StringSeed"]
    assert serial == f"arn:aws:iam::{ACCOUNT}:mfa/phone"
    params = {"UserName": "ann", "SerialNumber": serial}
    once = app_code(seed)
    bad = error_of(iam.enable_mfa_device, AuthenticationCode1=once, AuthenticationCode2=once, **params)
    assert bad["Error"]["Code"] == "InvalidAuthenticationCode" and bad["ResponseMetadata"]["HTTPStatusCode"] == 403
    iam.enable_mfa_device(AuthenticationCode1=app_code(seed, -1), AuthenticationCode2=app_code(seed), **params)
    assert [d["SerialNumber"] for d in iam.list_mfa_devices(UserName="ann")["MFADevices"]] == [serial]
    assert code_of(iam.enable_mfa_device, UserName="operator", SerialNumber=serial, AuthenticationCode1="000000",
                   AuthenticationCode2="000000") == "EntityAlreadyExists"
    assert code_of(iam.enable_mfa_device, UserName="ann", SerialNumber=serial + "x", AuthenticationCode1="000000",
                   AuthenticationCode2="000000") == "NoSuchEntity"


def test_session_with_a_code(cloud, iam, make_user, device, code):
    keys = make_user("ann", policy({"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": WITH_MFA}))
    serial = device("ann")
    assert code_of(cloud.client("iam", **keys).list_users) == "AccessDenied"
    sts = cloud.client("sts", **keys)
    plain, with_mfa = keys_of(sts.get_session_token()), keys_of(sts.get_session_token(SerialNumber=serial, TokenCode=code(serial)))
    assert code_of(cloud.client("iam", **plain).list_users) == "InvalidClientTokenId"  # IAM requires MFA for a session
    mine = cloud.client("iam", **with_mfa)
    mine.list_users()
    assert mine.create_access_key()["AccessKey"]["UserName"] == "ann"


def test_code_that_is_wrong_or_used(cloud, make_user, device, code):
    sts, serial = cloud.client("sts", **make_user("ann")), device("ann")
    good = code(serial)
    answer = error_of(sts.get_session_token, SerialNumber=serial, TokenCode=wrong(good))
    assert answer["Error"]["Code"] == "AccessDenied" and answer["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert answer["Error"]["Message"].startswith("MultiFactorAuthentication failed with invalid MFA one time pass code.")
    sts.get_session_token(SerialNumber=serial, TokenCode=good)
    assert code_of(sts.get_session_token, SerialNumber=serial, TokenCode=good) == "AccessDenied"
    sts.get_session_token(SerialNumber=serial, TokenCode=code(serial))
    assert code_of(sts.get_session_token, SerialNumber=serial, TokenCode="12345") == "ValidationError"
    calls = cloud.calls("GetSessionToken")
    assert good not in json.dumps([c["params"] for c in calls])


def test_code_needs_its_own_device(cloud, make_user, device, code):
    sts = cloud.client("sts", **make_user("ann"))
    make_user("bob")
    other = device("bob")
    answer = error_of(sts.get_session_token, SerialNumber=other, TokenCode=code(other))
    assert answer["Error"]["Code"] == "AccessDenied" and "verify your MFA serial number" in answer["Error"]["Message"]
    assert code_of(sts.get_session_token, TokenCode="123456") == "AccessDenied"
    assert code_of(sts.get_session_token, SerialNumber=other) == "AccessDenied"


def test_role_that_requires_mfa(cloud, iam, make_user, device, code):
    sts = cloud.client("sts", **make_user("ann", policy(Action="sts:AssumeRole")))
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole",
             "Condition": {**WITH_MFA, "StringEquals": {"sts:ExternalId": "ours"}, "NumericLessThan": {"aws:MultiFactorAuthAge": "300"}}}]}
    arn = iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    params, serial = {"RoleArn": arn, "RoleSessionName": "me"}, device("ann")
    assert code_of(sts.assume_role, **params) == code_of(sts.assume_role, ExternalId="ours", **params) == "AccessDenied"
    assert code_of(sts.assume_role, SerialNumber=serial, TokenCode=code(serial), **params) == "AccessDenied"
    sts.assume_role(SerialNumber=serial, TokenCode=code(serial), ExternalId="ours", **params)
    with_mfa = keys_of(sts.get_session_token(SerialNumber=serial, TokenCode=code(serial)))
    cloud.client("sts", **with_mfa).assume_role(ExternalId="ours", **params)


def test_deny_without_mfa(cloud, make_user, device, code):
    """A policy that many accounts have: without MFA everything is denied except managing one's own devices."""
    keys = make_user("ann", policy(
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "NotAction": ["iam:ListMFADevices", "sts:GetSessionToken"], "Resource": "*",
         "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}))
    serial, sts = device("ann"), cloud.client("sts", **keys)
    assert "explicit deny" in error_of(cloud.client("iam", **keys).list_users)["Error"]["Message"]
    assert cloud.client("iam", **keys).list_mfa_devices()["MFADevices"][0]["SerialNumber"] == serial
    cloud.client("iam", **keys_of(sts.get_session_token(SerialNumber=serial, TokenCode=code(serial)))).list_users()


# Sessions and their users

def test_session_outlives_its_key_but_not_its_user(cloud, iam, make_user):
    keys = make_user("ann", policy(Action="ec2:*"))
    session = keys_of(cloud.client("sts", **keys).get_session_token(DurationSeconds=900))
    ec2 = cloud.client("ec2", **session)
    iam.update_access_key(UserName="ann", AccessKeyId=keys["aws_access_key_id"], Status="Inactive")
    assert code_of(cloud.client("ec2", **keys).describe_vpcs) == "AuthFailure"
    ec2.describe_vpcs()
    iam.delete_access_key(UserName="ann", AccessKeyId=keys["aws_access_key_id"])
    ec2.describe_vpcs()
    cloud.faults(clock=901)
    assert code_of(ec2.describe_vpcs) == "RequestExpired"
    cloud.faults(clock=0)
    iam.delete_user_policy(UserName="ann", PolicyName="own")
    assert code_of(ec2.describe_vpcs) == "UnauthorizedOperation"
    iam.delete_user(UserName="ann")
    assert code_of(ec2.describe_vpcs) == "AuthFailure"


def test_calls_that_sts_rejects_with_a_session(cloud, sts):
    mine = cloud.client("sts", **keys_of(sts.get_session_token()))
    assert mine.get_caller_identity()["Arn"].endswith("user/operator")
    for call in (mine.get_session_token, lambda: mine.get_federation_token(Name="xy")):
        assert code_of(call) == "AccessDenied"


# Revoked sessions

def revocation(moment):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": ["*"], "Resource": ["*"],
                       "Condition": {"DateLessThan": {"aws:TokenIssueTime": moment}}}]})


def moment(seconds, form="%Y-%m-%dT%H:%M:%S.000Z"):
    return time.strftime(form, time.gmtime(time.time() + seconds))


@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.123Z", "%Y-%m-%dT%H:%M:%S+00:00"])
def test_older_sessions_of_a_role_are_revoked(cloud, iam, sts, form):
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}]}
    arn = iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName="r", PolicyName="own", PolicyDocument=policy(Action="iam:*"))
    old = cloud.client("iam", **keys_of(sts.assume_role(RoleArn=arn, RoleSessionName="old")))
    old.get_role(RoleName="r")
    iam.put_role_policy(RoleName="r", PolicyName="AWSRevokeOlderSessions", PolicyDocument=revocation(moment(-60, form)))
    old.get_role(RoleName="r")  # sessions that begin after that
    iam.put_role_policy(RoleName="r", PolicyName="AWSRevokeOlderSessions", PolicyDocument=revocation(moment(60, form)))
    answer = error_of(old.get_role, RoleName="r")
    assert answer["Error"]["Code"] == "AccessDenied" and "explicit deny" in answer["Error"]["Message"]
    sts.assume_role(RoleArn=arn, RoleSessionName="new")  # the role itself can still be assumed
    cloud.faults(clock=120)
    new = cloud.client("iam", **keys_of(sts.assume_role(RoleArn=arn, RoleSessionName="new")))
    new.get_role(RoleName="r")


def test_sessions_of_a_user_have_an_issue_time_and_keys_have_none(cloud, iam, make_user):
    keys = make_user("ann", policy({"Effect": "Allow", "Action": "*", "Resource": "*"}, json.loads(revocation(moment(60)))["Statement"][0]))
    cloud.client("ec2", **keys).describe_vpcs()
    session = keys_of(cloud.client("sts", **keys).get_session_token())
    assert code_of(cloud.client("ec2", **session).describe_vpcs) == "UnauthorizedOperation"
