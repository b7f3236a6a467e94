"""A test template: a bucket with its policy and log, an issuer, a queue with its rule."""

import json

import pytest

from cloud import ACCOUNT

ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"
QUEUE = "arn:${PARTITION}:sqs:${REGION}:${ACCOUNT_ID}:${QUEUE_NAME}"


def value(name, **more):
    return {"name": name, "label": name.lower(), "help": "A value.", **more}


PACK = {
    "pack": "1", "name": "lake", "title": "Lake",
    "methods": [{"name": "all", "title": "All", "gives": "Access.", "recommended": True}],
    "values": [value("BUCKET", kind="bucket", default="the-lake"),
               value("QUEUE_NAME", kind="policy-name", default="the-queue"),
               value("ISSUER", kind="text", default=ISSUER, check={"pattern": "[a-zA-Z0-9./-]+", "says": "a host and a path"}),
               value("OTHERS", kind="choice", check=["refuse", "keep", "change"], default="refuse"),
               value("REGION", kind="region"), value("TAGS", kind="tags")],
    "resources": [
        {"id": "bucket", "kind": "bucket", "name": "${BUCKET}", "document": "settings.json", "others": "${OTHERS}"},
        {"id": "bucket-policy", "kind": "bucket-policy", "name": "${BUCKET}", "document": "logs.json", "needs": ["bucket"]},
        {"id": "log", "kind": "bucket-logging", "name": "${BUCKET}", "target": "${BUCKET}", "prefix": "bucket-logs/",
         "needs": ["bucket-policy"]},
        {"id": "provider", "kind": "oidc-provider", "name": "${ISSUER}", "audience": "sts.amazonaws.com"},
        {"id": "role", "kind": "role", "name": "Lake", "document": "trust.json", "needs": ["provider"]},
        {"id": "queue", "kind": "queue", "name": "${QUEUE_NAME}", "document": "queue.json", "retention": "300"},
        {"id": "rule", "kind": "event-rule", "name": "${QUEUE_NAME}-spot", "document": "spot.json", "target": QUEUE, "needs": ["queue"]}],
}
DOCUMENTS = {
    "settings": {
        "VersioningConfiguration": {"Status": "Enabled"},
        "ServerSideEncryptionConfiguration": {"Rules": [
            {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True}]},
        "PublicAccessBlockConfiguration": dict.fromkeys(
            ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True),
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]},
        "ACL": "private",
        "LifecycleConfiguration": {"Rules": [
            {"ID": "Expire", "Status": "Enabled", "Filter": {"Prefix": "cache/"}, "Expiration": {"Days": 1},
             "NoncurrentVersionExpiration": {"NoncurrentDays": 1}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}},
            {"ID": "Markers", "Status": "Enabled", "Filter": {"Prefix": "cache/"}, "Expiration": {"ExpiredObjectDeleteMarker": True}}]}},
    "logs": {"Version": "2012-10-17", "Statement": [{
        "Sid": "AccreditLogDelivery", "Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject",
        "Resource": "arn:${PARTITION}:s3:::${BUCKET}/bucket-logs/*",
        "Condition": {"ArnLike": {"aws:SourceArn": "arn:${PARTITION}:s3:::${BUCKET}"},
                      "StringEquals": {"aws:SourceAccount": "${ACCOUNT_ID}"}}}]},
    "trust": {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Federated": "arn:${PARTITION}:iam::${ACCOUNT_ID}:oidc-provider/${ISSUER}"},
        "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {
            "${ISSUER}:aud": "sts.amazonaws.com", "${ISSUER}:sub": "system:serviceaccount:a:b"}}}]},
    "queue": {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": ["events.amazonaws.com", "sqs.amazonaws.com"]}, "Action": "sqs:SendMessage",
        "Resource": QUEUE}]},
    "spot": {"source": ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"]},
}
IDS = [row["id"] for row in PACK["resources"]]
CREATED, KEPT = dict.fromkeys(IDS, "create"), dict.fromkeys(IDS, "none")
SETUP = ("setup", "lake", "--no-probe", "--yes", "--json")


@pytest.fixture
def bucket_pack(home, tmp_path):
    """The program's home, with this template for the following runs."""
    documents = tmp_path / "templates" / "lake" / "documents"
    documents.mkdir(parents=True)
    (documents.parent / "pack.json").write_text(json.dumps(PACK))
    for name, tree in DOCUMENTS.items():
        (documents / f"{name}.json").write_text(json.dumps(tree))
    home.environment["ACCREDIT_TEMPLATES"] = str(tmp_path / "templates")
    return home
