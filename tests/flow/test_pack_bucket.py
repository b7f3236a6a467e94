"""Buckets with their settings, policies and logs, OIDC providers, queues and event rules."""

import json
import os

from cloud import ACCOUNT
from pack_bucket import CREATED, ISSUER, KEPT, PROVIDER, SETUP, bucket_pack  # noqa: F401

BUCKET, URL = "the-lake", "https://" + ISSUER
AMAZON = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280"  # AWS takes it from its own hosts where no thumbprint is given


def account_snapshot(cloud):
    """The account's resources other than IAM's."""
    events = cloud.client("events")
    return {**cloud.snapshot(), "buckets": sorted(b["Name"] for b in cloud.client("s3").list_buckets()["Buckets"]),
            "queues": cloud.client("sqs").list_queues().get("QueueUrls", []),
            "rules": [r["Name"] for r in events.list_rules()["Rules"]],
            "providers": [p["Arn"] for p in cloud.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]]}


def bucket_tags(s3, bucket=BUCKET):
    return {t["Key"]: t["Value"] for t in s3.get_bucket_tagging(Bucket=bucket)["TagSet"]}


def test_template_passes_the_check(bucket_pack):
    bucket_pack.expect(0, "templates", "check", os.path.join(bucket_pack.environment["ACCREDIT_TEMPLATES"], "lake"))


def test_setup_and_remove(bucket_pack, cloud, iam):
    before = account_snapshot(cloud)
    assert bucket_pack.expect(0, *SETUP, "--set", "TAGS=team=blue").actions == CREATED
    s3, sqs, events = (cloud.client(s) for s in ("s3", "sqs", "events"))
    assert bucket_tags(s3) == {"team": "blue", "accredit:setup": "lake"}
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    rule, = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["BucketKeyEnabled"] and rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert set(s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"].values()) == {True}
    assert s3.get_bucket_ownership_controls(Bucket=BUCKET)["OwnershipControls"]["Rules"][0]["ObjectOwnership"] == "BucketOwnerPreferred"
    assert [r["ID"] for r in s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]] == ["Expire", "Markers"]
    assert s3.get_bucket_logging(Bucket=BUCKET)["LoggingEnabled"] == {"TargetBucket": BUCKET, "TargetPrefix": "bucket-logs/"}
    provider = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER)
    assert provider["ClientIDList"] == ["sts.amazonaws.com"] and provider["ThumbprintList"] == [AMAZON]
    url = sqs.get_queue_url(QueueName="the-queue")["QueueUrl"]
    assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["MessageRetentionPeriod"] == "300"
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"]["accredit:setup"] == "lake"
    target, = events.list_targets_by_rule(Rule="the-queue-spot")["Targets"]
    assert target["Arn"] == f"arn:aws:sqs:us-east-1:{ACCOUNT}:the-queue"
    cloud.forget_calls()
    assert bucket_pack.expect(0, *SETUP, "--set", "TAGS=team=blue").actions == KEPT
    assert bucket_pack.expect(0, "verify", "lake", "--no-probe", "--json").actions == KEPT
    assert not cloud.changes()
    bucket_pack.expect(0, "remove", "lake", "--yes", "--json")
    assert account_snapshot(cloud) == before


