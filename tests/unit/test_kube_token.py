"""The cluster token is compared with botocore's presigner: the same bytes."""

import base64
import datetime
import json
import os
import subprocess
import urllib.parse

import pytest

import tools

botocore = pytest.importorskip("botocore")
import botocore.auth  # noqa: E402
import botocore.session  # noqa: E402
import botocore.signers  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402

CASES = [
    {"key": "AKIAIOSFODNN7EXAMPLE", "secret": "canary/secret", "session": "",
     "region": "eu-west-1", "cluster": "practice", "endpoint": ""},
    {"key": "ASIAIOSFODNN7EXAMPLE", "secret": "canary+other", "session": "FwoGZ/canary+token==" * 30,
     "region": "us-gov-west-1", "cluster": "a-longer_name.1", "endpoint": ""},
    {"key": "AKIAIOSFODNN7EXAMPLE", "secret": "canary", "session": "",
     "region": "us-east-1", "cluster": "c", "endpoint": "http://127.0.0.1:4566"},
    {"key": "AKIAIOSFODNN7EXAMPLE", "secret": "canary", "session": "",
     "region": "cn-north-1", "cluster": "c", "endpoint": ""},
]


def presigned(case, when, monkeypatch):
    """The URL that the AWS CLI presigns for 'eks get-token' at that time."""
    class Then(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return when

        @classmethod
        def now(cls, tz=None):
            return when.replace(tzinfo=tz)
    monkeypatch.setattr(botocore.auth.datetime, "datetime", Then, raising=False)
    if hasattr(botocore.auth, "get_current_datetime"):
        monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda remove_tzinfo=True: when)
    session = botocore.session.Session()
    credentials = Credentials(case["key"], case["secret"], case["session"] or None)
    client = session.create_client("sts", region_name=case["region"],
                                   aws_access_key_id=case["key"], aws_secret_access_key=case["secret"])
    signer = botocore.signers.RequestSigner(
        client.meta.service_model.service_id, case["region"], "sts", "v4", credentials,
        session.get_component("event_emitter"))
    url = case["endpoint"] or client.meta.endpoint_url
    return signer.generate_presigned_url(
        {"method": "GET", "url": url + "/?Action=GetCallerIdentity&Version=2011-06-15", "body": {},
         "headers": {"x-k8s-aws-id": case["cluster"]}, "context": {}},
        region_name=case["region"], expires_in=60, operation_name="")


@pytest.mark.parametrize("case", CASES, ids=[c["region"] + "-" + c["cluster"] for c in CASES])
def test_token(case, monkeypatch):
    monkeypatch.setenv("AWS_STS_REGIONAL_ENDPOINTS", "regional")
    for name in [n for n in os.environ if n.startswith("AWS_ENDPOINT_URL")]:
        monkeypatch.delenv(name)
    ran = subprocess.run([tools.find("kube_token"), "-"], input=json.dumps(case) + "\n", text=True,
                         capture_output=True, check=True, timeout=60)
    token = ran.stdout.strip()
    assert token.startswith("k8s-aws-v1."), token
    body = token[len("k8s-aws-v1."):]
    assert "=" not in body
    ours = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(ours).query)
    when = datetime.datetime.strptime(asked["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ")
    theirs = presigned(case, when, monkeypatch)
    assert urllib.parse.urlsplit(ours)[:3] == urllib.parse.urlsplit(theirs)[:3]
    assert asked == urllib.parse.parse_qs(urllib.parse.urlsplit(theirs).query)
    assert asked["X-Amz-SignedHeaders"] == ["host;x-k8s-aws-id"] and asked["X-Amz-Expires"] == ["60"]
