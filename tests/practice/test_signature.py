"""Signatures, keys and clocks."""

import datetime
import urllib.error
import urllib.request

import boto3
import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from conftest import KEYS, code_of, error_of, policy


def send(request):
    """(status, body) of a prepared request."""
    prepared = request.prepare()
    try:
        with urllib.request.urlopen(urllib.request.Request(prepared.url, prepared.body, dict(prepared.headers.items()),
                                                           method=prepared.method), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def signed(cloud, body=b"Action=GetCallerIdentity&Version=2011-06-15", service="sts", secret=KEYS["aws_secret_access_key"], region="us-east-1"):
    request = AWSRequest("POST", cloud.url + "/", {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, body)
    SigV4Auth(Credentials(KEYS["aws_access_key_id"], secret), service, region).add_auth(request)
    return request


def test_valid_signature(cloud):
    assert send(signed(cloud))[0] == 200


def test_wrong_secret(cloud):
    status, body = send(signed(cloud, secret="x" * 40))
    assert status == 403 and "<Code>SignatureDoesNotMatch</Code>" in body


def test_changed_body(cloud):
    request = signed(cloud)
    request.data = request.data.replace(b"GetCallerIdentity", b"GetSessionToken")
    assert send(request)[0] == 403


def test_x_amz_header_that_was_not_signed(cloud):
    request = signed(cloud)
    request.headers["X-Amz-Extra"] = "a"
    assert send(request)[0] == 403


def test_the_scope_must_name_the_service(cloud):
    status, body = send(signed(cloud, service="iam"))
    assert status != 200


def test_no_signature(cloud):
    request = AWSRequest("POST", cloud.url + "/", {"Content-Type": "application/x-www-form-urlencoded"},
                         b"Action=GetCallerIdentity&Version=2011-06-15")
    status, body = send(request)
    assert status == 403 and "MissingAuthenticationToken" in body


@pytest.mark.parametrize("service, call, code, status", [
    ("iam", "list_users", "InvalidClientTokenId", 403), ("sts", "get_caller_identity", "InvalidClientTokenId", 403),
    ("ec2", "describe_vpcs", "AuthFailure", 401), ("s3", "list_buckets", "InvalidAccessKeyId", 403),
    ("ssm", "describe_parameters", "UnrecognizedClientException", 400)])
def test_unknown_key(cloud, service, call, code, status):
    keys = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "x" * 40}
    answer = error_of(getattr(cloud.client(service, **keys), call))
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)


def test_inactive_key_is_rejected_until_it_is_reactivated(cloud, iam, make_user):
    keys = make_user("one", policy(Action="*"))
    sts, ident = cloud.client("sts", **keys), keys["aws_access_key_id"]
    sts.get_caller_identity()
    iam.update_access_key(UserName="one", AccessKeyId=ident, Status="Inactive")
    assert code_of(sts.get_caller_identity) == "InvalidClientTokenId"
    assert code_of(cloud.client("ec2", **keys).describe_vpcs) == "AuthFailure"
    assert code_of(cloud.client("s3", **keys).list_buckets) == "InvalidAccessKeyId"
    iam.update_access_key(UserName="one", AccessKeyId=ident, Status="Active")
    sts.get_caller_identity()
    iam.delete_access_key(UserName="one", AccessKeyId=ident)
    assert code_of(sts.get_caller_identity) == "InvalidClientTokenId"


# Clocks

@pytest.mark.parametrize("off, good", [(-280, True), (280, True), (-320, False), (320, False)])
def test_clock_skew_of_five_minutes_for_most_services(cloud, off, good):
    cloud.faults(clock=off)
    if good:
        cloud.client("sts").get_caller_identity()
        return
    answer = error_of(cloud.client("iam").list_users)
    assert answer["Error"]["Code"] == "SignatureDoesNotMatch"
    assert ("Signature expired: " if off > 0 else "Signature not yet current: ") in answer["Error"]["Message"]
    assert code_of(cloud.client("ec2").describe_vpcs) == "AuthFailure"
    assert code_of(cloud.client("ssm").describe_parameters) == "InvalidSignatureException"


@pytest.mark.parametrize("off, good", [(600, True), (-800, True), (1000, False), (-1000, False)])
def test_clock_skew_of_fifteen_minutes_for_s3(cloud, off, good):
    cloud.faults(clock=off)
    if good:
        cloud.client("s3").list_buckets()
    else:
        # botocore corrects its clock for this error code: only without retries is the error visible.
        assert code_of(cloud.client("s3").list_buckets) == "RequestTimeTooSkewed"


def test_date_header_has_the_time_of_the_cloud(cloud):
    cloud.faults(clock=-86400)
    headers = error_of(cloud.client("iam").list_users)["ResponseMetadata"]["HTTPHeaders"]
    said = datetime.datetime.strptime(headers["date"], "%a, %d %b %Y %H:%M:%S GMT")
    off = (datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) - said).total_seconds()
    assert 86390 < off < 86410


# Presigned requests and REST

def test_presigned_get_caller_identity(cloud):
    url = cloud.client("sts").generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
    assert b"user/operator" in urllib.request.urlopen(url).read()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(url.replace("X-Amz-Expires=60", "X-Amz-Expires=61"))


def test_token_of_a_kubernetes_cluster_is_verified(cloud):
    def token(secret):
        request = AWSRequest("GET", cloud.url + "/?Action=GetCallerIdentity&Version=2011-06-15", {"x-k8s-aws-id": "cluster"})
        SigV4QueryAuth(Credentials(KEYS["aws_access_key_id"], secret), "sts", "us-east-1", expires=60).add_auth(request)
        return request
    assert send(token(KEYS["aws_secret_access_key"]))[0] == 200
    assert send(token("x" * 40))[0] == 403


def test_presigned_request_expires(cloud):
    s3 = boto3.client("s3", endpoint_url=cloud.url, region_name="us-east-1", config=Config(signature_version="s3v4"), **KEYS)
    url = s3.generate_presigned_url("list_objects_v2", Params={"Bucket": "rehearsal"}, ExpiresIn=60)
    assert urllib.request.urlopen(url).status == 200
    cloud.faults(clock=120)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(url)
    assert caught.value.code == 403


def test_rest_get_with_a_query_is_verified(cloud):
    assert cloud.client("eks").list_clusters(maxResults=5)["clusters"] == []
    wrong = boto3.client("eks", endpoint_url=cloud.url, region_name="us-east-1", aws_access_key_id=KEYS["aws_access_key_id"],
                         aws_secret_access_key="x" * 40)
    assert code_of(wrong.list_clusters) == "InvalidSignatureException"