def test_repair_corrects_each_difference(bucket_pack, cloud, iam):
    bucket_pack.expect(0, *SETUP)
    s3, sqs, events = (cloud.client(s) for s in ("s3", "sqs", "events"))
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    rules = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    of_others = {"ID": "Theirs", "Status": "Enabled", "Filter": {"Prefix": "x/"}, "Expiration": {"Days": 9}}
    s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": [rules[1], of_others]})
    policy = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])
    policy["Statement"][0]["Resource"] = f"arn:aws:s3:::{BUCKET}/*"
    policy["Statement"].append({"Sid": "Theirs", "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": f"arn:aws:s3:::{BUCKET}",
                                "Condition": {"Bool": {"aws:SecureTransport": "false"}}})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER, ClientID="sts.amazonaws.com")
    events.remove_targets(Rule="the-queue-spot", Ids=["accredit"])
    url = sqs.get_queue_url(QueueName="the-queue")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"MessageRetentionPeriod": "600"})
    found = bucket_pack.expect(2, "verify", "lake", "--no-probe", "--json")
    assert found.actions == {**KEPT, **dict.fromkeys(("bucket", "bucket-policy", "provider", "queue", "rule"), "update")}
    assert set(found.diffs["bucket"]) == {"versioning", "lifecycle"}
    bucket_pack.expect(0, *SETUP)
    assert bucket_pack.expect(0, "verify", "lake", "--no-probe", "--json").actions == KEPT
    assert {r["ID"] for r in s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]} == {"Expire", "Markers", "Theirs"}
    assert "Theirs" in s3.get_bucket_policy(Bucket=BUCKET)["Policy"]
    s3.put_object(Bucket=BUCKET, Key="kept", Body=b"1")
    iam.create_role(RoleName="Pods", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity"}]}))
    result = bucket_pack.expect(0, "remove", "lake", "--yes")
    assert "keep bucket 'the-lake', used by objects in it" in result.out and "used by role Pods" in result.out
    assert json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])["Statement"][0]["Sid"] == "Theirs"
    assert s3.get_object(Bucket=BUCKET, Key="kept")["Body"].read() == b"1" and "LoggingEnabled" not in s3.get_bucket_logging(Bucket=BUCKET)
    iam.get_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER)


def test_removed_tags_are_restored(bucket_pack, cloud):
    """Tags of others are kept; without a record, a bucket without the tag is not the setup's."""
    bucket_pack.expect(0, *SETUP)
    s3 = cloud.client("s3")
    s3.put_bucket_tagging(Bucket=BUCKET, Tagging={"TagSet": [{"Key": "team", "Value": "blue"}]})
    assert bucket_pack.expect(2, "verify", "lake", "--no-probe", "--json").diffs == {"bucket": ["tags.accredit:setup"]}
    bucket_pack.expect(0, "repair", "lake", "--yes", "--json")
    assert {t["Key"]: t["Value"] for t in s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"]} == {"team": "blue", "accredit:setup": "lake"}
    bucket_pack.expect(0, "verify", "lake", "--no-probe", "--json")


def test_resources_of_others(bucket_pack, cloud, iam):
    """An existing issuer gets the audience; an existing bucket is refused, kept or changed, as the answer says."""
    iam.create_open_id_connect_provider(Url=URL, ClientIDList=["other"], ThumbprintList=["a" * 40])
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    before = account_snapshot(cloud)
    cloud.forget_calls()
    assert "BUCKET=" in bucket_pack.expect(64, *SETUP).err and not cloud.changes()
    kept = bucket_pack.expect(0, *SETUP, "--set", "OTHERS=keep")
    assert kept.actions == {**CREATED, "bucket": "adopt", "provider": "update"} and kept.diffs["bucket"]
    assert "Status" not in s3.get_bucket_versioning(Bucket=BUCKET)
    assert bucket_pack.expect(0, *SETUP, "--set", "OTHERS=change").actions["bucket"] == "update"
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    assert iam.get_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER)["ClientIDList"] == ["other", "sts.amazonaws.com"]
    bucket_pack.expect(0, "remove", "lake", "--yes", "--json")
    assert account_snapshot(cloud) == before


def test_wrong_answers_are_rejected_before_any_change(bucket_pack, cloud, iam):
    before = account_snapshot(cloud)
    cloud.forget_calls()
    refused = bucket_pack.expect(64, *SETUP, "--set", "BUCKET=somebodys").err
    assert "belongs to another account" in refused and "--set BUCKET=" in refused
    assert not cloud.changes() and account_snapshot(cloud) == before


def test_kill_between_bucket_and_settings(bucket_pack, cloud):
    before = account_snapshot(cloud)
    cloud.faults(error=["PutBucketVersioning=AccessDenied:403"])
    assert bucket_pack.run(*SETUP).code == 3
    cloud.clear_faults()
    assert bucket_pack.expect(0, "resume", "lake", "--yes", "--json")
    assert bucket_pack.expect(0, "verify", "lake", "--no-probe", "--json").actions == KEPT
    bucket_pack.expect(0, "remove", "lake", "--yes", "--json")
    assert account_snapshot(cloud) == before
