"""Responses that real accounts give: the practice cloud is told to give each of them, and the message and remedy are checked."""

import pytest

from pack_bucket import CREATED, SETUP, bucket_pack  # noqa: F401
from test_deadline import actions, setup  # noqa: F401

OTHER_REGION = "eu-west-1"
IN_OTHER_REGION = {"x-amz-bucket-region": OTHER_REGION}
PAGE = "<html><head><title>503</title></head><body>SECRET-PAGE Service Unavailable</body></html>"
HTML = {"code": "ServiceUnavailable", "status": 503, "body": PAGE, "headers": {"Content-Type": "text/html"}}
PREFIX = "/aws-service-role/spot.amazonaws.com/"
PLAN = ("setup", "lake", "--no-probe", "--plan", "--json")
ESSENTIA = ("setup", "essentia", "--policy", "s3", "--no-probe", "--plan", "--set", "BUCKET=far-away")


@pytest.fixture
def bucket_in_other_region(cloud):
    """A bucket of this account in another Region."""
    cloud.client("s3").create_bucket(Bucket="far-away", CreateBucketConfiguration={"LocationConstraint": OTHER_REGION})
    cloud.forget_calls()
    return "far-away"


def fault(operation, code, **more):
    return {"operation": operation, "code": code, **more}


# A bucket in another Region

def test_bucket_to_create_exists_in_another_region(bucket_pack, cloud, bucket_in_other_region):
    """The Region is named, and the program accepts each remedy."""
    refused = bucket_pack.expect(64, *SETUP, "--set", f"BUCKET={bucket_in_other_region}").err
    assert f"the bucket '{bucket_in_other_region}' is in the Region {OTHER_REGION}, not in us-east-1" in refused
    assert f"choose another bucket with --set BUCKET=NAME, or that Region with --set REGION={OTHER_REGION}" in refused and not cloud.changes()
    bucket_pack.expect(2, *PLAN, "--set", "BUCKET=another-one")
    planned = bucket_pack.expect(2, *PLAN, "--set", f"BUCKET={bucket_in_other_region}", "--set", "OTHERS=keep", "--set", f"REGION={OTHER_REGION}")
    assert planned.actions["bucket"] in ("adopt", "update", "none")


@pytest.mark.parametrize("code, status", [("PermanentRedirect", 301), ("AuthorizationHeaderMalformed", 400),
                                          ("IllegalLocationConstraintException", 400), ("TemporaryRedirect", 307)])
def test_existing_bucket_is_checked_in_its_region(home, cloud, code, status):
    """The check of a required bucket is repeated once in the Region that S3 names, and so are the probe's calls."""
    cloud.client("s3").create_bucket(Bucket="far-away", CreateBucketConfiguration={"LocationConstraint": OTHER_REGION})
    cloud.forget_calls()
    cloud.faults(error=[fault("HeadBucket", code, status=status, headers=IN_OTHER_REGION, times=1)])
    home.expect(2, *ESSENTIA, "--json")
    asked = cloud.calls("HeadBucket")
    assert [(c["status"], c["region"]) for c in asked][:2] == [(status, "us-east-1"), (200, OTHER_REGION)], asked


def test_practice_cloud_redirects_without_a_fault(home, cloud, bucket_in_other_region):
    home.expect(2, *ESSENTIA, "--json")
    assert [(c["status"], c["region"]) for c in cloud.calls("HeadBucket")][:2] == [(301, "us-east-1"), (200, OTHER_REGION)]


def test_missing_bucket_in_another_region_is_missing(home, cloud):
    """S3 redirects to a Region where the bucket does not exist."""
    cloud.faults(error=[fault("HeadBucket", "PermanentRedirect", headers=IN_OTHER_REGION, times=1)])
    refused = home.expect(64, "setup", "essentia", "--policy", "s3", "--no-probe", "--yes", "--json", "--set", "BUCKET=not-there").err
    assert "there is no bucket 'not-there'" in refused


