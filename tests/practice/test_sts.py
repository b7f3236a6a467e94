"""Assumed roles, their sessions and their expiration."""

import base64
import json
import time

import pytest
from botocore import UNSIGNED
from botocore.config import Config
import boto3
from conftest import code_of, error_of, policy

ACCOUNT = "123456789012"


def trust(principal, action="sts:AssumeRole", **more):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": principal, "Action": action, **more}]})


@pytest.fixture
def make_role(iam):
    def make(principal, document=None, name="r", role=None, **more):
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(principal, **more), **(role or {}))["Role"]["Arn"]
        if document:
            iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document)
        return arn
    return make


def keys_of(answer):
    found = answer["Credentials"]
    return {"aws_access_key_id": found["AccessKeyId"], "aws_secret_access_key": found["SecretAccessKey"],
            "aws_session_token": found["SessionToken"]}


def assume(sts, arn, **more):
    return keys_of(sts.assume_role(RoleArn=arn, RoleSessionName="session", **more))


def test_session_has_the_permissions_of_the_role(cloud, sts, make_role):
    keys = assume(sts, make_role({"AWS": ACCOUNT}, policy(Action="iam:Get*")))
    assert cloud.client("sts", **keys).get_caller_identity()["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/r/session"
    mine = cloud.client("iam", **keys)
    mine.get_role(RoleName="r")
    assert f"assumed-role/r/session is not authorized to perform: iam:ListRoles" in error_of(mine.list_roles)["Error"]["Message"]


def test_trust_policy_must_name_the_caller(sts, make_role, make_user):
    make_user("other")
    arn = make_role({"AWS": f"arn:aws:iam::{ACCOUNT}:user/other"})
    answer = error_of(sts.assume_role, RoleArn=arn, RoleSessionName="me")
    assert answer["Error"] == {"Type": "Sender", "Code": "AccessDenied", "Message":
                               f"User: arn:aws:iam::{ACCOUNT}:user/operator is not authorized to perform: sts:AssumeRole on resource: {arn}"}


def test_role_for_instances_cannot_be_assumed_by_users(sts, make_role):
    assert code_of(sts.assume_role, RoleArn=make_role({"Service": "ec2.amazonaws.com"}), RoleSessionName="me") == "AccessDenied"


def test_trusted_account_still_needs_its_own_policy(cloud, make_role, make_user, iam):
    arn = make_role({"AWS": ACCOUNT})
    sts = cloud.client("sts", **make_user("one"))
    assert code_of(sts.assume_role, RoleArn=arn, RoleSessionName="me") == "AccessDenied"
    iam.put_user_policy(UserName="one", PolicyName="own", PolicyDocument=policy(Action="sts:AssumeRole", Resource=arn))
    sts.assume_role(RoleArn=arn, RoleSessionName="me")


def test_user_named_in_the_trust_policy_needs_no_policy(cloud, make_role, make_user):
    keys = make_user("one")
    arn = make_role({"AWS": f"arn:aws:iam::{ACCOUNT}:user/one"})
    cloud.client("sts", **keys).assume_role(RoleArn=arn, RoleSessionName="me")


def test_external_id_must_match(sts, make_role):
    arn = make_role({"AWS": ACCOUNT}, Condition={"StringEquals": {"sts:ExternalId": "secret-handshake"}})
    assert code_of(sts.assume_role, RoleArn=arn, RoleSessionName="me") == "AccessDenied"
    assert code_of(sts.assume_role, RoleArn=arn, RoleSessionName="me", ExternalId="other") == "AccessDenied"
    sts.assume_role(RoleArn=arn, RoleSessionName="me", ExternalId="secret-handshake")


def test_unknown_role_is_access_denied(sts):
    assert code_of(sts.assume_role, RoleArn=f"arn:aws:iam::{ACCOUNT}:role/none", RoleSessionName="me") == "AccessDenied"


def test_session_duration_is_limited_by_the_role(sts, make_role):
    arn = make_role({"AWS": ACCOUNT})
    assert code_of(sts.assume_role, RoleArn=arn, RoleSessionName="me", DurationSeconds=3601) == "ValidationError"
    assert code_of(sts.assume_role, RoleArn=arn, RoleSessionName="me", DurationSeconds=899) == "ValidationError"
    sts.assume_role(RoleArn=arn, RoleSessionName="me", DurationSeconds=900)


def test_chained_session_lasts_at_most_an_hour(cloud, sts, make_role):
    first = make_role({"AWS": ACCOUNT}, policy(Action="sts:*"), role={"MaxSessionDuration": 7200})
    second = make_role({"AWS": ACCOUNT}, name="second", role={"MaxSessionDuration": 7200})
    chained = cloud.client("sts", **assume(sts, first, DurationSeconds=7200))
    assert code_of(chained.assume_role, RoleArn=second, RoleSessionName="me", DurationSeconds=3601) == "ValidationError"
    chained.assume_role(RoleArn=second, RoleSessionName="me")


def test_session_policy_restricts(cloud, sts, make_role):
    arn = make_role({"AWS": ACCOUNT}, policy(Action="iam:*"))
    mine = cloud.client("iam", **assume(sts, arn, Policy=policy(Action="iam:Get*")))
    mine.get_role(RoleName="r")
    assert error_of(mine.list_roles)["Error"]["Message"].endswith("because no session policy allows the iam:ListRoles action")


def test_session_needs_its_token(cloud, sts, make_role):
    keys = assume(sts, make_role({"AWS": ACCOUNT}))
    for token in ("", "x" * 200):
        wrong = {**keys, "aws_session_token": token or None}
        assert code_of(cloud.client("sts", **wrong).get_caller_identity) == "InvalidClientTokenId"


def test_session_expires(cloud, sts, make_role):
    keys = assume(sts, make_role({"AWS": ACCOUNT}, policy(Action="*")), DurationSeconds=900)
    mine = cloud.client("sts", **keys)
    mine.get_caller_identity()
    cloud.faults(clock=901)  # the client's clock must move with the cloud's
    answer = code_of(mine.get_caller_identity)
    assert answer == "ExpiredToken"
    assert code_of(cloud.client("ec2", **keys).describe_vpcs) == "RequestExpired"


def test_get_session_token(cloud, sts):
    keys = keys_of(sts.get_session_token(DurationSeconds=900))
    assert cloud.client("sts", **keys).get_caller_identity()["Arn"].endswith("user/operator")
    assert code_of(cloud.client("sts", **keys).get_session_token) == "AccessDenied"


# Web identity

def jwt(**claims):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    reported = {"iss": "https://oidc.example.com/id/A", "sub": "system:serviceaccount:space:name", "aud": "sts.amazonaws.com",
            "exp": time.time() + 600, **claims}
    return f"{part({'alg': 'RS256'})}.{part(reported)}.c2lnbmF0dXJl"


@pytest.fixture
def web(cloud, iam, make_role):
    """Assumes a role with a token, without a signature."""
    host = "oidc.example.com/id/A"
    arn = iam.create_open_id_connect_provider(Url=f"https://{host}", ClientIDList=["sts.amazonaws.com"],
                                              ThumbprintList=["a" * 40])["OpenIDConnectProviderArn"]
    role = make_role({"Federated": arn}, policy(Action="iam:Get*"), action="sts:AssumeRoleWithWebIdentity",
                     Condition={"StringEquals": {f"{host}:sub": "system:serviceaccount:space:name", f"{host}:aud": "sts.amazonaws.com"}})
    client = boto3.client("sts", endpoint_url=cloud.url, region_name="us-east-1", config=Config(signature_version=UNSIGNED))

    def call(token, **more):
        return client.assume_role_with_web_identity(**{"RoleArn": role, "RoleSessionName": "pod", "WebIdentityToken": token, **more})
    return call


def test_web_identity(cloud, web):
    keys = keys_of(web(jwt()))
    cloud.client("iam", **keys).get_role(RoleName="r")
    assert code_of(cloud.client("iam", **keys).list_roles) == "AccessDenied"


@pytest.mark.parametrize("claims, code", [
    ({"sub": "system:serviceaccount:space:other"}, "AccessDenied"), ({"aud": "other"}, "InvalidIdentityToken"),
    ({"iss": "https://elsewhere.example.com"}, "InvalidIdentityToken"), ({"exp": 1000000}, "ExpiredTokenException")])
def test_token_with_wrong_claims(web, claims, code):
    assert code_of(web, jwt(**claims)) == code


def test_malformed_token(web):
    assert code_of(web, "not-a-token-at-all") == "InvalidIdentityToken"
    assert code_of(web, jwt(), RoleArn=f"arn:aws:iam::{ACCOUNT}:role/none") == "AccessDenied"
