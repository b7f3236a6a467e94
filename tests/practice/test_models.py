"""The check of requests against AWS's API models: requests of botocore have no difference, and each kind of difference is found."""

import base64
import hashlib
import json
import os
import sys
import urllib.parse

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

PRACTICE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "practice")
sys.path.append(PRACTICE)
import request_summary  # noqa: E402
from call import Call, understand  # noqa: E402
from models import differences  # noqa: E402
from signature import read_auth  # noqa: E402

KEY, SECRET = "AKIAPRACTICE00CANARY", "practiceCANARYsecretCANARYpractice000000"
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
TRUST = '{"Version":"2012-10-17","Statement":[]}'
VERSIONING = '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status></VersioningConfiguration>'
EMPTY_SUM = base64.b64encode(hashlib.sha256(b"").digest()).decode()


def form(action, version, **pairs):
    return urllib.parse.urlencode({"Action": action, "Version": version, **{k.replace("__", "."): v for k, v in pairs.items()}})


def iam(action, **pairs):
    return "POST", "/", FORM, form(action, "2010-05-08", **pairs), "iam"


def ec2(action, **pairs):
    return "POST", "/", FORM, form(action, "2016-11-15", **pairs), "ec2"


def ssm(body, target="AmazonSSM.GetParameter", kind="application/x-amz-json-1.1"):
    return "POST", "/", {"Content-Type": kind, "X-Amz-Target": target}, body, "ssm"


def eks(body, name="one"):
    return "POST", f"/clusters/{name}/access-entries", {"Content-Type": "application/json"}, body, "eks"


def with_checksum(body, **more):
    return {"x-amz-sdk-checksum-algorithm": "SHA256", "x-amz-checksum-sha256": base64.b64encode(hashlib.sha256(body.encode()).digest()).decode(), **more}


def s3(method, target, headers=(), body=""):
    return method, target, dict(headers), body, "s3"


def signed_request(method, target, headers, body, service, secret=SECRET, region="us-east-1", signed_for=None):
    """A signed request, as the practice cloud sees it."""
    kind = S3SigV4Auth if service == "s3" else SigV4Auth
    request = AWSRequest(method=method, url="http://127.0.0.1:1" + target, data=body.encode(), headers={"Host": "127.0.0.1:1", **headers})
    kind(Credentials(KEY, secret), signed_for or service, region).add_auth(request)
    call = Call(method, target, {n.lower(): v for n, v in request.headers.items()}, body.encode())
    call.auth = read_auth(call)
    call.service, call.region = service, region
    understand(call)
    return call


ROLE = {"RoleName": "Boat", "AssumeRolePolicyDocument": TRUST}
GOOD = {
    "a form": iam("CreateRole", **ROLE, Tags__member__1__Key="a", Tags__member__1__Value="b", MaxSessionDuration="3600"),
    "an empty list": iam("UpdateOpenIDConnectProviderThumbprint", OpenIDConnectProviderArn="arn:aws:iam::123456789012:oidc-provider/x", ThumbprintList=""),
    "EC2's form": ec2("DescribeInstances", Filter__1__Name="tag:a", Filter__1__Value__1="b"),
    "JSON": ssm('{"Name":"/a"}'),
    "REST and JSON": eks('{"principalArn":"arn:aws:iam::123456789012:role/a","kubernetesGroups":["g"]}'),
    "REST and XML": s3("PUT", "/bucket?versioning", with_checksum(VERSIONING), VERSIONING),
    "a query": s3("GET", "/bucket?list-type=2&prefix=a%20b&max-keys=1"),
    "an object": s3("PUT", "/bucket/a/b", {"Content-Type": "text/plain"}, "text"),
    "a sum of nothing": s3("PUT", "/bucket?acl", {"x-amz-acl": "private", "x-amz-sdk-checksum-algorithm": "SHA256", "x-amz-checksum-sha256": EMPTY_SUM}),
}
BAD = {
    "an unknown member of a form": (iam("CreateRole", **ROLE, RolePath="/"), "'RolePath' is no member"),
    "an unknown member inside": (iam("CreateRole", **ROLE, Tags__member__1__Name="a", Tags__member__1__Value="b"), "'Tags.1.Name' is no member"),
    "a required member of a form": (iam("CreateRole", RoleName="Boat"), "AssumeRolePolicyDocument"),
    "no number": (iam("CreateRole", **ROLE, MaxSessionDuration="an hour"), "'MaxSessionDuration' is no integer"),
    "a number too high": (iam("ListRoles", MaxItems="1001"), "less than or equal to 1000"),
    "a name too long": (iam("GetRole", RoleName="x" * 65), "less than or equal to 64"),
    "a name of other letters": (iam("GetRole", RoleName="a b"), "regular expression pattern"),
    "none of the values": (iam("UpdateAccessKey", AccessKeyId=KEY, Status="Off"), "enum value set"),
    "a list without its word": (iam("CreateRole", **ROLE, Tags__1__Key="a", Tags__1__Value="b"), "is a list of 'member'"),
    "a list with a gap": (iam("CreateRole", **ROLE, Tags__member__2__Key="a", Tags__member__2__Value="b"), "not numbered from 1"),
    "an unknown operation": (iam("MakeRole"), "no operation 'MakeRole'"),
    "another version": (("POST", "/", FORM, form("ListRoles", "2009-01-01"), "iam"), "version 2009-01-01"),
    "another method": (("GET", "/?" + form("ListRoles", "2010-05-08"), FORM, form("ListRoles", "2010-05-08"), "iam"), "not by POST to /"),
    "no form": (("POST", "/", {"Content-Type": "text/plain"}, form("ListRoles", "2010-05-08"), "iam"), "content type"),
    "a list of EC2 as the others write it": (ec2("DescribeInstances", Filter__member__1__Name="a"), "Filter"),
    "no boolean": (ec2("DescribeInstances", DryRun="yes"), "'DryRun' is no boolean"),
    "an unknown member of JSON": (ssm('{"Name":"/a","Decrypt":true}'), "'Decrypt' is no member"),
    "a type of JSON": (ssm('{"Name":7}'), "Invalid type for parameter Name"),
    "a required member of JSON": (ssm("{}"), 'Missing required parameter in input: "Name"'),
    "a member twice": (ssm('{"Name":"/a","Name":"/b"}'), "twice"),
    "broken JSON": (ssm('{"Name":'), "cannot be read"),
    "another target": (ssm('{"Name":"/a"}', target="SSM.GetParameter"), "no operation"),
    "another version of JSON": (ssm('{"Name":"/a"}', kind="application/x-amz-json-1.0"), "content type"),
    "an unknown member of REST": (eks('{"principalArn":"a","groups":[]}'), "'groups' is no member"),
    "a required member of REST": (eks('{"kubernetesGroups":[]}'), "principalArn"),
    "an unknown path": (("POST", "/boats/one", {"Content-Type": "application/json"}, "{}", "eks"), "no operation of POST"),
    "an unknown element": (s3("PUT", "/bucket?versioning", with_checksum(VERSIONING.replace("Status", "State")), VERSIONING.replace("Status", "State")),
                           "'VersioningConfiguration.State' is no member"),
    "another name space": (s3("PUT", "/bucket?versioning", with_checksum(VERSIONING.replace("2006", "2007")), VERSIONING.replace("2006", "2007")), "the body is a"),
    "an unknown query": (s3("GET", "/bucket?list-type=2&limit=1"), "'limit' in the query is no member"),
    "a sum that is missing": (s3("PUT", "/bucket?versioning", {}, VERSIONING), "the body's sum is missing"),
    "a sum of something else": (s3("PUT", "/bucket?versioning", with_checksum("else"), VERSIONING), "is not the body's sum"),
    "a sum where the model has none": (s3("PUT", "/bucket", with_checksum("")), "the header x-amz-checksum-sha256 is no member"),
    "an unknown header": (s3("GET", "/bucket/key", {"x-amz-wish": "now"}), "the header x-amz-wish is no member"),
}