@pytest.mark.parametrize("status", [301, 400, 403])
def test_bucket_of_another_account_in_another_region(bucket_pack, cloud, status):
    """It is checked in its Region, where access is denied: the message says both."""
    cloud.faults(error=[fault("HeadBucket", "AccessDenied", status=status, headers=IN_OTHER_REGION, times=1), fault("HeadBucket", "AccessDenied")])
    refused = bucket_pack.expect(64, *SETUP).err
    assert f"the bucket 'the-lake' in the Region {OTHER_REGION} belongs to another account, or you are not allowed to read it" in refused
    assert "choose another bucket with --set BUCKET=NAME" in refused
    assert [c["region"] for c in cloud.calls("HeadBucket")][:2] == ["us-east-1", OTHER_REGION]


@pytest.mark.parametrize("region", ["cn-north-1", "evil.example/", "us-east-1", ""])
def test_impossible_region_is_not_asked(bucket_pack, cloud, region):
    """Another partition, an invalid name, or the Region that was just asked: no further call is made."""
    cloud.faults(error=[fault("HeadBucket", "PermanentRedirect", headers={"x-amz-bucket-region": region})])
    refused = bucket_pack.expect(64, *SETUP).err
    assert "is in another Region or belongs to another account" in refused
    assert {c["region"] for c in cloud.calls("HeadBucket")} == {"us-east-1"}


# the error that AWS returns, the step that receives it, and what the program says

ERRORS = [
    ("IllegalLocationConstraintException", dict(status=400, headers=IN_OTHER_REGION), "CreateBucket",
     ["the bucket is in the Region eu-west-1, not in us-east-1", "--set REGION=eu-west-1"]),
    ("TooManyBuckets", dict(status=400), "CreateBucket",
     ["TooManyBuckets: You have attempted to create more buckets than allowed", "delete an unused bucket, or request a higher quota"]),
    ("SlowDown", dict(status=503), "CreateBucket", ["SlowDown: Please reduce your request rate.", "wait a minute, then try again"]),
    ("OpenIdIdpCommunicationError", dict(status=400), "CreateOpenIDConnectProvider",
     ["OpenIdIdpCommunicationError", "AWS could not reach the issuer: check its URL"]),
    ("OptInRequired", dict(), "CreateQueue", ["OptInRequired", "has not enabled the Region us-east-1"]),
]


@pytest.mark.parametrize("code, more, operation, words", ERRORS, ids=[s[0] for s in ERRORS])
def test_error_in_answer_to_a_change(bucket_pack, cloud, code, more, operation, words):
    cloud.faults(error=[fault(operation, code, **more)])
    result = bucket_pack.expect(3, *SETUP, env={"AWS_MAX_ATTEMPTS": "2"})
    told = "\n".join(f"{e['message']} {e['remedy']}" for e in result.failed.values())
    assert all(w in told for w in words), result
    cloud.clear_faults()
    bucket_pack.expect(0, "resume", "lake", "--yes", "--json")


def test_setup_waits_while_s3_says_slow_down(bucket_pack, cloud):
    cloud.faults(error=["s3:*=SlowDown:503x2"])
    assert bucket_pack.expect(0, *SETUP).actions == CREATED


SIGN_IN = [
    ("RegionDisabledException", 403, "af-south-1", ["the account has not enabled the Region af-south-1 (Cape Town)", "enable it in the console (Account"]),
    ("InvalidClientTokenId", 403, "af-south-1", ["the account has not enabled the Region af-south-1 (Cape Town), or the access key"]),
    ("AuthFailure", 401, "af-south-1", ["the account has not enabled the Region af-south-1 (Cape Town), or the access key"]),
    ("UnrecognizedClientException", 400, "af-south-1", ["the account has not enabled the Region af-south-1"]),
    ("OptInRequired", 401, "af-south-1", ["the account has not enabled the Region af-south-1"]),
    ("RegionDisabledException", 403, "us-west-2", ["STS is not activated in this region", "STS is not active in the Region us-west-2", "--set REGION=NAME"]),
]


@pytest.mark.parametrize("code, status, region, words", SIGN_IN, ids=[f"{s[0]}-{s[2]}" for s in SIGN_IN])
def test_region_that_is_not_enabled(home, cloud, code, status, region, words):
    cloud.faults(error=[fault("GetCallerIdentity", code, status=status)])
    refused = home.expect(1, "setup", "essentia", "--plan", "--no-probe", env={"AWS_REGION": region}).err
    assert all(w in refused for w in words), refused


def test_ec2_in_a_region_that_is_not_enabled(home, cloud):
    """IAM and STS can answer although EC2 of the Region does not know the key."""
    cloud.faults(error=[fault("ec2:*", "AuthFailure", status=401)])
    refused = home.expect(3, "setup", "essentia", "--yes", "--json", env={"AWS_REGION": "af-south-1"}).err
    assert "the account has not enabled the Region af-south-1 (Cape Town)" in refused and "AuthFailure" in refused
    assert "enable it in the console (Account, AWS Regions" in refused


# A web page in place of an answer

@pytest.mark.parametrize("operation", ["GetRole", "CreateBucket", "CreateQueue"], ids=["IAM", "S3", "SQS"])
def test_a_web_page_from_a_load_balancer(bucket_pack, cloud, operation):
    """The call is retried; then one sentence is printed, without the page's text."""
    cloud.faults(error=[{"operation": operation, "times": 1, **HTML}])
    assert bucket_pack.expect(0, *SETUP).actions == CREATED
    bucket_pack.expect(0, "remove", "lake", "--yes", "--json")
    cloud.faults(error=[{"operation": operation, **HTML}])
    result = bucket_pack.run(*SETUP, env={"AWS_MAX_ATTEMPTS": "2"})
    assert result.code in (1, 3) and "SECRET-PAGE" not in result.out + result.err and "<html" not in result.out + result.err
    told = result.err + "\n".join(e["message"] for e in result.failed.values())
    assert "returned a web page (HTTP 503): it came from a proxy or load balancer, not from AWS" in told, result


# A service-linked role that exists already

def test_existing_service_linked_role_is_adopted(setup, home, cloud, iam):
    """A list does not show it yet, and its creation fails because it exists: it is adopted and never deleted."""
    iam.create_service_linked_role(AWSServiceName="spot.amazonaws.com")
    cloud.faults(answer=[{"operation": "ListRoles", "times": 1, "where": {"PathPrefix": PREFIX}, "body": (
        '<ListRolesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListRolesResult><Roles/><IsTruncated>false</IsTruncated>'
        "</ListRolesResult></ListRolesResponse>")}])
    cloud.forget_calls()
    assert actions(setup("instance-role", "--no-probe"))["spot"] == "create"
    assert sorted(str(c.get("code")) for c in cloud.calls("CreateServiceLinkedRole")) == ["InvalidInput", "None"]
    home.expect(0, "remove", "deadline", "--yes", "--json", limit=90)
    assert iam.get_role(RoleName="AWSServiceRoleForEC2Spot")


# A launch that AWS denies

LAUNCH = [
    ("VcpuLimitExceeded", 400, ["VcpuLimitExceeded: You have requested more vCPU capacity", "request a higher quota in the Region us-east-1"]),
    ("PendingVerification", 400, ["PendingVerification: Your request for accessing resources", "AWS is verifying the account in the Region us-east-1"]),
    ("Blocked", 400, ["Blocked: This account is currently blocked", "contact AWS Support"]),
    ("OptInRequired", 401, ["OptInRequired: You are not subscribed to this service", "check the AWS console (Account, AWS Regions)"]),
]


@pytest.mark.parametrize("code, status, words", LAUNCH, ids=[case[0] for case in LAUNCH])
def test_launch_that_the_account_is_not_allowed_to_make(home, cloud, code, status, words):
    cloud.faults(error=[fault("RunInstances", code, status=status)])
    result = home.run("setup", "essentia", "--yes", "--json", "--policy", "workers")
    assert result.code in (2, 3), result
    told = "\n".join(f"{e['message']} {e['remedy']}" for e in result.failed.values())
    assert all(w in told for w in words), result
    assert not cloud.instances()