@pytest.mark.parametrize("name", GOOD)
def test_request_as_botocore_writes_it(name):
    assert differences(signed_request(*GOOD[name]))[1] == []


@pytest.mark.parametrize("name", BAD)
def test_difference(name):
    request, says = BAD[name]
    found = differences(signed_request(*request))[1]
    assert any(says in text for text in found), found


@pytest.mark.parametrize("how, says", [
    ({"region": "eu-west-1"}, "signed for eu-west-1 instead of us-east-1"), ({"signed_for": "sts"}, "signed for the service 'sts' instead of 'iam'")])
def test_region_of_the_signature(how, says):
    """The Region of the signature: IAM has one endpoint in each partition."""
    assert any(says in text for text in differences(signed_request(*GOOD["a form"], **how))[1])


def test_header_that_is_not_signed():
    call = signed_request(*GOOD["JSON"])
    call.headers["x-amz-wish"] = "now"
    assert any("not signed: x-amz-wish" in text for text in differences(call)[1])


def test_signed_and_unsigned_operations():
    """Operations that the model calls unsigned must be unsigned, all others signed."""
    call = signed_request(*GOOD["a form"])
    call.auth = None
    assert "it is not signed" in differences(call)[1]
    web = ("POST", "/", FORM, form("AssumeRoleWithWebIdentity", "2011-06-15", RoleArn="arn:aws:iam::123456789012:role/a", RoleSessionName="ab",
                                   WebIdentityToken="token"), "sts")
    assert differences(signed_request(*web))[1] == ["it is signed"]


@pytest.fixture
def counter(tmp_path):
    return request_summary.Asked(str(tmp_path)), tmp_path


def summary(folder):
    path, = folder.iterdir()
    assert path.suffix == ".json"
    return json.loads(path.read_text())


def test_signature_is_recomputed(counter):
    """A signature with another secret is a difference, except when a test announced that secret."""
    one, folder = counter
    one.check(signed_request(*GOOD["a form"]), SECRET)
    one.check(signed_request(*GOOD["an object"]), SECRET)
    one.check(signed_request(*GOOD["a form"], secret="x" * 40), SECRET)
    one.check(signed_request(*GOOD["a form"]), None)
    one.wrong[KEY] = ["y" * 40]
    one.check(signed_request(*GOOD["a form"], secret="y" * 40), SECRET)
    one.write()
    found = summary(folder)
    assert found["counts"] == {"requests": 5, "signatures": 4, "unsigned": 0, "unknown keys": 1, "kubernetes": 0}
    assert [row["of"] for row in found["differences"]] == ["signature"] and SECRET not in json.dumps(found)


def test_cloud_without_a_summary_is_reported(counter):
    """The end of the run distinguishes a cloud that left no summary from one that got no requests."""
    one, folder = counter
    assert [p.suffix for p in folder.iterdir()] == [".open"]
    one.write()
    assert summary(folder)["counts"]["requests"] == 0
